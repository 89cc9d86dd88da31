// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/statepage.h"

#include "ui/format.h"
#include "ui/labels.h"
#include "ui/theme.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>

namespace varve {

namespace {
constexpr int kIconSize = 28;
constexpr int kTextWidth = 520;
constexpr int kProgressWidth = 160;
} // namespace

StatePage::StatePage(QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconLabel("info", IconTint::Quiet, kIconSize))
    , m_progress(new QProgressBar)
    , m_title(plainLabel())
    , m_note(quietLabel())
    , m_detail(quietLabel())
    , m_button(new QPushButton)
    , m_second(new QPushButton)
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    QFont strong = m_title->font();
    strong.setWeight(QFont::DemiBold);
    m_title->setFont(strong);
    for (QLabel *label : { m_title, m_note, m_detail }) {
        label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(kProgressWidth);
    m_progress->setAccessibleName(tr("Loading"));

    auto *inner = new QWidget;
    inner->setMaximumWidth(kTextWidth);
    auto *column = new QVBoxLayout(inner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kSmall);
    column->addWidget(m_icon, 0, Qt::AlignHCenter);
    column->addWidget(m_title);
    column->addWidget(m_progress, 0, Qt::AlignHCenter);
    column->addWidget(m_note);
    column->addWidget(m_detail);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(0, metrics::kSmall, 0, 0);
    buttons->setSpacing(metrics::kGap);
    buttons->addStretch(1);
    buttons->addWidget(m_button);
    buttons->addWidget(m_second);
    buttons->addStretch(1);
    column->addLayout(buttons);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(inner, 100);
    row->addStretch(1);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(metrics::kMargin, metrics::kSmall, metrics::kMargin, metrics::kSmall);
    outer->addStretch(2);
    outer->addLayout(row);
    outer->addStretch(3);
    connect(m_button, &QPushButton::clicked, this, &StatePage::buttonClicked);
    connect(m_second, &QPushButton::clicked, this, &StatePage::secondButtonClicked);
}

void StatePage::fill(const QString &title, const QString &note, const QString &detail, const QString &button)
{
    m_title->setText(breakable(title));
    m_note->setText(breakable(note));
    m_note->setVisible(!note.isEmpty());
    m_detail->setText(breakable(detail));
    m_detail->setVisible(!detail.isEmpty());
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
    m_second->hide();
    setAccessibleName(title);
    setAccessibleDescription(note);
}

void StatePage::showLoading(const QString &title, const QString &note)
{
    m_icon->setVisible(false);
    m_progress->setVisible(true);
    fill(title, note, {}, {});
}

bool StatePage::isLoading() const
{
    return !m_progress->isHidden();
}

void StatePage::showEmpty(
    const char *iconName, const QString &title, const QString &note, const QString &button, const QString &second)
{
    m_icon->setIcon(iconName, IconTint::Quiet);
    m_icon->setVisible(true);
    m_progress->setVisible(false);
    fill(title, note, {}, button);
    m_second->setText(second);
    m_second->setVisible(!second.isEmpty());
}

void StatePage::showError(
    const QString &title, const QString &advice, const QString &detail, const QString &button, const QString &second)
{
    m_icon->setIcon("error", IconTint::Bad);
    m_icon->setVisible(true);
    m_progress->setVisible(false);
    fill(title, advice, detail, button);
    m_second->setText(second);
    m_second->setVisible(!second.isEmpty());
}

void StatePage::setNote(const QString &note)
{
    m_note->setText(breakable(note));
    m_note->setVisible(!note.isEmpty());
}

QString StatePage::title() const
{
    return accessibleName();
}

StateStack::StateStack(QWidget *content, QWidget *parent)
    : QStackedWidget(parent)
    , m_page(new StatePage)
{
    addWidget(content);
    addWidget(m_page);
}

} // namespace varve
