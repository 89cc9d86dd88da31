// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One question at a time to a worker, asked from the GUI thread.
//
// start() cancels the question before it; its late answer is dropped by construction, because the watcher that would
// deliver it is gone. Destroying the slot cancels too. The callback runs on the GUI thread, at most once; it may start the
// next question on the same slot or delete the slot's owner. Nothing here ever waits.
#pragma once

#include "services/jobs/workpool.h"

#include <QtCore/QFutureWatcher>

#include <functional>
#include <memory>

namespace varve {

template <typename T>
class RequestSlot {
public:
    using Callback = std::function<void(Result<T>)>;

    RequestSlot() = default;
    RequestSlot(const RequestSlot &) = delete;
    RequestSlot &operator=(const RequestSlot &) = delete;
    ~RequestSlot() { cancel(); }

    void start(JobHandle<T> handle, Callback callback)
    {
        cancel();
        m_job = std::move(handle.job);
        m_callback = std::move(callback);
        m_watcher = std::make_unique<QFutureWatcher<Result<T>>>();
        QObject::connect(m_watcher.get(), &QFutureWatcherBase::finished, m_watcher.get(), [this] { deliver(); });
        m_watcher->setFuture(handle.future);
    }

    void cancel()
    {
        if (m_job)
            m_job->cancel();
        m_job.reset();
        m_watcher.reset();
        m_callback = nullptr;
    }

    bool isActive() const { return m_watcher != nullptr; }
    const JobPtr &job() const { return m_job; }

private:
    void deliver()
    {
        // All state is put aside first: the callback may start() again or destroy *this. The watcher is inside its own
        // signal, so it dies later.
        QFutureWatcher<Result<T>> *watcher = m_watcher.release();
        watcher->deleteLater();
        const Callback callback = std::move(m_callback);
        m_callback = nullptr;
        m_job.reset();
        if (watcher->future().resultCount() > 0)
            callback(watcher->result());
    }

    JobPtr m_job;
    Callback m_callback;
    std::unique_ptr<QFutureWatcher<Result<T>>> m_watcher;
};

} // namespace varve
