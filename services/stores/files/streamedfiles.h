// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The files of a tar that is compressed as a whole (app.tar.gz, app.tar.zst), or that comes as a stream and only once (what an
// engine exports). Nothing can be read in place and nothing is unpacked to disk, so one pass keeps all that may be needed: documents as they are, layers as trees with fingerprints.
// Entries are told apart by content and may come in any order.
// Until the table of contents is known, everything that looks like a layer has to be kept: empty files share one tree, and
// all trees together stay within a budget.
// Cost: read() inflates the file once, digests() once more; a stream is hashed on the way; memory limits::kDocumentBytesPerArchive and the tree budget.
#pragma once

#include "services/stores/files/entryindex.h"
#include "services/stores/files/fileset.h"
#include "services/types/limits.h"

#include <functional>

namespace varve {

class TarPass;

class StreamedFiles final : public FileSet {
public:
    // Errors: Unsupported (no tar inside), Corrupt (not even the first entry), LimitExceeded, Cancelled.
    static Result<FileSetPtr> read(
        MappedFilePtr file, Job &job, std::size_t treeBudgetBytes = limits::kTreeBytesPerArchive);

    // Told of each layer as soon as it is read; its name means nothing before the table of contents has been read.
    using LayerSink = std::function<void(const LayerTreePtr &tree, const LayerDigests &digests)>;
    static Result<FileSetPtr> readStream(std::unique_ptr<ByteSource> source, const QString &subject,
        const LayerSink &onLayer, Job &job, std::size_t treeBudgetBytes = limits::kTreeBytesPerArchive);

    std::int64_t sizeBytes(const QString &name) const override;
    Result<QByteArray> document(const QString &name, std::size_t maxBytes) const override;
    Result<LayerContent> content(const QString &name) const override;
    Result<QList<LayerDigests>> digests(const QStringList &names, Job &job) const override;
    QStringList names() const override { return m_index.names(); }
    std::optional<Error> damage() const override { return m_damage; }
    Warnings warnings() const override { return m_warnings; }
    QString contentHint() const override { return m_hint; }
    std::int64_t sizeOnDiskBytes() const override { return m_file ? m_file->identity().sizeBytes : -1; }
    void keepOnly(const QSet<QString> &names) override;

    std::size_t treeBytes() const { return m_treeBytes; } // of all trees that are kept, shared ones once

private:
    // Why a file is neither document nor layer. There may be as many as entries: the subject is the file's name, and the
    // same sentence stands in memory once.
    struct Refusal {
        ErrorCode code;
        QString detail;
    };
    StreamedFiles(MappedFilePtr file, QString subject, std::size_t treeBudgetBytes)
        : m_file(std::move(file))
        , m_subject(std::move(subject))
        , m_treeBudgetBytes(treeBudgetBytes)
    {
    }
    Result<void> scanFile(Job &job);
    Result<void> scan(TarPass &pass, Job &job);
    Result<LayerTreePtr> scanLayer(const QByteArray &name, TarPass &pass, Job &job);
    void keep(const QByteArray &name, const TarReader::Header &header, TarPass &pass, Job &job);
    void keepDocument(const QByteArray &name, TarPass &pass);
    void keepTree(const QByteArray &name, const LayerTreePtr &tree);
    void forget(const QByteArray &name);
    void refuse(const QByteArray &name, ErrorCode code, const QString &detail);
    void warnOnce(const QByteArray &name, const QString &detail);
    Error notThere(const QString &name) const;
    QByteArray resolved(const QString &name) const { return m_index.resolve(name.toUtf8()); }

    const MappedFilePtr m_file; // null: a stream
    const QString m_subject;
    LayerSink m_onLayer; // while a stream is read
    QHash<QByteArray, LayerDigests> m_digests; // of a stream's layers
    EntryIndex m_index;
    QHash<QByteArray, QByteArray> m_documents;
    QHash<QByteArray, LayerTreePtr> m_trees;
    LayerTreePtr m_emptyTree; // of every file without a byte
    QHash<QByteArray, Refusal> m_refusals;
    QSet<QString> m_details; // each sentence of a refusal once
    QSet<QString> m_warnedOf; // limits that a warning tells of
    const std::size_t m_treeBudgetBytes;
    std::size_t m_documentBytes = 0;
    std::size_t m_treeBytes = 0;
    bool m_isPruned = false;
    std::optional<Error> m_damage;
    Warnings m_warnings;
    QString m_hint;
};

} // namespace varve
