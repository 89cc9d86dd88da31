// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One row of an images table, and the list a store returns. Values.
#pragma once

#include "services/types/digest.h"
#include "services/types/platform.h"
#include "services/types/warning.h"

#include <QtCore/QDateTime>
#include <QtCore/QList>
#include <QtCore/QStringList>

#include <cstdint>

namespace varve {

// Identifies an image inside one store: the config digest (docker-archives, as docker's image id) or the manifest's or
// index's digest (OCI layouts), as text. Opaque to everyone but the store that made it.
struct ImageId {
    QString value;
    bool isEmpty() const { return value.isEmpty(); }
    bool operator==(const ImageId &) const = default;
    auto operator<=>(const ImageId &) const = default;
    friend std::size_t qHash(const ImageId &id, std::size_t seed = 0) noexcept { return qHash(id.value, seed); }
};

enum class ImageKind : std::uint8_t {
    Image,
    Attestation, // build records, platform unknown/unknown
    Signature, // cosign and notation
    HelmChart,
    Artifact, // anything else that is no image
};

struct ImageSummary {
    ImageId id;
    ImageKind kind = ImageKind::Image;
    Digest configDigest; // what docker prints as IMAGE ID; null when the config is not local
    Digest manifestDigest; // null in archives without manifests
    QStringList names; // full names with tag, as stored; empty: dangling
    // What images of its repositories were called when they came from there: "docker.io/library/debian@sha256:...". Empty: not
    // known, or it never was in a registry.
    QStringList repoDigests;
    QDateTime created; // invalid when not known
    Platform platform;
    int layerCount = 0; // -1 when not known
    std::int64_t blobBytes = -1; // sum of the layers as stored; -1 when not known
    std::int64_t listedBytes = -1; // what an engine lists as the size; -1 outside engines
    std::int64_t unpackedBytes = -1; // sum of layer contents; -1 until the layers were read
    bool isLocal = true; // false: only the descriptor is here ("not local")
    QString artifactType; // media type for everything that is no image

    // An index or manifest list that stands for images of several platforms.
    bool isPlatformList() const
    {
        return artifactType == QLatin1String("application/vnd.oci.image.index.v1+json")
            || artifactType == QLatin1String("application/vnd.docker.distribution.manifest.list.v2+json");
    }

    // "sha256:..." that identifies the image to people: the config's digest, else the manifest's.
    const Digest &displayDigest() const { return configDigest.isNull() ? manifestDigest : configDigest; }
};

// What stands in the table of contents as an image, or several, but cannot be read. Of the summary only names, digest and
// platform are known, as far as the table tells them.
struct UnreadableImage {
    ImageSummary summary;
    Error error;
};

struct Listing {
    QList<ImageSummary> images;
    Warnings warnings;
    QList<UnreadableImage> unreadable; // each has a warning too
};

} // namespace varve
