// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/sourceopening.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>

namespace varve {

namespace {

bool needsRealPath(const QString &path)
{
    return (path + QLatin1Char('/')).contains(QLatin1String("/../"));
}

// Blocks. The file itself may be a symlink: that name is what was asked for, and stays.
QString realPath(const QString &path)
{
    const QFileInfo info(path);
    const bool isFolder = info.fileName() == QLatin1String("..");
    const QString real = isFolder ? info.canonicalFilePath() : info.dir().canonicalPath();
    if (real.isEmpty())
        return path; // opening it says why
    return isFolder ? real : QDir(real).filePath(info.fileName());
}

} // namespace

// Text only: a stat on a dead network mount would hold the window. So ".." is taken away only where what stands before it
// can be no symlink: the current folder is known by its real path, and the root is its own parent. Everything else waits
// for realPath().
QString absolutePath(const QString &path)
{
    QStringList parts;
    if (!QDir::isAbsolutePath(path))
        parts = QDir::currentPath().split(QLatin1Char('/'), Qt::SkipEmptyParts);
    qsizetype realParts = parts.size();
    const QStringList given = path.split(QLatin1Char('/'), Qt::SkipEmptyParts);
    for (const QString &part : given) {
        if (part == QLatin1String("."))
            continue;
        if (part != QLatin1String("..") || parts.size() > realParts) {
            parts += part;
        } else if (realParts > 0) {
            parts.removeLast();
            --realParts;
        }
    }
    return QLatin1Char('/') + parts.join(QLatin1Char('/'));
}

Result<OpenedSource> listStore(const QString &path, const ImageStorePtr &store, Job &job)
{
    Result<Listing> listing = store->list(job);
    if (!listing)
        return fail(listing.error());
    OpenedSource opened { path, store, std::move(*listing), {}, store->sizeOnDiskBytes() };
    if (store->capabilities().testFlag(StoreCapability::Containers)) {
        // Images are worth showing without them.
        Result<QList<ContainerInfo>> containers = store->containers(job);
        if (containers)
            opened.containers = std::move(*containers);
        else if (containers.error().code == ErrorCode::Cancelled)
            return fail(containers.error());
        else
            opened.listing.warnings.append(
                { containers.error().code, containers.error().subject, {}, containers.error().detail });
    }
    return opened;
}

Result<OpenedSource> openPath(const OpenStoreFunction &open, const QString &asked, Job &job)
{
    const QString path = needsRealPath(asked) ? realPath(asked) : asked;
    const Result<ImageStorePtr> store = open(path, job);
    return store ? listStore(path, *store, job) : fail(store.error());
}

Result<OpenedSource> openOffer(const StoreOffer &offer, Job &job)
{
    const Result<ImageStorePtr> store = offer.open(job);
    return store ? listStore({}, *store, job) : fail(store.error());
}

Result<OpenedSource> findAgain(const StoreOffer &offer, const ImageStorePtr &store, Job &job)
{
    if (store) {
        Result<OpenedSource> listed = listStore({}, store, job);
        if (listed || listed.error().code != ErrorCode::Unsupported)
            return listed;
    }
    return openOffer(offer, job);
}

QHash<ImageId, QPair<int, int>> countContainers(const QList<ContainerInfo> &containers)
{
    QHash<ImageId, QPair<int, int>> counts;
    for (const ContainerInfo &container : containers) {
        QPair<int, int> &count = counts[container.image];
        ++count.first;
        count.second += container.isRunning() ? 1 : 0;
    }
    return counts;
}

} // namespace varve
