// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a TarReader sees of its input: bytes at hand and how to get the next ones, the same for memory and for a source. Over
// a source it owns one block buffer, filled up to a whole block of the tar, so that headers never straddle two fills. Keeps the
// first error; after it nothing more comes. One thread. Cost: O(1) besides reading.
#pragma once

#include "services/archive/bytesource.h"
#include "services/archive/tarheader.h"
#include "services/jobs/job.h"

#include <optional>
#include <string_view>
#include <vector>

namespace varve::tar {

class Window {
public:
    Window(std::span<const std::byte> tar, QString subject, const Job *job);
    Window(ByteSource &source, QString subject, const Job *job);

    bool isMemory() const { return m_source == nullptr; }
    std::uint64_t position() const { return m_endOffset - bytesAtHand(); }
    std::uint64_t bytesAtHand() const { return static_cast<std::uint64_t>(m_end - m_cursor); }

    // The next block, used up; null at the end (a last piece of zeros counts as the end) or with an error.
    const char *block()
    {
        if (m_end - m_cursor >= static_cast<std::ptrdiff_t>(kBlock)) [[likely]] {
            m_cursor += kBlock;
            return m_cursor - kBlock;
        }
        return blockAcrossFill();
    }
    // The next block, left where it is; null when there is no whole one.
    const char *peekBlock();
    // What is at hand, left where it is.
    std::string_view rest() const { return { m_cursor, static_cast<std::size_t>(bytesAtHand()) }; }
    // At most `count` bytes, as many as are at hand; empty at the end or with an error.
    std::string_view take(std::uint64_t count);
    // How many bytes could not be skipped because the tar ends.
    std::uint64_t skip(std::uint64_t count);
    // Begins to load the block `ahead` bytes further, which is looked at next.
    void prefetch(std::uint64_t ahead) const
    {
        if (ahead + kBlock <= bytesAtHand()) {
            for (std::size_t line = 0; line < kBlock; line += kCacheLine)
                __builtin_prefetch(m_cursor + ahead + line);
        }
    }

    // Also sets the error.
    bool pollCancel();
    bool hasError() const { return m_error.has_value(); }
    const Error &error() const { return *m_error; }
    void setError(ErrorCode code, QString detail);
    void setCutOff(const char *where);

private:
    static constexpr std::size_t kCacheLine = 64;

    const char *blockAcrossFill();
    bool fill(); // false: nothing more
    bool takePendingError();

    const char *m_cursor = nullptr;
    const char *m_end = nullptr;
    std::uint64_t m_endOffset = 0; // of m_end, from the start of the tar
    ByteSource *m_source = nullptr;
    std::vector<std::byte> m_buffer;
    QString m_subject;
    const Job *m_job;
    std::optional<Error> m_error;
    std::optional<Error> m_pendingError;
};

} // namespace varve::tar
