// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/imagereader.h"

#include "services/stores/cache/layercache.h"
#include "services/stores/layerprover.h"
#include "services/types/limits.h"
#include "services/types/withinmemory.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <vector>

namespace varve {

namespace {

constexpr int kDownloadsAtOnce = 4;

class ImageReading {
public:
    ImageReading(ImageStore &store, const ImageDetails &image, const ImageReadOptions &options, WorkPool &pool,
        Job &job, ImageReadObserver &observer)
        : m_store(store)
        , m_image(image)
        , m_options(options)
        , m_pool(pool)
        , m_job(job)
        , m_events(observer)
        , m_prover(store, image, options, pool, job, m_events)
    {
    }

    Result<void> run()
    {
        openLayers();
        takeKnownTrees();
        leaveDownloads();
        prepareReaders();
        startProgress();
        scanPlainHeaders();
        readContents();
        streamWhatTheStoreCannotRead();
        readStream();
        verify();
        if (m_job.isCancelled())
            return m_job.cancelled();
        return {};
    }

private:
    const LayerInfo &layerInfo(int layer) const { return m_image.layers[layer]; }

    void openLayers()
    {
        for (int layer = 0; layer < m_image.layers.size() && !m_job.isCancelled(); ++layer) {
            if (m_options.layers && !m_options.layers->contains(layer))
                continue;
            const Result<LayerContent> content = m_store.openLayer(m_image, layer, m_job);
            if (!content) {
                if (content.error().code != ErrorCode::Cancelled)
                    failLayer(layer, content.error());
                continue;
            }
            const FileIdentity file = content->range.file ? content->range.file->currentIdentity() : FileIdentity {};
            const auto same = std::find_if(m_stored.begin(), m_stored.end(),
                [&](const StoredLayer &stored) { return stored.isSame(*content, file); });
            if (same != m_stored.end()) {
                same->layers.append(layer);
                continue;
            }
            StoredLayer stored;
            stored.content = *content;
            stored.file = file;
            stored.layers = { layer };
            if (content->range.file) {
                const std::span<const std::byte> bytes = content->range.bytes();
                stored.compression = sniffCompression(bytes.first(std::min<std::size_t>(bytes.size(), 64)));
            }
            m_stored.push_back(std::move(stored));
        }
        // Largest first: the longest piece of work must not be the last to begin.
        std::stable_sort(m_stored.begin(), m_stored.end(),
            [](const StoredLayer &a, const StoredLayer &b) { return a.bytes() > b.bytes(); });
    }

    void failLayer(int layer, const Error &error)
    {
        m_events.failed({ layer }, error);
        m_unread.append(layer);
    }

    void show(StoredLayer &stored, const LayerTreePtr &tree, bool isFinal)
    {
        stored.tree = tree;
        stored.isComplete = isFinal;
        m_events.read(stored.layers, tree, isFinal);
    }

    // A Result of a reading step: shows the tree, or the error for every layer that has these bytes.
    void take(StoredLayer &stored, const Result<LayerTreePtr> &tree, bool isFinal)
    {
        if (tree) {
            show(stored, *tree, isFinal);
            return;
        }
        stored.isComplete = true;
        if (tree.error().code == ErrorCode::Cancelled)
            return;
        m_events.failed(stored.layers, tree.error());
    }

    // Layers with the same bytes that claim different DiffIDs: one of them lies, and a tree that is known under the one
    // must not be shown for the other.
    bool claimOneKey(const StoredLayer &stored) const
    {
        const LayerInfo &first = layerInfo(stored.layers.constFirst());
        return std::all_of(stored.layers.begin(), stored.layers.end(), [&](int layer) {
            return cacheKey(layerInfo(layer)) == cacheKey(first) && cacheScope(layerInfo(layer)) == cacheScope(first);
        });
    }

    void takeKnownTrees()
    {
        m_pool.parallelFor(static_cast<int>(m_stored.size()), m_job,
            [&](int i) { takeKnownTree(m_stored[static_cast<std::size_t>(i)]); });
    }

    void takeKnownTree(StoredLayer &stored)
    {
        if (stored.content.tree)
            return show(stored, stored.content.tree, true);
        if (takeFromCache(stored) || !m_options.cache)
            return;
        const Digest own = stored.hasReader() ? stored.content.reader->unprovedKey() : Digest();
        if (const LayerTreePtr unproved =
                m_options.cache->find(own, stored.fingerprintKind(), LayerCache::Scope::Unproved))
            show(stored, unproved, true);
    }

    // A tree that was proved to be what the image names, here or elsewhere.
    bool takeFromCache(StoredLayer &stored)
    {
        if (!m_options.cache || !claimOneKey(stored))
            return false;
        const LayerInfo &layer = layerInfo(stored.layers.constFirst());
        const LayerTreePtr tree = m_options.cache->find(cacheKey(layer), stored.fingerprintKind(), cacheScope(layer));
        if (!tree)
            return false;
        show(stored, tree, true);
        stored.isFromCache = true;
        return true;
    }

    void leaveDownloads()
    {
        if (m_options.download)
            return;
        const auto left = std::stable_partition(m_stored.begin(), m_stored.end(), [](const StoredLayer &stored) {
            return stored.isComplete || !stored.hasReader() || !stored.content.reader->isDownload();
        });
        for (auto stored = left; stored != m_stored.end(); ++stored)
            m_events.verified(stored->layers, { ProofState::Skipped, ProofState::Skipped, {}, {} });
        m_stored.erase(left, m_stored.end());
    }

    void prepareReaders()
    {
        for (const StoredLayer &stored : m_stored) {
            if (!stored.isComplete && stored.hasReader() && !m_job.isCancelled())
                stored.content.reader->prepare(m_job);
        }
    }

    // A plain tar is walked for its headers and again for its contents, what is compressed is inflated once; everything is
    // read once more for the digests, unless they are known.
    void startProgress()
    {
        std::int64_t total = 0;
        bool hasStreamed = false;
        for (const StoredLayer &stored : m_stored) {
            if (!stored.isComplete)
                total += stored.isPlain() ? 2 * stored.bytes() : stored.bytes();
            if (m_options.verify && stored.hasReader())
                total += stored.content.reader->contentBytes();
            else if (m_options.verify && !stored.hasReader() && !m_prover.knownDigests(stored))
                total += stored.bytes();
            hasStreamed = hasStreamed || (stored.isStreamed() && !stored.isOnlyTogether());
        }
        if (hasStreamed && m_options.verify)
            total += std::max<std::int64_t>(m_store.sizeOnDiskBytes(), 0);
        m_job.setProgress(0, total, Job::Unit::Bytes);
    }

    void scanPlainHeaders()
    {
        std::vector<StoredLayer *> plain;
        for (StoredLayer &stored : m_stored) {
            if (!stored.isComplete && stored.isPlain())
                plain.push_back(&stored);
        }
        m_pool.parallelFor(static_cast<int>(plain.size()), m_job, [&](int i) {
            StoredLayer &stored = *plain[static_cast<std::size_t>(i)];
            take(stored, scanHeaders(stored.content.range, nameOf(stored), m_job), false);
        });
    }

    // What one thread does at a time: inflating a layer or having its store read it, or fingerprinting a part of a plain one.
    struct Task {
        StoredLayer *stored = nullptr;
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
        std::uint64_t bytes() const { return end - begin; }
    };
    // The parts of a plain layer put their results together here.
    struct Parts {
        std::vector<Fingerprint> fingerprints;
        std::atomic<int> missing { 0 };
        std::atomic<bool> hasFailed { false };
    };

    void readContents()
    {
        // A layer that holds half of the image must not keep one thread busy while the others have nothing left to do.
        std::vector<Task> tasks;
        std::map<const StoredLayer *, Parts> parts;
        for (StoredLayer &stored : m_stored) {
            if (stored.isComplete || stored.isStreamed())
                continue;
            const std::uint64_t length = static_cast<std::uint64_t>(stored.bytes());
            if (!stored.tree) {
                // What has a long way comes in the order of the layers: the base, by which an image is known, first.
                const bool isFar = stored.hasReader() && stored.content.reader->mayBeStreamed();
                tasks.push_back({ &stored, 0, isFar ? 0 : length });
                continue;
            }
            Parts &own = parts[&stored];
            const Result<void> room = withinMemory(nameOf(stored), [&]() -> Result<void> {
                own.fingerprints.resize(stored.tree->size());
                return {};
            });
            if (!room) {
                take(stored, fail(room.error()), true);
                continue;
            }
            std::uint64_t begin = 0;
            do {
                const std::uint64_t end = std::min(begin + limits::kPartBytes, length);
                tasks.push_back({ &stored, begin, end });
                ++own.missing;
                begin = end;
            } while (begin < length);
        }
        std::stable_sort(
            tasks.begin(), tasks.end(), [](const Task &a, const Task &b) { return a.bytes() > b.bytes(); });
        // What waits for a network must not hold the threads that compute.
        const auto isDownload = [](const Task &task) {
            return task.stored->hasReader() && task.stored->content.reader->isDownload();
        };
        const auto far = std::stable_partition(tasks.begin(), tasks.end(), std::not_fn(isDownload));
        const auto read = [&](const Task &task) {
            m_job.setNote(nameOf(*task.stored));
            if (task.stored->hasReader())
                readByStore(*task.stored);
            else if (task.stored->tree)
                fingerprint(task, parts.at(task.stored));
            else
                take(*task.stored, scanStream(task.stored->content.range, nameOf(*task.stored), m_job), true);
        };
        m_pool.parallelFor(
            static_cast<int>(far - tasks.begin()), m_job, [&](int i) { read(tasks[static_cast<std::size_t>(i)]); });
        m_pool.waitForEach(
            static_cast<int>(tasks.end() - far), kDownloadsAtOnce, m_job, [&](int i) { read(*(far + i)); });
    }

    void readByStore(StoredLayer &stored)
    {
        const Result<LayerTreePtr> tree = stored.content.reader->readTree(m_job);
        stored.needsStream = !tree && stored.content.reader->mayBeStreamed();
        if (!stored.needsStream)
            take(stored, tree, true);
    }

    // Where one layer cannot be read by its store, all are streamed: fingerprints of two kinds would not compare.
    void streamWhatTheStoreCannotRead()
    {
        const auto needsStream = [](const StoredLayer &stored) { return stored.needsStream; };
        if (m_job.isCancelled() || std::none_of(m_stored.begin(), m_stored.end(), needsStream))
            return;
        for (StoredLayer &stored : m_stored) {
            if (!stored.hasReader() || !stored.content.reader->mayBeStreamed())
                continue;
            stored.content.reader.reset();
            stored.isComplete = false;
            stored.isFromCache = false;
            takeFromCache(stored);
        }
    }

    void fingerprint(const Task &task, Parts &parts)
    {
        StoredLayer &stored = *task.stored;
        const Result<void> read =
            fingerprintPart(*stored.tree, stored.content.range, task.begin, task.end, parts.fingerprints, m_job);
        if (!read && !parts.hasFailed.exchange(true))
            take(stored, fail(read.error()), true);
        // Whoever comes last has everybody's results.
        if (--parts.missing == 0 && !parts.hasFailed && !m_job.isCancelled())
            show(stored, stored.tree->withFingerprints(std::move(parts.fingerprints)), true);
    }

    // Hashed on the way, so that each layer is proved as soon as it is there.
    void readStream()
    {
        QList<int> wanted;
        for (StoredLayer &stored : m_stored) {
            if (!stored.isOnlyTogether())
                continue;
            if (stored.isComplete) // the tree is what the DiffID stands for, and that is what the image names
                m_events.verified(stored.layers, { ProofState::Unavailable, ProofState::Verified, {}, {} });
            else
                wanted += stored.layers;
        }
        if (wanted.isEmpty() || m_job.isCancelled())
            return;
        const Result<void> read = m_store.streamLayers(
            m_image, wanted, [this](const StreamedLayer &layer) { takeStreamed(layer); }, m_job);
        if (m_job.isCancelled())
            return;
        for (const StoredLayer &stored : m_stored) {
            if (!stored.isOnlyTogether() || stored.isComplete)
                continue;
            const Error error = read ? Error { ErrorCode::Corrupt, nameOf(stored),
                QStringLiteral("the layer was not in what the engine exported") }
                                     : read.error();
            for (const int layer : stored.layers)
                failLayer(layer, error);
        }
    }

    void takeStreamed(const StreamedLayer &streamed)
    {
        for (StoredLayer &stored : m_stored) {
            if (stored.isComplete || !stored.layers.contains(streamed.layer))
                continue;
            show(stored, streamed.tree, true);
            if (!m_options.verify)
                return m_events.verified(stored.layers, { ProofState::Skipped, ProofState::Skipped, {}, {} });
            m_prover.proveStreamed(stored, streamed);
        }
    }

    QString nameOf(const StoredLayer &stored) const { return layerName(m_image, stored); }

    void verify()
    {
        const ProofState state = m_options.verify ? ProofState::Unavailable : ProofState::Skipped;
        m_events.verified(m_unread, { state, state, {}, {} });
        if (m_options.verify) {
            m_prover.prove(m_stored);
            return;
        }
        for (const StoredLayer &stored : m_stored) {
            if (!stored.isOnlyTogether())
                m_events.verified(stored.layers, { ProofState::Skipped, ProofState::Skipped, {}, {} });
        }
    }

    ImageStore &m_store;
    const ImageDetails &m_image;
    const ImageReadOptions &m_options;
    WorkPool &m_pool;
    Job &m_job;
    ReadingEvents m_events;
    LayerProver m_prover;
    std::vector<StoredLayer> m_stored;
    QList<int> m_unread; // layers that could not even be opened
};

} // namespace

ProofState LayerProof::overall() const
{
    if (blob == ProofState::Mismatch || diffId == ProofState::Mismatch)
        return ProofState::Mismatch;
    if (blob == ProofState::Pending || diffId == ProofState::Pending)
        return ProofState::Pending;
    if (blob == ProofState::Skipped || diffId == ProofState::Skipped)
        return ProofState::Skipped;
    // The DiffID alone proves the files; a blob digest is unknown in most archives. The blob alone proves them as well.
    if (blob == ProofState::Verified || diffId == ProofState::Verified)
        return ProofState::Verified;
    return ProofState::Unavailable;
}

Result<void> readImage(ImageStore &store, const ImageDetails &image, const ImageReadOptions &options, WorkPool &pool,
    Job &job, ImageReadObserver &observer)
{
    return ImageReading(store, image, options, pool, job, observer).run();
}

} // namespace varve
