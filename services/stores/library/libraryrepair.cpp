// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The second half of librarycheck.h: what can be mended of what the check finds.

#include "services/stores/library/librarychecker.h"
#include "services/stores/library/librarycollect.h"
#include "services/stores/library/librarysession.h"
#include "services/types/limits.h"

#include <cerrno>
#include <cstdio>

namespace varve {

namespace {

// A blob that is an index or a manifest, as a descriptor would name it.
std::optional<Descriptor> documentIn(const LibraryFolder &folder, const LibraryFolder::Blob &blob)
{
    if (blob.status.sizeBytes > static_cast<std::int64_t>(limits::kManifestBytes))
        return std::nullopt;
    const Result<QByteArray> bytes = folder.readBlob(blob.digest, limits::kManifestBytes);
    if (!bytes || !bytes->trimmed().startsWith('{'))
        return std::nullopt;
    const Result<DocumentOutline> outline = documentOutline(*bytes, {});
    const Result<DocumentShape> shape = outline ? documentShape(*outline, {}, {}) : fail(outline.error());
    if (!shape || *shape == DocumentShape::Other)
        return std::nullopt;
    const bool isIndex = *shape == DocumentShape::Index;
    if (isIndex ? !parseIndex(*bytes, {}) : !parseManifest(*bytes, {}))
        return std::nullopt; // configs and the like have members of the same names
    Descriptor descriptor;
    descriptor.digest = blob.digest;
    descriptor.sizeBytes = blob.status.sizeBytes;
    descriptor.mediaType = outline->mediaType;
    if (descriptor.mediaType.isEmpty())
        descriptor.mediaType = isIndex ? QStringLiteral("application/vnd.oci.image.index.v1+json")
                                       : QStringLiteral("application/vnd.oci.image.manifest.v1+json");
    return descriptor;
}

// All documents that no other one names, as images without names.
Result<LibraryIndex> indexFromBlobs(
    const LibraryFolder &folder, const QList<LibraryFolder::Blob> &blobs, const Job &job)
{
    LibraryIndex all;
    for (const LibraryFolder::Blob &blob : blobs) {
        if (job.isCancelled())
            return job.cancelled();
        if (const std::optional<Descriptor> document = documentIn(folder, blob))
            all.put({ *document, {}, {}, QDateTime::currentDateTimeUtc() });
    }
    const Result<LibraryGraph> graph = readLibraryGraph(folder, all, job);
    if (!graph)
        return fail(graph.error());
    for (auto document = graph->documents.cbegin(); document != graph->documents.cend(); ++document) {
        for (const Descriptor &named : document->blobs)
            all.remove(named.digest);
    }
    return all;
}

Result<void> rebuildIndex(const LibraryFolder &folder, const QList<LibraryFolder::Blob> &blobs, const Job &job)
{
    const Result<LibraryLock> lock =
        LibraryLock::take(folder, LibraryLock::Of::Index, LibraryLock::Mode::Exclusive, job);
    if (!lock)
        return fail(lock.error());
    const Result<LibraryIndex> index = indexFromBlobs(folder, blobs, job);
    if (!index)
        return fail(index.error());
    const Result<QByteArray> text = index->text();
    if (!text)
        return fail(text.error());
    // Names may still be found in it by a person.
    if (!(LibraryFolder::indexIdentity(folder.path()) == FileIdentity {})
        && ::renameat(folder.fd(), LibraryFolder::kIndex, folder.fd(), LibraryFolder::kDamagedIndex) != 0)
        return fail(errorFromErrno(errno, folder.pathOf(QString::fromLatin1(LibraryFolder::kIndex)),
            QStringLiteral("put the damaged index aside")));
    return folder.writeIndex(*text);
}

// Not by the size that a document promises: where the bytes are what the name says, the document is wrong.
Result<void> dropWrongBlobs(
    const LibraryFolder &folder, const QHash<Digest, BlobProof> &proofs, const Job &job, LibraryRepair &repair)
{
    const Result<LibraryFolder::Contents> contents = folder.contents(job);
    if (!contents)
        return fail(contents.error());
    for (const LibraryFolder::Blob &blob : contents->blobs) {
        const BlobProof proof = proofs.value(blob.digest);
        // A disk that fails, or a right that is missing, says nothing of the bytes.
        const bool isUnusable = proof.state == BlobProof::State::Unreadable && !blob.status.isRegular;
        if (proof.state != BlobProof::State::Wrong && !isUnusable)
            continue;
        if (const Result<void> removed = folder.removeBlob(blob.digest); !removed)
            return removed;
        ++repair.droppedBlobs;
        repair.freedBytes += blob.status.diskBytes;
    }
    return {};
}

Result<void> mendIndex(const LibraryFolder &folder, const LibraryLock &lock, const Job &job, LibraryRepair &repair)
{
    const Result<LibraryIndex> index = readLibraryIndex(folder);
    if (!index && (index.error().code == ErrorCode::AccessDenied || index.error().code == ErrorCode::Cancelled))
        return fail(index.error());
    repair.isIndexRebuilt = !index && index.error().code != ErrorCode::NotFound;
    if (repair.isIndexRebuilt) {
        const Result<LibraryFolder::Contents> contents = folder.contents(job);
        const Result<void> rebuilt = contents ? rebuildIndex(folder, contents->blobs, job) : fail(contents.error());
        if (!rebuilt)
            return rebuilt;
    }
    if (const Result<LibraryFolderPtr> whole = LibraryFolder::create(folder.path()); !whole) // marker, empty index
        return fail(whole.error());
    // By an index that was just made of documents everything else would be garbage, also what a lost manifest needed.
    if (repair.isIndexRebuilt)
        return {};
    const Result<LibraryGarbage> garbage = collectLibraryGarbage(folder, lock, job);
    if (!garbage)
        return fail(garbage.error());
    repair.droppedBlobs += garbage->blobs;
    repair.droppedFiles += garbage->otherFiles;
    repair.freedBytes += garbage->freedBytes;
    return {};
}

} // namespace

Result<LibraryRepair> repairLibrary(const QString &root, Job &job, WorkPool &pool)
{
    LibraryRepair repair;
    const Result<LibraryFolderPtr> folder = LibraryFolder::open(root);
    if (!folder)
        return folder.error().code == ErrorCode::NotFound ? Result<LibraryRepair>(repair) : fail(folder.error());
    const Result<LibraryLock> lock =
        LibraryLock::take(**folder, LibraryLock::Of::Library, LibraryLock::Mode::Exclusive, job);
    if (!lock)
        return fail(lock.error());
    LibraryChecker checker(**folder, job, pool);
    Result<LibraryReport> found = checker.run();
    if (!found)
        return fail(found.error());
    repair.found = *std::move(found);
    if (const Result<void> dropped = dropWrongBlobs(**folder, checker.proofs(), job, repair); !dropped)
        return fail(dropped.error());
    if (const Result<void> mended = mendIndex(**folder, *lock, job, repair); !mended)
        return fail(mended.error());
    Result<LibraryReport> left = checker.run();
    if (!left)
        return fail(left.error());
    repair.left = *std::move(left);
    return repair;
}

} // namespace varve
