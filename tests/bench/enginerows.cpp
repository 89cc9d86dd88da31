// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Layers of images that a container engine holds: through its records or its blobs, and as the export that needs neither.
// engines.sh starts such an engine and fills it.

#include "services/stores/engine/enginestore.h"
#include "services/stores/imagereader.h"
#include "services/types/limits.h"
#include "tests/bench/openimage.h"

#include <QtCore/QMutex>

#include <atomic>

namespace varve::bench {
namespace {

// From the choice of an image to its first layer on screen, and to its last layer.
struct EngineReading {
    Sample first;
    Sample all;
};

class FirstTree final : public ImageReadObserver {
public:
    FirstTree()
        : m_wall(wallSeconds())
        , m_cpu(cpuSeconds())
    {
    }
    void layerRead(int, const LayerTreePtr &tree, bool) override
    {
        if (m_first.value > 0)
            return;
        const ImageTreePtr image = mergeLayers({ tree });
        project(image, wholeTree(*image));
        m_first = now();
    }
    void layerFailed(int, const Error &error) override { die("reading a layer: " + error.detail.toStdString()); }
    void layerVerified(int, const LayerProof &) override { }
    Sample first() const { return m_first; }
    Sample now() const { return { wallSeconds() - m_wall, cpuSeconds() - m_cpu }; }

private:
    const double m_wall;
    const double m_cpu;
    Sample m_first;
};

ImageStorePtr connectTo(const Endpoint &endpoint, const EngineOptions &options)
{
    const Job job;
    return valueOf(EngineStore::connect(endpoint, EngineBrand::Docker, QStringLiteral("engine"), job, options),
        "connecting to the engine");
}

EngineReading readFrom(ImageStore &store, const ImageId &id, WorkPool &pool)
{
    Job job;
    FirstTree observer;
    const ImageDetails details = valueOf(store.inspect(id, job), "inspecting an image");
    if (const Result<void> read = readImage(store, details, {}, pool, job, observer); !read)
        die("reading an image: " + read.error().detail.toStdString());
    return { observer.first(), observer.now() };
}

// The bytes of the export alone.
EngineReading drainExport(const Endpoint &endpoint, const ImageId &id)
{
    const Job job;
    EngineApi api(endpoint);
    valueOf(api.connect(job), "connecting to the engine");
    const double wall = wallSeconds();
    const double cpu = cpuSeconds();
    const auto now = [&] { return Sample { wallSeconds() - wall, cpuSeconds() - cpu }; };
    HttpRequest request;
    request.target = api.versioned("/images/" + encoded(id.value) + "/get");
    request.idle = std::chrono::minutes(10);
    const auto exchange = valueOf(api.open(request, job), "the export");
    std::vector<std::byte> block(limits::kBlockBytes);
    EngineReading reading;
    while (valueOf(exchange->read(block, job), "the export") > 0) {
        if (reading.first.value == 0)
            reading.first = now();
    }
    reading.all = now();
    return reading;
}

// A reader that reads nothing.
Sample makeReader(EngineApi &api, const EngineInfo &info, const ImageId &id)
{
    return timed([&] {
        const Job job;
        ReaderStanding standing;
        valueOf(EngineReader::create(api, standing, id, { { info.rootFolder, "/.varve" } }, job), "making a reader");
    });
}

struct EngineSeries {
    Series first;
    Series all;
    void add(const EngineReading &reading)
    {
        first.add(reading.first);
        all.add(reading.all);
    }
};

void measureImage(Context &context, const Endpoint &endpoint, const ImageSummary &image, int layers)
{
    const ImageStorePtr quick = connectTo(endpoint, { false, true });
    const ImageStorePtr slow = connectTo(endpoint, { false, false });
    EngineApi api(endpoint);
    const EngineInfo info = valueOf(api.connect(Job()), "connecting to the engine");
    EngineSeries reader;
    Series empty;
    for (int i = 0; i < context.runs; ++i) {
        empty.add(makeReader(api, info, image.id));
        reader.add(readFrom(*quick, image.id, context.pool));
    }
    EngineSeries stream;
    stream.add(readFrom(*slow, image.id, context.pool));
    EngineSeries raw;
    raw.add(drainExport(endpoint, image.id));
    const std::string name = image.names.value(0).section(u'/', -1).section(u':', 0, 0).toStdString() + ", "
        + std::to_string(layers) + " layers, " + formatValue(static_cast<double>(image.listedBytes), Unit::Bytes);
    context.report.add({ "first layer tree, reader", name, Unit::Seconds, reader.first, empty, 0, budgets::kEngineTree,
        "from the choice of the image; limit: the reader made and removed" });
    context.report.add({ "all layer trees, reader", name, Unit::Seconds, reader.all, {}, 0, 0, {} });
    context.report.add({ "first layer tree, save stream", name, Unit::Seconds, stream.first, raw.first, 0, 0,
        "limit: the first byte of the export" });
    context.report.add({ "all layer trees, save stream", name, Unit::Seconds, stream.all, raw.all, 0, 0,
        "limit: the bytes of the export alone" });
}

} // namespace

void measureEngines(Context &context)
{
    if (context.engine.isEmpty())
        return;
    Job job;
    const Endpoint endpoint = valueOf(Endpoint::parse(context.engine), "the engine's address");
    const ImageStorePtr store = connectTo(endpoint, {});
    const Listing listing = valueOf(store->list(job), "listing");
    for (const ImageSummary &image : listing.images) {
        if (!image.names.value(0).startsWith(QLatin1String("varve-bench/")))
            continue;
        const ImageDetails details = valueOf(store->inspect(image.id, job), "inspecting an image");
        measureImage(context, endpoint, image, static_cast<int>(details.layers.size()));
    }
}

} // namespace varve::bench
