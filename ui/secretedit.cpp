// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/secretedit.h"

#include "ui/labels.h"
#include "ui/theme.h"

#include <QtCore/QEvent>

namespace varve {

SecretEdit::SecretEdit(QWidget *parent)
    : QLineEdit(parent)
    , m_reveal(iconButton("eye", tr("Show the password while this is held"), this))
{
    setEchoMode(Password);
    setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    setDragEnabled(false);
    m_reveal->setObjectName(QStringLiteral("revealSecret"));
    m_reveal->setFocusPolicy(Qt::TabFocus);
    m_reveal->setCursor(Qt::ArrowCursor);
    setTextMargins(0, 0, metrics::kIcon + metrics::kGap, 0);
    connect(m_reveal, &QToolButton::pressed, this, [this] { reveal(true); });
    connect(m_reveal, &QToolButton::released, this, [this] { reveal(false); });
}

void SecretEdit::reveal(bool isRevealed)
{
    deselect(); // what is selected when it becomes readable could be copied
    setEchoMode(isRevealed ? Normal : Password);
    setReadOnly(isRevealed);
}

void SecretEdit::resizeEvent(QResizeEvent *event)
{
    QLineEdit::resizeEvent(event);
    const int side = std::min(height() - metrics::kSmall, metrics::kIcon + metrics::kGap);
    m_reveal->setGeometry(width() - side - metrics::kSmall, (height() - side) / 2, side, side);
}

void SecretEdit::changeEvent(QEvent *event)
{
    // A button that is disabled while it is held is never released.
    if (event->type() == QEvent::EnabledChange && echoMode() != Password)
        reveal(false);
    QLineEdit::changeEvent(event);
}

} // namespace varve
