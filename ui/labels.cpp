// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/labels.h"

#include "ui/format.h"
#include "ui/theme.h"

#include <QtGui/QPainter>
#include <QtWidgets/QStyle>

namespace varve {

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    return label;
}

QLabel *quietLabel(const QString &text, QWidget *parent)
{
    QLabel *label = plainLabel(text, parent);
    label->setObjectName(QStringLiteral("QuietLabel"));
    return label;
}

ElidedLabel::ElidedLabel(Qt::TextElideMode mode, QWidget *parent)
    : QLabel(parent)
    , m_mode(mode)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void ElidedLabel::setFullText(const QString &text)
{
    m_text = measurable(text, m_mode == Qt::ElideMiddle);
    setAccessibleName(m_text);
    setToolTip(plainToolTip(m_text));
    updateGeometry();
    update();
}

QSize ElidedLabel::minimumSizeHint() const
{
    return { 24, fontMetrics().height() };
}

QSize ElidedLabel::sizeHint() const
{
    return { fontMetrics().horizontalAdvance(m_text) + 2, fontMetrics().height() };
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(rect(), int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
        fontMetrics().elidedText(m_text, m_mode, width()));
}

void setTone(QLabel *label, Tone tone)
{
    // The style sheet goes by it, and is made anew with every theme; a colour set here would stay.
    const QString name = tone == Tone::Good ? QStringLiteral("good")
        : tone == Tone::Bad                 ? QStringLiteral("bad")
                                            : QStringLiteral("quiet");
    if (label->property("tone").toString() == name)
        return;
    label->setProperty("tone", name);
    label->style()->unpolish(label);
    label->style()->polish(label);
}

IconLabel::IconLabel(const char *name, IconTint tint, int size, QWidget *parent)
    : QWidget(parent)
    , m_icon(varve::icon(name, tint))
    , m_size(size)
{
    setFixedSize(size, size);
}

void IconLabel::setIcon(const char *name, IconTint tint)
{
    m_icon = varve::icon(name, tint);
    update();
}

void IconLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    m_icon.paint(&painter, QRect(0, 0, m_size, m_size));
}

QToolButton *iconButton(const char *name, const QString &tip, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(name));
    button->setIconSize({ metrics::kIcon, metrics::kIcon });
    button->setAutoRaise(true);
    button->setToolTip(plainToolTip(tip));
    button->setAccessibleName(tip);
    return button;
}

} // namespace varve
