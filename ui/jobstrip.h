// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The running jobs at the right of the status bar: title, what is worked on now, a bar, and a button that cancels. With
// more jobs than fit, the rest is counted. GUI thread; widgets are reused, at most kShown exist.
#pragma once

#include "ui/joblist.h"

#include <QtWidgets/QWidget>

class QLabel;
class QProgressBar;
class QToolButton;

namespace varve {

class ElidedLabel;

class JobStrip : public QWidget {
    Q_OBJECT

public:
    static constexpr int kShown = 2;

    explicit JobStrip(JobList &jobs, QWidget *parent = nullptr);

Q_SIGNALS:
    void listWanted(); // all jobs, with more than fits here

private:
    struct Slot {
        QWidget *box = nullptr;
        ElidedLabel *title = nullptr;
        QProgressBar *bar = nullptr;
        QToolButton *cancel = nullptr;
        JobPtr job; // null: free
        JobPtr pressed; // what the button was pressed for: by its release another job may be shown
    };
    Slot makeSlot();
    void fill(Slot &slot, const JobList::Item &item);
    void refresh();
    void tick();

    JobList &m_jobs;
    QList<Slot> m_slots;
    QToolButton *m_more;
};

} // namespace varve
