// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/stratabar.h"

#include "ui/format.h"
#include "ui/theme.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QToolTip>

#include <numeric>

namespace varve {

namespace {
constexpr int kHeight = 22;
constexpr double kSmallest = 3.0; // every layer can be seen, also one of 0 bytes
} // namespace

StrataBar::StrataBar(QWidget *parent)
    : QWidget(parent)
{
    setFixedHeight(kHeight);
    setAccessibleName(tr("Sizes of the layers"));
}

void StrataBar::setSizes(const QList<std::int64_t> &bytes)
{
    if (m_bytes == bytes)
        return;
    m_bytes = bytes;
    update();
}

void StrataBar::setSelected(int firstLayer, int lastLayer)
{
    m_first = firstLayer;
    m_last = lastLayer;
    update();
}

QSize StrataBar::sizeHint() const
{
    return { 200, kHeight };
}

QList<QRectF> StrataBar::strata() const
{
    QList<QRectF> rects;
    const QRectF all = QRectF(rect()).adjusted(metrics::kGap, 6, -metrics::kGap, -6);
    const double total = static_cast<double>(std::accumulate(m_bytes.begin(), m_bytes.end(), std::int64_t { 0 },
        [](std::int64_t sum, std::int64_t bytes) { return sum + std::max<std::int64_t>(bytes, 0); }));
    const double least = std::min(kSmallest, all.width() / std::max<double>(1.0, double(m_bytes.size())));
    const double shared = all.width() - least * double(m_bytes.size());
    double x = all.left();
    for (const std::int64_t bytes : m_bytes) {
        const double share =
            total > 0 ? double(std::max<std::int64_t>(bytes, 0)) / total : 1.0 / double(m_bytes.size());
        const double width = least + shared * share;
        rects.append(QRectF(x, all.top(), width, all.height()));
        x += width;
    }
    return rects;
}

int StrataBar::layerAt(const QPointF &position) const
{
    const QList<QRectF> rects = strata();
    for (int layer = 0; layer < rects.size(); ++layer) {
        if (position.x() >= rects.at(layer).left() && position.x() < rects.at(layer).right())
            return layer;
    }
    return -1;
}

void StrataBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    painter.fillRect(rect(), theme.window);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.line);
    const QList<QRectF> rects = strata();
    const int count = static_cast<int>(rects.size());
    const bool hasSelection = m_first >= 0;
    for (int layer = 0; layer < count; ++layer) {
        const bool isSelected = layer >= m_first && layer <= m_last;
        QColor color = theme.layer(layer, count);
        if (m_bytes.at(layer) < 0)
            color = theme.line;
        else if (hasSelection && !isSelected)
            color = mixed(color, theme.window, 0.55);
        painter.fillRect(rects.at(layer), color);
        if (layer > 0)
            painter.fillRect(
                QRectF(rects.at(layer).left(), rects.at(layer).top(), 1, rects.at(layer).height()), theme.window);
    }
    if (hasSelection && m_last < count) {
        const double left = rects.at(m_first).left();
        painter.fillRect(
            QRectF(left, rects.at(m_first).bottom() + 1, std::max(2.0, rects.at(m_last).right() - left), 2),
            theme.accent);
    }
}

void StrataBar::mousePressEvent(QMouseEvent *event)
{
    if (const int layer = layerAt(event->position()); layer >= 0)
        Q_EMIT layerClicked(layer);
}

bool StrataBar::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int layer = layerAt(help->pos());
    if (layer >= 0)
        QToolTip::showText(
            help->globalPos(), plainToolTip(tr("Layer %1: %2").arg(layer + 1).arg(sizeText(m_bytes.at(layer)))), this);
    else
        QToolTip::hideText();
    return true;
}

} // namespace varve
