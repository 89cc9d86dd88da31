// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/librarycollect.h"

#include "services/archive/newfile.h"
#include "services/stores/library/librarysession.h"

namespace varve {

namespace {

constexpr qint64 kPartSeconds = 7 * 24 * 3600;
constexpr qint64 kUnfinishedSeconds = 3600;

// Nobody is at a part while the Library's lock is held exclusively; a new one may be gone on with.
Result<void> removeOthers(
    const LibraryFolder &folder, const LibraryFolder::Contents &contents, const Job &job, LibraryGarbage &garbage)
{
    const QDateTime now = QDateTime::currentDateTime();
    QList<LibraryFolder::OtherFile> old;
    for (const LibraryFolder::OtherFile &part : contents.parts) {
        if (isOldPart(part, now))
            old.append(part);
    }
    for (const LibraryFolder::OtherFile &stray : contents.strays) {
        if (isLeftBehind(stray, now))
            old.append(stray);
    }
    for (const LibraryFolder::OtherFile &file : std::as_const(old)) {
        if (job.isCancelled())
            return job.cancelled();
        if (const Result<void> removed = folder.removeFile(file.name); !removed)
            return removed;
        ++garbage.otherFiles;
        garbage.freedBytes += file.status.diskBytes;
    }
    return {};
}

} // namespace

bool isOldPart(const LibraryFolder::OtherFile &part, const QDateTime &now)
{
    return part.status.written.secsTo(now) > kPartSeconds;
}

bool isUnfinished(const LibraryFolder::OtherFile &stray)
{
    const QString name = stray.name.mid(stray.name.lastIndexOf(u'/') + 1);
    return name.startsWith(QLatin1String(NewFile::kPrefix)) && stray.status.isRegular;
}

bool isLeftBehind(const LibraryFolder::OtherFile &stray, const QDateTime &now)
{
    return isUnfinished(stray) && stray.status.written.secsTo(now) > kUnfinishedSeconds;
}

Result<LibraryGarbage> collectLibraryGarbage(const LibraryFolder &folder, const Job &job)
{
    const Result<std::optional<LibraryLock>> lock =
        LibraryLock::tryTake(folder, LibraryLock::Of::Library, LibraryLock::Mode::Exclusive);
    if (!lock)
        return fail(lock.error());
    return *lock ? collectLibraryGarbage(folder, **lock, job) : LibraryGarbage();
}

// The index may lose images or gain names for those it has while this runs, but no image: that takes a session.
Result<LibraryGarbage> collectLibraryGarbage(const LibraryFolder &folder, const LibraryLock &, const Job &job)
{
    const Result<LibraryIndex> index = readLibraryIndex(folder);
    if (!index)
        return fail(index.error());
    const Result<LibraryGraph> graph = readLibraryGraph(folder, *index, job);
    if (!graph)
        return fail(graph.error());
    const Result<LibraryFolder::Contents> contents = folder.contents(job);
    if (!contents)
        return fail(contents.error());
    LibraryGarbage garbage;
    garbage.isCollected = true;
    garbage.warnings = graph->damaged;
    if (const Result<void> removed = removeOthers(folder, *contents, job, garbage); !removed)
        return fail(removed.error());
    if (!graph->damaged.isEmpty())
        return garbage;
    const QSet<Digest> needed = blobsBelow(*graph, rootDigests(*graph));
    for (const LibraryFolder::Blob &blob : contents->blobs) {
        if (job.isCancelled())
            return job.cancelled();
        if (needed.contains(blob.digest))
            continue;
        if (const Result<void> removed = folder.removeBlob(blob.digest); !removed)
            return fail(removed.error());
        ++garbage.blobs;
        garbage.freedBytes += blob.status.diskBytes;
    }
    return garbage;
}

} // namespace varve
