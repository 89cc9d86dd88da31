// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/sourcewatch.h"

#include <algorithm>
#include <utility>

namespace varve {

SourceWatch::SourceWatch(WorkPool &pool)
    : m_pool(pool)
    , m_changes([this](const std::vector<bool> &) {
        if (!m_gather.isActive()) // from the first change on, or a stream of them would never be heard
            m_gather.start();
    })
{
    m_gather.setSingleShot(true);
    m_gather.setInterval(kGatherMs);
    m_pause.setSingleShot(true);
    connect(&m_gather, &QTimer::timeout, this, &SourceWatch::changed);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        if (!m_silent)
            return Q_EMIT tryAgain();
        follow(std::exchange(m_silent, nullptr));
        Q_EMIT changed(); // nothing tells whether there was one
    });
}

SourceWatch::~SourceWatch() = default;

void SourceWatch::follow(const ImageStorePtr &store)
{
    stop();
    if (!store->capabilities().testFlag(StoreCapability::Changes))
        return;
    const auto handle = m_pool.run(
        WorkPool::Kind::Stream, std::make_shared<Job>(), [store, sender = m_changes.reset()](Job &job) -> Result<bool> {
            const Result<void> end = store->watch([&sender] { sender->push(true); }, job);
            return end ? Result<bool>(true) : fail(end.error());
        });
    m_followedSince.start();
    m_following.start(handle, [this](const Result<bool> &end) {
        if (!end)
            Q_EMIT lost(end.error());
    });
}

void SourceWatch::stop()
{
    m_following.cancel();
    m_changes.close();
    m_gather.stop();
    m_pause.stop();
    m_silent.reset();
}

int SourceWatch::pauseMs(const Error &why, int failuresBefore)
{
    constexpr int kSoon = 1'000;
    constexpr int kLong = 30'000;
    switch (why.code) {
    case ErrorCode::NotFound: // a socket that is not there costs nothing to look for
        return 2 * kSoon;
    case ErrorCode::Network:
        return std::min(kLong, kSoon << std::min(failuresBefore, 5));
    default: // somebody has to do something first
        return kLong;
    }
}

void SourceWatch::tryLater(const Error &why)
{
    pause(why);
}

void SourceWatch::followLater(const ImageStorePtr &store)
{
    pause({ ErrorCode::Network, {}, {} });
    m_silent = store;
}

void SourceWatch::pause(const Error &why)
{
    if (m_followedSince.isValid() && m_followedSince.elapsed() > kSteadyMs)
        m_failures = 0;
    m_followedSince.invalidate();
    stop();
    m_pause.start(pauseMs(why, m_failures));
    ++m_failures;
}

} // namespace varve
