// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/prune/prunesettings.h"

#include <QtCore/QSettings>

#include <algorithm>

namespace varve {

namespace {
const auto kProtectedKey = QLatin1String("prune/protectedNames");
const auto kKeepKey = QLatin1String("prune/keepCopy");
const auto kBytesKey = QLatin1String("prune/copyBytes");
const auto kDaysKey = QLatin1String("prune/copyDays");
constexpr int kMostDays = 36'500;
} // namespace

QStringList PruneSettings::protectedNames()
{
    return QSettings().value(kProtectedKey).toStringList();
}

void PruneSettings::setProtectedNames(const QStringList &patterns)
{
    QSettings().setValue(kProtectedKey, patterns);
}

bool PruneSettings::keepsCopy()
{
    return QSettings().value(kKeepKey, false).toBool();
}

void PruneSettings::setKeepsCopy(bool keeps)
{
    QSettings().setValue(kKeepKey, keeps);
}

PrunedLimits PruneSettings::limits()
{
    PrunedLimits limits;
    bool isNumber = false;
    const qlonglong bytes = QSettings().value(kBytesKey).toLongLong(&isNumber);
    if (isNumber && bytes > 0)
        limits.copyBytes = bytes;
    const int days = QSettings().value(kDaysKey).toInt(&isNumber);
    if (isNumber && days > 0)
        limits.copyAge = std::chrono::days(std::min(days, kMostDays));
    return limits;
}

void PruneSettings::setLimits(const PrunedLimits &limits)
{
    QSettings().setValue(kBytesKey, qlonglong { limits.copyBytes });
    QSettings().setValue(kDaysKey, static_cast<int>(limits.copyAge.count()));
}

} // namespace varve
