// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/radixsort.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <utility>

namespace varve {

namespace {

constexpr unsigned kPlaceBits = 6;
constexpr std::size_t kFew = std::size_t { 1 } << kPlaceBits;
constexpr unsigned kKeyBits = 31 - kPlaceBits;

// Four numbers compared at once, by whatever the processor has for it.
using Four = std::int32_t __attribute__((vector_size(16)));
constexpr std::size_t kLanes = 4;

// Stable, by the lowest `width` bits of the keys.
template <typename T, typename KeyOf>
void sortByBytes(RawVector<T> &items, RawVector<T> &other, unsigned width, KeyOf keyOf)
{
    std::uint64_t differing = 0;
    for (const T &item : items)
        differing |= keyOf(item) ^ keyOf(items.front());
    other.resize(items.size());
    for (unsigned shift = 0; shift < width; shift += 8) {
        if ((differing >> shift & 0xffU) == 0)
            continue;
        std::array<std::uint32_t, 256> next {};
        for (const T &item : items)
            ++next[keyOf(item) >> shift & 0xffU];
        std::uint32_t total = 0;
        for (std::uint32_t &count : next)
            total += std::exchange(count, total);
        for (const T &item : items)
            other[next[keyOf(item) >> shift & 0xffU]++] = item;
        items.swap(other);
    }
}

} // namespace

bool RadixSort::sort(std::span<const std::uint64_t> keys, std::span<std::uint32_t> values)
{
    if (keys.size() < 2)
        return false;
    std::uint64_t least = keys.front();
    std::uint64_t most = keys.front();
    bool isSorted = true;
    for (std::size_t i = 1; i < keys.size(); ++i) {
        isSorted &= keys[i - 1] <= keys[i];
        least = std::min(least, keys[i]);
        most = std::max(most, keys[i]);
    }
    if (isSorted)
        return false;
    const std::uint64_t range = most - least;
    if (keys.size() <= kFew)
        sortFew(keys, values, least, range);
    else
        sortMany(keys, values, least, range);
    return true;
}

// Counts for each key how many are smaller: more comparisons than any other way, but none that the processor has to guess.
// Keys too wide for a lane are cut first, and what the cut left out of order is put right at the end.
void RadixSort::sortFew(
    std::span<const std::uint64_t> keys, std::span<std::uint32_t> values, std::uint64_t least, std::uint64_t range)
{
    const auto width = static_cast<unsigned>(std::bit_width(range));
    const unsigned cut = width > kKeyBits ? width - kKeyBits : 0;
    const std::size_t blocks = (keys.size() + kLanes - 1) / kLanes;
    std::array<Four, kFew / kLanes> words;
    words[blocks - 1] = Four {} + std::numeric_limits<std::int32_t>::max();
    for (std::size_t i = 0; i < keys.size(); ++i)
        words[i / kLanes][i % kLanes] = static_cast<std::int32_t>((keys[i] - least) >> cut << kPlaceBits | i);
    std::array<std::uint32_t, kFew> places;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const Four own = Four {} + words[i / kLanes][i % kLanes];
        Four smaller {};
        for (std::size_t block = 0; block < blocks; ++block)
            smaller += words[block] < own; // true is -1
        places[static_cast<std::size_t>(-(smaller[0] + smaller[1] + smaller[2] + smaller[3]))] =
            static_cast<std::uint32_t>(i);
    }
    for (std::size_t i = 1; cut > 0 && i < keys.size(); ++i) {
        const std::uint32_t place = places[i];
        std::size_t k = i;
        for (; k > 0 && keys[places[k - 1]] > keys[place]; --k)
            places[k] = places[k - 1];
        places[k] = place;
    }
    std::array<std::uint32_t, kFew> before;
    std::copy(values.begin(), values.end(), before.begin());
    for (std::size_t i = 0; i < keys.size(); ++i)
        values[i] = before[places[i]];
}

void RadixSort::sortMany(
    std::span<const std::uint64_t> keys, std::span<std::uint32_t> values, std::uint64_t least, std::uint64_t range)
{
    const auto width = static_cast<unsigned>(std::bit_width(range));
    if (width + 32 > 64) {
        m_items.resize(keys.size());
        for (std::size_t i = 0; i < keys.size(); ++i)
            m_items[i] = { keys[i] - least, values[i] };
        sortByBytes(m_items, m_otherItems, width, [](const Item &item) { return item.key; });
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = m_items[i].value;
        return;
    }
    // Key and value in one word: half the memory to move.
    m_words.resize(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
        m_words[i] = (keys[i] - least) << 32 | values[i];
    sortByBytes(m_words, m_otherWords, width, [](std::uint64_t word) { return word >> 32; });
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<std::uint32_t>(m_words[i]);
}

} // namespace varve
