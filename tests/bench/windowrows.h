// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// How the benchmark starts itself to become a window: `varve_bench KIND ARGUMENT`. The child prints its figures, in seconds,
// on one line and ends. Main thread.
#pragma once

#include <string_view>

namespace varve::bench {

inline constexpr const char *kPaintChild = "paint-a-window"; // the argument: wallSeconds() when the process was started
inline constexpr const char *kReadChild = "read-in-a-window"; // the argument: an archive

inline bool isWindowChild(int argc, char **argv)
{
    return argc == 3 && (std::string_view(argv[1]) == kPaintChild || std::string_view(argv[1]) == kReadChild);
}

int windowChild(int argc, char **argv); // the exit code

} // namespace varve::bench
