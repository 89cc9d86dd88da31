// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The vocabulary of trees: indices that cannot be mixed up, entry types, kinds of change. Plain values.
#pragma once

#include <cstdint>
#include <string_view>

namespace varve {

// A node of one LayerTree / of one ImageTree. The root is 0 in both.
enum class LayerNode : std::uint32_t {};
enum class NodeId : std::uint32_t {};

inline constexpr LayerNode kNoLayerNode { 0xffffffffU };
inline constexpr NodeId kNoNode { 0xffffffffU };
inline constexpr LayerNode kLayerRoot { 0 };
inline constexpr NodeId kRootNode { 0 };

constexpr std::uint32_t index(LayerNode node)
{
    return static_cast<std::uint32_t>(node);
}
constexpr std::uint32_t index(NodeId node)
{
    return static_cast<std::uint32_t>(node);
}

enum class EntryType : std::uint8_t {
    File,
    Directory,
    Symlink,
    HardLink, // to a path of the same or of a lower layer
    CharDevice,
    BlockDevice,
    Fifo,
    Whiteout, // ".wh.NAME": NAME of the layers below is gone
};

// What a layer did to a path, seen against the layers below it.
enum class ChangeKind : std::uint8_t {
    Added,
    Modified, // same type, other content (or link target, or device number)
    MetadataOnly, // same content, stored again: other mode, owner, time or attributes, or none of these
    Removed,
    Replaced, // another type: file over directory, symlink over file ...
    Same, // a directory that the layer repeats with the same mode, owner and attributes: no change
};

// What the fingerprints of one tree are made by. Those of different kinds are never compared: files count then as if their
// content had not been read. A store reads all layers of an image into trees of one kind.
enum class FingerprintKind : std::uint8_t {
    None,
    Xxh3, // xxh3-128 of the content
    Crc64, // what tar-split records: CRC-64 in `low`, `high` is 1. Enough for honest files, not against forged ones
};

// Of a file's content; all zero when the content was not read.
struct Fingerprint {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    bool isNull() const { return low == 0 && high == 0; }
    bool operator==(const Fingerprint &) const = default;
};

// Everything about an entry that most entries of a layer share: stored once per distinct value.
struct Attributes {
    enum Flag : std::uint8_t {
        Explicit = 1, // has a tar entry of its own (else a directory that other paths imply)
        Opaque = 2, // hides everything below it of lower layers
        Sparse = 4, // content is not stored contiguously: fingerprint only while reading
    };
    EntryType type = EntryType::File;
    std::uint8_t flags = 0;
    std::uint16_t mode = 0; // permission bits with setuid, setgid, sticky: 07777
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint32_t xattrs = 0; // offset of the encoded attributes in the tree's arena plus 1; 0: none
    bool operator==(const Attributes &) const = default;
};

} // namespace varve
