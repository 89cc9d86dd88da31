// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What is known of an image in a registry, as the files of a layout: its documents, which are here, and the blobs that they
// name, which are not. A blob that another store has in place is read there; every other one is downloaded when its layer is.
//
// Filled by one thread, then shared and immutable: RegistryStore makes a new one when it learns of another platform.
// Errors: NotFound (nothing that was named), LimitExceeded, and those of RemoteRepository while a layer is read.
// Cost: content() one look into each store; the first time it hashes the blob that it finds, unless it is the Library's, which
// takes in nothing else.
#pragma once

#include "services/pull/remoterepository.h"
#include "services/stores/files/fileset.h"
#include "services/stores/imagestore.h"

#include <QtCore/QHash>
#include <QtCore/QMutex>

#include <optional>

namespace varve {

// Stores that may have blobs already. Those that are closed meanwhile are not held.
struct BlobNeighbours {
    ImageStorePtr own; // the Library; may be null
    QList<std::weak_ptr<ImageStore>> others = {};
};

class RegistryFiles final : public FileSet {
public:
    RegistryFiles(std::shared_ptr<RemoteRepository> repository, BlobNeighbours neighbours);

    void addDocument(const Digest &digest, const QByteArray &bytes);
    void addBlob(const Descriptor &descriptor); // one without a size is left out

    std::int64_t sizeBytes(const QString &name) const override;
    Result<QByteArray> document(const QString &name, std::size_t maxBytes) const override;
    Result<LayerContent> content(const QString &name) const override;
    bool isFolder() const override { return true; } // its names are those of blobs, which say nothing to people
    std::int64_t sizeOnDiskBytes() const override { return 0; }

private:
    std::optional<MappedRange> inNeighbour(const Descriptor &blob) const;
    bool isProved(const MappedRange &range, const Digest &digest) const;

    const std::shared_ptr<RemoteRepository> m_repository;
    const BlobNeighbours m_neighbours;
    QHash<QString, QByteArray> m_documents;
    QHash<QString, Descriptor> m_blobs;
    mutable QMutex m_mutex;
    mutable QList<QPair<Digest, FileIdentity>> m_proved; // few: blobs of one image
    QHash<QString, std::shared_ptr<LayerReader>> m_layers; // one each, also where an image has a layer twice
};

} // namespace varve
