// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/filetreemodel.h"
#include "models/imagesmodel.h"
#include "tests/bench/content.h"
#include "tests/bench/openimage.h"

#include <QtCore/QPersistentModelIndex>

#include <deque>

namespace varve::bench {
namespace {

// As many open folders and selected rows as a busy user leaves behind: every one has to be found again.
constexpr int kRemembered = 500;
constexpr int kImages = 10'000;

QList<QPersistentModelIndex> openFolders(const FileTreeModel &model)
{
    QList<QPersistentModelIndex> indexes;
    std::deque<QModelIndex> rest { QModelIndex() };
    while (!rest.empty() && indexes.size() < kRemembered) {
        const QModelIndex folder = rest.front();
        rest.pop_front();
        for (int row = 0; row < model.rowCount(folder) && indexes.size() < kRemembered; ++row) {
            const QModelIndex child = model.index(row, 0, folder);
            indexes.append(child);
            if (model.hasChildren(child))
                rest.push_back(child);
        }
    }
    return indexes;
}

void measureSwap(Context &context, const Corpus &corpus)
{
    const ImageTreePtr tree = mergeLayers(layersOf(corpus, context.pool));
    ProjectionRequest request = wholeTree(*tree);
    const TreeProjectionPtr top = project(tree, request);
    request.firstLayer = request.lastLayer = tree->layerCount() / 2;
    const TreeProjectionPtr middle = project(tree, request);
    FileTreeModel model;
    model.setProjection(top);
    const QList<QPersistentModelIndex> remembered = openFolders(model);
    const Series swap = repeated(context.runs, [&] {
        const Sample sample = timed([&] { model.setProjection(middle); });
        model.setProjection(top);
        return sample;
    });
    context.report.add({ "swap of the projection in the model", corpus.name, Unit::Seconds, swap, {}, 0, budgets::kSwap,
        std::to_string(remembered.size()) + " persistent indexes" });
}

Digest digestFor(Rng &rng)
{
    std::array<std::uint8_t, 32> hash {};
    for (std::uint8_t &byte : hash)
        byte = static_cast<std::uint8_t>(rng.below(256));
    return Digest(Digest::Algorithm::Sha256, hash);
}

// A registry mirror: many repositories, some with dozens of tags.
QList<SourceImages> manyImages()
{
    Rng rng(7);
    SourceImages source;
    source.source = SourceId { 1 };
    source.title = QStringLiteral("mirror");
    for (int i = 0; i < kImages; ++i) {
        SourceImage image;
        ImageSummary &summary = image.summary;
        summary.configDigest = digestFor(rng);
        summary.id = ImageId { summary.configDigest.toString() };
        summary.names = { QStringLiteral("registry.example.org/%1/%2:%3.%4")
                              .arg(QString::fromLatin1(word(rng.below(40))), QString::fromLatin1(word(rng.below(600))))
                              .arg(rng.below(9))
                              .arg(i) };
        summary.created =
            QDateTime::fromSecsSinceEpoch(static_cast<qint64>(1'600'000'000 + rng.below(100'000'000)), Qt::UTC);
        summary.platform = { QStringLiteral("linux"), QStringLiteral("amd64"), {}, {} };
        summary.layerCount = 5;
        summary.blobBytes = static_cast<std::int64_t>(rng.below(1'000'000'000));
        source.images.append(image);
    }
    return { source };
}

void measureImages(Context &context)
{
    const QList<SourceImages> sources = manyImages();
    const auto add = [&](const char *what, const Series &series, double budget) {
        context.report.add({ what, "10,000 images", Unit::Seconds, series, {}, 0, budget, {} });
    };
    add("images listed and sorted",
        repeated(context.runs,
            [&] {
                ImagesModel model;
                return timed([&] {
                    model.setImages(sources);
                    model.sort(ImagesModel::Size, Qt::DescendingOrder);
                });
            }),
        budgets::kImagesListed);

    ImagesModel model;
    model.setImages(sources);
    model.sort(ImagesModel::Repository);
    const QDateTime now = QDateTime::fromSecsSinceEpoch(1'750'000'000, Qt::UTC);
    add("keystroke in the filter, to fewer images",
        repeated(context.runs,
            [&] {
                model.setQuery({});
                return timed([&] { model.setQuery(ImageQuery::parse(QStringLiteral("t"), now)); });
            }),
        budgets::kKeystroke);
    add("keystroke in the filter, to few images",
        repeated(context.runs,
            [&] {
                model.setQuery(ImageQuery::parse(QStringLiteral("t"), now));
                return timed([&] { model.setQuery(ImageQuery::parse(QStringLiteral("trun"), now)); });
            }),
        budgets::kKeystroke);
    add("keystroke in the filter, back to all",
        repeated(context.runs,
            [&] {
                model.setQuery(ImageQuery::parse(QStringLiteral("trun"), now));
                return timed([&] { model.setQuery({}); });
            }),
        budgets::kKeystroke);
    add("other sort order",
        repeated(context.runs,
            [&] {
                model.sort(ImagesModel::Repository);
                return timed([&] { model.sort(ImagesModel::Created, Qt::DescendingOrder); });
            }),
        budgets::kImagesListed);
}

} // namespace

void measureModels(Context &context)
{
    for (const Corpus &corpus : context.corpora)
        if (corpus.name == "wide")
            measureSwap(context, corpus);
    measureImages(context);
}

} // namespace varve::bench
