// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/layersmodel.h"

#include "models/instructiontext.h"
#include "models/relativetime.h"
#include "services/types/text.h"

#include <QtCore/QLocale>

#include <algorithm>

namespace varve {

LayersModel::LayersModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_now(QDateTime::currentDateTimeUtc())
{
}

void LayersModel::setImage(const ImageDetails &image)
{
    beginResetModel();
    m_image = image;
    m_tree.reset();
    m_analysis.reset();
    m_maxBytes = 0;
    m_layers.clear();
    m_layers.reserve(image.layers.size());
    for (const LayerInfo &info : image.layers) {
        Layer layer;
        layer.state = info.isLocal ? LayerState::Waiting : LayerState::NotLocal;
        layer.proof = info.isLocal ? ProofBadge::Pending : ProofBadge::Unavailable;
        layer.instruction = shortened(instructionText(info.instruction));
        m_layers.append(layer);
    }
    endResetModel();
}

void LayersModel::clear()
{
    setImage({});
}

void LayersModel::setLayerState(int layer, LayerState state, const QString &errorText)
{
    if (layer < 0 || layer >= layerCount())
        return;
    Layer &item = m_layers[layer];
    if (item.state == state && item.errorText == errorText)
        return;
    item.state = state;
    item.errorText = errorText;
    changed(layer);
}

void LayersModel::setProof(int layer, ProofBadge proof, const QString &detail)
{
    if (layer < 0 || layer >= layerCount())
        return;
    Layer &item = m_layers[layer];
    if (item.proof == proof && item.proofDetail == detail)
        return;
    item.proof = proof;
    item.proofDetail = detail;
    changed(layer);
}

void LayersModel::setTree(const ImageTreePtr &tree)
{
    if (tree && tree->layerCount() != layerCount())
        return;
    m_tree = tree;
    m_maxBytes = 0;
    for (int layer = 0; layer < layerCount(); ++layer)
        m_maxBytes = std::max(m_maxBytes, sizeBytes(layer));
    changedAll();
}

void LayersModel::setAnalysis(const std::shared_ptr<const Analysis> &analysis)
{
    m_analysis = analysis;
    changedAll();
}

void LayersModel::setNow(const QDateTime &now)
{
    m_now = now;
    changedAll();
}

void LayersModel::changed(int layer)
{
    Q_EMIT dataChanged(indexOf(layer, 0), indexOf(layer, kColumns - 1));
}

void LayersModel::changedAll()
{
    if (!m_layers.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
}

int LayersModel::layerOf(const QModelIndex &index) const
{
    return index.isValid() ? layerAtRow(index.row()) : -1;
}

QModelIndex LayersModel::indexOf(int layer, int column) const
{
    return index(layerAtRow(layer), column); // the mapping is its own inverse
}

const LayerTree *LayersModel::treeOf(int layer) const
{
    return m_tree ? m_tree->layer(layer).get() : nullptr;
}

std::int64_t LayersModel::sizeBytes(int layer) const
{
    const LayerTree *tree = treeOf(layer);
    return tree ? tree->totals().contentBytes + tree->totals().symlinkBytes : -1;
}

std::int64_t LayersModel::wastedBytes(int layer) const
{
    const auto at = static_cast<std::size_t>(layer);
    return m_analysis && at < m_analysis->wastedByLayer.size() && treeOf(layer) ? m_analysis->wastedByLayer[at] : -1;
}

// Changes are told against the layers below; waste depends on those above as well.
bool LayersModel::isProvisional(int layer, int column) const
{
    if (!treeOf(layer) || (column != Changes && column != Wasted))
        return false;
    const int end = column == Changes ? layer : layerCount();
    for (int other = 0; other < end; ++other) {
        if (!treeOf(other))
            return true;
    }
    return false;
}

QString LayersModel::provisionalText() const
{
    const bool isReading = std::any_of(
        m_layers.cbegin(), m_layers.cend(), [](const Layer &layer) { return layer.state == LayerState::Reading; });
    if (isReading)
        return tr("So far: other layers are still being read");
    const bool isRemote = std::any_of(
        m_layers.cbegin(), m_layers.cend(), [](const Layer &layer) { return layer.state == LayerState::Remote; });
    return isRemote ? tr("So far: other layers are in the registry") : tr("Incomplete: other layers could not be read");
}

int LayersModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : layerCount();
}

int LayersModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant LayersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumns)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const bool isToolTip = role == Qt::ToolTipRole;
    switch (section) {
    case Number:
        return isToolTip ? tr("Number of the layer, from the bottom") : tr("#");
    case Instruction:
        return isToolTip ? tr("The instruction that made the layer") : tr("Instruction");
    case Size:
        return isToolTip ? tr("Unpacked content of the layer, as docker history counts it") : tr("Size");
    case Changes:
        return isToolTip ? tr("Paths added / modified / metadata only / removed") : tr("A/M/m/R");
    case Wasted:
        return isToolTip ? tr("Bytes stored here that the finished image does not show") : tr("Wasted");
    case Created:
        return isToolTip ? QVariant() : tr("Created");
    case Proof:
        return isToolTip ? tr("Whether the bytes have the digests that the image names") : tr("Verified");
    default:
        return {};
    }
}

QVariant LayersModel::alignment(int column)
{
    const bool isNumber = column == Number || column == Size || column == Wasted;
    return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

QVariant LayersModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const int layer = layerOf(index);
    const int column = index.column();
    const Layer &item = m_layers.at(layer);
    switch (role) {
    case Qt::DisplayRole:
        return displayData(layer, column);
    case Qt::AccessibleTextRole:
        return column == Changes ? QVariant(toolTip(layer, column))
                                 : QVariant(); // four numbers with slashes mean nothing aloud
    case Qt::ToolTipRole:
        return toolTip(layer, column);
    case Qt::TextAlignmentRole:
        return alignment(column);
    case SortRole:
        return sortData(layer, column);
    case RawTextRole:
        return rawText(layer, column);
    case BytesRole:
    case MaxBytesRole:
    case BarFractionRole:
        return column == Size ? sizeData(layer, role) : QVariant();
    case ProvisionalRole:
        return isProvisional(layer, column);
    case CountsRole:
        return treeOf(layer) ? QVariant::fromValue(m_tree->counts(layer)) : QVariant();
    case LayerIndexRole:
    case LayerColorIndexRole:
        return layer;
    case ProofRole:
        return static_cast<int>(item.proof);
    case StateRole:
        return static_cast<int>(item.state);
    case ProgressRole:
        return item.state == LayerState::Reading ? QVariant(-1.0) : QVariant();
    case IconNameRole:
        if (column == Instruction)
            return item.state == LayerState::Failed ? QStringLiteral("error") : QStringLiteral("layer");
        return column == Proof ? QVariant(proofIconName(item.proof)) : QVariant();
    case QuietRole:
        return item.state == LayerState::Waiting || item.state == LayerState::NotLocal
            || item.state == LayerState::Remote || column == Created || isProvisional(layer, column)
            || (column == Instruction && item.instruction.isEmpty());
    case ErrorRole:
        return (item.state == LayerState::Failed && column == Instruction)
            || (item.proof == ProofBadge::Mismatch && column == Proof);
    default:
        return {};
    }
}

QVariant LayersModel::sizeData(int layer, int role) const
{
    const std::int64_t bytes = sizeBytes(layer);
    if (role == MaxBytesRole)
        return qint64 { m_maxBytes };
    if (bytes < 0)
        return {};
    if (role == BytesRole)
        return qint64 { bytes };
    return m_maxBytes > 0 ? static_cast<double>(bytes) / static_cast<double>(m_maxBytes) : 0.0;
}

QString LayersModel::stateText(int layer) const
{
    switch (m_layers.at(layer).state) {
    case LayerState::Waiting:
        return tr("waiting");
    case LayerState::Reading:
        return tr("reading");
    case LayerState::Failed:
        return tr("failed");
    case LayerState::NotLocal:
        return tr("not local");
    case LayerState::Remote:
        return humanSize(m_image.layers.at(layer).blobBytes) + QStringLiteral(" ↓");
    case LayerState::Headers:
    case LayerState::Ready:
        break;
    }
    return {};
}

QVariant LayersModel::displayData(int layer, int column) const
{
    const Layer &item = m_layers.at(layer);
    const std::int64_t bytes = sizeBytes(layer);
    switch (column) {
    case Number:
        return layer + 1;
    case Instruction:
        return item.instruction.isEmpty() ? tr("(no instruction recorded)") : item.instruction;
    case Size:
        return bytes >= 0 ? humanSize(bytes) : stateText(layer);
    case Changes:
        return changesText(layer);
    case Wasted:
        // Until the fingerprints are there, everything stored again counts as modified, but its bytes are wasted either way.
        if (wastedBytes(layer) < 0)
            return QString();
        return isProvisional(layer, Wasted) ? u'≥' + humanSize(wastedBytes(layer)) : humanSize(wastedBytes(layer));
    case Created:
        return RelativeTime::text(m_image.layers.at(layer).created, m_now);
    case Proof:
        return item.state == LayerState::NotLocal || item.state == LayerState::Remote ? QString()
                                                                                      : proofText(item.proof);
    default:
        return {};
    }
}

QString LayersModel::changesText(int layer) const
{
    if (!treeOf(layer))
        return {};
    const ChangeCounts &counts = m_tree->counts(layer);
    // A layer whose content is not fingerprinted yet cannot tell M from m: the sum is known, its parts are not.
    const bool isUntold = m_layers.at(layer).state == LayerState::Headers;
    const QString modified = isUntold ? QStringLiteral("%1?").arg(counts.modified + counts.metadataOnly)
                                      : QStringLiteral("%1/%2").arg(counts.modified).arg(counts.metadataOnly);
    const QString text = QStringLiteral("%1/%2/%3").arg(counts.added).arg(modified).arg(counts.removed);
    return isProvisional(layer, Changes) ? text + QStringLiteral(" …") : text;
}

QVariant LayersModel::sortData(int layer, int column) const
{
    switch (column) {
    case Number:
        return layer;
    case Instruction:
        return m_layers.at(layer).instruction;
    case Size:
        return qint64 { sizeBytes(layer) };
    case Changes: {
        if (!treeOf(layer))
            return qint64 { -1 };
        const ChangeCounts &counts = m_tree->counts(layer);
        return qint64 { counts.added } + counts.modified + counts.metadataOnly + counts.removed;
    }
    case Wasted:
        return qint64 { wastedBytes(layer) };
    case Created:
        return m_image.layers.at(layer).created;
    case Proof:
        return static_cast<int>(m_layers.at(layer).proof);
    default:
        return {};
    }
}

QVariant LayersModel::rawText(int layer, int column) const
{
    const LayerInfo &info = m_image.layers.at(layer);
    switch (column) {
    case Instruction:
        return info.instruction.toUtf8();
    case Size:
        return sizeBytes(layer) >= 0 ? QByteArray::number(qint64 { sizeBytes(layer) }) : QByteArray();
    case Created:
        return info.created.toUTC().toString(Qt::ISODate).toUtf8();
    case Proof:
        return (info.diffId.isNull() ? info.blobDigest : info.diffId).toString().toUtf8();
    default:
        return displayData(layer, column).toString().toUtf8();
    }
}

QString LayersModel::toolTip(int layer, int column) const
{
    const Layer &item = m_layers.at(layer);
    const LayerInfo &info = m_image.layers.at(layer);
    QStringList lines;
    switch (column) {
    case Number:
    case Instruction:
        if (item.state == LayerState::Failed && !item.errorText.isEmpty())
            lines += item.errorText;
        if (item.state == LayerState::NotLocal)
            lines += tr("The image names this layer, but its content is not here");
        if (item.state == LayerState::Remote)
            lines += tr("In the registry: download it to see its files");
        if (!info.instruction.isEmpty())
            lines += shortened(visibleText(info.instruction));
        if (!info.comment.isEmpty())
            lines += tr("Comment: %1").arg(shortened(visibleText(info.comment)));
        if (!info.author.isEmpty())
            lines += tr("Author: %1").arg(shortened(visibleText(info.author)));
        break;
    case Size:
        if (sizeBytes(layer) >= 0)
            lines += tr("Unpacked: %1 bytes").arg(QLocale().toString(qint64 { sizeBytes(layer) }));
        if (info.blobBytes >= 0)
            lines += (item.state == LayerState::Remote ? tr("To download: %1 bytes") : tr("As stored: %1 bytes"))
                         .arg(QLocale().toString(qint64 { info.blobBytes }));
        break;
    case Changes:
        if (treeOf(layer)) {
            const ChangeCounts &counts = m_tree->counts(layer);
            if (isProvisional(layer, column))
                lines += provisionalText();
            if (item.state == LayerState::Headers)
                lines += tr("Still reading: modified and metadata only are not told apart yet");
            lines += tr("Added: %1").arg(counts.added);
            lines += tr("Modified: %1").arg(counts.modified);
            lines += tr("Metadata only: %1").arg(counts.metadataOnly);
            lines += tr("Removed: %1").arg(counts.removed);
        }
        break;
    case Wasted:
        if (isProvisional(layer, column))
            lines += provisionalText();
        if (wastedBytes(layer) >= 0)
            lines += tr("%1 bytes are stored here that the finished image does not show")
                         .arg(QLocale().toString(qint64 { wastedBytes(layer) }));
        break;
    case Created:
        return RelativeTime::exact(info.created);
    case Proof:
        lines += proofText(item.proof);
        if (!item.proofDetail.isEmpty())
            lines += item.proofDetail;
        if (!info.blobDigest.isNull())
            lines += tr("Blob %1").arg(info.blobDigest.toString());
        if (!info.diffId.isNull())
            lines += tr("DiffID %1").arg(info.diffId.toString());
        break;
    default:
        break;
    }
    return lines.join(u'\n');
}

} // namespace varve
