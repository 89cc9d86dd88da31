// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The image as a cut through sediment, lying down: one stratum per layer, as wide as its share of the bytes, the bottom
// layer at the left, in the colours of the layers table. A click selects the layer; the keyboard has the table for that.
// GUI thread; O(layers) per paint.
#pragma once

#include <QtWidgets/QWidget>

#include <cstdint>

namespace varve {

class StrataBar : public QWidget {
    Q_OBJECT

public:
    explicit StrataBar(QWidget *parent = nullptr);

    void setSizes(const QList<std::int64_t> &bytes); // bottom first; below 0: not known yet
    void setSelected(int firstLayer, int lastLayer);
    QSize sizeHint() const override;

Q_SIGNALS:
    void layerClicked(int layer);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    QList<QRectF> strata() const;
    int layerAt(const QPointF &position) const;

    QList<std::int64_t> m_bytes;
    int m_first = -1;
    int m_last = -1;
};

} // namespace varve
