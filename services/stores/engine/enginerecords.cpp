// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/engine/enginerecords.h"

#include "services/archive/digester.h"
#include "services/archive/mappedsource.h"
#include "services/archive/tarreader.h"
#include "services/archive/tarsplit/tarsplit.h"
#include "services/jobs/joblock.h"
#include "services/stores/chainid.h"
#include "services/types/limits.h"

#include <QtCore/QRandomGenerator>

#include <algorithm>
#include <string>

namespace varve {

using namespace Qt::StringLiterals;

// The archive of one reader with its container, read with whatever job asks.
class RecordArchive {
public:
    RecordArchive(std::unique_ptr<EngineReader> reader, std::unique_ptr<HttpExchange> exchange, const QString &subject)
        : m_reader(std::move(reader))
        , m_body(std::move(exchange))
        , m_tar(m_body, subject)
    {
    }

    // The name and the bytes of the next record; an empty name at the end.
    Result<std::pair<std::string, QByteArray>> next(std::size_t maxBytes, const Job &job)
    {
        m_body.setJob(job);
        for (;;) {
            const Result<const TarReader::Header *> header = m_tar.next();
            if (!header)
                return fail(header.error());
            if (!*header)
                return std::pair(std::string(), QByteArray());
            if ((*header)->typeFlag != '0' || (*header)->isSparse || !(*header)->problem.isEmpty())
                continue; // the folder that they are in
            return readRecord(std::string((*header)->path), maxBytes);
        }
    }

private:
    class Body final : public ByteSource {
    public:
        explicit Body(std::unique_ptr<HttpExchange> exchange)
            : m_exchange(std::move(exchange))
        {
        }
        void setJob(const Job &job) { m_job = &job; }
        Result<std::size_t> read(std::span<std::byte> buffer) override { return m_exchange->read(buffer, *m_job); }

    private:
        std::unique_ptr<HttpExchange> m_exchange;
        const Job *m_job = nullptr;
    };

    Result<std::pair<std::string, QByteArray>> readRecord(std::string name, std::size_t maxBytes)
    {
        QByteArray bytes;
        for (;;) {
            const Result<std::span<const std::byte>> piece = m_tar.readContent();
            if (!piece)
                return fail(piece.error());
            if (piece->empty())
                return std::pair(std::move(name), std::move(bytes));
            if (static_cast<std::size_t>(bytes.size()) + piece->size() > maxBytes) {
                return fail(ErrorCode::LimitExceeded, QString::fromStdString(name),
                    u"the records of the layers are larger than %1 bytes"_s.arg(limits::kTarSplitBytes));
            }
            bytes.append(reinterpret_cast<const char *>(piece->data()), static_cast<qsizetype>(piece->size()));
        }
    }

    std::unique_ptr<EngineReader> m_reader; // goes after the connection
    Body m_body;
    TarReader m_tar;
};

namespace {

// A number that sorts as text, so that the archive has the bottom layer first.
QByteArray recordName(std::size_t layer)
{
    return QByteArray::number(static_cast<qulonglong>(layer)).rightJustified(4, '0');
}

class OwnedSource final : public ByteSource {
public:
    explicit OwnedSource(QByteArray bytes)
        : m_bytes(std::move(bytes))
        , m_memory(std::as_bytes(std::span(m_bytes.constData(), static_cast<std::size_t>(m_bytes.size()))))
    {
    }
    Result<std::size_t> read(std::span<std::byte> buffer) override { return m_memory.read(buffer); }
    std::optional<std::span<const std::byte>> takeMemory() override { return m_memory.takeMemory(); }

private:
    const QByteArray m_bytes;
    MemorySource m_memory;
};

} // namespace

EngineRecords::EngineRecords(EngineApi &api, const EngineInfo &info, const EngineOptions &options,
    const ImageDetails &image, ReaderStanding &standing)
    : m_api(api)
    , m_image(image.summary.id)
    , m_folder(info.rootFolder + u"/image/overlay2/layerdb/sha256"_s)
    , m_options(options)
    , m_isHere(api.endpoint().kind == Endpoint::Kind::Unix)
    , m_standing(standing)
    , m_chainIds(chainIds(image.layers))
{
}

EngineRecords::~EngineRecords() = default;

QString EngineRecords::fileOf(std::size_t layer) const
{
    return m_folder + u'/' + m_chainIds[layer].hex() + u"/tar-split.json.gz"_s;
}

Result<void> EngineRecords::begin(Job &job)
{
    if (!m_options.usesReader || m_standing.isRefused())
        return fail(ErrorCode::Unsupported, m_folder, u"the engine's records are not read through a container"_s);
    // Not a folder that the image itself may have put something in.
    const QByteArray target = "/.varve-" + QByteArray::number(QRandomGenerator::system()->generate64(), 16);
    QList<EngineReader::Mount> mounts;
    mounts.reserve(static_cast<qsizetype>(m_chainIds.size()));
    for (std::size_t layer = 0; layer < m_chainIds.size(); ++layer)
        mounts.append({ fileOf(layer), target + '/' + recordName(layer) });
    Result<std::unique_ptr<EngineReader>> reader = EngineReader::create(m_api, m_standing, m_image, mounts, job);
    if (!reader)
        return fail(std::move(reader.error()));
    Result<std::unique_ptr<HttpExchange>> exchange = (*reader)->archive(target, job);
    if (!exchange)
        return fail(std::move(exchange.error()));
    m_archive = std::make_unique<RecordArchive>(*std::move(reader), *std::move(exchange), m_image.value);
    return {};
}

Result<QByteArray> EngineRecords::fetch(int layer, Job &job)
{
    const JobLock lock(m_mutex, job);
    if (!lock.held())
        return fail(lock.held().error());
    bool isBegunHere = false; // an archive that somebody else began may be past the layer
    while (!m_fetched.contains(layer)) {
        if (m_failure)
            return fail(*m_failure);
        if (!m_archive) {
            if (const Result<void> begun = begin(job); !begun) {
                if (begun.error().code != ErrorCode::Cancelled)
                    m_failure = begun.error();
                return fail(begun.error());
            }
            isBegunHere = true;
        }
        std::size_t left = limits::kTarSplitBytes;
        for (const QByteArray &record : std::as_const(m_fetched))
            left -= std::min(left, static_cast<std::size_t>(record.size()));
        Result<std::pair<std::string, QByteArray>> record = m_archive->next(left, job);
        if (!record) {
            m_archive.reset();
            if (record.error().code != ErrorCode::Cancelled)
                m_failure = record.error();
            return fail(std::move(record.error()));
        }
        if (record->first.empty()) {
            m_archive.reset();
            if (isBegunHere)
                break;
            continue;
        }
        bool isNumber = false;
        const std::string name = record->first.substr(record->first.rfind('/') + 1);
        const int found = QByteArray::fromStdString(name).toInt(&isNumber);
        if (isNumber && found >= 0)
            m_fetched[found] = std::move(record->second);
    }
    if (!m_fetched.contains(layer))
        return fail(ErrorCode::Corrupt, m_image.value, u"the engine sent no record of the layer"_s);
    return m_fetched.take(layer);
}

Result<std::unique_ptr<ByteSource>> EngineRecords::openTarSplit(int layer, Job &job)
{
    if (static_cast<std::size_t>(layer) >= m_chainIds.size())
        return fail(ErrorCode::NotFound, m_image.value, u"a layer without a DiffID"_s);
    if (m_isHere && m_options.readsFiles) {
        if (Result<MappedFilePtr> record = MappedFile::open(fileOf(static_cast<std::size_t>(layer))))
            return std::make_unique<MappedSource>(std::move(*record));
    }
    Result<QByteArray> record = fetch(layer, job);
    if (!record)
        return fail(std::move(record.error()));
    return std::make_unique<OwnedSource>(*std::move(record));
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
