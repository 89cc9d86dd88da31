// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/layercolumns.h"

#include <algorithm>

namespace varve {

// 0 when it is not there, so that a damaged column is no more than a wrong number.
std::int64_t LayerColumns::exception(std::span<const Exception> exceptions, std::uint32_t node)
{
    const auto found = std::lower_bound(exceptions.begin(), exceptions.end(), node,
        [](const Exception &one, std::uint32_t wanted) { return one.node < wanted; });
    return found != exceptions.end() && found->node == node ? found->value : 0;
}

std::size_t LayerColumns::memoryBytes() const
{
    return nameBegin.size_bytes() + attributes.size_bytes() + sizes.size_bytes() + mtimeSeconds.size_bytes()
        + mtimesNs.size_bytes() + place.size_bytes() + folders.size_bytes() + largeSizes.size_bytes()
        + farContents.size_bytes() + hardLinkNode.size_bytes() + fingerprintRank.size_bytes()
        + fingerprints.size_bytes() + attributeTable.size_bytes() + arena.size_bytes();
}

} // namespace varve
