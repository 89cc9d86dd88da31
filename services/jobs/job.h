// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One piece of work that can be watched and cancelled: the only state that threads share.
//
// Owned by std::shared_ptr (JobPtr); written by the worker, read and cancelled from any thread. Every member is safe to
// call from every thread. Progress costs one relaxed store; the note takes a mutex and is meant for a few changes a second.
#pragma once

#include "services/types/result.h"

#include <QtCore/QMutex>
#include <QtCore/QString>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

namespace varve {

class Job {
public:
    enum class Unit : std::uint8_t { None, Bytes, Layers, Entries, Images };

    struct Progress {
        std::int64_t done = 0;
        std::int64_t total = 0; // 0: not known, show an indeterminate bar
        Unit unit = Unit::None;
    };

    explicit Job(QString title = {});
    Job(const Job &) = delete;
    Job &operator=(const Job &) = delete;

    const QString &title() const { return m_title; }

    bool isCancelled() const
    {
        return m_cancelled.load(std::memory_order_relaxed)
            || (m_hasDeadline.load(std::memory_order_relaxed) && std::chrono::steady_clock::now() >= m_deadline);
    }
    // Counts as cancelled from then on. To be called before the job is shared.
    void cancelAfter(std::chrono::milliseconds time)
    {
        m_deadline = std::chrono::steady_clock::now() + time;
        m_hasDeadline.store(true, std::memory_order_release);
    }
    void cancel() { m_cancelled.store(true, std::memory_order_relaxed); }

    void setProgress(std::int64_t done, std::int64_t total, Unit unit);
    // For several workers on one job: adds to `done`, total stays.
    void addProgress(std::int64_t more) { m_done.fetch_add(more, std::memory_order_relaxed); }
    Progress progress() const;

    // What is being worked on now: a name or a path, untranslated data.
    void setNote(const QString &note);
    QString note() const;

    // The Error that a function returns when it found isCancelled().
    tl::unexpected<Error> cancelled() const;

private:
    const QString m_title;
    std::atomic<bool> m_cancelled { false };
    std::atomic<bool> m_hasDeadline { false };
    std::chrono::steady_clock::time_point m_deadline;
    std::atomic<std::int64_t> m_done { 0 };
    std::atomic<std::int64_t> m_total { 0 };
    std::atomic<Unit> m_unit { Unit::None };
    mutable QMutex m_noteMutex;
    QString m_note;
};

using JobPtr = std::shared_ptr<Job>;

} // namespace varve
