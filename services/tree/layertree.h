// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One layer as a tree: what its tar holds, whiteouts included, nothing of the layers below. Immutable; share it freely
// between threads and images (it is keyed by DiffID).
//
// Structure of arrays in breadth-first order: children of one directory are contiguous and sorted by the bytes of their
// names, so childCount and name lengths follow from the next node. The columns are spans over memory that `owner` keeps
// alive (vectors now, a mapped cache file as well), 60 bytes per node besides its name.
// Cost: every accessor O(1), path() O(depth), find() O(depth * log children).
// Source: OCI image-spec 1.1, layer.md (whiteouts, opaque directories, hard links).
#pragma once

#include "services/tree/treetypes.h"
#include "services/types/warning.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace varve {

class LayerTree;
using LayerTreePtr = std::shared_ptr<const LayerTree>;

class LayerTree {
public:
    struct Columns {
        std::span<const std::uint32_t> parent;
        std::span<const std::uint32_t>
            firstChild; // size() + 1 entries; children of n: [firstChild[n], firstChild[n+1])
        std::span<const std::uint32_t> nameBegin; // size() + 1 entries, into the arena
        std::span<const std::uint32_t> attributes; // into attributeTable
        std::span<const std::uint8_t> flags;
        std::span<const std::int64_t> sizeBytes; // of the tar header: logical size of a file, 0 for all others
        std::span<const std::int64_t> mtimeNs; // since the epoch
        std::span<const std::uint32_t>
            link; // offset+1 into the arena of {u32 length, bytes}: target of links, "major:minor"
        std::span<const std::uint32_t>
            hardLinkNode; // sorted pairs (node, target node) for hard links inside this layer
        std::span<const std::int64_t> contentOffset; // of the content in the uncompressed tar; -1: none
        std::span<const Fingerprint> fingerprint; // empty, or size() entries
        std::span<const Attributes> attributeTable;
        std::span<const char> arena;
    };
    enum Flag : std::uint8_t {
        Explicit = 1, // has a tar entry of its own (else a directory that other paths imply)
        Opaque = 2, // hides everything below it of lower layers
        Sparse = 4, // content is not stored contiguously: fingerprint only while reading
    };
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

    LayerTree(const Columns &columns, const Totals &totals, Warnings warnings, std::shared_ptr<const void> owner);

    std::uint32_t size() const { return static_cast<std::uint32_t>(m_columns.parent.size()); }
    LayerNode parent(LayerNode node) const
    {
        return LayerNode { m_columns.parent[index(node)] };
    } // kNoLayerNode for the root
    LayerNode firstChild(LayerNode node) const { return LayerNode { m_columns.firstChild[index(node)] }; }
    std::uint32_t childCount(LayerNode node) const
    {
        return m_columns.firstChild[index(node) + 1] - m_columns.firstChild[index(node)];
    }
    std::string_view name(LayerNode node) const // of a whiteout: the name it removes; empty for the root
    {
        const std::uint32_t begin = m_columns.nameBegin[index(node)];
        return { m_columns.arena.data() + begin, m_columns.nameBegin[index(node) + 1] - begin };
    }
    const Attributes &attributes(LayerNode node) const
    {
        return m_columns.attributeTable[m_columns.attributes[index(node)]];
    }
    EntryType type(LayerNode node) const { return attributes(node).type; }
    bool isExplicit(LayerNode node) const { return (m_columns.flags[index(node)] & Explicit) != 0; }
    bool isOpaque(LayerNode node) const { return (m_columns.flags[index(node)] & Opaque) != 0; }
    bool isSparse(LayerNode node) const { return (m_columns.flags[index(node)] & Sparse) != 0; }
    std::int64_t sizeBytes(LayerNode node) const { return m_columns.sizeBytes[index(node)]; }
    std::int64_t mtimeNs(LayerNode node) const { return m_columns.mtimeNs[index(node)]; }
    std::int64_t contentOffset(LayerNode node) const { return m_columns.contentOffset[index(node)]; }
    std::string_view linkTarget(LayerNode node) const; // as in the tar; for devices "major:minor"
    // The file that a hard link means, through links to links; where these leave the layer, the last link inside it;
    // kNoLayerNode when the link itself points elsewhere.
    LayerNode hardLinkNode(LayerNode node) const;
    Fingerprint fingerprint(LayerNode node) const;
    // Extended attributes of a node: (name, value) pairs sorted by name; O(number of attributes).
    std::vector<std::pair<std::string_view, std::string_view>> xattrs(LayerNode node) const;
    std::string_view encodedXattrs(LayerNode node) const; // for comparing

    bool hasFingerprints() const { return !m_columns.fingerprint.empty(); }
    FingerprintKind fingerprintKind() const
    {
        return hasFingerprints() ? m_totals.fingerprintKind : FingerprintKind::None;
    }
    const Totals &totals() const { return m_totals; }
    const Warnings &warnings() const { return m_warnings; }
    const Columns &columns() const { return m_columns; }
    std::size_t memoryBytes() const;

    std::string path(LayerNode node) const; // without a leading slash; empty for the root
    LayerNode find(std::string_view path) const; // kNoLayerNode when there is none

    // The same tree with the fingerprints that a second pass found; shares all other columns. `fingerprints` has size()
    // entries, null where a node has no content.
    LayerTreePtr withFingerprints(std::vector<Fingerprint> fingerprints) const;

private:
    Columns m_columns;
    Totals m_totals;
    Warnings m_warnings;
    std::shared_ptr<const void> m_owner;
};

} // namespace varve
