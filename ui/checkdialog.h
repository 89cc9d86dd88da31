// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Checks the Library, lists what is wrong, and repairs it when asked to. GUI thread; the work is done on the pool.
//
// Begins to check when it is made. Holds nothing up; closing it cancels, which a check and a repair survive. The status bar shows
// the work as well.
#pragma once

#include "models/problemsmodel.h"
#include "services/stores/library/librarycheck.h"
#include "ui/joblist.h"
#include "ui/requestslot.h"
#include "ui/services.h"

#include <QtWidgets/QDialog>

#include <optional>

class QLabel;
class QProgressBar;
class QPushButton;

namespace varve {

class StateStack;
class TreeView;

class CheckDialog : public QDialog {
    Q_OBJECT

public:
    enum class State { Checking, Repairing, Done, Failed, Cancelled };

    CheckDialog(const UiServices &services, JobList &jobs, QWidget *parent);

    void check(); // anew; nothing while it works
    State state() const { return m_state; }
    void done(int result) override; // a repair is cancelled first, and told of
    // What is the matter now: what was found, after a repair what is left.
    const LibraryReport &report() const { return m_report; }

Q_SIGNALS:
    void repaired();

private:
    bool isBusy() const { return m_state == State::Checking || m_state == State::Repairing; }
    QWidget *makeFooter();
    void repair();
    void takeReport(const Result<LibraryReport> &report);
    void takeRepair(const Result<LibraryRepair> &repair);
    void takeError(const Error &error);
    void setState(State state);
    void showProgress();
    void showReport();
    void copy();

    const UiServices m_services;
    JobListing m_listing;
    RequestSlot<LibraryReport> m_checking;
    RequestSlot<LibraryRepair> m_repairing;
    JobPtr m_job;
    bool m_isClosing = false; // as soon as the repair has ended
    State m_state = State::Checking;
    LibraryReport m_report;
    std::optional<LibraryRepair> m_repair; // that the report is of after
    Error m_error;
    ProblemsModel m_problems;

    TreeView *m_view;
    StateStack *m_states;
    QLabel *m_summary;
    QLabel *m_remedy;
    QProgressBar *m_bar;
    QPushButton *m_copy;
    QPushButton *m_again;
    QPushButton *m_repairButton;
    QPushButton *m_close;
};

} // namespace varve
