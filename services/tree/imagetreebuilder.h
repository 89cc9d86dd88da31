// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Merges the layers of an image into an ImageTree. Owns the tree until run() hands it over; one thread, used once.
//
// One pass, breadth-first: the children of a path are the merge-join of the sorted children of the layers that have it as a
// directory, and these layers are known from the path's own changes. What hides older layers (a whiteout, a file in a
// directory's place, an opaque directory) is handed down as a list of layers, empty for nearly all; of several that hide
// the same entries only the first is kept, so that all lists together are no longer than the entries.
// Hard links into lower layers are settled afterwards, layer by layer, and only their paths are judged once more.
// Cost: O(entries * log layers), linear where one layer alone has a directory. Errors: LimitExceeded, Cancelled.
#pragma once

#include "services/tree/imagetree.h"
#include "services/types/limits.h"

namespace varve {

class ImageTreeBuilder {
public:
    ImageTreeBuilder(std::vector<LayerTreePtr> layers, Job &job);
    Result<ImageTreePtr> run();

private:
    // The columns of a layer that the merge touches for every entry.
    struct View {
        const std::uint32_t *nameBegin = nullptr;
        const std::uint32_t *attributes = nullptr;
        const Attributes *attributeTable = nullptr;
        const std::uint32_t *place = nullptr;
        const LayerColumns::Folder *folders = nullptr;
        const char *arena = nullptr;
        std::size_t arenaBytes = 0;

        EntryType type(std::uint32_t node) const { return attributeTable[attributes[node]].type; }
        LayerColumns::Range children(std::uint32_t node) const // of a directory
        {
            const LayerColumns::Folder *folder = folders + place[node];
            return { folder[0].firstChild, folder[1].firstChild };
        }
        bool hasChildren(std::uint32_t node) const
        {
            if (type(node) != EntryType::Directory)
                return false;
            const LayerColumns::Range range = children(node);
            return range.begin != range.end;
        }
        std::string_view name(std::uint32_t node) const
        {
            return { arena + nameBegin[node], nameBegin[node + 1] - nameBegin[node] };
        }
    };
    // The children of one layer that are still to be merged.
    struct Cursor {
        std::uint64_t key = 0; // nameKey() of `next`
        const View *view = nullptr;
        std::uint32_t next = 0;
        std::uint32_t end = 0;
        std::uint16_t layer = 0;

        std::string_view name() const { return view->name(next); }
        void loadKey();
    };
    struct Contribution {
        std::uint16_t layer;
        std::uint32_t node;
    };
    // A path with children to merge, and the layers that hide what is older below it.
    struct Pending {
        std::uint32_t node;
        std::uint32_t hidesBegin;
        std::uint32_t hidesCount;
    };
    using Layers = std::span<const std::uint16_t>;

    void mergeRoot();
    Result<void> mergeChildren(const Pending &pending);
    void appendOnlyChildren(std::uint32_t parent, const Cursor &only, Layers hides);
    void mergeFew(std::uint32_t parent, Layers hides);
    void mergeMany(std::uint32_t parent, Layers hides);
    void addChild(std::uint32_t parent, Layers hides);
    void addChanges(std::uint32_t node, Layers hides);
    void queueChildren(std::uint32_t node, Layers hides);
    void noteHardLink(std::uint32_t node, std::uint16_t layer, std::uint32_t entry);

    void classify(std::span<Change> changes) const;
    ChangeKind compare(const Change &before, const Change &now) const;
    bool isSameContent(std::pair<int, LayerNode> a, std::pair<int, LayerNode> b) const;
    void count(std::span<const Change> changes, int difference);

    // What `path`, as a tar spells it, leads to after `layer`, through symlinks on the way; kNoNode when it is not there.
    NodeId resolve(std::string_view path, int layer);
    std::pair<int, LayerNode> fileAt(NodeId node, int layer) const;
    void settle(const ImageTree::HardLink &link, std::pair<int, LayerNode> file);
    void settleForeignLinks();
    void locateFiles();

    static bool comesLater(const Cursor &a, const Cursor &b);

    std::shared_ptr<ImageTree> m_tree;
    Job &m_job;
    std::vector<View> m_views;
    std::vector<Pending> m_pending;
    std::vector<std::uint16_t> m_hides; // lists of all pending paths
    std::vector<Cursor> m_cursors;
    std::vector<Contribution> m_here; // entries at the path at hand, ascending by layer
    std::vector<std::uint16_t> m_scratchHides;
    std::size_t m_bytesToFollow =
        limits::kFollowedPathBytes; // of paths that symlinks lead to, before all are left alone
};

} // namespace varve
