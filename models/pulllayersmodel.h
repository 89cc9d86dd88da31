// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The layers of a pull as a table: first what is planned for each, then how far it is. GUI thread; holds values. setProgress()
// tells views only of rows that changed. Cost: setRows O(n), setProgress O(n), data O(1).
#pragma once

#include <QtCore/QAbstractTableModel>
#include <QtCore/QList>
#include <QtCore/QString>

#include <cstdint>

namespace varve {

struct PullRow {
    enum class Plan : std::uint8_t { Download, Resume, Here, Copy };
    QString digest; // "sha256:..."
    QString instruction;
    std::int64_t sizeBytes = 0;
    Plan plan = Plan::Download;
    QString source {}; // that it is copied from
    std::int64_t presentBytes = 0;
};

struct PullRowProgress {
    enum class State : std::uint8_t { Waiting, Fetching, Copying, Unpacking, Done, Failed };
    State state = State::Waiting;
    std::int64_t doneBytes = 0;
    QString note; // untrusted

    bool operator==(const PullRowProgress &) const = default;
};

class PullLayersModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Layer, Size, Status, Instruction, kColumns };

    explicit PullLayersModel(QObject *parent = nullptr);

    void setRows(QList<PullRow> rows); // nothing of them was begun
    void setProgress(const QList<PullRowProgress> &progress); // as many as there are rows; else ignored

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    // Display, ToolTip, RawTextRole (whole digest, instruction), BarFractionRole of Status, QuietRole (nothing is to be
    // done), ErrorRole, FixedFontRole, alignment.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QString statusText(int row) const;
    double fraction(int row) const;

    QList<PullRow> m_rows;
    QList<PullRowProgress> m_progress; // empty: only planned
};

} // namespace varve
