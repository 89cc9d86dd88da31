// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/filestore.h"

#include "services/oci/mediatypes.h"
#include "services/stores/files/contentsniffer.h"

#include <QtCore/QFileInfo>

#include <algorithm>

namespace varve {

FileStore::FileStore(QString location, std::shared_ptr<const FileSet> files, ImageSet images)
    : m_location(std::move(location))
    , m_files(std::move(files))
    , m_images(std::move(images))
{
    for (std::size_t i = 0; i < m_images.images.size(); ++i)
        m_byId.insert(m_images.images[i].summary.id, i);
}

QString FileStore::title() const
{
    const QString name = QFileInfo(m_location).fileName();
    return name.isEmpty() ? m_location : name;
}

Result<Listing> FileStore::list(Job &job)
{
    Listing listing;
    listing.images.reserve(static_cast<qsizetype>(m_images.images.size()));
    for (const ImageSource &image : m_images.images) {
        if (job.isCancelled())
            return job.cancelled();
        listing.images.append(image.summary);
    }
    listing.warnings = m_images.warnings;
    listing.unreadable = m_images.unreadable;
    return listing;
}

Result<const ImageSource *> FileStore::find(const ImageId &id) const
{
    const auto found = m_byId.constFind(id);
    if (found == m_byId.constEnd())
        return fail(ErrorCode::NotFound, id.value, QStringLiteral("no such image in %1").arg(m_location));
    return &m_images.images[*found];
}

Result<ImageDetails> FileStore::inspect(const ImageId &id, Job &job)
{
    if (job.isCancelled())
        return job.cancelled();
    const Result<const ImageSource *> source = find(id);
    if (!source)
        return fail(source.error());
    const Descriptor &manifest = (*source)->manifest;
    if (!manifest.digest.isNull() && (*source)->configFile.isEmpty() && !(*source)->summary.isLocal) {
        return fail(ErrorCode::NotFound, manifest.digest.toString(),
            QStringLiteral("not local: the index names this image, but its manifest is not here"));
    }
    ImageDetails details = describe(*m_files, **source, job);
    if (job.isCancelled())
        return job.cancelled();
    return details;
}

Result<LayerContent> FileStore::openLayer(const ImageDetails &image, int layer, Job &job)
{
    if (job.isCancelled())
        return job.cancelled();
    const Result<const ImageSource *> source = find(image.summary.id);
    if (!source)
        return fail(source.error());
    if (layer < 0 || layer >= (*source)->layers.size())
        return fail(
            ErrorCode::NotFound, image.summary.id.value, QStringLiteral("the image has no layer %1").arg(layer + 1));
    const LayerSource &from = (*source)->layers[layer];
    if (isEncryptedMediaType(from.descriptor.mediaType))
        return fail(ErrorCode::Unsupported, from.fileName, QStringLiteral("an encrypted layer"));
    Result<LayerContent> content = m_files->content(from.fileName);
    if (!content || !content->range.file)
        return content;
    // What an artifact calls a layer may be anything. In an image, content that is no tar is damage: reading it says so.
    const std::span<const std::byte> bytes = content->range.bytes();
    const auto head = bytes.first(std::min(bytes.size(), kSniffBytes));
    if (image.summary.kind != ImageKind::Image && !canBeLayer(head))
        return fail(ErrorCode::Unsupported, from.fileName,
            QStringLiteral("not a layer of files but %1").arg(describeContent(head)));
    return content;
}

Result<MappedRange> FileStore::openBlob(const Digest &digest, Job &)
{
    const QString name = digest.blobPath();
    if (!m_files->contains(name))
        return fail(ErrorCode::NotFound, digest.toString(), QStringLiteral("no such blob in %1").arg(m_location));
    const Result<LayerContent> content = m_files->content(name);
    if (!content)
        return fail(content.error());
    if (!content->range.file)
        return fail(ErrorCode::Unsupported, name, QStringLiteral("it was read on the way, and not kept"));
    return content->range;
}

Result<QList<LayerDigests>> FileStore::digestStreamedLayers(
    const ImageDetails &image, const QList<int> &layers, Job &job)
{
    const Result<const ImageSource *> source = find(image.summary.id);
    if (!source)
        return fail(source.error());
    QStringList names;
    for (const int layer : layers) {
        if (layer < 0 || layer >= (*source)->layers.size())
            return fail(ErrorCode::NotFound, image.summary.id.value,
                QStringLiteral("the image has no layer %1").arg(layer + 1));
        names.append((*source)->layers[layer].fileName);
    }
    return m_files->digests(names, job);
}

} // namespace varve
