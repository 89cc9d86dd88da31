// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/pull/registrylayer.h"

#include "services/archive/digester.h"

#include <QtCore/QMutexLocker>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

// The bytes of a blob as they come, hashed; it is at its end when they are.
class BlobSource final : public ByteSource {
public:
    BlobSource(RegistryBlob &blob, Digester &digester, const Job &job)
        : m_blob(blob)
        , m_digester(digester)
        , m_job(job)
    {
    }
    Result<std::size_t> read(std::span<std::byte> buffer) override
    {
        const Result<std::size_t> count = m_blob.read(buffer, m_job);
        if (count)
            m_digester.add(buffer.first(*count));
        return count;
    }

private:
    RegistryBlob &m_blob;
    Digester &m_digester;
    const Job &m_job;
};

} // namespace

RegistryLayer::RegistryLayer(std::shared_ptr<RemoteRepository> repository, Descriptor descriptor)
    : m_repository(std::move(repository))
    , m_descriptor(std::move(descriptor))
{
}

Result<LayerTreePtr> RegistryLayer::readTree(Job &job)
{
    for (;;) {
        std::optional<std::size_t> wrong;
        Result<LayerTreePtr> tree = readFrom(wrong, job);
        if (tree || !wrong || !m_repository->distrust(*wrong))
            return tree;
    }
}

// `wrong`: the place that sent something else than it should.
Result<LayerTreePtr> RegistryLayer::readFrom(std::optional<std::size_t> &wrong, Job &job)
{
    const Result<RemoteRepository::PlacedBlob> placed = m_repository->blob(m_descriptor, 0, job);
    if (!placed)
        return fail(placed.error());
    RegistryBlob &blob = *placed->stream;
    Digester digester(m_descriptor.digest.algorithm());
    const QString name = m_descriptor.digest.toString();
    Result<DigestedLayer> layer = scanAndDigest(std::make_unique<BlobSource>(blob, digester, job), name, job);
    if (!layer && layer.error().code != ErrorCode::Corrupt)
        return fail(std::move(layer.error()));
    // What stands behind the last frame belongs to the blob too, and so does what comes after something that cannot be read:
    // without it nobody knows whose fault that is.
    BlobSource rest(blob, digester, job);
    std::vector<std::byte> buffer(std::size_t { 1 } << 16);
    for (;;) {
        const Result<std::size_t> count = rest.read(buffer);
        if (!count)
            return fail(count.error());
        if (*count == 0)
            break;
    }
    if (const Digest actual = digester.finish(); actual != m_descriptor.digest) {
        wrong = placed->place;
        return fail(ErrorCode::Corrupt, name, u"the registry sent other bytes: they have %1"_s.arg(actual.toString()));
    }
    if (!layer)
        return fail(std::move(layer.error()));
    const QMutexLocker lock(&m_mutex);
    m_diffId = layer->diffId;
    return std::move(layer->tree);
}

Result<Digest> RegistryLayer::diffId(Job &)
{
    const QMutexLocker lock(&m_mutex);
    if (m_diffId.isNull())
        return fail(ErrorCode::Unsupported, m_descriptor.digest.toString(), u"the layer was not read"_s);
    return m_diffId;
}

} // namespace varve
