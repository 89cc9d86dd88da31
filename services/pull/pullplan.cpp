// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/pull/pullplan.h"

#include <algorithm>

namespace varve {

std::int64_t PullPlan::totalBytes() const
{
    std::int64_t sum = 0;
    for (const PullLayer &layer : layers)
        sum += layer.descriptor.sizeBytes;
    return sum;
}

std::int64_t PullPlan::downloadBytes() const
{
    std::int64_t sum = 0;
    for (const PullLayer &layer : layers)
        sum += layer.downloadBytes();
    return sum;
}

std::int64_t PullPlan::growthBytes() const
{
    std::int64_t sum = 0;
    for (const PullLayer &layer : layers) {
        if (layer.from == PullLayer::From::Registry)
            sum += layer.descriptor.sizeBytes - layer.presentBytes;
        else if (layer.from == PullLayer::From::Source)
            sum += layer.descriptor.sizeBytes;
    }
    return sum;
}

} // namespace varve
