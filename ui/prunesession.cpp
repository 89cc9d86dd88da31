// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/prunesession.h"

#include "services/prune/pruneledger.h"
#include "ui/format.h"
#include "ui/prunetext.h"

#include <algorithm>

namespace varve {

PruneSession::PruneSession(const UiServices &services, JobList &jobs, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_jobs(jobs)
    , m_listing(jobs)
    , m_outcomes(
          [this](std::vector<Outcome> outcomes) { Q_EMIT went(QList<Outcome>(outcomes.begin(), outcomes.end())); })
{
    connect(&jobs, &JobList::ticked, this, [this] {
        if (isBusy())
            Q_EMIT ticked();
    });
}

PruneSession::~PruneSession() = default;

void PruneSession::setState(State state)
{
    m_state = state;
    if (!isBusy()) {
        m_listing.end();
        m_job.reset();
    }
    Q_EMIT changed();
}

void PruneSession::look(const QList<Place> &places)
{
    if (m_state == State::Running)
        return;
    m_wasCancelled = false;
    m_job = std::make_shared<Job>(tr("What may be removed"));
    const auto handle = m_services.pool.run(WorkPool::Kind::Stream, m_job, [places](Job &job) -> Result<Looked> {
        Looked looked = places;
        for (Place &place : looked) {
            if (job.isCancelled())
                return job.cancelled();
            job.setNote(place.title);
            Result<PruneFacts> facts = place.store->pruneFacts(job);
            place.pruned.reset();
            place.error.reset();
            if (facts)
                place.facts = *std::move(facts);
            else
                place.error = facts.error();
        }
        return looked;
    });
    m_looking.start(handle, [this](const Result<Looked> &looked) { takeLook(looked); });
    m_listing.start(tr("Looking what may be removed"), m_job);
    setState(State::Looking);
}

void PruneSession::takeLook(const Result<Looked> &looked)
{
    if (!looked) {
        m_wasCancelled = true;
        return setState(State::Idle);
    }
    m_places = *looked;
    m_state = State::Planned;
    plan(m_rules);
}

void PruneSession::plan(const PruneRules &rules)
{
    m_rules = rules;
    if (m_state != State::Planned)
        return;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (Place &place : m_places)
        place.plan = place.error ? PrunePlan() : planPrune(place.facts, rules, now);
    setState(State::Planned);
}

void PruneSession::run(const QList<QList<int>> &images, bool keepsCopy, const PrunedLimits &limits)
{
    if (m_state != State::Planned)
        return;
    m_wasCancelled = false;
    m_keepsCopy = keepsCopy;
    m_job = std::make_shared<Job>(tr("Removing images"));
    for (qsizetype i = 0; i < m_places.size(); ++i)
        m_places[i].chosen = images.value(i);
    const auto sender = m_outcomes.reset();
    const PruneKeeping keeping { m_services.prunedRoot, keepsCopy, limits };
    const auto handle = m_services.pool.run(
        WorkPool::Kind::Stream, m_job, [places = m_places, keeping, sender](Job &job) -> Result<Ran> {
            Ran ran = places;
            PruneKeeping kept = keeping;
            for (int i = 0; i < ran.size(); ++i) {
                Place &place = ran[i];
                if (place.chosen.isEmpty() || job.isCancelled())
                    continue;
                Result<Pruned> pruned = pruneImages(
                    *place.store, place.facts, place.chosen, kept,
                    [&](const PruneOutcome &outcome) {
                        sender->push({ i, outcome });
                    },
                    job);
                if (pruned) {
                    kept.add(*pruned);
                    place.pruned = *std::move(pruned);
                } else {
                    place.error = pruned.error();
                }
            }
            return ran;
        });
    m_running.start(handle, [this](const Result<Ran> &ran) { takeRun(ran); });
    m_listing.start(tr("Removing images"), m_job, m_show);
    setState(State::Running);
}

void PruneSession::takeRun(const Result<Ran> &ran)
{
    m_wasCancelled = m_job && m_job->isCancelled();
    if (ran) {
        m_places = *ran;
    } else {
        for (Place &place : m_places) {
            if (!place.chosen.isEmpty())
                place.error = ran.error();
        }
    }
    setState(State::Done);
    tellEnd();
    Q_EMIT finished();
}

void PruneSession::tellEnd()
{
    JobList::Ended ended;
    ended.title = tr("Removed images");
    const bool isFailed =
        count(PruneOutcome::How::Failed) > 0 || std::any_of(m_places.cbegin(), m_places.cend(), [](const Place &place) {
            return place.error && !place.chosen.isEmpty() && place.error->code != ErrorCode::Cancelled;
        });
    ended.how = m_wasCancelled ? JobList::How::Cancelled : isFailed ? JobList::How::Failed : JobList::How::Done;
    const std::int64_t bytes = measuredBytes() >= 0 ? measuredBytes() : plannedBytes();
    ended.amount = sizeText(bytes);
    ended.result = pruneResultSentence(*this);
    ended.show = m_show;
    m_jobs.addEnded(ended);
}

void PruneSession::cancel()
{
    if (isBusy() && m_job)
        m_job->cancel(); // the worker's answer changes the state
}

std::int64_t PruneSession::freedBytes(const QList<QList<int>> &images) const
{
    std::int64_t bytes = 0;
    for (qsizetype i = 0; i < m_places.size(); ++i) {
        const QList<int> &some = images.value(i);
        if (!some.isEmpty())
            bytes += PruneLedger(m_places[i].facts)
                         .freed(std::span<const int>(some.constData(), static_cast<std::size_t>(some.size())));
    }
    return bytes;
}

CopyEstimate PruneSession::copyEstimate(const QList<QList<int>> &images) const
{
    CopyEstimate all;
    for (qsizetype i = 0; i < m_places.size(); ++i) {
        const QList<int> some = images.value(i);
        if (some.isEmpty())
            continue;
        const CopyEstimate one = estimateCopy(m_places[i].store->kind(), m_places[i].facts, some);
        all.copyBytes += one.copyBytes;
        all.roomBytes += one.roomBytes;
    }
    return all;
}

bool PruneSession::isExact(const QList<QList<int>> &images) const
{
    for (qsizetype i = 0; i < m_places.size(); ++i) {
        if (!images.value(i).isEmpty() && !m_places[i].facts.isExact)
            return false;
    }
    return true;
}

Job::Progress PruneSession::progress() const
{
    return m_job ? m_job->progress() : Job::Progress {};
}

QString PruneSession::note() const
{
    return m_job ? m_job->note() : QString();
}

int PruneSession::count(PruneOutcome::How how) const
{
    int count = 0;
    for (const Place &place : m_places)
        count += place.pruned ? place.pruned->result.count(how) : 0;
    return count;
}

std::int64_t PruneSession::plannedBytes() const
{
    std::int64_t bytes = 0;
    for (const Place &place : m_places)
        bytes += place.pruned ? place.pruned->result.plannedBytes : 0;
    return bytes;
}

std::int64_t PruneSession::measuredBytes() const
{
    std::int64_t bytes = 0;
    for (const Place &place : m_places) {
        if (place.pruned && place.pruned->result.measuredBytes < 0)
            return -1;
        bytes += place.pruned ? place.pruned->result.measuredBytes : 0;
    }
    return bytes;
}

} // namespace varve
