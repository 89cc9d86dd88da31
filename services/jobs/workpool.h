// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The only place that knows threads: a pool for computing (one thread per core), one for waiting (8 threads), and one for
// what waits for ever (a thread each, as long as it runs).
//
// Owned by the composition root, used from any thread. run() returns at once; the function runs on a pool thread with the
// Job it may poll. parallelFor() may be called from the io pool or the main thread of a command-line run, never from a
// function that itself runs on the cpu pool (it would wait for its own thread). shutdown(): cancels every job that still
// runs and waits for all pools; the destructor calls it.
#pragma once

#include "services/jobs/job.h"
#include "services/types/withinmemory.h"

#include <QtCore/QFuture>
#include <QtCore/QPromise>
#include <QtCore/QThreadPool>

#include <atomic>
#include <functional>
#include <memory>
#include <type_traits>

namespace varve {

template <typename T>
struct JobHandle {
    QFuture<Result<T>> future; // one consumer; holds exactly one result when finished
    JobPtr job;
};

class WorkPool {
public:
    enum class Kind { Cpu, Io, Stream };

    WorkPool();
    ~WorkPool();
    WorkPool(const WorkPool &) = delete;
    WorkPool &operator=(const WorkPool &) = delete;

    int cpuThreads() const { return m_cpu->maxThreadCount(); }

    // fn: Result<T>(Job &). The first use of the result's type decides T. When memory runs out in fn the result is
    // LimitExceeded about the job's title.
    template <typename Fn>
    auto run(Kind kind, JobPtr job, Fn fn) -> JobHandle<typename std::invoke_result_t<Fn, Job &>::value_type>
    {
        using T = typename std::invoke_result_t<Fn, Job &>::value_type;
        auto promise = std::make_shared<QPromise<Result<T>>>();
        JobHandle<T> handle { promise->future(), job };
        promise->start();
        start(kind, job, [promise, job, work = std::move(fn)]() mutable {
            promise->addResult(job->isCancelled() ? Result<T>(job->cancelled())
                                                  : withinMemory(job->title(), [&] { return Result<T>(work(*job)); }));
            promise->finish();
        });
        return handle;
    }

    // Calls fn(0) .. fn(count - 1) on the cpu pool, the low numbers first, and returns when all have ended. Stops handing
    // out numbers once the job is cancelled. When memory runs out in fn, the rest is not begun, and the std::bad_alloc
    // leaves parallelFor() in the caller's thread. That one does all of it when the system has no memory for threads.
    void parallelFor(int count, Job &job, const std::function<void(int)> &fn);

    // The same for work that waits: at most `width` at a time, of which one runs here, so that it gets on however busy the io
    // pool is. To be called from a function on the io pool, or the main thread of a command-line run.
    void waitForEach(int count, int width, Job &job, const std::function<void(int)> &fn);

    void shutdown();

private:
    void start(Kind kind, const JobPtr &job, std::function<void()> work);
    void forget(const Job *job);

    std::unique_ptr<QThreadPool> m_cpu;
    std::atomic<int> m_cpuJobs { 0 }; // that are to be run, or run; not the helpers of parallelFor()
    QThreadPool m_io;
    QThreadPool m_stream;
    QMutex m_mutex;
    QList<std::weak_ptr<Job>> m_jobs; // running or waiting; for shutdown
    bool m_closed = false;
    bool m_isCpuLeft = false; // to the end of the process: threads of it could not be made
};

} // namespace varve
