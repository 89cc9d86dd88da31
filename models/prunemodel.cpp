// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/prunemodel.h"

#include "models/relativetime.h"
#include "services/types/text.h"

#include <QtCore/QLocale>

#include <algorithm>
#include <numeric>

namespace varve {

PruneModel::PruneModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_now(QDateTime::currentDateTime())
{
}

void PruneModel::setRows(QList<PruneRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    m_mostBytes = 0;
    m_byImage.clear();
    for (int at = 0; at < rowCount(); ++at) {
        m_byImage.insert({ m_rows[at].place, m_rows[at].image }, at);
        m_mostBytes = std::max(m_mostBytes, m_rows[at].freedBytes);
    }
    endResetModel();
    Q_EMIT ticksChanged();
}

void PruneModel::setNow(const QDateTime &now)
{
    m_now = now;
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, Age), index(rowCount() - 1, Age));
}

void PruneModel::setTickable(bool isTickable)
{
    if (m_isTickable == isTickable)
        return;
    m_isTickable = isTickable;
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, Image), index(rowCount() - 1, Image));
}

void PruneModel::tick(const QList<int> &rows, bool isTicked)
{
    bool isChanged = false;
    for (const int at : rows) {
        PruneRow &row = m_rows[at];
        if (!canTick(row) || row.isTicked == isTicked)
            continue;
        row.isTicked = isTicked;
        isChanged = true;
        Q_EMIT dataChanged(index(at, 0), index(at, kColumns - 1));
    }
    if (isChanged)
        Q_EMIT ticksChanged();
}

void PruneModel::setOutcome(int place, int image, PruneRow::State state, const QString &words)
{
    const int at = m_byImage.value({ place, image }, -1);
    if (at < 0)
        return; // of a source that is not shown
    PruneRow &row = m_rows[at];
    row.state = state;
    row.why = words;
    row.warning.clear();
    Q_EMIT dataChanged(index(at, 0), index(at, kColumns - 1));
}

int PruneModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PruneModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant PruneModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Frees ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Frees)
        return tr("What this image alone frees. Parts that several images share go with the last of them.");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Image:
        return tr("Image");
    case Source:
        return tr("Source");
    case Age:
        return tr("Built");
    case Why:
        return tr("Why");
    case Frees:
        return tr("Frees");
    default:
        return {};
    }
}

Qt::ItemFlags PruneModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == Image && canTick(m_rows.at(index.row())))
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

QString PruneModel::cell(const PruneRow &row, int column) const
{
    switch (column) {
    case Image:
        return row.name.isEmpty() ? tr("no name (%1)").arg(visibleText(row.id)) : visibleText(row.name);
    case Source:
        return visibleText(row.source);
    case Age:
        return row.created.isValid() ? RelativeTime::text(row.created, m_now) : QString();
    case Why:
        return row.warning.isEmpty() ? row.why : row.why + QStringLiteral(" · ") + row.warning;
    case Frees:
        return row.freedBytes < 0 ? QString() : humanSize(row.freedBytes);
    default:
        return {};
    }
}

QString PruneModel::line(const PruneRow &row) const
{
    QStringList cells;
    for (int column = 0; column < kColumns; ++column)
        cells.append(cell(row, column));
    return cells.join(QLatin1Char('\t'));
}

QString PruneModel::text(const QList<int> &rows) const
{
    QStringList headings;
    for (int column = 0; column < kColumns; ++column)
        headings.append(headerData(column, Qt::Horizontal).toString());
    QString text = headings.join(QLatin1Char('\t')) + QLatin1Char('\n');
    for (const int row : rows)
        text += line(m_rows.at(row)) + QLatin1Char('\n');
    return text;
}

QString PruneModel::text() const
{
    QList<int> rows(m_rows.size());
    std::iota(rows.begin(), rows.end(), 0);
    return text(rows);
}

QString PruneModel::iconName(const PruneRow &row) const
{
    switch (row.state) {
    case PruneRow::State::Removed:
        return QStringLiteral("check");
    case PruneRow::State::Skipped:
        return QStringLiteral("info");
    case PruneRow::State::Failed:
        return QStringLiteral("error");
    case PruneRow::State::Proposed:
        return row.warning.isEmpty() ? QString() : QStringLiteral("warning");
    case PruneRow::State::Kept:
        break;
    }
    return {};
}

QVariant PruneModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const PruneRow &row = m_rows.at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return shortened(cell(row, column));
    case Qt::ToolTipRole:
        if (column == Age && row.created.isValid())
            return QLocale().toString(row.created.toLocalTime(), QLocale::LongFormat);
        return shortened(cell(row, column));
    case Qt::CheckStateRole:
        if (column != Image || row.state != PruneRow::State::Proposed)
            return {};
        return static_cast<int>(row.isTicked ? Qt::Checked : Qt::Unchecked);
    case RawTextRole:
        return line(row).toUtf8();
    case IconNameRole:
        return column == Why ? iconName(row) : QString();
    case BytesRole:
        return column == Frees ? QVariant(qint64 { row.freedBytes }) : QVariant();
    case BarFractionRole:
        return column == Frees && m_mostBytes > 0 && row.freedBytes >= 0
            ? QVariant(double(row.freedBytes) / double(m_mostBytes))
            : QVariant();
    case QuietRole:
        return row.state == PruneRow::State::Kept
            || (row.state == PruneRow::State::Proposed && !row.isTicked && column != Image) || column == Age;
    case ErrorRole:
        return column == Why && row.state == PruneRow::State::Failed;
    case Qt::TextAlignmentRole:
        return QVariant((column == Frees ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

bool PruneModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !(flags(index) & Qt::ItemIsUserCheckable))
        return false;
    tick({ index.row() }, value.toInt() == Qt::Checked);
    return true;
}

} // namespace varve
