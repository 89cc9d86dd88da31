// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/imagesmodel.h"

#include "services/types/imagereference.h"

#include <QtCore/QHash>

#include <algorithm>

namespace varve {

namespace {

// With more changed stretches than this, one layout change is cheaper for every view than a signal for each.
constexpr int kMaxRowSignals = 32;

} // namespace

ImagesModel::ImagesModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_now(QDateTime::currentDateTimeUtc())
{
}

void ImagesModel::setImages(const QList<SourceImages> &sources)
{
    setRows(makeImageRows(sources));
}

void ImagesModel::setRows(QList<ImageRow> rows)
{
    Q_EMIT rowsAboutToChange();
    const qsizetype newCount = rows.size();
    QHash<QString, std::uint32_t> newIndex;
    newIndex.reserve(newCount);
    for (qsizetype i = 0; i < newCount; ++i)
        newIndex.insert(rows.at(i).key, static_cast<std::uint32_t>(i));

    // While views are told of the difference, shown rows that vanish must still answer: they wait behind the new ones.
    std::vector<std::uint32_t> changed;
    for (std::uint32_t &shown : m_shown) {
        const ImageRow &old = m_rows.at(shown);
        if (const auto known = newIndex.constFind(old.key); known != newIndex.cend()) {
            if (!old.sameContent(rows.at(*known)))
                changed.push_back(*known);
            shown = *known;
        } else {
            rows.append(old);
            shown = static_cast<std::uint32_t>(rows.size() - 1);
        }
    }
    const std::int64_t oldMaxBytes = std::exchange(m_maxBytes, 0);
    for (qsizetype i = 0; i < newCount; ++i)
        m_maxBytes = std::max(m_maxBytes, rows.at(i).sizeBytes);
    m_rows = std::move(rows);

    Order order = wantedOrder();
    order.erase(std::remove_if(order.begin(), order.end(), [newCount](std::uint32_t row) { return row >= newCount; }),
        order.end());
    applyOrder(std::move(order));
    m_rows.resize(newCount);

    if (m_maxBytes != oldMaxBytes && !m_shown.empty())
        changed = m_shown; // every bar has another length
    if (changed.size() == 1) {
        const auto at = std::find(m_shown.cbegin(), m_shown.cend(), changed.front());
        if (at != m_shown.cend()) {
            const int row = static_cast<int>(at - m_shown.cbegin());
            Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
        }
    } else if (!changed.empty() && !m_shown.empty()) {
        // Views repaint what is visible either way, so one range serves better than thousands.
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
    }
    Q_EMIT shownChanged(); // not before: who counts rows must not meet those that are gone
}

void ImagesModel::setQuery(const ImageQuery &query)
{
    m_query = query;
    refresh();
}

void ImagesModel::setUpdates(const QHash<QString, UpdateNote> &updates)
{
    m_updates = updates;
    if (m_sortColumn == Update)
        refresh();
    if (!m_shown.empty())
        Q_EMIT dataChanged(index(0, Update), index(rowCount() - 1, Update));
}

void ImagesModel::setQuickFilter(QuickFilter filter)
{
    if (filter == m_quickFilter)
        return;
    m_quickFilter = filter;
    refresh();
}

void ImagesModel::setSource(SourceId source)
{
    if (source == m_source)
        return;
    m_source = source;
    refresh();
}

bool ImagesModel::isShown(const ImageRow &row, QuickFilter filter) const
{
    return (m_source == kAllSources ? !row.isRemote : row.hasSource(m_source)) && ImageQuery::matches(filter, row)
        && m_query.matches(row);
}

int ImagesModel::countFor(QuickFilter filter) const
{
    return static_cast<int>(std::count_if(
        m_rows.cbegin(), m_rows.cend(), [this, filter](const ImageRow &row) { return isShown(row, filter); }));
}

ImagesModel::Order ImagesModel::wantedOrder() const
{
    Order order;
    order.reserve(static_cast<std::size_t>(m_rows.size()));
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        if (isShown(m_rows.at(i), m_quickFilter))
            order.push_back(static_cast<std::uint32_t>(i));
    }
    if (m_sortColumn < 0)
        return order;
    const bool isDescending = m_sortOrder == Qt::DescendingOrder;
    const ImageRow *rows = m_rows.constData();
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t left, std::uint32_t right) {
        return isDescending ? lessThan(rows[right], rows[left]) : lessThan(rows[left], rows[right]);
    });
    return order;
}

bool ImagesModel::lessThan(const ImageRow &left, const ImageRow &right) const
{
    const auto byName = [&] {
        // Images without a name come after all that have one.
        if (left.repositoryKey.isEmpty() != right.repositoryKey.isEmpty())
            return right.repositoryKey.isEmpty();
        const int order = left.repositoryKey.compare(right.repositoryKey);
        return order != 0 ? order < 0 : left.tag < right.tag;
    };
    switch (m_sortColumn) {
    case Repository:
        return byName();
    case Tag:
        return left.tag < right.tag;
    case Id:
        return left.imageKey < right.imageKey;
    case Created:
        return left.createdMs < right.createdMs;
    case Size:
        return left.sizeBytes < right.sizeBytes;
    case Unique:
        return left.uniqueBytes < right.uniqueBytes;
    case Shared:
        return left.sharedBytes < right.sharedBytes;
    case UsedBy:
        return left.image.containers < right.image.containers;
    case PlatformColumn:
        return left.image.summary.platform.toString() < right.image.summary.platform.toString();
    case SourceColumn:
        return left.sourceTitles < right.sourceTitles;
    case Update:
        return m_updates.value(left.key).state < m_updates.value(right.key).state;
    default:
        return false;
    }
}

void ImagesModel::applyOrder(Order wanted)
{
    if (wanted != m_shown && !applyAsRowChanges(wanted))
        applyAsLayoutChange(std::move(wanted));
}

void ImagesModel::refresh()
{
    applyOrder(wantedOrder());
    // Also when the same rows are shown: what the other quick filters would show may have changed.
    Q_EMIT shownChanged();
}

bool ImagesModel::applyAsRowChanges(const Order &wanted)
{
    constexpr int kNowhere = -1;
    std::vector<int> newRow(static_cast<std::size_t>(m_rows.size()), kNowhere);
    for (std::size_t i = 0; i < wanted.size(); ++i)
        newRow[wanted[i]] = static_cast<int>(i);

    // Stretches as [first, last], in old rows and in new rows.
    using Stretches = std::vector<std::pair<int, int>>;
    const auto extend = [](Stretches &stretches, int row) {
        if (!stretches.empty() && stretches.back().second == row - 1)
            stretches.back().second = row;
        else
            stretches.emplace_back(row, row);
    };
    Stretches removed;
    Stretches inserted;
    std::vector<bool> isKept(wanted.size(), false);
    int lastKept = kNowhere;
    for (std::size_t i = 0; i < m_shown.size(); ++i) {
        const int row = newRow[m_shown[i]];
        if (row == kNowhere) {
            extend(removed, static_cast<int>(i));
            continue;
        }
        if (row < lastKept)
            return false; // rows changed places
        lastKept = row;
        isKept[static_cast<std::size_t>(row)] = true;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!isKept[i])
            extend(inserted, static_cast<int>(i));
    }
    if (removed.size() + inserted.size() > kMaxRowSignals)
        return false;

    for (auto stretch = removed.crbegin(); stretch != removed.crend(); ++stretch) {
        beginRemoveRows({}, stretch->first, stretch->second);
        m_shown.erase(m_shown.begin() + stretch->first, m_shown.begin() + stretch->second + 1);
        endRemoveRows();
    }
    for (const auto &[first, last] : inserted) {
        beginInsertRows({}, first, last);
        m_shown.insert(m_shown.begin() + first, wanted.begin() + first, wanted.begin() + last + 1);
        endInsertRows();
    }
    return true;
}

void ImagesModel::applyAsLayoutChange(Order wanted)
{
    Q_EMIT layoutAboutToBeChanged();
    const Order before = std::exchange(m_shown, std::move(wanted));
    const QModelIndexList from = persistentIndexList();
    if (!from.isEmpty()) {
        std::vector<int> newRow(static_cast<std::size_t>(m_rows.size()), -1);
        for (std::size_t i = 0; i < m_shown.size(); ++i)
            newRow[m_shown[i]] = static_cast<int>(i);
        QModelIndexList to;
        to.reserve(from.size());
        for (const QModelIndex &old : from)
            to.append(index(newRow[before[static_cast<std::size_t>(old.row())]], old.column()));
        changePersistentIndexList(from, to);
    }
    Q_EMIT layoutChanged();
}

void ImagesModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column < kColumns ? column : -1;
    m_sortOrder = order;
    applyOrder(wantedOrder());
}

void ImagesModel::setNow(const QDateTime &now)
{
    m_now = now;
    if (!m_shown.empty())
        Q_EMIT dataChanged(index(0, Created), index(rowCount() - 1, Created), { Qt::DisplayRole });
}

const ImageRow *ImagesModel::rowAt(const QModelIndex &index) const
{
    return index.isValid() ? &row(index.row()) : nullptr;
}

bool ImagesModel::hasRow(const QString &key) const
{
    return std::any_of(m_rows.cbegin(), m_rows.cend(), [&key](const ImageRow &row) { return row.key == key; });
}

ImageOrigin ImagesModel::originFor(const ImageRow &row) const
{
    for (const ImageOrigin &origin : row.origins) {
        if (origin.source == m_source)
            return origin;
    }
    return row.origins.isEmpty() ? ImageOrigin {} : row.origins.constFirst();
}

QModelIndex ImagesModel::find(const QString &nameOrId) const
{
    if (nameOrId.isEmpty())
        return {};
    const ImageReference wanted = ImageReference::fromName(nameOrId);
    const auto firstRow = [this](auto &&fits) {
        for (int i = 0; i < rowCount(); ++i) {
            if (fits(row(i)))
                return index(i, 0);
        }
        return QModelIndex();
    };
    // From the exact to the vague, so that an image called "cafe" is found before an id that begins so.
    QModelIndex found = firstRow([&](const ImageRow &row) {
        return row.key == nameOrId || row.imageKey == nameOrId || row.name == nameOrId
            || (!row.name.isEmpty() && row.repository == wanted.repository && row.tag == wanted.tag);
    });
    if (!found.isValid() && wanted.tag.isEmpty())
        found =
            firstRow([&](const ImageRow &row) { return !row.name.isEmpty() && row.repository == wanted.repository; });
    if (!found.isValid()) {
        found = firstRow([&](const ImageRow &row) {
            const ImageSummary &summary = row.image.summary;
            return summary.configDigest.hex().startsWith(nameOrId) || summary.manifestDigest.hex().startsWith(nameOrId);
        });
    }
    return found;
}

int ImagesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int ImagesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

} // namespace varve
