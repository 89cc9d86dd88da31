// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The store of everything that is a file or a folder of files: archives and layouts. The table of contents is read when the
// store is opened and immutable from then on, so every function may be called from any thread without a lock.
// Cost: list() O(images), inspect() two small documents, openLayer() O(1).
#pragma once

#include "services/stores/imagesource.h"

#include <QtCore/QHash>

namespace varve {

class FileStore final : public ImageStore {
public:
    FileStore(QString location, std::shared_ptr<const FileSet> files, ImageSet images);

    StoreKind kind() const override { return m_images.kind; }
    QString title() const override;
    QString location() const override { return m_location; }
    std::int64_t sizeOnDiskBytes() const override { return m_files->sizeOnDiskBytes(); }

    // What it reads from, for who copies it.
    const FileSet &files() const { return *m_files; }
    const ImageSet &images() const { return m_images; }

    bool has(const ImageId &id) const { return m_byId.contains(id); }

    Result<Listing> list(Job &job) override;
    Result<ImageDetails> inspect(const ImageId &id, Job &job) override;
    Result<LayerContent> openLayer(const ImageDetails &image, int layer, Job &job) override;
    Result<MappedRange> openBlob(const Digest &digest, Job &job) override;
    Result<QList<LayerDigests>> digestStreamedLayers(
        const ImageDetails &image, const QList<int> &layers, Job &job) override;

private:
    Result<const ImageSource *> find(const ImageId &id) const;

    const QString m_location;
    const std::shared_ptr<const FileSet> m_files;
    const ImageSet m_images;
    QHash<ImageId, std::size_t> m_byId;
};

// By the best table of contents among the files; drops what no image names. `location` is what the store calls itself.
// Errors: those of openStore().
Result<ImageStorePtr> openFileStore(const FileSetPtr &files, const QString &location, Job &job);

} // namespace varve
