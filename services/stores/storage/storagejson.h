// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The lists in which containers-storage keeps its images, layers and containers, as values. Pure functions over untrusted
// bytes.
//
// Source: github.com/containers/storage, the types Image, Layer and Container of images.go, layers.go and containers.go. An
// item without a usable id is left out with a warning; other members of the wrong type read as absent. No bytes at all and
// `null` are empty lists.
// Errors: Corrupt (no JSON, no array), LimitExceeded. Cost: O(bytes).
#pragma once

#include "services/types/containerinfo.h"
#include "services/types/result.h"

#include <QtCore/QHash>

namespace varve {

struct StorageLayer {
    QString id;
    QString parent; // empty at the bottom
    Digest diffDigest; // sha256 of the tar that was unpacked; null for the writable layer of a container
    Digest blobDigest; // of the blob that it came in
    std::int64_t diffBytes = -1; // of the tar
    std::int64_t blobBytes = -1;
    bool isIncomplete = false; // being written, or left behind by a crash
};

struct StorageImage {
    QString id;
    QStringList names;
    QString topLayer; // empty: no layers, such as a list of platforms
    QDateTime created;
    QHash<QString, std::int64_t> documents; // sizes by name: manifest, config, signatures
};

// What can stand for a folder or a file below the storage: letters, digits, '-' and '_'.
bool isStorageId(const QString &id);
// How the file is called that keeps a document of an image.
QString storageFileName(const QString &document);

Result<QList<StorageLayer>> parseStorageLayers(QByteArrayView bytes, const QString &subject, Warnings &warnings);
Result<QList<StorageImage>> parseStorageImages(QByteArrayView bytes, const QString &subject, Warnings &warnings);
Result<QList<ContainerInfo>> parseStorageContainers(QByteArrayView bytes, const QString &subject, Warnings &warnings);

} // namespace varve
