// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/treeview.h"

#include "ui/icons.h"
#include "ui/theme.h"

#include <QtCore/QMimeData>
#include <QtCore/QSettings>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QMenu>

#include <algorithm>
#include <utility>
#include <vector>

namespace varve {

namespace {
constexpr int kIndent = 16;
constexpr int kCursorWidth = 3;
constexpr int kHeaderVersion = 2; // raised when columns change their meaning
} // namespace

TreeView::TreeView(const QString &name, QWidget *parent)
    : QTreeView(parent)
    , m_name(name)
    , m_cells(new CellDelegate(this))
{
    setObjectName(name);
    setItemDelegate(m_cells);
    setUniformRowHeights(true);
    setAlternatingRowColors(true);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setAllColumnsShowFocus(false);
    setIndentation(kIndent);
    setAnimated(false);
    setMouseTracking(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setFrameShape(QFrame::NoFrame);
    setTextElideMode(Qt::ElideRight);
    setContextMenuPolicy(Qt::CustomContextMenu);
    header()->setHighlightSections(false);
    header()->setSectionsMovable(true);
    header()->setContextMenuPolicy(Qt::CustomContextMenu);
    header()->setMinimumSectionSize(32);
    connect(header(), &QWidget::customContextMenuRequested, this, &TreeView::showHeaderMenu);
}

void TreeView::setTableLook()
{
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setIndentation(0);
}

void TreeView::setFillColumn(int column, int minimumWidth, const QList<int> &optional)
{
    m_fillColumn = column;
    m_fillMinimum = minimumWidth;
    m_optional = optional;
    header()->setStretchLastSection(false);
    // Later, not at once: the header also reports sizes while it puts its sections back after a change of the model.
    m_fillTimer.setSingleShot(true);
    m_fillTimer.setInterval(0);
    connect(&m_fillTimer, &QTimer::timeout, this, &TreeView::fill);
    connect(header(), &QHeaderView::sectionResized, this, [this](int section, int, int size) {
        if (m_isFilling || section == m_fillColumn)
            return;
        if (size > 0)
            m_widths.insert(section, size);
        m_fillTimer.start();
    });
    connect(header(), &QHeaderView::geometriesChanged, &m_fillTimer, qOverload<>(&QTimer::start));
}

// The main column takes what the others leave. While it is dragged it does what the hand says, until the next change.
void TreeView::fill()
{
    if (m_fillColumn < 0 || !model() || isColumnHidden(m_fillColumn))
        return;
    if (m_isFilling) {
        m_fillTimer.start(); // a scroll bar came or went meanwhile
        return;
    }
    m_isFilling = true;
    int others = 0;
    for (int column = 0; column < header()->count(); ++column) {
        if (column != m_fillColumn && !m_hiddenByChoice.contains(column))
            others += m_widths.value(column, header()->defaultSectionSize());
    }
    const int space = viewport()->width();
    for (const int column : std::as_const(m_optional)) {
        if (m_hiddenByChoice.contains(column))
            continue;
        const bool fits = others + m_fillMinimum <= space;
        if (!fits)
            others -= m_widths.value(column, header()->defaultSectionSize());
        if (isColumnHidden(column) == fits)
            setColumnHidden(column, !fits);
    }
    const int width = std::max(m_fillMinimum, space - others);
    if (width != header()->sectionSize(m_fillColumn))
        header()->resizeSection(m_fillColumn, width);
    m_isFilling = false;
}

void TreeView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    fill();
}

void TreeView::setHiddenByDefault(const QList<int> &columns)
{
    for (const int column : columns) {
        setColumnHidden(column, true);
        m_hiddenByChoice.insert(column);
    }
}

void TreeView::restoreColumns(const QList<int> &defaultWidths)
{
    m_isFilling = true;
    const double scale = fontScale(fontMetrics());
    for (int column = 0; column < defaultWidths.size(); ++column) {
        const int width = static_cast<int>(defaultWidths.at(column) * scale);
        header()->resizeSection(column, width);
        m_widths.insert(column, width);
    }
    const QSettings settings;
    const QByteArray state =
        settings.value(QStringLiteral("columns/%1/%2").arg(m_name).arg(kHeaderVersion)).toByteArray();
    if (!state.isEmpty() && header()->restoreState(state)) {
        m_hiddenByChoice.clear();
        for (int column = 0; column < header()->count(); ++column) {
            if (isColumnHidden(column))
                m_hiddenByChoice.insert(column);
            else
                m_widths.insert(column, header()->sectionSize(column));
        }
    }
    m_isFilling = false;
    fill();
}

void TreeView::saveColumns()
{
    // What hid for want of space is not hidden by choice.
    m_isFilling = true;
    for (const int column : std::as_const(m_optional))
        setColumnHidden(column, m_hiddenByChoice.contains(column));
    m_isFilling = false;
    QSettings().setValue(QStringLiteral("columns/%1/%2").arg(m_name).arg(kHeaderVersion), header()->saveState());
}

void TreeView::fillColumnMenu(QMenu *menu)
{
    for (int column = 0; model() && column < model()->columnCount(); ++column) {
        QAction *action = menu->addAction(model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!m_hiddenByChoice.contains(column));
        action->setEnabled(column != m_alwaysShown);
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            m_optional.removeAll(column);
            if (shown)
                m_hiddenByChoice.remove(column);
            else
                m_hiddenByChoice.insert(column);
            setColumnHidden(column, !shown);
            fill();
        });
    }
}

void TreeView::showByChoice(int column)
{
    if (!m_hiddenByChoice.remove(column))
        return;
    setColumnHidden(column, false);
    fill();
}

void TreeView::showHeaderMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillColumnMenu(menu);
    menu->popup(header()->mapToGlobal(position));
}

void TreeView::setCopySource(int role, int column, const QByteArray &prefix)
{
    m_copyRole = role;
    m_copyColumn = column;
    m_copyPrefix = prefix;
}

QByteArray TreeView::selectedBytes() const
{
    if (!selectionModel())
        return {};
    // Where a row is costs a walk over all rows that are laid out: asked once for each, not once per comparison.
    std::vector<std::pair<int, QModelIndex>> rows;
    const QModelIndexList selected = selectionModel()->selectedRows(0);
    for (const QModelIndex &row : selected)
        rows.emplace_back(visualRect(row).top(), row);
    std::sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    QByteArrayList lines;
    const int column = m_copyColumn >= 0 ? m_copyColumn : std::max(0, currentIndex().column());
    for (const auto &[top, row] : rows) {
        const QModelIndex cell = row.siblingAtColumn(column);
        const QVariant bytes = cell.data(m_copyRole);
        lines += bytes.isValid() ? m_copyPrefix + bytes.toByteArray() : cell.data().toString().toUtf8();
    }
    return lines.join('\n');
}

QList<int> TreeView::selectedRowNumbers() const
{
    QList<int> numbers;
    const QModelIndexList selected = selectionModel()->selectedRows();
    for (const QModelIndex &index : selected)
        numbers.append(index.row());
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

void TreeView::copyBytes(const QByteArray &bytes)
{
    // As data, not as a QString: names are bytes, and a paste shall give the very same ones.
    auto *mime = new QMimeData;
    mime->setData(QStringLiteral("text/plain"), bytes);
    QGuiApplication::clipboard()->setMimeData(mime);
}

QItemSelectionModel::SelectionFlags TreeView::selectionCommand(const QModelIndex &index, const QEvent *event) const
{
    return event ? QTreeView::selectionCommand(index, event)
                 : QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows;
}

void TreeView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        if (const QByteArray bytes = selectedBytes(); !bytes.isEmpty())
            copyBytes(bytes);
        event->accept();
        return;
    }
    // Qt would open everything below without a limit, which takes minutes in a tree of a whole image.
    if (event->key() == Qt::Key_Asterisk) {
        event->accept();
        return;
    }
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier && itemsExpandable()
        && currentIndex().isValid() && model()->hasChildren(currentIndex().siblingAtColumn(0))) {
        const QModelIndex index = currentIndex().siblingAtColumn(0);
        setExpanded(index, !isExpanded(index));
        event->accept();
        return;
    }
    // Qt knows only the menu key, which many keyboards lack.
    if (event->key() == Qt::Key_F10 && event->modifiers() == Qt::ShiftModifier && currentIndex().isValid()) {
        Q_EMIT customContextMenuRequested(visualRect(currentIndex()).center());
        event->accept();
        return;
    }
    QTreeView::keyPressEvent(event);
}

QModelIndex TreeView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    // Qt passes over headings by itself but for the key that goes to the parent.
    const QModelIndex to = QTreeView::moveCursor(action, modifiers);
    return to.isValid() && to.data(HeadingRole).toBool() ? currentIndex() : to;
}

QColor TreeView::rowBackground(const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    if (selectionModel() && selectionModel()->isRowSelected(index.row(), index.parent()))
        return isActiveWindow() && hasFocus() ? theme.selection : theme.selectionIdle;
    if (viewport()->underMouse() && !index.data(HeadingRole).toBool()) {
        const QModelIndex under = indexAt(viewport()->mapFromGlobal(QCursor::pos()));
        if (under.isValid() && under.siblingAtColumn(0) == index.siblingAtColumn(0))
            return theme.hover;
    }
    return {};
}

void TreeView::drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem row = option;
    row.showDecorationSelected = false;
    // The style would draw its own highlight and focus frame; the delegate and the lines below do.
    row.palette.setColor(QPalette::Highlight, Qt::transparent);
    const QColor color = rowBackground(index);
    if (color.isValid())
        row.backgroundBrush = color;
    m_rowColor = color;
    QTreeView::drawRow(painter, row, index);
    // Where the keyboard is.
    if (hasFocus() && currentIndex().isValid() && index.siblingAtColumn(0) == currentIndex().siblingAtColumn(0))
        painter->fillRect(QRect(0, option.rect.top(), kCursorWidth, option.rect.height()), Theme::current().accent);
}

void TreeView::drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    if (m_rowColor.isValid())
        painter->fillRect(rect, m_rowColor);
    if (!rootIsDecorated() || !model()->hasChildren(index) || index.data(HeadingRole).toBool())
        return;
    constexpr int kChevron = 12;
    const QRect place(rect.right() - kIndent + 1 + (kIndent - kChevron) / 2 + 1,
        rect.top() + (rect.height() - kChevron) / 2, kChevron, kChevron);
    painter->drawPixmap(place,
        iconPixmap(isExpanded(index) ? "chevron-down" : "chevron-right", Theme::current().quietText, kChevron,
            painter->device()->devicePixelRatioF()));
}

} // namespace varve
