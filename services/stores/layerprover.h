// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Proves the digests of layers whose trees are shown already, and remembers the trees: the proved ones for what they stand for,
// those that nothing proves or contradicts under their store's own key. Blocking; spreads the
// layers over the cpu pool. Errors go to the events: what was shown and is not what is there has failed.
#pragma once

#include "services/stores/readingevents.h"
#include "services/stores/storedlayer.h"

#include <optional>
#include <vector>

namespace varve {

class LayerProver {
public:
    // What the arguments refer to outlives the prover.
    LayerProver(ImageStore &store, const ImageDetails &image, const ImageReadOptions &options, WorkPool &pool, Job &job,
        ReadingEvents &events);

    // All layers but those that came together, which were hashed on the way.
    void prove(const std::vector<StoredLayer> &stored);
    // One that came out of a stream, with the digests of the bytes that came.
    void proveStreamed(const StoredLayer &stored, const StreamedLayer &streamed);
    // Digests that need not be computed again.
    std::optional<LayerDigests> knownDigests(const StoredLayer &stored) const;

private:
    const LayerInfo &layerInfo(int layer) const { return m_image.layers[layer]; }
    QString nameOf(const StoredLayer &stored) const { return layerName(m_image, stored); }
    void proveDirect(const StoredLayer &stored);
    void proveByReader(const StoredLayer &stored);
    void proveTogether(const std::vector<StoredLayer> &all);
    LayerDigests digestsOf(const StoredLayer &stored);
    LayerDigests withAlgorithms(const StoredLayer &stored, const LayerInfo &layer, LayerDigests digests);
    void failChanged(const QList<int> &layers, const QString &subject, bool isShown);
    void remember(const StoredLayer &stored, int layer, const LayerProof &proof);

    ImageStore &m_store;
    const ImageDetails &m_image;
    const ImageReadOptions &m_options;
    WorkPool &m_pool;
    Job &m_job;
    ReadingEvents &m_events;
};

} // namespace varve
