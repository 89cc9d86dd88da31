// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/cachesettings.h"

#include <QtCore/QSettings>

#include <algorithm>

namespace varve {

namespace {
const auto kCapacityKey = QLatin1String("cache/layerBytes");
}

std::int64_t CacheSettings::capacityBytes()
{
    bool isNumber = false;
    const qlonglong bytes = QSettings().value(kCapacityKey, qlonglong { kDefaultBytes }).toLongLong(&isNumber);
    return isNumber ? std::max<qlonglong>(bytes, 0) : kDefaultBytes;
}

void CacheSettings::setCapacityBytes(std::int64_t bytes)
{
    QSettings().setValue(kCapacityKey, qlonglong { bytes });
}

} // namespace varve
