// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The folder of a Library on disk, a valid OCI image layout: oci-layout, index.json, blobs/<algorithm>/<hex>; and
// beside it ingest/<algorithm>-<hex>.part (blobs that are not whole yet) and the lock files. Owns the folder's
// descriptor: all else is opened beneath it, without following links, and Digest is the only builder of a blob's path.
//
// Immutable; any thread, several processes. What must not happen at once is the business of LibraryLock.
// Errors: NotFound (no such folder or blob), AccessDenied, NoSpace, Corrupt (a link where none may be; a blob that is
// not what its name says; an index that is lost while there are blobs), Unsupported (no regular file), Conflict (the
// folder is something else).
// Source: OCI image-spec 1.1, image-layout.md.
#pragma once

#include "services/archive/filedescriptor.h"
#include "services/archive/mappedfile.h"
#include "services/jobs/job.h"
#include "services/types/digest.h"

#include <QtCore/QByteArray>
#include <QtCore/QDateTime>
#include <QtCore/QList>

#include <optional>

namespace varve {

class LibraryFolder;
using LibraryFolderPtr = std::shared_ptr<const LibraryFolder>;

// $XDG_DATA_HOME/varve/library. Nothing else in here decides where a Library is.
QString defaultLibraryPath();

class LibraryFolder {
public:
    struct FileStatus {
        std::int64_t sizeBytes = 0;
        std::int64_t diskBytes = 0; // in blocks of the file system
        QDateTime written;
        bool isRegular = false;
    };
    struct Blob {
        Digest digest;
        FileStatus status;
    };
    struct OtherFile {
        QString name; // relative to the folder
        FileStatus status;
    };
    // All that is here, sorted by name.
    struct Contents {
        QList<Blob> blobs;
        QList<OtherFile> parts;
        QList<OtherFile> strays; // what no Library has, whoever put it there
    };

    // NotFound: there is none.
    static Result<LibraryFolderPtr> open(const QString &path);
    // Makes what is missing of it, for this user alone; does nothing where it is complete.
    static Result<LibraryFolderPtr> create(const QString &path);

    const QString &path() const { return m_path; }
    int fd() const { return m_fd.number(); }
    QString pathOf(const QString &name) const { return m_path + u'/' + name; } // for errors

    // NotFound: it was never written (no blob is here either). Corrupt: it is lost.
    Result<QByteArray> readIndex() const;
    Result<void> writeIndex(const QByteArray &text) const; // durable, whole or not at all
    // Null before there is one. Two states of the index never have the same.
    static FileIdentity indexIdentity(const QString &path);

    bool hasMarker() const;

    std::optional<FileStatus> blobStatus(const Digest &digest) const; // nothing: not here
    bool hasBlob(const Digest &digest, std::int64_t sizeBytes) const; // a regular file of that size
    std::int64_t partBytes(const Digest &digest) const; // that an attempt to bring it has left; 0: none
    Result<MappedFilePtr> openBlob(const Digest &digest) const;
    // A document, held against its digest.
    Result<QByteArray> readBlob(const Digest &digest, std::size_t maxBytes) const;
    Result<void> removeBlob(const Digest &digest) const; // whatever stands there; no error when nothing does
    Result<void> removeFile(const QString &name) const; // a part or a stray
    // O(files). Cancelled.
    Result<Contents> contents(const Job &job) const;

    // A folder of it, by a name of ours, made if need be.
    Result<FileDescriptor> openFolder(const QByteArray &name, bool isMade) const;
    Result<FileDescriptor> openBlobFolder(Digest::Algorithm algorithm) const;

    static constexpr const char *kIngest = "ingest";
    static constexpr const char *kIndex = "index.json";
    static constexpr const char *kMarker = "oci-layout";
    // An index that could not be read, put aside when it was rebuilt.
    static constexpr const char *kDamagedIndex = "index.json.damaged";
    static constexpr const char *kLockNames[] = { "lock", "index.lock" };
    static QByteArray partName(const Digest &digest); // in kIngest

private:
    LibraryFolder(QString path, FileDescriptor fd)
        : m_path(std::move(path))
        , m_fd(std::move(fd))
    {
    }
    Result<void> complete() const;
    Result<void> refuseOtherFolders() const;
    Result<bool> hasAnyBlob() const;
    Result<void> writeFile(const QByteArray &name, const QByteArray &content) const;

    const QString m_path;
    const FileDescriptor m_fd;
};

} // namespace varve
