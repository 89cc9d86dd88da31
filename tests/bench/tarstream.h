// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Writes planned entries as a tar, ustar with PAX records where ustar is too small, in pieces of a few hundred KiB to a
// sink. Owns its buffer; one thread; memory does not depend on the size of the tar.
#pragma once

#include "tests/bench/corpusplan.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace varve::bench {

inline constexpr std::size_t kTarBlock = 512;

// The header block of an entry; checksum included.
std::string tarHeader(std::string_view path, char type, std::int64_t size, std::uint16_t mode, std::uint32_t owner,
    std::int64_t mtime, std::string_view link);

constexpr std::int64_t paddedBytes(std::int64_t size)
{
    constexpr std::int64_t kBlock = kTarBlock;
    return (size + kBlock - 1) / kBlock * kBlock;
}

class TarStream {
public:
    using Sink = std::function<void(std::span<const char>)>;

    explicit TarStream(Sink sink);
    void add(const PlannedEntry &entry);
    void finish(); // writes the end marker and what is still in the buffer

    // What the tar of these entries will measure.
    static std::int64_t bytesOf(const std::vector<PlannedEntry> &entries);

private:
    void put(std::string_view bytes);
    void putContent(const PlannedEntry &entry);
    void flush();

    Sink m_sink;
    std::string m_buffer;
};

} // namespace varve::bench
