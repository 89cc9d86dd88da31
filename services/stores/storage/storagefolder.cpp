// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/storage/storagefolder.h"

#include "services/archive/openbeneath.h"
#include "services/stores/storage/storagelock.h"
#include "services/types/limits.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QMutexLocker>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr auto kLockPatience = std::chrono::milliseconds(1500);
constexpr int kTries = 5; // for lists that are replaced while they are read

constexpr auto kImages = "images"_L1;
constexpr auto kLayers = "layers"_L1;
constexpr auto kContainers = "containers"_L1;

// The first two are those whose unpacked layers are understood; tar-split files are the same for all.
constexpr std::array kDrivers { "overlay"_L1, "vfs"_L1, "btrfs"_L1, "zfs"_L1, "aufs"_L1, "devicemapper"_L1 };

bool isFolder(const QString &path)
{
    return QFileInfo(path).isDir();
}

bool hasDriver(const QString &path, const QString &driver)
{
    const QString prefix = path + u'/' + driver;
    return isFolder(prefix + u"-images"_s) && isFolder(prefix + u"-layers"_s);
}

// One storage has one driver; what another one left behind has no images.
QString driverOf(const QString &path)
{
    QString found;
    for (const QLatin1String driver : kDrivers) {
        if (!hasDriver(path, driver))
            continue;
        if (QFileInfo::exists(path + u'/' + driver + u"-images/images.json"_s))
            return driver;
        if (found.isEmpty())
            found = driver;
    }
    return found;
}

bool hasAllLayers(const StorageSnapshot &snapshot)
{
    return std::all_of(snapshot.images.cbegin(), snapshot.images.cend(), [&](const StorageImage &image) {
        return image.topLayer.isEmpty() || snapshot.layers.contains(image.topLayer);
    });
}

} // namespace

const StorageImage *StorageSnapshot::image(const QString &id) const
{
    const auto found = imageById.constFind(id);
    return found == imageById.constEnd() ? nullptr : &images[*found];
}

StorageFolder::StorageFolder(int directory, QString path, QString driver)
    : m_directory(directory)
    , m_path(std::move(path))
    , m_driver(std::move(driver))
{
}

StorageFolder::~StorageFolder()
{
    ::close(m_directory);
}

bool StorageFolder::isStorage(const QString &path)
{
    return !driverOf(path).isEmpty();
}

Result<StorageFolderPtr> StorageFolder::open(const QString &path, const QString &driver)
{
    const int directory = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return fail(errorFromErrno(errno, path, u"open the storage"_s));
    const QString found = driver.isEmpty() ? driverOf(path) : driver;
    if (found.isEmpty() || !isStorageId(found) || !hasDriver(path, found)) {
        ::close(directory);
        return fail(ErrorCode::NotFound, path,
            found.isEmpty() ? u"there is no containers-storage in this folder"_s
                            : u"there is no containers-storage of the driver %1 in this folder"_s.arg(found));
    }
    return StorageFolderPtr(new StorageFolder(directory, QFileInfo(path).absoluteFilePath(), found));
}

QString StorageFolder::listPath(QLatin1String kind, const QString &file) const
{
    return m_driver + u'-' + kind + u'/' + file;
}

QString StorageFolder::documentPath(const QString &imageId, const QString &document) const
{
    return listPath(kImages, imageId + u'/' + storageFileName(document));
}

QString StorageFolder::tarSplitPath(const QString &layerId) const
{
    return listPath(kLayers, layerId + u".tar-split.gz"_s);
}

QString StorageFolder::unpackedPath(const QString &layerId) const
{
    if (hasOnlyChanges())
        return m_driver + u'/' + layerId + u"/diff"_s;
    return m_driver == "vfs"_L1 ? u"vfs/dir/"_s + layerId : QString();
}

Result<MappedFilePtr> StorageFolder::map(const QString &path) const
{
    return MappedFile::openBeneath(m_directory, path, path);
}

Result<QByteArray> StorageFolder::document(const QString &path, std::size_t maxBytes) const
{
    const Result<MappedFilePtr> file = map(path);
    if (!file)
        return fail(file.error());
    const std::span<const std::byte> bytes = (*file)->bytes();
    if (bytes.size() > maxBytes) {
        return fail(ErrorCode::LimitExceeded, path,
            u"%1 bytes, more than the %2 that are read"_s.arg(bytes.size()).arg(maxBytes));
    }
    QByteArray copy(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size()));
    if ((*file)->wasTruncated())
        return fail(ErrorCode::Corrupt, path, u"the file was cut short while it was read"_s);
    return copy;
}

Result<int> StorageFolder::openFolder(const QString &path) const
{
    const Result<int> fd = openFileBeneath(m_directory, QFile::encodeName(path), path);
    if (!fd)
        return fd;
    struct stat status { };
    if (::fstat(*fd, &status) == 0 && S_ISDIR(status.st_mode))
        return fd;
    ::close(*fd);
    return fail(ErrorCode::Corrupt, path, u"not a folder"_s);
}

FileIdentity StorageFolder::identityOf(const QString &path) const
{
    const Result<MappedFilePtr> file = map(path);
    return file ? (*file)->identity() : FileIdentity {};
}

// A storage that was never used has no lists. With the lock nobody writes; without it, a file that is the same before and
// after was not replaced in between.
Result<StorageFolder::List> StorageFolder::readList(QLatin1String kind, const QString &file, Job &job) const
{
    const QString path = listPath(kind, file);
    const StorageReadLock lock =
        StorageReadLock::take(m_directory, listPath(kind, kind + u".lock"_s), kLockPatience, job);
    for (int tries = 0; tries < kTries; ++tries) {
        if (job.isCancelled())
            return job.cancelled();
        const FileIdentity before = identityOf(path);
        Result<QByteArray> bytes = document(path, limits::kStorageListBytes);
        if (!bytes && bytes.error().code == ErrorCode::NotFound)
            return List {};
        if (!bytes && bytes.error().code != ErrorCode::Corrupt)
            return fail(bytes.error());
        if (lock.isHeld() || identityOf(path) == before) {
            if (!bytes)
                return fail(bytes.error());
            return List { *std::move(bytes), before };
        }
    }
    return fail(ErrorCode::Conflict, path, u"the list is being changed all the time"_s);
}

Result<StorageSnapshotPtr> StorageFolder::readLists(Job &job) const
{
    auto snapshot = std::make_shared<StorageSnapshot>();
    const Result<List> imageList = readList(kImages, u"images.json"_s, job);
    if (!imageList)
        return fail(imageList.error());
    Result<QList<StorageImage>> images =
        parseStorageImages(imageList->bytes, listPath(kImages, u"images.json"_s), snapshot->warnings);
    if (!images)
        return fail(images.error());
    snapshot->files[0] = imageList->identity;
    std::size_t next = 1;
    for (const QString &file : { u"layers.json"_s, u"volatile-layers.json"_s }) {
        const Result<List> layerList = readList(kLayers, file, job);
        if (!layerList)
            return fail(layerList.error());
        const Result<QList<StorageLayer>> layers =
            parseStorageLayers(layerList->bytes, listPath(kLayers, file), snapshot->warnings);
        if (!layers)
            return fail(layers.error());
        snapshot->files[next++] = layerList->identity;
        snapshot->layers.reserve(snapshot->layers.size() + layers->size());
        for (const StorageLayer &layer : *layers)
            snapshot->layers.insert(layer.id, layer);
    }
    snapshot->images = *std::move(images);
    snapshot->imageById.reserve(snapshot->images.size());
    for (qsizetype i = 0; i < snapshot->images.size(); ++i)
        snapshot->imageById.insert(snapshot->images[i].id, i);
    return snapshot;
}

Result<StorageSnapshotPtr> StorageFolder::snapshot(Job &job)
{
    const std::array<FileIdentity, 3> now { identityOf(listPath(kImages, u"images.json"_s)),
        identityOf(listPath(kLayers, u"layers.json"_s)), identityOf(listPath(kLayers, u"volatile-layers.json"_s)) };
    {
        const QMutexLocker lock(&m_mutex);
        if (m_snapshot && m_snapshot->files == now)
            return m_snapshot;
    }
    Result<StorageSnapshotPtr> read = readLists(job);
    for (int tries = 1; tries < kTries && read && !hasAllLayers(**read); ++tries) {
        // Nothing changed: the layers are lost, or in another storage.
        if (identityOf(listPath(kImages, u"images.json"_s)) == (*read)->files[0])
            break;
        read = readLists(job);
    }
    if (!read)
        return read;
    const QMutexLocker lock(&m_mutex);
    m_snapshot = *read;
    return read;
}

FileIdentity StorageFolder::containersIdentity() const
{
    return identityOf(listPath(kContainers, u"containers.json"_s));
}

Result<QList<ContainerInfo>> StorageFolder::containers(Warnings &warnings, Job &job) const
{
    QList<ContainerInfo> all;
    for (const QString &file : { u"containers.json"_s, u"volatile-containers.json"_s }) {
        const Result<List> list = readList(kContainers, file, job);
        if (!list)
            return fail(list.error());
        Result<QList<ContainerInfo>> some = parseStorageContainers(list->bytes, listPath(kContainers, file), warnings);
        if (!some)
            return fail(some.error());
        all += *std::move(some);
    }
    return all;
}

} // namespace varve
