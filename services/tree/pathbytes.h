// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Paths and names as bytes: how tars spell them, brought to one form, and compared. Pure functions, O(length), no errors
// besides the fault that is returned.
//
// The one form: components joined by single slashes, no leading or trailing slash, no "." or ".."; the root is empty.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace varve {

enum class PathFault : std::uint8_t { None, Empty, LeavesRoot, TooLong, TooDeep };

// "./a//b/../c/" becomes "a/c". `out` is meaningful only when the answer is None.
PathFault normalisePath(std::string_view raw, std::string &out);
// Technical text for a warning.
const char *pathFaultText(PathFault fault);

// The first eight bytes as a big-endian number, padded with zeros: comparing two keys is comparing the names, until the
// keys are equal. `readable` is how many bytes may be read from `name`, at least `length`.
inline std::uint64_t nameKey(const char *name, std::size_t length, std::size_t readable)
{
    std::uint64_t word = 0;
    if (readable >= sizeof word) {
        std::memcpy(&word, name, sizeof word);
        word = __builtin_bswap64(word);
        if (length < sizeof word)
            word = length == 0 ? 0 : word & (~std::uint64_t { 0 } << (8 * (sizeof word - length)));
        return word;
    }
    for (std::size_t i = 0; i < length && i < sizeof word; ++i)
        word |= static_cast<std::uint64_t>(static_cast<unsigned char>(name[i])) << (56 - 8 * i);
    return word;
}

// Order of names by their bytes; a prefix comes first.
inline int compareNames(std::string_view a, std::string_view b)
{
    const std::size_t common = a.size() < b.size() ? a.size() : b.size();
    const int order = common == 0 ? 0 : std::memcmp(a.data(), b.data(), common);
    if (order != 0)
        return order;
    return a.size() < b.size() ? -1 : (a.size() > b.size() ? 1 : 0);
}

} // namespace varve
