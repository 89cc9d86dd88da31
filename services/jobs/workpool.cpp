// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/jobs/workpool.h"

#include <QtCore/QMutexLocker>
#include <QtCore/QSemaphore>
#include <QtCore/QThread>
#include <QtCore/QWaitCondition>

#include <algorithm>
#include <atomic>
#include <exception>

namespace varve {

namespace {
constexpr int kIoThreads = 8;
constexpr int kStreamThreads = 256; // more engines than anybody has
} // namespace

WorkPool::WorkPool()
{
    m_cpu.setMaxThreadCount(std::max(1, QThread::idealThreadCount()));
    m_io.setMaxThreadCount(kIoThreads);
    m_stream.setMaxThreadCount(kStreamThreads);
}

WorkPool::~WorkPool()
{
    shutdown();
}

void WorkPool::start(Kind kind, const JobPtr &job, std::function<void()> work)
{
    {
        const QMutexLocker lock(&m_mutex);
        if (m_closed)
            job->cancel(); // still runs, and answers Cancelled, so that no future stays unfinished
        else
            m_jobs.append(job);
    }
    QThreadPool &pool = kind == Kind::Cpu ? m_cpu : kind == Kind::Io ? m_io : m_stream;
    pool.start([this, raw = job.get(), run = std::move(work)] {
        run();
        forget(raw);
    });
}

void WorkPool::forget(const Job *job)
{
    const QMutexLocker lock(&m_mutex);
    m_jobs.removeIf([job](const std::weak_ptr<Job> &each) {
        const JobPtr alive = each.lock();
        return !alive || alive.get() == job;
    });
}

void WorkPool::parallelFor(int count, Job &job, const std::function<void(int)> &fn)
{
    const int workers = std::min(count, m_cpu.maxThreadCount());
    if (workers <= 1) {
        for (int i = 0; i < count && !job.isCancelled(); ++i)
            fn(i);
        return;
    }
    std::atomic<int> next { 0 };
    std::atomic<bool> hasFailed { false };
    std::exception_ptr failure; // of whoever set hasFailed
    QSemaphore ended;
    for (int w = 0; w < workers; ++w) {
        m_cpu.start([&] {
            try {
                for (int i = next.fetch_add(1); i < count && !job.isCancelled() && !hasFailed; i = next.fetch_add(1))
                    fn(i);
            } catch (...) {
                if (!hasFailed.exchange(true))
                    failure = std::current_exception();
            }
            ended.release();
        });
    }
    ended.acquire(workers);
    if (failure)
        std::rethrow_exception(failure);
}

// Helpers that the pool has not begun when the work is done find that there is none, and touch nothing of it.
void WorkPool::waitForEach(int count, int width, Job &job, const std::function<void(int)> &fn)
{
    struct Shared {
        QMutex mutex;
        QWaitCondition hasEnded;
        int running = 0;
        bool isOver = false;
        std::atomic<int> next { 0 };
        std::exception_ptr failure;
    };
    const auto shared = std::make_shared<Shared>();
    const auto work = [&job, &fn, count](Shared &with) {
        try {
            for (int i = with.next.fetch_add(1); i < count && !job.isCancelled(); i = with.next.fetch_add(1))
                fn(i);
        } catch (...) {
            with.next = count;
            const QMutexLocker lock(&with.mutex);
            if (!with.failure)
                with.failure = std::current_exception();
        }
    };
    for (int helper = 1; helper < std::min(count, width); ++helper) {
        m_stream.start([shared, &work] {
            QMutexLocker lock(&shared->mutex);
            if (shared->isOver)
                return;
            ++shared->running;
            lock.unlock();
            work(*shared);
            lock.relock();
            if (--shared->running == 0)
                shared->hasEnded.wakeAll();
        });
    }
    work(*shared);
    QMutexLocker lock(&shared->mutex);
    shared->isOver = true;
    while (shared->running > 0)
        shared->hasEnded.wait(&shared->mutex);
    if (shared->failure)
        std::rethrow_exception(shared->failure);
}

void WorkPool::shutdown()
{
    {
        const QMutexLocker lock(&m_mutex);
        m_closed = true;
        for (const std::weak_ptr<Job> &each : std::as_const(m_jobs)) {
            if (const JobPtr job = each.lock())
                job->cancel();
        }
    }
    m_stream.waitForDone();
    m_io.waitForDone();
    m_cpu.waitForDone();
}

} // namespace varve
