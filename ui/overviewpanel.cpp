// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/overviewpanel.h"

#include "ui/icons.h"
#include "ui/imagesession.h"
#include "ui/treeview.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QMenu>

namespace varve {

OverviewPanel::OverviewPanel(ImageSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_view(new TreeView(QStringLiteral("overview")))
{
    m_view->setAccessibleName(tr("Overview"));
    m_view->setModel(&m_model);
    m_view->setRootIsDecorated(false);
    m_view->setItemsExpandable(false);
    m_view->setAlternatingRowColors(false);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setCopySource(RawTextRole, DetailsModel::Value);
    m_view->header()->setStretchLastSection(true);
    m_view->restoreColumns({ 250, 500 });
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_view);
    connect(&m_model, &QAbstractItemModel::modelReset, m_view, &QTreeView::expandAll);
    connect(m_view, &QWidget::customContextMenuRequested, this, &OverviewPanel::showMenu);
    connect(&m_session, &ImageSession::detailsChanged, this, &OverviewPanel::takeDetails);
    connect(&m_session, &ImageSession::treeChanged, this, &OverviewPanel::takeFigures);
    takeDetails();
    takeFigures();
}

void OverviewPanel::saveState()
{
    m_view->saveColumns();
}

void OverviewPanel::takeDetails()
{
    if (m_session.details())
        m_model.setImage(*m_session.details());
    else
        m_model.clear();
    m_view->expandAll();
}

void OverviewPanel::takeFigures()
{
    // Figures of half an image would look like facts.
    if (!m_session.isWhole())
        return m_model.setFigures(nullptr, -1);
    m_model.setFigures(m_session.analysis(), m_session.unpackedBytes());
}

void OverviewPanel::showMenu(const QPoint &position)
{
    const QModelIndex index = m_view->indexAt(position);
    if (!index.isValid() || index.data(HeadingRole).toBool())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const auto &[column, text] :
        { std::pair { int(DetailsModel::Value), tr("Copy &value") }, { int(DetailsModel::Name), tr("Copy &name") } }) {
        const QModelIndex cell = index.siblingAtColumn(column);
        const QVariant raw = cell.data(RawTextRole);
        const QByteArray bytes = raw.isValid() ? raw.toByteArray() : cell.data().toString().toUtf8();
        menu->addAction(icon("copy"), text, menu, [bytes] { TreeView::copyBytes(bytes); });
    }
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

} // namespace varve
