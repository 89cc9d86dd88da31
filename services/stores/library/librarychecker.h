// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The look behind checkLibrary() and repairLibrary(), for who holds the Library's lock. Each blob is hashed once
// however often run() is called. One thread, which hashes on the computing pool. Errors and cost: see librarycheck.h.
#pragma once

#include "services/stores/library/librarycheck.h"
#include "services/stores/library/librarygraph.h"
#include "services/stores/library/libraryproof.h"

namespace varve {

class LibraryChecker {
public:
    LibraryChecker(const LibraryFolder &folder, Job &job, WorkPool &pool)
        : m_folder(folder)
        , m_job(job)
        , m_pool(pool)
    {
    }
    Result<LibraryReport> run();
    const QHash<Digest, BlobProof> &proofs() const { return m_proofs; }

private:
    // What images need of a blob, and who they are.
    struct Need {
        std::int64_t sizeBytes = -1;
        bool mayBeAbsent = true;
        QStringList images;
    };
    void add(LibraryProblem::Kind kind, const QString &subject, const QString &detail, std::int64_t diskBytes,
        const QStringList &images = {});
    Result<LibraryGraph> readGraph();
    void need(const Descriptor &blob, bool mayBeAbsent, const QString &image);
    void collectNeeds(const LibraryGraph &graph);
    Result<void> prove(const QList<LibraryFolder::Blob> &blobs);
    void judgeBlob(const LibraryFolder::Blob &blob, const BlobProof &proof);
    void judgeAbsent();
    void judgeFiles(const LibraryFolder::Contents &contents);
    void judgeDocument(const Warning &warning);
    // Whether a repair will find out what nothing needs: all documents that stay can be read.
    bool canCollect(const LibraryGraph &graph) const;
    LibraryProblem::Remedy remedyFor(const LibraryProblem &problem) const;

    const LibraryFolder &m_folder;
    Job &m_job;
    WorkPool &m_pool;
    QHash<Digest, BlobProof> m_proofs;
    LibraryReport m_report;
    QHash<Digest, Need> m_needs;
    QSet<Digest> m_here;
    QSet<QString> m_told;
    QSet<QString> m_dropped; // wrong in themselves, whoever needs them
    bool m_isIndexKnown = true;
    bool m_canCollect = true;
};

} // namespace varve
