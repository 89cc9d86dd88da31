// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/bench/corpus.h"

#include "tests/bench/blobwriter.h"
#include "tests/bench/corpusplan.h"
#include "tests/bench/tarstream.h"

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <thread>
#include <unordered_set>

namespace varve::bench {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char *kConfigType = "application/vnd.oci.image.config.v1+json";
constexpr const char *kManifestType = "application/vnd.oci.image.manifest.v1+json";
constexpr const char *kCreated = "2026-01-01T00:00:00Z";

// A corpus that is being made. Its layers are written by several threads, each to its own place.
struct Making {
    Corpus corpus;
    CorpusPlan plan;
    std::int64_t archiveBytes = 0;
    int archive = -1;
};

std::int64_t signedSize(const std::string &text)
{
    return static_cast<std::int64_t>(text.size());
}

json toJson(const Corpus &corpus)
{
    json layers = json::array();
    for (const CorpusLayer &l : corpus.layers)
        layers.push_back({ { "tarBytes", l.tarBytes }, { "tarOffset", l.tarOffset }, { "gzipBytes", l.gzipBytes },
            { "zstdBytes", l.zstdBytes }, { "diffId", l.diffId }, { "gzipBlob", l.gzipBlob },
            { "zstdBlob", l.zstdBlob } });
    return { { "version", kCorpusVersion }, { "entries", corpus.entries }, { "paths", corpus.paths },
        { "whiteouts", corpus.whiteouts }, { "isCompressedToo", corpus.isCompressedToo }, { "layers", layers } };
}

// False when there is none or it is of another version.
bool load(Corpus &corpus)
{
    std::ifstream file(corpus.directory / "corpus.json");
    const json stamp = json::parse(file, nullptr, false);
    if (!stamp.is_object() || stamp.value("version", 0) != kCorpusVersion)
        return false;
    corpus.entries = stamp.at("entries");
    corpus.paths = stamp.at("paths");
    corpus.whiteouts = stamp.at("whiteouts");
    corpus.isCompressedToo = stamp.at("isCompressedToo");
    for (const json &l : stamp.at("layers"))
        corpus.layers.push_back({ l.at("tarBytes"), l.at("tarOffset"), l.at("gzipBytes"), l.at("zstdBytes"),
            l.at("diffId"), l.at("gzipBlob"), l.at("zstdBlob") });
    return true;
}

void countEntries(Making &making)
{
    std::unordered_set<std::string> paths;
    for (const PlannedLayer &layer : making.plan.layers)
        for (const PlannedEntry &entry : layer.entries) {
            ++making.corpus.entries;
            const std::size_t slash = entry.path.rfind('/') + 1;
            if (entry.path.compare(slash, 8, ".wh..wh.") == 0)
                continue;
            if (entry.path.compare(slash, 4, ".wh.") == 0)
                ++making.corpus.whiteouts;
            else
                paths.insert(entry.path);
        }
    making.corpus.paths = static_cast<std::int64_t>(paths.size());
}

Making begin(const Corpus &corpus, const CorpusOptions &options)
{
    Making making { corpus, planCorpus(corpus.name, options.seed, options.scale), 0, -1 };
    Corpus &c = making.corpus;
    if (making.plan.layers.empty())
        die("there is no corpus '" + c.name + "'");
    fs::remove_all(c.directory);
    fs::create_directories(c.directory);
    c.isCompressedToo = making.plan.isCompressedToo;
    if (c.isCompressedToo) {
        fs::create_directories(c.gzipLayout() / "blobs/sha256");
        fs::create_directories(c.zstdLayout() / "blobs/sha256");
    }
    countEntries(making);
    for (const PlannedLayer &layer : making.plan.layers) {
        CorpusLayer one;
        one.tarBytes = TarStream::bytesOf(layer.entries);
        one.tarOffset = making.archiveBytes + static_cast<std::int64_t>(kTarBlock);
        making.archiveBytes = one.tarOffset + one.tarBytes;
        c.layers.push_back(one);
    }
    making.archive = ::open(c.dockerArchive().c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (making.archive < 0)
        die("cannot write " + c.dockerArchive().string());
    return making;
}

void writeLayer(Making &making, std::size_t index)
{
    CorpusLayer &layer = making.corpus.layers[index];
    PlannedLayer &plan = making.plan.layers[index];
    const std::string temporary = "layer" + std::to_string(index) + ".new";
    std::unique_ptr<BlobWriter> gzip;
    std::unique_ptr<BlobWriter> zstd;
    if (making.corpus.isCompressedToo) {
        gzip = std::make_unique<BlobWriter>(making.corpus.gzipLayout() / "blobs/sha256", temporary, gzipCodec());
        zstd = std::make_unique<BlobWriter>(making.corpus.zstdLayout() / "blobs/sha256", temporary, zstdCodec());
    }
    Sha256 hash;
    std::int64_t at = layer.tarOffset;
    TarStream tar([&](std::span<const char> bytes) {
        writeAt(making.archive, bytes, at);
        at += static_cast<std::int64_t>(bytes.size());
        hash.add(bytes);
        if (gzip) {
            gzip->add(bytes);
            zstd->add(bytes);
        }
    });
    for (const PlannedEntry &entry : plan.entries)
        tar.add(entry);
    tar.finish();
    if (at != layer.tarOffset + layer.tarBytes)
        die("a layer of " + making.corpus.name + " is not as long as planned");
    layer.diffId = hash.finish();
    const std::string header = tarHeader(layer.diffId + ".tar", '0', layer.tarBytes, 0644, 0, 0, {});
    writeAt(making.archive, header, layer.tarOffset - static_cast<std::int64_t>(kTarBlock));
    if (gzip) {
        layer.gzipBlob = gzip->finish();
        layer.gzipBytes = gzip->bytesWritten();
        layer.zstdBlob = zstd->finish();
        layer.zstdBytes = zstd->bytesWritten();
    }
    plan.entries = {};
}

std::string configOf(const Making &making)
{
    json diffIds = json::array();
    json history = json::array();
    for (std::size_t i = 0; i < making.corpus.layers.size(); ++i) {
        diffIds.push_back("sha256:" + making.corpus.layers[i].diffId);
        history.push_back({ { "created", kCreated }, { "created_by", making.plan.layers[i].instruction } });
    }
    return json {
        { "architecture", "amd64" }, { "os", "linux" }, { "created", kCreated },
        { "config", { { "Cmd", { "/bin/sh" } } } }, { "rootfs", { { "type", "layers" }, { "diff_ids", diffIds } } },
        { "history", history }
    }.dump();
}

void finishArchive(Making &making, const std::string &config)
{
    json layers = json::array();
    for (const CorpusLayer &layer : making.corpus.layers)
        layers.push_back(layer.diffId + ".tar");
    const std::string configName = sha256Of(config) + ".json";
    const std::string manifest = json::array({ { { "Config", configName }, { "Layers", layers },
                                                 { "RepoTags", { "bench/" + making.corpus.name + ":latest" } } } })
                                     .dump();
    std::string tail;
    for (const auto &[name, text] :
        { std::pair(configName, config), std::pair(std::string("manifest.json"), manifest) }) {
        const std::int64_t size = signedSize(text);
        tail += tarHeader(name, '0', size, 0644, 0, 0, {}) + text;
        tail.append(static_cast<std::size_t>(paddedBytes(size) - size), '\0');
    }
    tail.append(2 * kTarBlock, '\0');
    writeAt(making.archive, tail, making.archiveBytes);
    ::close(making.archive);
}

void finishLayout(const Making &making, const std::string &config, bool isGzip)
{
    const fs::path layout = isGzip ? making.corpus.gzipLayout() : making.corpus.zstdLayout();
    json layers = json::array();
    for (const CorpusLayer &layer : making.corpus.layers)
        layers.push_back(
            { { "mediaType", std::string("application/vnd.oci.image.layer.v1.tar+") + (isGzip ? "gzip" : "zstd") },
                { "digest", "sha256:" + (isGzip ? layer.gzipBlob : layer.zstdBlob) },
                { "size", isGzip ? layer.gzipBytes : layer.zstdBytes } });
    const std::string manifest = json { { "schemaVersion", 2 }, { "mediaType", kManifestType },
        { "config",
            { { "mediaType", kConfigType }, { "digest", "sha256:" + sha256Of(config) }, { "size", config.size() } } },
        { "layers", layers } }.dump();
    const json index { { "schemaVersion", 2 },
        { "manifests",
            json::array({ { { "mediaType", kManifestType }, { "digest", "sha256:" + sha256Of(manifest) },
                { "size", manifest.size() },
                { "annotations", { { "org.opencontainers.image.ref.name", "latest" } } } } }) } };
    writeFile(layout / "blobs/sha256" / sha256Of(config), config);
    writeFile(layout / "blobs/sha256" / sha256Of(manifest), manifest);
    writeFile(layout / "oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
    writeFile(layout / "index.json", index.dump());
}

void finish(Making &making)
{
    const std::string config = configOf(making);
    finishArchive(making, config);
    if (making.corpus.isCompressedToo) {
        finishLayout(making, config, true);
        finishLayout(making, config, false);
    }
    writeFile(making.corpus.directory / "corpus.json", toJson(making.corpus).dump(1));
}

void writeAll(std::vector<Making> &makings)
{
    struct Task {
        Making *making;
        std::size_t layer;
    };
    std::vector<Task> tasks;
    for (Making &making : makings)
        for (std::size_t layer = 0; layer < making.corpus.layers.size(); ++layer)
            tasks.push_back({ &making, layer });
    // Compressing is nearly all of the work.
    const auto cost = [](const Task &task) {
        return task.making->corpus.layers[task.layer].tarBytes * (task.making->corpus.isCompressedToo ? 20 : 1);
    };
    std::stable_sort(tasks.begin(), tasks.end(), [&](const Task &a, const Task &b) { return cost(a) > cost(b); });
    std::atomic<std::size_t> next { 0 };
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
        threads.emplace_back([&] {
            ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 19); // this thread only
            for (std::size_t task = next++; task < tasks.size(); task = next++)
                writeLayer(*tasks[task].making, tasks[task].layer);
        });
    for (std::thread &thread : threads)
        thread.join();
}

std::string shortNumber(double number)
{
    char text[32];
    std::snprintf(text, sizeof text, "%g", number);
    return text;
}

} // namespace

std::int64_t Corpus::tarBytes() const
{
    std::int64_t sum = 0;
    for (const CorpusLayer &layer : layers)
        sum += layer.tarBytes;
    return sum;
}

std::vector<Corpus> prepareCorpora(const std::vector<std::string> &names, const CorpusOptions &options)
{
    std::vector<Corpus> corpora;
    std::vector<Making> makings;
    for (const std::string &name : names) {
        Corpus corpus;
        corpus.name = name;
        corpus.directory =
            options.cache / (name + "-s" + std::to_string(options.seed) + "-x" + shortNumber(options.scale));
        if (!load(corpus)) {
            std::fprintf(stderr, "making the corpus %s in %s\n", name.c_str(), corpus.directory.c_str());
            makings.push_back(begin(corpus, options));
        }
        corpora.push_back(std::move(corpus));
    }
    if (makings.empty())
        return corpora;
    const auto start = std::chrono::steady_clock::now();
    writeAll(makings);
    for (Making &making : makings)
        finish(making);
    std::fprintf(
        stderr, "made in %.0f s\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    for (Corpus &corpus : corpora)
        if (corpus.layers.empty() && !load(corpus))
            die("the corpus " + corpus.name + " cannot be read back");
    return corpora;
}

} // namespace varve::bench
