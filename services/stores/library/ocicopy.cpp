// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/ocicopy.h"

#include "services/oci/mediatypes.h"
#include "services/stores/imagesource.h"
#include "services/types/bytes.h"
#include "services/types/limits.h"

namespace varve {

bool OciCopy::isHere(const Descriptor &blob) const
{
    return m_files.contains(blob.digest.blobPath()) || !blob.data.isEmpty();
}

void OciCopy::count(const Descriptor &blob)
{
    if (!m_planned.contains(blob.digest))
        m_plannedBytes += std::max<std::int64_t>(blob.sizeBytes, 0);
    m_planned.insert(blob.digest);
}

Result<void> OciCopy::plan(const Descriptor &root)
{
    return walk(root, 0);
}

Result<void> OciCopy::walk(const Descriptor &descriptor, int depth)
{
    if (m_job.isCancelled())
        return m_job.cancelled();
    if (const auto known = m_documents.constFind(descriptor.digest); known != m_documents.constEnd())
        return *known ? Result<void>() : fail(known->error());
    const Result<Named> named = namedBy(descriptor, depth);
    if (!named && named.error().code == ErrorCode::Cancelled)
        return fail(named.error());
    if (named)
        count(descriptor);
    const Result<void> walked = named ? Result<void>() : fail(named.error());
    m_documents.insert(descriptor.digest, named);
    return walked;
}

Result<OciCopy::Named> OciCopy::namedBy(const Descriptor &descriptor, int depth)
{
    const QString subject = descriptor.digest.toString();
    if (depth > limits::kIndexDepth)
        return fail(ErrorCode::LimitExceeded, subject,
            QStringLiteral("indexes nested deeper than %1 (kIndexDepth)").arg(limits::kIndexDepth));
    if (!isHere(descriptor))
        return fail(ErrorCode::NotFound, subject, QStringLiteral("the document of the image is not here"));
    const bool isDocument = isIndexMediaType(descriptor.mediaType) || isManifestMediaType(descriptor.mediaType);
    const Result<QByteArray> bytes =
        verifiedDocument(m_files, descriptor.digest.blobPath(), descriptor, limits::kManifestBytes);
    if (!bytes && !isDocument && bytes.error().code == ErrorCode::LimitExceeded)
        return Named(); // another tool keeps anything as an image
    if (!bytes)
        return fail(bytes.error());
    const Result<DocumentShape> shape = documentShape(*bytes, isDocument ? descriptor.mediaType : QString(), subject);
    if (!shape && isDocument)
        return fail(shape.error());
    if (shape && *shape == DocumentShape::Index)
        return namedByIndex(*bytes, subject, depth);
    return shape && *shape == DocumentShape::Manifest ? namedByManifest(*bytes, subject) : Named();
}

Result<OciCopy::Named> OciCopy::namedByIndex(const QByteArray &bytes, const QString &subject, int depth)
{
    const Result<IndexDocument> index = parseIndex(bytes, subject);
    if (!index)
        return fail(index.error());
    Named named;
    bool hasImage = index->manifests.isEmpty();
    for (const Descriptor &child : index->manifests) {
        const Result<void> walked = walk(child, depth + 1);
        if (walked) {
            named.append(child);
            hasImage = hasImage || !child.platform.isUnknown();
        } else if (walked.error().code != ErrorCode::NotFound) {
            return fail(walked.error()); // leaving a damaged platform out would go unnoticed
        }
    }
    if (!hasImage)
        return fail(ErrorCode::NotFound, subject, QStringLiteral("none of the platforms is here"));
    return named;
}

Result<OciCopy::Named> OciCopy::namedByManifest(const QByteArray &bytes, const QString &subject)
{
    const Result<ManifestDocument> manifest = parseManifest(bytes, subject);
    if (!manifest)
        return fail(manifest.error());
    Named named;
    QList<Descriptor> blobs = manifest->layers;
    if (!manifest->config.digest.isNull())
        blobs.append(manifest->config);
    for (const Descriptor &blob : std::as_const(blobs)) {
        if (isHere(blob))
            named.append(blob);
        else if (!isForeignLayerMediaType(blob.mediaType))
            return fail(ErrorCode::NotFound, blob.digest.toString(), QStringLiteral("a blob of the image is not here"));
    }
    for (const Descriptor &blob : std::as_const(named))
        count(blob);
    return named;
}

// Depth is limited by plan().
Result<void> OciCopy::copy(const Descriptor &root)
{
    if (m_copied.contains(root.digest))
        return {};
    if (const auto document = m_documents.constFind(root.digest); document != m_documents.constEnd() && *document) {
        const Named named = **document;
        for (const Descriptor &blob : named) {
            if (const Result<void> copied = copy(blob); !copied)
                return copied;
        }
    }
    const Result<void> copied = copyBlob(root);
    if (copied)
        m_copied.insert(root.digest);
    return copied;
}

Result<void> OciCopy::copyBlob(const Descriptor &blob)
{
    m_job.setNote(blob.digest.toString());
    const QString name = blob.digest.blobPath();
    std::span<const std::byte> bytes = bytesOf(blob.data);
    Result<LayerContent> content;
    if (m_files.contains(name)) {
        content = m_files.content(name);
        if (!content)
            return fail(content.error());
        if (!content->range.file)
            return fail(ErrorCode::Unsupported, name, QStringLiteral("the blob is not stored in one piece"));
        bytes = content->range.bytes();
    }
    Descriptor whole = blob;
    if (whole.sizeBytes < 0)
        whole.sizeBytes = static_cast<std::int64_t>(bytes.size());
    return m_session.add(whole, bytes, m_job);
}

} // namespace varve
