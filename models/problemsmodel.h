// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a check of the Library found, as a table: what is wrong, with what, for which images, and what repairing does. GUI
// thread; holds values. Cost: setRows O(n), data O(1).
#pragma once

#include <QtCore/QAbstractTableModel>
#include <QtCore/QList>
#include <QtCore/QStringList>

#include <cstdint>

namespace varve {

struct ProblemRow {
    QString problem; // translated
    QString object; // untrusted: a digest, or the name of a file
    QString detail; // untrusted, untranslated
    QStringList images; // untrusted: that need it
    std::int64_t diskBytes = 0;
    QString repair; // translated
    bool isDamage = false;
};

class ProblemsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Problem, Object, Images, OnDisk, Repair, kColumns };

    explicit ProblemsModel(QObject *parent = nullptr);

    void setRows(QList<ProblemRow> rows);
    // Headings and rows, a line each, with tabs between the cells: all, or these rows of the table.
    QString text(const QList<int> &rows) const;
    QString text() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    // Display, ToolTip, RawTextRole (the whole row as text), IconNameRole (column 0), ErrorRole, QuietRole, FixedFontRole,
    // ElideMiddleRole, alignment.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QString cell(int row, int column) const;
    QString line(int row) const;

    QList<ProblemRow> m_rows;
};

} // namespace varve
