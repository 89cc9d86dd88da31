// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What was pruned, newest first: an image a row, with the way back. Values only, words come translated. GUI thread.
#pragma once

#include "models/roles.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QDateTime>
#include <QtCore/QList>

namespace varve {

struct PrunedRow {
    enum class Way : std::uint8_t {
        Copy,
        Pull, // a registry had it
        None,
    };
    QString run; // the key of the run, and which image there
    int image = 0;
    QString name; // untrusted; empty: it had none
    QString id;
    QString digests; // by which registries know it, untrusted; may be empty
    QDateTime removed;
    QString source; // it was removed from; untrusted
    std::int64_t sizeBytes = 0;
    Way way = Way::None;
    QString wayText;
    bool isRestored = false;
};

class PrunedModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Image, Id, Removed, Source, Size, WayBack, kColumns };

    explicit PrunedModel(QObject *parent = nullptr);

    void setRows(QList<PrunedRow> rows);
    const QList<PrunedRow> &rows() const { return m_rows; }
    void setNow(const QDateTime &now) { m_now = now; } // before setRows()
    QString text(const QList<int> &rows) const; // lines with tabs, with headings

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    // Display, ToolTip, RawTextRole, BytesRole, BarFractionRole of Size, FixedFontRole of Id, QuietRole, IconNameRole of WayBack.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QString cell(const PrunedRow &row, int column) const;

    QList<PrunedRow> m_rows;
    QDateTime m_now;
    std::int64_t m_mostBytes = 0;
};

} // namespace varve
