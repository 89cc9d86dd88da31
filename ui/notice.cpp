// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/notice.h"

#include "ui/labels.h"
#include "ui/theme.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStyle>

namespace varve {

Notice::Notice(QWidget *parent)
    : QFrame(parent)
    , m_icon(new IconLabel("warning", IconTint::Warning, metrics::kIcon))
    , m_label(new ElidedLabel)
    , m_button(new QPushButton)
    , m_close(iconButton("close", tr("Close this message")))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::kMargin, metrics::kSmall, metrics::kGap, metrics::kSmall);
    row->setSpacing(metrics::kGap);
    row->addWidget(m_icon);
    row->addWidget(m_label, 1);
    row->addWidget(m_button);
    row->addWidget(m_close);
    m_close->hide();
    connect(m_button, &QPushButton::clicked, this, &Notice::buttonClicked);
    connect(m_close, &QToolButton::clicked, this, [this] {
        hide();
        Q_EMIT closed();
    });
    hide();
}

void Notice::setClosable(bool isClosable)
{
    m_close->setVisible(isClosable);
}

void Notice::present(Kind kind, const QString &text, const QString &button)
{
    const QString name = kind == Kind::Error ? QStringLiteral("ErrorNotice")
        : kind == Kind::Info                 ? QStringLiteral("InfoNotice")
                                             : QStringLiteral("Notice");
    if (objectName() != name) {
        setObjectName(name); // the style sheet goes by it
        style()->unpolish(this);
        style()->polish(this);
    }
    if (kind == Kind::Error)
        m_icon->setIcon("error", IconTint::Bad);
    else if (kind == Kind::Info)
        m_icon->setIcon("info", IconTint::Accent);
    else
        m_icon->setIcon("warning", IconTint::Warning);
    m_label->setFullText(text);
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
    setVisible(true);
}

QString Notice::text() const
{
    return m_label->fullText();
}

} // namespace varve
