// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/imagestore.h"

#include "services/stores/archive/dockerarchive.h"
#include "services/stores/archive/salvage.h"
#include "services/stores/files/contentsniffer.h"
#include "services/stores/files/folderfiles.h"
#include "services/stores/files/streamedfiles.h"
#include "services/stores/files/tarfiles.h"
#include "services/stores/filestore.h"
#include "services/stores/layout/layoutreader.h"
#include "services/stores/storage/storagestore.h"

#include <QtCore/QFileInfo>

#include <algorithm>

namespace varve {

namespace {

Result<FileSetPtr> openFile(const QString &path, Job &job)
{
    Result<MappedFilePtr> file = MappedFile::open(path);
    if (!file)
        return fail(file.error());
    const std::span<const std::byte> bytes = (*file)->bytes();
    if (sniffCompression(bytes.first(std::min<std::size_t>(bytes.size(), kSniffBytes))) != Compression::None)
        return StreamedFiles::read(*std::move(file), job);
    // The magic of disc images stands 32 KiB in.
    constexpr std::size_t kDescribedBytes = 33 * 1024;
    const auto head = bytes.first(std::min(bytes.size(), kDescribedBytes));
    if (head.empty() || !canBeLayer(head)) {
        const QString what = QStringLiteral("not an image archive but ") + describeContent(head);
        static const QStringList kPartsOfFolders { QStringLiteral("index.json"), QStringLiteral("manifest.json"),
            QStringLiteral("oci-layout"), QStringLiteral("repositories") };
        const bool isPart = kPartsOfFolders.contains(QFileInfo(path).fileName());
        return fail(
            ErrorCode::Unsupported, path, isPart ? what + QStringLiteral(": open the folder that it is in") : what);
    }
    return TarFiles::open(*std::move(file), job);
}

bool isWorthTrying(const Result<ImageSet> &set)
{
    return !set && set.error().code != ErrorCode::Cancelled;
}

// By the best table of contents there is; a broken one gives way to the next, with a warning.
Result<ImageSet> readImages(const FileSet &files, Job &job)
{
    struct Table {
        const char *name;
        Result<ImageSet> (*read)(const FileSet &, Job &);
    };
    static constexpr Table kTables[] = {
        { "manifest.json", readDockerArchive },
        { "index.json", readLayout },
        { "repositories", readLegacyArchive },
    };
    std::optional<Error> firstError;
    for (const Table &table : kTables) {
        if (!files.contains(QString::fromLatin1(table.name)))
            continue;
        Result<ImageSet> set = table.read(files, job);
        if (!isWorthTrying(set)) {
            if (set && firstError)
                set->warnings.prepend({ firstError->code, firstError->subject, {}, firstError->detail });
            return set;
        }
        if (!firstError)
            firstError = set.error();
    }
    if (firstError)
        return fail(*firstError);
    return fail(ErrorCode::NotFound, {}, {});
}

Error noImageError(const FileSet &files, const QString &path)
{
    if (const std::optional<Error> damage = files.damage()) {
        return { ErrorCode::Corrupt, path,
            QStringLiteral("only part of the archive can be read, and no image is in it: %1").arg(damage->detail) };
    }
    return { ErrorCode::Unsupported, path, files.contentHint() };
}

// An archive whose end is lost has most of its layers all the same. `error` is what reading the table of contents gave.
Result<ImageSet> readWhatIsLeft(const FileSet &files, const QString &path, const Error &error, Job &job)
{
    const Error answer = error.subject.isEmpty() ? noImageError(files, path) : error;
    if (!files.damage())
        return fail(answer);
    Result<ImageSet> images = salvageImages(files, job);
    return images && images->images.empty() ? fail(answer) : std::move(images);
}

// Every file that an image of the set names.
QSet<QString> filesOf(const ImageSet &set)
{
    QSet<QString> names;
    for (const ImageSource &image : set.images) {
        names.insert(image.configFile);
        for (const LayerSource &layer : image.layers)
            names.insert(layer.fileName);
        for (const DocumentSource &document : image.documents)
            names.insert(document.fileName);
        for (const QString &id : image.legacyChain)
            names.insert(id + QStringLiteral("/json"));
    }
    return names;
}

} // namespace

Result<void> ImageStore::pull(const PullRequest &request, const std::function<void(const PullStep &)> &, Job &)
{
    return fail(ErrorCode::Unsupported, request.reference.toString(), QStringLiteral("this store does not pull"));
}

Result<MappedRange> ImageStore::openBlob(const Digest &digest, Job &)
{
    return fail(ErrorCode::Unsupported, digest.toString(), QStringLiteral("this store hands no blobs out"));
}

Result<QList<LayerDigests>> ImageStore::digestStreamedLayers(const ImageDetails &image, const QList<int> &, Job &)
{
    return fail(ErrorCode::Unsupported, image.summary.id.value, QStringLiteral("this store has no streamed layers"));
}

Result<void> ImageStore::streamLayers(const ImageDetails &image, const QList<int> &, const StreamedLayerSink &, Job &)
{
    return fail(ErrorCode::Unsupported, image.summary.id.value, QStringLiteral("this store has no stream of layers"));
}

Result<QList<ContainerInfo>> ImageStore::containers(Job &)
{
    return fail(ErrorCode::Unsupported, location(), QStringLiteral("this store knows no containers"));
}

Result<std::int64_t> ImageStore::containerBytes(const ContainerInfo &, Job &)
{
    return fail(ErrorCode::Unsupported, location(), QStringLiteral("this store knows no containers"));
}

Result<LayerTreePtr> ImageStore::containerLayer(const ContainerInfo &, Job &)
{
    return fail(ErrorCode::Unsupported, location(), QStringLiteral("this store knows no containers"));
}

Result<void> ImageStore::tag(const ImageId &, const QString &, Job &)
{
    return fail(ErrorCode::Unsupported, location(), QStringLiteral("names in this store cannot be changed"));
}

Result<void> ImageStore::untag(const ImageId &, const QString &, Job &)
{
    return fail(ErrorCode::Unsupported, location(), QStringLiteral("names in this store cannot be changed"));
}

Result<void> ImageStore::remove(const ImageId &, Job &)
{
    return fail(ErrorCode::Unsupported, location(), QStringLiteral("images in this store cannot be removed"));
}

Result<void> checkShownNames(const ShownImage &shown, QStringList namesNow)
{
    QStringList names = shown.names;
    names.sort();
    namesNow.sort();
    if (names == namesNow)
        return {};
    return fail(ErrorCode::Conflict, shown.id.value,
        namesNow.isEmpty() ? QStringLiteral("it has lost its name")
                           : QStringLiteral("it is called %1 by now").arg(namesNow.join(QLatin1String(", "))));
}

void ImageStore::removeEach(const QList<ShownImage> &images, const RemovalSink &told, Job &)
{
    for (qsizetype i = 0; i < images.size(); ++i)
        told(i, fail(ErrorCode::Unsupported, location(), QStringLiteral("images in this store cannot be removed")));
}

Result<std::int64_t> ImageStore::bytesFreed(const QList<ImageId> &, Job &)
{
    return fail(
        ErrorCode::Unsupported, location(), QStringLiteral("this store cannot tell what removing an image frees"));
}

Result<PruneFacts> ImageStore::pruneFacts(Job &)
{
    return fail(ErrorCode::Unsupported, location(), QStringLiteral("images cannot be removed from this store"));
}

Result<QList<CopiedImage>> ImageStore::copyToLibrary(const QList<ImageId> &, const QString &, const QString &, Job &)
{
    return fail(ErrorCode::Unsupported, location(), QStringLiteral("images in this store cannot be copied"));
}

Result<QList<ImageId>> ImageStore::copyFromLibrary(const QString &, const QList<CopiedImage> &, const QString &, Job &)
{
    return fail(ErrorCode::Unsupported, location(), QStringLiteral("this store takes no images"));
}

Result<std::int64_t> ImageStore::usedBytes(Job &)
{
    return sizeOnDiskBytes();
}

Result<void> ImageStore::watch(const std::function<void()> &, Job &)
{
    return fail(ErrorCode::Unsupported, location(), QStringLiteral("this store does not tell of changes"));
}

Result<ImageStorePtr> openFileStore(const FileSetPtr &files, const QString &location, Job &job)
{
    Result<ImageSet> images = readImages(*files, job);
    if (!images && images.error().code != ErrorCode::Cancelled)
        images = readWhatIsLeft(*files, location, images.error(), job);
    if (!images)
        return fail(images.error());
    if (const std::optional<Error> damage = files->damage())
        images->warnings.prepend({ damage->code, damage->subject, {},
            QStringLiteral("only part of the archive can be read: %1").arg(damage->detail) });
    images->warnings += files->warnings();
    files->keepOnly(filesOf(*images));
    return ImageStorePtr(std::make_shared<FileStore>(location, files, *std::move(images)));
}

Result<ImageStorePtr> openStore(const QString &path, Job &job)
{
    if (QFileInfo(path).isDir() && StorageFolder::isStorage(path))
        return StorageStore::open(path);
    const Result<FileSetPtr> files = QFileInfo(path).isDir() ? FolderFiles::open(path) : openFile(path, job);
    if (!files)
        return fail(files.error());
    return openFileStore(*files, QFileInfo(path).absoluteFilePath(), job);
}

} // namespace varve
