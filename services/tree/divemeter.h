// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Measures an image by the definition of the program dive (see DiveFigures). One thread, used once; O(paths + changes).
//
// Its stack of layers knows whiteouts and nothing else that hides: opaque directories and a file in a directory's place
// leave what lies below. The bytes below a whiteout are gathered in one forward pass: each entry counts for the first
// whiteout above it, in a later layer, that comes before the path's next entry. The lists of such whiteouts that are handed
// down keep one per entry of the directory, so they never outgrow the entries. Paths that one layer alone has, and no
// whiteout speaks of, are one version each: their bytes are taken as one sum and they are not looked at again.
#pragma once

#include "services/tree/analysis.h"
#include "services/tree/layersizes.h"

namespace varve {

class DiveMeter {
public:
    explicit DiveMeter(const ImageTree &tree);
    // The sum of the bytes of all paths with one change, and all others, ascending.
    DiveFigures measure(std::int64_t onlyBytes, std::span<const std::uint32_t> changedAgain);

private:
    struct Whiteout {
        std::uint32_t node;
        std::uint16_t layer;
        std::int64_t bytes; // below it, in the stack of the layers below
    };
    struct Range {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        bool isEmpty() const { return begin == end; }
    };

    void findWhiteouts(std::span<const std::uint32_t> changedAgain);
    Range whiteoutsAt(std::uint32_t node);
    void gatherBytesBelow();
    void countVersions(std::span<const std::uint32_t> changedAgain);
    void countEntries(std::uint32_t node, Range own, Range above);
    Range handDown(std::uint32_t node, Range own, Range above);
    void dropBytesBelowFiles(std::uint32_t node, Range own);
    std::int64_t bytesOf(const Change &change) const { return m_sizes[change.layer][index(change.node)]; }
    void judgePath(std::uint32_t node, Range own);

    const ImageTree &m_tree;
    std::vector<LayerSizes> m_sizes; // by layer
    std::vector<Whiteout> m_whiteouts; // ascending by (node, layer)
    std::uint32_t m_next = 0; // for a walk over the whiteouts along with the paths
    std::vector<std::uint32_t> m_lists; // numbers of whiteouts, ascending by layer
    DiveFigures m_figures;
    std::int64_t m_smallest = 0;
    std::int64_t m_all = 0;
};

} // namespace varve
