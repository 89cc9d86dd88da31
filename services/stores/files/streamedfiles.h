// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The files of a tar that is compressed as a whole (app.tar.gz, app.tar.zst). Nothing can be read in place and nothing is
// unpacked to disk, so one pass keeps all that may be needed: documents as they are, layers as trees with fingerprints.
// Entries are told apart by content and may come in any order.
// Cost: read() inflates the file once, digests() once more; memory limits::kDocumentBytesPerArchive and the trees.
#pragma once

#include "services/stores/files/entryindex.h"
#include "services/stores/files/fileset.h"

namespace varve {

class TarPass;

class StreamedFiles final : public FileSet {
public:
    // Errors: Unsupported (no tar inside), Corrupt (not even the first entry), LimitExceeded, Cancelled.
    static Result<FileSetPtr> read(MappedFilePtr file, Job &job);

    std::int64_t sizeBytes(const QString &name) const override;
    Result<QByteArray> document(const QString &name, std::size_t maxBytes) const override;
    Result<LayerContent> content(const QString &name) const override;
    Result<QList<LayerDigests>> digests(const QStringList &names, Job &job) const override;
    QStringList names() const override { return m_index.names(); }
    std::optional<Error> damage() const override { return m_damage; }
    Warnings warnings() const override { return m_warnings; }
    QString contentHint() const override { return m_hint; }
    std::int64_t sizeOnDiskBytes() const override { return m_file->identity().sizeBytes; }

private:
    explicit StreamedFiles(MappedFilePtr file)
        : m_file(std::move(file))
    {
    }
    Result<void> scan(Job &job);
    void keep(const QByteArray &name, const TarReader::Header &header, TarPass &pass, Job &job);
    void keepDocument(const QByteArray &name, TarPass &pass);
    QByteArray resolved(const QString &name) const { return m_index.resolve(name.toUtf8()); }

    MappedFilePtr m_file;
    EntryIndex m_index;
    QHash<QByteArray, QByteArray> m_documents;
    QHash<QByteArray, LayerTreePtr> m_trees;
    QHash<QByteArray, Error> m_errors; // why a file is neither
    std::size_t m_documentBytes = 0;
    std::optional<Error> m_damage;
    Warnings m_warnings;
    QString m_hint;
};

} // namespace varve
