// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/pruneactions.h"

#include "services/prune/prunesettings.h"
#include "services/stores/library/librarystore.h"
#include "ui/icons.h"

#include <QtWidgets/QMenu>

namespace varve {

namespace {
constexpr int kMeasureMs = 3000; // after the last change; an engine is asked about each of its images
}

PruneActions::PruneActions(const UiServices &services, SourceManager &sources, JobList &jobs, QWidget *window)
    : m_services(services)
    , m_sources(sources)
    , m_jobs(jobs)
    , m_window(window)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kMeasureMs);
    connect(&m_timer, &QTimer::timeout, this, &PruneActions::measure);
}

PruneActions::~PruneActions()
{
    delete m_prune; // they stand in the list of jobs
    delete m_pruned;
}

void PruneActions::fillFileMenu(QMenu *menu)
{
    menu->addAction(icon("prune"), tr("P&rune Images …"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P), this,
            [this] { prune(); })
        ->setObjectName(QStringLiteral("pruneImages"));
    if (!m_services.prunedRoot.isEmpty())
        menu->addAction(tr("Pr&uned Images …"), this, &PruneActions::showPruned)
            ->setObjectName(QStringLiteral("prunedImages"));
}

void PruneActions::fillSourceMenu(QMenu *menu, SourceId source)
{
    const SourceManager::Entry *entry = m_sources.entry(source);
    if (!entry || !entry->store || !entry->store->capabilities().testFlag(StoreCapability::Remove))
        return;
    menu->addAction(icon("prune"), tr("P&rune …"), this, [this, place = entry->store->location()] { prune(place); });
}

QList<PruneSession::Place> PruneActions::places() const
{
    QList<PruneSession::Place> places;
    for (const Source &source : m_sources.sources()) {
        const SourceManager::Entry *entry = m_sources.entry(source.id);
        if (entry && entry->store && source.state == SourceState::Ready
            && entry->store->capabilities().testFlag(StoreCapability::Remove))
            places.append({ source.title, entry->store, {}, {}, {}, {}, {} });
    }
    return places;
}

bool PruneActions::canPrune() const
{
    return !places().isEmpty();
}

PruneDialog *PruneActions::prune(const QString &place)
{
    if (!m_prune) {
        m_prune = new PruneDialog(
            m_services, m_jobs, [this] { return places(); }, m_window);
        connect(m_prune, &PruneDialog::pruned, this, [this] { listAgain({}); });
        connect(m_prune, &PruneDialog::prunedListRequested, this, &PruneActions::showPruned);
    } else if (!m_prune->session().isBusy()) {
        m_prune->look();
    }
    m_prune->choosePlace(place);
    m_prune->show();
    m_prune->raise();
    m_prune->activateWindow();
    return m_prune;
}

QList<RestoreTarget> PruneActions::targets() const
{
    QList<RestoreTarget> targets;
    if (!m_services.pullRoot.isEmpty())
        targets.append({ tr("Library"), std::make_shared<LibraryStore>(m_services.pullRoot) });
    for (const PruneSession::Place &place : places()) {
        if (place.store->kind() == StoreKind::Engine)
            targets.append({ place.title, place.store });
    }
    return targets;
}

PrunedDialog *PruneActions::showPruned()
{
    if (!m_pruned) {
        m_pruned = new PrunedDialog(
            m_services, m_jobs, [this] { return targets(); }, m_window);
        connect(m_pruned, &PrunedDialog::restored, this, &PruneActions::listAgain);
        connect(m_pruned, &PrunedDialog::pullRequested, this, &PruneActions::pullRequested);
    } else {
        m_pruned->look();
    }
    m_pruned->show();
    m_pruned->raise();
    m_pruned->activateWindow();
    return m_pruned;
}

void PruneActions::listAgain(const QStringList &locations)
{
    for (const Source &source : m_sources.sources()) {
        const SourceManager::Entry *entry = m_sources.entry(source.id);
        if (entry && entry->store && entry->store->capabilities().testFlag(StoreCapability::Remove)
            && (locations.isEmpty() || locations.contains(entry->store->location())))
            m_sources.list(source.id);
    }
}

void PruneActions::measureSoon()
{
    m_timer.start();
}

// Which images there are, what they are called and who needs them.
std::size_t PruneActions::stateOf() const
{
    std::size_t state = qHash(PruneSettings::protectedNames());
    for (const Source &source : m_sources.sources()) {
        const SourceManager::Entry *entry = m_sources.entry(source.id);
        if (!entry || !entry->store)
            continue;
        state = qHashMulti(state, entry->store->location());
        for (const SourceImage &image : entry->images.images)
            state = qHashMulti(state, image.summary.id, image.summary.names);
        for (const ContainerInfo &container : entry->containers)
            state = qHashMulti(state, container.id, container.image);
    }
    return state;
}

void PruneActions::measure()
{
    const QList<PruneSession::Place> asked = places();
    // Sources also tell of what was found out about images that stay what they are.
    const std::size_t state = stateOf();
    if (!asked.isEmpty() && m_measured == state)
        return;
    m_measured = state;
    if (asked.isEmpty()) {
        m_reclaimable = m_dangling = -1;
        Q_EMIT measured();
        return;
    }
    PruneRules rules;
    rules.protectedNames = PruneSettings::protectedNames();
    const auto handle = m_services.pool.run(WorkPool::Kind::Stream, std::make_shared<Job>(tr("What could be freed")),
        [asked, rules](Job &job) -> Result<Bytes> {
            Bytes bytes;
            const QDateTime now = QDateTime::currentDateTimeUtc();
            for (const PruneSession::Place &place : asked) {
                const Result<PruneFacts> facts = place.store->pruneFacts(job);
                if (job.isCancelled())
                    return job.cancelled();
                if (!facts)
                    continue;
                PruneRules unused = rules;
                unused.takesUnused = true;
                bytes.dangling += planPrune(*facts, rules, now).togetherBytes;
                bytes.reclaimable += planPrune(*facts, unused, now).togetherBytes;
            }
            return bytes;
        });
    m_measuring.start(handle, [this](const Result<Bytes> &bytes) {
        m_reclaimable = bytes ? bytes->reclaimable : -1;
        m_dangling = bytes ? bytes->dangling : -1;
        Q_EMIT measured();
    });
}

} // namespace varve
