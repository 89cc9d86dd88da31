// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Draws every cell of every table and tree from the roles of models/roles.h: colours, icons, bars, letters and fonts are
// decided here, once. Text is drawn as plain text, whatever is in it; tooltips are escaped. GUI thread; O(1) per cell.
#pragma once

#include "models/roles.h"

#include <QtCore/QHash>
#include <QtGui/QFont>
#include <QtWidgets/QStyledItemDelegate>

namespace varve {

class CellDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    enum class Cell {
        Text, // a tick box and an icon when the model has them, then text
        Size, // a bar, then the number at the right edge
        Progress, // the same, with a bar that grows from the left
        Change, // a coloured letter, bold
        Counts, // A, M, m, R of a layer, each in its colour
        Proof, // icon and words
        Swatch, // the layer's colour, then its number
        Instruction, // the Dockerfile's keyword in accent, the rest as text
    };

    explicit CellDelegate(QObject *parent = nullptr);

    void setCell(int column, Cell cell) { m_cells.insert(column, cell); }
    void setLayerCount(int count) { m_layerCount = count; } // the scale of the layers' colours

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
        const QModelIndex &index) override;

private:
    struct Context;
    Cell cellOf(const QModelIndex &index) const { return m_cells.value(index.column(), Cell::Text); }
    void paintText(const Context &context, QRect rect, const QString &text) const;
    void paintSize(const Context &context) const;
    void paintChange(const Context &context) const;
    void paintCounts(const Context &context) const;
    void paintProof(const Context &context) const;
    void paintSwatch(const Context &context) const;
    void paintInstruction(const Context &context) const;
    int paintCheck(const Context &context) const; // width used
    int paintIcon(const Context &context, const QString &name, const QColor &color) const; // width used

    QHash<int, Cell> m_cells;
    int m_layerCount = 1;
    QFont m_fixed;
};

} // namespace varve
