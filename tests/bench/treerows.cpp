// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/analysis.h"
#include "services/tree/layertreebuilder.h"
#include "tests/bench/content.h"
#include "tests/bench/openimage.h"

#include <algorithm>

namespace varve::bench {
namespace {

std::int64_t entriesOf(const std::vector<LayerTreePtr> &layers)
{
    std::int64_t entries = 0;
    for (const LayerTreePtr &layer : layers)
        entries += layer->totals().entries;
    return entries;
}

void measureMerge(Context &context, const std::string &name, const std::vector<LayerTreePtr> &layers)
{
    const Series merge = repeated(context.runs, [&] { return timed([&] { mergeLayers(layers); }); });
    context.report.add({ "merge", name, Unit::NanosPerEntry, merge.scaled(1e9 / static_cast<double>(entriesOf(layers))),
        {}, 0, budgets::kMergeNanosPerEntry, std::to_string(entriesOf(layers)) + " entries" });
}

void measureAnalysis(Context &context, const std::string &name, const ImageTreePtr &tree)
{
    const Series series = repeated(context.runs, [&] {
        return timed([&] {
            if (analyse(*tree).storedBytes == 0)
                die("a corpus stores nothing");
        });
    });
    // The budget is meant for an ordinary image; 2 M paths are no such thing.
    context.report.add({ "waste and efficiency", name, Unit::Seconds, series, {}, 0,
        tree->size() > 1'000'000 ? 0 : budgets::kAnalysis, std::to_string(tree->size()) + " paths" });
}

struct NamedRequest {
    std::string name;
    ProjectionRequest request;
};

// Every step a user can take from the first view: layer, range, mode, filters, each sort order.
std::vector<NamedRequest> requestsFor(const ImageTree &tree)
{
    const int last = tree.layerCount() - 1;
    const ProjectionRequest first = wholeTree(tree);
    std::vector<NamedRequest> requests { { "up to the top layer", first } };
    const auto with = [&](const char *name, auto change) {
        ProjectionRequest request = first;
        change(request);
        requests.push_back({ name, request });
    };
    with("up to a middle layer", [&](ProjectionRequest &r) { r.firstLayer = r.lastLayer = last / 2; });
    with("this layer, the bottom one", [](ProjectionRequest &r) {
        r.firstLayer = r.lastLayer = 0;
        r.mode = TreeMode::ThisLayer;
    });
    with("this layer, a middle one", [&](ProjectionRequest &r) {
        r.firstLayer = r.lastLayer = last / 2;
        r.mode = TreeMode::ThisLayer;
    });
    with("range of layers", [&](ProjectionRequest &r) {
        r.firstLayer = last / 4;
        r.mode = TreeMode::ThisLayer;
    });
    with("whole image", [](ProjectionRequest &r) { r.mode = TreeMode::WholeImage; });
    with("changes only", [](ProjectionRequest &r) { r.mode = TreeMode::ChangesOnly; });
    with("filter: substring", [](ProjectionRequest &r) { r.filter = "tra"; });
    with("filter: glob", [](ProjectionRequest &r) { r.filter = "*.py"; });
    with("filter: path", [](ProjectionRequest &r) { r.filter = "lib/python"; });
    with("filter: no match", [](ProjectionRequest &r) { r.filter = "xyzzy"; });
    with("filter: removed only",
        [](ProjectionRequest &r) { r.kinds = 1U << static_cast<unsigned>(ChangeKind::Removed); });
    static constexpr std::pair<const char *, TreeColumn> kSorts[] = { { "change", TreeColumn::Change },
        { "size", TreeColumn::Size }, { "mode", TreeColumn::Mode }, { "owner", TreeColumn::Owner },
        { "modified", TreeColumn::Modified } };
    with("sort: name, descending", [](ProjectionRequest &r) { r.descending = true; });
    for (const auto &[name, column] : kSorts)
        with((std::string("sort: ") + name).c_str(), [sort = column](ProjectionRequest &r) {
            r.sort = sort;
            r.descending = sort == TreeColumn::Size;
        });
    return requests;
}

void measureProjections(Context &context, const std::string &name, const ImageTreePtr &tree, double budget)
{
    for (const NamedRequest &one : requestsFor(*tree)) {
        std::uint32_t shown = 0;
        const Series series =
            repeated(context.runs, [&] { return timed([&] { shown = project(tree, one.request)->shownCount(); }); });
        context.report.add({ "projection, " + one.name, name, Unit::Seconds, series, {}, 0, budget,
            std::to_string(shown) + " of " + std::to_string(tree->size()) + " paths shown" });
    }
}

// Four layers in memory: each adds its share of folders with forty files and stores a tenth of what is below it anew.
std::vector<LayerTreePtr> syntheticLayers(std::uint32_t paths)
{
    constexpr std::uint32_t kLayers = 4;
    constexpr std::uint32_t kFilesPerFolder = 40;
    std::vector<LayerTreePtr> layers;
    for (std::uint32_t layer = 0; layer < kLayers; ++layer) {
        LayerTreeBuilder builder(QStringLiteral("layer"));
        Rng rng(layer + 1);
        std::string folder;
        for (std::uint32_t n = 0; n < (layer + 1) * (paths / kLayers); ++n) {
            const bool isNew = n >= layer * (paths / kLayers);
            if (n % kFilesPerFolder == 0)
                folder = std::string("opt/") + word(n / kFilesPerFolder / 500) + "/" + word(n / kFilesPerFolder) + '-'
                    + std::to_string(n / kFilesPerFolder) + '/';
            if (!isNew && n % 10 != layer)
                continue;
            LayerTreeBuilder::Entry entry;
            const std::string path = folder + word(n * 7) + '_' + std::to_string(n);
            entry.path = path;
            entry.mode = 0644;
            entry.sizeBytes = static_cast<std::int64_t>(rng.below(20000));
            entry.mtimeNs = static_cast<std::int64_t>(1'700'000'000 + n % 5000) * 1'000'000'000;
            const auto ticket = valueOf(builder.add(entry), "building");
            builder.setFingerprint(ticket, { rng.next(), rng.next() });
        }
        layers.push_back(valueOf(builder.finish(0, true), "building"));
    }
    return layers;
}

} // namespace

void measureTrees(Context &context)
{
    for (const Corpus &corpus : context.corpora) {
        if (!corpus.isCompressedToo)
            continue;
        const std::vector<LayerTreePtr> layers = layersOf(corpus, context.pool);
        measureMerge(context, corpus.name, layers);
        const ImageTreePtr tree = mergeLayers(layers);
        measureAnalysis(context, corpus.name, tree);
        if (corpus.name == "wide")
            measureProjections(context, corpus.name, tree, budgets::kProjection);
    }
    const auto paths = static_cast<std::uint32_t>(std::max(1000.0, 2e6 * context.scale));
    const std::vector<LayerTreePtr> layers = syntheticLayers(paths);
    measureMerge(context, "2M paths", layers);
    const ImageTreePtr tree = mergeLayers(layers);
    measureAnalysis(context, "2M paths", tree);
    measureProjections(context, "2M paths", tree, budgets::kLargeProjection);
}

} // namespace varve::bench
