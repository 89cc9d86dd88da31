// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// ByteStream over any stream of Boost.Asio: starts an operation, runs its event loop in short slices, and looks at the job
// and the deadline in between. Private to services/http; heavy to include.
#pragma once

#include "services/http/bytestream.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>

#include <optional>
#include <utility>

namespace varve {

// One event loop and what one operation at a time leaves there. An operation is over when its handler ran: the loop is run
// until then also after a cancel, so that no handler outlives what it refers to.
class AsioLoop {
public:
    boost::asio::io_context &context() { return m_context; }

    // start(handler) begins an operation that ends in handler(error, value); stop() ends it early.
    template <typename Value, typename Start, typename Stop>
    Result<std::pair<boost::system::error_code, Value>> run(
        const Job &job, std::chrono::milliseconds within, Start start, Stop stop)
    {
        constexpr auto kSlice = std::chrono::milliseconds(50);
        std::optional<std::pair<boost::system::error_code, Value>> outcome;
        start([&outcome](boost::system::error_code error, Value value) { outcome.emplace(error, std::move(value)); });
        const auto deadline = std::chrono::steady_clock::now() + within;
        m_context.restart();
        while (!outcome) {
            const auto left = deadline - std::chrono::steady_clock::now();
            if (job.isCancelled() || left <= left.zero()) {
                stop();
                m_context.restart();
                m_context.run();
                if (job.isCancelled())
                    return job.cancelled();
                return fail(ErrorCode::Network, {}, QStringLiteral("no answer for %1 s").arg(seconds(within)));
            }
            m_context.run_one_for(std::min<std::chrono::nanoseconds>(kSlice, left));
            if (m_context.stopped())
                m_context.restart();
        }
        return std::move(*outcome);
    }

private:
    static QString seconds(std::chrono::milliseconds time)
    {
        return QString::number(static_cast<double>(time.count()) / 1000.0, 'g', 3);
    }

    boost::asio::io_context m_context;
};

// How a system error of a connection is named. `whole` is what was tried.
Error connectionError(const boost::system::error_code &error, const QString &operation);

// Socket: anything with async_read_some and async_write_some. `Owner` keeps it alive and can close it at once.
template <typename Owner>
class AsioStream : public ByteStream {
public:
    // owner->loop(), socket(), close(); isEnd(error), reasonOfEnd(), explain(error, operation)
    explicit AsioStream(std::unique_ptr<Owner> owner)
        : m_owner(std::move(owner))
    {
    }
    ~AsioStream() override { m_owner->close(); }

    Result<std::size_t> read(std::span<std::byte> into, const Job &job, std::chrono::milliseconds idle) override
    {
        auto done = m_owner->loop().template run<std::size_t>(
            job, idle,
            [&](auto handler) {
                m_owner->socket().async_read_some(boost::asio::buffer(into.data(), into.size()), std::move(handler));
            },
            [&] { m_owner->close(); });
        if (!done)
            return fail(std::move(done.error()));
        const auto &[error, count] = *done;
        if (error && m_owner->isEnd(error)) {
            if (!m_hasRead) { // an end before any beginning has a reason
                if (const std::optional<Error> reason = m_owner->reasonOfEnd())
                    return fail(*reason);
            }
            return std::size_t { 0 };
        }
        if (error)
            return fail(m_owner->explain(error, QStringLiteral("reading")));
        m_hasRead = true;
        return count;
    }

    Result<void> write(std::span<const std::byte> bytes, const Job &job, std::chrono::milliseconds idle) override
    {
        while (!bytes.empty()) {
            auto done = m_owner->loop().template run<std::size_t>(
                job, idle,
                [&](auto handler) {
                    m_owner->socket().async_write_some(
                        boost::asio::buffer(bytes.data(), bytes.size()), std::move(handler));
                },
                [&] { m_owner->close(); });
            if (!done)
                return fail(std::move(done.error()));
            if (done->first)
                return fail(m_owner->explain(done->first, QStringLiteral("writing")));
            bytes = bytes.subspan(done->second);
        }
        return {};
    }

private:
    std::unique_ptr<Owner> m_owner;
    bool m_hasRead = false;
};

} // namespace varve
