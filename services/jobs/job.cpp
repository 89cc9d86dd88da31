// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/jobs/job.h"

#include <QtCore/QMutexLocker>

namespace varve {

Job::Job(QString title)
    : m_title(std::move(title))
{
}

void Job::setProgress(std::int64_t done, std::int64_t total, Unit unit)
{
    m_done.store(done, std::memory_order_relaxed);
    m_total.store(total, std::memory_order_relaxed);
    m_unit.store(unit, std::memory_order_relaxed);
}

Job::Progress Job::progress() const
{
    return { m_done.load(std::memory_order_relaxed), m_total.load(std::memory_order_relaxed),
        m_unit.load(std::memory_order_relaxed) };
}

void Job::setNote(const QString &note)
{
    const QMutexLocker lock(&m_noteMutex);
    m_note = note;
}

QString Job::note() const
{
    const QMutexLocker lock(&m_noteMutex);
    return m_note;
}

tl::unexpected<Error> Job::cancelled() const
{
    return fail(ErrorCode::Cancelled, m_title, QStringLiteral("cancelled"));
}

} // namespace varve
