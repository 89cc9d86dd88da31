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
    {
        while (!m_mutex.tryLock(kStepMs)) {
            if (job.isCancelled()) {
                m_held = job.cancelled();
                return;
            }
        }
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

    QMutex &m_mutex;
    Result<void> m_held;
};

} // namespace varve
