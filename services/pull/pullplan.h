// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a pull would bring, known before it begins. Values.
#pragma once

#include "services/registry/registryanswers.h"
#include "services/types/platform.h"
#include "services/types/reference.h"

#include <QtCore/QHash>

namespace varve {

struct PlatformChoice {
    Platform platform;
    Digest digest; // of its manifest

    bool operator==(const PlatformChoice &) const = default;
};

// What a reference names, as far as one request tells.
struct RemoteImage {
    Reference reference; // with a tag or a digest
    RemoteManifest root; // an index, or the manifest of an image
    QList<PlatformChoice> platforms; // of the index; empty: the root is the image
    Warnings warnings;
};

// One layer, or what stands in its place, of the images that a plan brings. Each blob is there once.
struct PullLayer {
    enum class From : std::uint8_t {
        Registry,
        Target, // where the pull goes it is already; of an engine an estimate
        Source, // another source has these bytes
    };
    Descriptor descriptor;
    QString instruction; // that made it; empty: not known
    From from = From::Registry;
    QString source; // the title of the one that has it
    std::int64_t presentBytes = 0; // of an attempt before, which this one goes on with

    std::int64_t downloadBytes() const { return from == From::Registry ? descriptor.sizeBytes - presentBytes : 0; }
};

struct PullPlan {
    RemoteImage image;
    QList<Platform> platforms; // that are brought; empty: the root is the image, of whatever platform
    bool isPlatformChosen = false; // by somebody; else it is what this machine would take
    Digest target; // what the name will mean: the root, or the manifest of the one platform
    // Manifests and configs, which are here already: documents stand behind what they name.
    struct Document {
        Descriptor descriptor;
        QByteArray bytes;
    };
    QList<Document> documents;
    QList<PullLayer> layers; // bottom first, image by image
    RateLimit rate; // after what the plan itself took
    Warnings warnings;

    std::int64_t totalBytes() const; // of all layers, as they are stored
    std::int64_t downloadBytes() const; // that have to be fetched
    // By which the target grows at most; what is there already takes nothing.
    std::int64_t growthBytes() const;
};

} // namespace varve
