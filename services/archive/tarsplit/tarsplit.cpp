// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/tarsplit/tarsplit.h"

#include "services/archive/digester.h"
#include "services/archive/layerscan.h"
#include "services/archive/tarsplit/tarsplitsource.h"
#include "services/types/limits.h"
#include "services/types/text.h"
#include "services/types/withinmemory.h"

#include <isa-l/crc64.h>

namespace varve {

namespace {

// Puts the pieces of one tar through a digester.
class Assembly {
public:
    Assembly(const ContentOpener &open, const QString &layerName, Job &job)
        : m_open(open)
        , m_layerName(layerName)
        , m_job(job)
        , m_block(limits::kBlockBytes)
    {
    }

    Result<void> add(const TarSplitRecords::Record &record)
    {
        m_digester.add(record.bytes);
        if (record.kind == TarSplitRecords::Record::Kind::File && record.sizeBytes > 0)
            return addContent(record);
        return {};
    }
    Digest finish() { return m_digester.finish(); }

private:
    Error changed(const TarSplitRecords::Record &record) const
    {
        return { ErrorCode::Corrupt, m_layerName,
            QStringLiteral("the content of %1 is not what it was when the layer was unpacked")
                .arg(visibleText(QByteArrayView(record.name.data(), static_cast<qsizetype>(record.name.size())))) };
    }

    Result<void> addContent(const TarSplitRecords::Record &record)
    {
        const Result<std::unique_ptr<ByteSource>> content = m_open(record.name);
        if (!content)
            return fail(content.error());
        std::uint64_t checksum = 0;
        std::uint64_t left = record.sizeBytes;
        for (;;) {
            if (m_job.isCancelled())
                return m_job.cancelled();
            const Result<std::size_t> count = (*content)->read(m_block);
            if (!count)
                return fail(count.error());
            if (*count == 0)
                break;
            if (*count > left)
                return fail(changed(record));
            const std::span<const std::byte> piece = std::span(m_block).first(*count);
            m_digester.add(piece);
            checksum = tarSplitChecksum(checksum, piece);
            left -= *count;
            m_job.addProgress(static_cast<std::int64_t>(*count));
        }
        if (left > 0 || checksum != record.checksum)
            return fail(changed(record));
        return {};
    }

    const ContentOpener &m_open;
    const QString &m_layerName;
    Job &m_job;
    Digester m_digester;
    std::vector<std::byte> m_block;
};

Result<LayerTreePtr> scanRecords(std::unique_ptr<TarSplitRecords> records, const QString &layerName, Job &job)
{
    TarSplitSource source(std::move(records), layerName);
    TarReader reader(source, layerName, &job);
    LayerScan scan(reader, layerName, job);
    const Result<void> read = scan.readAll(
        FingerprintKind::Crc64, [&](TarReader &, const TarReader::Header &header) { return source.contentOf(header); },
        [&] { return source.consumedBytes(); });
    if (!read)
        return fail(read.error());
    if (const Result<void> finished = source.finish(); !finished)
        return fail(finished.error());
    return scan.finish();
}

} // namespace

std::uint64_t tarSplitChecksum(std::uint64_t before, std::span<const std::byte> content)
{
    return crc64_iso_refl(before, reinterpret_cast<const unsigned char *>(content.data()), content.size());
}

Result<LayerTreePtr> scanTarSplit(std::unique_ptr<ByteSource> tarSplit, const QString &layerName, Job &job)
{
    return withinMemory(layerName, [&]() -> Result<LayerTreePtr> {
        Result<std::unique_ptr<TarSplitRecords>> records = TarSplitRecords::open(std::move(tarSplit), layerName, &job);
        if (!records)
            return fail(records.error());
        return scanRecords(*std::move(records), layerName, job);
    });
}

Result<Digest> digestTarSplit(
    std::unique_ptr<ByteSource> tarSplit, const ContentOpener &open, const QString &layerName, Job &job)
{
    return withinMemory(layerName, [&]() -> Result<Digest> {
        const Result<std::unique_ptr<TarSplitRecords>> records =
            TarSplitRecords::open(std::move(tarSplit), layerName, &job);
        if (!records)
            return fail(records.error());
        Assembly assembly(open, layerName, job);
        for (;;) {
            if (job.isCancelled())
                return job.cancelled();
            const Result<const TarSplitRecords::Record *> record = (*records)->next();
            if (!record)
                return fail(record.error());
            if (*record == nullptr)
                return assembly.finish();
            if (const Result<void> added = assembly.add(**record); !added)
                return fail(added.error());
        }
    });
}

} // namespace varve
