// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Pulling an image: what is wanted is checked while it is typed, then comes the plan, then the pull. GUI thread.
//
// Holds nothing up: it can be closed while the pull goes on, which the status bar shows then. Owns the session; deletes both
// when it was closed and nothing runs any more.
#pragma once

#include "models/pulllayersmodel.h"
#include "ui/pullsession.h"

#include <QtCore/QPointer>
#include <QtWidgets/QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace varve {

class ElidedLabel;
class FindImageDialog;
class LoginButton;
class Notice;
class StateStack;
class TreeView;

class PullDialog : public QDialog {
    Q_OBJECT

public:
    // What the window has, asked for when it is needed.
    struct Surroundings {
        std::function<QList<PullTarget>()> targets; // the Library first
        std::function<QList<ImageStorePtr>()> stores; // that layers may be taken from
        QStringList names; // to complete what is typed
        std::function<void(const Reference &)> again {}; // another dialog, for a pull whose own is gone
    };

    PullDialog(const UiServices &services, JobList &jobs, Surroundings surroundings, QWidget *parent);

    PullSession &session() { return m_session; }
    void setReference(const QString &text); // not while one is being pulled
    void setTarget(const QString &title); // one that is not there changes nothing

Q_SIGNALS:
    void pulled();
    void lookRequested(const varve::Reference &reference); // into the image, without pulling it

private:
    void left(); // closed, by whatever
    QWidget *makeForm();
    QWidget *makeFooter();
    void find(); // in another window
    void check(); // what is typed
    void ask();
    void act(); // what the button says
    void takeState();
    void takePlan();
    void takeProgress();
    void takeProblems(); // of what the registry and the stores said
    void showProblems();
    Warnings problems() const;
    void fillPlatforms();
    void updateButtons();
    QString planSummary(const PullPlan &plan) const;
    QString progressText() const;
    QString cancelledText() const;
    std::optional<Reference> reference() const; // null: what is typed is none
    PullTarget target() const;
    PullChoice choice() const;

    const UiServices m_services;
    PullSession m_session;
    LoginButton *m_login;
    const Surroundings m_surroundings;
    QList<PullTarget> m_targets;
    PullLayersModel m_layers;
    QString m_correction;
    bool m_isFilling = false; // the choosers; nobody chose
    QPointer<FindImageDialog> m_finding; // one at a time
    QVariant m_chosenPlatform; // by a person: text, or true for all; invalid: nobody did

    QLineEdit *m_reference;
    QLabel *m_problem;
    QPushButton *m_correct;
    QComboBox *m_target;
    QComboBox *m_platform;
    Notice *m_notice;
    TreeView *m_view;
    StateStack *m_states;
    QLabel *m_summary;
    QLabel *m_rate;
    QProgressBar *m_bar;
    QPushButton *m_look;
    QPushButton *m_close;
    QPushButton *m_act;
};

// What is wrong with what was typed, as a sentence; empty: nothing, or nothing was typed yet.
QString referenceProblemText(const QString &text);

} // namespace varve
