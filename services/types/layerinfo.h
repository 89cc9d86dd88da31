// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What is known of one layer of an image before any of its content is read. A value.
// Sources: OCI image-spec 1.1 config.md (rootfs.diff_ids, history) and manifest.md (layers).
#pragma once

#include "services/types/digest.h"

#include <QtCore/QDateTime>
#include <QtCore/QString>

#include <cstdint>

namespace varve {

enum class Compression : std::uint8_t { Unknown, None, Gzip, Zstd };

struct LayerInfo {
    Digest diffId; // sha256 of the uncompressed tar, from the config; null when the config does not say
    Digest blobDigest; // of the blob as stored; null in archives that name layers otherwise
    QString mediaType; // what the manifest claims; the bytes decide
    QString entryName; // where an archive keeps it; empty in layouts
    std::int64_t blobBytes = -1; // size as stored, -1 when not known
    bool isLocal = true; // false: the blob is named but not here
    // From the history entry that made this layer; empty when history and layers do not pair.
    QString instruction; // created_by as recorded; untrusted text
    QDateTime created;
    QString author;
    QString comment;
};

// One entry of an image's history: a layer (layerIndex >= 0) or an instruction without one (ENV, CMD ...).
struct HistoryEntry {
    QString instruction;
    QDateTime created;
    QString author;
    QString comment;
    bool isEmptyLayer = false;
    int layerIndex = -1; // into ImageDetails::layers, bottom is 0; -1 for empty layers or without pairing
};

} // namespace varve
