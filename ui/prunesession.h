// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One prune of one or more sources, from the question what may go to the result: runs on the pool, is shown by a dialog, and goes on
// without one.
//
// GUI thread. look() asks the sources; plan() applies rules to what they said, which is pure and done at once; run() removes what was
// chosen. Destroying it cancels: what is gone by then is gone, and written down.
#pragma once

#include "services/prune/prunedcopy.h"
#include "services/prune/pruneplan.h"
#include "services/prune/pruner.h"
#include "ui/joblist.h"
#include "ui/requestslot.h"
#include "ui/resultqueue.h"
#include "ui/services.h"

#include <QtCore/QObject>

#include <optional>

namespace varve {

class PruneSession : public QObject {
    Q_OBJECT

public:
    enum class State { Idle, Looking, Planned, Running, Done };

    struct Place {
        QString title;
        ImageStorePtr store;
        PruneFacts facts;
        PrunePlan plan;
        std::optional<Error> error; // nothing is known of it, or nothing could be removed
        std::optional<Pruned> pruned;
        QList<int> chosen; // that run() was told
    };
    struct Outcome {
        int place = 0;
        PruneOutcome outcome;
    };

    PruneSession(const UiServices &services, JobList &jobs, QObject *parent = nullptr);
    ~PruneSession() override;

    void look(const QList<Place> &places); // titles and stores
    void plan(const PruneRules &rules);
    // Indexes into the facts, by place.
    void run(const QList<QList<int>> &images, bool keepsCopy, const PrunedLimits &limits);
    void cancel(); // between two images; nothing goes while a copy is made
    void setShow(std::function<void()> show) { m_show = std::move(show); } // for the list of jobs

    State state() const { return m_state; }
    bool isBusy() const { return m_state == State::Looking || m_state == State::Running; }
    const QList<Place> &places() const { return m_places; }
    const PruneRules &rules() const { return m_rules; }
    std::int64_t freedBytes(const QList<QList<int>> &images) const; // by these, over all places
    CopyEstimate copyEstimate(const QList<QList<int>> &images) const;
    bool isExact(const QList<QList<int>> &images) const;
    bool wasCancelled() const { return m_wasCancelled; }
    bool keepsCopy() const { return m_keepsCopy; } // of what runs or ran
    Job::Progress progress() const;
    QString note() const; // what is being worked on
    int count(PruneOutcome::How how) const; // of the result
    std::int64_t plannedBytes() const; // of what was removed
    std::int64_t measuredBytes() const; // -1: not all sources say

Q_SIGNALS:
    void changed();
    void ticked(); // progress
    void went(const QList<varve::PruneSession::Outcome> &outcomes);
    void finished(); // what the sources list is of before

private:
    using Looked = QList<Place>;
    using Ran = QList<Place>;
    void setState(State state);
    void takeLook(const Result<Looked> &looked);
    void takeRun(const Result<Ran> &ran);
    void tellEnd();

    const UiServices m_services;
    JobList &m_jobs;
    JobListing m_listing;
    std::function<void()> m_show;
    State m_state = State::Idle;
    QList<Place> m_places;
    PruneRules m_rules;
    bool m_wasCancelled = false;
    bool m_keepsCopy = false;
    JobPtr m_job;
    ResultQueue<Outcome> m_outcomes;
    RequestSlot<Looked> m_looking;
    RequestSlot<Ran> m_running;
};

} // namespace varve
