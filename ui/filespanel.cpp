// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/filespanel.h"

#include "models/instructiontext.h"
#include "services/types/text.h"
#include "ui/errortext.h"
#include "ui/filesbar.h"
#include "ui/format.h"
#include "ui/imagesession.h"
#include "ui/labels.h"
#include "ui/statepage.h"
#include "ui/theme.h"
#include "ui/treekeeper.h"
#include "ui/treeview.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QMenu>

#include <utility>

namespace varve {

namespace {
constexpr qsizetype kMenuTextLength = 60;
}

FilesPanel::FilesPanel(ImageSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_bar(new FilesBar)
    , m_view(new TreeView(QStringLiteral("files")))
    , m_states(new StateStack(m_view))
    , m_path(new ElidedLabel(Qt::ElideMiddle))
    , m_summary(new ElidedLabel)
    , m_jump(iconButton("jump", tr("Jump to the layer that last changed this path")))
{
    m_view->setAccessibleName(tr("Files"));
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setModel(&m_model);
    m_view->cells()->setCell(FileTreeModel::Change, CellDelegate::Cell::Change);
    m_view->cells()->setCell(FileTreeModel::Size, CellDelegate::Cell::Size);
    m_view->setAlwaysShown(FileTreeModel::Name);
    m_view->setCopySource(PathRole, FileTreeModel::Name, QByteArrayLiteral("/"));
    m_view->setTreePosition(FileTreeModel::Name);
    m_view->setFillColumn(
        FileTreeModel::Name, 170, { FileTreeModel::Modified, FileTreeModel::Owner, FileTreeModel::Mode });
    m_view->header()->setSortIndicator(FileTreeModel::Name, Qt::AscendingOrder);
    m_view->restoreColumns({ 260, 64, 100, 88, 66, 124 });
    connect(&m_model, &FileTreeModel::sortRequested, this, [this](TreeColumn column, bool descending) {
        m_sort = column;
        m_isDescending = descending;
        updateRequest();
    });
    m_view->setSortingEnabled(true);
    m_keeper = new TreeKeeper(*m_view, m_model, this);

    auto *footer = new QWidget;
    footer->setObjectName(QStringLiteral("Strip"));
    auto *line = new QHBoxLayout(footer);
    line->setContentsMargins(metrics::kGap, 2, metrics::kSmall, 2);
    line->setSpacing(metrics::kGap);
    m_path->setFont(fixedFont());
    m_summary->setObjectName(QStringLiteral("QuietLabel"));
    m_summary->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    line->addWidget(m_path, 1);
    line->addWidget(m_summary);
    line->addWidget(m_jump);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_states, 1);
    column->addWidget(footer);

    connect(m_bar, &FilesBar::changed, this, &FilesPanel::updateRequest);
    connect(m_bar, &FilesBar::expandAllRequested, m_keeper, &TreeKeeper::expandAll);
    connect(m_bar, &FilesBar::collapseAllRequested, m_keeper, &TreeKeeper::collapseAll);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &FilesPanel::updateFooter);
    connect(m_view, &QWidget::customContextMenuRequested, this, &FilesPanel::showMenu);
    connect(m_states->page(), &StatePage::buttonClicked, this, [this] {
        switch (m_pageAction) {
        case PageAction::Reload:
            return m_session.reload();
        case PageAction::Download:
            m_awaitsFocus = true; // the button goes
            return m_session.download(m_downloads);
        case PageAction::ClearFilters:
            clearFilters();
        }
    });
    connect(m_states->page(), &StatePage::secondButtonClicked, this, [this] {
        m_awaitsFocus = true;
        m_session.download(m_session.leftLayers());
    });
    connect(m_jump, &QToolButton::clicked, this, &FilesPanel::jumpToLastChange);
    connect(&m_session, &ImageSession::detailsChanged, this, [this] {
        if (m_session.details())
            return;
        m_awaitsFocus = false; // another image
        m_keeper->forget();
    });
    connect(&m_session, &ImageSession::projectionChanged, this, &FilesPanel::takeProjection);
    connect(&m_session, &ImageSession::stateChanged, this, [this] {
        updateState();
        updateFooter();
    });
    connect(&m_session, &ImageSession::layersChanged, this, &FilesPanel::updateState);
    updateRequest();
    takeProjection();
}

void FilesPanel::saveState()
{
    m_view->saveColumns();
}

void FilesPanel::setLayers(int firstLayer, int lastLayer)
{
    m_firstLayer = firstLayer;
    m_lastLayer = lastLayer;
    updateRequest();
}

bool FilesPanel::clearFilters()
{
    const bool had = m_bar->isFiltering();
    if (had)
        m_bar->clearFilters();
    return had;
}

void FilesPanel::jumpToLastChange()
{
    const QModelIndex current = m_view->currentIndex();
    const int layer = current.isValid() ? lastChangingLayer(m_model.nodeOf(current)) : -1;
    if (layer >= 0)
        Q_EMIT layerRequested(layer);
}

void FilesPanel::updateRequest()
{
    ProjectionRequest request;
    request.firstLayer = m_firstLayer;
    request.lastLayer = m_lastLayer;
    request.mode = m_bar->mode();
    request.filter = m_bar->filter().toStdString();
    request.kinds = m_bar->kinds();
    request.sort = m_sort;
    request.descending = m_isDescending;
    m_session.setRequest(request);
    updateState();
}

void FilesPanel::takeProjection()
{
    const TreeProjectionPtr &projection = m_session.projection();
    m_keeper->show(projection, projection && !projection->request().filter.empty());
    updateState();
    updateFooter();
}

void FilesPanel::updateState()
{
    if (showsPageInstead()) {
        if (!m_states->page()->isLoading())
            m_awaitsFocus = false; // failed, or cancelled: by the time there is something, the user is elsewhere
        return m_states->showPage();
    }
    m_states->showContent();
    if (std::exchange(m_awaitsFocus, false))
        m_view->setFocus();
}

bool FilesPanel::showsPageInstead()
{
    StatePage *page = m_states->page();
    const ImageSession::State state = m_session.state();
    const TreeProjectionPtr &projection = m_session.projection();
    const auto &layers = m_session.layers();
    const bool isReading = state == ImageSession::State::Reading || state == ImageSession::State::Inspecting;
    const bool isOneLayer = m_bar->mode() == TreeMode::ThisLayer && m_firstLayer == m_lastLayer;
    const LayerProgress *layer =
        isOneLayer && std::size_t(m_lastLayer) < layers.size() ? &layers[std::size_t(m_lastLayer)] : nullptr;
    if (layer && layer->error) {
        if (m_session.store()->capabilities().testFlag(StoreCapability::Downloads))
            showFailedDownload(*layer->error);
        else
            showFailure(*layer->error);
        return true;
    }
    if (showsDownload(layer))
        return true;
    if (state == ImageSession::State::Failed && !layers.empty() && (!projection || (layer && !layer->tree))) {
        showFailure(m_session.error());
        return true;
    }
    if (isReading && layer && !layer->tree) {
        page->showLoading(
            tr("Reading layer %1 …").arg(m_lastLayer + 1), tr("The other layers can be looked at meanwhile."));
        return true;
    }
    const bool isMerged = projection && (!layer || projection->tree().layer(m_lastLayer));
    if (!isMerged) {
        if (isReading)
            page->showLoading(tr("Reading the layers …"));
        else if (layers.empty())
            page->showEmpty("folder", tr("No files"), tr("This image has no layers."));
        else
            page->showLoading(tr("Preparing the files …"));
        return true;
    }
    if (projection->shownCount() > 0)
        return false;
    showNothing();
    return true;
}

// Nothing of what is asked for is here: it is in a registry.
bool FilesPanel::showsDownload(const LayerProgress *layer)
{
    const QList<int> left = m_session.leftLayers();
    const bool isNothingHere = layer ? layer->isLeft() : !left.isEmpty() && m_session.layersRead() == 0;
    if (!isNothingHere)
        return false;
    m_pageAction = PageAction::Download;
    m_downloads = layer ? QList<int> { m_lastLayer } : left;
    const QString all = tr("Download all %n layer(s): %1", nullptr, static_cast<int>(left.size()))
                            .arg(sizeText(m_session.blobBytes(left)));
    const QString note = tr("It can be downloaded to be looked at. Nothing of it is kept.");
    if (!layer)
        m_states->page()->showEmpty("pull", tr("The layers are in the registry"), note, all);
    else
        m_states->page()->showEmpty("pull", tr("Layer %1 is in the registry").arg(m_lastLayer + 1), note,
            tr("Download this layer: %1").arg(sizeText(m_session.blobBytes(m_downloads))),
            left.size() > 1 ? all : QString());
    return true;
}

void FilesPanel::showFailure(const Error &error)
{
    const ErrorText text = errorText(error);
    m_pageAction = PageAction::Reload;
    m_states->page()->showError(text.what, text.advice, text.detail, tr("Read again"));
}

void FilesPanel::showFailedDownload(const Error &error)
{
    const ErrorText text = pullErrorText(error, m_session.store()->title());
    m_pageAction = PageAction::Download;
    m_downloads = { m_lastLayer }; // the others stay as they are
    m_states->page()->showError(
        text.what, text.advice, text.detail, tr("Download again: %1").arg(sizeText(m_session.blobBytes(m_downloads))));
}

void FilesPanel::showNothing()
{
    StatePage *page = m_states->page();
    m_pageAction = PageAction::ClearFilters;
    if (m_bar->isFiltering())
        page->showEmpty("filter", tr("Nothing matches the filter"), {}, tr("Clear the filter"));
    else if (m_bar->mode() == TreeMode::ThisLayer)
        page->showEmpty(
            "layer", tr("This layer changed no files"), tr("Its instruction left the file system as it was."));
    else
        page->showEmpty("folder", tr("No files"));
}

int FilesPanel::lastChangingLayer(NodeId node) const
{
    const TreeProjectionPtr &projection = m_model.projection();
    if (!projection || node == kRootNode)
        return -1;
    const auto changes = projection->tree().changes(node);
    for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
        if (change->kind != ChangeKind::Same)
            return change->layer;
    }
    return -1;
}

void FilesPanel::updateFooter()
{
    const QModelIndex current = m_view->currentIndex();
    const TreeProjectionPtr &projection = m_model.projection();
    const QByteArray path = current.isValid() ? current.siblingAtColumn(0).data(PathRole).toByteArray() : QByteArray();
    m_path->setFullText(path.isEmpty() ? QString() : QLatin1Char('/') + visibleText(path));
    const int layer = current.isValid() ? lastChangingLayer(m_model.nodeOf(current)) : -1;
    m_jump->setEnabled(layer >= 0);
    m_jump->setText(layer >= 0 ? tr("Layer %1").arg(layer + 1) : QString());
    m_jump->setToolButtonStyle(layer >= 0 ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
    const QString origin = current.isValid() ? copiedUpText(m_model.nodeOf(current)) : QString();
    m_summary->setFullText(!origin.isEmpty() ? origin : projection ? shownText(*projection) : QString());
}

// Where a container's own version of a path came from.
QString FilesPanel::copiedUpText(NodeId node) const
{
    if (!m_session.container() || !m_model.projection())
        return {};
    const ImageTree &tree = m_model.projection()->tree();
    const int top = tree.layerCount() - 1;
    const Change *now = tree.changeAt(node, top);
    const Change *before = top > 0 ? tree.changeAt(node, top - 1) : nullptr;
    if (!now || now->layer != top || !before || before->kind == ChangeKind::Removed)
        return {};
    // A folder that a layer merely repeats is no version of its own.
    int layer = before->layer;
    for (const Change &change : tree.changes(node)) {
        if (change.layer < top && change.kind != ChangeKind::Same)
            layer = change.layer;
    }
    return now->kind == ChangeKind::Removed ? tr("Removed; it is of layer %1").arg(layer + 1)
                                            : tr("Copied up from layer %1").arg(layer + 1);
}

// What a tree shows while layers are missing from it is no fact about the image yet.
QString FilesPanel::shownText(const TreeProjection &projection) const
{
    const int count = static_cast<int>(projection.shownCount());
    if (m_session.isWhole())
        return tr("%n path(s) shown", nullptr, count);
    if (const qsizetype left = m_session.leftLayers().size(); left > 0)
        return tr("%n path(s) shown", nullptr, count) + QStringLiteral(" · ")
            + tr("%n layer(s) not downloaded", nullptr, static_cast<int>(left));
    if (m_session.state() == ImageSession::State::Reading)
        return tr("%n path(s) shown so far", nullptr, count);
    return tr("%n path(s) shown, layers are missing", nullptr, count);
}

void FilesPanel::addHistory(QMenu *menu, NodeId node)
{
    const auto &details = m_session.details();
    for (const Change &change : m_model.projection()->tree().changes(node)) {
        if (change.kind == ChangeKind::Same || !details || change.layer >= details->layers.size())
            continue;
        const QString instruction = instructionText(details->layers.at(change.layer).instruction);
        QString text = tr("%1  Layer %2  %3")
                           .arg(FileTreeModel::changeLetter(change.kind))
                           .arg(change.layer + 1)
                           .arg(shortened(instruction, kMenuTextLength));
        text.replace(QLatin1Char('&'), QLatin1String("&&"));
        menu->addAction(text, this, [this, layer = int(change.layer)] { Q_EMIT layerRequested(layer); });
    }
    menu->setEnabled(!menu->isEmpty());
}

void FilesPanel::showMenu(const QPoint &position)
{
    const QModelIndex index = m_view->indexAt(position);
    if (!index.isValid())
        return;
    const NodeId node = m_model.nodeOf(index);
    const QByteArray path = '/' + index.siblingAtColumn(0).data(PathRole).toByteArray();
    const QByteArray name = index.siblingAtColumn(0).data(RawTextRole).toByteArray();
    const QByteArray target = index.siblingAtColumn(0).data(LinkTargetRole).toByteArray();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon("copy"), tr("Copy &path"), menu, [path] { TreeView::copyBytes(path); });
    menu->addAction(icon("copy"), tr("Copy &name"), menu, [name] { TreeView::copyBytes(name); });
    if (!target.isEmpty())
        menu->addAction(icon("copy"), tr("Copy link &target"), menu, [target] { TreeView::copyBytes(target); });
    menu->addSeparator();
    const int layer = lastChangingLayer(node);
    QAction *jump = menu->addAction(icon("jump"), tr("&Jump to the layer that last changed it"), this,
        [this, layer] { Q_EMIT layerRequested(layer); });
    jump->setEnabled(layer >= 0);
    QMenu *history = menu->addMenu(icon("recent"), tr("&History of this path"));
    addHistory(history, node);
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

} // namespace varve
