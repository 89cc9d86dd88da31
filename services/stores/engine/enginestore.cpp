// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/engine/enginestore.h"

#include "services/stores/engine/bodysource.h"
#include "services/stores/engine/podmanlists.h"
#include "services/stores/files/streamedfiles.h"
#include "services/stores/filestore.h"
#include "services/types/limits.h"

#include <array>
#include <QtCore/QHash>

namespace varve {

namespace {

// The engine says nothing while it puts the tar of a large image together.
constexpr auto kExportIdle = std::chrono::minutes(10);

// An engine that has nothing to tell says nothing at all.
constexpr auto kEventsIdle = std::chrono::seconds(60);
constexpr auto kShortestEvents = std::chrono::seconds(2);

// Until the stream ends; says why it did.
Error readEvents(HttpExchange &exchange, const std::function<void()> &changed, const Job &job)
{
    QByteArray line;
    std::array<std::byte, 16 * 1024> buffer;
    for (;;) {
        const Result<std::size_t> count = exchange.read(buffer, job);
        if (!count)
            return count.error();
        if (*count == 0)
            return { ErrorCode::Network, {}, QStringLiteral("the engine ended its stream of events") };
        bool isChange = false;
        line.append(reinterpret_cast<const char *>(buffer.data()), static_cast<qsizetype>(*count));
        qsizetype begin = 0;
        for (qsizetype end = line.indexOf('\n'); end >= 0; end = line.indexOf('\n', begin)) {
            isChange = isEngineChange(QByteArrayView(line).sliced(begin, end - begin)) || isChange;
            begin = end + 1;
        }
        line.remove(0, begin);
        if (static_cast<std::size_t>(line.size()) > limits::kErrorBodyBytes)
            return { ErrorCode::LimitExceeded, {}, QStringLiteral("an event without an end") };
        if (isChange)
            changed(); // once for all that came together
    }
}

// Hands the layers of one export on, each once: by the digest of a plain tar at once, what is compressed when the manifest
// has said which is which.
class ExportReader {
public:
    ExportReader(const ImageDetails &image, const QList<int> &wanted, const StreamedLayerSink &sink)
        : m_sink(sink)
    {
        for (const int layer : wanted) {
            const Digest &diffId = image.layers[layer].diffId;
            if (!diffId.isNull())
                m_waiting.insert(diffId, layer);
        }
    }

    void take(const LayerTreePtr &tree, const LayerDigests &digests)
    {
        if (!digests.diffId.isNull())
            deliver(digests.diffId, { 0, tree, {}, digests });
    }

    // What take() could not place: by the DiffIDs that the config in the export gives to its layers.
    Result<void> takeRest(const FileSetPtr &files, const QString &location, Job &job)
    {
        if (m_waiting.isEmpty())
            return {};
        const Result<ImageStorePtr> store = openFileStore(files, location, job);
        if (!store && store.error().code == ErrorCode::Unsupported) // no image is in it, nor anything else
            return fail(ErrorCode::Corrupt, location, QStringLiteral("there is no image in what the engine exported"));
        if (!store)
            return fail(store.error());
        const Result<Listing> listing = (*store)->list(job);
        if (!listing)
            return fail(listing.error());
        // An index brings the platforms that are not here along as well; those have nothing to give.
        for (const ImageSummary &summary : listing->images) {
            if (const Result<ImageDetails> details = (*store)->inspect(summary.id, job))
                takeFrom(**store, *details, job);
        }
        return {};
    }

private:
    void takeFrom(ImageStore &store, const ImageDetails &details, Job &job)
    {
        for (int layer = 0; layer < details.layers.size(); ++layer) {
            const LayerInfo &info = details.layers[layer];
            if (!details.isConfigTrusted || !m_waiting.contains(info.diffId))
                continue;
            const Result<LayerContent> content = store.openLayer(details, layer, job);
            const auto digests = store.digestStreamedLayers(details, { layer }, job);
            if (content && content->tree && digests && digests->size() == 1)
                deliver(info.diffId, { 0, content->tree, info.blobDigest, digests->constFirst() });
        }
    }

    void deliver(const Digest &diffId, StreamedLayer streamed)
    {
        const QList<int> layers = m_waiting.values(diffId);
        m_waiting.remove(diffId);
        for (const int layer : layers) {
            streamed.layer = layer;
            m_sink(streamed);
        }
    }

    const StreamedLayerSink &m_sink;
    QMultiHash<Digest, int> m_waiting; // layers by DiffID: images repeat empty ones
};

} // namespace

EngineStore::EngineStore(std::unique_ptr<EngineApi> api, EngineInfo info, QString title, const EngineOptions &options)
    : m_api(std::move(api))
    , m_info(std::move(info))
    , m_title(std::move(title))
    , m_options(options)
{
}

Result<ImageStorePtr> EngineStore::connect(
    const Endpoint &endpoint, EngineBrand brand, const QString &title, const Job &job, const EngineOptions &options)
{
    auto api = std::make_unique<EngineApi>(endpoint, brand);
    Result<EngineInfo> info = api->connect(job);
    if (!info)
        return fail(std::move(info.error()));
    std::unique_ptr<EngineStore> store(new EngineStore(std::move(api), *std::move(info), title, options));
    EngineReader::removeLeftovers(*store->m_api, store->m_standing, job);
    return ImageStorePtr(std::move(store));
}

Result<EngineListing> EngineStore::listEngine(Job &job)
{
    Result<EngineListing> parsed =
        m_info.brand == EngineBrand::Podman ? listPodmanImages(*m_api, job) : listImages(job);
    if (!parsed)
        return parsed;
    QHash<ImageId, ImageSummary> lists;
    for (const EngineImage &image : std::as_const(parsed->images)) {
        if (image.summary.kind != ImageKind::Image)
            lists.insert(image.summary.id, image.summary);
    }
    const QMutexLocker lock(&m_mutex);
    m_platformLists = std::move(lists);
    return parsed;
}

Result<Listing> EngineStore::list(Job &job)
{
    Result<EngineListing> parsed = listEngine(job);
    if (!parsed)
        return fail(std::move(parsed.error()));
    if (m_standing.hasLeft()) // it answers again
        EngineReader::removeLeftovers(*m_api, m_standing, job);
    Listing listing;
    listing.warnings = std::move(parsed->warnings);
    listing.images.reserve(parsed->images.size());
    for (const EngineImage &image : std::as_const(parsed->images))
        listing.images.append(image.summary);
    return listing;
}

std::optional<ImageSummary> EngineStore::platformList(const ImageId &id)
{
    const QMutexLocker lock(&m_mutex);
    const auto found = m_platformLists.constFind(id);
    return found == m_platformLists.constEnd() ? std::nullopt : std::optional(*found);
}

Result<EngineListing> EngineStore::listImages(Job &job)
{
    const Result<QByteArray> answer = m_api->get("/images/json", limits::kEngineListBytes, job);
    return answer ? parseEngineImages(*answer, m_info.hasContainerdStore, location()) : fail(answer.error());
}

Result<ImageDetails> EngineStore::inspect(const ImageId &id, Job &job)
{
    if (const std::optional<ImageSummary> list = platformList(id))
        return inspectPodmanList(*m_api, *list, job);
    const QByteArray path = "/images/" + encoded(id.value);
    const Result<QByteArray> image = m_api->get(path + "/json", limits::kConfigBytes, job);
    if (!image)
        return fail(image.error());
    const Result<QByteArray> history = m_api->get(path + "/history", limits::kConfigBytes, job);
    if (!history && history.error().code == ErrorCode::Cancelled)
        return fail(history.error());
    return parseEngineInspect(*image, history.value_or(QByteArray()), m_info.hasContainerdStore, id.value);
}

Result<LayerContent> EngineStore::openLayer(const ImageDetails &image, int layer, Job &job)
{
    if (job.isCancelled())
        return job.cancelled();
    if (layer < 0 || layer >= image.layers.size()) {
        return fail(
            ErrorCode::NotFound, image.summary.id.value, QStringLiteral("the image has no layer %1").arg(layer + 1));
    }
    if (!hasFiles() || image.layers[layer].diffId.isNull())
        return LayerContent {};
    if (m_info.hasContainerdStore)
        return blobsOf(image)->layer(layer, job);
    LayerContent content;
    content.reader =
        std::make_shared<EngineLayerReader>(recordsOf(image), layer, image.layers[layer].diffId.toString());
    return content;
}

bool EngineStore::hasFiles() const
{
    const bool isKnown = m_info.hasContainerdStore || m_info.storageDriver == QLatin1String("overlay2");
    return m_info.brand == EngineBrand::Docker && isKnown && m_info.rootFolder.startsWith(u'/')
        && (m_options.readsFiles || (m_options.usesReader && !m_standing.isRefused()));
}

std::shared_ptr<EngineRecords> EngineStore::recordsOf(const ImageDetails &image)
{
    // Of another image: goes after the lock, as the last one to let it go waits for the engine.
    std::shared_ptr<EngineRecords> before;
    const QMutexLocker lock(&m_mutex);
    std::shared_ptr<EngineRecords> records = m_records.lock();
    if (!records || records->image() != image.summary.id) {
        before = std::exchange(records, std::make_shared<EngineRecords>(*m_api, m_info, m_options, image, m_standing));
        m_records = records;
    }
    return records;
}

std::shared_ptr<EngineBlobs> EngineStore::blobsOf(const ImageDetails &image)
{
    std::shared_ptr<EngineBlobs> before; // as in recordsOf()
    const QMutexLocker lock(&m_mutex);
    std::shared_ptr<EngineBlobs> blobs = m_blobs.lock();
    if (!blobs || blobs->image() != image.summary.id) {
        before = std::exchange(blobs, std::make_shared<EngineBlobs>(*m_api, m_info, m_options, image, m_standing));
        m_blobs = blobs;
    }
    return blobs;
}

// Without a reader: a pull does not begin with containers.
Result<MappedRange> EngineStore::openBlob(const Digest &digest, Job &job)
{
    const bool isHere = m_api->endpoint().kind == Endpoint::Kind::Unix && m_options.readsFiles;
    if (!m_info.hasContainerdStore || !isHere || digest.algorithm() != Digest::Algorithm::Sha256)
        return ImageStore::openBlob(digest, job);
    for (const QString &folder : contentStoreFolders(m_info)) {
        if (const Result<MappedFilePtr> file = MappedFile::open(folder + u'/' + digest.hex()))
            return MappedRange { *file, 0, (*file)->bytes().size() };
    }
    return fail(ErrorCode::NotFound, digest.toString(), QStringLiteral("no blob that can be read here"));
}

Result<void> EngineStore::streamLayers(
    const ImageDetails &image, const QList<int> &layers, const StreamedLayerSink &sink, Job &job)
{
    const QString id = image.summary.id.value;
    job.setProgress(0, 0, Job::Unit::Bytes);
    job.setNote(id);
    HttpRequest request;
    request.target = m_api->versioned("/images/" + encoded(id) + "/get"); // by id: a bare name would export every tag
    request.idle = kExportIdle;
    Result<std::unique_ptr<HttpExchange>> exchange = m_api->open(request, job);
    if (!exchange)
        return fail(std::move(exchange.error()));
    ExportReader reader(image, layers, sink);
    const Result<FileSetPtr> files = StreamedFiles::readStream(
        std::make_unique<BodySource>(std::move(*exchange), job), id,
        [&](const LayerTreePtr &tree, const LayerDigests &digests) { reader.take(tree, digests); }, job);
    if (!files)
        return fail(files.error());
    const Result<void> rest = reader.takeRest(*files, id, job);
    if (const std::optional<Error> damage = (*files)->damage())
        return fail(damage->code, id, QStringLiteral("the engine's export is cut: %1").arg(damage->detail));
    return rest;
}

Result<QList<ContainerInfo>> EngineStore::containers(Job &job)
{
    if (m_info.brand == EngineBrand::Podman)
        return listPodmanContainers(*m_api, job);
    const Result<QByteArray> answer = m_api->get("/containers/json?all=1", limits::kEngineListBytes, job);
    return answer ? parseEngineContainers(*answer, location()) : fail(answer.error());
}

// The stream may go silent for good without an end (a machine that was suspended, a tunnel): after a minute without a word
// it is begun anew, and the caller lists again, which also finds what engines do not tell of. An engine that answers all
// else is there, whatever is wrong with its events.
Result<void> EngineStore::watch(const std::function<void()> &changed, Job &job)
{
    HttpRequest request;
    request.idle = kEventsIdle;
    for (;;) {
        request.target =
            m_api->versioned("/events?filters=" + encoded(QStringLiteral(R"({"type":["image","container"]})")));
        const auto begin = std::chrono::steady_clock::now();
        Result<std::unique_ptr<HttpExchange>> exchange = m_api->open(request, job);
        if (exchange)
            changed();
        const Error error = exchange ? readEvents(**exchange, changed, job) : exchange.error();
        if (error.code == ErrorCode::Cancelled)
            return fail(error);
        exchange = std::unique_ptr<HttpExchange>();
        const Result<EngineInfo> info = m_api->connect(job);
        if (!info)
            return fail(info.error());
        // The caller knows how long to wait before the next try.
        if (error.code != ErrorCode::Network || std::chrono::steady_clock::now() - begin < kShortestEvents)
            return fail(
                ErrorCode::Unsupported, location(), QStringLiteral("its events cannot be had: ") + error.detail);
    }
}

} // namespace varve
