// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/report/imagereport.h"

#include "services/archive/decoder.h"
#include "services/types/text.h"

#include <algorithm>

namespace varve {

namespace {

// Keeps the last word on every layer. The reader never calls two members at once.
class Collector final : public ImageReadObserver {
public:
    explicit Collector(QList<LayerReport> &layers)
        : m_layers(layers)
    {
    }

    void layerRead(int layer, const LayerTreePtr &tree, bool /*isFinal*/) override { m_layers[layer].tree = tree; }

    void layerFailed(int layer, const Error &error) override
    {
        m_layers[layer].tree.reset();
        m_layers[layer].error = error;
    }

    void layerVerified(int layer, const LayerProof &proof) override { m_layers[layer].proof = proof; }

private:
    QList<LayerReport> &m_layers;
};

Compression compressionOf(ImageStore &store, const ImageDetails &image, int layer, Job &job)
{
    const Result<LayerContent> content = store.openLayer(image, layer, job);
    if (!content || !content->range.file)
        return Compression::Unknown;
    return sniffCompression(content->range.bytes().first(std::min<std::size_t>(4, content->range.length)));
}

void collectWarnings(ImageReport &report)
{
    for (const Warning &warning : std::as_const(report.image.warnings))
        report.warnings.append({ warning, -1, report.image.damage.contains(warning) });
    for (int i = 0; i < report.layers.size(); ++i) {
        const LayerReport &layer = report.layers.at(i);
        if (!layer.tree) {
            report.warnings.append({ { layer.error.code, layer.error.subject, {}, layer.error.detail }, i, true });
            continue;
        }
        for (const Warning &warning : layer.tree->warnings())
            report.warnings.append({ warning, i });
        report.moreWarnings +=
            layer.tree->totals().warningCount - static_cast<std::int64_t>(layer.tree->warnings().size());
        if (layer.proof.overall() == ProofState::Mismatch) {
            const bool blobIsWrong = layer.proof.blob == ProofState::Mismatch;
            const Digest &actual = blobIsWrong ? layer.proof.actualBlob : layer.proof.actualDiffId;
            const Digest &expected =
                blobIsWrong ? report.image.layers.at(i).blobDigest : report.image.layers.at(i).diffId;
            const QString what =
                blobIsWrong ? QStringLiteral("the blob has the digest ") : QStringLiteral("the layer has the DiffID ");
            report.warnings.append(
                { { ErrorCode::Corrupt, expected.toString(), {}, what + actual.toString() }, i, true });
        }
    }
    for (const Warning &warning : report.tree->warnings())
        report.warnings.append({ warning, -1 });
}

} // namespace

std::int64_t LayerReport::sizeBytes() const
{
    return tree ? tree->totals().contentBytes + tree->totals().symlinkBytes : -1;
}

bool ImageReport::isDamaged() const
{
    return !image.damage.isEmpty() || std::any_of(layers.cbegin(), layers.cend(), [](const LayerReport &layer) {
        return !layer.tree || layer.proof.overall() == ProofState::Mismatch;
    });
}

std::int64_t ImageReport::sizeBytes() const
{
    std::int64_t sum = 0;
    for (const LayerReport &layer : layers)
        sum += std::max<std::int64_t>(0, layer.sizeBytes());
    return sum;
}

RuleInput ImageReport::ruleInput() const
{
    return { &analysis, static_cast<int>(layers.size()), sizeBytes() };
}

Result<ImageReport> makeReport(ImageStore &store, const ImageId &id, bool verify, WorkPool &pool, Job &job)
{
    ImageReport report;
    report.sourcePath = store.location();
    report.sourceKind = store.kind();
    Result<ImageDetails> details = store.inspect(id, job);
    if (!details)
        return fail(std::move(details.error()));
    report.image = std::move(*details);
    report.layers.resize(report.image.layers.size());

    Collector collector(report.layers);
    ImageReadOptions options;
    options.verify = verify;
    if (const Result<void> read = readImage(store, report.image, options, pool, job, collector); !read)
        return fail(read.error());

    std::vector<LayerTreePtr> trees;
    trees.reserve(static_cast<std::size_t>(report.layers.size()));
    for (int i = 0; i < report.layers.size(); ++i) {
        LayerReport &layer = report.layers[i];
        trees.push_back(layer.tree);
        if (layer.tree)
            layer.compression = compressionOf(store, report.image, i, job);
        if (layer.proof.overall() == ProofState::Pending) // never reported: nothing was proved
            layer.proof.blob = layer.proof.diffId = verify ? ProofState::Unavailable : ProofState::Skipped;
    }
    Result<ImageTreePtr> tree = ImageTree::build(std::move(trees), job);
    if (!tree)
        return fail(std::move(tree.error()));
    report.tree = std::move(*tree);
    report.analysis = analyse(*report.tree);
    collectWarnings(report);
    return report;
}

QString warningText(const Warning &warning)
{
    QStringList parts;
    if (!warning.subject.isEmpty())
        parts.append(visibleText(warning.subject));
    if (!warning.path.isEmpty())
        parts.append(visibleText(warning.path));
    parts.append(visibleText(warning.detail));
    return parts.join(QStringLiteral(": "));
}

} // namespace varve
