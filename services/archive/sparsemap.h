// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Where the stored pieces of a sparse file lie, in each of its notations. Pure functions, O(segments); false means that the
// notation is wrong and the entry unusable.
// Source: GNU tar manual, "Storing Sparse Files" (0.0, 0.1, 1.0) and "Basic Tar Format" (old GNU).
#pragma once

#include "services/archive/tarreader.h"

#include <string_view>
#include <vector>

namespace varve::tar {

using Segments = std::vector<TarReader::Segment>;

// Pairs at `pairs`, at most `count`; an empty field ends them early. False: too many segments in all, or a negative number.
bool readOldGnuPairs(const char *pairs, std::size_t count, Segments &segments);
// 0.1: "offset,length,offset,length"
bool readCommaMap(std::string_view map, Segments &segments);
// 0.0: alternating numbers
bool readPairs(const std::vector<std::uint64_t> &pairs, Segments &segments);

// 1.0: "count\noffset\nlength\n..." at the begin of the content, fed piece by piece.
class LineMapParser {
public:
    enum class State { NeedMore, Complete, Wrong };
    State feed(std::string_view piece, Segments &segments);

private:
    State number(std::uint64_t value, Segments &segments);

    std::uint64_t m_value = 0;
    std::uint64_t m_left = 0; // numbers still to come
    std::uint64_t m_offset = 0;
    int m_digits = 0;
    bool m_hasCount = false;
    bool m_hasOffset = false;
};

// Ascending, inside the file, together as long as what is stored; drops empty segments.
bool checkSegments(Segments &segments, std::uint64_t fileBytes, std::uint64_t storedBytes);

} // namespace varve::tar
