// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a search for images finds: repositories, and the tags of one of them. Two tables of values; GUI thread. The order given is
// that of whom was asked; repositories are sorted by a proxy through SortRole. Tags sort and filter themselves: there may be hundreds
// of thousands, which a proxy would take away stretch by stretch. Filtering costs O(tags), sorting O(tags log tags). Texts are untrusted.
#pragma once

#include "models/roles.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QDateTime>
#include <QtCore/QList>
#include <QtCore/QStringList>

namespace varve {

struct RepositoryRow {
    QString name; // "nginx", "grafana/loki"
    QString description;
    std::int64_t stars = -1; // -1: not said
    std::int64_t pulls = -1;
    bool isOfficial = false;
};

class RepositoriesModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, Stars, Pulls, Description, kColumns };

    explicit RepositoriesModel(QObject *parent = nullptr);

    void setRows(QList<RepositoryRow> rows);
    const RepositoryRow *rowAt(int row) const; // nullptr: there is none

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    // Display, ToolTip, SortRole, RawTextRole, IconNameRole of the name, QuietRole, TextAlignment.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QList<RepositoryRow> m_rows;
};

struct TagRow {
    QString name;
    QDateTime pushed; // invalid: not known
    std::int64_t sizeBytes = -1; // compressed; -1: not known
    QStringList platforms;
};

class TagsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Tag, Pushed, Size, Platforms, kColumns };

    explicit TagsModel(QObject *parent = nullptr);

    void setRows(QList<TagRow> rows); // the filter stays
    // Those that hold it, in whatever case; empty: all. One reset, and none where the same rows stay.
    void setFilter(const QString &text);
    const QString &filter() const { return m_filter; }
    const TagRow *rowAt(int row) const; // of those shown; nullptr: there is none
    int rowOf(const QString &tag) const; // among those shown; -1: it is not
    int totalCount() const { return static_cast<int>(m_rows.size()); } // without the filter

    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override; // -1: as given
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    // Display, ToolTip, RawTextRole, TextAlignment, QuietRole.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    std::int64_t sortKey(qsizetype at) const;
    void sortAll();
    QList<int> matching() const;

    QList<TagRow> m_rows;
    QList<int> m_order; // of all, as sorted
    QList<int> m_shown; // of those, what the filter leaves
    QString m_filter;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    QDateTime m_now; // when they came
};

} // namespace varve
