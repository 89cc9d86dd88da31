// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The answers of container engines as values. Pure functions over untrusted bytes, tolerant of absent members, nulls and wrong
// types: an image that makes no sense is left out with a warning, the others stay. Cost: O(bytes).
// Sources: Docker Engine API 1.24 to 1.51 (ImageList, ImageInspect, ImageHistory, ContainerList), Podman 4 and 5 (the same).
// Errors: Corrupt (no JSON, or another shape altogether), LimitExceeded.
#pragma once

#include "services/tree/treetypes.h"
#include "services/types/containerinfo.h"
#include "services/types/imagedetails.h"
#include "services/types/result.h"

#include <optional>

namespace varve {

struct EngineImage {
    ImageSummary summary;
    QList<QPair<QString, QString>> labels;
    // What Podman was asked for by, among its tags; its repoDigests it makes up out of these and all names.
    QStringList digestNames;
    QString parentId; // of a classic build; empty when there is none
    int containers = -1; // -1: the engine did not count
    std::optional<bool> isPlatformList; // newer Podmans say which images are of several platforms
};

struct EngineListing {
    QList<EngineImage> images;
    Warnings warnings;
};

// `/images/json`, of Docker's API or of Podman's own. `hasContainerdStore`: ids are then digests of manifests or indexes, not of configs.
Result<EngineListing> parseEngineImages(QByteArrayView bytes, bool hasContainerdStore, const QString &subject);

// `/images/{id}/json` and `/images/{id}/history` of the same image. History and layers are paired by what made each entry,
// since the API does not tell empty layers apart; where that is in doubt no instruction is assigned, with a warning.
Result<ImageDetails> parseEngineInspect(
    QByteArrayView inspect, QByteArrayView history, bool hasContainerdStore, const QString &subject);

// What `/images/{id}/json` says an image is called.
struct EngineNames {
    QStringList names; // with tag
    // What has to be taken away one after the other for the image to go: the names, and what else refers to it. Empty: it goes by id.
    QStringList references;
};
Result<EngineNames> parseEngineNames(QByteArrayView inspect, const QString &subject);
// Whether the answer to a removal names the image itself among what has gone, and not only a name of it.
bool isErased(QByteArrayView answer, const ImageId &id);

// `/system/df`: whether BuildKit holds something of its cache, as it does while it builds.
bool isCacheInUse(QByteArrayView answer);

// `/containers/json?all=1`.
Result<QList<ContainerInfo>> parseEngineContainers(QByteArrayView bytes, const QString &subject);

// `/containers/json?all=true&external=true` of Podman's own API: adds those that are not among `containers`. They belong to
// other programs that share its storage, as Buildah does, and hold the images that they stand on.
Result<void> addForeignContainers(QList<ContainerInfo> &containers, QByteArrayView bytes, const QString &subject);

// SizeRw of `/containers/{id}/json?size=true`: what the container's own layer takes, in bytes; -1 where it is not said.
Result<std::int64_t> parseContainerBytes(QByteArrayView answer, const QString &subject);

// `/containers/{id}/changes`, in the engine's order.
struct ContainerChange {
    enum class Kind : std::uint8_t { Modified, Added, Deleted };
    QByteArray path; // absolute
    Kind kind = Kind::Modified;
};
Result<QList<ContainerChange>> parseContainerChanges(QByteArrayView bytes, const QString &subject);

// The header X-Docker-Container-Path-Stat: base64 of JSON with Go's file mode. An entry without a path; nothing when it makes
// no sense.
struct ContainerPathStat {
    EntryType type = EntryType::File;
    std::uint16_t mode = 0;
    std::int64_t sizeBytes = 0; // of files
    std::int64_t mtimeNs = 0;
    QByteArray linkTarget;
};
std::optional<ContainerPathStat> parsePathStat(QByteArrayView header);

// One line of `/events`: whether the lists of images and containers may look different after it.
bool isEngineChange(QByteArrayView line);

} // namespace varve
