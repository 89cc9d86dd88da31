// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// When to ask again: after 429, after errors of the server and of the network. The server's Retry-After, else 2 s doubling to
// 60 s with jitter, and at most kMostTries without progress. One piece of work, one thread.
#pragma once

#include "services/http/httpmessage.h"
#include "services/jobs/job.h"

#include <QtCore/QDateTime>

#include <chrono>
#include <functional>
#include <optional>

namespace varve {

// Time, chance and waiting, for tests to replace.
struct RetryClock {
    std::function<std::chrono::steady_clock::time_point()> now;
    std::function<QDateTime()> date;
    std::function<double()> chance; // from 0 to 1
    // False: the job was cancelled meanwhile.
    std::function<bool(std::chrono::milliseconds, const Job &)> sleep;

    static RetryClock ofSystem();
};

class RetryPolicy {
public:
    static constexpr int kMostTries = 5;

    explicit RetryPolicy(const RetryClock &clock)
        : m_clock(clock)
    {
    }
    static bool isTemporary(int status) { return status == 429 || status == 408 || (status >= 500 && status != 501); }

    // How long to wait before the next try; `head` is the answer, if there was one. Nothing: give up, after too many tries or
    // because the server wants to be left alone for longer than anybody waits.
    std::optional<std::chrono::milliseconds> next(const HttpHead *head);
    // Something has arrived: the tries count from here.
    void progressed() { m_tries = 0; }

private:
    const RetryClock &m_clock;
    int m_tries = 0;
};

// Seconds, or a date (RFC 9110, 5.6.7); nothing for anything else.
std::optional<std::chrono::milliseconds> parseRetryAfter(const QByteArray &value, const QDateTime &now);

} // namespace varve
