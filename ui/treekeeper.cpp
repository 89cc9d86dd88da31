// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/treekeeper.h"

#include "models/filetreemodel.h"
#include "ui/treeview.h"

#include <QtWidgets/QScrollBar>

#include <algorithm>

namespace varve {

namespace {
constexpr quint32 kNone = index(kNoNode);
}

TreeKeeper::TreeKeeper(TreeView &view, FileTreeModel &model, QObject *parent)
    : QObject(parent)
    , m_view(view)
    , m_model(model)
    , m_current(kNone)
    , m_top(kNone)
{
    connect(&m_view, &QTreeView::expanded, this, [this](const QModelIndex &index) {
        if (!m_isRestoring)
            noteOpened(varve::index(m_model.nodeOf(index)));
    });
    connect(&m_view, &QTreeView::collapsed, this, [this](const QModelIndex &index) {
        if (!m_isRestoring)
            noteClosed(varve::index(m_model.nodeOf(index)));
    });
    connect(m_view.selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &current) {
        if (!m_isRestoring && current.isValid())
            m_current = varve::index(m_model.nodeOf(current));
    });
}

void TreeKeeper::noteOpened(quint32 node)
{
    m_open.insert(node);
    m_closed.remove(node);
}

void TreeKeeper::noteClosed(quint32 node)
{
    m_open.remove(node);
    m_temporary.remove(node);
    m_closed.insert(node);
}

void TreeKeeper::forget()
{
    m_open.clear();
    m_closed.clear();
    m_temporary.clear();
    m_current = kNone;
    m_top = kNone;
    m_tree.reset();
}

void TreeKeeper::remember()
{
    const QModelIndex current = m_view.currentIndex();
    m_currentWasVisible = current.isValid() && m_view.viewport()->rect().intersects(m_view.visualRect(current));
    const QModelIndex top = m_view.indexAt(QPoint(0, 0));
    m_top = kNone;
    // At the very top there is nothing to hold on to.
    if (!top.isValid() || m_view.verticalScrollBar()->value() == 0)
        return;
    m_top = index(m_model.nodeOf(top));
    m_topOffset = m_view.visualRect(top).top();
}

// A tree that was merged anew numbers its nodes anew when layers came in; paths stay.
void TreeKeeper::rebase(const std::shared_ptr<const ImageTree> &tree)
{
    if (m_tree == tree)
        return;
    if (m_tree && tree && m_tree->size() != tree->size()) {
        const auto moved = [this, &tree](quint32 node) {
            return node >= m_tree->size() ? kNone : index(tree->find(m_tree->path(NodeId { node })));
        };
        for (QSet<quint32> *set : { &m_open, &m_closed }) {
            QSet<quint32> there;
            for (const quint32 node : std::as_const(*set)) {
                if (const quint32 found = moved(node); found != kNone)
                    there.insert(found);
            }
            *set = std::move(there);
        }
        m_current = m_current == kNone ? kNone : moved(m_current);
        m_top = m_top == kNone ? kNone : moved(m_top);
    }
    m_tree = tree;
}

void TreeKeeper::show(const TreeProjectionPtr &projection, bool openAll)
{
    // After forget() the model still shows the image that was left: its ids mean nothing in the next one.
    if (m_model.projection() && m_tree)
        remember();
    if (!projection) {
        m_isRestoring = true;
        m_model.setProjection(nullptr);
        m_isRestoring = false;
        return;
    }
    m_isRestoring = true;
    m_view.layoutLater();
    closeTemporary();
    rebase(projection->treePtr());
    m_model.setProjection(projection);
    m_view.layoutLater();
    if (openAll)
        openForFilter(*projection);
    else
        openWhatFits(*projection);
    restore();
    m_isRestoring = false;
}

void TreeKeeper::openForFilter(const TreeProjection &projection)
{
    std::vector<NodeId> level { kRootNode };
    for (std::size_t at = 0; at < level.size(); ++at) {
        for (std::uint32_t row = 0; row < projection.rowCount(level[at]); ++row) {
            const NodeId child = projection.child(level[at], row);
            if (projection.rowCount(child) == 0)
                continue;
            if (level.size() > kFilterExpandLimit)
                return;
            level.push_back(child);
            openForNow(index(child));
        }
    }
}

// A layer that changed five files shows them without a click.
void TreeKeeper::openWhatFits(const TreeProjection &projection)
{
    std::vector<NodeId> level { kRootNode };
    std::uint32_t rows = 0;
    while (!level.empty()) {
        for (const NodeId parent : level)
            rows += projection.rowCount(parent);
        if (rows > kRowsThatFit)
            return;
        std::vector<NodeId> next;
        for (const NodeId parent : level) {
            if (parent != kRootNode)
                openForNow(index(parent));
            for (std::uint32_t row = 0; row < projection.rowCount(parent); ++row) {
                const NodeId child = projection.child(parent, row);
                if (projection.rowCount(child) > 0 && !m_closed.contains(index(child)))
                    next.push_back(child);
            }
        }
        level = std::move(next);
    }
}

void TreeKeeper::openForNow(quint32 node)
{
    if (m_open.contains(node))
        return;
    m_temporary.insert(node);
    m_view.setExpanded(m_model.indexOf(NodeId { node }), true);
}

void TreeKeeper::closeTemporary()
{
    for (const quint32 node : std::as_const(m_temporary)) {
        const QModelIndex opened = m_model.indexOf(NodeId { node });
        if (opened.isValid() && !m_open.contains(node))
            m_view.setExpanded(opened, false);
    }
    m_temporary.clear();
}

void TreeKeeper::restore()
{
    // Parents first (a parent's id is smaller): what lies in a closed folder needs no layout yet.
    std::vector<quint32> open(m_open.begin(), m_open.end());
    std::sort(open.begin(), open.end());
    m_view.setUpdatesEnabled(false);
    m_view.layoutLater();
    for (const quint32 node : open) {
        const QModelIndex found = m_model.indexOf(NodeId { node });
        if (found.isValid() && !m_view.isExpanded(found))
            m_view.setExpanded(found, true);
    }
    if (m_current != kNone) {
        const QModelIndex current = m_model.indexOf(NodeId { m_current });
        if (current.isValid() && m_view.currentIndex().siblingAtColumn(0) != current)
            m_view.selectionModel()->setCurrentIndex(
                current, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        else if (!current.isValid())
            m_view.selectionModel()->clear();
    }
    // The nearest shown ancestor stands in for a top row that is gone.
    NodeId top { m_top };
    while (top != kNoNode && top != kRootNode && !m_model.indexOf(top).isValid())
        top = m_tree->parent(top);
    if (top != kNoNode && top != kRootNode) {
        m_view.scrollTo(m_model.indexOf(top), QAbstractItemView::PositionAtTop);
        if (index(top) == m_top && m_topOffset < 0)
            m_view.verticalScrollBar()->setValue(m_view.verticalScrollBar()->value() - m_topOffset);
    }
    if (m_currentWasVisible && m_view.currentIndex().isValid())
        m_view.scrollTo(m_view.currentIndex());
    m_view.setUpdatesEnabled(true);
}

void TreeKeeper::expandAll()
{
    const TreeProjectionPtr projection = m_model.projection();
    if (!projection)
        return;
    // Breadth first by hand: QTreeView::expandAll() has no limit, and an image may hold a million folders.
    std::vector<NodeId> level { kRootNode };
    int opened = 0;
    for (std::size_t at = 0; at < level.size() && opened < kExpandLimit; ++at) {
        const NodeId parent = level[at];
        for (std::uint32_t row = 0; row < projection->rowCount(parent) && opened < kExpandLimit; ++row) {
            const NodeId child = projection->child(parent, row);
            if (projection->rowCount(child) == 0)
                continue;
            noteOpened(index(child));
            level.push_back(child);
            ++opened;
        }
    }
    remember();
    m_isRestoring = true;
    restore();
    m_isRestoring = false;
}

void TreeKeeper::collapseAll()
{
    const TreeProjectionPtr projection = m_model.projection();
    if (!projection)
        return;
    m_open.clear();
    m_temporary.clear();
    m_isRestoring = true;
    m_view.collapseAll();
    m_isRestoring = false;
    // What would open by itself was closed by hand now, on the levels that can be seen.
    for (std::uint32_t row = 0; row < projection->rowCount(kRootNode); ++row)
        m_closed.insert(index(projection->child(kRootNode, row)));
}

void TreeKeeper::reveal(quint32 node)
{
    const QModelIndex found = m_model.indexOf(NodeId { node });
    if (!found.isValid())
        return;
    for (QModelIndex parent = found.parent(); parent.isValid(); parent = parent.parent())
        m_view.setExpanded(parent, true);
    m_view.selectionModel()->setCurrentIndex(found, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_view.scrollTo(found, QAbstractItemView::PositionAtCenter);
}

} // namespace varve
