// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// How one engine takes to readers, learned from the first of its images for all others, and whether one may still be there that
// was to be removed. Any thread.
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
    // One could not be removed, or may have been made without an answer. `isSilent`: as the engine says nothing, which is not
    // worth waiting for a second time before it was heard of again.
    void setLeft(bool isSilent)
    {
        const QMutexLocker lock(&m_mutex);
        m_hasLeft = true;
        m_isSilent = m_isSilent || isSilent;
    }
    bool isSilent() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_isSilent;
    }
    bool hasLeft() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_hasLeft;
    }
    void clearLeft()
    {
        const QMutexLocker lock(&m_mutex);
        m_hasLeft = false;
        m_isSilent = false;
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
    bool m_hasLeft = false;
    bool m_isSilent = false;
};

} // namespace varve
