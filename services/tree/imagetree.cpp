// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/imagetree.h"

#include "services/tree/imagetreebuilder.h"
#include "services/tree/pathbytes.h"
#include "services/types/withinmemory.h"

#include <algorithm>

namespace varve {

Result<ImageTreePtr> ImageTree::build(std::vector<LayerTreePtr> layers, Job &job)
{
    return withinMemory({}, [&] { return ImageTreeBuilder(std::move(layers), job).run(); });
}

std::string_view ImageTree::name(NodeId node) const
{
    // The first change of a path is the entry that made it; only an image without any layer has a root without one.
    const std::span<const Change> all = changes(node);
    return all.empty() ? std::string_view {} : layer(all.front().layer)->name(all.front().node);
}

const Change *ImageTree::changeAt(NodeId node, int layer) const
{
    const std::span<const Change> all = changes(node);
    const auto after = std::upper_bound(
        all.begin(), all.end(), layer, [](int wanted, const Change &change) { return wanted < change.layer; });
    return after == all.begin() ? nullptr : &*(after - 1);
}

bool ImageTree::existsAt(NodeId node, int layer) const
{
    const Change *change = changeAt(node, layer);
    return change != nullptr && change->kind != ChangeKind::Removed;
}

std::pair<int, LayerNode> ImageTree::content(const Change &change) const
{
    if (change.node == kNoLayerNode)
        return { change.layer, kNoLayerNode };
    const LayerTree &tree = *layer(change.layer);
    if (tree.type(change.node) != EntryType::HardLink)
        return { change.layer, change.node };
    LayerNode node = tree.hardLinkNode(change.node);
    if (node == kNoLayerNode)
        node = change.node;
    if (tree.type(node) != EntryType::HardLink)
        return { change.layer, node };
    const auto key = [](const ForeignLink &link) { return std::pair(link.layer, index(link.node)); };
    const std::pair wanted(change.layer, index(node));
    const auto found = std::lower_bound(m_foreignLinks.begin(), m_foreignLinks.end(), wanted,
        [&key](const ForeignLink &link, const auto &value) { return key(link) < value; });
    if (found == m_foreignLinks.end() || key(*found) != wanted)
        return { change.layer, kNoLayerNode };
    return { found->targetLayer, found->target };
}

std::string ImageTree::path(NodeId node) const
{
    std::vector<NodeId> chain;
    std::size_t length = 0;
    for (; node != kRootNode; node = parent(node)) {
        chain.push_back(node);
        length += name(node).size() + 1;
    }
    std::string result;
    result.reserve(length);
    for (auto step = chain.rbegin(); step != chain.rend(); ++step) {
        if (!result.empty())
            result += '/';
        result += name(*step);
    }
    return result;
}

NodeId ImageTree::find(std::string_view path) const
{
    NodeId node = kRootNode;
    while (!path.empty()) {
        const std::size_t slash = path.find('/');
        const std::string_view wanted = path.substr(0, slash);
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
        if (wanted.empty())
            continue;
        node = child(node, wanted);
        if (node == kNoNode)
            return kNoNode;
    }
    return node;
}

NodeId ImageTree::child(NodeId folder, std::string_view wanted) const
{
    std::uint32_t low = m_firstChild[index(folder)];
    const std::uint32_t end = m_firstChild[index(folder) + 1];
    std::uint32_t high = end;
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (compareNames(name(NodeId { middle }), wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low == end || name(NodeId { low }) != wanted ? kNoNode : NodeId { low };
}

std::size_t ImageTree::memoryBytes() const
{
    return sizeof *this + m_parent.size() * 4 + m_firstChild.size() * 4 + m_changeBegin.size() * 4
        + m_changes.size() * sizeof(Change) + m_counts.size() * sizeof(ChangeCounts)
        + m_foreignLinks.size() * sizeof(ForeignLink) + m_hardLinks.size() * sizeof(HardLink)
        + m_idleWhiteouts.size() * sizeof(IdleWhiteout);
}

} // namespace varve
