// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Moments as people read them, translated: "3 months ago" (the steps are those of the docker command) and the exact time
// for tooltips. Pure functions, O(1).
#pragma once

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

namespace varve {

class RelativeTime {
    Q_DECLARE_TR_FUNCTIONS(varve::RelativeTime)

public:
    static QString text(const QDateTime &then, const QDateTime &now); // empty for an invalid moment
    static QString exact(const QDateTime &then); // local time with its offset from UTC; empty for an invalid moment
};

} // namespace varve
