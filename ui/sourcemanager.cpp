// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/sourcemanager.h"

#include "services/types/text.h"
#include "ui/errortext.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>

#include <algorithm>
#include <numeric>
#include <utility>

namespace varve {

namespace {

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
    case StoreKind::Engine:
        return SourceKind::Engine;
    case StoreKind::OciArchive:
        break;
    }
    return SourceKind::OciArchive;
}

Result<SourceManager::Entry::Opened> openAndList(
    const decltype(UiServices::openStore) &open, const QString &asked, Job &job)
{
    const QString path = needsRealPath(asked) ? realPath(asked) : asked;
    Result<ImageStorePtr> store = open(path, job);
    if (!store)
        return fail(store.error());
    Result<Listing> listing = (*store)->list(job);
    if (!listing)
        return fail(listing.error());
    return SourceManager::Entry::Opened { path, std::move(*store), std::move(*listing) };
}

} // namespace

SourceManager::SourceManager(const UiServices &services, JobList &jobs, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_jobs(jobs)
{
    // A job that waits has no worker yet that would notice its cancel.
    connect(&m_jobs, &JobList::ticked, this, &SourceManager::endCancelledWaits);
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
    entry.source.errorText.clear();
    entry.source.progress = -1;
    entry.opening.cancel();
    entry.inspecting.cancel();
    entry.isUninspected = false;
    entry.source.state = SourceState::Waiting;
    entry.waiting = std::make_shared<Job>(visibleText(entry.source.title));
    startWaiting();
    if (entry.waiting)
        entry.listing.start(tr("Waiting to open %1").arg(visibleText(entry.source.title)), entry.waiting);
    Q_EMIT sourcesChanged();
}

// What a person waits for comes first: names before labels.
void SourceManager::startWaiting()
{
    int running = 0;
    for (const auto &entry : m_entries)
        running += (entry->opening.isActive() ? 1 : 0) + (entry->inspecting.isActive() ? 1 : 0);
    const int before = running;
    for (auto entry = m_entries.begin(); entry != m_entries.end() && running < kReadAtOnce; ++entry) {
        if ((*entry)->waiting && !(*entry)->waiting->isCancelled()) {
            start(**entry);
            ++running;
        }
    }
    const bool hasStarted = running > before;
    for (auto entry = m_entries.begin(); entry != m_entries.end() && running < kReadAtOnce; ++entry) {
        if ((*entry)->isUninspected) {
            inspectAll(**entry);
            ++running;
        }
    }
    if (hasStarted)
        Q_EMIT sourcesChanged();
}

void SourceManager::start(Entry &entry)
{
    const SourceId id = entry.source.id;
    const JobPtr job = std::exchange(entry.waiting, nullptr);
    entry.source.state = SourceState::Reading;
    const auto handle = m_services.pool.run(WorkPool::Kind::Io, job,
        [open = m_services.openStore, path = entry.path](Job &running) { return openAndList(open, path, running); });
    entry.listing.start(tr("Opening %1").arg(visibleText(entry.source.title)), job);
    entry.opening.start(handle, [this, id](Result<Entry::Opened> result) {
        readEnded(id, std::move(result));
        startWaiting();
    });
}

void SourceManager::endCancelledWaits()
{
    QList<SourceId> cancelled;
    for (const auto &entry : m_entries) {
        if (entry->waiting && entry->waiting->isCancelled())
            cancelled += entry->source.id;
    }
    for (const SourceId id : std::as_const(cancelled))
        endCancelledWait(id);
}

void SourceManager::endCancelledWait(SourceId id)
{
    Entry *entry = find(id);
    if (!entry || !entry->waiting)
        return;
    const JobPtr job = std::exchange(entry->waiting, nullptr);
    readEnded(id, job->cancelled());
}

void SourceManager::readEnded(SourceId id, Result<Entry::Opened> result)
{
    Entry *entry = find(id);
    if (!entry)
        return;
    entry->listing.end();
    if (result && result->path != entry->path) {
        const auto same = std::find_if(m_entries.cbegin(), m_entries.cend(),
            [&result, entry](const auto &other) { return other.get() != entry && other->path == result->path; });
        if (same != m_entries.cend()) {
            const SourceId known = (*same)->source.id;
            Q_EMIT foundOpen(id, known);
            close(id);
            return;
        }
        entry->path = result->path;
    }
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
    entry->isUninspected = true; // startWaiting() sees to it
    Q_EMIT sourcesChanged();
    Q_EMIT imagesChanged();
    Q_EMIT opened(id);
}

void SourceManager::inspectAll(Entry &entry)
{
    entry.isUninspected = false;
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
        inspected(id, std::move(images));
        startWaiting();
    });
}

void SourceManager::inspected(SourceId id, Result<QList<SourceImage>> images)
{
    Entry *found = find(id);
    if (!found || !images)
        return;
    // Sizes may have become known meanwhile.
    for (qsizetype i = 0; i < images->size() && i < found->images.images.size(); ++i) {
        (*images)[i].summary = found->images.images.at(i).summary;
        (*images)[i].unpackedLayerBytes = found->images.images.at(i).unpackedLayerBytes;
    }
    found->images.images = std::move(*images);
    Q_EMIT imagesChanged();
}

void SourceManager::reload(SourceId id)
{
    if (Entry *entry = find(id))
        read(*entry);
}

void SourceManager::cancel(SourceId id)
{
    Entry *entry = find(id);
    if (!entry)
        return;
    if (entry->waiting) {
        entry->waiting->cancel();
        endCancelledWait(id);
    } else if (entry->opening.job()) {
        entry->opening.job()->cancel();
    }
}

void SourceManager::close(SourceId id)
{
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [id](const auto &entry) { return entry->source.id == id; });
    if (found == m_entries.end())
        return;
    const std::unique_ptr<Entry> gone = std::move(*found);
    m_entries.erase(found);
    gone->opening.cancel();
    gone->inspecting.cancel();
    startWaiting();
    Q_EMIT closed(id);
    Q_EMIT sourcesChanged();
    Q_EMIT imagesChanged();
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
