// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a LayerTree stores: flat arrays by node, and small tables for what few nodes have. Owns nothing: the spans may lie in
// vectors or in a file that was read, so nothing in them is a pointer. Immutable, any thread, no errors; cost as at LayerTree.
//
// Most columns are 32 bits wide because nearly all values fit; the few that do not stand in tables of exceptions. `place`
// is what only one kind of entry has: of a directory its number in `folders`, of a file where its content begins, of
// anything else where its link target stands. Only files have fingerprints, found by counting files before the node.
#pragma once

#include "services/tree/treetypes.h"

#include <bit>
#include <cstdint>
#include <span>
#include <string_view>

namespace varve {

struct LayerColumns {
    struct Range {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
    };
    struct Folder {
        std::uint32_t node;
        std::uint32_t firstChild;
    };
    struct Exception { // ascending by node
        std::int64_t value;
        std::uint64_t node;
    };
    // Of 64 nodes: which of them have a fingerprint, and how many nodes before them have.
    struct FingerprintRank {
        std::uint64_t members;
        std::uint64_t before;
    };
    static constexpr std::uint32_t kException = 0xffffffffU;
    static constexpr std::int64_t kBlockBytes = 512; // contents begin at multiples of it
    static constexpr std::uint32_t kRankNodes = 64;

    std::span<const std::uint32_t> nameBegin; // one more than there are nodes, into the arena
    std::span<const std::uint32_t> attributes; // into attributeTable
    std::span<const std::uint32_t> sizes; // kException: in largeSizes
    // Whole seconds, or where a layer has a time that is no such number, all of them in nanoseconds: one of the two is empty.
    std::span<const std::uint32_t> mtimeSeconds;
    std::span<const std::int64_t> mtimesNs;
    // Directory: its number. File: its offset in blocks, 0: none, kException: in farContents. Others: position + 1 in the
    // arena of {u32 length, bytes}, 0: none.
    std::span<const std::uint32_t> place;
    std::span<const Folder> folders; // in the order of the nodes, and one more at the end: all children, breadth-first
    std::span<const Exception> largeSizes;
    std::span<const Exception> farContents;
    std::span<const std::uint32_t> hardLinkNode; // sorted pairs (node, target node) for hard links inside this layer
    std::span<const FingerprintRank> fingerprintRank; // empty: contents were not read
    std::span<const Fingerprint> fingerprints;
    std::span<const Attributes> attributeTable;
    std::span<const char> arena; // names in the order of the nodes, then link targets, then extended attributes

    std::string_view name(std::uint32_t node) const
    {
        const std::uint32_t begin = nameBegin[node];
        return { arena.data() + begin, nameBegin[node + 1] - begin };
    }
    const Attributes &attributesOf(std::uint32_t node) const { return attributeTable[attributes[node]]; }
    Range children(std::uint32_t node) const
    {
        if (attributesOf(node).type != EntryType::Directory)
            return {};
        const std::uint32_t folder = place[node];
        return { folders[folder].firstChild, folders[folder + 1].firstChild };
    }
    std::int64_t sizeBytes(std::uint32_t node) const
    {
        const std::uint32_t size = sizes[node];
        return size != kException ? size : exception(largeSizes, node);
    }
    std::int64_t mtimeNs(std::uint32_t node) const
    {
        return mtimesNs.empty() ? mtimeSeconds[node] * std::int64_t { 1'000'000'000 } : mtimesNs[node];
    }
    Fingerprint fingerprint(std::uint32_t node) const
    {
        if (fingerprintRank.empty())
            return {};
        const FingerprintRank &rank = fingerprintRank[node / kRankNodes];
        const std::uint64_t member = std::uint64_t { 1 } << (node % kRankNodes);
        if ((rank.members & member) == 0)
            return {};
        return fingerprints[rank.before + static_cast<unsigned>(std::popcount(rank.members & (member - 1)))];
    }
    static std::int64_t exception(std::span<const Exception> exceptions, std::uint32_t node);
    std::size_t memoryBytes() const;
};

} // namespace varve
