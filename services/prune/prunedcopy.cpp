// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/prune/prunedcopy.h"

#include "services/archive/digester.h"
#include "services/archive/tarreader.h"
#include "services/stores/library/libraryexport.h"
#include "services/stores/library/librarygraph.h"
#include "services/stores/library/libraryimport.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QStorageInfo>

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

// Of the disk that a copy does not use up.
constexpr std::int64_t kRoomLeft = 256'000'000;
constexpr int kRoomLeftPart = 20; // or one in so many
constexpr int kEngineRooms = 2; // what the engine exports, and what is made of it

// Blobs of the archive by what their bytes are, not by what they are called.
Result<QSet<Digest>> blobsOfArchive(const QString &path, Job &job)
{
    const Result<MappedFilePtr> file = MappedFile::open(path);
    if (!file)
        return fail(file.error());
    const std::span<const std::byte> bytes = (*file)->bytes();
    job.setProgress(0, static_cast<std::int64_t>(bytes.size()), Job::Unit::Bytes);
    TarReader tar(bytes, path, &job);
    QSet<Digest> blobs;
    for (;;) {
        const Result<const TarReader::Header *> entry = tar.next();
        if (!entry)
            return fail(entry.error());
        if (!*entry)
            break;
        const TarReader::Header &blob = **entry;
        if (blob.typeFlag != '0' || !blob.path.starts_with("blobs/"))
            continue;
        if (blob.contentOffset > bytes.size() || blob.storedBytes > bytes.size() - blob.contentOffset)
            return fail(ErrorCode::Corrupt, path, u"the copy is cut"_s);
        const bool isSha512 = blob.path.starts_with("blobs/sha512/");
        const Result<Digest> digest = digestOf(bytes.subspan(blob.contentOffset, blob.storedBytes), job,
            isSha512 ? Digest::Algorithm::Sha512 : Digest::Algorithm::Sha256);
        if (!digest)
            return fail(digest.error());
        blobs.insert(*digest);
    }
    if (!tar.hasEndMarker() || (*file)->wasTruncated())
        return fail(ErrorCode::Corrupt, path, u"the copy has no end"_s);
    return blobs;
}

// That all is in it that these images need and that was there.
Result<void> verify(const QString &path, const LibraryGraph &graph, const QList<Digest> &roots, Job &job)
{
    job.setNote(path);
    const Result<QSet<Digest>> blobs = blobsOfArchive(path, job);
    if (!blobs)
        return fail(blobs.error());
    for (const Digest &needed : blobsBelow(graph, roots)) {
        if (graph.diskBytes.contains(needed) && !blobs->contains(needed))
            return fail(ErrorCode::Corrupt, path, u"the copy lacks %1"_s.arg(needed.toString()));
    }
    return {};
}

struct Copied {
    QList<Digest> roots; // that stand for it in the copy
    Digest config;
};

// An index that would go with its last platforms is copied whole: a platform alone would not bring it back. It may be in several, and
// have a name of its own besides.
Result<QList<Copied>> rootsInLibrary(const LibraryGraph &graph, const QList<ImageId> &images)
{
    QList<Digest> digests;
    for (const ImageId &image : images) {
        const Result<Digest> digest = Digest::parse(image.value.toUtf8());
        if (!digest)
            return fail(digest.error());
        digests.append(*digest);
    }
    const LibraryRemovalPlan plan = planRemoval(graph, digests);
    if (!plan.unknown.isEmpty())
        return fail(ErrorCode::Conflict, plan.unknown.constFirst().toString(), u"it is not in the Library any more"_s);
    QHash<Digest, QList<Digest>> rootsOf;
    for (const Digest &root : rootDigests(graph)) {
        if (!plan.roots.contains(root))
            continue;
        for (const Digest &below : blobsBelow(graph, { root }))
            rootsOf[below].append(root);
    }
    QList<Copied> copied;
    for (const Digest &digest : std::as_const(digests)) {
        const QList<Digest> roots = rootsOf.value(digest, { digest });
        copied.append({ roots, graph.documents.value(roots.constFirst()).config.digest });
    }
    return copied;
}

Result<void> checkRoom(const QString &place, const CopyEstimate &estimate, const PrunedLimits &limits, bool isExact)
{
    if (isExact && estimate.copyBytes > limits.copyBytes)
        return fail(ErrorCode::LimitExceeded, place,
            u"a copy would take %1 bytes, more than the %2 that copies may take"_s.arg(estimate.copyBytes)
                .arg(limits.copyBytes));
    const QStorageInfo disk(place);
    const std::int64_t needed =
        estimate.roomBytes + std::min<std::int64_t>(kRoomLeft, disk.bytesTotal() / kRoomLeftPart);
    if (disk.isValid() && disk.bytesAvailable() < needed)
        return fail(ErrorCode::NoSpace, place,
            u"making a copy takes %1 bytes there, %2 are free"_s.arg(needed).arg(disk.bytesAvailable()));
    return {};
}

} // namespace

CopyEstimate estimateCopy(StoreKind kind, const PruneFacts &facts, const QList<int> &images)
{
    std::vector<bool> isCounted(facts.partBytes.size(), false);
    CopyEstimate estimate;
    for (const int image : images) {
        for (const int part : facts.images[image].parts) {
            const auto at = static_cast<std::size_t>(part);
            if (!isCounted[at])
                estimate.copyBytes += facts.partBytes[at];
            isCounted[at] = true;
        }
    }
    estimate.roomBytes = kind == StoreKind::Library ? estimate.copyBytes : kEngineRooms * estimate.copyBytes;
    return estimate;
}

Result<void> copyBeforePruning(ImageStore &store, const PruneFacts &facts, const QList<int> &images,
    const PrunedScratch &scratch, const PrunedLimits &limits, const QString &file, QList<PrunedImage> &pruned, Job &job)
{
    const bool isLibrary = store.kind() == StoreKind::Library;
    const Result<void> hasRoom =
        checkRoom(scratch.path(), estimateCopy(store.kind(), facts, images), limits, facts.isExact);
    if (!hasRoom)
        return hasRoom;
    QList<ImageId> ids;
    for (const int image : images)
        ids.append(facts.images[image].id);
    const QString root = isLibrary ? store.location() : scratch.path() + u"/library"_s;
    QList<Copied> copied;
    if (!isLibrary) {
        const Result<QList<CopiedImage>> brought = store.copyToLibrary(ids, root, scratch.path(), job);
        if (!brought)
            return fail(brought.error());
        for (const CopiedImage &image : *brought)
            copied.append({ { image.digest }, image.config });
    }
    const Result<LibraryGraph> graph = readLibraryGraph(root, job);
    if (!graph)
        return fail(graph.error());
    if (isLibrary) {
        const Result<QList<Copied>> own = rootsInLibrary(*graph, ids);
        if (!own)
            return fail(own.error());
        copied = *own;
    }
    QList<Digest> roots;
    QList<ImageId> exported;
    QSet<Digest> seen;
    for (const Copied &image : std::as_const(copied)) {
        for (const Digest &digest : image.roots) {
            if (seen.contains(digest))
                continue;
            seen.insert(digest);
            roots.append(digest);
            exported.append({ digest.toString() });
        }
    }
    if (Result<void> written = exportFromLibrary(root, exported, LibraryExportFormat::OciArchive, file, job); !written)
        return written;
    if (const std::int64_t bytes = QFileInfo(file).size(); bytes > limits.copyBytes) {
        QFile::remove(file);
        return fail(ErrorCode::LimitExceeded, file,
            u"the copy takes %1 bytes, more than the %2 that copies may take"_s.arg(bytes).arg(limits.copyBytes));
    }
    if (Result<void> verified = verify(file, *graph, roots, job); !verified) {
        QFile::remove(file);
        return verified;
    }
    for (qsizetype i = 0; i < copied.size(); ++i) {
        pruned[i].copied = copied[i].roots;
        pruned[i].config = copied[i].config;
    }
    return {};
}

Result<QStringList> giveNames(ImageStore &target, const ImageId &image, const QStringList &names, Job &job)
{
    const Result<Listing> listing = target.list(job);
    if (!listing)
        return fail(listing.error());
    QStringList taken;
    for (const QString &name : names) {
        bool isMine = false;
        bool isOthers = false;
        for (const ImageSummary &each : listing->images) {
            const bool hasName = each.names.contains(name);
            isMine = isMine || (hasName && each.id == image);
            isOthers = isOthers || (hasName && each.id != image);
        }
        if (isMine)
            continue;
        if (isOthers)
            taken.append(name);
        else if (const Result<void> tagged = target.tag(image, name, job); !tagged)
            return fail(tagged.error());
    }
    return taken;
}

Result<Restored> restoreFromCopy(
    const PrunedFolder &folder, const PrunedRun &run, const QList<int> &images, ImageStore &target, Job &job)
{
    QList<CopiedImage> copied;
    LibraryImportOptions options;
    const bool isLibrary = target.kind() == StoreKind::Library;
    options.names = isLibrary ? LibraryImportOptions::Names::Free : LibraryImportOptions::Names::None;
    for (const int image : images) {
        const PrunedImage &pruned = run.images.at(image);
        if (pruned.copied.isEmpty())
            return fail(ErrorCode::NotFound, pruned.id.value, u"there is no copy of it"_s);
        copied.append({ pruned.id, pruned.copied.constFirst(), pruned.config });
        for (const Digest &digest : pruned.copied) {
            const ImageId root { digest.toString() };
            if (!options.only.contains(root))
                options.only.append(root);
        }
    }
    const Result<PrunedScratch> scratch = PrunedScratch::in(folder);
    if (!scratch)
        return fail(scratch.error());
    const QString root = isLibrary ? target.location() : scratch->path() + u"/library"_s;
    const Result<LibraryImport> imported = importIntoLibrary(root, folder.copyPath(run.key), options, job);
    if (!imported)
        return fail(imported.error());
    if (imported->refusedCount > 0)
        return fail(ErrorCode::Corrupt, folder.copyPath(run.key), imported->warnings.constFirst().detail);
    Restored restored;
    if (isLibrary) {
        // A platform has its own id there, whatever it was copied with; an image of an engine has that of its manifest.
        for (const CopiedImage &image : std::as_const(copied)) {
            const bool isSame = run.sourceKind == StoreKind::Library;
            restored.images.append(isSame ? image.id : ImageId { image.digest.toString() });
        }
    }
    // Each with its names before the next one comes: a cancel leaves none without.
    for (qsizetype i = 0; i < images.size(); ++i) {
        if (!isLibrary) {
            const Result<QList<ImageId>> loaded = target.copyFromLibrary(root, { copied[i] }, scratch->path(), job);
            if (!loaded)
                return fail(loaded.error());
            restored.images += *loaded;
        }
        const Result<QStringList> taken = giveNames(target, restored.images[i], run.images.at(images[i]).names, job);
        if (!taken)
            return fail(taken.error());
        restored.takenNames += *taken;
    }
    return restored;
}

} // namespace varve
