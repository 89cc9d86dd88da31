// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Holds a mutex that others may hold while they wait for a network, or gives up when the job is cancelled.
// Errors: Cancelled, exactly when the mutex is not held. Cost: a look at the job every 50 ms while waiting.
#pragma once

#include "services/jobs/job.h"

namespace varve {

class JobLock {
public:
    JobLock(QMutex &mutex, const Job &job)
        : m_mutex(mutex)
        , m_held(take(mutex, job))
    {
    }
    ~JobLock()
    {
        if (m_held)
            m_mutex.unlock();
    }
    JobLock(const JobLock &) = delete;
    JobLock &operator=(const JobLock &) = delete;

    const Result<void> &held() const { return m_held; }

private:
    static constexpr int kStepMs = 50;

    static Result<void> take(QMutex &mutex, const Job &job)
    {
        while (!mutex.tryLock(kStepMs)) {
            if (job.isCancelled())
                return job.cancelled();
        }
        return {};
    }

    QMutex &m_mutex;
    const Result<void> m_held;
};

} // namespace varve
