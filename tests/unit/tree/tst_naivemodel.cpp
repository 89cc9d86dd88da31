// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Random images, seeded, judged twice: by the trees and by a model that keeps maps of paths. They must agree on every
// path, kind, row, size, order and figure.

#include "services/tree/analysis.h"
#include "services/tree/layertreebuilder.h"
#include "tests/support/naiveimage.h"

#include <QtTest/QTest>

#include <cstdio>
#include <functional>
#include <random>

using namespace varve;
using namespace varve::test;

namespace {

constexpr int kSeedsPerRow = 500;

struct Flavour {
    int maxLayers;
    int maxEntries;
    int maxDepth;
    bool isTidy; // no odd spellings, no whiteouts beside what they hide
};

class Dice {
public:
    explicit Dice(unsigned seed)
        : m_engine(seed)
    {
    }
    int upTo(int limit) { return static_cast<int>(m_engine() % static_cast<unsigned>(limit + 1)); }
    bool oneIn(int n) { return upTo(n - 1) == 0; }
    template <typename T>
    const T &pick(const std::vector<T> &from)
    {
        return from[static_cast<std::size_t>(upTo(static_cast<int>(from.size()) - 1))];
    }

private:
    std::mt19937 m_engine;
};

std::string randomPath(Dice &dice, const Flavour &flavour)
{
    static const std::vector<std::string> names { "a", "b", "c", "D", "same-prefix-1", "same-prefix-2", "same-prefix",
        "\xff", "e f", std::string("a\0b", 3) };
    std::string path;
    const int depth = 1 + dice.upTo(flavour.maxDepth - 1);
    for (int i = 0; i < depth; ++i) {
        if (i > 0)
            path += '/';
        path += names[static_cast<std::size_t>(dice.upTo(dice.oneIn(4) ? 9 : 3))];
    }
    return path;
}

std::string oddlySpelt(Dice &dice, std::string path)
{
    switch (dice.upTo(11)) {
    case 0:
        return "./" + path;
    case 1:
        return "/" + path;
    case 2:
        return path + "/";
    case 3:
        return "x/../" + path;
    case 4:
        return ".//" + path + "/.";
    case 5:
        return "../" + path;
    case 6:
        return path + "/..";
    default:
        return path;
    }
}

NaiveEntry randomEntry(Dice &dice, const Flavour &flavour)
{
    NaiveEntry entry;
    entry.path = randomPath(dice, flavour);
    entry.mode = dice.oneIn(4) ? 0600 : 0644;
    entry.uid = dice.upTo(20) / 10;
    entry.gid = dice.oneIn(8) ? 7 : 0;
    entry.mtime = dice.upTo(3);
    entry.xattr = dice.oneIn(10) ? "v" + std::to_string(dice.upTo(2)) : "";
    const int kind = dice.upTo(19);
    if (kind < 8) {
        entry.size = dice.upTo(4) * (dice.oneIn(5) ? 1000 : 3);
        entry.content = dice.upTo(3);
    } else if (kind < 12) {
        entry.type = EntryType::Directory;
        entry.mode = dice.oneIn(3) ? 0700 : 0755;
    } else if (kind < 13) {
        entry.type = dice.oneIn(3) ? EntryType::CharDevice : EntryType::Symlink;
        entry.target = dice.oneIn(2) ? "a" : "b";
    } else if (kind < 16) {
        entry.type = EntryType::HardLink;
        entry.target = randomPath(dice, flavour);
        if (!flavour.isTidy)
            entry.target = oddlySpelt(dice, entry.target);
    } else {
        const std::size_t name = entry.path.rfind('/') == std::string::npos ? 0 : entry.path.rfind('/') + 1;
        if (kind < 18)
            entry.path.insert(name, ".wh.");
        else if (kind == 18)
            entry.path += "/.wh..wh..opq";
        else if (flavour.isTidy)
            entry.type = EntryType::Whiteout;
        else
            entry.path.insert(name,
                std::vector<std::string> {
                    ".wh..wh.", ".wh./", ".wh.x/", ".wh..wh.plnk/" }[static_cast<std::size_t>(dice.upTo(3))]);
    }
    if (!flavour.isTidy && dice.oneIn(4))
        entry.path = oddlySpelt(dice, entry.path);
    return entry;
}

std::vector<std::optional<NaiveTar>> randomImage(Dice &dice, const Flavour &flavour)
{
    std::vector<std::optional<NaiveTar>> layers;
    const int count = 1 + dice.upTo(flavour.maxLayers - 1);
    for (int i = 0; i < count; ++i) {
        if (dice.oneIn(15)) {
            layers.push_back(std::nullopt);
            continue;
        }
        NaiveTar tar;
        const int entries = dice.upTo(flavour.maxEntries);
        for (int k = 0; k < entries; ++k)
            tar.push_back(randomEntry(dice, flavour));
        layers.push_back(std::move(tar));
    }
    return layers;
}

LayerTreePtr layerOf(const NaiveTar &tar)
{
    LayerTreeBuilder builder(QStringLiteral("random"));
    for (const NaiveEntry &from : tar) {
        LayerTreeBuilder::Entry entry;
        entry.path = from.path;
        entry.type = from.type;
        entry.mode = static_cast<std::uint16_t>(from.mode);
        entry.uid = static_cast<std::uint32_t>(from.uid);
        entry.gid = static_cast<std::uint32_t>(from.gid);
        entry.sizeBytes = from.size;
        entry.mtimeNs = from.mtime;
        entry.linkTarget = from.target;
        const std::pair<std::string_view, std::string_view> xattr { "user.x", from.xattr };
        if (!from.xattr.empty())
            entry.xattrs = { &xattr, 1 };
        const auto ticket = builder.add(entry);
        if (ticket && *ticket != LayerTreeBuilder::kNoTicket && from.type == EntryType::File && from.content != 0)
            builder.setFingerprint(*ticket, { static_cast<std::uint64_t>(from.content), 1 });
    }
    auto tree = builder.finish(0, true);
    return tree ? *tree : nullptr;
}

std::string changesOf(const ImageTree &tree)
{
    std::map<std::pair<int, std::string>, char> changes;
    for (std::uint32_t i = 1; i < tree.size(); ++i) {
        for (const Change &change : tree.changes(NodeId { i }))
            changes[{ change.layer, tree.path(NodeId { i }) }] = "+~m-!="[static_cast<int>(change.kind)];
    }
    std::string out;
    for (const auto &[key, kind] : changes)
        out += std::to_string(key.first) + ' ' + kind + ' ' + key.second + '\n';
    return out;
}

std::string countsOf(const ImageTree &tree)
{
    std::string out;
    for (int layer = 0; layer < tree.layerCount(); ++layer) {
        const ChangeCounts &c = tree.counts(layer);
        out += std::to_string(c.added) + ' ' + std::to_string(c.modified) + ' ' + std::to_string(c.metadataOnly) + ' '
            + std::to_string(c.removed) + '\n';
    }
    return out;
}

std::string stateOf(const ImageTree &tree, int layer)
{
    std::map<std::string, int> paths;
    for (std::uint32_t i = 1; i < tree.size(); ++i) {
        if (tree.existsAt(NodeId { i }, layer))
            paths[tree.path(NodeId { i })] = tree.changeAt(NodeId { i }, layer)->layer;
    }
    std::string out;
    for (const auto &[path, by] : paths)
        out += path + ' ' + std::to_string(by) + '\n';
    return out;
}

std::string projectionOf(const TreeProjection &projection)
{
    std::string out = "total " + std::to_string(projection.sizeBytes(kRootNode)) + '\n';
    std::uint32_t shown = 0;
    const std::function<void(NodeId)> print = [&](NodeId parent) {
        for (std::uint32_t row = 0; row < projection.rowCount(parent); ++row) {
            const NodeId node = projection.child(parent, row);
            ++shown;
            if (projection.rowOf(node) != row || !projection.contains(node) || projection.tree().parent(node) != parent)
                out += "inconsistent ";
            char mark = projection.hasChangesBelow(node) ? '.' : ' ';
            if (projection.hasChange(node))
                mark = "AMmRP"[static_cast<int>(projection.change(node))];
            const TreeProjection::Entry entry = projection.entry(node);
            out += std::string(1, mark) + ' ' + projection.tree().path(node) + ' '
                + std::to_string(projection.sizeBytes(node)) + ' '
                + (entry.node == kNoLayerNode ? "-" : std::to_string(entry.layer)) + '\n';
            print(node);
        }
    };
    print(kRootNode);
    if (shown != projection.shownCount())
        out += "shownCount is wrong\n";
    return out;
}

std::string analysisOf(const ImageTree &tree)
{
    const Analysis a = analyse(tree);
    const auto fixed = [](double value) {
        char text[64];
        std::snprintf(text, sizeof text, "%.9f", value);
        return std::string(text);
    };
    std::string out = "stored " + std::to_string(a.storedBytes) + " visible " + std::to_string(a.visibleBytes)
        + " wasted " + std::to_string(a.wastedBytes) + " efficiency " + fixed(a.efficiency) + '\n';
    for (const WasteItem &item : a.waste) {
        out += tree.path(item.node) + ' ' + std::to_string(item.bytes) + ' ' + std::to_string(item.storedBy) + '>'
            + std::to_string(item.hiddenBy) + ' '
            + std::vector<std::string> { "overwritten", "removed", "metadata" }[static_cast<std::size_t>(item.reason)]
            + '\n';
    }
    for (const std::int64_t bytes : a.wastedByLayer)
        out += std::to_string(bytes) + ' ';
    return out + "\ndive efficiency " + fixed(a.dive.efficiency) + " wasted " + std::to_string(a.dive.wastedBytes)
        + " size " + std::to_string(a.dive.sizeBytes) + " user " + std::to_string(a.dive.userSizeBytes) + " percent "
        + fixed(a.dive.userWastedPercent) + '\n';
}

ProjectionRequest randomRequest(Dice &dice, int layers)
{
    static const std::vector<std::string> filters { "", "", "", "a", "SAME", "*", "same-*", "?", "[ab]", "a/", "/a",
        "a/b", "a/*", "**/b", "/?/*-1", "a/**/c", "*same*1*", "d/same-prefix", "zzz", "c/c/c" };
    ProjectionRequest request;
    request.firstLayer = dice.upTo(layers - 1);
    request.lastLayer =
        dice.oneIn(2) ? request.firstLayer : request.firstLayer + dice.upTo(layers - 1 - request.firstLayer);
    request.mode = static_cast<TreeMode>(dice.upTo(3));
    request.filter = dice.pick(filters);
    request.kinds = dice.oneIn(2) ? 0xff : static_cast<std::uint8_t>(dice.upTo(31));
    request.sort = static_cast<TreeColumn>(dice.upTo(5));
    request.descending = dice.oneIn(2);
    return request;
}

QByteArray describe(const std::vector<std::optional<NaiveTar>> &layers)
{
    QByteArray out;
    for (const auto &layer : layers) {
        out += "layer\n";
        for (const NaiveEntry &e : layer.value_or(NaiveTar {})) {
            out += "  " + QByteArray::number(static_cast<int>(e.type)) + ' ' + QByteArray::fromStdString(e.path)
                + " -> " + QByteArray::fromStdString(e.target) + " size " + QByteArray::number(e.size) + " c "
                + QByteArray::number(e.content) + " t " + QByteArray::number(e.mtime) + " mode "
                + QByteArray::number(e.mode, 8) + '\n';
        }
    }
    return out;
}

QByteArray describe(const ProjectionRequest &r)
{
    return "layers " + QByteArray::number(r.firstLayer) + ".." + QByteArray::number(r.lastLayer) + " mode "
        + QByteArray::number(static_cast<int>(r.mode)) + " filter '" + QByteArray::fromStdString(r.filter) + "' kinds "
        + QByteArray::number(r.kinds) + " sort " + QByteArray::number(static_cast<int>(r.sort))
        + (r.descending ? " descending" : "");
}

} // namespace

class tst_NaiveModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agree_data();
    void agree();
};

void tst_NaiveModel::agree_data()
{
    QTest::addColumn<int>("maxLayers");
    QTest::addColumn<int>("maxEntries");
    QTest::addColumn<int>("maxDepth");
    QTest::addColumn<bool>("isTidy");
    QTest::addColumn<int>("firstSeed");
    QTest::newRow("few layers, shallow") << 3 << 8 << 2 << true << 0;
    QTest::newRow("few layers, odd spellings") << 3 << 10 << 3 << false << 10'000;
    QTest::newRow("ordinary") << 6 << 20 << 4 << true << 20'000;
    QTest::newRow("ordinary, odd spellings") << 6 << 20 << 4 << false << 30'000;
    QTest::newRow("many layers") << 24 << 6 << 3 << true << 40'000;
    QTest::newRow("one large layer") << 2 << 120 << 5 << false << 50'000;
}

#define VARVE_AGREE(actual, expected, what)                                                                            \
    do {                                                                                                               \
        const std::string a = actual;                                                                                  \
        const std::string e = expected;                                                                                \
        if (a != e) {                                                                                                  \
            qWarning().noquote() << "seed" << seed << what << '\n'                                                     \
                                 << describe(layers) << "\nactual:\n"                                                  \
                                 << QByteArray::fromStdString(a) << "\nexpected:\n"                                    \
                                 << QByteArray::fromStdString(e);                                                      \
            QFAIL("the tree and the naive model disagree");                                                            \
        }                                                                                                              \
    } while (false)

void tst_NaiveModel::agree()
{
    QFETCH(int, maxLayers);
    QFETCH(int, maxEntries);
    QFETCH(int, maxDepth);
    QFETCH(bool, isTidy);
    QFETCH(int, firstSeed);
    const int seeds =
        qEnvironmentVariableIntValue("VARVE_SEEDS") > 0 ? qEnvironmentVariableIntValue("VARVE_SEEDS") : kSeedsPerRow;
    for (int seed = firstSeed; seed < firstSeed + seeds; ++seed) {
        Dice dice(static_cast<unsigned>(seed));
        const auto layers = randomImage(dice, { maxLayers, maxEntries, maxDepth, isTidy });
        const NaiveImage naive(layers);
        std::vector<LayerTreePtr> trees;
        for (const auto &layer : layers)
            trees.push_back(layer ? layerOf(*layer) : nullptr);
        Job job;
        const Result<ImageTreePtr> built = ImageTree::build(trees, job);
        QVERIFY(built);
        const ImageTree &tree = **built;
        VARVE_AGREE(changesOf(tree), naive.printChanges(), "changes");
        VARVE_AGREE(countsOf(tree), naive.printCounts(), "counts");
        for (int layer = 0; layer < tree.layerCount(); ++layer)
            VARVE_AGREE(stateOf(tree, layer), naive.printState(layer), "state");
        VARVE_AGREE(analysisOf(tree), naive.printAnalysis(), "analysis");
        for (int i = 0; i < 8; ++i) {
            const ProjectionRequest request = randomRequest(dice, tree.layerCount());
            const Result<TreeProjectionPtr> projection = TreeProjection::build(*built, request, job);
            QVERIFY(projection);
            VARVE_AGREE(projectionOf(**projection), naive.printProjection(request), describe(request));
        }
    }
}

QTEST_GUILESS_MAIN(tst_NaiveModel)
#include "tst_naivemodel.moc"
