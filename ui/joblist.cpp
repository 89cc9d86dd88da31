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

int JobList::add(const QString &title, const JobPtr &job, const std::function<void()> &show)
{
    m_items.append({ m_nextId, title, job, show });
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

void JobList::addEnded(Ended ended)
{
    ended.id = m_nextId++;
    ended.when = QDateTime::currentDateTimeUtc();
    m_ended.prepend(ended);
    if (m_ended.size() > kEndedKept)
        m_ended.removeLast();
    Q_EMIT listChanged();
    Q_EMIT jobEnded(ended);
}

void JobList::forgetEnded()
{
    m_ended.clear();
    Q_EMIT listChanged();
}

std::function<void()> JobList::showOf(int id) const
{
    for (const Item &item : m_items) {
        if (item.id == id)
            return item.show;
    }
    for (const Ended &ended : m_ended) {
        if (ended.id == id)
            return ended.show;
    }
    return nullptr;
}

void JobList::show(int id) const
{
    if (const std::function<void()> show = showOf(id))
        show();
}

} // namespace varve
