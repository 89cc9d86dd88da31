// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A glob as a machine that reads one byte after the other: which tokens of the pattern may come next is one 64-bit number.
// So a path is matched by going on from the number of its directory, and no pattern takes more than O(length of the text).
// Letters match without regard to case. In paths * and ? and [...] stop at slashes and ** does not.
// Past 63 tokens a pattern is cut and ends as with a star. Immutable; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace varve {

class GlobAutomaton {
public:
    static constexpr unsigned kMostTokens = 63;
    using State = std::uint64_t; // bit i: the tokens before i are matched; 0: nothing can match any more

    GlobAutomaton(std::string_view pattern, bool isForPaths);

    State start() const { return withEmptyStars(1); }
    State step(State state, std::string_view text) const
    {
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            state = withEmptyStars(((state & m_moves[byte]) << 1) | (state & m_stays[byte]));
            if (state == 0)
                break;
        }
        return state;
    }
    bool isAccepted(State state) const { return (state & m_end) != 0; }
    bool matches(std::string_view text) const { return couldMatch(text) && isAccepted(step(start(), text)); }
    // False for most texts that do not match, at the cost of one byte.
    bool couldMatch(std::string_view text) const { return !m_last || (!text.empty() && lower(text.back()) == *m_last); }

    static constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

private:
    State withEmptyStars(State state) const { return state | ((state & m_stars) << 1); }

    std::array<State, 256> m_moves {}; // by byte: tokens that it satisfies
    std::array<State, 256> m_stays {}; // by byte: stars that swallow it
    State m_stars = 0;
    State m_end = 1;
    std::optional<char> m_last; // what every match ends with, when that is a plain character
};

} // namespace varve
