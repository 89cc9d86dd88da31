// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What each layer changed, listed: for every layer its changed paths, a directory before what is in it, names in the order
// of their bytes. Same is no change and not listed, nor is the root: each list is as long as ChangeCounts says. Cost: O(paths + changes), 16 bytes per change while it lives.
#pragma once

#include "services/tree/imagetree.h"

namespace varve {

struct ListedChange {
    NodeId node = kNoNode;
    const Change *change = nullptr; // lives as long as the tree
};

// One list per layer, bottom first.
std::vector<std::vector<ListedChange>> listChanges(const ImageTree &tree);

} // namespace varve
