// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// An image whose layers were read in an earlier run: from their files in the cache to the first projection.

#include "services/stores/cache/treefolder.h"
#include "tests/bench/openimage.h"

#include <QtCore/QTemporaryDir>

namespace varve::bench {
namespace {

constexpr std::int64_t kRoom = std::int64_t { 1 } << 40;

Digest keyOf(int layer)
{
    return *Digest::fromSha256Hex(QByteArray::number(layer).rightJustified(64, '0'));
}

} // namespace

void measureCache(Context &context)
{
    for (const Corpus &corpus : context.corpora) {
        if (!corpus.isCompressedToo)
            continue;
        const QTemporaryDir folder;
        TreeFolder kept(folder.filePath(QStringLiteral("layers")), kRoom);
        int count = 0;
        for (const LayerTreePtr &tree : layersOf(corpus, context.pool))
            kept.insert(keyOf(count++), *tree);
        const Series opened = repeated(context.runs, [&] {
            return timed([&] {
                std::vector<LayerTreePtr> layers;
                layers.reserve(static_cast<std::size_t>(count));
                for (int layer = 0; layer < count; ++layer) {
                    layers.push_back(kept.find(keyOf(layer), FingerprintKind::Xxh3));
                    if (!layers.back())
                        die("a layer is not in the cache");
                }
                const ImageTreePtr tree = mergeLayers(layers);
                if (project(tree, wholeTree(*tree))->shownCount() == 0)
                    die("a corpus has an empty tree");
            });
        });
        const bool isBudgeted = corpus.name == "wide" && context.scale == 1;
        context.report.add({ "opened again, from the cache on disk", corpus.name, Unit::Seconds, opened, {}, 0,
            isBudgeted ? budgets::kOpenedAgain : 0, std::to_string(kept.usage().bytes) + " bytes in files" });
    }
}

} // namespace varve::bench
