// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/files/tarfiles.h"

#include "services/stores/files/contentsniffer.h"
#include "services/types/limits.h"
#include "services/types/text.h"

namespace varve {

QString hintOf(const EntryIndex &index)
{
    if (index.isEmpty())
        return QStringLiteral("a tar without any file");
    if (const QByteArray nested = index.nestedTable(); !nested.isEmpty()) {
        return QStringLiteral("a tar with an image one folder deeper (%1): unpack it and open that folder")
            .arg(visibleText(QByteArrayView(nested)));
    }
    if (const QByteArray nested = index.onlyNestedTar(); !nested.isEmpty()) {
        return QStringLiteral("a tar that holds another archive (%1): unpack it and open that one")
            .arg(visibleText(QByteArrayView(nested)));
    }
    return QStringLiteral("a tar of files, not of an image: it has no manifest.json and no index.json");
}

Error noEndMarkerError(const QString &subject)
{
    return { ErrorCode::Corrupt, subject, QStringLiteral("the tar has no end marker; it may have been cut off") };
}

Result<FileSetPtr> TarFiles::open(MappedFilePtr file, Job &job)
{
    std::shared_ptr<TarFiles> files(new TarFiles(std::move(file)));
    if (const Result<void> indexed = files->index(job); !indexed)
        return fail(indexed.error());
    return FileSetPtr(std::move(files));
}

Result<void> TarFiles::index(Job &job)
{
    TarReader reader(m_file->bytes(), m_file->name(), &job);
    for (;;) {
        if (job.isCancelled())
            return job.cancelled();
        const Result<const TarReader::Header *> header = reader.next();
        if (!header) {
            m_damage = header.error();
            break;
        }
        if (!*header) {
            if (!reader.hasEndMarker() && !m_index.isEmpty())
                m_damage = noEndMarkerError(m_file->name());
            break;
        }
        m_index.add(**header);
        if (m_index.count() > static_cast<qsizetype>(limits::kEntriesPerLayer)) {
            return fail(ErrorCode::LimitExceeded, m_file->name(),
                QStringLiteral("more than %1 entries (kEntriesPerLayer)").arg(limits::kEntriesPerLayer));
        }
    }
    if (!m_damage && m_file->wasTruncated())
        m_damage =
            Error { ErrorCode::Corrupt, m_file->name(), QStringLiteral("the file was cut short while it was read") };
    return {};
}

std::int64_t TarFiles::sizeBytes(const QString &name) const
{
    const EntryIndex::Range *range = m_index.find(name.toUtf8());
    return range ? static_cast<std::int64_t>(std::min<std::uint64_t>(range->length, INT64_MAX)) : -1;
}

Result<MappedRange> TarFiles::rangeOf(const QString &name) const
{
    const QByteArray key = name.toUtf8();
    const EntryIndex::Range *range = m_index.find(key);
    if (!range) {
        if (m_index.hasEntry(key))
            return fail(ErrorCode::Corrupt, name, QStringLiteral("a link in the archive that leads to nothing"));
        return fail(ErrorCode::NotFound, name,
            m_damage ? QStringLiteral("not in what is left of the archive, which is cut off or damaged")
                     : QStringLiteral("the archive has no such entry"));
    }
    if (range->isSparse)
        return fail(ErrorCode::Unsupported, name, QStringLiteral("stored as a sparse file in the archive"));
    const std::uint64_t size = m_file->bytes().size();
    if (range->offset > size || range->length > size - range->offset) {
        return fail(ErrorCode::Corrupt, name,
            QStringLiteral("cut off: %1 bytes from byte %2 on, but the archive ends at byte %3")
                .arg(range->length)
                .arg(range->offset)
                .arg(size));
    }
    return MappedRange { m_file, range->offset, range->length };
}

Result<QByteArray> TarFiles::document(const QString &name, std::size_t maxBytes) const
{
    const Result<MappedRange> range = rangeOf(name);
    if (!range)
        return fail(range.error());
    if (range->length > maxBytes) {
        return fail(ErrorCode::LimitExceeded, name,
            QStringLiteral("the document has %1 bytes, more than the %2 that are read")
                .arg(range->length)
                .arg(maxBytes));
    }
    const std::span<const std::byte> bytes = range->bytes();
    QByteArray copy(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size()));
    if (m_file->wasTruncated())
        return fail(ErrorCode::Corrupt, name, QStringLiteral("the archive was cut short while it was read"));
    return copy;
}

Result<LayerContent> TarFiles::content(const QString &name) const
{
    Result<MappedRange> range = rangeOf(name);
    if (!range)
        return fail(range.error());
    return LayerContent { *std::move(range), nullptr };
}

QString TarFiles::contentHint() const
{
    return hintOf(m_index);
}

} // namespace varve
