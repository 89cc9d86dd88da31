// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// How one engine takes to readers, learned from the first of its images for all others. Any thread.
#pragma once

#include "services/stores/readerreport.h"

#include <QtCore/QMutex>
#include <QtCore/QMutexLocker>

namespace varve {

class ReaderStanding {
public:
    ReaderReport report() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_report;
    }
    bool isRefused() const { return report().use == ReaderUse::Refused; }
    void setUsed()
    {
        const QMutexLocker lock(&m_mutex);
        if (m_report.use == ReaderUse::None)
            m_report.use = ReaderUse::Used;
    }
    // What EngineReader::create() gave. A network that fails, or an image that is gone, says nothing about the next one.
    void take(const Error &error)
    {
        if (error.code != ErrorCode::AccessDenied && error.code != ErrorCode::Unsupported)
            return;
        const QMutexLocker lock(&m_mutex);
        m_report = { ReaderUse::Refused, error };
    }

private:
    mutable QMutex m_mutex;
    ReaderReport m_report;
};

} // namespace varve
