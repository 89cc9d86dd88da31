// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/pulllayersmodel.h"

#include "models/roles.h"
#include "services/types/text.h"

#include <algorithm>

namespace varve {

namespace {

constexpr qsizetype kDigits = 12;

QString shortDigest(const QString &digest)
{
    return digest.mid(digest.indexOf(QLatin1Char(':')) + 1, kDigits);
}

} // namespace

PullLayersModel::PullLayersModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void PullLayersModel::setRows(QList<PullRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    m_progress.clear();
    endResetModel();
}

void PullLayersModel::setProgress(const QList<PullRowProgress> &progress)
{
    if (progress.size() != m_rows.size())
        return;
    const QList<PullRowProgress> before = std::exchange(m_progress, progress);
    for (int row = 0; row < rowCount(); ++row) {
        if (before.isEmpty() || before.at(row) != m_progress.at(row))
            Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
    }
}

int PullLayersModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PullLayersModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant PullLayersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Layer:
        return tr("Layer");
    case Size:
        return tr("Size");
    case Status:
        return tr("Status");
    case Instruction:
        return tr("Instruction");
    default:
        return {};
    }
}

QString PullLayersModel::statusText(int row) const
{
    const PullRow &planned = m_rows.at(row);
    if (!m_progress.isEmpty()) {
        const PullRowProgress &now = m_progress.at(row);
        switch (now.state) {
        case PullRowProgress::State::Fetching:
            return tr("%1 of %2").arg(humanSize(now.doneBytes), humanSize(planned.sizeBytes));
        case PullRowProgress::State::Copying:
            return tr("Copying %1").arg(humanSize(now.doneBytes));
        case PullRowProgress::State::Unpacking:
            return tr("Unpacking");
        case PullRowProgress::State::Done:
            return planned.plan == PullRow::Plan::Here ? tr("Here already") : tr("Done");
        case PullRowProgress::State::Failed:
            return tr("Failed: %1").arg(visibleText(now.note));
        case PullRowProgress::State::Waiting:
            break;
        }
    }
    switch (planned.plan) {
    case PullRow::Plan::Here:
        return tr("Here already");
    case PullRow::Plan::Copy:
        return tr("Copied from %1").arg(visibleText(planned.source));
    case PullRow::Plan::Resume:
        return tr("To download, %1 are here").arg(humanSize(planned.presentBytes));
    case PullRow::Plan::Download:
        break;
    }
    return tr("To download");
}

double PullLayersModel::fraction(int row) const
{
    const PullRow &planned = m_rows.at(row);
    const std::int64_t done = m_progress.isEmpty()
        ? (planned.plan == PullRow::Plan::Here ? planned.sizeBytes : planned.presentBytes)
        : m_progress.at(row).doneBytes;
    return planned.sizeBytes <= 0 ? 1.0 : std::clamp(double(done) / double(planned.sizeBytes), 0.0, 1.0);
}

QVariant PullLayersModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const PullRow &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Layer:
            return shortDigest(row.digest);
        case Size:
            return humanSize(row.sizeBytes);
        case Status:
            return statusText(index.row());
        case Instruction:
            return shortened(visibleText(row.instruction.simplified()));
        default:
            return {};
        }
    case Qt::ToolTipRole:
        if (index.column() == Layer)
            return row.digest;
        return index.column() == Size ? QVariant() : index.data();
    case RawTextRole:
        return index.column() == Instruction ? row.instruction.toUtf8()
            : index.column() == Layer        ? row.digest.toUtf8()
                                             : index.data().toString().toUtf8();
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case BarFractionRole:
        return index.column() == Size ? QVariant(fraction(index.row())) : QVariant();
    case QuietRole:
        return index.column() == Instruction || row.plan == PullRow::Plan::Here;
    case ErrorRole:
        return index.column() == Status && !m_progress.isEmpty()
            && m_progress.at(index.row()).state == PullRowProgress::State::Failed;
    case FixedFontRole:
        return index.column() == Layer;
    default:
        return {};
    }
}

} // namespace varve
