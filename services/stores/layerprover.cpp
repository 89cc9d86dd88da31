// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/layerprover.h"

#include "services/archive/digester.h"
#include "services/stores/verifiedblobs.h"

namespace varve {

namespace {

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

} // namespace

LayerProver::LayerProver(ImageStore &store, const ImageDetails &image, const ImageReadOptions &options, WorkPool &pool,
    Job &job, ReadingEvents &events)
    : m_store(store)
    , m_image(image)
    , m_options(options)
    , m_pool(pool)
    , m_job(job)
    , m_events(events)
{
}

void LayerProver::prove(const std::vector<StoredLayer> &stored)
{
    std::vector<const StoredLayer *> direct;
    for (const StoredLayer &layer : stored) {
        if (!layer.isStreamed())
            direct.push_back(&layer);
    }
    m_pool.parallelFor(static_cast<int>(direct.size()), m_job, [&](int i) {
        const StoredLayer &layer = *direct[static_cast<std::size_t>(i)];
        layer.hasReader() ? proveByReader(layer) : proveDirect(layer);
    });
    proveTogether(stored);
}

void LayerProver::proveStreamed(const StoredLayer &stored, const StreamedLayer &streamed)
{
    LayerInfo info = layerInfo(streamed.layer);
    info.blobDigest = streamed.namedBlob;
    const LayerProof proof = proofOf(info, streamed.digests, m_image.isConfigTrusted);
    m_events.verified(stored.layers, proof);
    remember(stored, streamed.layer, proof);
}

std::optional<LayerDigests> LayerProver::knownDigests(const StoredLayer &stored) const
{
    return m_options.verified && stored.content.range.file ? m_options.verified->find(stored.content.range)
                                                           : std::nullopt;
}

void LayerProver::proveDirect(const StoredLayer &stored)
{
    m_job.setNote(nameOf(stored));
    const std::optional<LayerDigests> known = knownDigests(stored);
    const LayerDigests digests = known ? *known : digestsOf(stored);
    if (m_job.isCancelled())
        return;
    if (!stored.content.range.file->isStill(stored.file)) {
        failChanged(stored.layers, nameOf(stored), stored.tree != nullptr);
        return;
    }
    bool isRight = !digests.blob.isNull() && !digests.diffId.isNull();
    for (const int layer : stored.layers) {
        const LayerProof proof =
            proofOf(layerInfo(layer), withAlgorithms(stored, layerInfo(layer), digests), m_image.isConfigTrusted);
        isRight = isRight && proof.overall() != ProofState::Mismatch;
        m_events.verified({ layer }, proof);
        remember(stored, layer, proof);
    }
    if (isRight && !known && m_options.verified)
        m_options.verified->insert(stored.content.range, stored.file, digests);
}

// Also where the tree is known: that says what the DiffID stands for, and not what the store has.
void LayerProver::proveByReader(const StoredLayer &stored)
{
    m_job.setNote(nameOf(stored));
    LayerProof proof { ProofState::Unavailable, ProofState::Unavailable, {}, {} };
    if (stored.isFromCache && stored.content.reader->isDownload()) {
        // The tree is what the DiffID stands for, and that is what the image names; nobody has the bytes of a copy here.
        if (m_image.isConfigTrusted)
            proof.diffId = ProofState::Verified;
    } else if (stored.tree) {
        const Result<Digest> actual = stored.content.reader->diffId(m_job);
        if (m_job.isCancelled())
            return;
        const bool saysNothing = !actual
            && (actual.error().code == ErrorCode::Unsupported || actual.error().code == ErrorCode::AccessDenied);
        if (!actual && !saysNothing) // what was shown is not what is there
            m_events.failed(stored.layers, actual.error());
        const Digest &expected = layerInfo(stored.layers.constFirst()).diffId;
        if (actual && expected.algorithm() == actual->algorithm())
            proof = proofOf(layerInfo(stored.layers.constFirst()), { {}, *actual }, m_image.isConfigTrusted);
    }
    for (const int layer : stored.layers) {
        m_events.verified({ layer }, proof);
        remember(stored, layer, proof);
    }
    if (m_options.cache && stored.tree && !stored.isFromCache && proof.overall() == ProofState::Unavailable)
        m_options.cache->insert(stored.content.reader->unprovedKey(), stored.tree, LayerCache::Scope::Unproved);
}

// Bytes that cannot be decoded still have a digest of their own: it tells a damaged copy from a faithful one of
// something broken.
LayerDigests LayerProver::digestsOf(const StoredLayer &stored)
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
LayerDigests LayerProver::withAlgorithms(const StoredLayer &stored, const LayerInfo &layer, LayerDigests digests)
{
    if (layer.blobDigest.algorithm() == Digest::Algorithm::Sha512 && !digests.blob.isNull())
        digests.blob = digestOf(stored.content.range.bytes(), m_job, Digest::Algorithm::Sha512).value_or(Digest());
    if (layer.diffId.algorithm() == Digest::Algorithm::Sha512 && !digests.diffId.isNull()) {
        auto decoder = Decoder::create(std::make_unique<MemorySource>(stored.content.range.bytes()), nameOf(stored));
        const Result<Digest> digest =
            decoder ? digestOf(**decoder, m_job, Digest::Algorithm::Sha512) : fail(decoder.error());
        digests.diffId = digest.value_or(Digest());
    }
    return digests;
}

void LayerProver::proveTogether(const std::vector<StoredLayer> &all)
{
    QList<int> layers;
    for (const StoredLayer &stored : all) {
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
        m_events.verified({ layers[i] }, proof);
        for (const StoredLayer &stored : all) {
            if (stored.isStreamed() && stored.layers.contains(layers[i]))
                remember(stored, layers[i], proof);
        }
    }
}

// Tree and digest may be of different bytes: neither says anything of the other.
void LayerProver::failChanged(const QList<int> &layers, const QString &subject, bool isShown)
{
    const Error error { ErrorCode::Conflict, subject, QStringLiteral("the file was changed while it was read") };
    if (isShown)
        m_events.failed(layers, error);
    m_events.verified(layers, { ProofState::Unavailable, ProofState::Unavailable, {}, {} });
}

// Only a proven tree may stand for its DiffID: else one forged image could show its files in another.
void LayerProver::remember(const StoredLayer &stored, int layer, const LayerProof &proof)
{
    if (!m_options.cache || !stored.tree || stored.isFromCache || proof.overall() == ProofState::Mismatch)
        return;
    const LayerInfo &info = layerInfo(layer);
    if ((info.diffId.isNull() ? proof.blob : proof.diffId) == ProofState::Verified)
        m_options.cache->insert(cacheKey(info), stored.tree, cacheScope(info));
}

} // namespace varve
