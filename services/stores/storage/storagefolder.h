// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One containers-storage folder on disk: where its parts are, and its lists as they were at one moment. Owns the descriptor of
// the folder; any thread. Everything is opened beneath it without following symlinks, read-only, and nothing is ever repaired.
//
// The lists are replaced by renaming, so a list read whole is one that was written whole. Images are read before layers, as
// layers are made before the images that need them; where an image has lost a layer all the same, both are read again.
// Errors: NotFound, AccessDenied, Corrupt, LimitExceeded, Cancelled. Cost: snapshot() reads the lists when one of them was
// changed since, else it compares identities.
#pragma once

#include "services/archive/mappedfile.h"
#include "services/jobs/job.h"
#include "services/stores/storage/storagejson.h"

#include <QtCore/QMutex>

#include <array>
#include <memory>

namespace varve {

struct StorageSnapshot {
    QList<StorageImage> images;
    QHash<QString, qsizetype> imageById;
    QHash<QString, StorageLayer> layers; // by id
    Warnings warnings;
    std::array<FileIdentity, 3> files {}; // of the lists that were read; all zero: there was none

    const StorageImage *image(const QString &id) const;
};
using StorageSnapshotPtr = std::shared_ptr<const StorageSnapshot>;

class StorageFolder {
public:
    // Without a driver: the one that `path` has images of. NotFound: there is no storage.
    static Result<std::shared_ptr<StorageFolder>> open(const QString &path, const QString &driver = {});
    static bool isStorage(const QString &path);
    ~StorageFolder();
    StorageFolder(const StorageFolder &) = delete;
    StorageFolder &operator=(const StorageFolder &) = delete;

    const QString &path() const { return m_path; }
    const QString &driver() const { return m_driver; }

    Result<StorageSnapshotPtr> snapshot(Job &job);
    Result<QList<ContainerInfo>> containers(Warnings &warnings, Job &job) const;
    FileIdentity containersIdentity() const; // another one: containers() may say something else

    // Paths below the folder.
    QString documentPath(const QString &imageId, const QString &document) const;
    QString tarSplitPath(const QString &layerId) const;
    // Where what the layer changed is unpacked; for vfs, all files that are visible with it. Empty: not known for this driver.
    QString unpackedPath(const QString &layerId) const;
    bool hasOnlyChanges() const { return m_driver == QLatin1String("overlay"); } // in unpackedPath()

    Result<MappedFilePtr> map(const QString &path) const;
    Result<QByteArray> document(const QString &path, std::size_t maxBytes) const;
    // A folder, opened for reading; the caller closes it.
    Result<int> openFolder(const QString &path) const;

private:
    StorageFolder(int directory, QString path, QString driver);
    struct List {
        QByteArray bytes;
        FileIdentity identity;
    };
    Result<List> readList(QLatin1String kind, const QString &file, Job &job) const;
    Result<StorageSnapshotPtr> readLists(Job &job) const;
    FileIdentity identityOf(const QString &path) const;
    QString listPath(QLatin1String kind, const QString &file) const;

    const int m_directory;
    const QString m_path;
    const QString m_driver;
    QMutex m_mutex;
    StorageSnapshotPtr m_snapshot;
};

using StorageFolderPtr = std::shared_ptr<StorageFolder>;

} // namespace varve
