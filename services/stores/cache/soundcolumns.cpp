// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/cache/soundcolumns.h"

#include "services/types/limits.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace varve {

namespace {

bool areNamesInside(const LayerColumns &columns)
{
    return std::is_sorted(columns.nameBegin.begin(), columns.nameBegin.end())
        && columns.nameBegin.back() <= columns.arena.size();
}

bool areAttributesInside(const LayerColumns &columns)
{
    const std::uint32_t most =
        columns.attributes.empty() ? 0 : *std::max_element(columns.attributes.begin(), columns.attributes.end());
    if (most >= columns.attributeTable.size())
        return false;
    return std::all_of(
        columns.attributeTable.begin(), columns.attributeTable.end(), [&columns](const Attributes &attributes) {
            return attributes.type <= EntryType::Whiteout && attributes.xattrs <= columns.arena.size();
        });
}

// Every folder knows its children, which come after it, and all of them together are all nodes but the root.
bool areFoldersATree(const LayerColumns &columns)
{
    const auto count = static_cast<std::uint32_t>(columns.attributes.size());
    if (columns.folders.size() < 2)
        return false;
    const LayerColumns::Folder &first = columns.folders.front();
    const LayerColumns::Folder &end = columns.folders.back();
    if (first.node != 0 || first.firstChild != 1 || end.node != count || end.firstChild != count)
        return false;
    std::size_t folder = 0;
    for (std::uint32_t node = 0; node < count; ++node) {
        if (columns.attributesOf(node).type != EntryType::Directory)
            continue;
        if (folder + 1 >= columns.folders.size() || columns.folders[folder].node != node
            || columns.place[node] != folder || columns.folders[folder].firstChild <= node
            || columns.folders[folder + 1].firstChild < columns.folders[folder].firstChild)
            return false;
        ++folder;
    }
    return folder + 1 == columns.folders.size();
}

// Ascending, and of values that a layer can have.
bool areExceptionsSound(std::span<const LayerColumns::Exception> exceptions, std::size_t count, std::int64_t most)
{
    const bool areInside = std::all_of(exceptions.begin(), exceptions.end(),
        [most](const LayerColumns::Exception &one) { return one.value >= 0 && one.value <= most; });
    if (!areInside)
        return false;
    const auto byNode = [](const LayerColumns::Exception &a, const LayerColumns::Exception &b) {
        return a.node < b.node;
    };
    return std::is_sorted(exceptions.begin(), exceptions.end(), byNode)
        && (exceptions.empty() || exceptions.back().node < count);
}

bool areLinksInside(std::span<const std::uint32_t> nodes, std::size_t count)
{
    return nodes.size() % 2 == 0
        && std::all_of(nodes.begin(), nodes.end(), [count](std::uint32_t node) { return node < count; });
}

bool areFingerprintsInside(const LayerColumns &columns)
{
    if (columns.fingerprintRank.empty())
        return columns.fingerprints.empty();
    const std::size_t count = columns.attributes.size();
    if (columns.fingerprintRank.size() != (count + LayerColumns::kRankNodes - 1) / LayerColumns::kRankNodes)
        return false;
    std::uint64_t before = 0;
    for (const LayerColumns::FingerprintRank &rank : columns.fingerprintRank) {
        if (rank.before != before)
            return false;
        before += static_cast<unsigned>(std::popcount(rank.members));
    }
    return before == columns.fingerprints.size();
}

} // namespace

const char *faultOf(const LayerColumns &columns)
{
    const std::size_t count = columns.attributes.size();
    if (count == 0 || count > limits::kEntriesPerLayer + std::size_t { limits::kImpliedFoldersPerLayer } + 1)
        return "no number of nodes that a layer can have";
    const bool hasSeconds = columns.mtimeSeconds.size() == count && columns.mtimesNs.empty();
    const bool hasNs = columns.mtimesNs.size() == count && columns.mtimeSeconds.empty();
    if (columns.nameBegin.size() != count + 1 || columns.sizes.size() != count || columns.place.size() != count
        || hasSeconds == hasNs)
        return "columns of different lengths";
    if (!areNamesInside(columns))
        return "names outside of the arena";
    if (!areAttributesInside(columns))
        return "attributes outside of their table";
    if (!areFoldersATree(columns))
        return "folders that are no tree";
    if (!areExceptionsSound(columns.largeSizes, count, limits::kFileBytesPerLayer)
        || !areExceptionsSound(columns.farContents, count, std::numeric_limits<std::int64_t>::max()))
        return "large numbers that are wrong or out of order";
    if (!areLinksInside(columns.hardLinkNode, count))
        return "hard links to outside of the tree";
    if (!areFingerprintsInside(columns))
        return "fingerprints that do not add up";
    return nullptr;
}

} // namespace varve
