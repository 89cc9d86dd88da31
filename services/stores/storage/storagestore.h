// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The images of Podman, Buildah and CRI-O, read from their folders on disk without asking any of them. Read-only. Any thread,
// several at once; what was read of the lists is kept until one of them changes.
//
// Other programs write to the storage meanwhile: an image or a layer that vanishes is NotFound for that image alone. Lists of
// platforms are artifacts here, as their images stand beside them.
// Errors: those of StorageFolder and StorageLayerReader.
// Cost: list() two small documents per image, once for each state of the storage; inspect() two; openLayer() O(1).
#pragma once

#include "services/stores/imagesource.h"
#include "services/stores/storage/storagefolder.h"

#include <QtCore/QMutex>

#include <optional>
#include <vector>

namespace varve {

class StorageStore final : public ImageStore {
public:
    // `additional`: read-only storages whose images and layers count as this one's; one that cannot be read is a warning.
    static Result<ImageStorePtr> open(
        const QString &path, const QString &driver = {}, const QStringList &additional = {});

    StoreKind kind() const override { return StoreKind::ContainersStorage; }
    QString title() const override;
    QString location() const override { return m_folders.front()->path(); }
    StoreCapabilities capabilities() const override
    {
        return StoreCapabilities(StoreCapability::Containers) | StoreCapability::Changes;
    }
    std::int64_t sizeOnDiskBytes() const override { return -1; } // all layers would have to be walked

    Result<Listing> list(Job &job) override;
    Result<ImageDetails> inspect(const ImageId &id, Job &job) override;
    Result<LayerContent> openLayer(const ImageDetails &image, int layer, Job &job) override;
    Result<QList<ContainerInfo>> containers(Job &job) override;
    // Looks at the lists a few times a second: it works wherever the folder is, also where nobody tells of changes.
    Result<void> watch(const std::function<void()> &changed, Job &job) override;

private:
    using Snapshots = std::vector<StorageSnapshotPtr>; // one per folder
    struct Found;
    class Files;

    StorageStore(std::vector<StorageFolderPtr> folders, Warnings warnings);
    Result<Snapshots> snapshots(Job &job) const;
    Result<Found> find(const Snapshots &snapshots, const ImageId &id) const;
    // Bottom first; Corrupt when a layer is its own ancestor, NotFound when one is missing.
    Result<QList<StorageLayer>> chainOf(const Snapshots &snapshots, const StorageImage &image) const;
    std::optional<std::size_t> folderOf(const Snapshots &snapshots, const QString &layer) const;
    ImageSource sourceOf(const Snapshots &snapshots, std::size_t folder, const StorageImage &image) const;

    const std::vector<StorageFolderPtr> m_folders; // the storage itself first
    const Warnings m_warnings;
    QMutex m_mutex;
    Snapshots m_listedFrom;
    Listing m_listing;
};

} // namespace varve
