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

// The bit that tells the two cases of a wanted letter apart: set in both, the letter is compared once. Nothing else becomes
// a small letter by it.
constexpr char caseBit(char wanted)
{
    return wanted >= 'a' && wanted <= 'z' ? 0x20 : 0;
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
    const __m128i first = _mm_set1_epi8(wanted.front());
    const __m128i last = _mm_set1_epi8(wanted.back());
    const __m128i firstCase = _mm_set1_epi8(caseBit(wanted.front()));
    const __m128i lastCase = _mm_set1_epi8(caseBit(wanted.back()));
    for (; at + length - 1 + sizeof(__m128i) <= text.size(); at += sizeof(__m128i)) {
        const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i *>(text.data() + at));
        const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i *>(text.data() + at + length - 1));
        const __m128i isFirst = _mm_cmpeq_epi8(_mm_or_si128(a, firstCase), first);
        const __m128i isLast = _mm_cmpeq_epi8(_mm_or_si128(b, lastCase), last);
        auto candidates = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(isFirst, isLast)));
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

// The longest piece of a glob between its special characters; empty where a bracket or a pattern that the automaton cuts
// leaves it open what is special.
std::string_view longestLiteral(std::string_view glob)
{
    std::string_view longest;
    if (glob.find('[') != kNone || glob.size() >= GlobAutomaton::kMostTokens)
        return longest;
    while (!glob.empty()) {
        const std::size_t end = std::min(glob.find_first_of("*?"), glob.size());
        if (end > longest.size())
            longest = glob.substr(0, end);
        glob.remove_prefix(std::min(end + 1, glob.size()));
    }
    return longest;
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
        if (!isPath)
            m_literal = longestLiteral(m_pattern);
        m_isSuffix = m_pattern.size() == m_literal.size() + 1 && m_pattern.front() == '*';
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

// Whether any name holds it.
bool TreeFilter::findText(const LayerTree &layer, std::string_view text, Marks &found) const
{
    const std::span<const std::uint32_t> begins = layer.columns().nameBegin;
    const std::string_view names { layer.columns().arena.data(), begins.back() };
    bool isAny = false;
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
        if (isWithin
            && (m_kind != Kind::NameGlob || matchesGlob(layer.name(LayerNode { static_cast<std::uint32_t>(node) })))) {
            found[node] = 1;
            isAny = true;
        }
        at = findFolded(names, isWithin ? begins[node + 1] : at + 1, text);
    }
    return isAny;
}

// What can be said of a name alone. False: no name matches.
bool TreeFilter::findNames(const LayerTree &layer, Marks &found) const
{
    if (m_kind == Kind::NameText)
        return findText(layer, m_pattern, found);
    if (!m_literal.empty())
        return findText(layer, m_literal, found);
    for (std::uint32_t node = 1; node < layer.size(); ++node)
        found[node] = m_glob.matches(layer.name(LayerNode { node })) ? 1 : 0;
    return true;
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

bool TreeFilter::matchesGlob(std::string_view name) const
{
    if (!m_isSuffix)
        return m_glob.matches(name);
    return name.size() >= m_literal.size() && isSame(name.data() + (name.size() - m_literal.size()), m_literal);
}

void TreeFilter::mark(std::span<std::uint8_t> matches)
{
    switch (m_kind) {
    case Kind::NameText:
    case Kind::NameGlob:
        markNames(matches);
        break;
    case Kind::PathText:
        markPathText(matches);
        break;
    case Kind::PathGlob:
        markPathGlob(matches);
        break;
    }
}

void TreeFilter::markNames(std::span<std::uint8_t> matches)
{
    std::vector<Marks> found(static_cast<std::size_t>(m_tree.layerCount()));
    bool isAny = false;
    for (std::size_t layer = 0; layer < found.size(); ++layer) {
        if (const LayerTreePtr &tree = m_tree.layer(static_cast<int>(layer))) {
            found[layer].resize(tree->size());
            isAny |= findNames(*tree, found[layer]);
        }
    }
    if (!isAny)
        return;
    m_found = std::move(found);
    for (std::uint32_t node = 1; node < matches.size(); ++node) {
        if (m_tree.childCount(NodeId { node }) == 0)
            continue;
        const bool isBelowMatch = matches[index(m_tree.parent(NodeId { node }))] != 0;
        matches[node] = isBelowMatch || matchesName(m_tree.changes(NodeId { node }).front()) ? 1 : 0;
    }
}

// Directories are far fewer than names: only in those that the pattern leads to, names are looked at.
void TreeFilter::markPathText(std::span<std::uint8_t> matches) const
{
    for (std::uint32_t parent = 0; parent < matches.size(); ++parent) {
        const std::uint32_t first = index(m_tree.firstChild(NodeId { parent }));
        const std::uint32_t end = first + m_tree.childCount(NodeId { parent });
        if (first == end)
            continue;
        if (matches[parent] != 0) {
            std::fill(matches.begin() + first, matches.begin() + end, std::uint8_t { 1 });
            continue;
        }
        if (!isBelowFolders(NodeId { parent }))
            continue;
        for (std::uint32_t node = first; node < end; ++node) {
            const std::string_view name = m_tree.name(NodeId { node });
            matches[node] = name.size() >= m_start.size() && isSame(name.data(), m_start) ? 1 : 0;
        }
    }
}

// Depth first; every path goes on where its directory was left.
void TreeFilter::markPathGlob(std::span<std::uint8_t> matches) const
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
            matches[index(node)] = 1;
        if (hasChildren)
            open(node, state, isMatch);
    }
}

} // namespace varve
