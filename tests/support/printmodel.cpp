// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/printmodel.h"

#include <QtCore/QStringList>

namespace varve {

namespace {

void printRows(const QAbstractItemModel &model, const QModelIndex &parent, const QList<int> &columns, int role,
    const QString &indentation, QString *out)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        QStringList cells;
        for (const int column : columns)
            cells += model.index(row, column, parent).data(role).toString();
        while (!cells.isEmpty() && cells.constLast().isEmpty())
            cells.removeLast();
        *out += indentation + cells.join(QLatin1String(" | ")) + u'\n';
        printRows(model, model.index(row, 0, parent), columns, role, indentation + QLatin1String("  "), out);
    }
}

} // namespace

QString printModel(const QAbstractItemModel &model, const QList<int> &columns, int role)
{
    QList<int> wanted = columns;
    for (int column = 0; columns.isEmpty() && column < model.columnCount(); ++column)
        wanted += column;
    QString out;
    printRows(model, {}, wanted, role, {}, &out);
    return out;
}

} // namespace varve
