// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/pathbytes.h"

#include "services/types/limits.h"

namespace varve {

PathFault normalisePath(std::string_view raw, std::string &out)
{
    out.clear();
    if (raw.empty())
        return PathFault::Empty;
    if (raw.size() > limits::kPathBytes)
        return PathFault::TooLong;
    std::size_t depth = 0;
    while (!raw.empty()) {
        const std::size_t slash = raw.find('/');
        const std::string_view component = raw.substr(0, slash);
        raw.remove_prefix(slash == std::string_view::npos ? raw.size() : slash + 1);
        if (component.empty() || component == ".")
            continue;
        if (component == "..") {
            if (depth == 0)
                return PathFault::LeavesRoot;
            const std::size_t last = out.rfind('/');
            out.resize(last == std::string::npos ? 0 : last);
            --depth;
            continue;
        }
        if (++depth > limits::kPathDepth)
            return PathFault::TooDeep;
        if (!out.empty())
            out += '/';
        out += component;
    }
    return PathFault::None;
}

const char *pathFaultText(PathFault fault)
{
    switch (fault) {
    case PathFault::None:
        break;
    case PathFault::Empty:
        return "the path is empty";
    case PathFault::LeavesRoot:
        return "the path leaves the root";
    case PathFault::TooLong:
        return "the path is longer than the limit";
    case PathFault::TooDeep:
        return "the path is deeper than the limit";
    }
    return "";
}

} // namespace varve
