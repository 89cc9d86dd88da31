// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/sourcemanager.h"

#include "services/types/text.h"
#include "ui/errortext.h"

#include <algorithm>
#include <utility>

namespace varve {

namespace {

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
    case StoreKind::ContainersStorage:
        return SourceKind::ContainersStorage;
    case StoreKind::Library:
        return SourceKind::Library;
    case StoreKind::Registry:
        return SourceKind::Registry;
    case StoreKind::OciArchive:
        break;
    }
    return SourceKind::OciArchive;
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
        if (entry->offer || entry->path != absolute)
            continue;
        if (entry->source.state == SourceState::Failed || entry->source.state == SourceState::Offline)
            read(*entry);
        return entry->source.id;
    }
    auto entry = std::make_unique<Entry>(m_services.pool, m_jobs);
    entry->path = absolute;
    entry->source.title = lastPart(absolute);
    entry->source.location = absolute;
    Entry &added = append(std::move(entry));
    read(added);
    return added.source.id;
}

SourceManager::Entry &SourceManager::append(std::unique_ptr<Entry> entry)
{
    const SourceId id { m_nextId++ };
    entry->source.id = id;
    entry->images.source = id;
    entry->images.title = entry->source.title;
    connect(&entry->watch, &SourceWatch::changed, this, [this, id] { list(id); });
    connect(&entry->watch, &SourceWatch::tryAgain, this, [this, id] { tryAgain(id); });
    connect(&entry->watch, &SourceWatch::lost, this, [this, id](const Error &error) {
        Entry *lost = find(id);
        if (!lost)
            return;
        // It answers, and tells nothing: then it is looked at now and then.
        if (error.code == ErrorCode::Unsupported && lost->store && lost->source.state == SourceState::Ready)
            lost->watch.followLater(lost->store);
        else
            goOffline(*lost, error);
    });
    m_entries.push_back(std::move(entry));
    return *m_entries.back();
}

void SourceManager::add(const QList<StoreOffer> &offers)
{
    for (const StoreOffer &offer : offers) {
        const bool isKnown = std::any_of(m_entries.cbegin(), m_entries.cend(),
            [&offer](const auto &entry) { return entry->offer && entry->offer->key == offer.key; });
        if (isKnown)
            continue;
        auto entry = std::make_unique<Entry>(m_services.pool, m_jobs);
        entry->offer = offer;
        entry->source.kind = sourceKind(offer.kind);
        entry->source.state = SourceState::Offered;
        entry->source.title = offer.title;
        entry->source.location = offer.location;
        Entry &added = append(std::move(entry));
        if (offer.opensByItself)
            read(added);
        else
            Q_EMIT sourcesChanged();
    }
}

void SourceManager::connectOffered(SourceId id)
{
    if (Entry *entry = find(id); entry && entry->source.state == SourceState::Offered)
        read(*entry);
}

void SourceManager::read(Entry &entry)
{
    entry.source.errorText.clear();
    entry.source.progress = -1;
    entry.opening.cancel();
    entry.inspecting.cancel();
    entry.watch.stop();
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
        running += (entry->source.state == SourceState::Reading ? 1 : 0) + (entry->inspecting.isActive() ? 1 : 0);
    const int before = running;
    for (auto entry = m_entries.begin(); entry != m_entries.end() && running < kReadAtOnce; ++entry) {
        if ((*entry)->waiting && !(*entry)->waiting->isCancelled()) {
            start(**entry);
            ++running;
        }
    }
    const bool hasStarted = running > before;
    for (auto entry = m_entries.begin(); entry != m_entries.end() && running < kReadAtOnce; ++entry) {
        if ((*entry)->isUninspected && !(*entry)->inspecting.isActive()) {
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
    const auto handle = m_services.pool.run(
        WorkPool::Kind::Io, job, [open = m_services.openStore, path = entry.path, offer = entry.offer](Job &running) {
            return offer ? openOffer(*offer, running) : openPath(open, path, running);
        });
    entry.listing.start(
        (entry.offer ? tr("Connecting to %1") : tr("Opening %1")).arg(visibleText(entry.source.title)), job);
    entry.opening.start(handle, [this, id](Result<OpenedSource> result) {
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

void SourceManager::readEnded(SourceId id, Result<OpenedSource> result)
{
    Entry *entry = find(id);
    if (!entry)
        return;
    entry->listing.end();
    if (result && !entry->offer && result->path != entry->path) {
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
        if (entry->offer && !entry->source.isRemote())
            return goOffline(*entry, result.error());
        entry->source.state = SourceState::Failed;
        entry->error = result.error();
        if (entry->error.subject.isEmpty())
            entry->error.subject = entry->offer ? entry->source.title : entry->path;
        entry->source.errorText = errorText(entry->error).what;
        Q_EMIT sourcesChanged();
        Q_EMIT failed(id);
        return;
    }
    takeListing(*entry, std::move(*result));
    entry->source.kind = sourceKind(entry->store->kind());
    entry->source.title = entry->store->title();
    entry->source.location = entry->store->location();
    entry->images.title = entry->source.title;
    entry->images.isRemote = entry->source.isRemote();
    entry->watch.follow(entry->store);
    Q_EMIT sourcesChanged();
    Q_EMIT imagesChanged();
    Q_EMIT opened(id);
}

// What was found out about an image holds as long as it has its id.
void SourceManager::takeListing(Entry &entry, OpenedSource opened)
{
    QHash<ImageId, SourceImage> known;
    for (const SourceImage &image : std::as_const(entry.images.images)) // rows may be made of the same list just now
        known.insert(image.summary.id, image);
    const QHash<ImageId, QPair<int, int>> counts = countContainers(opened.containers);
    const bool knowsContainers = opened.store->capabilities().testFlag(StoreCapability::Containers);
    entry.images.images.clear();
    entry.images.images.reserve(opened.listing.images.size());
    for (const ImageSummary &summary : std::as_const(opened.listing.images)) {
        SourceImage image = known.take(summary.id);
        const ImageSummary before = std::exchange(image.summary, summary);
        if (image.summary.unpackedBytes < 0)
            image.summary.unpackedBytes = before.unpackedBytes;
        if (image.summary.platform == Platform())
            image.summary.platform = before.platform;
        if (image.summary.layerCount < 0)
            image.summary.layerCount = before.layerCount;
        const QPair<int, int> count = counts.value(summary.id);
        image.containers = knowsContainers ? count.first : -1;
        image.runningContainers = count.second;
        entry.images.images.append(std::move(image));
    }
    ++entry.listings;
    entry.images.isStale = false;
    entry.store = std::move(opened.store);
    entry.source.sizeBytes = opened.sizeBytes;
    entry.warnings = std::move(opened.listing.warnings);
    entry.containers = std::move(opened.containers);
    entry.source.state = SourceState::Ready;
    entry.source.errorText.clear();
    entry.source.imageCount = static_cast<int>(entry.images.images.size());
    entry.source.warningCount = static_cast<int>(entry.warnings.size());
    entry.isUninspected = true; // startWaiting() sees to it
}

void SourceManager::list(SourceId id)
{
    Entry *entry = find(id);
    if (!entry || !entry->store || entry->source.state != SourceState::Ready)
        return;
    if (entry->opening.isActive()) {
        entry->isListedAgain = true;
        return;
    }
    entry->isListedAgain = false;
    const auto handle = m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(),
        [store = entry->store, path = entry->path](Job &job) { return listStore(path, store, job); });
    entry->opening.start(handle, [this, id](Result<OpenedSource> result) {
        Entry *listed = find(id);
        if (!listed)
            return;
        if (!result)
            return goOffline(*listed, result.error());
        takeListing(*listed, std::move(*result));
        Q_EMIT sourcesChanged();
        Q_EMIT imagesChanged();
        startWaiting();
        if (Entry *again = find(id); again && again->isListedAgain)
            list(id);
    });
}

void SourceManager::goOffline(Entry &entry, Error error)
{
    entry.opening.cancel();
    entry.inspecting.cancel();
    entry.isListedAgain = false;
    if (error.subject.isEmpty())
        error.subject = entry.source.location;
    entry.error = std::move(error);
    entry.source.state = SourceState::Offline;
    entry.source.errorText = failureText(entry).what;
    entry.images.isStale = true;
    if (entry.error.code == ErrorCode::Cancelled)
        entry.watch.stop(); // whoever cancelled it will say when to go on
    else
        entry.watch.tryLater(entry.error);
    const SourceId id = entry.source.id;
    Q_EMIT sourcesChanged();
    Q_EMIT imagesChanged();
    Q_EMIT failed(id);
}

// Quietly: whoever looks at the list sees it come back, and nothing before.
void SourceManager::tryAgain(SourceId id)
{
    Entry *entry = find(id);
    if (!entry || entry->source.state != SourceState::Offline)
        return;
    const auto handle = m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(),
        [open = m_services.openStore, path = entry->path, offer = entry->offer, store = entry->store](
            Job &job) { return offer ? findAgain(*offer, store, job) : openPath(open, path, job); });
    entry->opening.start(handle, [this, id](Result<OpenedSource> result) {
        Entry *tried = find(id);
        if (!tried)
            return;
        if (result) {
            readEnded(id, std::move(result));
            return startWaiting();
        }
        if (result.error().code != tried->error.code || result.error().detail != tried->error.detail)
            return goOffline(*tried, result.error());
        tried->watch.tryLater(result.error());
    });
}

void SourceManager::reload(SourceId id)
{
    if (Entry *entry = find(id))
        read(*entry);
}

void SourceManager::reload(SourceId id, const StoreOffer &offer)
{
    if (Entry *entry = find(id))
        entry->offer = offer;
    reload(id);
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
    gone->watch.stop();
    startWaiting();
    Q_EMIT closed(id);
    Q_EMIT sourcesChanged();
    Q_EMIT imagesChanged();
}

ErrorText SourceManager::failureText(const Entry &entry)
{
    const bool isEngine = entry.source.kind == SourceKind::Engine;
    return isEngine ? engineErrorText(entry.error, entry.source.title) : errorText(entry.error);
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
