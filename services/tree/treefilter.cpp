// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/treefilter.h"

#include <algorithm>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace varve {

namespace {

constexpr std::size_t kNone = std::string_view::npos;

std::string lowered(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), GlobAutomaton::lower);
    return result;
}

bool isSame(const char *text, std::string_view lowerCase)
{
    for (std::size_t i = 0; i < lowerCase.size(); ++i) {
        if (GlobAutomaton::lower(text[i]) != lowerCase[i])
            return false;
    }
    return true;
}

constexpr char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

// The first place at or behind `from` where `text` holds `wanted`, which is lower case and not empty.
std::size_t findFolded(std::string_view text, std::size_t from, std::string_view wanted)
{
    const std::size_t length = wanted.size();
    if (text.size() < length)
        return kNone;
    std::size_t at = from;
#ifdef __SSE2__
    // Places where both the first and the last character fit are rare; the rest is passed over in blocks.
    const __m128i firstLower = _mm_set1_epi8(wanted.front());
    const __m128i firstUpper = _mm_set1_epi8(upper(wanted.front()));
    const __m128i lastLower = _mm_set1_epi8(wanted.back());
    const __m128i lastUpper = _mm_set1_epi8(upper(wanted.back()));
    for (; at + length - 1 + sizeof(__m128i) <= text.size(); at += sizeof(__m128i)) {
        const auto *begin = reinterpret_cast<const __m128i *>(text.data() + at);
        const auto *end = reinterpret_cast<const __m128i *>(text.data() + at + length - 1);
        const __m128i a = _mm_loadu_si128(begin);
        const __m128i b = _mm_loadu_si128(end);
        const __m128i first = _mm_or_si128(_mm_cmpeq_epi8(a, firstLower), _mm_cmpeq_epi8(a, firstUpper));
        const __m128i last = _mm_or_si128(_mm_cmpeq_epi8(b, lastLower), _mm_cmpeq_epi8(b, lastUpper));
        auto candidates = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(first, last)));
        for (; candidates != 0; candidates &= candidates - 1) {
            const std::size_t place = at + static_cast<std::size_t>(__builtin_ctz(candidates));
            if (isSame(text.data() + place, wanted))
                return place;
        }
    }
#endif
    for (; at + length <= text.size(); ++at) {
        if (isSame(text.data() + at, wanted))
            return at;
    }
    return kNone;
}

} // namespace

TreeFilter::TreeFilter(const ImageTree &tree, std::string_view pattern)
    : m_tree(tree)
    , m_pattern(lowered(pattern))
    , m_glob({}, false)
{
    const bool isGlob = m_pattern.find_first_of("*?[") != kNone;
    const bool isPath = m_pattern.find('/') != kNone;
    if (isGlob) {
        m_kind = isPath ? Kind::PathGlob : Kind::NameGlob;
        if (isPath && m_pattern.front() != '/')
            m_pattern.insert(m_pattern.begin(), '/');
        m_glob = GlobAutomaton(m_pattern, isPath);
    } else if (isPath) {
        m_kind = Kind::PathText;
        std::string_view rest = m_pattern;
        for (std::size_t slash = rest.find('/'); slash != kNone; slash = rest.find('/')) {
            m_folders.push_back(rest.substr(0, slash));
            rest.remove_prefix(slash + 1);
        }
        m_start = rest;
    }
}

void TreeFilter::findSubstring(const LayerTree &layer, std::string_view text, Marks &found) const
{
    const std::span<const std::uint32_t> begins = layer.columns().nameBegin;
    const std::string_view names { layer.columns().arena.data(), begins.back() };
    std::size_t node = 0;
    for (std::size_t at = findFolded(names, 0, text); at != kNone;) {
        // The next hit is mostly not far: in steps that double, then halve.
        std::size_t step = 1;
        while (node + step < begins.size() && begins[node + step] <= at)
            step *= 2;
        const auto high = begins.begin() + static_cast<std::ptrdiff_t>(std::min(node + step, begins.size()));
        node = static_cast<std::size_t>(
            std::upper_bound(begins.begin() + static_cast<std::ptrdiff_t>(node), high, at) - begins.begin() - 1);
        const bool isWithin = at + text.size() <= begins[node + 1];
        if (isWithin)
            found[node] = 1;
        at = findFolded(names, isWithin ? begins[node + 1] : at + 1, text);
    }
}

// What can be said of a name alone.
void TreeFilter::findNames(const LayerTree &layer, Marks &found) const
{
    if (m_kind == Kind::NameText) {
        findSubstring(layer, m_pattern, found);
        return;
    }
    const LayerTree::Columns &columns = layer.columns();
    const char *arena = columns.arena.data();
    for (std::uint32_t node = 1; node < layer.size(); ++node) {
        const std::string_view name { arena + columns.nameBegin[node],
            columns.nameBegin[node + 1] - columns.nameBegin[node] };
        if (m_kind == Kind::NameGlob)
            found[node] = m_glob.matches(name) ? 1 : 0;
        else
            found[node] = name.size() >= m_start.size() && isSame(name.data(), m_start) ? 1 : 0;
    }
}

// Whether the path to `parent`, with a slash behind it, ends with the folders of the pattern.
bool TreeFilter::isBelowFolders(NodeId parent) const
{
    for (std::size_t i = m_folders.size(); i-- > 0; parent = m_tree.parent(parent)) {
        if (parent == kNoNode)
            return false;
        std::string_view name = m_tree.name(parent);
        const std::string_view folder = m_folders[i];
        if (name.size() < folder.size() || (i > 0 && name.size() != folder.size()))
            return false;
        name.remove_prefix(name.size() - folder.size());
        if (!isSame(name.data(), folder))
            return false;
    }
    return true;
}

void TreeFilter::mark(std::span<std::uint8_t> flags, std::uint8_t bit)
{
    if (m_kind == Kind::PathGlob) {
        markPathGlob(flags, bit);
        return;
    }
    std::vector<Marks> found(static_cast<std::size_t>(m_tree.layerCount()));
    for (std::size_t layer = 0; layer < found.size(); ++layer) {
        if (const LayerTreePtr &tree = m_tree.layer(static_cast<int>(layer))) {
            found[layer].resize(tree->size());
            findNames(*tree, found[layer]);
        }
    }
    NodeId lastParent = kNoNode;
    bool isBelow = true;
    for (std::uint32_t node = 1; node < flags.size(); ++node) {
        const NodeId parent = m_tree.parent(NodeId { node });
        bool isMatch = (flags[index(parent)] & bit) != 0;
        if (!isMatch) {
            const Change &first = m_tree.changes(NodeId { node }).front();
            isMatch = found[first.layer][index(first.node)] != 0;
            if (isMatch && m_kind == Kind::PathText) {
                if (parent != lastParent)
                    isBelow = isBelowFolders(parent);
                lastParent = parent;
                isMatch = isBelow;
            }
        }
        flags[node] = static_cast<std::uint8_t>(flags[node] | (isMatch ? bit : 0));
    }
}

// Depth first; every path goes on where its directory was left.
void TreeFilter::markPathGlob(std::span<std::uint8_t> flags, std::uint8_t bit) const
{
    struct Level {
        std::uint32_t next;
        std::uint32_t end;
        GlobAutomaton::State state;
        bool isBelowMatch;
    };
    std::vector<Level> levels;
    const auto open = [&](NodeId node, GlobAutomaton::State state, bool isBelowMatch) {
        const std::uint32_t first = index(m_tree.firstChild(node));
        const GlobAutomaton::State behindSlash = m_glob.step(state, "/");
        if (behindSlash != 0 || isBelowMatch)
            levels.push_back({ first, first + m_tree.childCount(node), behindSlash, isBelowMatch });
    };
    open(kRootNode, m_glob.start(), false);
    while (!levels.empty()) {
        Level &level = levels.back();
        if (level.next == level.end) {
            levels.pop_back();
            continue;
        }
        const NodeId node { level.next++ };
        const bool hasChildren = m_tree.childCount(node) > 0;
        bool isMatch = level.isBelowMatch;
        GlobAutomaton::State state = level.state;
        if (!isMatch) {
            const std::string_view name = m_tree.name(node);
            if (hasChildren || m_glob.couldMatch(name))
                isMatch = m_glob.isAccepted(state = m_glob.step(state, name));
        }
        if (isMatch)
            flags[index(node)] = static_cast<std::uint8_t>(flags[index(node)] | bit);
        if (hasChildren)
            open(node, state, isMatch);
    }
}

} // namespace varve
