// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Which blobs of an image containerd keeps, besides what it has unpacked: indexes, manifests, configs and layers, of all platforms that
// are here. Reads the content store's folder, where that is on this machine; a blocking function, any thread.
//
// Documents are held against their digests; one that is not what it should be counts by its own bytes alone.
// Source: containerd, content store (io.containerd.content.v1.content/blobs/ALGORITHM/HEX); OCI image-spec 1.1.
// Cost: O(blobs), each document is read once.
#pragma once

#include "services/jobs/job.h"
#include "services/types/digest.h"

#include <QtCore/QHash>
#include <QtCore/QStringList>

#include <optional>

namespace varve {

struct StoredBlobs {
    QHash<Digest, std::int64_t> diskBytes; // in blocks of the file system
    // It is of platforms that are not here: it was made elsewhere, and came from there.
    bool lacksPlatforms = false;
};

// Nothing: none of the folders has the image's own document, or may be read.
std::optional<StoredBlobs> readStoredBlobs(const QStringList &folders, const Digest &image, const Job &job);

} // namespace varve
