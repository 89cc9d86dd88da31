// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/tree/globautomaton.h"

#include <bitset>

namespace varve {

namespace {

using Bytes = std::bitset<256>;

Bytes allBytes()
{
    return ~Bytes();
}

void addWithCase(Bytes &bytes, unsigned char c)
{
    bytes.set(c);
    const char folded = GlobAutomaton::lower(static_cast<char>(c));
    bytes.set(static_cast<unsigned char>(folded));
    if (folded >= 'a' && folded <= 'z')
        bytes.set(static_cast<unsigned char>(folded - 'a' + 'A'));
}

// "[a-z]", "[!a]", "[^a]", "[]a]" at the start of `pattern`; takes it away. Nothing when the bracket is not closed.
std::optional<Bytes> takeSet(std::string_view &pattern)
{
    std::size_t i = 1;
    const bool isNegated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
    if (isNegated)
        ++i;
    const std::size_t first = i;
    Bytes bytes;
    while (i < pattern.size() && (pattern[i] != ']' || i == first)) {
        const auto low = static_cast<unsigned char>(pattern[i]);
        unsigned high = low;
        if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
            high = static_cast<unsigned char>(pattern[i + 2]);
            i += 2;
        }
        for (unsigned c = low; c <= high; ++c)
            addWithCase(bytes, static_cast<unsigned char>(c));
        ++i;
    }
    if (i >= pattern.size())
        return std::nullopt;
    pattern.remove_prefix(i + 1);
    return isNegated ? ~bytes : bytes;
}

} // namespace

GlobAutomaton::GlobAutomaton(std::string_view pattern, bool isForPaths)
{
    Bytes withoutSlash = allBytes();
    if (isForPaths)
        withoutSlash.reset('/');
    const auto append = [this](std::array<State, 256> &table, const Bytes &bytes) {
        for (std::size_t c = 0; c < bytes.size(); ++c)
            table[c] |= bytes[c] ? m_end : 0;
        m_end <<= 1;
    };
    for (unsigned tokens = 0; !pattern.empty(); ++tokens) {
        m_last.reset();
        const char c = pattern.front();
        if (c == '*' || tokens + 1 == kMostTokens) {
            const std::size_t end =
                c == '*' ? std::min(pattern.find_first_not_of('*'), pattern.size()) : pattern.size();
            m_stars |= m_end;
            append(m_stays, end > 1 ? allBytes() : withoutSlash);
            pattern.remove_prefix(end);
            continue;
        }
        if (c == '[') {
            if (const auto set = takeSet(pattern)) {
                append(m_moves, *set & withoutSlash);
                continue;
            }
        }
        pattern.remove_prefix(1);
        if (c == '?') {
            append(m_moves, withoutSlash);
            continue;
        }
        Bytes bytes;
        addWithCase(bytes, static_cast<unsigned char>(c));
        append(m_moves, bytes);
        m_last = lower(c);
    }
}

} // namespace varve
