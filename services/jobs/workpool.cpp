// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/jobs/workpool.h"

#include <QtCore/QMutexLocker>
#include <QtCore/QThread>
#include <QtCore/QWaitCondition>

#include <algorithm>
#include <atomic>
#include <exception>

namespace varve {

namespace {
constexpr int kIoThreads = 8;
constexpr int kStreamThreads = 256; // more engines than anybody has
constexpr int kPatienceMs = 500; // with threads that may not be there

// Numbers that several threads share out among themselves. Helpers that have not begun when the work is done find that there is none,
// and touch nothing of it.
class SharedCount {
public:
    SharedCount(int count, Job &job, const std::function<void(int)> &fn)
        : m_count(count)
        , m_job(job)
        , m_fn(fn)
    {
    }

    void work()
    {
        try {
            for (int i = m_next.fetch_add(1); i < m_count && !m_job.isCancelled(); i = m_next.fetch_add(1))
                m_fn(i);
        } catch (...) {
            m_next = m_count;
            const QMutexLocker lock(&m_mutex);
            if (!m_failure)
                m_failure = std::current_exception();
        }
    }

    void help()
    {
        QMutexLocker lock(&m_mutex);
        if (m_isOver)
            return;
        ++m_running;
        m_hasBegun = true;
        lock.unlock();
        work();
        lock.relock();
        if (--m_running == 0)
            m_hasEnded.wakeAll();
    }

    // A thread that the system had no memory to make never begins what the pool has given it: with none of them there, the caller
    // does it all.
    void waitForHelpers()
    {
        QMutexLocker lock(&m_mutex);
        while (!m_hasBegun || m_running > 0) {
            if (m_hasEnded.wait(&m_mutex, kPatienceMs) || m_hasBegun)
                continue;
            lock.unlock();
            work();
            lock.relock();
            break;
        }
        lock.unlock();
        end();
    }

    void end()
    {
        QMutexLocker lock(&m_mutex);
        m_isOver = true;
        while (m_running > 0)
            m_hasEnded.wait(&m_mutex);
        if (m_failure)
            std::rethrow_exception(m_failure);
    }

private:
    const int m_count;
    Job &m_job; // these two live as long as somebody works
    const std::function<void(int)> &m_fn;
    std::atomic<int> m_next { 0 };
    QMutex m_mutex;
    QWaitCondition m_hasEnded;
    int m_running = 0;
    bool m_hasBegun = false;
    bool m_isOver = false;
    std::exception_ptr m_failure;
};

} // namespace

WorkPool::WorkPool()
    : m_cpu(std::make_unique<QThreadPool>())
{
    m_cpu->setMaxThreadCount(std::max(1, QThread::idealThreadCount()));
    m_io.setMaxThreadCount(kIoThreads);
    m_stream.setMaxThreadCount(kStreamThreads);
}

WorkPool::~WorkPool()
{
    shutdown();
    if (m_isCpuLeft)
        (void)m_cpu.release();
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
    QThreadPool &pool = kind == Kind::Cpu ? *m_cpu : kind == Kind::Io ? m_io : m_stream;
    if (kind == Kind::Cpu)
        ++m_cpuJobs;
    pool.start([this, kind, raw = job.get(), run = std::move(work)] {
        run();
        forget(raw);
        if (kind == Kind::Cpu)
            --m_cpuJobs;
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
    const int workers = std::min(count, m_cpu->maxThreadCount());
    if (workers <= 1) {
        for (int i = 0; i < count && !job.isCancelled(); ++i)
            fn(i);
        return;
    }
    const auto shared = std::make_shared<SharedCount>(count, job, fn);
    for (int w = 0; w < workers; ++w)
        m_cpu->start([shared] { shared->help(); });
    shared->waitForHelpers();
}

void WorkPool::waitForEach(int count, int width, Job &job, const std::function<void(int)> &fn)
{
    const auto shared = std::make_shared<SharedCount>(count, job, fn);
    for (int helper = 1; helper < std::min(count, width); ++helper)
        m_stream.start([shared] { shared->help(); });
    shared->work();
    shared->end();
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
    // Helpers that were given to threads which could not be made never end, and Qt waits for them in its destructor as well. They
    // have nothing to do any more and touch nothing of this: they are left to the end of the process.
    while (!m_isCpuLeft && !m_cpu->waitForDone(kPatienceMs))
        m_isCpuLeft = m_cpuJobs == 0;
}

} // namespace varve
