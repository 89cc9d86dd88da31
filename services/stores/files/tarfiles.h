// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The files of an uncompressed tar, read in place through the mapping; content is never copied but for small documents.
// A tar that is cut off keeps what stands before the cut; damage() says where it ends.
// Cost: open() O(entries), one page per entry; everything else O(1).
#pragma once

#include "services/stores/files/entryindex.h"
#include "services/stores/files/fileset.h"

namespace varve {

class TarFiles final : public FileSet {
public:
    // Errors: Unsupported when the file is no tar, LimitExceeded, Cancelled.
    static Result<FileSetPtr> open(MappedFilePtr file, Job &job);

    std::int64_t sizeBytes(const QString &name) const override;
    Result<QByteArray> document(const QString &name, std::size_t maxBytes) const override;
    Result<LayerContent> content(const QString &name) const override;
    QStringList names() const override { return m_index.names(); }
    std::optional<Error> damage() const override { return m_damage; }
    QString contentHint() const override;
    std::int64_t sizeOnDiskBytes() const override { return m_file->identity().sizeBytes; }

private:
    explicit TarFiles(MappedFilePtr file)
        : m_file(std::move(file))
    {
    }
    Result<void> index(Job &job);
    Result<MappedRange> rangeOf(const QString &name) const;

    MappedFilePtr m_file;
    EntryIndex m_index;
    std::optional<Error> m_damage;
};

// What an archive without an image in it is, for the error that says so.
QString hintOf(const EntryIndex &index);
// A tar that was cut between two entries looks whole but for this.
Error noEndMarkerError(const QString &subject);

} // namespace varve
