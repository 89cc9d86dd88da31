// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/tarsplit/tarsplitsource.h"

#include "services/types/limits.h"

#include <algorithm>
#include <cstring>

namespace varve {

TarSplitSource::TarSplitSource(std::unique_ptr<TarSplitRecords> records, QString subject)
    : m_records(std::move(records))
    , m_subject(std::move(subject))
{
}

tl::unexpected<Error> TarSplitSource::corrupt(const QString &what) const
{
    return fail(ErrorCode::Corrupt, m_subject,
        QStringLiteral("the tar-split file does not fit together at byte %1 of the tar: ").arg(m_position) + what);
}

Result<void> TarSplitSource::advance()
{
    if (m_error)
        return fail(*m_error);
    while (m_bytes.empty() && m_hole == 0) {
        const Result<const TarSplitRecords::Record *> record = m_records->next();
        if (!record)
            return fail(record.error());
        if (*record == nullptr)
            return {};
        const std::uint64_t size =
            (*record)->sizeBytes; // 0 for folders and the like, which have a line of their own too
        // Sizes are only claimed, and many large ones together leave 64 bits.
        if (size > limits::kLayerBytes || (*record)->bytes.size() + size > limits::kLayerBytes - m_position) {
            m_error = Error { ErrorCode::LimitExceeded, m_subject,
                QStringLiteral("a tar of more than %1 bytes (kLayerBytes)").arg(limits::kLayerBytes) };
            return fail(*m_error);
        }
        m_bytes = (*record)->bytes;
        m_hole = size;
        m_checksum = (*record)->checksum;
    }
    return {};
}

Result<std::size_t> TarSplitSource::read(std::span<std::byte> buffer)
{
    if (const Result<void> advanced = advance(); !advanced)
        return fail(advanced.error());
    const std::size_t count = std::min(buffer.size(), m_bytes.size());
    if (count > 0)
        std::memcpy(buffer.data(), m_bytes.data(), count);
    m_bytes = m_bytes.subspan(count);
    m_position += count;
    return count;
}

Result<std::uint64_t> TarSplitSource::skip(std::uint64_t count)
{
    if (const Result<void> advanced = advance(); !advanced)
        return fail(advanced.error());
    if (m_hole == 0)
        return 0;
    if (count != m_hole)
        return corrupt(QStringLiteral("a content of %1 bytes where the header says %2").arg(m_hole).arg(count));
    m_position += count;
    m_hole = 0;
    return count;
}

Result<Fingerprint> TarSplitSource::contentOf(const TarReader::Header &header)
{
    if (header.sizeBytes == 0 && header.storedBytes == 0)
        return Fingerprint { 0, 1 };
    if (const Result<void> advanced = advance(); !advanced)
        return fail(advanced.error());
    if (m_hole == 0 || m_position != header.contentOffset)
        return corrupt(QStringLiteral("the content of a file is missing"));
    // What wrote the file looked at a sparse one as its readers do: size and checksum are those of the whole.
    if (header.isSparse && m_hole == header.sizeBytes)
        m_hole = header.storedBytes;
    else if (m_hole != header.storedBytes)
        return corrupt(
            QStringLiteral("a content of %1 bytes where the header says %2").arg(m_hole).arg(header.storedBytes));
    if (!m_checksum)
        return corrupt(QStringLiteral("a content without its checksum"));
    return Fingerprint { *m_checksum, 1 };
}

Result<void> TarSplitSource::finish()
{
    if (const Result<void> advanced = advance(); !advanced)
        return advanced;
    if (m_hole > 0 || !m_bytes.empty())
        return corrupt(QStringLiteral("a content behind the end of the tar"));
    return {};
}

} // namespace varve
