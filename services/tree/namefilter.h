// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The filter of a projection, ready to be asked for many names. With one of *?[ a glob over the whole, else a substring;
// with a slash it looks at paths, else at names. ASCII letters match without regard to case, other bytes exactly.
// Any thread after construction. Cost: substrings O(length); globs O(length * stars).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace varve {

class NameFilter {
public:
    explicit NameFilter(std::string_view pattern);

    bool isEmpty() const { return m_pattern.empty(); }
    bool looksAtPaths() const { return m_looksAtPaths; }
    bool isGlob() const { return m_isGlob; }

    // `text` is a name, or a path with a leading slash.
    bool matches(std::string_view text) const;
    // For paths that grow by a component at a time: whether a match ends behind `from`. Globs look at the whole.
    bool matchesBehind(std::string_view path, std::size_t from) const;

private:
    bool contains(std::string_view text) const;

    std::string m_pattern; // lower case
    bool m_isGlob = false;
    bool m_looksAtPaths = false;
};

} // namespace varve
