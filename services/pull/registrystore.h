// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// An image in a registry, looked at without pulling it: one reference, and below it the platforms that it stands for. What
// fetching them costs decides what is known when: the documents of one platform with the list, those of another when it is
// inspected, a layer when somebody asks for it. A layer that another store has in place is read there.
//
// Any thread, several at once. What a reference means is asked anew by each list().
// Errors: those of RemoteRepository; NotFound also for an image that the reference does not stand for (any more).
// Cost: list() three requests; inspect() none, or two for a platform that was not looked at before.
#pragma once

#include "services/pull/registryfiles.h"
#include "services/stores/imagestore.h"

#include <QtCore/QMutex>

namespace varve {

class RegistryStore final : public ImageStore {
public:
    // With the list come the documents of this machine's platform.
    RegistryStore(const Reference &reference, const RegistryAccess &access, BlobNeighbours neighbours = {});
    ~RegistryStore() override;

    static QString locationOf(
        const Reference &reference); // "docker://ghcr.io/owner/app:1.4", as containers-transports(5) has it

    StoreKind kind() const override { return StoreKind::Registry; }
    QString title() const override { return m_reference.familiar(); }
    QString location() const override { return locationOf(m_reference); }
    StoreCapabilities capabilities() const override { return StoreCapability::Downloads; }
    std::int64_t sizeOnDiskBytes() const override { return 0; }

    Result<Listing> list(Job &job) override;
    Result<ImageDetails> inspect(const ImageId &id, Job &job) override;
    Result<LayerContent> openLayer(const ImageDetails &image, int layer, Job &job) override;

private:
    struct Snapshot;
    using SnapshotPtr = std::shared_ptr<const Snapshot>;
    // Everything that was fetched, by digest, and what it says of blobs.
    struct Fetched {
        QHash<Digest, QByteArray> documents;
        QHash<Digest, Descriptor> blobs;
        void add(const Fetched &more);
        bool has(const Digest &digest) const { return documents.contains(digest); }
    };
    Result<void> fetch(Fetched &fetched, const Digest &manifest, Job &job) const;
    Result<void> takeManifest(Fetched &fetched, const RemoteManifest &document, Job &job) const;
    Result<SnapshotPtr> makeSnapshot(const RemoteManifest &root, Fetched fetched, Warnings warnings, Job &job) const;
    enum class Says : bool { WhatThereIs, More };
    // Adds what others have fetched meanwhile; what is only more of something that was listed before is not kept.
    Result<SnapshotPtr> publish(
        Says says, const RemoteManifest &root, Fetched fetched, const Warnings &warnings, Job &job);
    SnapshotPtr current() const;

    const Reference m_reference;
    const std::shared_ptr<RemoteRepository> m_repository;
    const BlobNeighbours m_neighbours;
    QMutex m_publishing; // one snapshot after the other
    mutable QMutex m_mutex; // for the pointer alone
    SnapshotPtr m_snapshot;
};

} // namespace varve
