// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/sourcemanager.h"

#include "services/types/text.h"
#include "ui/errortext.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>

#include <algorithm>

namespace varve {

namespace {

// Text only: a stat on a dead network mount would hold the window.
QString absolutePath(const QString &path)
{
    return QDir::cleanPath(QDir::isAbsolutePath(path) ? path : QDir::currentPath() + QLatin1Char('/') + path);
}

QString lastPart(const QString &path)
{
    const QString name = path.section(QLatin1Char('/'), -1);
    return name.isEmpty() ? path : name;
}

SourceKind sourceKind(StoreKind kind)
{
    switch (kind) {
    case StoreKind::DockerArchive:
        return SourceKind::DockerArchive;
    case StoreKind::OciLayout:
        return SourceKind::OciLayout;
    case StoreKind::OciArchive:
        break;
    }
    return SourceKind::OciArchive;
}

Result<SourceManager::Entry::Opened> openAndList(
    const decltype(UiServices::openStore) &open, const QString &path, Job &job)
{
    Result<ImageStorePtr> store = open(path, job);
    if (!store)
        return fail(store.error());
    Result<Listing> listing = (*store)->list(job);
    if (!listing)
        return fail(listing.error());
    return SourceManager::Entry::Opened { std::move(*store), std::move(*listing) };
}

} // namespace

SourceManager::SourceManager(const UiServices &services, JobList &jobs, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_jobs(jobs)
{
}

SourceManager::~SourceManager() = default;

SourceId SourceManager::open(const QString &path)
{
    const QString absolute = absolutePath(path);
    for (const auto &entry : m_entries) {
        if (entry->path != absolute)
            continue;
        if (entry->source.state == SourceState::Failed)
            read(*entry);
        return entry->source.id;
    }
    auto entry = std::make_unique<Entry>(m_jobs);
    entry->path = absolute;
    entry->source.id = SourceId { m_nextId++ };
    entry->source.title = lastPart(absolute);
    entry->source.location = absolute;
    entry->images.source = entry->source.id;
    entry->images.title = entry->source.title;
    m_entries.push_back(std::move(entry));
    Entry &added = *m_entries.back();
    read(added);
    return added.source.id;
}

void SourceManager::read(Entry &entry)
{
    entry.source.state = SourceState::Reading;
    entry.source.errorText.clear();
    entry.source.progress = -1;
    entry.inspecting.cancel();
    const SourceId id = entry.source.id;
    const auto job = std::make_shared<Job>(visibleText(entry.source.title));
    const auto handle = m_services.pool.run(WorkPool::Kind::Io, job,
        [open = m_services.openStore, path = entry.path](Job &running) { return openAndList(open, path, running); });
    entry.listing.start(tr("Opening %1").arg(visibleText(entry.source.title)), job);
    entry.opening.start(handle, [this, id](Result<Entry::Opened> result) { readEnded(id, std::move(result)); });
    Q_EMIT sourcesChanged();
}

void SourceManager::readEnded(SourceId id, Result<Entry::Opened> result)
{
    Entry *entry = find(id);
    if (!entry)
        return;
    entry->listing.end();
    if (!result) {
        entry->source.state = SourceState::Failed;
        entry->error = result.error();
        if (entry->error.subject.isEmpty())
            entry->error.subject = entry->path;
        entry->source.errorText = errorText(entry->error).what;
        Q_EMIT sourcesChanged();
        Q_EMIT failed(id);
        return;
    }
    entry->store = std::move(result->store);
    entry->warnings = result->listing.warnings;
    entry->source.kind = sourceKind(entry->store->kind());
    entry->source.state = SourceState::Ready;
    entry->source.title = entry->store->title();
    entry->source.location = entry->store->location();
    entry->source.sizeBytes = entry->store->sizeOnDiskBytes();
    entry->source.imageCount = static_cast<int>(result->listing.images.size());
    entry->source.warningCount = static_cast<int>(entry->warnings.size());
    entry->images.title = entry->source.title;
    entry->images.images.clear();
    for (const ImageSummary &summary : std::as_const(result->listing.images)) {
        SourceImage image;
        image.summary = summary;
        entry->images.images.append(std::move(image));
    }
    Q_EMIT sourcesChanged();
    Q_EMIT imagesChanged();
    inspectAll(*entry);
    Q_EMIT opened(id);
}

void SourceManager::inspectAll(Entry &entry)
{
    const SourceId id = entry.source.id;
    const auto handle = m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(),
        [store = entry.store, images = entry.images.images](Job &job) mutable -> Result<QList<SourceImage>> {
            for (SourceImage &image : images) {
                if (job.isCancelled())
                    return job.cancelled();
                if (!image.summary.isLocal)
                    continue;
                // One that cannot be inspected stays in the table; choosing it says why.
                if (const Result<ImageDetails> details = store->inspect(image.summary.id, job)) {
                    image.labels = details->config.labels;
                    image.layers = details->layers;
                }
            }
            return images;
        });
    entry.inspecting.start(handle, [this, id](Result<QList<SourceImage>> images) {
        Entry *found = find(id);
        if (!found || !images)
            return;
        // Sizes may have become known meanwhile.
        for (qsizetype i = 0; i < images->size() && i < found->images.images.size(); ++i)
            (*images)[i].summary = found->images.images.at(i).summary;
        found->images.images = std::move(*images);
        Q_EMIT imagesChanged();
    });
}

void SourceManager::reload(SourceId id)
{
    if (Entry *entry = find(id))
        read(*entry);
}

void SourceManager::cancel(SourceId id)
{
    if (Entry *entry = find(id); entry && entry->opening.job())
        entry->opening.job()->cancel();
}

void SourceManager::close(SourceId id)
{
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [id](const auto &entry) { return entry->source.id == id; });
    if (found == m_entries.end())
        return;
    const std::unique_ptr<Entry> gone = std::move(*found);
    m_entries.erase(found);
    Q_EMIT closed(id);
    Q_EMIT sourcesChanged();
    Q_EMIT imagesChanged();
}

void SourceManager::setUnpackedBytes(SourceId id, const ImageId &image, std::int64_t bytes)
{
    Entry *entry = find(id);
    if (!entry || bytes < 0)
        return;
    for (SourceImage &each : entry->images.images) {
        if (each.summary.id != image || each.summary.unpackedBytes == bytes)
            continue;
        each.summary.unpackedBytes = bytes;
        Q_EMIT imagesChanged();
    }
}

SourceManager::Entry *SourceManager::find(SourceId id)
{
    return const_cast<Entry *>(std::as_const(*this).entry(id));
}

const SourceManager::Entry *SourceManager::entry(SourceId id) const
{
    for (const auto &entry : m_entries) {
        if (entry->source.id == id)
            return entry.get();
    }
    return nullptr;
}

QList<Source> SourceManager::sources() const
{
    QList<Source> all;
    for (const auto &entry : m_entries)
        all.append(entry->source);
    return all;
}

QList<SourceImages> SourceManager::images() const
{
    QList<SourceImages> all;
    for (const auto &entry : m_entries)
        all.append(entry->images);
    return all;
}

const ImageSummary *SourceManager::image(const ImageOrigin &origin) const
{
    const Entry *found = entry(origin.source);
    if (!found)
        return nullptr;
    for (const SourceImage &image : found->images.images) {
        if (image.summary.id == origin.id)
            return &image.summary;
    }
    return nullptr;
}

} // namespace varve
