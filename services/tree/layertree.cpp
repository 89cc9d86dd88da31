// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/layertree.h"

#include "services/tree/packedfingerprints.h"
#include "services/tree/pathbytes.h"

#include <algorithm>
#include <cstring>

namespace varve {

namespace {

// {u32 length, bytes} at `offset`; empty when the arena does not hold it, so that a damaged column reads nothing foreign.
std::string_view lengthPrefixed(std::span<const char> arena, std::size_t offset)
{
    std::uint32_t length = 0;
    if (offset + sizeof length > arena.size())
        return {};
    std::memcpy(&length, arena.data() + offset, sizeof length);
    offset += sizeof length;
    if (length > arena.size() - offset)
        return {};
    return { arena.data() + offset, length };
}

} // namespace

LayerTree::LayerTree(
    const LayerColumns &columns, const Totals &totals, Warnings warnings, std::shared_ptr<const void> owner)
    : m_columns(columns)
    , m_totals(totals)
    , m_warnings(std::move(warnings))
    , m_owner(std::move(owner))
{
}

LayerNode LayerTree::parent(LayerNode node) const
{
    // Who has a child at or before the node, the last one; the children of folders without any begin where the next ones do.
    const std::span<const LayerColumns::Folder> folders = m_columns.folders;
    const auto next = std::upper_bound(folders.begin(), folders.end(), index(node),
        [](std::uint32_t child, const LayerColumns::Folder &folder) { return child < folder.firstChild; });
    return next == folders.begin() ? kNoLayerNode : LayerNode { (next - 1)->node };
}

std::int64_t LayerTree::contentOffset(LayerNode node) const
{
    const std::uint32_t place = m_columns.place[index(node)];
    if (place == 0 || type(node) != EntryType::File)
        return -1;
    return place != LayerColumns::kException ? place * LayerColumns::kBlockBytes
                                             : LayerColumns::exception(m_columns.farContents, index(node));
}

std::string_view LayerTree::linkTarget(LayerNode node) const
{
    const std::uint32_t place = m_columns.place[index(node)];
    const bool hasNone = place == 0 || type(node) == EntryType::File || type(node) == EntryType::Directory;
    return hasNone ? std::string_view {} : lengthPrefixed(m_columns.arena, place - 1);
}

LayerNode LayerTree::hardLinkNode(LayerNode node) const
{
    const auto &pairs = m_columns.hardLinkNode;
    std::size_t low = 0;
    std::size_t high = pairs.size() / 2;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (pairs[2 * middle] < index(node))
            low = middle + 1;
        else
            high = middle;
    }
    return 2 * low < pairs.size() && pairs[2 * low] == index(node) ? LayerNode { pairs[2 * low + 1] } : kNoLayerNode;
}

Fingerprint LayerTree::fingerprint(LayerNode node) const
{
    return m_columns.fingerprint(index(node));
}

std::string_view LayerTree::encodedXattrs(LayerNode node) const
{
    const std::uint32_t offset = attributes(node).xattrs;
    return offset == 0 ? std::string_view {} : lengthPrefixed(m_columns.arena, offset - 1);
}

std::vector<std::pair<std::string_view, std::string_view>> LayerTree::xattrs(LayerNode node) const
{
    std::vector<std::pair<std::string_view, std::string_view>> result;
    const std::string_view encoded = encodedXattrs(node);
    const std::span<const char> bytes { encoded.data(), encoded.size() };
    std::size_t offset = 0;
    while (offset < bytes.size()) {
        const std::string_view name = lengthPrefixed(bytes, offset);
        offset += sizeof(std::uint32_t) + name.size();
        const std::string_view value = lengthPrefixed(bytes, offset);
        offset += sizeof(std::uint32_t) + value.size();
        result.emplace_back(name, value);
    }
    return result;
}

std::string LayerTree::path(LayerNode node) const
{
    std::vector<LayerNode> chain;
    std::size_t length = 0;
    for (; node != kLayerRoot; node = parent(node)) {
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

LayerNode LayerTree::find(std::string_view path) const
{
    LayerNode node = kLayerRoot;
    while (!path.empty()) {
        const std::size_t slash = path.find('/');
        const std::string_view wanted = path.substr(0, slash);
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
        if (wanted.empty())
            continue;
        auto [low, end] = m_columns.children(index(node));
        std::uint32_t high = end;
        while (low < high) {
            const std::uint32_t middle = low + (high - low) / 2;
            if (compareNames(name(LayerNode { middle }), wanted) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        if (low == end || name(LayerNode { low }) != wanted)
            return kNoLayerNode;
        node = LayerNode { low };
    }
    return node;
}

LayerTreePtr LayerTree::withFingerprints(std::vector<Fingerprint> fingerprints) const
{
    struct Owner {
        std::shared_ptr<const void> columns;
        PackedFingerprints fingerprints;
    };
    auto owner = std::make_shared<Owner>(Owner { m_owner, PackedFingerprints(std::move(fingerprints)) });
    LayerColumns columns = m_columns;
    owner->fingerprints.addTo(columns);
    return std::make_shared<const LayerTree>(columns, m_totals, m_warnings, std::move(owner));
}

} // namespace varve
