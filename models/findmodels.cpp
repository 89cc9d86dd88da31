// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/findmodels.h"

#include "models/relativetime.h"
#include "services/types/text.h"

#include <QtCore/QLocale>
#include <QtCore/QStringMatcher>

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

namespace varve {

namespace {

QVariant alignmentOf(bool isNumber)
{
    return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

// Hundreds of millions are not read digit by digit.
QString roughCount(std::int64_t count)
{
    constexpr std::int64_t kThousand = 1000;
    if (count < 0)
        return QStringLiteral("-");
    if (count < kThousand)
        return QString::number(count);
    static constexpr std::pair<std::int64_t, char16_t> kSteps[] = { { 1'000'000'000, u'G' }, { 1'000'000, u'M' },
        { kThousand, u'k' } };
    for (const auto &[step, letter] : kSteps) {
        if (count >= step)
            return QLocale().toString(double(count) / double(step), 'f', count < 10 * step ? 1 : 0) + QChar(letter);
    }
    return {};
}

} // namespace

RepositoriesModel::RepositoriesModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void RepositoriesModel::setRows(QList<RepositoryRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

const RepositoryRow *RepositoriesModel::rowAt(int row) const
{
    return row >= 0 && row < m_rows.size() ? &m_rows.at(row) : nullptr;
}

int RepositoriesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RepositoriesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant RepositoriesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignmentOf(section == Stars || section == Pulls);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Repository");
    case Stars:
        return tr("Stars");
    case Pulls:
        return tr("Pulls");
    case Description:
        return tr("Description");
    default:
        return {};
    }
}

QVariant RepositoriesModel::data(const QModelIndex &index, int role) const
{
    const RepositoryRow *row = index.isValid() ? rowAt(index.row()) : nullptr;
    if (!row)
        return {};
    const int column = index.column();
    const std::int64_t count = column == Stars ? row->stars : row->pulls;
    switch (role) {
    case Qt::DisplayRole:
        if (column == Name)
            return visibleText(row->name);
        return column == Description ? shortened(visibleText(row->description.simplified())) : roughCount(count);
    case Qt::ToolTipRole:
        if (column == Name)
            return row->isOfficial ? tr("%1: an official image of Docker's").arg(visibleText(row->name))
                                   : visibleText(row->name);
        if (column == Description)
            return shortened(visibleText(row->description));
        return count < 0 ? QString() : QLocale().toString(qint64 { count });
    case SortRole:
        if (column == Name)
            return row->name;
        return column == Description ? QVariant(row->description) : QVariant(qint64 { count });
    case RawTextRole:
        return column == Description ? row->description.toUtf8() : row->name.toUtf8();
    case IconNameRole:
        if (column != Name)
            return {};
        return row->isOfficial ? QStringLiteral("verified") : QStringLiteral("image");
    case QuietRole:
        return column == Description;
    case Qt::TextAlignmentRole:
        return alignmentOf(column == Stars || column == Pulls);
    default:
        return {};
    }
}

TagsModel::TagsModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void TagsModel::setRows(QList<TagRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    m_now = QDateTime::currentDateTimeUtc();
    sortAll();
    m_shown = matching();
    endResetModel();
}

void TagsModel::setFilter(const QString &text)
{
    if (text == m_filter)
        return;
    m_filter = text;
    QList<int> shown = matching();
    if (shown == m_shown)
        return;
    beginResetModel();
    m_shown = std::move(shown);
    endResetModel();
}

QList<int> TagsModel::matching() const
{
    if (m_filter.isEmpty())
        return m_order;
    const QStringMatcher matcher(m_filter, Qt::CaseInsensitive);
    QList<int> shown;
    for (const int at : m_order) {
        if (matcher.indexIn(m_rows.at(at).name) >= 0)
            shown.append(at);
    }
    return shown;
}

// Names keep the order they came in, which is that of versions or of time.
std::int64_t TagsModel::sortKey(qsizetype at) const
{
    const TagRow &row = m_rows.at(at);
    if (m_sortColumn == Pushed)
        return row.pushed.isValid() ? row.pushed.toMSecsSinceEpoch() : std::numeric_limits<std::int64_t>::min();
    return m_sortColumn == Size ? row.sizeBytes : std::int64_t { at };
}

void TagsModel::sortAll()
{
    m_order.resize(m_rows.size());
    std::iota(m_order.begin(), m_order.end(), 0);
    if (m_sortColumn < 0)
        return;
    std::vector<std::int64_t> keys(std::size_t(m_rows.size()));
    for (qsizetype at = 0; at < m_rows.size(); ++at)
        keys[std::size_t(at)] = sortKey(at);
    const bool isDescending = m_sortOrder == Qt::DescendingOrder;
    std::stable_sort(m_order.begin(), m_order.end(), [&keys, isDescending](int left, int right) {
        const std::int64_t a = keys[std::size_t(left)];
        const std::int64_t b = keys[std::size_t(right)];
        return isDescending ? b < a : a < b;
    });
}

void TagsModel::sort(int column, Qt::SortOrder order)
{
    if (column == m_sortColumn && order == m_sortOrder)
        return;
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    const QList<int> shownBefore = m_shown;
    m_sortColumn = column;
    m_sortOrder = order;
    sortAll();
    m_shown = matching();
    QModelIndexList after;
    after.reserve(before.size());
    if (!before.isEmpty()) {
        std::vector<int> rowOfEntry(std::size_t(m_rows.size()), -1);
        for (qsizetype row = 0; row < m_shown.size(); ++row)
            rowOfEntry[std::size_t(m_shown.at(row))] = static_cast<int>(row);
        for (const QModelIndex &each : before)
            after.append(index(rowOfEntry[std::size_t(shownBefore.at(each.row()))], each.column()));
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

const TagRow *TagsModel::rowAt(int row) const
{
    return row >= 0 && row < m_shown.size() ? &m_rows.at(m_shown.at(row)) : nullptr;
}

int TagsModel::rowOf(const QString &tag) const
{
    const auto found =
        std::find_if(m_shown.cbegin(), m_shown.cend(), [this, &tag](int at) { return m_rows.at(at).name == tag; });
    return found == m_shown.cend() ? -1 : static_cast<int>(found - m_shown.cbegin());
}

int TagsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int TagsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant TagsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignmentOf(section == Size);
    if (role == Qt::ToolTipRole && section == Size)
        return tr("Compressed, as it is downloaded, of one platform");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Tag:
        return tr("Tag");
    case Pushed:
        return tr("Pushed");
    case Size:
        return tr("Size");
    case Platforms:
        return tr("Platforms");
    default:
        return {};
    }
}

QVariant TagsModel::data(const QModelIndex &index, int role) const
{
    const TagRow *row = index.isValid() ? rowAt(index.row()) : nullptr;
    if (!row)
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case Tag:
            return visibleText(row->name);
        case Pushed:
            return RelativeTime::text(row->pushed, m_now);
        case Size:
            return row->sizeBytes < 0 ? QString() : humanSize(row->sizeBytes);
        default:
            return visibleText(row->platforms.join(QStringLiteral(", ")));
        }
    case Qt::ToolTipRole:
        if (column == Pushed)
            return RelativeTime::exact(row->pushed);
        return column == Platforms ? shortened(visibleText(row->platforms.join(u'\n'))) : visibleText(row->name);
    case RawTextRole:
        return row->name.toUtf8();
    case QuietRole:
        return column != Tag;
    case Qt::TextAlignmentRole:
        return alignmentOf(column == Size);
    default:
        return {};
    }
}

} // namespace varve
