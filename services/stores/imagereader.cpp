// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/imagereader.h"

#include "services/archive/digester.h"
#include "services/stores/layercache.h"
#include "services/stores/verifiedblobs.h"
#include "services/types/limits.h"
#include "services/types/withinmemory.h"

#include <QtCore/QMutex>
#include <QtCore/QMutexLocker>

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <vector>

namespace varve {

namespace {

// The stored bytes of one or several layers: images repeat empty layers, and old archives link equal ones.
struct StoredLayer {
    LayerContent content;
    FileIdentity file; // before the first byte was read
    QList<int> layers;
    Compression compression = Compression::None;
    LayerTreePtr tree;
    bool isComplete = false; // the tree has its fingerprints, or there will be none
    bool isFromCache = false; // the tree was not read from these bytes
    bool needsStream = false; // its store could not read it

    bool hasReader() const { return content.reader != nullptr; }
    bool isStreamed() const { return !content.range.file && !hasReader(); }
    bool isOnlyTogether() const { return isStreamed() && !content.tree; } // see ImageStore::streamLayers()
    std::int64_t bytes() const
    {
        return hasReader() ? content.reader->treeBytes() : static_cast<std::int64_t>(content.range.length);
    }
    FingerprintKind fingerprintKind() const
    {
        return hasReader() ? content.reader->fingerprintKind() : FingerprintKind::Xxh3;
    }
    bool isSame(const LayerContent &other, const FileIdentity &otherFile) const
    {
        if (!content.range.file || !other.range.file)
            return content.tree && content.tree == other.tree;
        return file == otherFile && content.range.offset == other.range.offset
            && content.range.length == other.range.length;
    }
};

ProofState compared(const Digest &expected, const Digest &actual)
{
    if (expected.isNull() || actual.isNull())
        return ProofState::Unavailable;
    return expected == actual ? ProofState::Verified : ProofState::Mismatch;
}

// A DiffID proves nothing where the config that names it is not what its own digest promises.
LayerProof proofOf(const LayerInfo &layer, const LayerDigests &actual, bool isConfigTrusted)
{
    LayerProof proof;
    proof.blob = compared(layer.blobDigest, actual.blob);
    proof.diffId = compared(layer.diffId, actual.diffId);
    if (proof.diffId == ProofState::Verified && !isConfigTrusted)
        proof.diffId = ProofState::Unavailable;
    if (proof.blob == ProofState::Mismatch)
        proof.actualBlob = actual.blob;
    if (proof.diffId == ProofState::Mismatch)
        proof.actualDiffId = actual.diffId;
    return proof;
}

// By DiffID, which is the same in every archive; by the blob where no DiffID is known.
const Digest &cacheKey(const LayerInfo &layer)
{
    return layer.diffId.isNull() ? layer.blobDigest : layer.diffId;
}

class ImageReading {
public:
    ImageReading(ImageStore &store, const ImageDetails &image, const ImageReadOptions &options, WorkPool &pool,
        Job &job, ImageReadObserver &observer)
        : m_store(store)
        , m_image(image)
        , m_options(options)
        , m_pool(pool)
        , m_job(job)
        , m_observer(observer)
    {
    }

    Result<void> run()
    {
        openLayers();
        takeKnownTrees();
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
        const QMutexLocker lock(&m_mutex);
        m_observer.layerFailed(layer, error);
        m_unread.append(layer);
    }

    void show(StoredLayer &stored, const LayerTreePtr &tree, bool isFinal)
    {
        stored.tree = tree;
        stored.isComplete = isFinal;
        const QMutexLocker lock(&m_mutex);
        for (const int layer : stored.layers)
            m_observer.layerRead(layer, tree, isFinal);
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
        const QMutexLocker lock(&m_mutex);
        for (const int layer : stored.layers)
            m_observer.layerFailed(layer, tree.error());
    }

    // Layers with the same bytes that claim different DiffIDs: one of them lies, and a tree that is known under the one
    // must not be shown for the other.
    bool claimOneKey(const StoredLayer &stored) const
    {
        const Digest &key = cacheKey(layerInfo(stored.layers.constFirst()));
        return std::all_of(
            stored.layers.begin(), stored.layers.end(), [&](int layer) { return cacheKey(layerInfo(layer)) == key; });
    }

    void takeKnownTrees()
    {
        for (StoredLayer &stored : m_stored) {
            if (stored.content.tree) {
                show(stored, stored.content.tree, true);
            } else if (m_options.cache && claimOneKey(stored)) {
                if (const LayerTreePtr tree = m_options.cache->find(
                        cacheKey(layerInfo(stored.layers.constFirst())), stored.fingerprintKind())) {
                    show(stored, tree, true);
                    stored.isFromCache = true;
                } else if (const LayerTreePtr unproved =
                               m_options.cache->find(ownKey(stored), stored.fingerprintKind())) {
                    show(stored, unproved, true);
                }
            }
        }
    }

    // Of trees that no digest proves: not to be taken for the layer of that DiffID anywhere else.
    static Digest ownKey(const StoredLayer &stored)
    {
        return stored.hasReader() ? stored.content.reader->unprovedKey() : Digest();
    }

    // A plain tar is walked for its headers and again for its contents, what is compressed is inflated once; everything is
    // read once more for the digests, unless they are known.
    void startProgress()
    {
        std::int64_t total = 0;
        bool hasStreamed = false;
        for (const StoredLayer &stored : m_stored) {
            if (!stored.isComplete)
                total += isPlain(stored) ? 2 * stored.bytes() : stored.bytes();
            if (m_options.verify && stored.hasReader() && !stored.isFromCache)
                total += stored.content.reader->contentBytes();
            else if (m_options.verify && !stored.hasReader() && !knownDigests(stored))
                total += stored.bytes();
            hasStreamed = hasStreamed || (stored.isStreamed() && !stored.isOnlyTogether());
        }
        if (hasStreamed && m_options.verify)
            total += std::max<std::int64_t>(m_store.sizeOnDiskBytes(), 0);
        m_job.setProgress(0, total, Job::Unit::Bytes);
    }

    static bool isPlain(const StoredLayer &stored)
    {
        return stored.content.range.file && stored.compression == Compression::None;
    }

    void scanPlainHeaders()
    {
        std::vector<StoredLayer *> plain;
        for (StoredLayer &stored : m_stored) {
            if (!stored.isComplete && isPlain(stored))
                plain.push_back(&stored);
        }
        m_pool.parallelFor(static_cast<int>(plain.size()), m_job, [&](int i) {
            StoredLayer &stored = *plain[static_cast<std::size_t>(i)];
            take(stored, scanHeaders(stored.content.range, layerName(stored), m_job), false);
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
                tasks.push_back({ &stored, 0, length });
                continue;
            }
            Parts &own = parts[&stored];
            const Result<void> room = withinMemory(layerName(stored), [&]() -> Result<void> {
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
        m_pool.parallelFor(static_cast<int>(tasks.size()), m_job, [&](int i) {
            const Task &task = tasks[static_cast<std::size_t>(i)];
            m_job.setNote(layerName(*task.stored));
            if (task.stored->hasReader())
                readByStore(*task.stored);
            else if (task.stored->tree)
                fingerprint(task, parts.at(task.stored));
            else
                take(*task.stored, scanStream(task.stored->content.range, layerName(*task.stored), m_job), true);
        });
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
            if (const LayerTreePtr tree = m_options.cache && claimOneKey(stored)
                    ? m_options.cache->find(cacheKey(layerInfo(stored.layers.constFirst())))
                    : nullptr) {
                show(stored, tree, true);
                stored.isFromCache = true;
            }
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
                tellAll(stored, { ProofState::Unavailable, ProofState::Verified, {}, {} });
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
            const Error error = read ? Error { ErrorCode::Corrupt, layerName(stored),
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
                return tellAll(stored, { ProofState::Skipped, ProofState::Skipped, {}, {} });
            LayerInfo info = layerInfo(streamed.layer);
            info.blobDigest = streamed.namedBlob;
            const LayerProof proof = proofOf(info, streamed.digests, m_image.isConfigTrusted);
            tellAll(stored, proof);
            remember(stored, streamed.layer, proof);
        }
    }

    void tellAll(const StoredLayer &stored, const LayerProof &proof)
    {
        for (const int layer : stored.layers)
            tell(layer, proof);
    }

    QString layerName(const StoredLayer &stored) const
    {
        const LayerInfo &layer = layerInfo(stored.layers.constFirst());
        if (!layer.entryName.isEmpty())
            return layer.entryName;
        return cacheKey(layer).toString();
    }

    std::optional<LayerDigests> knownDigests(const StoredLayer &stored) const
    {
        return m_options.verified && stored.content.range.file ? m_options.verified->find(stored.content.range)
                                                               : std::nullopt;
    }

    void verify()
    {
        for (const int layer : std::as_const(m_unread))
            tell(layer,
                { m_options.verify ? ProofState::Unavailable : ProofState::Skipped,
                    m_options.verify ? ProofState::Unavailable : ProofState::Skipped, {}, {} });
        if (!m_options.verify) {
            for (const StoredLayer &stored : m_stored) {
                if (!stored.isOnlyTogether())
                    tellAll(stored, { ProofState::Skipped, ProofState::Skipped, {}, {} });
            }
            return;
        }
        std::vector<StoredLayer *> direct;
        for (StoredLayer &stored : m_stored) {
            if (!stored.isStreamed())
                direct.push_back(&stored);
        }
        m_pool.parallelFor(static_cast<int>(direct.size()), m_job, [&](int i) {
            StoredLayer &stored = *direct[static_cast<std::size_t>(i)];
            stored.hasReader() ? verifyByReader(stored) : verifyDirect(stored);
        });
        verifyStreamed();
    }

    void verifyDirect(StoredLayer &stored)
    {
        m_job.setNote(layerName(stored));
        const std::optional<LayerDigests> known = knownDigests(stored);
        const LayerDigests digests = known ? *known : digestsOf(stored);
        if (m_job.isCancelled())
            return;
        if (!stored.content.range.file->isStill(stored.file)) {
            failChanged(stored.layers, layerName(stored), stored.tree != nullptr);
            return;
        }
        bool isRight = !digests.blob.isNull() && !digests.diffId.isNull();
        for (const int layer : stored.layers) {
            const LayerProof proof =
                proofOf(layerInfo(layer), withAlgorithms(stored, layerInfo(layer), digests), m_image.isConfigTrusted);
            isRight = isRight && proof.overall() != ProofState::Mismatch;
            tell(layer, proof);
            remember(stored, layer, proof);
        }
        if (isRight && !known && m_options.verified)
            m_options.verified->insert(stored.content.range, stored.file, digests);
    }

    void verifyByReader(StoredLayer &stored)
    {
        m_job.setNote(layerName(stored));
        LayerProof proof { ProofState::Unavailable, ProofState::Unavailable, {}, {} };
        if (stored.isFromCache) { // the tree is what the DiffID stands for, and that is what the image names
            proof.diffId = ProofState::Verified;
        } else if (stored.tree) {
            const Result<Digest> actual = stored.content.reader->diffId(m_job);
            if (m_job.isCancelled())
                return;
            const bool saysNothing = !actual
                && (actual.error().code == ErrorCode::Unsupported || actual.error().code == ErrorCode::AccessDenied);
            if (!actual && !saysNothing) { // what was shown is not what is there
                const QMutexLocker lock(&m_mutex);
                for (const int layer : stored.layers)
                    m_observer.layerFailed(layer, actual.error());
            }
            const Digest &expected = layerInfo(stored.layers.constFirst()).diffId;
            if (actual && expected.algorithm() == actual->algorithm())
                proof = proofOf(layerInfo(stored.layers.constFirst()), { {}, *actual }, m_image.isConfigTrusted);
        }
        for (const int layer : stored.layers) {
            tell(layer, proof);
            remember(stored, layer, proof);
        }
        if (m_options.cache && stored.tree && !stored.isFromCache)
            m_options.cache->insert(ownKey(stored), stored.tree);
    }

    // Bytes that cannot be decoded still have a digest of their own: it tells a damaged copy from a faithful one of
    // something broken.
    LayerDigests digestsOf(const StoredLayer &stored)
    {
        const Result<LayerDigests> both = digestLayer(stored.content.range, m_job);
        if (both)
            return *both;
        const Result<Digest> blob = digestOf(stored.content.range.bytes(), m_job);
        if (!blob || stored.content.range.file->wasTruncated())
            return {};
        return { *blob, stored.compression == Compression::None ? *blob : Digest() };
    }

    // Digests are made with SHA-256, which nearly everyone uses; the rare blob that is named by SHA-512 is read once more.
    LayerDigests withAlgorithms(const StoredLayer &stored, const LayerInfo &layer, LayerDigests digests)
    {
        if (layer.blobDigest.algorithm() == Digest::Algorithm::Sha512 && !digests.blob.isNull())
            digests.blob = digestOf(stored.content.range.bytes(), m_job, Digest::Algorithm::Sha512).value_or(Digest());
        if (layer.diffId.algorithm() == Digest::Algorithm::Sha512 && !digests.diffId.isNull()) {
            auto decoder =
                Decoder::create(std::make_unique<MemorySource>(stored.content.range.bytes()), layerName(stored));
            const Result<Digest> digest =
                decoder ? digestOf(**decoder, m_job, Digest::Algorithm::Sha512) : fail(decoder.error());
            digests.diffId = digest.value_or(Digest());
        }
        return digests;
    }

    void verifyStreamed()
    {
        QList<int> layers;
        for (const StoredLayer &stored : m_stored) {
            if (stored.isStreamed() && !stored.isOnlyTogether())
                layers += stored.layers;
        }
        if (layers.isEmpty() || m_job.isCancelled())
            return;
        const Result<QList<LayerDigests>> digests = m_store.digestStreamedLayers(m_image, layers, m_job);
        if (m_job.isCancelled())
            return;
        if (!digests && digests.error().code == ErrorCode::Conflict) {
            failChanged(layers, digests.error().subject, true);
            return;
        }
        for (qsizetype i = 0; i < layers.size(); ++i) {
            const LayerDigests actual = digests && i < digests->size() ? digests->at(i) : LayerDigests {};
            const LayerProof proof = proofOf(layerInfo(layers[i]), actual, m_image.isConfigTrusted);
            tell(layers[i], proof);
            for (const StoredLayer &stored : m_stored) {
                if (stored.isStreamed() && stored.layers.contains(layers[i]))
                    remember(stored, layers[i], proof);
            }
        }
    }

    // Tree and digest may be of different bytes: neither says anything of the other.
    void failChanged(const QList<int> &layers, const QString &subject, bool isShown)
    {
        const Error error { ErrorCode::Conflict, subject, QStringLiteral("the file was changed while it was read") };
        for (const int layer : layers) {
            if (isShown) {
                const QMutexLocker lock(&m_mutex);
                m_observer.layerFailed(layer, error);
            }
            tell(layer, { ProofState::Unavailable, ProofState::Unavailable, {}, {} });
        }
    }

    void tell(int layer, const LayerProof &proof)
    {
        const QMutexLocker lock(&m_mutex);
        m_observer.layerVerified(layer, proof);
    }

    // Only a proven tree may stand for its DiffID: else one forged image could show its files in another.
    void remember(const StoredLayer &stored, int layer, const LayerProof &proof)
    {
        if (!m_options.cache || !stored.tree || stored.isFromCache || proof.overall() == ProofState::Mismatch)
            return;
        const LayerInfo &info = layerInfo(layer);
        if ((info.diffId.isNull() ? proof.blob : proof.diffId) == ProofState::Verified)
            m_options.cache->insert(cacheKey(info), stored.tree);
    }

    ImageStore &m_store;
    const ImageDetails &m_image;
    const ImageReadOptions &m_options;
    WorkPool &m_pool;
    Job &m_job;
    ImageReadObserver &m_observer;
    QMutex m_mutex; // the observer is told one thing at a time
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
