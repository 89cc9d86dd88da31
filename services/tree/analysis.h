// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What every byte of an image is spent on. A pure function of an ImageTree; O(paths + changes), a few milliseconds.
//
// storedBytes: content of all layers, hard links once per layer. visibleBytes: content that the finished tree shows.
// wastedBytes: the difference, each byte attributed to a path, the layer that stored it, the layer that hid it and why.
// efficiency = visibleBytes / storedBytes, 1 for an image without content.
//
// DiveFigures: what the program dive computes, by its definition, for people who gate their CI on it: over the paths that
// are leaves of a layer's own tree, a version's size is the size in the tar header; a whiteout's is 0 for a file and for a
// directory the sum of the file sizes below it in the stack of the lower layers; opaque markers count as nothing.
#pragma once

#include "services/tree/imagetree.h"

namespace varve {

enum class WasteReason : std::uint8_t { Overwritten, Removed, MetadataOnly };

struct WasteItem {
    NodeId node = kNoNode;
    std::uint16_t storedBy = 0; // layer that holds the bytes
    std::uint16_t hiddenBy = 0; // layer that made them invisible
    WasteReason reason = WasteReason::Overwritten;
    std::int64_t bytes = 0;
};

struct DiveFigures {
    double efficiency = 1.0; // sum over paths of the smallest version / sum of all versions
    std::int64_t wastedBytes = 0; // sum of all versions over paths with two or more
    std::int64_t sizeBytes = 0; // sum of the layers' sizes
    std::int64_t userSizeBytes = 0; // without the bottom layer
    double userWastedPercent = 0.0; // wastedBytes / userSizeBytes, a fraction as dive reports it; 0 without user layers
};

struct Analysis {
    std::int64_t storedBytes = 0;
    std::int64_t visibleBytes = 0;
    std::int64_t wastedBytes = 0;
    double efficiency = 1.0;
    std::vector<WasteItem> waste; // largest first, then by NodeId, storedBy; items of 0 bytes are left out
    std::vector<std::int64_t> wastedByLayer; // bytes stored by each layer that the finished image does not show
    DiveFigures dive;
};

Analysis analyse(const ImageTree &tree);

} // namespace varve
