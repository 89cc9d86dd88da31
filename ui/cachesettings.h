// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// How much of the disk the trees of layers may take, in the settings. GUI thread; reads and writes QSettings.
#pragma once

#include <cstdint>

namespace varve {

class CacheSettings {
public:
    static constexpr std::int64_t kDefaultBytes = 1'000'000'000;

    static std::int64_t capacityBytes(); // 0: none are kept
    static void setCapacityBytes(std::int64_t bytes);
};

} // namespace varve
