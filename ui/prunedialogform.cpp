// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What PruneDialog is put together from: the rules above the table, and the strip below it.

#include "services/prune/prunesettings.h"
#include "ui/chooser.h"
#include "ui/format.h"
#include "ui/labels.h"
#include "ui/notice.h"
#include "ui/prunedialog.h"
#include "ui/theme.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

namespace varve {

namespace {
constexpr int kMostDays = 3650;
constexpr int kMostNewest = 1000;
} // namespace

QWidget *PruneDialog::makeForm()
{
    m_place->setObjectName(QStringLiteral("prunePlace"));
    m_place->setAccessibleName(tr("Source"));
    m_place->addItem(tr("All sources"));
    m_which->setObjectName(QStringLiteral("pruneWhich"));
    m_which->addItem(tr("Dangling images"), false);
    m_which->addItem(tr("Dangling and unused images"), true);
    m_which->setItemData(0, tr("Images without a name"), Qt::ToolTipRole);
    m_which->setItemData(1, tr("Also images with a name that no container refers to"), Qt::ToolTipRole);
    m_more->setObjectName(QStringLiteral("pruneMore"));
    m_more->setCheckable(true);
    m_more->setAutoDefault(false);
    m_more->setToolTip(tr("Narrow by age, repository, label or name"));
    m_all->setObjectName(QStringLiteral("pruneAll"));
    m_all->setToolTip(tr("Tick all images, or none"));

    auto *from = plainLabel(tr("&From"));
    from->setBuddy(m_place);
    auto *which = plainLabel(tr("R&emove"));
    which->setBuddy(m_which);
    auto *line = new QHBoxLayout;
    line->setSpacing(metrics::kGap);
    line->addWidget(which);
    line->addWidget(m_which);
    line->addSpacing(metrics::kGap);
    line->addWidget(from);
    line->addWidget(m_place);
    line->addStretch(1);
    line->addWidget(m_more);
    auto *form = new QWidget;
    auto *rows = new QVBoxLayout(form);
    rows->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kGap);
    rows->setSpacing(metrics::kGap);
    rows->addLayout(line);
    rows->addWidget(makeRules());
    rows->addWidget(m_all);

    const auto changed = [this] {
        if (!m_isFilling)
            m_session.plan(rules());
    };
    connect(m_which, &QComboBox::currentIndexChanged, this, changed);
    connect(m_place, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_isFilling)
            takeRows();
    });
    connect(m_more, &QPushButton::toggled, this, [this, changed](bool isShown) {
        m_rulesBox->setVisible(isShown);
        changed(); // what cannot be seen does not count
    });
    connect(m_days, &QSpinBox::valueChanged, this, changed);
    connect(m_newest, &QSpinBox::valueChanged, this, changed);
    connect(m_label, &QLineEdit::textChanged, this, changed);
    connect(m_name, &QLineEdit::textChanged, this, changed);
    connect(m_all, &QCheckBox::clicked, this, [this] { tickAll(m_tickedCount == 0 || m_all->isChecked()); });
    return form;
}

QWidget *PruneDialog::makeRules()
{
    m_days->setObjectName(QStringLiteral("pruneDays"));
    m_days->setRange(0, kMostDays);
    m_days->setSpecialValueText(tr("of any age"));
    const auto nameUnit = [this](int days) { m_days->setSuffix(QLatin1Char(' ') + tr("day(s)", nullptr, days)); };
    connect(m_days, &QSpinBox::valueChanged, this, nameUnit);
    m_days->setKeyboardTracking(false);
    m_newest->setObjectName(QStringLiteral("pruneNewest"));
    m_newest->setRange(0, kMostNewest);
    m_newest->setSpecialValueText(tr("none"));
    m_newest->setToolTip(tr("So many of each repository stay, the newest ones"));
    m_label->setObjectName(QStringLiteral("pruneLabel"));
    m_label->setPlaceholderText(tr("key or key=value"));
    m_name->setObjectName(QStringLiteral("pruneName"));
    m_name->setPlaceholderText(tr("*/ci-*, registry.example/*"));
    m_rulesBox->setVisible(false);
    auto *grid = new QGridLayout(m_rulesBox);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(metrics::kGap);
    grid->setVerticalSpacing(metrics::kSmall);
    const auto add = [grid](int row, int column, const QString &text, QWidget *field) {
        auto *label = plainLabel(text);
        label->setBuddy(field);
        grid->addWidget(label, row, column);
        grid->addWidget(field, row, column + 1);
    };
    add(0, 0, tr("&Built longer ago than"), m_days);
    add(0, 2, tr("Only with the &label"), m_label);
    add(1, 0, tr("&Newest to keep of each repository"), m_newest);
    add(1, 2, tr("Only names l&ike"), m_name);
    grid->setColumnStretch(3, 1);
    return m_rulesBox;
}

QWidget *PruneDialog::makeFooter()
{
    m_summary->setObjectName(QStringLiteral("pruneSummary"));
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->setObjectName(QStringLiteral("pruneProblem"));
    m_problem->setWordWrap(true);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setTone(m_problem, Tone::Bad);
    m_keep->setObjectName(QStringLiteral("pruneKeep"));
    m_keep->setChecked(PruneSettings::keepsCopy());
    m_keep->setToolTip(tr("Writes the images to an archive and verifies it before anything is removed, "
                          "so that the list of what was pruned can bring them back"));
    m_copyNote->setWordWrap(true);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    m_copy->setObjectName(QStringLiteral("pruneCopy"));
    m_copy->setToolTip(tr("Copy the result as text"));
    m_save->setObjectName(QStringLiteral("pruneSave"));
    m_save->setToolTip(tr("Save the result as a text file"));
    m_again->setObjectName(QStringLiteral("pruneAgain"));
    m_list->setObjectName(QStringLiteral("pruneList"));
    m_list->setToolTip(tr("What was pruned, and the way back"));
    m_close->setObjectName(QStringLiteral("pruneClose"));
    m_act->setObjectName(QStringLiteral("pruneAct"));
    m_act->setProperty("primary", true);
    for (QPushButton *button : { m_copy, m_save, m_again, m_list, m_close, m_act })
        button->setAutoDefault(false);

    auto *footer = new QWidget;
    footer->setObjectName(QStringLiteral("Strip"));
    auto *rows = new QVBoxLayout(footer);
    rows->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    rows->setSpacing(metrics::kSmall);
    rows->addWidget(m_summary);
    rows->addWidget(m_problem);
    rows->addWidget(m_keep);
    rows->addWidget(m_copyNote);
    rows->addWidget(m_bar);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(0, metrics::kSmall, 0, 0);
    buttons->setSpacing(metrics::kGap);
    for (QPushButton *button : { m_list, m_copy, m_save })
        buttons->addWidget(button);
    buttons->addStretch(1);
    for (QPushButton *button : { m_again, m_close, m_act })
        buttons->addWidget(button);
    rows->addLayout(buttons);
    connect(m_keep, &QCheckBox::toggled, this, [this](bool keeps) {
        PruneSettings::setKeepsCopy(keeps);
        takeTicks();
    });
    connect(m_copy, &QPushButton::clicked, this, &PruneDialog::copy);
    connect(m_save, &QPushButton::clicked, this, &PruneDialog::save);
    connect(m_again, &QPushButton::clicked, this, &PruneDialog::look);
    connect(m_list, &QPushButton::clicked, this, &PruneDialog::prunedListRequested);
    connect(m_act, &QPushButton::clicked, this, &PruneDialog::act);
    connect(m_close, &QPushButton::clicked, this, [this] {
        if (m_session.isBusy())
            m_session.cancel();
        else
            close();
    });
    return footer;
}

} // namespace varve
