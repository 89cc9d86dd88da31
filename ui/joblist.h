// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The jobs that run now, for the status bar, and how those ended that people may want to look back at. GUI thread. Jobs are read by a timer that runs only while there are some:
// workers never signal progress, so a million entries cost the window ten looks a second.
#pragma once

#include "services/jobs/job.h"

#include <QtCore/QDateTime>
#include <QtCore/QList>
#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <functional>

namespace varve {

class JobList : public QObject {
    Q_OBJECT

public:
    struct Item {
        int id = 0;
        QString title; // translated: "Reading app.tar"
        JobPtr job;
        std::function<void()> show; // what it is about; null: there is nothing to be seen
    };
    enum class How : std::uint8_t { Done, Failed, Cancelled };
    struct Ended {
        int id = 0; // another than that of the job
        QString title; // translated
        How how = How::Done;
        QString amount; // that was done, translated; may be empty
        QString result; // a translated sentence
        QDateTime when;
        std::function<void()> show;
    };
    static constexpr qsizetype kEndedKept = 100;

    explicit JobList(QObject *parent = nullptr);

    int add(const QString &title, const JobPtr &job, const std::function<void()> &show = nullptr);
    void setTitle(int id, const QString &title); // it keeps its place
    void remove(int id); // ended; unknown ids are fine
    const QList<Item> &items() const { return m_items; }

    void addEnded(Ended ended); // id and time are set here
    const QList<Ended> &ended() const { return m_ended; } // newest first
    void forgetEnded();

    bool canShow(int id) const { return showOf(id) != nullptr; }
    void show(int id) const;

Q_SIGNALS:
    void listChanged();
    void ticked(); // progress may have changed
    void jobEnded(const varve::JobList::Ended &ended);

private:
    std::function<void()> showOf(int id) const;

    QList<Item> m_items;
    QList<Ended> m_ended;
    QTimer m_timer;
    int m_nextId = 1;
};

// A row of the list for as long as it lives: gone on destruction or with the start() of another job.
class JobListing {
public:
    explicit JobListing(JobList &list)
        : m_list(list)
    {
    }
    ~JobListing() { end(); }
    JobListing(const JobListing &) = delete;
    JobListing &operator=(const JobListing &) = delete;

    void start(const QString &title, const JobPtr &job, const std::function<void()> &show = nullptr)
    {
        if (m_id != 0 && m_job.lock() == job) {
            m_list.setTitle(m_id, title);
            return;
        }
        end();
        m_job = job;
        m_id = m_list.add(title, job, show);
    }
    void end()
    {
        if (m_id != 0)
            m_list.remove(m_id);
        m_id = 0;
    }

private:
    JobList &m_list;
    std::weak_ptr<Job> m_job;
    int m_id = 0;
};

} // namespace varve
