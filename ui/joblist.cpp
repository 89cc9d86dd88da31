// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/joblist.h"

#include <algorithm>

namespace varve {

namespace {
constexpr int kTickMs = 100;
}

JobList::JobList(QObject *parent)
    : QObject(parent)
{
    m_timer.setInterval(kTickMs);
    connect(&m_timer, &QTimer::timeout, this, &JobList::ticked);
}

int JobList::add(const QString &title, const JobPtr &job)
{
    m_items.append({ m_nextId, title, job });
    m_timer.start();
    Q_EMIT listChanged();
    return m_nextId++;
}

void JobList::setTitle(int id, const QString &title)
{
    const auto item = std::find_if(m_items.begin(), m_items.end(), [id](const Item &each) { return each.id == id; });
    if (item == m_items.end() || item->title == title)
        return;
    item->title = title;
    Q_EMIT listChanged();
}

void JobList::remove(int id)
{
    const auto removed = m_items.removeIf([id](const Item &item) { return item.id == id; });
    if (removed == 0)
        return;
    if (m_items.isEmpty())
        m_timer.stop();
    Q_EMIT listChanged();
}

} // namespace varve
