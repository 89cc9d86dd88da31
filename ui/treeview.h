// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The one item view of the window: tables, lists and trees look and behave the same. GUI thread.
//
// Rows are 24 px, selected as a whole; Ctrl+C copies the selected rows as the real bytes; the
// header's menu shows and hides columns; widths, order and sorting are kept in the settings under the view's name.
#pragma once

#include "ui/celldelegate.h"

#include <QtCore/QSet>
#include <QtCore/QTimer>
#include <QtWidgets/QTreeView>

namespace varve {

class TreeView : public QTreeView {
    Q_OBJECT

public:
    // `name`: for the settings and for tests; not translated.
    explicit TreeView(const QString &name, QWidget *parent = nullptr);

    CellDelegate *cells() const { return m_cells; }
    void setTableLook(); // no tree decoration
    void setAlwaysShown(int column) { m_alwaysShown = column; } // cannot be hidden
    // `column` takes the width that the others leave. Where even its minimum does not fit, optional columns hide, the first
    // one first, until there is space again; a person who shows one by hand keeps it.
    void setFillColumn(int column, int minimumWidth, const QList<int> &optional = {});
    void setHiddenByDefault(const QList<int> &columns);
    void restoreColumns(const QList<int> &defaultWidths); // call once the model is set; widths for a usual font
    void saveColumns();
    void fillColumnMenu(QMenu *menu);
    void showByChoice(int column); // as somebody who chose it in that menu
    // Before many rows are expanded or collapsed one by one: Qt would lay out the rows below each of them at once, which is
    // quadratic. With a layout pending it only notes them, and lays out once when the view is painted or asked for a place.
    void layoutLater() { scheduleDelayedItemsLayout(); }

    // What copying takes from a row: `role` of `column` (-1: the current one); several rows are joined by line feeds.
    void setCopySource(int role, int column, const QByteArray &prefix = {});
    QByteArray selectedBytes() const;
    QList<int> selectedRowNumbers() const; // of a table, ascending
    static void copyBytes(const QByteArray &bytes);

protected:
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const override;
    void keyPressEvent(QKeyEvent *event) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void resizeEvent(QResizeEvent *event) override;
    // What the program chooses is chosen, whatever keys are held down meanwhile.
    QItemSelectionModel::SelectionFlags selectionCommand(
        const QModelIndex &index, const QEvent *event = nullptr) const override;

private:
    QColor rowBackground(const QModelIndex &index) const; // invalid: as the style painted it
    void fill();
    void showHeaderMenu(const QPoint &position);

    const QString m_name;
    CellDelegate *m_cells;
    int m_alwaysShown = 0;
    int m_copyRole = RawTextRole;
    int m_copyColumn = -1;
    int m_fillColumn = -1;
    int m_fillMinimum = 0;
    QList<int> m_optional;
    QSet<int> m_hiddenByChoice;
    QHash<int, int> m_widths; // also of columns that hide for want of space
    QTimer m_fillTimer;
    bool m_isFilling = false;
    mutable QColor m_rowColor; // of the row that is being painted
    QByteArray m_copyPrefix;
};

} // namespace varve
