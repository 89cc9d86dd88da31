// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Makes a TreeProjection: linear passes over the arrays of the ImageTree, in the order of memory. One thread, used once.
//
// 1. forward: what the selected layers did to each path, whether it belongs to the mode, its own bytes; 2. forward: the
// filter; 3. reverse: who is shown because of something below; 4. the few hard links: bytes once per file; 5. reverse: sums;
// 6. forward: rows; 7. per directory: order. Cost O(paths + changes). Errors: Cancelled.
#pragma once

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
    enum Flag : std::uint8_t {
        Belongs = 1, // to the mode, before any filter
        Matches = 2, // the filter, itself or through a directory above
        Shown = 4,
        Changed = 8, // or something shown below it did
    };

    Life lifeOf(std::span<const Change> changes) const;
    std::uint8_t netChange(std::span<const Change> changes, const Life &life) const;
    bool showsDifference() const;
    std::int64_t bytesOf(const Change *change) const;
    bool isInRange(int layer) const { return layer >= m_low && layer <= m_high; }

    bool judge();
    void spreadUpwards();
    void countHardLinksOnce();
    void countFileOnce(std::span<const ImageTree::HardLink> links);
    bool isEntryAt(NodeId node, int at, int layer, LayerNode entry) const;
    void sumUp();
    void numberRows();
    bool sortRows();
    void fillKeys(std::span<const std::uint32_t> rows, std::vector<std::uint64_t> &keys) const;
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
    RawVector<std::uint8_t> m_flags;
    std::vector<const std::int64_t *> m_sizes; // by layer
    std::vector<const LayerTree::Columns *> m_columns; // by layer
};

} // namespace varve
