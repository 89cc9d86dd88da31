// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/pull/registryfiles.h"

#include "services/archive/digester.h"
#include "services/pull/registrylayer.h"

#include <QtCore/QMutexLocker>

namespace varve {

namespace {

tl::unexpected<Error> unknownFile(const QString &name)
{
    return fail(ErrorCode::NotFound, name, QStringLiteral("no document of the image names it"));
}

} // namespace

RegistryFiles::RegistryFiles(std::shared_ptr<RemoteRepository> repository, BlobNeighbours neighbours)
    : m_repository(std::move(repository))
    , m_neighbours(std::move(neighbours))
{
}

void RegistryFiles::addDocument(const Digest &digest, const QByteArray &bytes)
{
    m_documents.insert(digest.blobPath(), bytes);
}

void RegistryFiles::addBlob(const Descriptor &descriptor)
{
    if (!descriptor.digest.isNull() && descriptor.sizeBytes >= 0) {
        m_blobs.insert(descriptor.digest.blobPath(), descriptor);
        m_layers.insert(descriptor.digest.blobPath(), std::make_shared<RegistryLayer>(m_repository, descriptor));
    }
}

std::int64_t RegistryFiles::sizeBytes(const QString &name) const
{
    if (const auto document = m_documents.constFind(name); document != m_documents.cend())
        return document->size();
    const auto blob = m_blobs.constFind(name);
    return blob == m_blobs.cend() ? -1 : blob->sizeBytes;
}

Result<QByteArray> RegistryFiles::document(const QString &name, std::size_t maxBytes) const
{
    const auto document = m_documents.constFind(name);
    if (document == m_documents.cend())
        return unknownFile(name);
    if (static_cast<std::size_t>(document->size()) > maxBytes)
        return fail(ErrorCode::LimitExceeded, name, QStringLiteral("larger than %1 bytes").arg(maxBytes));
    return *document;
}

Result<LayerContent> RegistryFiles::content(const QString &name) const
{
    const auto blob = m_blobs.constFind(name);
    if (blob == m_blobs.cend())
        return unknownFile(name);
    if (const std::optional<MappedRange> here = inNeighbour(*blob))
        return LayerContent { *here, nullptr };
    return LayerContent { {}, nullptr, m_layers.value(name) };
}

// Bytes of a damaged layout must not stand for what the registry has.
std::optional<MappedRange> RegistryFiles::inNeighbour(const Descriptor &blob) const
{
    Job job;
    const auto find = [&](ImageStore &store) -> std::optional<MappedRange> {
        Result<MappedRange> here = store.openBlob(blob.digest, job);
        const bool isWhole = here && static_cast<std::int64_t>(here->length) == blob.sizeBytes;
        return isWhole ? std::optional(*std::move(here)) : std::nullopt;
    };
    if (m_neighbours.own) {
        if (std::optional<MappedRange> here = find(*m_neighbours.own))
            return here;
    }
    for (const std::weak_ptr<ImageStore> &each : m_neighbours.others) {
        const ImageStorePtr store = each.lock();
        std::optional<MappedRange> here = store ? find(*store) : std::nullopt;
        if (here && isProved(*here, blob.digest))
            return here;
    }
    return std::nullopt;
}

// Hashed once for each file as it is.
bool RegistryFiles::isProved(const MappedRange &range, const Digest &digest) const
{
    const QPair<Digest, FileIdentity> key { digest, range.file->currentIdentity() };
    {
        const QMutexLocker lock(&m_mutex);
        if (m_proved.contains(key))
            return true;
    }
    if (digestOf(range.bytes(), digest.algorithm()) != digest)
        return false;
    const QMutexLocker lock(&m_mutex);
    m_proved.append(key);
    return true;
}

} // namespace varve
