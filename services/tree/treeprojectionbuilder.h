// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Makes a TreeProjection. One thread, used once. Cost O(paths + changes). Errors: Cancelled.
//
// Nearly all is one pass over the paths, from the last directory to the first: the children of a directory are contiguous
// and what lies below them is settled already, so what the layers did to them, whether they are shown, their bytes, rows
// and order are found while they are in the cache, and sums stay in registers. Only the filter goes before it, forward,
// for a directory that matches brings what is below; and the few hard links are counted once afterwards.
#pragma once

#include "services/tree/layersizes.h"
#include "services/tree/radixsort.h"
#include "services/tree/treefilter.h"
#include "services/tree/treeprojection.h"

namespace varve {

class TreeProjectionBuilder {
public:
    TreeProjectionBuilder(ImageTreePtr tree, const ProjectionRequest &request, Job &job);
    Result<TreeProjectionPtr> run();

private:
    // A path between two moments: before the range and after it.
    struct Life {
        const Change *before = nullptr; // nullptr: did not exist
        const Change *after = nullptr;
        const Change *atEnd = nullptr; // after the layer that is looked at
        std::uint8_t state = TreeProjection::kUnchanged;
    };
    // What the one change of a path means, by its layer: most paths were added once and never touched again.
    struct OnlyChange {
        std::uint8_t state = TreeProjection::kUnchanged;
        bool belongs = false;
    };
    // A path by itself.
    struct Verdict {
        std::int64_t bytes = 0;
        std::uint8_t state = TreeProjection::kUnchanged;
        bool belongs = false; // to the mode, before any filter
    };

    Life lifeOf(std::span<const Change> changes) const;
    std::uint8_t netChange(std::span<const Change> changes, const Life &life) const;
    bool showsDifference() const;
    std::int64_t bytesOf(const Change *change) const;
    bool isInRange(int layer) const { return layer >= m_low && layer <= m_high; }

    bool fill();
    // What the rows are sorted by; None: by name, or only when all has been filled in.
    enum class KeyKind : std::uint8_t { None, Change, Size, Attributes, Modified };
    template <KeyKind kind>
    bool fillAll();
    template <KeyKind kind>
    void fillChildren(std::uint32_t parent, std::uint32_t first, std::uint32_t end);
    template <KeyKind kind>
    std::uint64_t keyOf(std::uint32_t node, std::span<const Change> changes, const Verdict &own) const;
    Verdict judge(std::span<const Change> changes) const;
    void fillRoot();
    void countHardLinksOnce();
    void countFileOnce(std::span<const ImageTree::HardLink> links);
    bool isEntryAt(NodeId node, int at, int layer, LayerNode entry) const;
    void addBytes(NodeId node, std::int64_t bytes);
    void placeRows(std::uint32_t first, std::uint32_t count, bool areAllShown);
    void reverseRows(std::uint32_t first, std::uint32_t count);
    void sortByLinkedSize();
    void makeRoomForKeys(std::uint32_t count);
    std::vector<std::uint64_t> attributeKeys(int layer) const;
    std::uint64_t attributesKey(const Attributes &attributes) const;
    void numberAttributes();
    std::uint64_t timeKey(int layer, std::uint32_t entry) const;
    std::uint64_t entryKey(std::uint32_t node) const;

    std::shared_ptr<TreeProjection> m_out;
    const ImageTree &m_tree;
    const ProjectionRequest &m_request;
    Job &m_job;
    TreeFilter m_filter;
    int m_low = 0; // the range whose changes are shown
    int m_high = 0;
    int m_look = 0; // the layer whose file system is shown
    std::uint32_t m_size;
    std::vector<std::uint8_t> m_matches; // by path, as TreeFilter marks them; empty: there is no filter
    std::vector<OnlyChange> m_onlyChange; // by layer
    std::vector<const LayerColumns *> m_columns; // by layer
    std::vector<LayerSizes> m_sizes; // by layer
    RadixSort m_sorter;
    // By layer and entry of its attribute table, when sorting by these; kNoKey of directories that are implied only.
    static constexpr std::uint64_t kNoKey = ~std::uint64_t { 0 };
    std::vector<std::vector<std::uint64_t>> m_attributeKeys;
    std::vector<std::uint64_t> m_keys; // of the rows of one directory
    std::uint64_t m_flip = 0; // turns the order of keys round
    bool m_hasOnlySeconds = true; // all times of all layers
    std::uint64_t m_epochKey = 0; // by Modified, of time 0
    bool m_sortsByLinkedSize = false; // sizes are known only when hard links have been counted
};

} // namespace varve
