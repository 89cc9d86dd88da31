// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/chooser.h"

#include "ui/icons.h"
#include "ui/theme.h"

#include <QtGui/QPainter>

namespace varve {

void Chooser::paintEvent(QPaintEvent *event)
{
    QComboBox::paintEvent(event);
    constexpr int kArrow = 12;
    QPainter painter(this);
    const QColor color = isEnabled() ? Theme::current().text : Theme::current().disabledText;
    painter.drawPixmap(width() - kArrow - metrics::kGap, (height() - kArrow) / 2,
        iconPixmap("chevron-down", color, kArrow, devicePixelRatioF()));
}

} // namespace varve
