// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The input side of a decoder: bytes that are there and can be looked at before they are used up. Over memory it is that
// memory, without a copy; else a buffer of limits::kBlockBytes that is filled from the source. One thread.
// Errors: those of the source. Cost: O(1) besides reading.
#pragma once

#include "services/archive/bytesource.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace varve {

class DecoderInput {
public:
    explicit DecoderInput(std::unique_ptr<ByteSource> source);

    std::span<const std::byte> available() const { return m_available; }
    void consume(std::size_t count);
    std::uint64_t consumedBytes() const { return m_consumed; }
    // Makes at least `count` bytes available (count <= limits::kBlockBytes); fewer only at the end of the source.
    Result<void> ensure(std::size_t count);
    // All that is left, when it is memory.
    std::optional<std::span<const std::byte>> takeMemory();

private:
    std::unique_ptr<ByteSource> m_source;
    std::vector<std::byte> m_buffer; // empty over memory
    std::span<const std::byte> m_available;
    std::uint64_t m_consumed = 0;
    bool m_isMemory = false;
    bool m_isAtEnd = false;
};

} // namespace varve
