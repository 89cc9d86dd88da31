// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/imagesession.h"

#include "services/types/text.h"

#include <algorithm>
#include <span>

namespace varve {

namespace {
// Merging may take one part in (1 + this) of the time while layers arrive.
constexpr qint64 kMergePauseFactor = 4;
constexpr qint64 kMergePauseMinMs = 80;

LayerInfo layerOf(const ContainerInfo &container)
{
    LayerInfo layer;
    layer.instruction = ImageSession::tr("Container %1")
                            .arg(container.names.isEmpty() ? container.id.left(12) : container.names.constFirst());
    layer.created = container.created;
    layer.blobBytes = container.writtenBytes;
    return layer;
}

} // namespace

// Lives as long as the read does; called on workers, one call at a time.
class ImageSession::Observer : public ImageReadObserver {
public:
    explicit Observer(ResultQueue<Event>::SenderPtr sender)
        : m_sender(std::move(sender))
    {
    }
    void layerRead(int layer, const LayerTreePtr &tree, bool isFinal) override
    {
        m_sender->push(LayerRead { layer, tree, isFinal });
    }
    void layerFailed(int layer, const Error &error) override { m_sender->push(LayerFailed { layer, error }); }
    void layerVerified(int layer, const LayerProof &proof) override { m_sender->push(LayerVerified { layer, proof }); }

private:
    ResultQueue<Event>::SenderPtr m_sender;
};

ImageSession::ImageSession(const UiServices &services, JobList &jobs, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_jobs(jobs)
    , m_listing(jobs)
    , m_queue([this](std::vector<Event> events) { take(std::move(events)); })
{
    m_mergeTimer.setSingleShot(true);
    connect(&m_mergeTimer, &QTimer::timeout, this, &ImageSession::merge);
}

ImageSession::~ImageSession() = default;

void ImageSession::reset()
{
    m_inspectSlot.cancel();
    m_readSlot.cancel();
    m_mergeSlot.cancel();
    m_projectionSlot.cancel();
    m_mergeTimer.stop();
    m_queue.close();
    m_listing.end();
    m_store.reset();
    m_summary = {};
    m_container.reset();
    m_details.reset();
    m_imageDetails.reset();
    m_sender.reset();
    m_error = {};
    m_readError.reset();
    m_mergeError.reset();
    m_layers.clear();
    m_downloading.clear();
    m_wanted.clear();
    m_tree.reset();
    m_analysis.reset();
    m_projection.reset();
    m_mergeIsStale = false;
    m_projectionIsStale = false;
    m_lastMergeMs = 0;
}

void ImageSession::close()
{
    reset();
    setState(State::Empty);
    Q_EMIT detailsChanged();
    Q_EMIT layersChanged();
    Q_EMIT treeChanged();
    Q_EMIT projectionChanged();
}

void ImageSession::open(
    const ImageStorePtr &store, const ImageSummary &image, const std::optional<ContainerInfo> &container)
{
    close();
    m_store = store;
    m_summary = image;
    m_container = container;
    setState(State::Inspecting);
    const auto job = std::make_shared<Job>(visibleText(store->title()));
    const auto handle = m_services.pool.run(
        WorkPool::Kind::Io, job, [store, id = image.id](Job &running) { return store->inspect(id, running); });
    m_inspectSlot.start(handle, [this](Result<ImageDetails> result) { inspected(std::move(result)); });
}

void ImageSession::reload()
{
    if (m_store)
        open(ImageStorePtr(m_store), ImageSummary(m_summary), std::optional<ContainerInfo>(m_container));
}

void ImageSession::cancel()
{
    // The answers still come, and say Cancelled.
    if (m_inspectSlot.job())
        m_inspectSlot.job()->cancel();
    if (m_readSlot.job())
        m_readSlot.job()->cancel();
}

void ImageSession::inspected(Result<ImageDetails> result)
{
    if (!result) {
        m_error = result.error();
        setState(State::Failed);
        return;
    }
    m_imageDetails = std::make_shared<const ImageDetails>(*result);
    if (m_container)
        result->layers.append(layerOf(*m_container));
    m_details = std::make_shared<const ImageDetails>(std::move(*result));
    m_layers.assign(static_cast<std::size_t>(m_details->layers.size()), LayerProgress {});
    if (m_container) // nothing names a digest of it
        m_layers.back().proof = { ProofState::Skipped, ProofState::Skipped, {}, {} };
    const int last = static_cast<int>(m_layers.size()) - 1;
    m_request.firstLayer = std::clamp(m_request.firstLayer, 0, std::max(0, last));
    m_request.lastLayer = std::clamp(m_request.lastLayer, m_request.firstLayer, std::max(0, last));
    ImageReadOptions options { true, true, {}, m_services.cache, m_services.verified };
    options.download = !downloads();
    m_sender = m_queue.reset();
    setState(State::Reading);
    Q_EMIT detailsChanged();
    Q_EMIT layersChanged();
    read(options);
}

void ImageSession::read(const ImageReadOptions &options)
{
    const QString name =
        m_summary.names.isEmpty() ? m_summary.displayDigest().shortHex() : m_summary.names.constFirst();
    const auto job = std::make_shared<Job>(visibleText(name));
    WorkPool *pool = &m_services.pool;
    const auto handle = pool->run(WorkPool::Kind::Io, job,
        [store = m_store, details = m_imageDetails, container = m_container, options, pool, sender = m_sender](
            Job &running) -> Result<bool> {
            Observer observer(sender);
            if (container) {
                const int layer = static_cast<int>(details->layers.size());
                if (const Result<LayerTreePtr> tree = store->containerLayer(*container, running); tree)
                    observer.layerRead(layer, *tree, true);
                else
                    observer.layerFailed(layer, tree.error());
            }
            const Result<void> read = readImage(*store, *details, options, *pool, running, observer);
            if (!read)
                return fail(read.error());
            return true;
        });
    m_listing.start(tr("Reading %1").arg(visibleText(name)), job);
    m_readSlot.start(handle, [this](const Result<bool> &ended) { readingEnded(ended); });
}

void ImageSession::take(std::vector<Event> events)
{
    bool hasNewTree = false;
    const auto state = [this](int layer) -> LayerProgress * {
        return layer >= 0 && std::size_t(layer) < m_layers.size() ? &m_layers[std::size_t(layer)] : nullptr;
    };
    for (Event &event : events) {
        if (auto *read = std::get_if<LayerRead>(&event)) {
            if (LayerProgress *layer = state(read->layer)) {
                layer->tree = std::move(read->tree);
                layer->hasFingerprints = read->isFinal;
                hasNewTree = true;
            }
        } else if (auto *failed = std::get_if<LayerFailed>(&event)) {
            if (LayerProgress *layer = state(failed->layer)) {
                layer->error = std::move(failed->error);
                // Its file was changed meanwhile: what was shown is of bytes that are gone.
                hasNewTree = hasNewTree || layer->tree;
                layer->tree.reset();
            }
        } else if (auto *verified = std::get_if<LayerVerified>(&event)) {
            if (LayerProgress *layer = state(verified->layer))
                layer->proof = verified->proof;
        }
    }
    if (hasNewTree)
        mergeSoon();
    Q_EMIT layersChanged();
}

void ImageSession::download(const QList<int> &layers)
{
    if (!m_details || !downloads())
        return;
    bool isAny = false;
    for (const int layer : layers) {
        if (layer < 0 || layer >= imageLayerCount())
            continue;
        LayerProgress &progress = m_layers[std::size_t(layer)];
        if (progress.tree || m_downloading.contains(layer) || m_wanted.contains(layer))
            continue;
        progress.error.reset();
        progress.proof = {};
        m_wanted.append(layer);
        isAny = true;
    }
    if (!isAny)
        return;
    if (!m_readSlot.isActive())
        downloadNext();
    Q_EMIT layersChanged();
}

void ImageSession::downloadNext()
{
    m_downloading = std::exchange(m_wanted, {});
    m_readError.reset();
    ImageReadOptions options { true, true, {}, m_services.cache, m_services.verified };
    options.layers = QSet<int>(m_downloading.cbegin(), m_downloading.cend());
    setState(State::Reading);
    read(options);
}

QList<int> ImageSession::leftLayers() const
{
    QList<int> left;
    for (int layer = 0; layer < imageLayerCount(); ++layer) {
        if (m_layers[std::size_t(layer)].isLeft())
            left.append(layer);
    }
    return left;
}

std::int64_t ImageSession::blobBytes(const QList<int> &layers) const
{
    std::int64_t sum = 0;
    for (const int layer : layers)
        sum += std::max<std::int64_t>(m_details->layers.at(layer).blobBytes, 0);
    return sum;
}

// What was to be fetched and did not come is as far away as it was.
void ImageSession::leaveUnread()
{
    for (LayerProgress &layer : m_layers) {
        if (!layer.tree && !layer.error)
            layer.proof = { ProofState::Skipped, ProofState::Skipped, {}, {} };
    }
    m_downloading.clear();
    m_wanted.clear();
    Q_EMIT layersChanged();
}

void ImageSession::readingEnded(const Result<bool> &result)
{
    m_listing.end();
    if (result && !m_wanted.isEmpty())
        return downloadNext();
    if (downloads())
        leaveUnread();
    if (!result && !(downloads() && result.error().code == ErrorCode::Cancelled))
        m_readError = result.error();
    if (m_mergeIsStale)
        merge();
    settle();
}

void ImageSession::settle()
{
    if (m_readSlot.isActive() || (m_state != State::Reading && m_state != State::Done && m_state != State::Failed))
        return;
    const std::optional<Error> &error = m_readError ? m_readError : m_mergeError;
    if (error)
        m_error = *error;
    setState(error ? State::Failed : State::Done);
}

void ImageSession::mergeSoon()
{
    m_mergeIsStale = true;
    if (m_mergeSlot.isActive() || m_mergeTimer.isActive())
        return;
    const bool isComplete = std::all_of(m_layers.begin(), m_layers.end(),
        [](const LayerProgress &layer) { return layer.hasFingerprints || layer.error; });
    const qint64 pause = std::max(kMergePauseMinMs, kMergePauseFactor * m_lastMergeMs);
    if (!m_tree || isComplete || m_sinceMerge.elapsed() >= pause)
        merge();
    else
        m_mergeTimer.start(static_cast<int>(pause - m_sinceMerge.elapsed()));
}

void ImageSession::merge()
{
    m_mergeTimer.stop();
    if (m_mergeSlot.isActive())
        return; // merged() starts again
    m_mergeIsStale = false;
    std::vector<LayerTreePtr> trees;
    trees.reserve(m_layers.size());
    for (const LayerProgress &layer : m_layers)
        trees.push_back(layer.tree);
    const auto handle = m_services.pool.run(
        WorkPool::Kind::Io, std::make_shared<Job>(), [layers = std::move(trees)](Job &job) mutable -> Result<Merged> {
            QElapsedTimer timer;
            timer.start();
            auto tree = ImageTree::build(std::move(layers), job);
            if (!tree)
                return fail(tree.error());
            auto analysis = std::make_shared<const Analysis>(analyse(**tree));
            return Merged { *tree, std::move(analysis), timer.elapsed() };
        });
    m_mergeSlot.start(handle, [this](Result<Merged> result) { merged(std::move(result)); });
}

void ImageSession::merged(Result<Merged> result)
{
    m_sinceMerge.start();
    if (result) {
        m_mergeError.reset();
        m_lastMergeMs = result->tookMs;
        m_tree = std::move(result->tree);
        m_analysis = std::move(result->analysis);
        Q_EMIT treeChanged();
        // While layers arrive, a projection that runs is let finish: else a fast stream of trees would show nothing.
        if (m_projectionSlot.isActive())
            m_projectionIsStale = true;
        else
            project();
    } else if (result.error().code != ErrorCode::Cancelled) {
        m_mergeError = result.error();
    }
    settle();
    if (m_mergeIsStale)
        mergeSoon();
}

void ImageSession::setRequest(const ProjectionRequest &request)
{
    if (m_request == request)
        return;
    m_request = request;
    if (m_tree)
        project();
}

void ImageSession::project()
{
    m_projectionIsStale = false;
    ProjectionRequest request = m_request;
    const int last = std::max(0, m_tree->layerCount() - 1);
    request.lastLayer = std::clamp(request.lastLayer, 0, last);
    request.firstLayer = std::clamp(request.firstLayer, 0, request.lastLayer);
    const auto handle = m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(),
        [tree = m_tree, request](Job &job) { return TreeProjection::build(tree, request, job); });
    m_projectionSlot.start(handle, [this](Result<TreeProjectionPtr> result) {
        if (result) {
            m_projection = std::move(*result);
            Q_EMIT projectionChanged();
        }
        if (m_projectionIsStale)
            project();
    });
}

void ImageSession::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

int ImageSession::layersRead() const
{
    return static_cast<int>(std::count_if(
        m_layers.begin(), m_layers.end(), [](const LayerProgress &layer) { return layer.tree != nullptr; }));
}

std::int64_t ImageSession::unpackedBytes() const
{
    std::int64_t sum = 0;
    const QList<std::int64_t> layers = unpackedLayerBytes();
    for (const std::int64_t bytes : layers) {
        if (bytes < 0)
            return -1;
        sum += bytes;
    }
    return sum;
}

int ImageSession::imageLayerCount() const
{
    return static_cast<int>(m_layers.size()) - (m_container && !m_layers.empty() ? 1 : 0);
}

QList<std::int64_t> ImageSession::unpackedLayerBytes() const
{
    QList<std::int64_t> bytes;
    for (const LayerProgress &layer : std::span(m_layers).first(static_cast<std::size_t>(imageLayerCount())))
        bytes += layer.tree ? layer.tree->totals().contentBytes + layer.tree->totals().symlinkBytes : -1;
    return bytes;
}

ProofState ImageSession::proof() const
{
    // The layers may be what the documents say; that helps little when the documents are not what they should be.
    const auto isWrong = [](const RawDocument &document) { return document.proof == DocumentProof::Mismatch; };
    if (m_details && std::any_of(m_details->documents.cbegin(), m_details->documents.cend(), isWrong))
        return ProofState::Mismatch;
    // Worst first.
    static constexpr ProofState kOrder[] { ProofState::Mismatch, ProofState::Pending, ProofState::Unavailable,
        ProofState::Skipped };
    const auto end = m_layers.begin() + imageLayerCount();
    const auto isLeft = [](const LayerProgress &layer) { return layer.isLeft(); };
    for (const ProofState worst : kOrder) {
        if (std::any_of(m_layers.begin(), end,
                [worst](const LayerProgress &layer) { return layer.proof.overall() == worst && !layer.isLeft(); }))
            return worst;
    }
    if (std::any_of(m_layers.begin(), end, isLeft))
        return ProofState::Skipped; // one layer of twelve proves nothing of the image
    return m_details && !m_details->damage.isEmpty() ? ProofState::Unavailable : ProofState::Verified;
}

bool ImageSession::isRecorded() const
{
    if (proof() != ProofState::Unavailable || !m_details->damage.isEmpty())
        return false;
    return std::all_of(m_layers.begin(), m_layers.begin() + imageLayerCount(), [](const LayerProgress &layer) {
        return layer.isRecorded() || layer.proof.overall() != ProofState::Unavailable;
    });
}

bool ImageSession::isWhole() const
{
    if (!m_tree || !m_analysis)
        return false;
    for (int layer = 0; layer < m_tree->layerCount(); ++layer) {
        if (!m_tree->layer(layer))
            return false;
    }
    return true;
}

qsizetype ImageSession::warningCount() const
{
    qsizetype count = (m_details ? m_details->warnings.size() : 0) + (m_tree ? m_tree->warnings().size() : 0);
    for (const LayerProgress &layer : m_layers) {
        count += layer.error && layer.error->code != ErrorCode::Cancelled ? 1 : 0;
        count += layer.tree ? layer.tree->warnings().size() : 0;
    }
    return count;
}

Warnings ImageSession::warnings() const
{
    Warnings all;
    if (m_details)
        all += m_details->warnings;
    for (const LayerProgress &layer : m_layers) {
        if (layer.error && layer.error->code != ErrorCode::Cancelled)
            all.append({ layer.error->code, layer.error->subject, {}, layer.error->detail });
        if (layer.tree)
            all += layer.tree->warnings();
    }
    if (m_tree)
        all += m_tree->warnings();
    return all;
}

} // namespace varve
