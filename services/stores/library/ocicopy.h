// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Copies OCI images, blob by blob as they are, from files into a Library: first what a document names, then the
// document, so that a document in the Library is one whose image is whole. One thread.
//
// Of an index only the platforms are copied that are here whole; the others stay named by it. Errors: NotFound (a blob
// of the image is not here, or none of the platforms), Corrupt (a blob is not what its descriptor says), LimitExceeded,
// and those of LibrarySession.
// Cost: O(bytes), each blob once.
#pragma once

#include "services/stores/files/fileset.h"
#include "services/stores/library/librarysession.h"

namespace varve {

class OciCopy {
public:
    OciCopy(const FileSet &files, const LibrarySession &session, Job &job)
        : m_files(files)
        , m_session(session)
        , m_job(job)
    {
    }

    // Finds out what belongs to the image. Its bytes are added to plannedBytes().
    Result<void> plan(const Descriptor &root);
    std::int64_t plannedBytes() const { return m_plannedBytes; }
    // All that was planned below this root, itself last; what is copied already is not copied again.
    Result<void> copy(const Descriptor &root);

private:
    // What a blob names, in the order of copying; nothing for all but documents.
    using Named = QList<Descriptor>;
    Result<void> walk(const Descriptor &descriptor, int depth);
    Result<Named> namedBy(const Descriptor &descriptor, int depth);
    Result<Named> namedByIndex(const QByteArray &bytes, const QString &subject, int depth);
    Result<Named> namedByManifest(const QByteArray &bytes, const QString &subject);
    void count(const Descriptor &blob);
    bool isHere(const Descriptor &blob) const;
    Result<void> copyBlob(const Descriptor &blob);

    const FileSet &m_files;
    const LibrarySession &m_session;
    Job &m_job;
    // Each document is read once, however many others name it.
    QHash<Digest, Result<Named>> m_documents;
    QSet<Digest> m_planned;
    QSet<Digest> m_copied; // with all that it names
    std::int64_t m_plannedBytes = 0;
};

} // namespace varve
