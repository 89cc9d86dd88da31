// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/layerspanel.h"

#include "services/types/text.h"
#include "ui/errortext.h"
#include "ui/format.h"
#include "ui/icons.h"
#include "ui/imagesession.h"
#include "ui/statepage.h"
#include "ui/stratabar.h"
#include "ui/treeview.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QMenu>

namespace varve {

namespace {

ProofBadge badge(ProofState state)
{
    switch (state) {
    case ProofState::Verified:
        return ProofBadge::Verified;
    case ProofState::Mismatch:
        return ProofBadge::Mismatch;
    case ProofState::Unavailable:
        return ProofBadge::Unavailable;
    case ProofState::Skipped:
        return ProofBadge::Skipped;
    case ProofState::Pending:
        break;
    }
    return ProofBadge::Pending;
}

QString mismatchText(const LayerInfo &layer, const LayerProof &proof)
{
    QStringList lines;
    if (proof.blob == ProofState::Mismatch)
        lines += LayersPanel::tr("Stored bytes: expected %1, found %2")
                     .arg(layer.blobDigest.toString(), proof.actualBlob.toString());
    if (proof.diffId == ProofState::Mismatch)
        lines += LayersPanel::tr("Content: expected %1, found %2")
                     .arg(layer.diffId.toString(), proof.actualDiffId.toString());
    return lines.join(QLatin1Char('\n'));
}

QString recordedText(const ImageStore &store)
{
    return LayersPanel::tr(
        "Read from the records that %1 keeps of this layer. The files themselves were not read, so no digest "
        "proves them.")
        .arg(visibleText(store.title()));
}

LayerState stateOf(const LayerProgress &layer, const LayerInfo &info, bool isReading)
{
    if (layer.error)
        return info.isLocal ? LayerState::Failed : LayerState::NotLocal;
    if (layer.tree)
        return layer.hasFingerprints ? LayerState::Ready : LayerState::Headers;
    if (!info.isLocal)
        return LayerState::NotLocal;
    if (layer.isLeft())
        return LayerState::Remote;
    return isReading ? LayerState::Reading : LayerState::Waiting;
}

} // namespace

LayersPanel::LayersPanel(ImageSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_view(new TreeView(QStringLiteral("layers")))
    , m_strata(new StrataBar)
    , m_states(new StateStack(m_view))
{
    m_view->setAccessibleName(tr("Layers"));
    m_view->setTableLook();
    m_view->setSelectionMode(QAbstractItemView::ContiguousSelection);
    m_view->setModel(&m_model);
    CellDelegate *cells = m_view->cells();
    cells->setCell(LayersModel::Number, CellDelegate::Cell::Swatch);
    cells->setCell(LayersModel::Instruction, CellDelegate::Cell::Instruction);
    cells->setCell(LayersModel::Size, CellDelegate::Cell::Size);
    cells->setCell(LayersModel::Changes, CellDelegate::Cell::Counts);
    cells->setCell(LayersModel::Proof, CellDelegate::Cell::Proof);
    m_view->setAlwaysShown(LayersModel::Instruction);
    m_view->setFillColumn(LayersModel::Instruction, 120,
        { LayersModel::Created, LayersModel::Proof, LayersModel::Wasted, LayersModel::Changes, LayersModel::Size });
    m_view->header()->setSectionsMovable(true);
    m_view->restoreColumns({ 48, 230, 104, 124, 66, 104, 88 });

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_strata);
    column->addWidget(m_states);

    connect(m_strata, &StrataBar::layerClicked, this, &LayersPanel::selectLayer);
    connect(m_view, &QWidget::customContextMenuRequested, this, &LayersPanel::showMenu);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &LayersPanel::selectionChanged);
    connect(&m_session, &ImageSession::detailsChanged, this, &LayersPanel::takeDetails);
    connect(&m_session, &ImageSession::layersChanged, this, &LayersPanel::takeLayers);
    connect(&m_session, &ImageSession::stateChanged, this, &LayersPanel::takeLayers);
    connect(&m_session, &ImageSession::treeChanged, this, &LayersPanel::takeTree);
    takeDetails();
    takeLayers();
    takeTree();
}

void LayersPanel::saveState()
{
    m_view->saveColumns();
}

void LayersPanel::takeDetails()
{
    const auto &details = m_session.details();
    if (!details) {
        m_model.clear();
        m_strata->setSizes({});
        m_strata->setSelected(-1, -1);
        return;
    }
    m_model.setImage(*details);
    m_view->cells()->setLayerCount(m_model.layerCount());
    m_strata->setVisible(m_model.layerCount() > 0);
    if (m_model.layerCount() == 0) {
        m_states->page()->showEmpty(
            "layer", tr("This image has no layers"), tr("It holds a configuration and no files."));
        m_states->showPage();
        return;
    }
    m_states->showContent();
    selectLayer(m_model.layerCount() - 1);
}

void LayersPanel::takeLayers()
{
    const auto &details = m_session.details();
    if (!details)
        return;
    const bool isReading = m_session.state() == ImageSession::State::Reading;
    for (int layer = 0; layer < m_model.layerCount() && std::size_t(layer) < m_session.layers().size(); ++layer) {
        const LayerProgress &progress = m_session.layers()[std::size_t(layer)];
        const LayerInfo &info = details->layers.at(layer);
        const LayerState state = stateOf(progress, info, isReading);
        QString error;
        if (progress.error) {
            const ErrorText text = errorText(*progress.error);
            error = text.what + QLatin1Char('\n') + text.advice
                + (text.detail.isEmpty() ? QString() : QLatin1Char('\n') + text.detail);
        }
        m_model.setLayerState(layer, state, error);
        ProofBadge proof = badge(progress.proof.overall());
        if (!info.isLocal)
            proof = ProofBadge::Unavailable;
        else if (progress.isRecorded())
            proof = ProofBadge::Recorded;
        m_model.setProof(layer, proof,
            proof == ProofBadge::Recorded ? recordedText(*m_session.store()) : mismatchText(info, progress.proof));
    }
    takeSizes();
}

void LayersPanel::takeTree()
{
    m_model.setTree(m_session.tree());
    m_model.setAnalysis(m_session.analysis());
    takeSizes();
}

// Of what is not here, the bytes that a download takes.
void LayersPanel::takeSizes()
{
    const QList<int> left = m_session.leftLayers();
    QList<std::int64_t> sizes;
    for (int layer = 0; layer < m_model.layerCount(); ++layer)
        sizes.append(left.contains(layer) ? m_session.blobBytes({ layer }) : m_model.sizeBytes(layer));
    m_strata->setSizes(sizes);
}

void LayersPanel::selectLayer(int layer)
{
    const QModelIndex index = m_model.indexOf(layer);
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
}

std::pair<int, int> LayersPanel::selectedRange() const
{
    int first = -1;
    int last = -1;
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows) {
        const int layer = m_model.layerOf(row);
        first = first < 0 ? layer : std::min(first, layer);
        last = std::max(last, layer);
    }
    return { first, last };
}

void LayersPanel::selectionChanged()
{
    const auto [first, last] = selectedRange();
    m_strata->setSelected(first, last);
    if (first >= 0)
        Q_EMIT rangeChanged(first, last);
}

void LayersPanel::addDownloads(QMenu *menu)
{
    const auto [first, last] = selectedRange();
    const QList<int> left = m_session.leftLayers();
    QList<int> chosen = left;
    chosen.removeIf([first = first, last = last](int layer) { return layer < first || layer > last; });
    if (left.isEmpty())
        return;
    const auto addFor = [this, menu](const QString &text, const QList<int> &layers) {
        menu->addAction(icon("pull"), text.arg(sizeText(m_session.blobBytes(layers))), this,
            [this, layers] { m_session.download(layers); });
    };
    if (!chosen.isEmpty())
        addFor(tr("&Download %n layer(s): %1", nullptr, static_cast<int>(chosen.size())), chosen);
    if (chosen.size() < left.size())
        addFor(tr("Download &all layers: %1"), left);
    menu->addSeparator();
}

void LayersPanel::showMenu(const QPoint &position)
{
    const QModelIndex index = m_view->indexAt(position);
    const auto &details = m_session.details();
    if (!index.isValid() || !details)
        return;
    const LayerInfo info = details->layers.at(m_model.layerOf(index));
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [menu](const QString &text, const QString &value) {
        QAction *action = menu->addAction(icon("copy"), text, menu, [value] { TreeView::copyBytes(value.toUtf8()); });
        action->setEnabled(!value.isEmpty());
    };
    addDownloads(menu);
    add(tr("Copy &instruction"), info.instruction);
    add(tr("Copy &DiffID"), info.diffId.toString());
    add(tr("Copy &blob digest"), info.blobDigest.toString());
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

} // namespace varve
