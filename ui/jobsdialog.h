// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// All jobs, those that run and those that ended since the program began: what each does, how far it is, how it ended. Cancels them,
// and shows again what a pull was about. Non-modal, deleted when closed; GUI thread.
#pragma once

#include "models/jobsmodel.h"
#include "ui/joblist.h"

#include <QtWidgets/QDialog>

class QPushButton;

namespace varve {

class StateStack;
class TreeView;

class JobsDialog : public QDialog {
    Q_OBJECT

public:
    JobsDialog(JobList &jobs, QWidget *parent);

    JobsModel &model() { return m_model; }

private:
    void refresh();
    void updateButtons();
    void cancelSelected();
    void showSelected();
    void showMenu(const QPoint &position);
    QList<int> selected() const; // ids

    JobList &m_jobs;
    JobsModel m_model;
    TreeView *m_view;
    StateStack *m_states;
    QPushButton *m_cancel;
    QPushButton *m_show;
    QPushButton *m_clear;
};

} // namespace varve
