// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Runs one job at a time on the io pool while the calling thread prints its progress and hears signals.
//
// One JobRunner per process at a time: while it lives, SIGINT and SIGTERM cancel the running job and every later one; a second
// signal ends the process. Not for threads other than the one that made it. Errors: those of the job; Cancelled after a
// signal.
#pragma once

#include "app/cli/clistreams.h"
#include "services/jobs/workpool.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QSemaphore>

#include <csignal>

namespace varve {

class JobRunner {
public:
    JobRunner(CliStreams &streams, bool showsProgress);
    ~JobRunner();
    JobRunner(const JobRunner &) = delete;
    JobRunner &operator=(const JobRunner &) = delete;

    WorkPool &pool() { return m_pool; }
    static int caughtSignal(); // 0: none

    // fn: Result<T>(Job &)
    template <typename Fn>
    std::invoke_result_t<Fn, Job &> run(const QString &title, Fn fn)
    {
        const auto job = std::make_shared<Job>(title);
        const auto ended = std::make_shared<QSemaphore>();
        m_jobs.append(job);
        watch(job.get());
        auto handle = m_pool.run(WorkPool::Kind::Io, job, [ended, work = std::move(fn)](Job &running) mutable {
            auto result = work(running);
            ended->release();
            return result;
        });
        // The semaphore wakes us at once; the future alone tells of a job that never started.
        while (!handle.future.isFinished() && !ended->tryAcquire(1, kRefreshMs))
            showProgress(*job);
        auto result = handle.future.takeResult();
        watch(nullptr);
        clearProgress();
        return result;
    }

private:
    static constexpr int kRefreshMs = 100;
    void watch(Job *job);
    void showProgress(const Job &job);
    void clearProgress();

    CliStreams &m_streams;
    const bool m_showsProgress;
    bool m_isLineShown = false;
    QList<JobPtr> m_jobs; // kept: a handler may still hold a pointer to one that has ended
    QElapsedTimer m_sinceStart;
    struct sigaction m_oldInterrupt;
    struct sigaction m_oldTerminate;
    WorkPool m_pool; // last: its threads end before anything else goes
};

} // namespace varve
