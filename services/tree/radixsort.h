// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Sorts numbers by 64-bit keys, equal keys in the order they came. Insertion for a handful, else by bytes from the lowest
// up, without the bytes in which no two keys differ: O(n) where a comparing sort would take O(n log n). Owns its scratch
// memory between calls; one thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace varve {

class RadixSort {
public:
    struct Item {
        std::uint64_t key;
        std::uint32_t value;
    };

    void sort(std::vector<Item> &items)
    {
        constexpr std::size_t kFew = 48;
        if (items.size() <= kFew) {
            sortFew(items);
            return;
        }
        std::uint64_t all = items.front().key;
        std::uint64_t common = all;
        bool isSorted = true;
        for (std::size_t i = 1; i < items.size(); ++i) {
            isSorted = isSorted && items[i - 1].key <= items[i].key;
            all |= items[i].key;
            common &= items[i].key;
        }
        if (isSorted)
            return;
        m_other.resize(items.size());
        for (unsigned shift = 0; shift < 64; shift += 8) {
            if ((((all ^ common) >> shift) & 0xffU) == 0)
                continue;
            std::array<std::uint32_t, 256> next {};
            for (const Item &item : items)
                ++next[(item.key >> shift) & 0xffU];
            std::uint32_t total = 0;
            for (std::uint32_t &count : next) {
                const std::uint32_t here = count;
                count = total;
                total += here;
            }
            for (const Item &item : items)
                m_other[next[(item.key >> shift) & 0xffU]++] = item;
            items.swap(m_other);
        }
    }

    // Signed numbers in the order of unsigned ones.
    static std::uint64_t ordered(std::int64_t value) { return static_cast<std::uint64_t>(value) ^ (1ULL << 63); }

private:
    static void sortFew(std::vector<Item> &items)
    {
        for (std::size_t i = 1; i < items.size(); ++i) {
            const Item item = items[i];
            std::size_t k = i;
            for (; k > 0 && items[k - 1].key > item.key; --k)
                items[k] = items[k - 1];
            items[k] = item;
        }
    }

    std::vector<Item> m_other;
};

} // namespace varve
