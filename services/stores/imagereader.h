// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Reads all layers of one image into trees, tells of each as soon as it is there, then proves the digests behind it.
//
// readImage() blocks: call it on the io pool or the main thread of a command-line run; it spreads the layers over the cpu
// pool, largest first. Order of events per layer: layerRead (maybe twice: without, then with fingerprints) or layerFailed,
// then layerVerified. A layer whose file was changed between tree and digest fails after it was read (Conflict): what was
// shown is of bytes that are gone. The observer is called from several threads, never twice at once (the reader holds a lock).
// LayerTrees are shared through a LayerCache, so that a layer of several images is read once.
// Errors: Cancelled; whatever is wrong with one layer goes to layerFailed.
#pragma once

#include "services/jobs/workpool.h"
#include "services/stores/imagestore.h"

#include <QtCore/QSet>

#include <optional>

namespace varve {

class LayerCache;
class VerifiedBlobs;

enum class ProofState : std::uint8_t {
    Pending, // not known yet
    Verified, // the bytes have the digest that the documents name
    Mismatch, // they have not: the layer must not be trusted
    Unavailable, // nothing to compare with that can be trusted, or the layer could not be read
    Skipped, // the caller asked not to verify
};

struct LayerProof {
    ProofState blob = ProofState::Pending;
    ProofState diffId = ProofState::Pending;
    Digest actualBlob; // set on Mismatch
    Digest actualDiffId;

    // What the badge shows. A mismatch beats all; one verified digest is enough where the other is not named anywhere, as
    // in most archives.
    ProofState overall() const;
};

class ImageReadObserver {
public:
    virtual ~ImageReadObserver() = default;
    virtual void layerRead(int layer, const LayerTreePtr &tree, bool isFinal) = 0; // isFinal: fingerprints are there
    virtual void layerFailed(int layer, const Error &error) = 0;
    virtual void layerVerified(int layer, const LayerProof &proof) = 0;
};

struct ImageReadOptions {
    bool verify = true;
    bool download = true; // false: layers that would have to be downloaded, and nobody knows, are left: Skipped
    std::optional<QSet<int>> layers {}; // only these, and not a word of the others; nothing: all
    LayerCache *cache = nullptr; // may be null
    VerifiedBlobs *verified = nullptr; // may be null: then everything is hashed
};

Result<void> readImage(ImageStore &store, const ImageDetails &image, const ImageReadOptions &options, WorkPool &pool,
    Job &job, ImageReadObserver &observer);

} // namespace varve
