// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/relativetime.h"

#include <cmath>

namespace varve {

QString RelativeTime::text(const QDateTime &then, const QDateTime &now)
{
    if (!then.isValid())
        return {};
    const qint64 seconds = then.secsTo(now);
    const qint64 minutes = seconds / 60;
    // The steps of the docker command: hours are rounded, all else is cut, and a unit is used from two of it on, so that the
    // English texts need no singular.
    const auto hours = std::llround(static_cast<double>(seconds) / 3600.0);
    const auto count = [](qint64 value) { return static_cast<int>(value); };
    if (seconds < 1)
        return tr("Less than a second ago");
    if (seconds == 1)
        return tr("1 second ago");
    if (seconds < 60)
        return tr("%n seconds ago", nullptr, count(seconds));
    if (minutes == 1)
        return tr("About a minute ago");
    if (minutes < 60)
        return tr("%n minutes ago", nullptr, count(minutes));
    if (hours == 1)
        return tr("About an hour ago");
    if (hours < 48)
        return tr("%n hours ago", nullptr, count(hours));
    const qint64 days = hours / 24;
    if (days < 7 * 2)
        return tr("%n days ago", nullptr, count(days));
    if (days < 30 * 2)
        return tr("%n weeks ago", nullptr, count(days / 7));
    if (days < 365 * 2)
        return tr("%n months ago", nullptr, count(days / 30));
    return tr("%n years ago", nullptr, count(days / 365));
}

QString RelativeTime::exact(const QDateTime &then)
{
    if (!then.isValid())
        return {};
    const QDateTime local = then.toLocalTime();
    return local.toString(u"yyyy-MM-dd HH:mm:ss ") + local.timeZoneAbbreviation();
}

} // namespace varve
