// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/decoderinput.h"

#include "services/types/limits.h"

#include <cstring>

namespace varve {

DecoderInput::DecoderInput(std::unique_ptr<ByteSource> source)
    : m_source(std::move(source))
{
    if (const auto memory = m_source->takeMemory()) {
        m_available = *memory;
        m_isMemory = true;
        m_isAtEnd = true;
    } else {
        m_buffer.resize(limits::kBlockBytes);
    }
}

void DecoderInput::consume(std::size_t count)
{
    m_available = m_available.subspan(count);
    m_consumed += count;
}

Result<void> DecoderInput::ensure(std::size_t count)
{
    if (m_available.size() >= count || m_isAtEnd)
        return {};
    std::size_t filled = m_available.size();
    if (filled > 0)
        std::memmove(m_buffer.data(), m_available.data(), filled);
    while (filled < count && !m_isAtEnd) {
        const Result<std::size_t> more = m_source->read(std::span(m_buffer).subspan(filled));
        if (!more) {
            m_available = std::span(m_buffer).first(filled);
            return fail(more.error());
        }
        m_isAtEnd = *more == 0;
        filled += *more;
    }
    m_available = std::span(m_buffer).first(filled);
    return {};
}

std::optional<std::span<const std::byte>> DecoderInput::takeMemory()
{
    if (!m_isMemory)
        return std::nullopt;
    const std::span<const std::byte> rest = m_available;
    consume(rest.size());
    return rest;
}

} // namespace varve
