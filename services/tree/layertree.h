// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One layer as a tree: what its tar holds, whiteouts included, nothing of the layers below. Immutable; share it freely
// between threads and images (it is keyed by DiffID).
//
// Structure of arrays in breadth-first order: children of one directory are contiguous and sorted by the bytes of their
// names, so childCount and name lengths follow from the next directory and the next node. See LayerColumns for what is
// stored and how: about 36 bytes per file besides its name, 20 for all others, 8 more for a directory.
// Cost: every accessor O(1) but parent(), hardLinkNode(), sizes from 4 GiB and contents beyond 2 TiB (O(log n)); path()
// O(depth * log folders), find() O(depth * log children).
// Source: OCI image-spec 1.1, layer.md (whiteouts, opaque directories, hard links).
#pragma once

#include "services/tree/layercolumns.h"
#include "services/types/warning.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace varve {

class LayerTree;
using LayerTreePtr = std::shared_ptr<const LayerTree>;

class LayerTree {
public:
    struct Totals {
        std::uint32_t entries = 0; // tar entries, whiteouts included
        std::uint32_t whiteouts = 0; // without opaque markers
        std::uint32_t warningCount = 0; // more than warnings().size() when many were dropped
        std::int64_t contentBytes = 0; // sum of sizeBytes of all files: hard links once
        std::int64_t symlinkBytes =
            0; // sum of the lengths of symlink targets (engines on overlay2 add it to a layer's size)
        std::int64_t tarBytes = 0; // length of the uncompressed tar
        FingerprintKind fingerprintKind = FingerprintKind::Xxh3; // of those that the tree has or will get
    };

    LayerTree(const LayerColumns &columns, const Totals &totals, Warnings warnings, std::shared_ptr<const void> owner);

    std::uint32_t size() const { return static_cast<std::uint32_t>(m_columns.attributes.size()); }
    LayerNode parent(LayerNode node) const; // kNoLayerNode for the root
    // Of a node without children: any node.
    LayerNode firstChild(LayerNode node) const { return LayerNode { m_columns.children(index(node)).begin }; }
    std::uint32_t childCount(LayerNode node) const
    {
        const LayerColumns::Range children = m_columns.children(index(node));
        return children.end - children.begin;
    }
    // Of a whiteout: the name it removes; empty for the root.
    std::string_view name(LayerNode node) const { return m_columns.name(index(node)); }
    const Attributes &attributes(LayerNode node) const { return m_columns.attributesOf(index(node)); }
    EntryType type(LayerNode node) const { return attributes(node).type; }
    bool isExplicit(LayerNode node) const { return (attributes(node).flags & Attributes::Explicit) != 0; }
    bool isOpaque(LayerNode node) const { return (attributes(node).flags & Attributes::Opaque) != 0; }
    bool isSparse(LayerNode node) const { return (attributes(node).flags & Attributes::Sparse) != 0; }
    // Of the tar header: the logical size of a file, 0 for all others.
    std::int64_t sizeBytes(LayerNode node) const { return m_columns.sizeBytes(index(node)); }
    std::int64_t mtimeNs(LayerNode node) const { return m_columns.mtimeNs(index(node)); } // since the epoch
    std::int64_t contentOffset(LayerNode node) const; // of the content in the uncompressed tar; -1: none
    std::string_view linkTarget(LayerNode node) const; // as in the tar; for devices "major:minor"
    // The file that a hard link means, through links to links; where these leave the layer, the last link inside it;
    // kNoLayerNode when the link itself points elsewhere.
    LayerNode hardLinkNode(LayerNode node) const;
    Fingerprint fingerprint(LayerNode node) const; // null when the content was not read, and for all but files
    // Extended attributes of a node: (name, value) pairs sorted by name; O(number of attributes).
    std::vector<std::pair<std::string_view, std::string_view>> xattrs(LayerNode node) const;
    std::string_view encodedXattrs(LayerNode node) const; // for comparing

    bool hasFingerprints() const { return !m_columns.fingerprintRank.empty(); }
    FingerprintKind fingerprintKind() const
    {
        return hasFingerprints() ? m_totals.fingerprintKind : FingerprintKind::None;
    }
    const Totals &totals() const { return m_totals; }
    const Warnings &warnings() const { return m_warnings; }
    const LayerColumns &columns() const { return m_columns; }
    std::size_t memoryBytes() const { return sizeof *this + m_columns.memoryBytes(); }

    std::string path(LayerNode node) const; // without a leading slash; empty for the root
    LayerNode find(std::string_view path) const; // kNoLayerNode when there is none

    // The same tree with the fingerprints that a second pass found; shares all other columns. `fingerprints` has size()
    // entries, null where a node has no content.
    LayerTreePtr withFingerprints(std::vector<Fingerprint> fingerprints) const;

private:
    LayerColumns m_columns;
    Totals m_totals;
    Warnings m_warnings;
    std::shared_ptr<const void> m_owner;
};

} // namespace varve
