// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Pruning: which images may go by which rules, what each frees and what all that are ticked free together; then their removal, and
// the result. GUI thread.
//
// Holds nothing up: it can be closed while images are being removed, which the status bar shows then. Owns the session; deletes both
// when it was closed and nothing runs any more.
#pragma once

#include "models/prunemodel.h"
#include "ui/prunesession.h"

#include <QtWidgets/QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace varve {

class Notice;
class StateStack;
class TreeView;

class PruneDialog : public QDialog {
    Q_OBJECT

public:
    // `places`: asked when the dialog looks, which it does at once.
    using Places = std::function<QList<PruneSession::Place>()>;
    PruneDialog(const UiServices &services, JobList &jobs, Places places, QWidget *parent);

    PruneSession &session() { return m_session; }
    PruneModel &model() { return m_model; }
    void look(); // anew
    void setRules(const PruneRules &rules);
    // Only images of this source are shown and removed; empty: of all.
    void choosePlace(const QString &location);

Q_SIGNALS:
    void pruned(); // images are gone
    void prunedListRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void left(); // closed, by whatever
    QWidget *makeForm();
    QWidget *makeRules();
    QWidget *makeFooter();
    void act(); // what the button says
    void takeState();
    void takeRows();
    void takeTicks();
    void takeProgress();
    void takeOutcomes(const QList<PruneSession::Outcome> &outcomes);
    void showState();
    void showFailures();
    void updateButtons();
    PruneRules rules() const; // as the form says
    QList<QList<int>> ticked() const; // indexes into the facts, by place
    QPair<QString, ImageId> identityOf(const PruneRow &row) const; // over all that is looked at
    void tickSelected(bool isTicked);
    void tickAll(bool isTicked);
    void showMenu(const QPoint &position);
    void copy();
    void save();
    QString summaryText() const;
    QString copyText() const; // what keeping a copy takes

    const UiServices m_services;
    const Places m_askForPlaces;
    PruneSession m_session;
    PruneModel m_model;
    RequestSlot<bool> m_saving; // of the result
    int m_tickedCount = 0;
    std::int64_t m_freedBytes = 0; // by all that are ticked, together
    QString m_wantedPlace; // location, before it is known
    QSet<QPair<QString, ImageId>> m_unticked; // by a person
    bool m_isFilling = false; // the choosers; nobody chose

    QComboBox *m_place;
    QComboBox *m_which;
    QPushButton *m_more;
    QWidget *m_rulesBox;
    QSpinBox *m_days;
    QSpinBox *m_newest;
    QLineEdit *m_label;
    QLineEdit *m_name;
    Notice *m_notice;
    QCheckBox *m_all;
    TreeView *m_view;
    StateStack *m_states;
    QLabel *m_summary;
    QLabel *m_problem;
    QCheckBox *m_keep;
    QLabel *m_copyNote;
    QProgressBar *m_bar;
    QPushButton *m_copy;
    QPushButton *m_save;
    QPushButton *m_again;
    QPushButton *m_list;
    QPushButton *m_close;
    QPushButton *m_act;
};

} // namespace varve
