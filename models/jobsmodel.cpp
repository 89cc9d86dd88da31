// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/jobsmodel.h"

#include <QtCore/QLocale>

#include <algorithm>

namespace varve {

JobsModel::JobsModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void JobsModel::setRows(const QList<JobRow> &rows)
{
    const auto isThere = [](const QList<JobRow> &list, int id) {
        return std::any_of(list.cbegin(), list.cend(), [id](const JobRow &row) { return row.id == id; });
    };
    for (qsizetype i = m_rows.size() - 1; i >= 0; --i) {
        if (isThere(rows, m_rows.at(i).id))
            continue;
        beginRemoveRows({}, static_cast<int>(i), static_cast<int>(i));
        m_rows.removeAt(i);
        endRemoveRows();
    }
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const JobRow &wanted = rows.at(i);
        const auto same = std::find_if(
            m_rows.cbegin() + i, m_rows.cend(), [&wanted](const JobRow &row) { return row.id == wanted.id; });
        const qsizetype old = same - m_rows.cbegin();
        const int row = static_cast<int>(i);
        if (same == m_rows.cend()) {
            beginInsertRows({}, row, row);
            m_rows.insert(i, wanted);
            endInsertRows();
            continue;
        }
        if (old != i) {
            beginMoveRows({}, static_cast<int>(old), static_cast<int>(old), {}, row);
            m_rows.move(old, i);
            endMoveRows();
        }
        if (m_rows.at(i) != wanted) {
            m_rows[i] = wanted;
            Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
        }
    }
}

const JobRow *JobsModel::rowAt(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_rows.size() ? &m_rows.at(index.row()) : nullptr;
}

int JobsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int JobsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant JobsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Title:
        return tr("Job");
    case Amount:
        return tr("Progress");
    case Status:
        return tr("State");
    default:
        return {};
    }
}

QString JobsModel::statusText(const JobRow &row)
{
    const auto at = [&row](const QString &text) {
        return text.arg(QLocale().toString(row.ended.toLocalTime().time(), QLocale::ShortFormat));
    };
    switch (row.state) {
    case JobRow::State::Running:
        return row.note.isEmpty() ? tr("running") : row.note;
    case JobRow::State::Stopping:
        return tr("stopping …");
    case JobRow::State::Done:
        return at(tr("done at %1")) + (row.note.isEmpty() ? QString() : QStringLiteral(" · ") + row.note);
    case JobRow::State::Failed:
        return at(tr("failed at %1")) + (row.note.isEmpty() ? QString() : QStringLiteral(" · ") + row.note);
    case JobRow::State::Cancelled:
        return at(tr("cancelled at %1"));
    }
    return {};
}

QVariant JobsModel::data(const QModelIndex &index, int role) const
{
    const JobRow *row = rowAt(index);
    if (!row)
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return column == Title ? row->title : column == Amount ? row->amount : statusText(*row);
    case RawTextRole:
        return (row->title + u'\t' + row->amount + u'\t' + statusText(*row)).toUtf8();
    case BarFractionRole:
        return column == Amount && row->isRunning() && row->fraction >= 0 ? QVariant(row->fraction) : QVariant();
    case QuietRole:
        return column != Title && !row->isRunning() && row->state != JobRow::State::Failed;
    case ErrorRole:
        return column == Status && row->state == JobRow::State::Failed;
    case IconNameRole:
        if (column != Title)
            return {};
        return row->isRunning()                   ? QStringLiteral("verifying")
            : row->state == JobRow::State::Done   ? QStringLiteral("check")
            : row->state == JobRow::State::Failed ? QStringLiteral("error")
                                                  : QStringLiteral("cancel");
    default:
        return {};
    }
}

} // namespace varve
