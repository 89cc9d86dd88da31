// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/radixsort.h"

#include <algorithm>
#include <array>

namespace varve {

namespace {

constexpr unsigned kPlaceBits = 6;
constexpr std::size_t kFew = std::size_t { 1 } << kPlaceBits;

} // namespace

void RadixSort::sort(std::span<const std::uint64_t> keys, std::span<std::uint32_t> values)
{
    if (keys.size() < 2)
        return;
    std::uint64_t least = keys.front();
    std::uint64_t most = keys.front();
    bool isSorted = true;
    for (std::size_t i = 1; i < keys.size(); ++i) {
        isSorted &= keys[i - 1] <= keys[i];
        least = std::min(least, keys[i]);
        most = std::max(most, keys[i]);
    }
    if (isSorted)
        return;
    const std::uint64_t range = most - least;
    if (keys.size() <= kFew && range >> (64 - kPlaceBits) == 0)
        sortFew(keys, values, least);
    else
        sortMany(keys, values, least, range);
}

void RadixSort::sortFew(std::span<const std::uint64_t> keys, std::span<std::uint32_t> values, std::uint64_t least)
{
    std::array<std::uint64_t, kFew> words;
    std::array<std::uint32_t, kFew> before;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const std::uint64_t word = (keys[i] - least) << kPlaceBits | i;
        before[i] = values[i];
        std::size_t k = i;
        for (; k > 0 && words[k - 1] > word; --k)
            words[k] = words[k - 1];
        words[k] = word;
    }
    for (std::size_t i = 0; i < keys.size(); ++i)
        values[i] = before[words[i] & (kFew - 1)];
}

void RadixSort::sortMany(
    std::span<const std::uint64_t> keys, std::span<std::uint32_t> values, std::uint64_t least, std::uint64_t range)
{
    m_items.resize(keys.size());
    m_other.resize(keys.size());
    std::uint64_t differing = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        m_items[i] = { keys[i] - least, values[i] };
        differing |= m_items[i].key ^ m_items[0].key;
    }
    for (unsigned shift = 0; shift < 64 && range >> shift != 0; shift += 8) {
        if ((differing >> shift & 0xffU) == 0)
            continue;
        std::array<std::uint32_t, 256> next {};
        for (const Item &item : m_items)
            ++next[item.key >> shift & 0xffU];
        std::uint32_t total = 0;
        for (std::uint32_t &count : next) {
            const std::uint32_t here = count;
            count = total;
            total += here;
        }
        for (const Item &item : m_items)
            m_other[next[item.key >> shift & 0xffU]++] = item;
        m_items.swap(m_other);
    }
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = m_items[i].value;
}

} // namespace varve
