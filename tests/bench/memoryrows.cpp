// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/bench/openimage.h"

#include <malloc.h>

#include <fstream>
#include <string>

namespace varve::bench {
namespace {

double allocatedBytes()
{
    const struct mallinfo2 info = ::mallinfo2();
    return static_cast<double>(info.uordblks) + static_cast<double>(info.hblkhd);
}

// Pages that belong to this process alone; without mapped files.
double residentBytes()
{
    ::malloc_trim(0);
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("RssAnon:"))
            return std::stod(line.substr(8)) * 1024;
    return 0;
}

std::int64_t changesOf(const ImageTree &tree)
{
    std::size_t changes = 0;
    for (std::uint32_t node = 0; node < tree.size(); ++node)
        changes += tree.changes(NodeId { node }).size();
    return static_cast<std::int64_t>(changes);
}

Series single(double value)
{
    Series series;
    series.add({ value, 0 });
    return series;
}

// On one thread, so that the arenas of others do not blur the sums.
void measureImage(Context &context, const Corpus &corpus)
{
    const double allocatedBefore = allocatedBytes();
    const double residentBefore = residentBytes();
    Job job;
    std::vector<LayerTreePtr> layers;
    {
        const OpenImage image = openImage(corpus.dockerArchive(), job);
        for (std::size_t i = 0; i < image.layers.size(); ++i) {
            const LayerTreePtr tree = valueOf(scanHeadersOf(image, static_cast<int>(i), job), "scanning a layer");
            layers.push_back(valueOf(fingerprintContents(tree, image.layers[i], job), "fingerprinting a layer"));
        }
    }
    const ImageTreePtr tree = mergeLayers(layers);
    const TreeProjectionPtr projection = project(tree, wholeTree(*tree));
    const double allocated = allocatedBytes() - allocatedBefore;
    const double resident = residentBytes() - residentBefore;
    std::size_t accounted = tree->memoryBytes() + projection->memoryBytes();
    for (const LayerTreePtr &layer : layers)
        accounted += layer->memoryBytes();

    const double paths = tree->size();
    const auto changes = static_cast<double>(changesOf(*tree));
    const double budget = budgets::kBytesPerPath * paths + budgets::kBytesPerChange * changes;
    const std::string note = std::to_string(tree->size()) + " paths, " + std::to_string(static_cast<long>(changes))
        + " changes; " + std::to_string(static_cast<long>(resident / paths)) + " bytes per path in all";
    context.report.add({ "memory, as accounted", corpus.name, Unit::Bytes, single(static_cast<double>(accounted)), {},
        0, 0, "memoryBytes() of layers, image tree and projection" });
    context.report.add({ "memory, allocated", corpus.name, Unit::Bytes, single(allocated), {}, 0, 0,
        "with room that vectors keep and never touch" });
    context.report.add({ "memory, resident", corpus.name, Unit::Bytes, single(resident), {}, 0, budget, note });
    if (corpus.name == "wide" && context.scale >= 1)
        context.report.add({ "memory, resident, in all", corpus.name, Unit::Bytes, single(resident), {}, 0,
            budgets::kWideBytes, "anonymous pages" });
}

} // namespace

void measureMemory(Context &context)
{
    for (const Corpus &corpus : context.corpora)
        if (corpus.isCompressedToo)
            measureImage(context, corpus);
}

} // namespace varve::bench
