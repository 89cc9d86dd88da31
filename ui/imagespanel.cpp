// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/imagespanel.h"

#include "ui/icons.h"
#include "ui/notice.h"
#include "ui/statepage.h"
#include "ui/treeview.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QMenu>
#include <QtWidgets/QScrollBar>

#include <algorithm>
#include <utility>

namespace varve {

ImagesPanel::ImagesPanel(ImagesModel &model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_view(new TreeView(QStringLiteral("images")))
    , m_states(new StateStack(m_view))
    , m_notice(new Notice)
{
    m_view->setAccessibleName(tr("Images"));
    m_view->setTableLook();
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    // Connected before the view is: Qt moves the current row to a neighbour when a filter takes it away, and that is no
    // choice of the user's.
    connect(&m_model, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this] { m_isRestoring = true; });
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, [this] { m_isRestoring = false; });
    m_view->setModel(&m_model);
    m_view->cells()->setCell(ImagesModel::Size, CellDelegate::Cell::Size);
    m_view->cells()->setCell(ImagesModel::Unique, CellDelegate::Cell::Size);
    m_view->cells()->setCell(ImagesModel::Shared, CellDelegate::Cell::Size);
    m_view->setAlwaysShown(ImagesModel::Repository);
    m_view->setFillColumn(ImagesModel::Repository, 160,
        { ImagesModel::SourceColumn, ImagesModel::PlatformColumn, ImagesModel::Shared, ImagesModel::Unique,
            ImagesModel::UsedBy, ImagesModel::Created, ImagesModel::Id, ImagesModel::Update });
    m_view->header()->setSortIndicator(-1, Qt::AscendingOrder);
    m_view->setHiddenByDefault({ ImagesModel::Shared, ImagesModel::Update });
    m_view->restoreColumns({ 220, 120, 116, 132, 150, 80, 80, 80, 84, 140, 90 });
    m_view->setSortingEnabled(true);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_notice);
    column->addWidget(m_states, 1);

    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ImagesPanel::currentChanged);
    connect(m_view, &QWidget::customContextMenuRequested, this, &ImagesPanel::showMenu);
    // Rows that a filter brings back are chosen again; those it takes away stay in the inspector.
    connect(&m_model, &ImagesModel::shownChanged, this, &ImagesPanel::restoreChosen);
    connect(&m_model, &ImagesModel::rowsAboutToChange, this, &ImagesPanel::rememberPlaces);
    connect(&m_model, &ImagesModel::shownChanged, this, &ImagesPanel::restorePlaces);
}

// Who reads in the middle of the table is not moved by what comes and goes above; at its top, new rows are to be seen.
void ImagesPanel::rememberPlaces()
{
    m_places.clear();
    if (m_view->verticalScrollBar()->value() == 0)
        return;
    const int bottom = m_view->viewport()->height();
    for (QModelIndex index = m_view->indexAt({ 0, 0 }); index.isValid(); index = m_view->indexBelow(index)) {
        const int top = m_view->visualRect(index).top();
        if (top >= bottom)
            break;
        m_places.push_back({ index, top });
    }
}

void ImagesPanel::restorePlaces()
{
    const std::vector<Place> places = std::exchange(m_places, {});
    const auto left =
        std::find_if(places.cbegin(), places.cend(), [](const Place &place) { return place.index.isValid(); });
    if (left == places.cend())
        return;
    // visualRect() lays the rows out that have come, the range of the scroll bar goes along.
    const int moved = m_view->visualRect(left->index).top() - left->top;
    QScrollBar *bar = m_view->verticalScrollBar();
    bar->setValue(bar->value() + moved);
}

void ImagesPanel::saveState()
{
    m_view->saveColumns();
}

void ImagesPanel::forgetChosen()
{
    m_chosenKey.clear();
    m_chosenImageKey.clear();
}

const ImageRow *ImagesPanel::chosen() const
{
    return m_model.rowAt(m_view->currentIndex());
}

void ImagesPanel::currentChanged(const QModelIndex &current)
{
    if (m_isRestoring)
        return;
    const ImageRow *row = m_model.rowAt(current);
    if (!row)
        return; // filtered away
    m_chosenKey = row->key;
    if (row->imageKey == m_chosenImageKey)
        return; // another name of the same image
    m_chosenImageKey = row->imageKey;
    Q_EMIT chosenChanged();
}

void ImagesPanel::restoreChosen()
{
    int match = -1;
    bool isThere = false;
    for (int row = 0; row < m_model.rowCount() && match < 0; ++row) {
        if (m_model.row(row).key == m_chosenKey)
            match = row;
    }
    // The image has another name by now, or has lost it to a newer one.
    if (match < 0 && !m_chosenKey.isEmpty() && !m_model.hasRow(m_chosenKey)) {
        for (int row = 0; row < m_model.rowCount() && match < 0; ++row) {
            if (m_model.row(row).imageKey == m_chosenImageKey) {
                match = row;
                m_chosenKey = m_model.row(row).key;
            }
        }
    }
    isThere = match >= 0;
    if (isThere) {
        if (m_view->currentIndex().row() != match) {
            m_isRestoring = true;
            m_view->setCurrentIndex(m_model.index(match, 0));
            m_isRestoring = false;
        }
        return;
    }
    m_isRestoring = true;
    m_view->setCurrentIndex({});
    m_isRestoring = false;
}

QList<ImageRow> ImagesPanel::selected() const
{
    const QList<int> rows = m_view->selectedRowNumbers();
    QList<ImageRow> found;
    found.reserve(rows.size());
    for (const int row : rows)
        found.append(m_model.row(row));
    return found;
}

void ImagesPanel::showUpdates()
{
    m_view->showByChoice(ImagesModel::Update);
}

void ImagesPanel::selectFirst()
{
    if (!m_view->currentIndex().isValid() && m_model.rowCount() > 0)
        m_view->setCurrentIndex(m_model.index(0, 0));
}

void ImagesPanel::selectFirstOf(SourceId source)
{
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (!m_model.row(row).hasSource(source))
            continue;
        m_view->setCurrentIndex(m_model.index(row, 0));
        m_view->scrollTo(m_model.index(row, 0));
        return;
    }
}

bool ImagesPanel::select(const ImageOrigin &image)
{
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (!m_model.row(row).origins.contains(image))
            continue;
        m_view->setCurrentIndex(m_model.index(row, 0));
        m_view->scrollTo(m_model.index(row, 0));
        return true;
    }
    return false;
}

void ImagesPanel::showMenu(const QPoint &position)
{
    const QModelIndex index = m_view->indexAt(position);
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    Q_EMIT menuWanted(menu, m_model.row(index.row()));
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

} // namespace varve
