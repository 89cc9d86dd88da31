// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What was pruned, and the way back: out of the copy that was kept, or by a pull where a registry had it. GUI thread; the work is
// done on the pool and shown in the status bar as well.
//
// Holds nothing up. Closing it lets what runs go on; deletes itself when it was closed and nothing runs any more.
#pragma once

#include "models/prunedmodel.h"
#include "services/prune/prunedcopy.h"
#include "ui/errortext.h"
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

// Where something can be brought back to.
struct RestoreTarget {
    QString title;
    ImageStorePtr store;
};

class PrunedDialog : public QDialog {
    Q_OBJECT

public:
    using Targets = std::function<QList<RestoreTarget>()>; // the Library first
    PrunedDialog(const UiServices &services, JobList &jobs, Targets targets, QWidget *parent);

    PrunedModel &model() { return m_model; }
    void look(); // anew
    bool isBusy() const { return m_restoring.isActive(); }
    void restoreSelected(); // each where it came from, or what is not there any more, to the Library

Q_SIGNALS:
    void restored(const QStringList &locations); // sources that have something new
    // By its digest, into a target; with its names afterwards.
    void pullRequested(const QString &reference, const QString &target, const varve::PrunedImage &image);

private:
    struct Order {
        PrunedRun run;
        QList<int> images;
        RestoreTarget target;
    };
    struct Done {
        int count = 0;
        QStringList takenNames;
        QStringList locations;
        std::optional<Error> error; // the first one
    };
    void left();
    QWidget *makeFooter();
    void takeRuns(const Result<QList<PrunedRun>> &runs);
    void takeDone(const Result<Done> &done);
    void restore(const std::optional<RestoreTarget> &target);
    const PrunedRun *runOf(const PrunedRow &row) const;
    RestoreTarget targetOf(const PrunedRun &run) const; // where it came from, else the Library
    void change(const std::function<void(const PrunedFolder &)> &work); // then looks again
    void confirmForget(bool isCopyOnly);
    void showMenu(const QPoint &position);
    void showProgress();
    void updateButtons();
    static PrunedRow rowOf(const PrunedRun &run, int image, const PrunedLimits &limits);

    const UiServices m_services;
    JobListing m_listing;
    const Targets m_targets;
    QList<PrunedRun> m_runs;
    PrunedModel m_model;
    RequestSlot<QList<PrunedRun>> m_looking;
    RequestSlot<Done> m_restoring;
    RequestSlot<bool> m_changing;
    JobList &m_jobs;
    JobPtr m_job;

    TreeView *m_view;
    StateStack *m_states;
    QLabel *m_summary;
    QLabel *m_result;
    QProgressBar *m_bar;
    QPushButton *m_copy;
    QPushButton *m_forget;
    QPushButton *m_close;
    QPushButton *m_restore;
};

} // namespace varve
