// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/layerscan.h"

#include "services/types/limits.h"

namespace varve {

namespace {

EntryType entryTypeOf(char typeFlag)
{
    switch (typeFlag) {
    case '1':
        return EntryType::HardLink;
    case '2':
        return EntryType::Symlink;
    case '3':
        return EntryType::CharDevice;
    case '4':
        return EntryType::BlockDevice;
    case '5':
        return EntryType::Directory;
    case '6':
        return EntryType::Fifo;
    default:
        return EntryType::File;
    }
}

} // namespace

void ProgressMeter::reach(std::uint64_t position)
{
    if (position - m_told >= limits::kMiB)
        tell(position);
}

void ProgressMeter::tell(std::uint64_t position)
{
    m_job.addProgress(static_cast<std::int64_t>(position) - static_cast<std::int64_t>(m_told));
    m_told = position;
}

LayerScan::LayerScan(TarReader &reader, const QString &layerName, Job &job)
    : m_reader(reader)
    , m_builder(layerName)
    , m_job(job)
    , m_meter(job)
{
}

Result<void> LayerScan::readAll(
    FingerprintKind kind, const Contents &contents, const std::function<std::uint64_t()> &progress)
{
    m_builder.setFingerprintKind(kind);
    m_hasContents = contents != nullptr;
    for (;;) {
        if (m_job.isCancelled())
            return m_job.cancelled();
        const Result<const TarReader::Header *> header = m_reader.next();
        if (!header)
            return fail(header.error());
        m_meter.reach(progress());
        if (*header == nullptr)
            break;
        ++m_entries;
        if (Result<void> added = add(**header, contents); !added)
            return added;
    }
    m_meter.tell(progress());
    return {};
}

std::string_view LayerScan::linkOf(const TarReader::Header &header)
{
    if (header.typeFlag != '3' && header.typeFlag != '4')
        return header.linkTarget;
    m_device = std::to_string(header.deviceMajor) + ':' + std::to_string(header.deviceMinor);
    return m_device;
}

Result<void> LayerScan::add(const TarReader::Header &header, const Contents &contents)
{
    if (!header.problem.isEmpty()) {
        m_builder.addWarning(ErrorCode::Corrupt, header.path, header.problem);
        return {};
    }
    const bool isFile = header.typeFlag == '0';
    LayerTreeBuilder::Entry entry;
    entry.path = header.path;
    entry.type = entryTypeOf(header.typeFlag);
    entry.mode = header.mode;
    entry.uid = header.uid;
    entry.gid = header.gid;
    entry.sizeBytes = isFile ? static_cast<std::int64_t>(header.sizeBytes) : 0;
    entry.mtimeNs = header.mtimeNs;
    entry.linkTarget = linkOf(header);
    entry.xattrs = header.xattrs;
    entry.contentOffset = isFile ? static_cast<std::int64_t>(header.contentOffset) : -1;
    entry.isSparse = header.isSparse;
    const Result<LayerTreeBuilder::Ticket> ticket = m_builder.add(entry);
    if (!ticket)
        return fail(ticket.error());
    if (!m_hasContents || !isFile || *ticket == LayerTreeBuilder::kNoTicket)
        return {};
    const Result<Fingerprint> fingerprint = contents(m_reader, header);
    if (!fingerprint)
        return fail(fingerprint.error());
    m_builder.setFingerprint(*ticket, *fingerprint);
    return {};
}

Result<LayerTreePtr> LayerScan::finish()
{
    // A layer that is nothing but zeros, or nothing at all, is how some tools write an empty layer.
    if (m_entries > 0 && !m_reader.hasEndMarker())
        addWarning(ErrorCode::Corrupt, QStringLiteral("the tar has no end marker; it may have been cut off"));
    if (m_reader.trailingBytes() > 0)
        addWarning(
            ErrorCode::Corrupt, QStringLiteral("%1 bytes after the end of the tar").arg(m_reader.trailingBytes()));
    if (m_reader.ignoredGlobalHeaders() > 0) {
        addWarning(ErrorCode::Unsupported,
            QStringLiteral("%1 global PAX headers, ignored as engines ignore them")
                .arg(m_reader.ignoredGlobalHeaders()));
    }
    return m_builder.finish(static_cast<std::int64_t>(m_reader.position()), m_hasContents, &m_job);
}

} // namespace varve
