// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/bytesource.h"

#include <algorithm>
#include <cstring>

namespace varve {

Result<std::size_t> MemorySource::read(std::span<std::byte> buffer)
{
    const std::size_t count = std::min(buffer.size(), m_rest.size());
    if (count > 0)
        std::memcpy(buffer.data(), m_rest.data(), count);
    m_rest = m_rest.subspan(count);
    return count;
}

} // namespace varve
