// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/analysis.h"

#include "services/tree/divemeter.h"
#include "services/tree/radixsort.h"

#include <algorithm>
#include <utility>

namespace varve {

namespace {

WasteReason reasonOf(ChangeKind hider)
{
    switch (hider) {
    case ChangeKind::Removed:
        return WasteReason::Removed;
    case ChangeKind::MetadataOnly:
        return WasteReason::MetadataOnly;
    default:
        return WasteReason::Overwritten;
    }
}

using FileLinks = std::span<const ImageTree::HardLink>;

// Hands out the hard links of one file after the other, for a walk over files in their order.
class LinksInOrder {
public:
    explicit LinksInOrder(FileLinks links)
        : m_rest(links)
    {
    }
    FileLinks of(std::uint32_t node, std::uint16_t layer)
    {
        const auto key = [](const ImageTree::HardLink &link) { return std::pair(index(link.file), link.fileLayer); };
        const std::pair wanted(node, layer);
        while (!m_rest.empty() && key(m_rest.front()) < wanted)
            m_rest = m_rest.subspan(1);
        std::size_t count = 0;
        while (count < m_rest.size() && key(m_rest[count]) == wanted)
            ++count;
        return m_rest.first(count);
    }

private:
    FileLinks m_rest;
};

// What hid the entry that `layer` has for `node`; nullptr when the finished image shows it.
const Change *hiderOf(const ImageTree &tree, NodeId node, std::uint16_t layer)
{
    const std::span<const Change> changes = tree.changes(node);
    const auto next = std::upper_bound(changes.begin(), changes.end(), layer,
        [](std::uint16_t wanted, const Change &change) { return wanted < change.layer; });
    return next == changes.end() ? nullptr : &*next;
}

// The bytes of a file are hidden when its last name is; nullptr when one of the names is visible.
const Change *lastHider(const ImageTree &tree, const Change *hider, FileLinks links)
{
    for (const ImageTree::HardLink &link : links) {
        if (hider == nullptr)
            return nullptr;
        const Change *other = hiderOf(tree, link.node, link.layer);
        if (other == nullptr || other->layer > hider->layer)
            hider = other;
    }
    return hider;
}

void sortLargestFirst(std::vector<WasteItem> &items)
{
    std::vector<std::uint64_t> keys(items.size());
    std::vector<std::uint32_t> order(items.size());
    for (std::uint32_t i = 0; i < items.size(); ++i) {
        keys[i] = ~RadixSort::ordered(items[i].bytes);
        order[i] = i;
    }
    RadixSort().sort(keys, order);
    std::vector<WasteItem> sorted;
    sorted.reserve(items.size());
    // In this order nothing is near what comes next, but it is known early what that is.
    constexpr std::size_t kAhead = 16;
    for (std::size_t i = 0; i < order.size(); ++i) {
        __builtin_prefetch(&items[order[std::min(i + kAhead, order.size() - 1)]]);
        sorted.push_back(items[order[i]]);
    }
    items = std::move(sorted);
}

// Paths by how often layers speak of them.
struct Paths {
    std::int64_t onlyBytes = 0; // of all with one change: shown, and wasting nothing
    std::vector<std::uint32_t> changedAgain; // the others, ascending
};

Paths sortOut(const ImageTree &tree, std::span<const LayerSizes> sizes)
{
    Paths paths;
    // Every entry but the first of a path is a change more than there are paths.
    paths.changedAgain.reserve(std::min<std::size_t>(
        tree.changeCount() - std::min<std::size_t>(tree.changeCount(), tree.size()) + 1, tree.size()));
    for (std::uint32_t node = 0; node < tree.size(); ++node) {
        const std::span<const Change> changes = tree.changes(NodeId { node });
        if (changes.size() == 1)
            paths.onlyBytes += sizes[changes.front().layer][index(changes.front().node)];
        else
            paths.changedAgain.push_back(node);
    }
    return paths;
}

} // namespace

Analysis analyse(const ImageTree &tree)
{
    Analysis result;
    result.wastedByLayer.resize(static_cast<std::size_t>(tree.layerCount()));
    std::vector<LayerSizes> sizes;
    sizes.reserve(result.wastedByLayer.size());
    for (int layer = 0; layer < tree.layerCount(); ++layer)
        sizes.emplace_back(tree.layer(layer) ? &tree.layer(layer)->columns() : nullptr);

    const Paths paths = sortOut(tree, sizes);
    // Every entry but the last of a path can be waste.
    result.waste.reserve(tree.changeCount() - std::min<std::size_t>(tree.changeCount(), tree.size()));
    result.storedBytes = result.visibleBytes = paths.onlyBytes;
    LinksInOrder links(tree.hardLinks());
    for (const std::uint32_t node : paths.changedAgain) {
        const std::span<const Change> changes = tree.changes(NodeId { node });
        for (std::size_t i = 0; i < changes.size(); ++i) {
            const Change &change = changes[i];
            if (change.kind == ChangeKind::Removed)
                continue;
            const std::int64_t bytes = sizes[change.layer][index(change.node)];
            if (bytes == 0)
                continue;
            result.storedBytes += bytes;
            const Change *hider = i + 1 < changes.size() ? &changes[i + 1] : nullptr;
            if (hider != nullptr)
                hider = lastHider(tree, hider, links.of(node, change.layer));
            if (hider == nullptr) {
                result.visibleBytes += bytes;
                continue;
            }
            result.wastedByLayer[change.layer] += bytes;
            WasteItem &item = result.waste.emplace_back();
            item.node = NodeId { node };
            item.storedBy = change.layer;
            item.hiddenBy = hider->layer;
            item.reason = reasonOf(hider->kind);
            item.bytes = bytes;
        }
    }
    result.wastedBytes = result.storedBytes - result.visibleBytes;
    if (result.storedBytes > 0)
        result.efficiency = static_cast<double>(result.visibleBytes) / static_cast<double>(result.storedBytes);
    sortLargestFirst(result.waste);
    result.dive = DiveMeter(tree).measure(paths.onlyBytes, paths.changedAgain);
    return result;
}

} // namespace varve
