// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/bench/corpusplan.h"

#include "tests/bench/content.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace varve::bench {
namespace {

constexpr std::int64_t kEpoch = 1'700'000'000;

// A walk visits a folder before what is in it and its neighbours after: '/' sorts before every other byte.
bool walksBefore(const PlannedEntry &a, const PlannedEntry &b)
{
    return std::lexicographical_compare(a.path.begin(), a.path.end(), b.path.begin(), b.path.end(), [](char x, char y) {
        return (x == '/' ? 0 : static_cast<unsigned char>(x)) < (y == '/' ? 0 : static_cast<unsigned char>(y));
    });
}

std::string parentOf(const std::string &path)
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

// FNV-1a: std::hash may differ between libraries, corpora must not.
std::uint64_t nameHash(const std::string &name)
{
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
}

// Keeps the file system that the layers so far make up, and emits what a build step does to it.
class Planner {
public:
    Planner(std::string name, std::uint64_t seed)
        : m_rng(mix(seed, nameHash(name)))
    {
        m_plan.name = std::move(name);
    }

    Rng &rng() { return m_rng; }
    std::size_t livePaths() const { return m_live.size(); }
    std::size_t entries() const { return m_layer.size(); }

    void beginLayer(std::string instruction)
    {
        m_instruction = std::move(instruction);
        m_layer.clear();
    }

    void endLayer(double meanBytes, double spread)
    {
        scaleSizes(meanBytes, spread);
        PlannedLayer layer { m_instruction, {} };
        for (auto &[path, entry] : m_layer)
            layer.entries.push_back(std::move(entry));
        std::sort(layer.entries.begin(), layer.entries.end(), walksBefore);
        m_plan.layers.push_back(std::move(layer));
        ++m_layerNumber;
    }

    // A package: one folder, a few below it, `files` files and links; returns its folder.
    std::string addPackage(std::size_t files, bool withOpaqueMarker = false)
    {
        static constexpr const char *kHomes[] = { "usr/share/doc", "usr/lib/python3/dist-packages",
            "opt/app/node_modules", "usr/lib/x86_64-linux-gnu", "var/lib", "usr/share/locale", "usr/include" };
        static constexpr const char *kEndings[] = { ".py", ".js", ".so", ".h", ".txt", ".json", ".mo", ".gz", "" };
        std::string home = kHomes[m_rng.below(std::size(kHomes))];
        if (m_rng.below(6) == 0 && !m_packages.empty())
            home = m_packages[m_rng.below(m_packages.size())] + "/node_modules";
        if (home.size() > 160)
            home = kHomes[0];
        const std::string root =
            home + '/' + word(m_rng.next()) + '-' + word(m_rng.next()) + std::to_string(++m_serial);
        makeFolder(root);
        if (withOpaqueMarker)
            put(marker(root + "/.wh..wh..opq"));
        std::vector<std::string> folders { root };
        std::string previous;
        for (std::size_t i = 0; i < files; ++i) {
            if (i % 9 == 8 && folders.size() < 40)
                folders.push_back(folders[m_rng.below(folders.size())] + '/' + word(m_rng.next()) + std::to_string(i));
            const std::string path = folders[m_rng.below(folders.size())] + '/' + word(m_rng.next()) + '_'
                + word(m_rng.next()) + std::to_string(i) + kEndings[m_rng.below(std::size(kEndings))];
            const std::uint64_t dice = m_rng.below(100);
            if (dice < 3 && !previous.empty())
                store(link(path, '2', previous.substr(previous.rfind('/') + 1)));
            else if (dice == 3 && !previous.empty())
                store(link(path, '1', previous));
            else {
                store(file(path));
                previous = path;
            }
        }
        m_packages.push_back(root);
        return root;
    }

    // A live plain file that this layer has not touched; nothing when luck fails.
    const PlannedEntry *pickFile()
    {
        for (int tries = 0; tries < 50 && !m_files.empty(); ++tries) {
            const std::string &path = m_files[m_rng.below(m_files.size())];
            const auto found = m_live.find(path);
            if (found != m_live.end() && found->second.type == '0' && !m_layer.contains(path))
                return &found->second;
        }
        return nullptr;
    }

    void overwrite(const PlannedEntry &old)
    {
        PlannedEntry entry = file(old.path);
        entry.content = m_rng.next();
        store(entry);
    }

    void touch(const PlannedEntry &old, std::uint32_t owner)
    {
        PlannedEntry entry = old;
        entry.owner = owner;
        m_keepsSize.insert(entry.path);
        store(std::move(entry));
    }

    void rewriteEverything(std::uint32_t owner)
    {
        for (auto &[path, entry] : m_live) {
            if (m_layer.contains(path))
                continue;
            entry.owner = owner;
            m_keepsSize.insert(path);
            m_layer.emplace(path, entry);
        }
    }

    void remove(const std::string &path)
    {
        const std::string parent = parentOf(path);
        makeFolder(parent);
        put(marker(parent + "/.wh." + path.substr(parent.size() + 1)));
        m_live.erase(path);
        const auto from = m_live.lower_bound(path + '/');
        m_live.erase(from, m_live.lower_bound(path + '0'));
    }

    // A package of earlier layers without anything of this one, as removing it whole is realistic; empty when none.
    std::string pickPackage()
    {
        for (int tries = 0; tries < 50 && !m_packages.empty(); ++tries) {
            const std::string root = m_packages[m_rng.below(m_packages.size())];
            const auto found = m_layer.lower_bound(root);
            const bool isTouched = found != m_layer.end() && found->first.starts_with(root);
            if (m_live.contains(root) && !isTouched)
                return root;
        }
        return {};
    }

    std::size_t pathsBelow(const std::string &root) const
    {
        return static_cast<std::size_t>(std::distance(m_live.lower_bound(root + '/'), m_live.lower_bound(root + '0')));
    }

    CorpusPlan take() { return std::move(m_plan); }

private:
    PlannedEntry base(const std::string &path, char type, std::uint16_t mode) const
    {
        PlannedEntry entry;
        entry.path = path;
        entry.type = type;
        entry.mode = mode;
        entry.mtime = kEpoch + m_layerNumber * 60;
        return entry;
    }

    PlannedEntry file(const std::string &path)
    {
        PlannedEntry entry = base(path, '0', m_rng.below(8) == 0 ? 0755 : 0644);
        entry.content = m_rng.next();
        entry.hasCapability = m_rng.below(500) == 0;
        return entry;
    }

    PlannedEntry link(const std::string &path, char type, const std::string &target) const
    {
        PlannedEntry entry = base(path, type, type == '2' ? 0777 : 0644);
        entry.link = target;
        return entry;
    }

    PlannedEntry marker(const std::string &path) const { return base(path, '0', 0); }

    // Engines write the folders on the way to every change, too.
    void makeFolder(const std::string &path)
    {
        if (path.empty() || m_layer.contains(path))
            return;
        makeFolder(parentOf(path));
        const auto found = m_live.find(path);
        const PlannedEntry entry = found != m_live.end() ? found->second : base(path, '5', 0755);
        m_live.emplace(path, entry);
        m_layer.emplace(path, entry);
    }

    void put(PlannedEntry entry)
    {
        m_keepsSize.insert(entry.path);
        std::string path = entry.path;
        m_layer.insert_or_assign(std::move(path), std::move(entry));
    }

    void store(PlannedEntry entry)
    {
        makeFolder(parentOf(entry.path));
        if (entry.type == '0' && !m_live.contains(entry.path))
            m_files.push_back(entry.path);
        m_live.insert_or_assign(entry.path, entry);
        std::string path = entry.path;
        m_layer.insert_or_assign(std::move(path), std::move(entry));
    }

    // New files get their sizes at the end of the layer, so that the mean comes out as asked for.
    void scaleSizes(double meanBytes, double spread)
    {
        std::vector<std::pair<PlannedEntry *, double>> fresh;
        double sum = 0;
        for (auto &[path, entry] : m_layer)
            if (entry.type == '0' && !m_keepsSize.contains(path)) {
                const double weight = std::exp(std::clamp(m_rng.normal(), -3.0, 3.0) * spread);
                fresh.emplace_back(&entry, weight);
                sum += weight;
            }
        for (auto &[entry, weight] : fresh) {
            const double share = weight / sum * static_cast<double>(fresh.size());
            entry->size = static_cast<std::int64_t>(meanBytes * share);
            m_live.insert_or_assign(entry->path, *entry);
        }
        m_keepsSize.clear();
    }

    Rng m_rng;
    CorpusPlan m_plan;
    std::string m_instruction;
    std::map<std::string, PlannedEntry> m_layer;
    std::map<std::string, PlannedEntry> m_live;
    std::set<std::string> m_keepsSize;
    std::vector<std::string> m_files;
    std::vector<std::string> m_packages;
    std::uint64_t m_serial = 0;
    int m_layerNumber = 0;
};

std::size_t scaled(double number, double scale)
{
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::llround(number * scale)));
}

void addPackagesUntil(Planner &planner, std::size_t paths, std::size_t filesPerPackage, bool withOpaqueMarkers = false)
{
    while (planner.livePaths() < paths) {
        const std::size_t room = paths - planner.livePaths();
        const std::size_t files = 1 + planner.rng().below(2 * filesPerPackage);
        planner.addPackage(std::min(files, room), withOpaqueMarkers && planner.rng().below(3) == 0);
    }
}

CorpusPlan planWide(const std::string &name, std::uint64_t seed, double scale, double meanBytes)
{
    constexpr int kLayers = 8;
    Planner planner(name, seed);
    const std::size_t first = scaled(34000, scale);
    const std::size_t perLayer = scaled((130000.0 - 34000 + 5600) / (kLayers - 1), scale);
    for (int layer = 0; layer < kLayers; ++layer) {
        planner.beginLayer(layer == 0 ? "ADD rootfs.tar /" : "RUN install-step-" + std::to_string(layer));
        if (layer > 0) {
            for (std::size_t i = 0; i < scaled(1520.0 / (kLayers - 1), scale); ++i)
                if (const PlannedEntry *victim = planner.pickFile())
                    planner.remove(std::string(victim->path));
            // About 180 packages go whole; together with the single files about 5,600 paths.
            for (std::size_t removed = 0; removed < scaled(4080.0 / (kLayers - 1), scale);) {
                const std::string root = planner.pickPackage();
                if (root.empty())
                    break;
                removed += planner.pathsBelow(root) + 1;
                planner.remove(root);
            }
            for (std::size_t i = 0; i < scaled(300, scale); ++i) {
                if (const PlannedEntry *old = planner.pickFile())
                    planner.overwrite(PlannedEntry(*old));
                if (const PlannedEntry *old = planner.pickFile())
                    planner.touch(PlannedEntry(*old), 33);
            }
        }
        addPackagesUntil(planner, layer == 0 ? first : planner.livePaths() + perLayer, 20);
        planner.endLayer(meanBytes, 1.0);
    }
    return planner.take();
}

CorpusPlan planChown(const std::string &name, std::uint64_t seed, double scale)
{
    constexpr int kLayers = 64;
    Planner planner(name, seed);
    for (int layer = 0; layer < kLayers; ++layer) {
        const bool isRewrite = layer == 31 || layer == kLayers - 1;
        planner.beginLayer(isRewrite ? "RUN chown -R app:app /" : "COPY step-" + std::to_string(layer) + " /");
        if (isRewrite)
            planner.rewriteEverything(layer == 31 ? 1000 : 1001);
        else
            addPackagesUntil(planner, planner.livePaths() + scaled(layer == 0 ? 44300 : 355, scale), 20);
        planner.endLayer(4500, 1.2);
    }
    return planner.take();
}

CorpusPlan planDistro(const std::string &name, std::uint64_t seed, double scale)
{
    // Share of the paths and of the bytes of each layer, per mille: a base, package installs, small edits, an application.
    struct Share {
        double paths;
        double bytes;
    };
    static constexpr Share kShares[] = { { 60, 32 }, { 20, 10 }, { 260, 290 }, { 90, 80 }, { 1, 0.2 }, { 140, 120 },
        { 4, 2 }, { 200, 210 }, { 25, 20 }, { 60, 50 }, { 1, 0.1 }, { 120, 170 }, { 19, 15.7 } };
    constexpr double kPaths = 101000;
    constexpr double kBytes = 3.8e9;
    Planner planner(name, seed);
    for (std::size_t layer = 0; layer < std::size(kShares); ++layer) {
        planner.beginLayer(layer == 0 ? "ADD rootfs.tar.xz /" : "RUN apt-get install step-" + std::to_string(layer));
        if (layer > 0)
            for (std::size_t i = 0; i < scaled(40, scale); ++i) {
                if (const PlannedEntry *old = planner.pickFile())
                    planner.overwrite(PlannedEntry(*old));
                if (const PlannedEntry *victim = i % 4 == 0 ? planner.pickFile() : nullptr)
                    planner.remove(std::string(victim->path));
            }
        const std::size_t paths = scaled(kPaths * kShares[layer].paths / 1000, scale);
        addPackagesUntil(planner, planner.livePaths() + paths, 25, layer > 0);
        // Folders and links take about a sixth of the paths.
        planner.endLayer(kBytes * kShares[layer].bytes / (kPaths * kShares[layer].paths * 0.85 + 1), 1.8);
    }
    return planner.take();
}

CorpusPlan planBig(const std::string &name, std::uint64_t seed, double scale)
{
    static constexpr double kBytesShare[] = { 0.08, 0.42, 0.28, 0.02, 0.20 };
    Planner planner(name, seed);
    for (const double share : kBytesShare) {
        planner.beginLayer("COPY models /");
        addPackagesUntil(planner, planner.livePaths() + scaled(1150, scale), 25);
        // Few files at small scales: less spread, so that the sum stays near what was asked for.
        planner.endLayer(2.3e9 * share / (1150 * 0.85), 2.2);
    }
    return planner.take();
}

} // namespace

CorpusPlan planCorpus(const std::string &name, std::uint64_t seed, double scale)
{
    if (name == "wide")
        return planWide(name, seed, scale, 3200);
    if (name == "chown")
        return planChown(name, seed, scale);
    if (name == "distro")
        return planDistro(name, seed, scale);
    if (name == "big")
        return planBig(name, seed, scale);
    if (name == "grow1" || name == "grow2" || name == "grow4") {
        CorpusPlan plan = planWide(name, seed, scale * (name.back() - '0'), 120);
        plan.isCompressedToo = false;
        return plan;
    }
    return {};
}

} // namespace varve::bench
