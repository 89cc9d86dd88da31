// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/librarystore.h"

#include "services/stores/files/folderfiles.h"
#include "services/stores/layout/layoutreader.h"
#include "services/stores/library/librarysession.h"
#include "services/types/reference.h"

#include <QtCore/QMutexLocker>

#include <algorithm>
#include <chrono>
#include <thread>

namespace varve {

namespace {

using namespace std::chrono_literals;

constexpr auto kLookAtIndexEvery = 400ms;
constexpr auto kWakeForCancelEvery = 50ms;
constexpr int kSnapshotAttempts = 5; // while others keep changing the index

// Of a Library that was never written to.
class NoFiles final : public FileSet {
public:
    std::int64_t sizeBytes(const QString &) const override { return -1; }
    Result<QByteArray> document(const QString &name, std::size_t) const override { return absent(name); }
    Result<LayerContent> content(const QString &name) const override { return absent(name); }
    bool isFolder() const override { return true; }
    std::int64_t sizeOnDiskBytes() const override { return 0; }

private:
    static tl::unexpected<Error> absent(const QString &name)
    {
        return fail(ErrorCode::NotFound, name, QStringLiteral("the Library is empty"));
    }
};

bool isNotFound(const Error &error)
{
    return error.code == ErrorCode::NotFound;
}

Result<Digest> digestOfId(const ImageId &id)
{
    const Result<Digest> digest = Digest::parse(id.value.toUtf8());
    if (!digest)
        return fail(ErrorCode::NotFound, id.value, QStringLiteral("no such image in the Library"));
    return digest;
}

Result<QList<Digest>> digestsOf(const QList<ImageId> &ids)
{
    QList<Digest> digests;
    digests.reserve(ids.size());
    for (const ImageId &id : ids) {
        const Result<Digest> digest = digestOfId(id);
        if (!digest)
            return fail(digest.error());
        digests.append(*digest);
    }
    return digests;
}

// The descriptors in the index that an image stands for: its own, else those of the indexes that it is a platform of.
Result<QList<LibraryEntry>> rootsOf(
    const LibraryFolder &folder, const LibraryIndex &index, const ImageId &id, const Job &job)
{
    const Result<Digest> digest = digestOfId(id);
    if (!digest)
        return fail(digest.error());
    QList<LibraryEntry> roots;
    const QList<LibraryEntry> entries = index.entries();
    std::copy_if(entries.cbegin(), entries.cend(), std::back_inserter(roots),
        [&](const LibraryEntry &entry) { return entry.descriptor.digest == *digest; });
    if (!roots.isEmpty())
        return roots;
    const Result<LibraryGraph> graph = readLibraryGraph(folder, index, job);
    if (!graph)
        return fail(graph.error());
    std::copy_if(entries.cbegin(), entries.cend(), std::back_inserter(roots), [&](const LibraryEntry &entry) {
        return graph->documents.value(entry.descriptor.digest).isIndex
            && blobsBelow(*graph, { entry.descriptor.digest }).contains(*digest);
    });
    if (roots.isEmpty())
        return fail(ErrorCode::NotFound, id.value, QStringLiteral("no such image in the Library"));
    return roots;
}

// What each name stood for when it was pulled.
void addSources(ImageSet &images, const LibraryFolder &folder)
{
    const Result<LibraryIndex> index = readLibraryIndex(folder);
    if (!index)
        return;
    QHash<QString, QString> sources;
    const QList<LibraryEntry> entries = index->entries();
    for (const LibraryEntry &entry : entries) {
        if (!entry.source.isEmpty())
            sources.insert(entry.name, entry.source);
    }
    for (ImageSource &image : images.images) {
        for (const QString &name : std::as_const(image.summary.names)) {
            if (const QString source = sources.value(name); !source.isEmpty())
                image.summary.repoDigests.append(source);
        }
    }
}

} // namespace

struct LibraryStore::Snapshot {
    FileIdentity index;
    std::shared_ptr<FileStore> images;
};

LibraryStore::LibraryStore(QString root)
    : m_root(std::move(root))
{
}

QString LibraryStore::title() const
{
    return QStringLiteral("Library");
}

std::int64_t LibraryStore::sizeOnDiskBytes() const
{
    const Result<LibraryFolderPtr> folder = LibraryFolder::open(m_root);
    if (!folder)
        return isNotFound(folder.error()) ? 0 : -1;
    const Job job;
    const Result<LibraryFolder::Contents> contents = (*folder)->contents(job);
    if (!contents)
        return -1;
    std::int64_t bytes = 0;
    for (const LibraryFolder::Blob &blob : contents->blobs)
        bytes += blob.status.diskBytes;
    for (const LibraryFolder::OtherFile &file : contents->parts + contents->strays)
        bytes += file.status.diskBytes;
    return bytes;
}

Result<LibraryStore::SnapshotPtr> LibraryStore::snapshot(Job &job)
{
    for (int attempt = 0;; ++attempt) {
        const FileIdentity now = LibraryFolder::indexIdentity(m_root);
        {
            const QMutexLocker lock(&m_mutex);
            if (m_snapshot && m_snapshot->index == now)
                return m_snapshot;
        }
        const Result<SnapshotPtr> read = readSnapshot(job);
        // An image that was removed meanwhile would be listed as a broken one.
        const bool isStill = LibraryFolder::indexIdentity(m_root) == now;
        if (!isStill && attempt < kSnapshotAttempts && !job.isCancelled())
            continue;
        if (!read)
            return read;
        auto snapshot = std::make_shared<Snapshot>(**read);
        snapshot->index = now;
        const QMutexLocker lock(&m_mutex);
        m_snapshot = snapshot;
        return SnapshotPtr(snapshot);
    }
}

Result<LibraryStore::SnapshotPtr> LibraryStore::readSnapshot(Job &job) const
{
    const auto nothing = [&]() -> SnapshotPtr {
        return std::make_shared<Snapshot>(
            Snapshot { {}, std::make_shared<FileStore>(m_root, std::make_shared<NoFiles>(), ImageSet()) });
    };
    const Result<LibraryFolderPtr> folder = LibraryFolder::open(m_root);
    if (!folder)
        return isNotFound(folder.error()) ? Result<SnapshotPtr>(nothing()) : fail(folder.error());
    if (const Result<QByteArray> text = (*folder)->readIndex(); !text)
        return isNotFound(text.error()) ? Result<SnapshotPtr>(nothing()) : fail(text.error());
    const Result<FileSetPtr> files = FolderFiles::open(m_root);
    if (!files)
        return fail(files.error());
    Result<ImageSet> images = readLayout(**files, job);
    if (!images)
        return fail(images.error());
    images->kind = StoreKind::Library;
    addSources(*images, **folder);
    return SnapshotPtr(
        std::make_shared<Snapshot>(Snapshot { {}, std::make_shared<FileStore>(m_root, *files, *std::move(images)) }));
}

Result<Listing> LibraryStore::list(Job &job)
{
    const Result<SnapshotPtr> now = snapshot(job);
    return now ? (*now)->images->list(job) : fail(now.error());
}

Result<ImageDetails> LibraryStore::inspect(const ImageId &id, Job &job)
{
    const Result<SnapshotPtr> now = snapshot(job);
    return now ? (*now)->images->inspect(id, job) : fail(now.error());
}

Result<LayerContent> LibraryStore::openLayer(const ImageDetails &image, int layer, Job &job)
{
    const Result<SnapshotPtr> now = snapshot(job);
    return now ? (*now)->images->openLayer(image, layer, job) : fail(now.error());
}

Result<MappedRange> LibraryStore::openBlob(const Digest &digest, Job &)
{
    const Result<LibraryFolderPtr> folder = LibraryFolder::open(m_root);
    const Result<MappedFilePtr> file = folder ? (*folder)->openBlob(digest) : fail(folder.error());
    if (!file)
        return fail(file.error());
    return MappedRange { *file, 0, (*file)->bytes().size() };
}

Result<void> LibraryStore::tag(const ImageId &id, const QString &name, Job &job)
{
    const Result<Reference> reference = Reference::parse(name);
    if (!reference || !reference->digest().isNull())
        return fail(ErrorCode::Unsupported, name,
            QStringLiteral("a name is a repository, and a tag if it is not to be latest"));
    const Result<LibraryFolderPtr> folder = LibraryFolder::open(m_root);
    if (!folder)
        return fail(folder.error());
    return changeLibraryIndex(**folder, job, [&](LibraryIndex &index) -> Result<void> {
        const Result<QList<LibraryEntry>> roots = rootsOf(**folder, index, id, job);
        if (!roots)
            return fail(roots.error());
        LibraryEntry entry = roots->constFirst();
        entry.name = reference->withDefaultTag().toString();
        entry.source.clear(); // of the other name
        entry.descriptor.annotations.removeIf(
            [](const auto &annotation) { return annotation.first.startsWith(QLatin1String("io.varve.")); });
        entry.added = QDateTime::currentDateTimeUtc();
        index.put(entry);
        return {};
    });
}

Result<void> LibraryStore::untag(const ImageId &id, const QString &name, Job &job)
{
    const Result<LibraryFolderPtr> folder = LibraryFolder::open(m_root);
    if (!folder)
        return fail(folder.error());
    return changeLibraryIndex(**folder, job, [&](LibraryIndex &index) -> Result<void> {
        const QString whole = index.imagesNamed(name).isEmpty() ? libraryName(name, {}) : name;
        const QList<Digest> named = index.imagesNamed(whole);
        if (named.isEmpty())
            return fail(ErrorCode::NotFound, name, QStringLiteral("no image in the Library has this name"));
        const Result<QList<LibraryEntry>> roots = rootsOf(**folder, index, id, job);
        if (!roots)
            return fail(roots.error());
        const auto isNamed = [&](const LibraryEntry &root) { return named.contains(root.descriptor.digest); };
        const auto root = std::find_if(roots->cbegin(), roots->cend(), isNamed);
        if (root == roots->cend())
            return fail(ErrorCode::Conflict, name, QStringLiteral("the name means another image by now"));
        // As everywhere: who wants the image to go says so. It would stay here, but nobody could find it by a name.
        if (index.names(root->descriptor.digest).size() < 2)
            return fail(ErrorCode::Conflict, name, QStringLiteral("it is the image's last name"));
        index.untag(root->descriptor.digest, whole);
        return {};
    });
}

Result<void> LibraryStore::remove(const ImageId &id, Job &job)
{
    const Result<LibraryGarbage> removed = removeImages({ id }, job);
    return removed ? Result<void>() : fail(removed.error());
}

Result<LibraryGarbage> LibraryStore::removeImages(const QList<ImageId> &images, Job &job)
{
    const Result<QList<Digest>> digests = digestsOf(images);
    if (!digests)
        return fail(digests.error());
    const Result<LibraryFolderPtr> folder = LibraryFolder::open(m_root);
    if (!folder)
        return fail(folder.error());
    // Taken before the index's lock, as that order is; only a platform's document needs it at once.
    Result<std::optional<LibraryLock>> lock =
        LibraryLock::tryTake(**folder, LibraryLock::Of::Library, LibraryLock::Mode::Exclusive);
    if (!lock)
        return fail(lock.error());
    LibraryGarbage gone;
    const Result<void> changed = changeLibraryIndex(**folder, job, [&](LibraryIndex &index) -> Result<void> {
        const Result<LibraryGraph> graph = readLibraryGraph(**folder, index, job);
        if (!graph)
            return fail(graph.error());
        const LibraryRemovalPlan plan = planRemoval(*graph, *digests);
        if (!plan.unknown.isEmpty())
            return fail(ErrorCode::NotFound, plan.unknown.constFirst().toString(),
                QStringLiteral("no such image in the Library"));
        if (!plan.documents.isEmpty() && !*lock)
            return fail(ErrorCode::Conflict, plan.documents.cbegin()->toString(),
                QStringLiteral("one platform of an image cannot go while something is being brought into the Library"));
        for (const Digest &root : plan.roots)
            index.remove(root);
        for (const Digest &document : plan.documents) {
            if (const Result<void> removed = (*folder)->removeBlob(document); !removed)
                return removed;
            ++gone.blobs;
            gone.freedBytes += graph->diskBytes.value(document, 0);
        }
        return {}; // the index is written in any case, so that others see that something changed
    });
    if (!changed)
        return fail(changed.error());
    if (!*lock)
        return gone;
    Result<LibraryGarbage> garbage = collectLibraryGarbage(**folder, **lock, job);
    if (garbage) {
        garbage->blobs += gone.blobs;
        garbage->freedBytes += gone.freedBytes;
    }
    return garbage;
}

Result<void> LibraryStore::watch(const std::function<void()> &changed, Job &job)
{
    std::optional<FileIdentity> seen;
    for (;;) {
        const FileIdentity now = LibraryFolder::indexIdentity(m_root);
        if (seen != now)
            changed();
        seen = now;
        for (auto waited = kLookAtIndexEvery.zero(); waited < kLookAtIndexEvery; waited += kWakeForCancelEvery) {
            if (job.isCancelled())
                return job.cancelled();
            std::this_thread::sleep_for(kWakeForCancelEvery);
        }
    }
}

Result<QList<LibraryEntry>> LibraryStore::entries(Job &job) const
{
    if (job.isCancelled())
        return job.cancelled();
    const Result<LibraryFolderPtr> folder = LibraryFolder::open(m_root);
    const Result<LibraryIndex> index = folder ? readLibraryIndex(**folder) : fail(folder.error());
    if (!index)
        return isNotFound(index.error()) ? Result<QList<LibraryEntry>>(QList<LibraryEntry>()) : fail(index.error());
    return index->entries();
}

Result<std::int64_t> LibraryStore::bytesFreed(const QList<ImageId> &images, Job &job)
{
    const Result<QList<Digest>> digests = digestsOf(images);
    const Result<LibraryGraph> now = digests ? readLibraryGraph(m_root, job) : fail(digests.error());
    if (!now)
        return fail(now.error());
    return varve::bytesFreed(*now, *digests);
}

} // namespace varve
