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

Result<void> OciCopy::plan(const Descriptor &root)
{
    if (m_plans.contains(root.digest))
        return {};
    QList<Descriptor> blobs;
    if (const Result<void> walked = walk(root, blobs, 0); !walked)
        return walked;
    for (const Descriptor &blob : std::as_const(blobs)) {
        if (!m_planned.contains(blob.digest))
            m_plannedBytes += std::max<std::int64_t>(blob.sizeBytes, 0);
        m_planned.insert(blob.digest);
    }
    m_plans.insert(root.digest, blobs);
    return {};
}

// Appends what the descriptor leads to, itself last.
Result<void> OciCopy::walk(const Descriptor &descriptor, QList<Descriptor> &blobs, int depth) const
{
    if (m_job.isCancelled())
        return m_job.cancelled();
    const QString subject = descriptor.digest.toString();
    if (depth > limits::kIndexDepth)
        return fail(ErrorCode::LimitExceeded, subject,
            QStringLiteral("indexes nested deeper than %1 (kIndexDepth)").arg(limits::kIndexDepth));
    if (!isHere(descriptor))
        return fail(ErrorCode::NotFound, subject, QStringLiteral("the document of the image is not here"));
    const bool isDocument = isIndexMediaType(descriptor.mediaType) || isManifestMediaType(descriptor.mediaType);
    const Result<QByteArray> bytes =
        verifiedDocument(m_files, descriptor.digest.blobPath(), descriptor, limits::kManifestBytes);
    const bool isBare = !bytes && !isDocument && bytes.error().code == ErrorCode::LimitExceeded;
    if (!bytes && !isBare)
        return fail(bytes.error());
    DocumentShape shape = DocumentShape::Other;
    if (bytes) {
        const Result<DocumentShape> known =
            documentShape(*bytes, isDocument ? descriptor.mediaType : QString(), subject);
        if (!known && isDocument)
            return fail(known.error());
        shape = known.value_or(DocumentShape::Other);
    }
    Result<void> walked;
    if (shape == DocumentShape::Index)
        walked = walkIndex(*bytes, subject, blobs, depth);
    else if (shape == DocumentShape::Manifest)
        walked = walkManifest(*bytes, subject, blobs);
    if (walked)
        blobs.append(descriptor);
    return walked;
}

Result<void> OciCopy::walkIndex(
    const QByteArray &bytes, const QString &subject, QList<Descriptor> &blobs, int depth) const
{
    const Result<IndexDocument> index = parseIndex(bytes, subject);
    if (!index)
        return fail(index.error());
    Error firstError { ErrorCode::NotFound, subject, QStringLiteral("none of the platforms is here") };
    bool hasImage = index->manifests.isEmpty();
    bool hasError = false;
    for (const Descriptor &child : index->manifests) {
        QList<Descriptor> own;
        const Result<void> walked = walk(child, own, depth + 1);
        if (!walked && walked.error().code == ErrorCode::Cancelled)
            return walked;
        if (walked) {
            blobs += own;
            hasImage = hasImage || !child.platform.isUnknown();
        } else if (!hasError && walked.error().code != ErrorCode::NotFound) {
            firstError = walked.error();
            hasError = true;
        }
    }
    // A platform that is damaged is no reason to leave the others, but one that would go unnoticed.
    if (hasError || !hasImage)
        return fail(firstError);
    return {};
}

Result<void> OciCopy::walkManifest(const QByteArray &bytes, const QString &subject, QList<Descriptor> &blobs) const
{
    const Result<ManifestDocument> manifest = parseManifest(bytes, subject);
    if (!manifest)
        return fail(manifest.error());
    QList<Descriptor> named = manifest->layers;
    if (!manifest->config.digest.isNull())
        named.append(manifest->config);
    for (const Descriptor &blob : std::as_const(named)) {
        if (isHere(blob))
            blobs.append(blob);
        else if (!isForeignLayerMediaType(blob.mediaType))
            return fail(ErrorCode::NotFound, blob.digest.toString(), QStringLiteral("a blob of the image is not here"));
    }
    return {};
}

Result<void> OciCopy::copy(const Descriptor &root)
{
    for (const Descriptor &blob : m_plans.value(root.digest)) {
        if (m_copied.contains(blob.digest))
            continue;
        if (const Result<void> copied = copyBlob(blob); !copied)
            return copied;
        m_copied.insert(blob.digest);
    }
    return {};
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
