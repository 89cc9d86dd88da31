// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/prunedmodel.h"

#include "models/relativetime.h"
#include "services/types/text.h"

#include <algorithm>

namespace varve {

namespace {
constexpr qsizetype kShortId = 12;
}

PrunedModel::PrunedModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_now(QDateTime::currentDateTime())
{
}

void PrunedModel::setRows(QList<PrunedRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    m_mostBytes = 0;
    for (const PrunedRow &row : std::as_const(m_rows))
        m_mostBytes = std::max(m_mostBytes, row.sizeBytes);
    endResetModel();
}

int PrunedModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PrunedModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant PrunedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Image:
        return tr("Image");
    case Id:
        return tr("Id");
    case Removed:
        return tr("Removed");
    case Source:
        return tr("From");
    case Size:
        return tr("Size");
    case WayBack:
        return tr("Way back");
    default:
        return {};
    }
}

QString PrunedModel::cell(const PrunedRow &row, int column) const
{
    switch (column) {
    case Image:
        return row.name.isEmpty() ? tr("no name") : visibleText(row.name);
    case Id:
        return visibleText(row.id.section(QLatin1Char(':'), -1).left(kShortId));
    case Removed:
        return RelativeTime::text(row.removed, m_now);
    case Source:
        return visibleText(row.source);
    case Size:
        return humanSize(row.sizeBytes);
    case WayBack:
        return row.wayText;
    default:
        return {};
    }
}

QString PrunedModel::text(const QList<int> &rows) const
{
    QStringList headings;
    for (int column = 0; column < kColumns; ++column)
        headings.append(headerData(column, Qt::Horizontal).toString());
    QString text = headings.join(QLatin1Char('\t')) + QLatin1Char('\n');
    for (const int at : rows) {
        QStringList cells;
        for (int column = 0; column < kColumns; ++column)
            cells.append(cell(m_rows.at(at), column));
        text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    }
    return text;
}

QVariant PrunedModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const PrunedRow &row = m_rows.at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return shortened(cell(row, column));
    case Qt::ToolTipRole:
        if (column == Removed)
            return RelativeTime::exact(row.removed);
        if (column == Id)
            return visibleText(row.digests.isEmpty() ? row.id : row.id + QLatin1Char('\n') + row.digests);
        return shortened(cell(row, column));
    case RawTextRole:
        return column == Id ? row.id.toUtf8() : cell(row, column).toUtf8();
    case BytesRole:
        return column == Size ? QVariant(qint64 { row.sizeBytes }) : QVariant();
    case BarFractionRole:
        return column == Size && m_mostBytes > 0 ? QVariant(double(row.sizeBytes) / double(m_mostBytes)) : QVariant();
    case FixedFontRole:
        return column == Id;
    case QuietRole:
        return column == Id || column == Removed || row.isRestored
            || (column == WayBack && row.way == PrunedRow::Way::None) || (column == Image && row.name.isEmpty());
    case IconNameRole:
        if (column != WayBack)
            return {};
        return row.isRestored                 ? QStringLiteral("check")
            : row.way == PrunedRow::Way::Copy ? QStringLiteral("archive")
            : row.way == PrunedRow::Way::Pull ? QStringLiteral("pull")
                                              : QString();
    case Qt::TextAlignmentRole:
        return QVariant((column == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

} // namespace varve
