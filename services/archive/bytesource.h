// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A stream of bytes that is pulled: a file, a piece of memory, what a decoder makes of another source. Blocking; one thread
// at a time. End of data is a read of 0 bytes; errors are final.
#pragma once

#include "services/types/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

namespace varve {

class ByteSource {
public:
    virtual ~ByteSource() = default;
    // Fills at most buffer.size() bytes and says how many; 0 only at the end (or for an empty buffer).
    virtual Result<std::size_t> read(std::span<std::byte> buffer) = 0;
    // All that is left, when the source is memory that outlives it; the source is at its end then. Decoders read a mapped
    // file in place through this, without a copy. Nothing: the source has to be read.
    virtual std::optional<std::span<const std::byte>> takeMemory() { return std::nullopt; }
    // Passes over at most `count` of the next bytes without having them, and says how many. Only for sources that know of
    // bytes which they do not hold: there read() gives 0, and it goes on behind them. 0: there are none at this place.
    virtual Result<std::uint64_t> skip(std::uint64_t count)
    {
        static_cast<void>(count);
        return 0;
    }
};

// A span that outlives the source.
class MemorySource final : public ByteSource {
public:
    explicit MemorySource(std::span<const std::byte> bytes)
        : m_rest(bytes)
    {
    }
    Result<std::size_t> read(std::span<std::byte> buffer) override;
    std::optional<std::span<const std::byte>> takeMemory() override { return std::exchange(m_rest, {}); }

private:
    std::span<const std::byte> m_rest;
};

} // namespace varve
