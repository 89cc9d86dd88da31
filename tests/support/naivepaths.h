// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Paths as lists of components, for the naive model. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace varve::test {

inline std::vector<std::string> componentsOf(const std::string &path)
{
    std::vector<std::string> components;
    std::string component;
    for (const char c : path + '/') {
        if (c != '/') {
            component += c;
        } else if (!component.empty()) {
            components.push_back(component);
            component.clear();
        }
    }
    return components;
}

inline std::optional<std::string> normalised(const std::string &path)
{
    if (path.empty())
        return std::nullopt;
    std::vector<std::string> kept;
    for (const std::string &component : componentsOf(path)) {
        if (component == ".")
            continue;
        if (component != "..") {
            kept.push_back(component);
            continue;
        }
        if (kept.empty())
            return std::nullopt;
        kept.pop_back();
    }
    std::string joined;
    for (const std::string &component : kept)
        joined += (joined.empty() ? "" : "/") + component;
    return joined;
}

inline std::string parentOf(const std::string &path)
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

inline std::string nameOf(const std::string &path)
{
    return componentsOf(path).back();
}

inline bool isBelow(const std::string &path, const std::string &directory)
{
    if (directory.empty())
        return !path.empty();
    return path.size() > directory.size() && path.compare(0, directory.size() + 1, directory + '/') == 0;
}

// By depth, then by the names on the way.
inline bool isBeforeInBreadth(const std::string &a, const std::string &b)
{
    const std::vector<std::string> x = componentsOf(a);
    const std::vector<std::string> y = componentsOf(b);
    return x.size() != y.size() ? x.size() < y.size() : x < y;
}

} // namespace varve::test
