// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Models as text, so that a test compares what a view would show: one line per row, two spaces of indentation per level,
// columns joined by " | ". Empty cells at the end of a line are left out.
#pragma once

#include <QtCore/QAbstractItemModel>
#include <QtCore/QString>

namespace varve {

// All columns, or only those in `columns`.
QString printModel(const QAbstractItemModel &model, const QList<int> &columns = {}, int role = Qt::DisplayRole);

} // namespace varve
