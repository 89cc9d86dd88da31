// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/namefilter.h"

#include <cstring>

namespace varve {

namespace {

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// "[a-z]", "[!a]", "[^a]", "[]a]": whether `c` is in the set at `pattern[at]`, which then stands behind it. An unclosed
// bracket is a plain character.
bool matchesSet(std::string_view pattern, std::size_t &at, char c)
{
    std::size_t i = at + 1;
    const bool isNegated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
    if (isNegated)
        ++i;
    const std::size_t first = i;
    bool isIn = false;
    const auto code = static_cast<unsigned char>(c);
    while (i < pattern.size() && (pattern[i] != ']' || i == first)) {
        const auto low = static_cast<unsigned char>(pattern[i]);
        auto high = low;
        if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
            high = static_cast<unsigned char>(pattern[i + 2]);
            i += 2;
        }
        isIn = isIn || (low <= code && code <= high);
        ++i;
    }
    if (i >= pattern.size()) {
        ++at;
        return c == '[';
    }
    at = i + 1;
    return isIn != isNegated;
}

// Backtracks to the last star only, and for paths to the last double star before it: never exponential.
bool matchesGlob(std::string_view pattern, std::string_view text, bool starsStopAtSlashes)
{
    constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t starPattern = kNone;
    std::size_t starText = 0;
    std::size_t deepPattern = kNone;
    std::size_t deepText = 0;
    while (t < text.size() || p < pattern.size()) {
        if (p < pattern.size()) {
            if (pattern[p] == '*') {
                const bool isDeep = !starsStopAtSlashes || (p + 1 < pattern.size() && pattern[p + 1] == '*');
                while (p < pattern.size() && pattern[p] == '*')
                    ++p;
                (isDeep ? deepPattern : starPattern) = p;
                (isDeep ? deepText : starText) = t;
                if (isDeep)
                    starPattern = kNone;
                continue;
            }
            if (t < text.size()) {
                const char c = lower(text[t]);
                std::size_t next = p + 1;
                bool isMatch = c == pattern[p];
                if (pattern[p] == '?')
                    isMatch = !starsStopAtSlashes || c != '/';
                else if (pattern[p] == '[')
                    isMatch = matchesSet(pattern, next = p, c) && (!starsStopAtSlashes || c != '/');
                if (isMatch) {
                    p = next;
                    ++t;
                    continue;
                }
            }
        }
        if (starPattern != kNone && starText < text.size() && text[starText] != '/') {
            p = starPattern;
            t = ++starText;
        } else if (deepPattern != kNone && deepText < text.size()) {
            p = deepPattern;
            t = ++deepText;
            starPattern = kNone;
        } else {
            return false;
        }
    }
    return true;
}

} // namespace

NameFilter::NameFilter(std::string_view pattern)
    : m_isGlob(pattern.find_first_of("*?[") != std::string_view::npos)
    , m_looksAtPaths(pattern.find('/') != std::string_view::npos)
{
    if (m_isGlob && m_looksAtPaths && !pattern.starts_with('/'))
        m_pattern += '/';
    for (const char c : pattern)
        m_pattern += lower(c);
}

bool NameFilter::contains(std::string_view text) const
{
    const std::size_t length = m_pattern.size();
    if (text.size() < length)
        return false;
    const char first = m_pattern[0];
    const std::size_t last = text.size() - length;
    for (std::size_t i = 0; i <= last; ++i) {
        if (lower(text[i]) != first)
            continue;
        std::size_t k = 1;
        while (k < length && lower(text[i + k]) == m_pattern[k])
            ++k;
        if (k == length)
            return true;
    }
    return false;
}

bool NameFilter::matches(std::string_view text) const
{
    return m_isGlob ? matchesGlob(m_pattern, text, m_looksAtPaths) : contains(text);
}

bool NameFilter::matchesBehind(std::string_view path, std::size_t from) const
{
    if (m_isGlob)
        return matches(path);
    const std::size_t overlap = m_pattern.size() - 1;
    return contains(path.substr(from > overlap ? from - overlap : 0));
}

} // namespace varve
