// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A layer while its image is read: where its bytes are, and what is known of them by now. Values of one reading; whoever
// works on a layer has it for itself.
#pragma once

#include "services/archive/codec.h"
#include "services/archive/mappedfile.h"
#include "services/stores/cache/layercache.h"
#include "services/stores/imagestore.h"

namespace varve {

// The stored bytes of one or several layers: images repeat empty layers, and old archives link equal ones.
struct StoredLayer {
    LayerContent content;
    FileIdentity file; // before the first byte was read
    QList<int> layers;
    Compression compression = Compression::None;
    LayerTreePtr tree;
    bool isComplete = false; // the tree has its fingerprints, or there will be none
    bool isFromCache = false; // the tree is proved, but was not read from these bytes
    bool needsStream = false; // its store could not read it

    bool isPlain() const { return content.range.file && compression == Compression::None; }
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
        if (content.reader && content.reader == other.reader)
            return true; // an image may have a layer twice
        if (!content.range.file || !other.range.file)
            return content.tree && content.tree == other.tree;
        return file == otherFile && content.range.offset == other.range.offset
            && content.range.length == other.range.length;
    }
};

// By DiffID, which is the same in every archive; by the blob where no DiffID is known.
inline const Digest &cacheKey(const LayerInfo &layer)
{
    return layer.diffId.isNull() ? layer.blobDigest : layer.diffId;
}
inline LayerCache::Scope cacheScope(const LayerInfo &layer)
{
    return layer.diffId.isNull() ? LayerCache::Scope::Blob : LayerCache::Scope::DiffId;
}

// For messages.
inline QString layerName(const ImageDetails &image, const StoredLayer &stored)
{
    const LayerInfo &layer = image.layers[stored.layers.constFirst()];
    return layer.entryName.isEmpty() ? cacheKey(layer).toString() : layer.entryName;
}

} // namespace varve
