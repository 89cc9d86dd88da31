// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/libraryexport.h"

#include "services/archive/newfile.h"
#include "services/archive/tarwriter.h"
#include "services/stores/library/dockerwriter.h"
#include "services/stores/library/librarylock.h"
#include "services/stores/library/librarysession.h"
#include "services/types/limits.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <algorithm>

#include <fcntl.h>
#include <sys/stat.h>

namespace varve {

namespace {

// A descriptor and its names for each image that was asked for.
Result<QList<LibraryEntry>> entriesOf(const LibraryGraph &graph, const QList<ImageId> &images, const QStringList &names)
{
    const auto isWanted = [&](const LibraryEntry &root) {
        return names.isEmpty() || root.name.isEmpty() || names.contains(root.name);
    };
    QList<LibraryEntry> entries;
    for (const ImageId &id : images) {
        const Result<Digest> digest = Digest::parse(id.value.toUtf8());
        const qsizetype before = entries.size();
        for (const LibraryEntry &root : graph.roots) {
            if (!digest)
                break;
            if (!isWanted(root))
                continue;
            if (root.descriptor.digest == *digest) {
                entries.append(root);
                continue;
            }
            // A platform: what its index calls it, and the names of all.
            for (const Digest &document : blobsBelow(graph, { root.descriptor.digest })) {
                const LibraryDocument index = graph.documents.value(document);
                const auto child = std::find_if(index.blobs.cbegin(), index.blobs.cend(),
                    [&](const Descriptor &blob) { return blob.digest == *digest; });
                if (index.isIndex && child != index.blobs.cend() && graph.documents.contains(*digest))
                    entries.append({ *child, root.name, {}, {} });
            }
        }
        if (entries.size() == before)
            return fail(ErrorCode::NotFound, id.value, QStringLiteral("no such image in the Library"));
    }
    return entries;
}

// What is not here of an image that is to be written; other platforms may be absent.
Result<void> refuseMissing(const LibraryGraph &graph, const QSet<Digest> &blobs)
{
    for (const Digest &digest : blobs) {
        const auto document = graph.documents.constFind(digest);
        if (document == graph.documents.constEnd() || document->isIndex)
            continue;
        QList<Descriptor> named = document->blobs;
        if (!document->config.digest.isNull())
            named.append(document->config);
        for (const Descriptor &blob : std::as_const(named)) {
            if (!graph.diskBytes.contains(blob.digest))
                return fail(
                    ErrorCode::NotFound, blob.digest.toString(), QStringLiteral("a blob of the image is missing"));
        }
    }
    return {};
}

Result<void> writeBlob(const LibraryFolder &folder, const Digest &digest, TarWriter &tar, Job &job)
{
    const Result<MappedFilePtr> file = folder.openBlob(digest);
    if (!file)
        return fail(file.error());
    std::span<const std::byte> bytes = (*file)->bytes();
    Digester digester(digest.algorithm());
    Result<void> done = tar.beginFile(digest.blobPath().toLatin1(), static_cast<std::int64_t>(bytes.size()));
    while (done && !bytes.empty()) {
        if (job.isCancelled())
            return job.cancelled();
        const auto step = bytes.first(std::min(limits::kBlockBytes, bytes.size()));
        digester.add(step);
        done = tar.write(step);
        job.addProgress(static_cast<std::int64_t>(step.size()));
        bytes = bytes.subspan(step.size());
    }
    if (done)
        done = tar.endFile();
    if (!done)
        return done;
    const Digest actual = digester.finish();
    if (actual != digest || (*file)->wasTruncated())
        return fail(ErrorCode::Corrupt, digest.toString(),
            QStringLiteral("wrong digest: the bytes have %1").arg(actual.toString()));
    return {};
}

Result<void> writeLayout(const LibraryFolder &folder, const LibraryGraph &graph, const QList<LibraryEntry> &entries,
    TarWriter &tar, Job &job)
{
    QList<Digest> roots;
    for (const LibraryEntry &entry : entries)
        roots.append(entry.descriptor.digest);
    QSet<Digest> all = blobsBelow(graph, roots);
    for (auto blob = all.begin(); blob != all.end();)
        blob = graph.diskBytes.contains(*blob) ? std::next(blob) : all.erase(blob);
    QList<Digest> sorted(all.cbegin(), all.cend());
    std::sort(
        sorted.begin(), sorted.end(), [](const Digest &a, const Digest &b) { return a.blobPath() < b.blobPath(); });
    std::int64_t bytes = 0;
    for (const Digest &digest : std::as_const(sorted)) {
        const auto status = folder.blobStatus(digest);
        bytes += status ? status->sizeBytes : 0;
    }
    job.setProgress(0, bytes, Job::Unit::Bytes);
    const Result<QByteArray> index = indexForArchive(entries);
    if (!index)
        return fail(index.error());
    Result<void> done = tar.addFile(LibraryFolder::kMarker, R"({"imageLayoutVersion":"1.0.0"})");
    if (done)
        done = tar.addFile(LibraryFolder::kIndex, *index);
    if (done)
        done = tar.addFolder("blobs/");
    QString algorithm;
    for (const Digest &digest : std::as_const(sorted)) {
        if (done && algorithm != digest.algorithmName())
            done = tar.addFolder("blobs/" + digest.algorithmName().toLatin1() + '/');
        algorithm = digest.algorithmName();
        if (done)
            done = writeBlob(folder, digest, tar, job);
    }
    return done;
}

// Beside the target, so that it only has to be named in the end.
Result<FileDescriptor> folderOfTarget(const LibraryFolder &library, const QString &target)
{
    const QFileInfo info(target);
    struct stat status { };
    if (::lstat(QFile::encodeName(target).constData(), &status) == 0 && !S_ISREG(status.st_mode))
        return fail(ErrorCode::Conflict, target, QStringLiteral("something that is no regular file has its place"));
    const QString place = QFileInfo(info.absolutePath()).canonicalFilePath();
    const QString own = QFileInfo(library.path()).canonicalFilePath();
    if (!place.isEmpty() && (place + u'/').startsWith(own + u'/'))
        return fail(ErrorCode::Conflict, target, QStringLiteral("part of the Library"));
    FileDescriptor folder(
        ::open(QFile::encodeName(info.absolutePath()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen())
        return fail(errorFromErrno(errno, info.absolutePath(), QStringLiteral("open the folder")));
    return folder;
}

} // namespace

Result<void> exportFromLibrary(const QString &root, const QList<ImageId> &images, const LibraryExportOptions &options,
    const QString &target, Job &job)
{
    const Result<LibraryFolderPtr> library = LibraryFolder::open(root);
    if (!library)
        return fail(library.error());
    // Nothing goes while it is written.
    const Result<std::optional<LibraryLock>> lock = LibraryLock::takeForReading(**library, job);
    if (!lock)
        return fail(lock.error());
    const Result<LibraryIndex> index = readLibraryIndex(**library);
    const Result<LibraryGraph> graph = index ? readLibraryGraph(**library, *index, job) : fail(index.error());
    if (!graph)
        return fail(graph.error());
    Result<QList<LibraryEntry>> entries = entriesOf(*graph, images, options.names);
    if (!entries)
        return fail(entries.error());
    if (!options.isNamed) {
        for (LibraryEntry &entry : *entries)
            entry.name.clear();
    }
    QList<Digest> roots;
    for (const LibraryEntry &entry : *entries)
        roots.append(entry.descriptor.digest);
    if (const Result<void> whole = refuseMissing(*graph, blobsBelow(*graph, roots)); !whole)
        return whole;
    const Result<FileDescriptor> folder = folderOfTarget(**library, target);
    if (!folder)
        return fail(folder.error());
    Result<NewFile> file = NewFile::create(folder->number(), target);
    if (!file)
        return fail(file.error());
    const Result<std::unique_ptr<TarWriter>> tar = TarWriter::create(file->fd(), target);
    if (!tar)
        return fail(tar.error());
    Result<void> done = options.format == LibraryExportFormat::OciArchive
        ? writeLayout(**library, *graph, *entries, **tar, job)
        : writeDockerArchive(**library, *graph, *entries, **tar, job);
    if (done)
        done = (*tar)->finish();
    return done ? file->commit(QFile::encodeName(QFileInfo(target).fileName())) : done;
}

} // namespace varve
