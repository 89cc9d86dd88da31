// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The bytes of a blob as they come from a registry, from somewhere in it to its end. One thread at a time; must not outlive its
// RegistryClient. Whoever reads checks the digest.
//
// A connection that breaks is made again where it broke off; a registry that then begins at the beginning is read up to there.
// Errors: Network (broken off too often without progress), Corrupt (another part or another size than was asked for),
// LimitExceeded (more bytes than the blob has), and those of RegistryClient. After an error it is at its end.
#pragma once

#include "services/registry/registrysession.h"

namespace varve {

class RegistryBlob {
public:
    enum class Start : std::uint8_t {
        AsAsked,
        FromZero, // the registry does not give parts: what was there already comes again
        BehindEnd, // it has no byte there: what is there already is all of it, or wrong
    };

    ~RegistryBlob();
    RegistryBlob(const RegistryBlob &) = delete;
    RegistryBlob &operator=(const RegistryBlob &) = delete;

    Start start() const { return m_start; }
    std::int64_t offset() const { return m_offset; } // of the next byte
    std::int64_t sizeBytes() const { return m_size; } // of the whole blob; -1: nobody has said
    // The next bytes, at least one; 0 at the end.
    Result<std::size_t> read(std::span<std::byte> into, const Job &job);

private:
    friend class RegistryClient;
    // With retries of its own where nothing has come yet.
    enum class Tries : std::uint8_t { Several, One };
    using Opener = std::function<Result<std::unique_ptr<WebExchange>>(const HttpHeaders &, Tries, const Job &)>;

    // `size`: what the descriptor says; -1: nothing. `refuse`: what an answer without success means.
    using Refusal = std::function<Error(WebExchange &, const Job &)>;
    RegistryBlob(Opener open, Refusal refuse, const RetryClock &clock, QString subject, std::int64_t size);

    Result<void> begin(std::int64_t offset, const Job &job);
    Result<void> resume(Error problem, const Job &job);
    Result<std::int64_t> request(std::int64_t offset, Tries tries, const Job &job);
    Result<std::int64_t> takePart(std::int64_t offset);
    Result<std::int64_t> takeWhole();
    tl::unexpected<Error> corrupt(const QString &detail);

    const Opener m_open;
    const Refusal m_refuse;
    const QString m_subject;
    RetryPolicy m_retry;
    const RetryClock &m_clock;
    std::unique_ptr<WebExchange> m_exchange; // null at the end
    std::optional<HttpHead> m_refused; // of the last answer that was no success
    Start m_start = Start::AsAsked;
    std::int64_t m_offset = 0;
    std::int64_t m_skip = 0; // bytes that were had before
    std::int64_t m_size = -1;
};

} // namespace varve
