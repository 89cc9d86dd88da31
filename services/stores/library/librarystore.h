// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The Library as a store like any other: listed and read as the OCI layout that it is. What it reads is a snapshot of
// the index, taken anew when the index changed, so that what other processes do is seen. A Library that does not exist
// is empty, and nothing is made by reading.
//
// Any thread, several at once. An image is what one manifest describes; those of several platforms share the names of
// their index.
// Errors: those of the layout reader; writing: AccessDenied, NoSpace, Conflict (a name means another image by now; a
// platform cannot go while something is being brought in), NotFound.
// Cost: list() all documents once for each state of the index, else O(images); the rest as FileStore.
#pragma once

#include "services/stores/filestore.h"
#include "services/stores/library/librarycollect.h"

#include <QtCore/QMutex>

namespace varve {

class LibraryStore final : public ImageStore {
public:
    // Does nothing but remember the place; see defaultLibraryPath().
    explicit LibraryStore(QString root);

    StoreKind kind() const override { return StoreKind::Library; }
    QString title() const override;
    QString location() const override { return m_root; }
    StoreCapabilities capabilities() const override
    {
        return StoreCapabilities(StoreCapability::Remove) | StoreCapability::Tag | StoreCapability::Changes;
    }
    std::int64_t sizeOnDiskBytes() const override; // by blocks, with parts and garbage

    Result<Listing> list(Job &job) override;
    Result<ImageDetails> inspect(const ImageId &id, Job &job) override;
    Result<LayerContent> openLayer(const ImageDetails &image, int layer, Job &job) override;
    Result<MappedRange> openBlob(const Digest &digest, Job &job) override;
    // The name is taken from the image that has it, which stays, without a name if it was the last. A platform's names
    // are those of its index.
    Result<void> tag(const ImageId &id, const QString &name, Job &job) override;
    Result<void> untag(const ImageId &id, const QString &name, Job &job) override;
    Result<void> remove(const ImageId &id, Job &job) override;
    // In batches that grow: names are looked at while nobody else may change the index. The garbage goes once, in the end.
    void removeEach(const QList<ShownImage> &images, const RemovalSink &told, Job &job) override;
    // Looks at the index a few times a second: that works on any file system.
    Result<void> watch(const std::function<void()> &changed, Job &job) override;

    // What the index says beside names: where an image came from and when.
    Result<QList<LibraryEntry>> entries(Job &job) const;
    Result<std::int64_t> bytesFreed(const QList<ImageId> &images, Job &job) override;
    Result<PruneFacts> pruneFacts(Job &job) override;
    // All at once, all or none; one that is not here any more is NotFound. The garbage goes too, unless something is
    // being brought in.
    Result<LibraryGarbage> removeImages(const QList<ImageId> &images, Job &job);

private:
    struct Snapshot;
    using SnapshotPtr = std::shared_ptr<const Snapshot>;
    Result<SnapshotPtr> snapshot(Job &job);
    Result<SnapshotPtr> readSnapshot(Job &job) const;

    const QString m_root;
    QMutex m_mutex; // for the pointer alone
    SnapshotPtr m_snapshot;
};

} // namespace varve
