// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What was pruned: a folder with one folder for each run, in it record.json and, where a copy was kept, images.oci.tar, an OCI
// archive of the images as they were. Reads, writes and forgets them.
//
// Holds nothing but the path; any thread, several processes. A record is written before its first image goes and once more when the
// last one is gone: after a crash in between it names images that may still be there. What is no record of ours is left alone.
// Errors: AccessDenied, NoSpace, NotFound, Corrupt (one record; list() leaves it out), Cancelled. Cost: list() O(records).
#pragma once

#include "services/archive/filedescriptor.h"
#include "services/stores/imagestore.h"

#include <QtCore/QDateTime>

#include <chrono>

namespace varve {

struct PrunedImage {
    ImageId id; // in the store that it was removed from
    QStringList names;
    QStringList repoDigests;
    QDateTime created; // invalid: not known
    std::int64_t sizeBytes = 0; // all that it took, shared parts too
    std::int64_t freedBytes = 0; // by it alone
    // Of the manifest, or of all indexes that went with it, in the copy; empty: it is not in one.
    QList<Digest> copied;
    Digest config; // of the image in the copy; null where it has several platforms
    QDateTime restored; // invalid: never

    bool operator==(const PrunedImage &) const = default;
};

struct PrunedRun {
    QString key; // the name of its folder
    QDateTime when;
    QString sourceTitle;
    QString sourceLocation;
    StoreKind sourceKind = StoreKind::Engine;
    std::int64_t freedBytes = -1; // as measured; -1: not known
    std::int64_t copyBytes = -1; // -1: there is no copy
    QList<PrunedImage> images;

    bool hasCopy() const { return copyBytes >= 0; }
    bool operator==(const PrunedRun &) const = default;
};

// How much of the disk copies may take, and for how long.
struct PrunedLimits {
    std::int64_t copyBytes = 20'000'000'000; // all copies together
    std::chrono::days copyAge = std::chrono::days(30);

    bool operator==(const PrunedLimits &) const = default;
};

// $XDG_DATA_HOME/varve/pruned
QString defaultPrunedPath();

class PrunedFolder {
public:
    explicit PrunedFolder(QString root)
        : m_root(std::move(root))
    {
    }
    const QString &root() const { return m_root; }

    Result<QList<PrunedRun>> list(const Job &job) const; // newest first
    Result<PrunedRun> read(const QString &key) const;
    // Durable, whole or not at all. Makes the folder of the run if need be.
    Result<void> write(const PrunedRun &run) const;
    // A key that no run has.
    QString newKey(const QDateTime &when) const;
    Result<void> make(const QString &key) const; // its folder, for this user alone
    QString copyPath(const QString &key) const;
    // A whole file of the same disk becomes the copy; durable.
    Result<void> takeCopy(const QString &key, const QString &file) const;
    Result<void> forget(const QString &key) const; // with its copy
    Result<void> dropCopy(const QString &key) const; // the record stays
    Result<void> setRestored(const QString &key, const QList<ImageId> &images, const QDateTime &when) const;

    // Drops copies that are too old, and the oldest while all together take too much, but for those of `kept`; records without a
    // copy that nobody looks at any more; runs that cannot be read, once they are that old; and what a program that was killed has
    // left. What cannot be dropped stays.
    void expire(const PrunedLimits &limits, const QDateTime &now, const QStringList &kept = {}) const;

private:
    QString folderOf(const QString &key) const;

    QString m_root;
};

// A folder beside the runs for what is not whole yet; gone with this, and with the next one when the program was killed.
class PrunedScratch {
public:
    static Result<PrunedScratch> in(const PrunedFolder &folder);
    PrunedScratch(PrunedScratch &&other) noexcept
        : m_path(std::exchange(other.m_path, {}))
        , m_lock(std::move(other.m_lock))
    {
    }
    PrunedScratch &operator=(PrunedScratch &&) = delete;
    ~PrunedScratch();

    const QString &path() const { return m_path; }

private:
    PrunedScratch(QString path, FileDescriptor lock)
        : m_path(std::move(path))
        , m_lock(std::move(lock))
    {
    }
    QString m_path;
    FileDescriptor m_lock; // of the folder: whoever can take it knows that nobody works here
};

} // namespace varve
