// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/problemsmodel.h"

#include "models/roles.h"
#include "services/types/text.h"

#include <numeric>

namespace varve {

ProblemsModel::ProblemsModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void ProblemsModel::setRows(QList<ProblemRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int ProblemsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ProblemsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == OnDisk ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Problem:
        return tr("Problem");
    case Object:
        return tr("Object");
    case Images:
        return tr("Needed by");
    case OnDisk:
        return tr("On disk");
    case Repair:
        return tr("Repairing");
    default:
        return {};
    }
}

QString ProblemsModel::cell(int row, int column) const
{
    const ProblemRow &problem = m_rows.at(row);
    switch (column) {
    case Problem:
        return problem.problem;
    case Object:
        return visibleText(problem.object);
    case Images:
        return visibleText(problem.images.join(QLatin1String(", ")));
    case OnDisk:
        return problem.diskBytes > 0 ? humanSize(problem.diskBytes) : QString();
    case Repair:
        return problem.repair;
    default:
        return {};
    }
}

QString ProblemsModel::line(int row) const
{
    QStringList cells;
    for (int column = 0; column < kColumns; ++column)
        cells.append(cell(row, column));
    return cells.join(QLatin1Char('\t'));
}

QString ProblemsModel::text(const QList<int> &rows) const
{
    QStringList headings;
    for (int column = 0; column < kColumns; ++column)
        headings.append(headerData(column, Qt::Horizontal).toString());
    QString text = headings.join(QLatin1Char('\t')) + QLatin1Char('\n');
    for (const int row : rows) {
        if (row >= 0 && row < m_rows.size())
            text += line(row) + QLatin1Char('\n');
    }
    return text;
}

QString ProblemsModel::text() const
{
    QList<int> rows(m_rows.size());
    std::iota(rows.begin(), rows.end(), 0);
    return text(rows);
}

QVariant ProblemsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const ProblemRow &problem = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return shortened(cell(index.row(), index.column()));
    case Qt::ToolTipRole:
        return index.column() == Problem && !problem.detail.isEmpty()
            ? tr("%1: %2").arg(problem.problem, shortened(visibleText(problem.detail)))
            : shortened(cell(index.row(), index.column()));
    case RawTextRole:
        return line(index.row()).toUtf8();
    case IconNameRole:
        return index.column() != Problem ? QVariant()
            : problem.isDamage           ? QStringLiteral("error")
                                         : QStringLiteral("info");
    case ErrorRole:
        return index.column() == Problem && problem.isDamage;
    case QuietRole:
        return index.column() == Repair || (index.column() == Problem && !problem.isDamage);
    case FixedFontRole:
        return index.column() == Object;
    case ElideMiddleRole:
        return index.column() == Object;
    case Qt::TextAlignmentRole:
        return QVariant((index.column() == OnDisk ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

} // namespace varve
