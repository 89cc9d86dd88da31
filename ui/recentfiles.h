// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The paths opened last, newest first, kept in the settings. Never looks at the files: one may lie on a dead mount.
#pragma once

#include <QtCore/QStringList>

namespace varve {

class RecentFiles {
public:
    static constexpr int kKept = 10;

    static QStringList paths();
    static void add(const QString &path);
    static void remove(const QString &path);
    static void clear();
};

} // namespace varve
