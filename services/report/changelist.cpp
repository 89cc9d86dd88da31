// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/report/changelist.h"

namespace varve {

std::vector<std::vector<ListedChange>> listChanges(const ImageTree &tree)
{
    std::vector<std::vector<ListedChange>> lists(static_cast<std::size_t>(tree.layerCount()));
    if (tree.size() == 0)
        return lists;
    std::vector<NodeId> waiting { kRootNode };
    while (!waiting.empty()) {
        const NodeId node = waiting.back();
        waiting.pop_back();
        // The root is no path of its own: ImageTree::counts() leaves it out as well.
        for (const Change &change : node == kRootNode ? std::span<const Change>() : tree.changes(node)) {
            if (change.kind != ChangeKind::Same)
                lists[change.layer].push_back({ node, &change });
        }
        const std::uint32_t first = index(tree.firstChild(node));
        for (std::uint32_t child = first + tree.childCount(node); child > first; --child)
            waiting.push_back(NodeId { child - 1 });
    }
    return lists;
}

} // namespace varve
