// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/tarheader.h"

#include <limits>

namespace varve::tar {

std::int64_t base256(const char *begin, std::size_t length)
{
    const auto byteAt = [begin](std::size_t i) { return static_cast<std::uint8_t>(begin[i]); };
    const bool isNegative = (byteAt(0) & 0x40U) != 0;
    const std::uint8_t fill = isNegative ? 0xff : 0;
    const std::int64_t saturated =
        isNegative ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
    std::uint64_t value = isNegative ? ~std::uint64_t(0) : 0;
    for (std::size_t i = 0; i < length; ++i) {
        const std::uint8_t byte = i > 0 ? byteAt(i)
            : isNegative                ? static_cast<std::uint8_t>(byteAt(0) | 0x80U)
                                        : static_cast<std::uint8_t>(byteAt(0) & 0x7fU);
        // The upper bytes of what does not fit into 64 bits, and the sign bit of what does, must only repeat the sign.
        if (length - i > sizeof value && byte != fill)
            return saturated;
        if (length - i == sizeof value && ((byte ^ fill) & 0x80U) != 0)
            return saturated;
        value = value << 8U | byte;
    }
    return static_cast<std::int64_t>(value);
}

} // namespace varve::tar
