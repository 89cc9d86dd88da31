// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Whether columns that were not made by a LayerTreeBuilder may stand in a LayerTree: that no number in them leads outside.
// They may still say something that is not so; nothing that looks at them reads foreign memory or goes in circles.
// Any thread; O(nodes), one pass over every column.
#pragma once

#include "services/tree/layercolumns.h"

namespace varve {

// What is wrong, for people who look for the defect; nullptr when nothing is.
const char *faultOf(const LayerColumns &columns);

} // namespace varve
