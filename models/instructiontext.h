// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A layer's instruction as a table row shows it: as its Dockerfile had it, on one line, odd characters as visible escapes.
// Pure, O(length).
#pragma once

#include <QtCore/QString>

namespace varve {

QString instructionText(const QString &createdBy);

} // namespace varve
