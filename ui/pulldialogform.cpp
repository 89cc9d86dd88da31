// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What PullDialog is put together from: the form above the layers, and the strip below them.

#include "ui/pulldialog.h"

#include "services/types/text.h"
#include "ui/format.h"
#include "ui/icons.h"
#include "ui/labels.h"
#include "ui/loginbutton.h"
#include "ui/referencecompleter.h"
#include "ui/theme.h"

#include <QtCore/QSettings>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>

namespace varve {

namespace {
const auto kTargetKey = QLatin1String("pull/target");
}

QWidget *PullDialog::makeForm()
{
    m_reference->setObjectName(QStringLiteral("pullReference"));
    m_reference->setPlaceholderText(QStringLiteral("debian:12, ghcr.io/owner/name:tag"));
    m_reference->setClearButtonEnabled(true);
    new ReferenceCompleter(m_services, m_surroundings.names, m_reference);
    QAction *find = m_reference->addAction(icon("search"), QLineEdit::TrailingPosition);
    find->setObjectName(QStringLiteral("pullFind"));
    find->setShortcut(QKeySequence::Find);
    find->setText(tr("Find an image"));
    find->setToolTip(plainToolTip(tr("Search Docker Hub, or list the tags of a repository (Ctrl+F)")));
    connect(find, &QAction::triggered, this, &PullDialog::find);
    m_problem->setObjectName(QStringLiteral("pullProblem"));
    m_problem->setWordWrap(true);
    setTone(m_problem, Tone::Bad);
    m_correct->setObjectName(QStringLiteral("pullCorrection"));
    m_correct->setAutoDefault(false);
    m_target->setObjectName(QStringLiteral("pullTarget"));
    m_platform->setObjectName(QStringLiteral("pullPlatform"));
    m_targets = m_surroundings.targets();
    const QString last = QSettings().value(kTargetKey).toString();
    for (const PullTarget &each : std::as_const(m_targets)) {
        m_target->addItem(visibleText(each.title));
        if (each.title == last)
            m_target->setCurrentIndex(m_target->count() - 1);
    }
    fillPlatforms();

    auto *form = new QWidget;
    auto *rows = new QFormLayout(form);
    rows->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kGap);
    rows->setSpacing(metrics::kGap);
    rows->addRow(tr("&Image"), m_reference);
    auto *problem = new QHBoxLayout;
    problem->setContentsMargins(0, 0, 0, 0);
    problem->addWidget(m_problem, 1);
    problem->addWidget(m_correct);
    auto *problemBox = new QWidget;
    problemBox->setObjectName(QStringLiteral("pullProblemBox"));
    problemBox->setLayout(problem);
    rows->addRow(QString(), problemBox);
    auto *choosers = new QHBoxLayout;
    choosers->setSpacing(metrics::kGap);
    auto *platformLabel = plainLabel(tr("Plat&form"));
    platformLabel->setBuddy(m_platform);
    m_target->setMinimumContentsLength(16);
    m_platform->setMinimumContentsLength(18);
    choosers->addWidget(m_target);
    choosers->addSpacing(metrics::kMargin);
    choosers->addWidget(platformLabel);
    choosers->addWidget(m_platform);
    choosers->addStretch(1);
    auto *into = plainLabel(tr("In&to"));
    into->setBuddy(m_target);
    rows->addRow(into, choosers);

    connect(m_reference, &QLineEdit::textChanged, this, &PullDialog::check);
    connect(m_reference, &QLineEdit::returnPressed, this, [this] {
        if (m_act->isEnabled())
            act();
    });
    connect(m_correct, &QPushButton::clicked, this, [this] {
        m_reference->setText(m_correction);
        m_reference->setFocus();
    });
    connect(m_target, &QComboBox::currentIndexChanged, this, [this] {
        if (m_isFilling)
            return;
        QSettings().setValue(kTargetKey, target().title);
        fillPlatforms();
        if (m_session.state() != PullSession::State::Idle)
            ask();
    });
    connect(m_platform, &QComboBox::currentIndexChanged, this, [this] {
        if (m_isFilling)
            return;
        m_chosenPlatform = m_platform->currentData();
        if (m_session.state() != PullSession::State::Idle)
            ask();
    });
    return form;
}

QWidget *PullDialog::makeFooter()
{
    m_summary->setObjectName(QStringLiteral("pullSummary"));
    m_summary->setWordWrap(true);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    m_close->setObjectName(QStringLiteral("pullClose"));
    m_close->setAutoDefault(false);
    m_look->setObjectName(QStringLiteral("pullLook"));
    m_look->setAutoDefault(false);
    m_look->setToolTip(tr("Show what the image is and what is in its layers, without pulling it"));
    m_act->setObjectName(QStringLiteral("pullAct"));
    m_act->setAutoDefault(false); // Enter is that of the name
    m_act->setProperty("primary", true);

    auto *footer = new QWidget;
    footer->setObjectName(QStringLiteral("Strip"));
    auto *texts = new QVBoxLayout;
    texts->setSpacing(metrics::kSmall);
    texts->addWidget(m_summary);
    texts->addWidget(m_bar);
    texts->addWidget(m_rate);
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    row->setSpacing(metrics::kGap);
    row->addLayout(texts, 1);
    row->addWidget(m_login, 0, Qt::AlignBottom);
    row->addWidget(m_look, 0, Qt::AlignBottom);
    row->addWidget(m_close, 0, Qt::AlignBottom);
    row->addWidget(m_act, 0, Qt::AlignBottom);
    connect(m_act, &QPushButton::clicked, this, &PullDialog::act);
    connect(m_login, &LoginButton::loggedIn, this, &PullDialog::ask);
    connect(m_look, &QPushButton::clicked, this, [this] { Q_EMIT lookRequested(*reference()); });
    connect(m_close, &QPushButton::clicked, this, [this] {
        if (m_session.isBusy())
            m_session.cancel();
        else
            close();
    });
    return footer;
}

} // namespace varve
