// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the user looks at now: an ImageTree through a range of layers, a mode, a filter and a sort order. Immutable, made on
// a worker; a view switches by swapping one shared pointer. NodeIds are those of the ImageTree.
//
// Cost: build O(paths) and no allocation per path, plus O(k log k) per directory when not sorted by name; every accessor
// O(1), entry() O(changes of the path). Memory: 21 bytes per path of the ImageTree.
#pragma once

#include "services/tree/imagetree.h"
#include "services/tree/rawvector.h"

namespace varve {

enum class TreeMode : std::uint8_t {
    ThisLayer, // only what the selected layers changed
    UpToHere, // the file system after the last selected layer; what that removed stays visible as removed
    WholeImage, // the file system of the finished image, whatever is selected
    ChangesOnly, // the net effect of everything above the bottom layer, up to the last selected layer
};

enum class TreeColumn : std::uint8_t { Name, Change, Size, Mode, Owner, Modified };

struct ProjectionRequest {
    int firstLayer = 0; // the selection, inclusive
    int lastLayer = 0;
    TreeMode mode = TreeMode::ThisLayer;
    // Empty: everything. With one of *?[ a glob, else a substring; with a slash matched against the path (where * and ?
    // stop at slashes and ** does not), else against the name. ASCII letters match without regard to case. A directory
    // that matches brings its whole subtree.
    std::string filter;
    // One bit per ChangeKind (1 << kind); a row is shown when its own change or that of something below it is in the set.
    // 0xff: everything, unchanged rows too.
    std::uint8_t kinds = 0xff;
    TreeColumn sort = TreeColumn::Name;
    bool descending = false;

    bool operator==(const ProjectionRequest &) const = default;
};

class TreeProjection;
using TreeProjectionPtr = std::shared_ptr<const TreeProjection>;

class TreeProjection {
public:
    // Errors: Cancelled.
    static Result<TreeProjectionPtr> build(ImageTreePtr tree, const ProjectionRequest &request, Job &job);

    const ImageTree &tree() const { return *m_tree; }
    const ImageTreePtr &treePtr() const { return m_tree; }
    const ProjectionRequest &request() const { return m_request; }

    bool contains(NodeId node) const { return node == kRootNode || m_rowOf[index(node)] != kNotShown; }
    std::uint32_t rowCount(NodeId parent) const { return m_rowCount[index(parent)]; }
    NodeId child(NodeId parent, std::uint32_t row) const
    {
        return NodeId { m_order[index(m_tree->firstChild(parent)) + row] };
    }
    std::uint32_t rowOf(NodeId node) const { return m_rowOf[index(node)]; } // only for nodes that contains() affirms

    // What follows is meant for nodes that contains() affirms; a filter leaves the others unjudged.

    // What the selected layers (in ChangesOnly: all above the bottom one) did to this path itself; nothing: unchanged.
    bool hasChange(NodeId node) const { return stateOf(node) < kUnchanged; }
    ChangeKind change(NodeId node) const { return static_cast<ChangeKind>(stateOf(node) & 7U); }
    // True when something shown below a directory changed though it did not itself.
    bool hasChangesBelow(NodeId node) const { return stateOf(node) == kUnchangedButBelow; }

    // Bytes of the files shown at and below the node, hard links once per layer; rows that are removed count nothing. In
    // ThisLayer and ChangesOnly the bytes that the layers store (a file that was only touched is stored again) minus the
    // bytes of what they remove, so it may be negative.
    std::int64_t sizeBytes(NodeId node) const { return m_size[index(node)]; }
    // The entry whose mode, owner, time and link target are shown: as it is after the last layer looked at, or for a
    // removed path as it was before. node kNoLayerNode for directories that no layer has an entry of.
    struct Entry {
        int layer;
        LayerNode node;
    };
    Entry entry(NodeId node) const;

    std::uint32_t shownCount() const { return m_shown; } // rows in all, root not counted
    std::size_t memoryBytes() const;

private:
    friend class TreeProjectionBuilder;
    static constexpr std::uint8_t kUnchanged = 8; // m_state: a ChangeKind, or one of these
    static constexpr std::uint8_t kUnchangedButBelow = 9;
    static constexpr std::uint32_t kNotShown = 0xffffffffU;
    // A type of its own: behind a store of a plain byte, which might be part of anything, a compiler reads all pointers
    // anew, for every path.
    enum class State : std::uint8_t {};
    std::uint8_t stateOf(NodeId node) const { return static_cast<std::uint8_t>(m_state[index(node)]); }
    TreeProjection() = default;

    ImageTreePtr m_tree;
    ProjectionRequest m_request;
    // The rows of a parent, from its first child in the tree on; rows that are not shown leave room behind them. So where
    // a parent's rows begin is known before anything else is, and pages that no row needs are never touched.
    RawVector<std::uint32_t> m_order;
    RawVector<std::uint32_t> m_rowCount;
    RawVector<std::uint32_t> m_rowOf; // kNotShown: no row
    RawVector<State> m_state;
    RawVector<std::int64_t> m_size;
    std::uint32_t m_shown = 0;
};

} // namespace varve
