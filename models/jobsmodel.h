// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The jobs that run and those that ended, newest first, as a table. GUI thread. Values only; setRows() tells views of what
// changed, so that a selection stays with its job. Cost: O(rows), of which there are few.
#pragma once

#include "models/roles.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QDateTime>
#include <QtCore/QList>

namespace varve {

struct JobRow {
    enum class State : std::uint8_t { Running, Stopping, Done, Failed, Cancelled };
    int id = 0; // of the job
    QString title; // translated
    State state = State::Running;
    QString amount; // "45 MB of 117 MB"; translated
    double fraction = -1; // of what is to be done; -1: not known
    QString note; // what is worked on now, or how it ended; as it is shown
    QDateTime ended; // invalid while it runs

    bool isRunning() const { return state == State::Running || state == State::Stopping; }
    bool operator==(const JobRow &) const = default;
};

class JobsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Title, Amount, Status, kColumns };

    explicit JobsModel(QObject *parent = nullptr);

    void setRows(const QList<JobRow> &rows);
    const JobRow *rowAt(const QModelIndex &index) const; // nullptr for an invalid index

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    // Display, ToolTip, RawTextRole, BarFractionRole of Amount, QuietRole (it ended well), ErrorRole, IconNameRole of Title.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    static QString statusText(const JobRow &row);

    QList<JobRow> m_rows;
};

} // namespace varve
