// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A connection as a blocking stream of bytes in both directions, and dial(), which makes one. A stream is used by one thread
// at a time, which may be another each time; it owns its socket, and the ssh process where there is one.
//
// Every call ends when the job is cancelled (within 100 ms), or when nothing moved for `idle`. After an error the stream is
// closed. Errors: Cancelled; Network (refused, gone, deadline; the system's words); dial() also NotFound (no such socket),
// AccessDenied (not permitted; ssh was not let in, or does not know the host's key), AuthRequired (a certificate that is refused,
// not trusted or cannot be read), Corrupt (no TLS), Unsupported (no ssh here, no program for it over there); `cause` tells which.
// What the other side has against a certificate or a key it may say only at the first read().
#pragma once

#include "services/http/endpoint.h"
#include "services/jobs/job.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>

namespace varve {

class ByteStream {
public:
    virtual ~ByteStream() = default;

    // At least one byte, or 0 at the end of the stream.
    virtual Result<std::size_t> read(std::span<std::byte> into, const Job &job, std::chrono::milliseconds idle) = 0;
    // All of it.
    virtual Result<void> write(std::span<const std::byte> bytes, const Job &job, std::chrono::milliseconds idle) = 0;
};

using ByteStreamPtr = std::unique_ptr<ByteStream>;

// `remoteCommand`: what an ssh endpoint runs over there to reach the engine's socket; not looked at otherwise.
Result<ByteStreamPtr> dial(const Endpoint &endpoint, const QStringList &remoteCommand, const Job &job,
    std::chrono::milliseconds connectWithin);

} // namespace varve
