// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The body of an answer as a source for readers. Owns the exchange; `job` outlives it. One thread. Errors: those of HttpExchange.
#pragma once

#include "services/archive/bytesource.h"
#include "services/http/httpclient.h"

#include <memory>

namespace varve {

class BodySource final : public ByteSource {
public:
    BodySource(std::unique_ptr<HttpExchange> exchange, const Job &job)
        : m_exchange(std::move(exchange))
        , m_job(job)
    {
    }
    Result<std::size_t> read(std::span<std::byte> buffer) override { return m_exchange->read(buffer, m_job); }

private:
    std::unique_ptr<HttpExchange> m_exchange;
    const Job &m_job;
};

} // namespace varve
