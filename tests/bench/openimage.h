// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// An image of the benchmark as the program reads it: store, documents, layers, trees. Errors end the program.
#pragma once

#include "services/stores/imagestore.h"
#include "services/tree/treeprojection.h"
#include "tests/bench/bench.h"

namespace varve::bench {

struct OpenImage {
    ImageStorePtr store;
    ImageDetails details;
    std::vector<MappedRange> layers; // bottom first
    std::vector<int> largestFirst;
};

OpenImage openImage(const std::filesystem::path &path, Job &job);

using Scan = std::function<Result<LayerTreePtr>(const OpenImage &, int layer, Job &)>;
// Calls `scan` for all layers on the cpu pool, the largest first.
std::vector<LayerTreePtr> scanLayers(const OpenImage &image, WorkPool &pool, const Scan &scan);
Result<LayerTreePtr> scanHeadersOf(const OpenImage &image, int layer, Job &job);
Result<LayerTreePtr> scanStreamOf(const OpenImage &image, int layer, Job &job);

// The layers of the docker-archive with fingerprints.
std::vector<LayerTreePtr> layersOf(const Corpus &corpus, WorkPool &pool);

ImageTreePtr mergeLayers(const std::vector<LayerTreePtr> &layers);
ProjectionRequest wholeTree(const ImageTree &tree); // what a window shows first
TreeProjectionPtr project(const ImageTreePtr &tree, const ProjectionRequest &request);

} // namespace varve::bench
