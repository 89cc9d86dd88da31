// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a search for images finds: repositories, and the tags of one of them. Two tables of values; GUI thread. Sorted by a
// proxy through SortRole; the order given is that of whom was asked. Texts are untrusted.
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

    void setRows(QList<TagRow> rows);
    const TagRow *rowAt(int row) const; // nullptr: there is none
    bool hasDetails() const; // any row has more than a name

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    // Display, ToolTip, SortRole, RawTextRole, TextAlignment, QuietRole.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QList<TagRow> m_rows;
    QDateTime m_now; // when they came
};

} // namespace varve
