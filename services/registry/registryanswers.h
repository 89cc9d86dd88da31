// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a registry answers, as values.
#pragma once

#include "services/oci/documents.h"
#include "services/registry/registryerror.h"

namespace varve {

// The bytes have this digest, and are what both the registry and they themselves say.
struct RemoteManifest {
    QByteArray bytes;
    QString mediaType;
    Digest digest;
    DocumentShape shape = DocumentShape::Other;
    RateLimit rate;
};

// Only claimed.
struct RemoteManifestHead {
    QString mediaType;
    Digest digest; // null: the registry does not say
    std::int64_t sizeBytes = -1; // likewise -1
    RateLimit rate;
};

struct RemoteTags {
    QStringList tags; // in the order of the registry, without those that are no tags
    Warnings warnings; // why there may be more
};

struct RemoteReferrers {
    QList<Descriptor> manifests;
    bool isFromTag = false; // the registry has no list of its own
    Warnings warnings;
};

} // namespace varve
