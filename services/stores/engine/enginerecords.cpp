// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/engine/enginerecords.h"

#include "services/archive/digester.h"
#include "services/archive/mappedsource.h"
#include "services/archive/tarsplit/tarsplit.h"

#include <QtCore/QMutexLocker>

namespace varve {

using namespace Qt::StringLiterals;

std::vector<Digest> chainIds(const QList<LayerInfo> &layers)
{
    std::vector<Digest> chain;
    chain.reserve(static_cast<std::size_t>(layers.size()));
    for (const LayerInfo &layer : layers) {
        if (layer.diffId.isNull())
            break;
        if (chain.empty()) {
            chain.push_back(layer.diffId);
            continue;
        }
        const QByteArray text = chain.back().toString().toLatin1() + ' ' + layer.diffId.toString().toLatin1();
        chain.push_back(digestOf(std::as_bytes(std::span(text.constData(), static_cast<std::size_t>(text.size())))));
    }
    return chain;
}

EngineRecords::EngineRecords(EngineApi &api, const EngineInfo &info, const EngineOptions &options,
    const ImageDetails &image, std::atomic<bool> &refused)
    : m_api(api)
    , m_image(image.summary.id)
    , m_folder(info.rootFolder + u"/image/overlay2/layerdb/sha256"_s)
    , m_options(options)
    , m_isHere(api.endpoint().kind == Endpoint::Kind::Unix)
    , m_refused(refused)
    , m_chainIds(chainIds(image.layers))
{
}

Result<const EngineReader *> EngineRecords::reader(Job &job)
{
    const QMutexLocker lock(&m_mutex);
    if (m_failure)
        return fail(*m_failure);
    if (m_reader)
        return m_reader.get();
    if (!m_options.usesReader || m_refused)
        return fail(ErrorCode::Unsupported, m_folder, u"the engine's records are not read through a container"_s);
    Result<std::unique_ptr<EngineReader>> made = EngineReader::create(m_api, m_image, m_folder, job);
    if (!made) {
        const ErrorCode code = made.error().code;
        if (code == ErrorCode::Cancelled)
            return fail(made.error());
        m_failure = made.error();
        // A network that fails, or an image that is gone, says nothing about the next one.
        if (code != ErrorCode::Network && code != ErrorCode::NotFound)
            m_refused = true;
        return fail(made.error());
    }
    m_reader = std::move(*made);
    return m_reader.get();
}

Result<std::unique_ptr<ByteSource>> EngineRecords::openTarSplit(int layer, Job &job)
{
    if (static_cast<std::size_t>(layer) >= m_chainIds.size())
        return fail(ErrorCode::NotFound, m_image.value, u"a layer without a DiffID"_s);
    const QString file = m_chainIds[static_cast<std::size_t>(layer)].hex() + u"/tar-split.json.gz"_s;
    if (m_isHere && m_options.readsFiles) {
        if (Result<MappedFilePtr> record = MappedFile::open(m_folder + u'/' + file))
            return std::make_unique<MappedSource>(std::move(*record));
    }
    const Result<const EngineReader *> through = reader(job);
    return through ? (*through)->open(file.toUtf8(), job) : fail(through.error());
}

Digest EngineRecords::keyOf(int layer) const
{
    if (static_cast<std::size_t>(layer) >= m_chainIds.size())
        return {};
    const QByteArray text =
        m_api.endpoint().toString().toUtf8() + '\n' + m_chainIds[static_cast<std::size_t>(layer)].toString().toLatin1();
    return digestOf(std::as_bytes(std::span(text.constData(), static_cast<std::size_t>(text.size()))));
}

Digest EngineLayerReader::unprovedKey() const
{
    return m_records->keyOf(m_layer);
}

Result<LayerTreePtr> EngineLayerReader::readTree(Job &job)
{
    Result<std::unique_ptr<ByteSource>> record = m_records->openTarSplit(m_layer, job);
    return record ? scanTarSplit(std::move(*record), m_name, job) : fail(std::move(record.error()));
}

Result<Digest> EngineLayerReader::diffId(Job &)
{
    return fail(ErrorCode::Unsupported, m_name, u"the content stays in the engine"_s);
}

} // namespace varve
