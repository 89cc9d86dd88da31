// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/bench/openimage.h"

#include <algorithm>
#include <numeric>

namespace varve::bench {

OpenImage openImage(const std::filesystem::path &path, Job &job)
{
    OpenImage image;
    image.store = valueOf(openStore(QString::fromStdString(path.string()), job), "opening");
    const Listing listing = valueOf(image.store->list(job), "listing");
    if (listing.images.size() != 1)
        die("a corpus holds another number of images than one");
    image.details = valueOf(image.store->inspect(listing.images.first().id, job), "inspecting");
    const auto count = static_cast<int>(image.details.layers.size());
    for (int layer = 0; layer < count; ++layer) {
        image.layers.push_back(valueOf(image.store->openLayer(image.details, layer, job), "opening a layer").range);
        if (!image.layers.back().file)
            die("a layer of a corpus is not in a file");
    }
    image.largestFirst.resize(image.layers.size());
    std::iota(image.largestFirst.begin(), image.largestFirst.end(), 0);
    std::stable_sort(image.largestFirst.begin(), image.largestFirst.end(), [&](int a, int b) {
        return image.layers[static_cast<std::size_t>(a)].length > image.layers[static_cast<std::size_t>(b)].length;
    });
    return image;
}

std::vector<LayerTreePtr> scanLayers(const OpenImage &image, WorkPool &pool, const Scan &scan)
{
    std::vector<LayerTreePtr> trees(image.layers.size());
    Job job;
    pool.parallelFor(static_cast<int>(trees.size()), job, [&](int i) {
        const int layer = image.largestFirst[static_cast<std::size_t>(i)];
        trees[static_cast<std::size_t>(layer)] = valueOf(scan(image, layer, job), "scanning a layer");
    });
    return trees;
}

Result<LayerTreePtr> scanHeadersOf(const OpenImage &image, int layer, Job &job)
{
    return scanHeaders(image.layers[static_cast<std::size_t>(layer)], QStringLiteral("layer"), job);
}

Result<LayerTreePtr> scanStreamOf(const OpenImage &image, int layer, Job &job)
{
    return scanStream(image.layers[static_cast<std::size_t>(layer)], QStringLiteral("layer"), job);
}

std::vector<LayerTreePtr> layersOf(const Corpus &corpus, WorkPool &pool)
{
    Job job;
    const OpenImage image = openImage(corpus.dockerArchive(), job);
    return scanLayers(image, pool, [](const OpenImage &open, int layer, Job &inner) {
        return scanHeadersOf(open, layer, inner).and_then([&](const LayerTreePtr &tree) {
            return fingerprintContents(tree, open.layers[static_cast<std::size_t>(layer)], inner);
        });
    });
}

ImageTreePtr mergeLayers(const std::vector<LayerTreePtr> &layers)
{
    Job job;
    return valueOf(ImageTree::build(layers, job), "merging");
}

ProjectionRequest wholeTree(const ImageTree &tree)
{
    ProjectionRequest request;
    request.firstLayer = tree.layerCount() - 1;
    request.lastLayer = tree.layerCount() - 1;
    request.mode = TreeMode::UpToHere;
    return request;
}

TreeProjectionPtr project(const ImageTreePtr &tree, const ProjectionRequest &request)
{
    Job job;
    return valueOf(TreeProjection::build(tree, request, job), "projecting");
}

} // namespace varve::bench
