// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// SourceManager: what is found out about images after they were listed.

#include "ui/sourcemanager.h"

#include <numeric>

namespace varve {

namespace {

void takeDetails(SourceImage &image, const ImageDetails &details)
{
    image.labels = details.config.labels;
    image.layers = details.layers;
    image.summary.layerCount = details.summary.layerCount;
    image.summary.platform = details.summary.platform;
}

} // namespace

void SourceManager::inspectAll(Entry &entry)
{
    entry.isUninspected = false;
    QList<ImageId> wanted;
    for (const SourceImage &image : std::as_const(entry.images.images)) {
        if (image.summary.isLocal && image.layers.isEmpty())
            wanted.append(image.summary.id);
    }
    if (wanted.isEmpty())
        return;
    const SourceId id = entry.source.id;
    const auto handle = m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(),
        [store = entry.store, wanted](Job &job) -> Result<Entry::Inspected> {
            Entry::Inspected known;
            for (const ImageId &image : wanted) {
                if (job.isCancelled())
                    return job.cancelled();
                // One that cannot be inspected stays in the table; choosing it says why.
                if (Result<ImageDetails> details = store->inspect(image, job)) {
                    details->documents.clear(); // large, and not needed for a list
                    known.insert(image, *details);
                }
            }
            return known;
        });
    entry.inspecting.start(handle, [this, id](const Result<Entry::Inspected> &details) {
        inspected(id, details);
        startWaiting();
    });
}

void SourceManager::inspected(SourceId id, const Result<Entry::Inspected> &details)
{
    Entry *found = find(id);
    if (!found || !details)
        return;
    for (SourceImage &image : found->images.images) {
        const auto known = details->constFind(image.summary.id);
        if (known != details->cend())
            takeDetails(image, *known);
    }
    Q_EMIT imagesChanged();
}

void SourceManager::setDetails(SourceId id, const ImageDetails &details)
{
    Entry *entry = find(id);
    if (!entry)
        return;
    for (SourceImage &image : entry->images.images) {
        if (image.summary.id != details.summary.id || image.summary.isLocal)
            continue; // what is here was inspected, or will be
        takeDetails(image, details);
        image.summary.isLocal = details.summary.isLocal;
        image.summary.configDigest = details.summary.configDigest;
        image.summary.created = details.summary.created;
        image.summary.blobBytes = details.summary.blobBytes;
        Q_EMIT imagesChanged();
        return;
    }
}

void SourceManager::setUnpackedBytes(SourceId id, const ImageId &image, const QList<std::int64_t> &layerBytes)
{
    Entry *entry = find(id);
    if (!entry || layerBytes.contains(-1))
        return;
    bool isChanged = false;
    for (SourceImage &each : entry->images.images) {
        if (each.summary.id != image || (each.summary.unpackedBytes >= 0 && each.unpackedLayerBytes == layerBytes))
            continue;
        each.summary.unpackedBytes = std::accumulate(layerBytes.begin(), layerBytes.end(), std::int64_t { 0 });
        each.unpackedLayerBytes = layerBytes;
        isChanged = true;
    }
    if (isChanged)
        Q_EMIT imagesChanged();
}

} // namespace varve
