// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One pull, from the question what it would take to its end: runs on the pool, is shown by a dialog, and goes on without one.
//
// GUI thread. plan() asks anew and drops what was planned before; pull() brings what is planned, also after a failure or a cancel,
// where it goes on. Destroying it cancels.
#pragma once

#include "services/pull/enginepuller.h"
#include "services/pull/librarypull.h"
#include "ui/joblist.h"
#include "ui/requestslot.h"
#include "ui/services.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QObject>

#include <optional>

namespace varve {

// Where it goes.
struct PullTarget {
    QString title;
    ImageStorePtr engine; // null: the Library
};

class PullSession : public QObject {
    Q_OBJECT

public:
    enum class State { Idle, Planning, Planned, Pulling, Done, Failed };

    PullSession(const UiServices &services, JobList &jobs, QObject *parent = nullptr);
    ~PullSession() override;

    // `stores`: where layers may be already.
    void plan(const Reference &reference, const PullTarget &target, const PullChoice &choice,
        const QList<ImageStorePtr> &stores);
    void pull();
    void cancel(); // back to what was planned, or to nothing
    void forget(); // what is planned is no longer what is wanted
    // What the list of jobs does to show it; may be called when all else of it is gone.
    using Show = std::function<void(const Reference &)>;
    void setShow(Show show) { m_show = std::move(show); }

    State state() const { return m_state; }
    bool isBusy() const { return m_state == State::Planning || m_state == State::Pulling; }
    const PullTarget &target() const { return m_target; }
    const std::optional<RemoteImage> &image() const { return m_image; } // of the last answer
    const std::optional<PullPlan> &plan() const { return m_plan; }
    const std::optional<Error> &error() const { return m_error; } // when Failed
    bool wasCancelled() const { return m_wasCancelled; }
    QList<PullProgress::Layer> layers() const; // empty before pull()
    Job::Progress progress() const;
    double bytesPerSecond() const; // of the last seconds; 0: not known

Q_SIGNALS:
    void changed();
    void ticked(); // progress
    void pulled();

private:
    struct Work;
    using WorkPtr = std::shared_ptr<Work>;
    struct Planned {
        WorkPtr work;
        RemoteImage image;
        std::optional<PullPlan> plan;
        std::optional<Error> error; // of planning, when the image was found
    };
    void setState(State state);
    static Result<Planned> makePlan(const WorkPtr &work, const PullChoice &choice, Job &job);
    void takePlan(const Result<Planned> &planned);
    void takeEnd(const Result<bool> &ended);
    void tellEnd(JobList::How how, const QString &result);
    std::function<void()> shower() const; // of what is planned; null: nothing shows it
    void measure();

    const UiServices m_services;
    JobList &m_jobs;
    JobListing m_listing;
    Show m_show;
    State m_state = State::Idle;
    PullTarget m_target;
    WorkPtr m_work;
    std::optional<RemoteImage> m_image;
    std::optional<PullPlan> m_plan;
    std::optional<Error> m_error;
    bool m_wasCancelled = false;
    PullProgressPtr m_progress;
    JobPtr m_job; // that pulls
    QElapsedTimer m_clock;
    struct Sample {
        qint64 ms = 0;
        std::int64_t bytes = 0;
    };
    QList<Sample> m_samples; // of the last seconds
    RequestSlot<Planned> m_planning;
    RequestSlot<bool> m_pulling;
};

} // namespace varve
