// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/imagereader.h"
#include "tests/bench/openimage.h"
#include "tests/bench/rawlimits.h"

namespace varve::bench {
namespace {

// Everything between a path and a tree that can be painted.
void treeOnScreen(const std::filesystem::path &path, WorkPool &pool, const Scan &scan)
{
    Job job;
    const OpenImage image = openImage(path, job);
    const ImageTreePtr tree = mergeLayers(scanLayers(image, pool, scan));
    const TreeProjectionPtr projection = project(tree, wholeTree(*tree));
    if (projection->shownCount() == 0)
        die("a corpus has an empty tree");
}

void measureUncompressed(Context &context, const Corpus &corpus)
{
    const auto tree = [&] { return timed([&] { treeOnScreen(corpus.dockerArchive(), context.pool, scanHeadersOf); }); };
    const Pair pair = interleaved(context.runs, tree, [&] { return timed([&] { rawWalk(corpus, false); }); });
    context.report.add({ "tree on screen, plain", corpus.name, Unit::Seconds, pair.measured, pair.limit,
        budgets::kTreeOnScreen, 0, "limit: header walk over the same mapping, one core" });
    const Pair parallel = interleaved(context.runs, tree, [&] { return timed([&] { rawWalk(corpus, true); }); });
    context.report.add({ "tree on screen, to a walk on all cores", corpus.name, Unit::Seconds, parallel.measured,
        parallel.limit, 0, 0, "limit: header walk over the same mapping, all cores" });
}

void measureFingerprints(Context &context, const Corpus &corpus)
{
    const auto measured = [&] {
        Job job;
        const OpenImage image = openImage(corpus.dockerArchive(), job);
        const std::vector<LayerTreePtr> trees = scanLayers(image, context.pool, scanHeadersOf);
        return timed([&] {
            scanLayers(image, context.pool, [&](const OpenImage &open, int layer, Job &inner) {
                const auto at = static_cast<std::size_t>(layer);
                return fingerprintContents(trees[at], open.layers[at], inner);
            });
        });
    };
    const auto limit = [&] {
        const std::function<void()> hash = rawFingerprints(corpus);
        return timed(hash);
    };
    const Pair pair = interleaved(context.runs, measured, limit);
    context.report.add({ "all fingerprints, plain", corpus.name, Unit::Seconds, pair.measured, pair.limit,
        budgets::kFingerprints, 0, "limit: xxh3-128 over the layers, all cores" });
}

void measureCompressed(Context &context, const Corpus &corpus, bool isGzip)
{
    const std::filesystem::path path = isGzip ? corpus.gzipLayout() : corpus.zstdLayout();
    const Pair pair = interleaved(
        context.runs, [&] { return timed([&] { treeOnScreen(path, context.pool, scanStreamOf); }); },
        [&] { return timed([&] { isGzip ? rawInflateGzip(corpus) : rawInflateZstd(corpus); }); });
    context.report.add({ isGzip ? "tree with fingerprints, gzip" : "tree with fingerprints, zstd", corpus.name,
        Unit::Seconds, pair.measured, pair.limit, budgets::kCompressedTree, 0,
        isGzip ? "limit: ISA-L inflate, all cores" : "limit: libzstd, all cores" });
}

// When the first and the last event of each kind came, as a window would see them.
class Watch final : public ImageReadObserver {
public:
    explicit Watch(std::size_t layers)
        : m_isRead(layers, false)
    {
    }

    void layerRead(int layer, const LayerTreePtr &, bool isFinal) override
    {
        if (!m_isRead[static_cast<std::size_t>(layer)]) {
            m_isRead[static_cast<std::size_t>(layer)] = true;
            m_treesAt = wallSeconds();
        }
        if (isFinal)
            m_finalAt = wallSeconds();
    }
    void layerFailed(int, const Error &error) override { die("reading: " + error.detail.toStdString()); }
    void layerVerified(int, const LayerProof &proof) override
    {
        if (proof.overall() != ProofState::Verified)
            die("a layer of a corpus was not verified");
        m_verifiedAt = wallSeconds();
    }

    double treesAt() const { return m_treesAt; }
    double finalAt() const { return m_finalAt; }
    double verifiedAt() const { return m_verifiedAt; }

private:
    std::vector<bool> m_isRead;
    double m_treesAt = 0;
    double m_finalAt = 0;
    double m_verifiedAt = 0;
};

// The way the window goes: one call that reads, fingerprints and proves; when does each of these end?
void measureReaderOf(Context &context, const Corpus &corpus, const std::filesystem::path &path, const char *compression)
{
    Series trees;
    Series fingerprints;
    Series proof;
    Series sha;
    for (int run = -1; run < context.runs; ++run) {
        const Sample raw = timed([&] { rawSha256(corpus); });
        Job job;
        const double start = wallSeconds();
        const double cpu = cpuSeconds();
        const OpenImage image = openImage(path, job);
        Watch watch(image.layers.size());
        valueOf(readImage(*image.store, image.details, ImageReadOptions {}, context.pool, job, watch).map([] {
            return true;
        }),
            "reading");
        const double used = cpuSeconds() - cpu;
        if (run < 0)
            continue; // warms up
        trees.add({ watch.treesAt() - start, 0 });
        fingerprints.add({ watch.finalAt() - start, 0 });
        proof.add({ watch.verifiedAt() - start, used });
        sha.add(raw);
    }
    const std::string suffix = std::string(", ") + compression;
    context.report.add({ "reader: last layer shown" + suffix, corpus.name, Unit::Seconds, trees, {}, 0, 0, {} });
    context.report.add({ "reader: last fingerprint" + suffix, corpus.name, Unit::Seconds, fingerprints, {}, 0, 0, {} });
    context.report.add({ "reader: last proof" + suffix, corpus.name, Unit::Seconds, proof, sha, 0, 0,
        "limit: SHA-256 of the plain layers, all cores" });
}

} // namespace

void measureReading(Context &context)
{
    for (const Corpus &corpus : context.corpora) {
        if (!corpus.isCompressedToo)
            continue;
        measureUncompressed(context, corpus);
        measureFingerprints(context, corpus);
        measureCompressed(context, corpus, true);
        measureCompressed(context, corpus, false);
    }
}

void measureReader(Context &context)
{
    for (const Corpus &corpus : context.corpora) {
        if (!corpus.isCompressedToo)
            continue;
        measureReaderOf(context, corpus, corpus.dockerArchive(), "plain");
        measureReaderOf(context, corpus, corpus.gzipLayout(), "gzip");
        measureReaderOf(context, corpus, corpus.zstdLayout(), "zstd");
    }
}

void measureGrowth(Context &context)
{
    for (const Corpus &corpus : context.corpora) {
        if (corpus.isCompressedToo)
            continue;
        const Series tree = repeated(context.runs,
            [&] { return timed([&] { treeOnScreen(corpus.dockerArchive(), context.pool, scanHeadersOf); }); });
        context.report.add({ "growth: tree on screen", corpus.name, Unit::NanosPerEntry,
            tree.scaled(1e9 / static_cast<double>(corpus.entries)), {}, 0, 0,
            std::to_string(corpus.entries) + " entries, " + std::to_string(corpus.whiteouts) + " whiteouts" });
    }
}

} // namespace varve::bench
