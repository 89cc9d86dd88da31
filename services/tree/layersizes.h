// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The sizes of one layer for loops over many nodes of many layers: a load less than by way of the columns, which must
// outlive it. O(1), for a size from 4 GiB O(log of how many there are).
#pragma once

#include "services/tree/layercolumns.h"

namespace varve {

class LayerSizes {
public:
    explicit LayerSizes(const LayerColumns *columns) // may be null: a layer that is not read yet
        : m_sizes(columns != nullptr ? columns->sizes.data() : nullptr)
        , m_columns(columns)
    {
    }
    std::int64_t operator[](std::uint32_t node) const
    {
        const std::uint32_t size = m_sizes[node];
        return size != LayerColumns::kException ? size : m_columns->sizeBytes(node);
    }

private:
    const std::uint32_t *m_sizes;
    const LayerColumns *m_columns;
};

} // namespace varve
