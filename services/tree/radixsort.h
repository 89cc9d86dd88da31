// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Sorts numbers by 64-bit keys, equal keys in the order they came. A handful by counting
// the smaller ones; more by bytes from the lowest up, without the bytes in which no two keys differ: O(n) where a comparing sort would take
// O(n log n). Owns its scratch memory between calls; one thread.
#pragma once

#include "services/tree/rawvector.h"

#include <cstdint>
#include <span>

namespace varve {

class RadixSort {
public:
    static constexpr unsigned kPlaceBits = 6;
    static constexpr std::size_t kFew = std::size_t { 1 } << kPlaceBits;

    // Brings `values` into the order of their keys; keys[i] is that of values[i]. False: they were in that order.
    bool sort(std::span<const std::uint64_t> keys, std::span<std::uint32_t> values);

    // The same for the first `count` keys, without moving anything: places[i] is where what has keys[i] belongs. The other
    // keys may be anything, the other places are left as anything. For many small sorts: no step depends on what is there.
    static bool placesOfFew(
        std::span<const std::uint64_t, kFew> keys, std::size_t count, std::span<std::uint32_t, kFew> places);

    // Signed numbers in the order of unsigned ones.
    static std::uint64_t ordered(std::int64_t value) { return static_cast<std::uint64_t>(value) ^ (1ULL << 63); }

private:
    struct Item {
        std::uint64_t key;
        std::uint32_t value;
    };
    void sortMany(
        std::span<const std::uint64_t> keys, std::span<std::uint32_t> values, std::uint64_t least, std::uint64_t range);

    RawVector<Item> m_items;
    RawVector<Item> m_otherItems;
    RawVector<std::uint64_t> m_words;
    RawVector<std::uint64_t> m_otherWords;
};

} // namespace varve
