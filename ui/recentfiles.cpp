// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/recentfiles.h"

#include <QtCore/QSettings>

namespace varve {

namespace {
const auto kKey = QLatin1String("recentFiles");
}

QStringList RecentFiles::paths()
{
    return QSettings().value(kKey).toStringList().mid(0, kKept);
}

void RecentFiles::add(const QString &path)
{
    QStringList all = paths();
    all.removeAll(path);
    all.prepend(path);
    QSettings().setValue(kKey, all.mid(0, kKept));
}

void RecentFiles::remove(const QString &path)
{
    QStringList all = paths();
    if (all.removeAll(path) > 0)
        QSettings().setValue(kKey, all);
}

void RecentFiles::clear()
{
    QSettings().remove(kKey);
}

} // namespace varve
