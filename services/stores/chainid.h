// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a layer is together with all that is below it: the key under which engines keep unpacked layers. Pure functions; O(layers).
// Source: OCI image-spec 1.1, config.md, "Layer ChainID".
#pragma once

#include "services/types/imagedetails.h"

#include <vector>

namespace varve {

// Bottom first; shorter than `diffIds` where one of them is null.
std::vector<Digest> chainIds(const QList<Digest> &diffIds);
std::vector<Digest> chainIds(const QList<LayerInfo> &layers);

} // namespace varve
