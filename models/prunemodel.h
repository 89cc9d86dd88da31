// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What may be pruned, as a table with tick boxes, and what became of it. Values only, words come translated. GUI thread.
// Cost: O(rows) for setRows(), O(1) per cell.
#pragma once

#include "models/roles.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QDateTime>
#include <QtCore/QHash>
#include <QtCore/QList>

namespace varve {

struct PruneRow {
    enum class State : std::uint8_t {
        Proposed,
        Kept, // no rule may touch it; has no tick box
        Removed,
        Skipped,
        Failed,
    };
    int place = 0; // of which source, and which image there
    int image = 0;
    QString name; // untrusted; empty: it has none
    QString id; // short
    QString source;
    QDateTime created;
    QString why; // it is listed, stays, or what became of it
    QString warning; // that stands against it; may be empty
    std::int64_t freedBytes = -1; // by it alone; -1: not asked
    State state = State::Proposed;
    bool isTicked = false;
};

class PruneModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Image, Source, Age, Why, Frees, kColumns };

    explicit PruneModel(QObject *parent = nullptr);

    void setRows(QList<PruneRow> rows);
    const QList<PruneRow> &rows() const { return m_rows; }
    void setNow(const QDateTime &now);
    void setTickable(bool isTickable); // not while they are being removed
    void tick(const QList<int> &rows, bool isTicked); // those that can be; told once
    // What became of one, with its words.
    void setOutcome(int place, int image, PruneRow::State state, const QString &words);

    QString text(const QList<int> &rows) const; // lines with tabs, with headings
    QString text() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    // Display, ToolTip, CheckState of Image, RawTextRole, BytesRole and BarFractionRole of Frees, QuietRole, ErrorRole, IconNameRole.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

Q_SIGNALS:
    void ticksChanged();

private:
    bool canTick(const PruneRow &row) const { return m_isTickable && row.state == PruneRow::State::Proposed; }
    QString cell(const PruneRow &row, int column) const;
    QString line(const PruneRow &row) const;
    QString iconName(const PruneRow &row) const;

    QList<PruneRow> m_rows;
    QHash<QPair<int, int>, int> m_byImage; // place and image
    QDateTime m_now;
    std::int64_t m_mostBytes = 0;
    bool m_isTickable = true;
};

} // namespace varve
