// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/retrypolicy.h"

#include <QtCore/QLocale>
#include <QtCore/QRandomGenerator>

#include <algorithm>
#include <thread>

namespace varve {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstWait = std::chrono::seconds(2);
constexpr milliseconds kLongestWait = std::chrono::seconds(60);
constexpr milliseconds kPatience = std::chrono::minutes(5); // with what a server asks for
constexpr double kJitter = 0.25;

} // namespace

RetryClock RetryClock::ofSystem()
{
    RetryClock clock;
    clock.now = [] { return std::chrono::steady_clock::now(); };
    clock.date = [] { return QDateTime::currentDateTimeUtc(); };
    clock.chance = [] { return QRandomGenerator::global()->generateDouble(); };
    clock.sleep = [](milliseconds time, const Job &job) {
        constexpr auto kSlice = milliseconds(50);
        const auto end = std::chrono::steady_clock::now() + time;
        while (!job.isCancelled()) {
            const auto left = std::chrono::ceil<milliseconds>(end - std::chrono::steady_clock::now());
            if (left <= left.zero())
                return true;
            std::this_thread::sleep_for(std::min(left, kSlice));
        }
        return false;
    };
    return clock;
}

std::optional<milliseconds> RetryPolicy::next(const HttpHead *head)
{
    if (++m_tries > kMostTries)
        return std::nullopt;
    if (head) {
        if (const auto asked = parseRetryAfter(head->header("Retry-After"), m_clock.date()))
            return *asked <= kPatience ? asked : std::nullopt;
    }
    const milliseconds wait = std::min(kFirstWait * (1 << (m_tries - 1)), kLongestWait);
    // Many who were refused at once should not come back at once.
    return std::chrono::duration_cast<milliseconds>(wait * (1.0 - kJitter * m_clock.chance()));
}

std::optional<milliseconds> parseRetryAfter(const QByteArray &value, const QDateTime &now)
{
    if (value.isEmpty())
        return std::nullopt;
    bool isNumber = false;
    const uint seconds = value.toUInt(&isNumber);
    if (isNumber)
        return milliseconds(std::chrono::seconds(seconds));
    QDateTime date =
        QLocale::c().toDateTime(QString::fromLatin1(value), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    if (!date.isValid())
        return std::nullopt;
    date.setTimeSpec(Qt::UTC);
    return milliseconds(std::max<qint64>(0, now.msecsTo(date)));
}

} // namespace varve
