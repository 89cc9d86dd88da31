// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The filter of a projection: which paths of an ImageTree a pattern matches. With one of *?[ it is a glob over the whole,
// else a substring; with a slash it looks at paths ("/usr/lib"), else at names. ASCII letters match without regard to case.
//
// Names lie one behind the other in the arena of their layer, so substrings are looked for there, sixteen bytes at a time,
// and the few hits are brought to their paths. Used once, one thread. Cost: O(bytes of names); memory 1 byte per entry.
#pragma once

#include "services/tree/globautomaton.h"
#include "services/tree/imagetree.h"

#include <string>

namespace varve {

class TreeFilter {
public:
    TreeFilter(const ImageTree &tree, std::string_view pattern);

    bool isEmpty() const { return m_pattern.empty(); }
    // Sets the entry of every directory that matches itself or lies below one that does to 1; `matches` has tree.size()
    // zeros. Where looksAtNames() is false afterwards, those of all other paths as well.
    void mark(std::span<std::uint8_t> matches);
    // Names are known by layer, and whoever walks over the paths has the first change of each at hand: no walk only for
    // bringing the ones to the others.
    bool looksAtNames() const { return !m_found.empty(); }
    bool matchesName(const Change &first) const { return m_found[first.layer][index(first.node)] != 0; }

private:
    using Marks = std::vector<std::uint8_t>; // by entry of a layer
    enum class Kind : std::uint8_t { NameText, NameGlob, PathText, PathGlob };

    bool findNames(const LayerTree &layer, Marks &found) const;
    bool findText(const LayerTree &layer, std::string_view text, Marks &found) const;
    bool isBelowFolders(NodeId parent) const;
    void markNames(std::span<std::uint8_t> matches);
    bool matchesGlob(std::string_view name) const;
    void markPathText(std::span<std::uint8_t> matches) const;
    void markPathGlob(std::span<std::uint8_t> matches) const;

    const ImageTree &m_tree;
    std::string m_pattern; // lower case
    Kind m_kind = Kind::NameText;
    std::string m_literal; // the longest piece of a name glob that every match holds as it is
    bool m_isSuffix = false; // the glob is a star and the literal
    std::vector<Marks> m_found; // by layer: the entries whose name matches; empty when there is none, and for paths
    std::vector<std::string_view>
        m_folders; // of a path text: what stands before each slash; the first may be cut short
    std::string_view m_start; // of a path text: what stands behind the last slash; a name begins with it
    GlobAutomaton m_glob;
};

} // namespace varve
