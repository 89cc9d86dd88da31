// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// All layers of one image merged: one node per path that ever existed, with what each layer did to it. Immutable.
//
// Breadth-first order: parent < child, children contiguous and sorted by name bytes. Changes are in compressed-row form,
// ascending by layer; a layer that removes a directory has a Removed change at every path that existed below it. NodeIds
// are stable for one set of layers: fingerprints that arrive later change kinds, never ids. A layer that is not read yet is
// a null pointer and counts as empty. Contents are compared by fingerprints of one kind; between layers whose fingerprints
// differ in kind, as between layers that have none, a file of the same size and time counts as unchanged.
// Memory: 12 bytes per path and 8 per change, 28 per hard link; names and attributes stay in the LayerTrees.
// Cost: build O(entries * log layers), by merge-join; accessors O(1) or O(log changes).
#pragma once

#include "services/jobs/job.h"
#include "services/tree/layertree.h"

namespace varve {

struct Change {
    std::uint16_t layer = 0; // 0 is the bottom
    ChangeKind kind = ChangeKind::Added;
    LayerNode node = kNoLayerNode; // in that layer; kNoLayerNode when only an ancestor was removed
};
static_assert(sizeof(Change) == 8);

// Paths per kind of change in one layer, directories included, Same not counted. Modified includes Replaced.
struct ChangeCounts {
    std::uint32_t added = 0;
    std::uint32_t modified = 0;
    std::uint32_t metadataOnly = 0;
    std::uint32_t removed = 0;
    bool operator==(const ChangeCounts &) const = default;
};

class ImageTree;
using ImageTreePtr = std::shared_ptr<const ImageTree>;

class ImageTree {
public:
    // Bottom first. Errors: LimitExceeded (more than kLayersPerImage layers, more than 2^32 - 2 paths), Cancelled.
    static Result<ImageTreePtr> build(std::vector<LayerTreePtr> layers, Job &job);

    std::uint32_t size() const { return static_cast<std::uint32_t>(m_parent.size()); }
    int layerCount() const { return static_cast<int>(m_layers.size()); }
    const LayerTreePtr &layer(int layer) const { return m_layers[static_cast<std::size_t>(layer)]; }

    NodeId parent(NodeId node) const { return NodeId { m_parent[index(node)] }; } // kNoNode for the root
    NodeId firstChild(NodeId node) const { return NodeId { m_firstChild[index(node)] }; }
    std::uint32_t childCount(NodeId node) const { return m_firstChild[index(node) + 1] - m_firstChild[index(node)]; }
    std::string_view name(NodeId node) const;
    std::span<const Change> changes(NodeId node) const
    {
        const std::uint32_t begin = m_changeBegin[index(node)];
        return { m_changes.data() + begin, m_changeBegin[index(node) + 1] - begin };
    }

    std::size_t changeCount() const { return m_changes.size(); }

    // The change that decides how `node` is after layer `layer`: the last one at or below it; nullptr when no layer up to
    // there knows the path. Whether it exists then: existsAt().
    const Change *changeAt(NodeId node, int layer) const;
    bool existsAt(NodeId node, int layer) const;

    const ChangeCounts &counts(int layer) const { return m_counts[static_cast<std::size_t>(layer)]; }
    // Hard links whose target no layer below has, and the like, found while merging.
    const Warnings &warnings() const { return m_warnings; }
    // The file that a change's entry means: itself, or for a hard link the (layer, node) that holds the bytes;
    // node kNoLayerNode when the target is missing.
    std::pair<int, LayerNode> content(const Change &change) const;

    // Every hard link of every layer with the file that it means, for whoever counts bytes once per file: sorted by
    // (file, fileLayer, node, layer). Links whose target is missing are left out.
    struct HardLink {
        NodeId file = kNoNode;
        NodeId node = kNoNode;
        LayerNode fileNode = kNoLayerNode; // in fileLayer
        LayerNode linkNode = kNoLayerNode; // in layer
        std::uint16_t fileLayer = 0;
        std::uint16_t layer = 0;
    };
    std::span<const HardLink> hardLinks() const { return m_hardLinks; }
    // Whiteouts of paths that did not exist then: no changes, but some tools count them. Ascending by (node, layer); only
    // for paths that other layers have.
    struct IdleWhiteout {
        NodeId node = kNoNode;
        std::uint16_t layer = 0;
    };
    std::span<const IdleWhiteout> idleWhiteouts() const { return m_idleWhiteouts; }

    std::string path(NodeId node) const; // without a leading slash; empty for the root
    NodeId find(std::string_view path) const;
    NodeId child(NodeId folder, std::string_view wanted) const; // kNoNode: there is none
    std::size_t memoryBytes() const; // without the layers

private:
    friend class ImageTreeBuilder;
    ImageTree() = default;

    std::vector<LayerTreePtr> m_layers;
    std::vector<std::uint32_t> m_parent;
    std::vector<std::uint32_t> m_firstChild; // size() + 1
    std::vector<std::uint32_t> m_changeBegin; // size() + 1
    std::vector<Change> m_changes;
    std::vector<ChangeCounts> m_counts;
    // Hard links into lower layers, sorted by (layer, node): where their bytes are.
    struct ForeignLink {
        std::uint16_t layer;
        std::uint16_t targetLayer;
        LayerNode node;
        LayerNode target;
    };
    std::vector<ForeignLink> m_foreignLinks;
    std::vector<HardLink> m_hardLinks;
    std::vector<IdleWhiteout> m_idleWhiteouts;
    Warnings m_warnings;
};

} // namespace varve
