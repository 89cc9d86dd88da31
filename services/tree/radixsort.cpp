// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/radixsort.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

namespace varve {

namespace {

constexpr unsigned kKeyBits = 31 - RadixSort::kPlaceBits;

// Four numbers compared at once, by whatever the processor has for it.
using Four = std::int32_t __attribute__((vector_size(16)));
constexpr std::size_t kLanes = 4;

// Counts for each key how many are smaller: more comparisons than any other way, but none that the processor has to guess,
// and as many for all counts up to Blocks * kLanes, so that it need not guess these either.
template <std::size_t Blocks>
void countSmaller(
    const std::uint64_t *keys, std::size_t count, std::uint64_t least, unsigned cut, std::uint32_t *places)
{
    constexpr auto kMost = static_cast<std::uint32_t>(Blocks * kLanes);
    alignas(Four) std::array<std::int32_t, kMost> words;
    for (std::uint32_t i = 0; i < kMost; ++i) {
        const auto word = static_cast<std::uint32_t>((keys[i] - least) >> cut) << RadixSort::kPlaceBits | i;
        words[i] = i < count ? static_cast<std::int32_t>(word) : std::numeric_limits<std::int32_t>::max();
    }
    std::array<Four, Blocks> lanes;
    std::memcpy(lanes.data(), words.data(), sizeof lanes);
    std::array<Four, Blocks> smaller {};
    for (const std::int32_t word : words) {
        const Four own = Four {} + word;
        for (std::size_t block = 0; block < Blocks; ++block)
            smaller[block] -= own < lanes[block]; // true is -1
    }
    std::memcpy(places, smaller.data(), sizeof smaller);
}

// Keys too wide for a lane were cut, and what the cut left out of order is put right.
void settleCutKeys(const std::uint64_t *keys, std::size_t count, std::uint32_t *places)
{
    std::array<std::uint32_t, RadixSort::kFew> inOrder;
    for (std::uint32_t i = 0; i < count; ++i)
        inOrder[places[i]] = i;
    for (std::size_t i = 1; i < count; ++i) {
        const std::uint32_t own = inOrder[i];
        std::size_t k = i;
        for (; k > 0 && keys[inOrder[k - 1]] > keys[own]; --k)
            inOrder[k] = inOrder[k - 1];
        inOrder[k] = own;
    }
    for (std::uint32_t i = 0; i < count; ++i)
        places[inOrder[i]] = i;
}

struct KeyRange {
    std::uint64_t least;
    std::uint64_t range;
    bool isSorted;
};

KeyRange rangeOf(const std::uint64_t *keys, std::size_t count)
{
    std::uint64_t least = keys[0];
    std::uint64_t most = keys[0];
    bool isSorted = true;
    for (std::size_t i = 1; i < count; ++i) {
        isSorted &= keys[i - 1] <= keys[i];
        least = std::min(least, keys[i]);
        most = std::max(most, keys[i]);
    }
    return { least, most - least, isSorted };
}

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
    if (keys.size() <= kFew) {
        std::array<std::uint64_t, kFew> own {};
        std::array<std::uint32_t, kFew> before;
        std::array<std::uint32_t, kFew> places;
        std::copy(keys.begin(), keys.end(), own.begin());
        if (!placesOfFew(own, keys.size(), places))
            return false;
        std::copy(values.begin(), values.end(), before.begin());
        for (std::size_t i = 0; i < values.size(); ++i)
            values[places[i]] = before[i];
        return true;
    }
    const KeyRange range = rangeOf(keys.data(), keys.size());
    if (!range.isSorted)
        sortMany(keys, values, range.least, range.range);
    return !range.isSorted;
}

bool RadixSort::placesOfFew(
    std::span<const std::uint64_t, kFew> keys, std::size_t count, std::span<std::uint32_t, kFew> places)
{
    if (count < 2)
        return false;
    const KeyRange range = rangeOf(keys.data(), count);
    if (range.isSorted)
        return false;
    const auto width = static_cast<unsigned>(std::bit_width(range.range));
    const unsigned cut = width > kKeyBits ? width - kKeyBits : 0;
    constexpr auto kBlocks = [](std::size_t blocks) { return blocks * kLanes; };
    const auto counter = count <= kBlocks(2) ? countSmaller<2>
        : count <= kBlocks(4)                ? countSmaller<4>
        : count <= kBlocks(8)                ? countSmaller<8>
        : count <= kBlocks(12)               ? countSmaller<12>
                                             : countSmaller<16>;
    counter(keys.data(), count, range.least, cut, places.data());
    if (cut > 0)
        settleCutKeys(keys.data(), count, places.data());
    return true;
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
