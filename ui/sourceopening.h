// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What opening a source means, run by SourceManager on the pool. Blocking functions without state; any thread.
// Errors: those of the store.
#pragma once

#include "services/stores/imagestore.h"
#include "services/stores/storeoffer.h"

#include <QtCore/QHash>

namespace varve {

struct OpenedSource {
    QString path; // as it was opened: without ".."; empty for an offer
    ImageStorePtr store;
    Listing listing;
    QList<ContainerInfo> containers;
    std::int64_t sizeBytes = -1; // on disk
};

using OpenStoreFunction = std::function<Result<ImageStorePtr>(const QString &path, Job &job)>;

// The path as one that needs no current folder. Text only, it does not block: ".." stays where it may follow a symlink, and
// openPath() resolves it.
QString absolutePath(const QString &path);

Result<OpenedSource> listStore(const QString &path, const ImageStorePtr &store, Job &job);
Result<OpenedSource> openPath(const OpenStoreFunction &open, const QString &asked, Job &job);
Result<OpenedSource> openOffer(const StoreOffer &offer, Job &job);
// One that was away (`store`; null: it never was there) is asked again by the way it was known, so that what is shown of it
// may stay; where that has become the wrong way, it is opened anew.
Result<OpenedSource> findAgain(const StoreOffer &offer, const ImageStorePtr &store, Job &job);

// Containers of each image, those that run second.
QHash<ImageId, QPair<int, int>> countContainers(const QList<ContainerInfo> &containers);

} // namespace varve
