// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/dropoverlay.h"

#include "ui/icons.h"
#include "ui/theme.h"

#include <QtCore/QMimeData>
#include <QtCore/QUrl>
#include <QtGui/QPainter>

namespace varve {

DropOverlay::DropOverlay(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("dropOverlay"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

QStringList DropOverlay::localPaths(const QMimeData &data)
{
    QStringList paths;
    const QList<QUrl> urls = data.urls();
    for (const QUrl &url : urls) {
        if (url.isLocalFile())
            paths += url.toLocalFile();
    }
    return paths;
}

void DropOverlay::appear(int count)
{
    m_text = tr("Drop to open %n item(s)", nullptr, count);
    setGeometry(parentWidget()->rect());
    raise();
    show();
}

void DropOverlay::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = theme.base;
    veil.setAlphaF(0.85F);
    painter.fillRect(rect(), veil);
    painter.setPen(QPen(theme.accent, 2, Qt::DashLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect().adjusted(16, 16, -16, -16), 12, 12);
    constexpr int kIconSize = 48;
    const QPoint center = rect().center();
    painter.drawPixmap(center.x() - kIconSize / 2, center.y() - kIconSize,
        iconPixmap("archive", theme.accent, kIconSize, devicePixelRatioF()));
    QFont font = painter.font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(theme.text);
    painter.drawText(QRect(0, center.y() + metrics::kGap, width(), 40), Qt::AlignCenter, m_text);
}

} // namespace varve
