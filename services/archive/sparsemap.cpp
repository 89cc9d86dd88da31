// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/sparsemap.h"

#include "services/archive/paxrecords.h"
#include "services/archive/tarheader.h"
#include "services/types/limits.h"

#include <algorithm>

namespace varve::tar {

bool readOldGnuPairs(const char *pairs, std::size_t count, Segments &segments)
{
    for (std::size_t i = 0; i < count; ++i) {
        const char *const pair = pairs + i * kSparsePair;
        if (*pair == '\0')
            break;
        const Number offset = number(pair, { 0, kSparseNumber });
        const Number length = number(pair, { kSparseNumber, kSparseNumber });
        if (offset.value < 0 || length.value < 0 || segments.size() >= limits::kSparseSegments)
            return false;
        segments.push_back({ static_cast<std::uint64_t>(offset.value), static_cast<std::uint64_t>(length.value) });
    }
    return true;
}

bool readCommaMap(std::string_view map, Segments &segments)
{
    std::vector<std::uint64_t> numbers;
    while (!map.empty()) {
        const std::size_t comma = std::min(map.find(','), map.size());
        const std::optional<std::uint64_t> value = parseDecimal(map.substr(0, comma));
        if (!value)
            return false;
        numbers.push_back(*value);
        map.remove_prefix(std::min(comma + 1, map.size()));
    }
    return readPairs(numbers, segments);
}

bool readPairs(const std::vector<std::uint64_t> &pairs, Segments &segments)
{
    if (pairs.size() % 2 != 0 || pairs.size() / 2 > limits::kSparseSegments)
        return false;
    for (std::size_t i = 0; i < pairs.size(); i += 2)
        segments.push_back({ pairs[i], pairs[i + 1] });
    return true;
}

LineMapParser::State LineMapParser::feed(std::string_view piece, Segments &segments)
{
    constexpr int kMostDigits = 19;
    for (const char c : piece) {
        if (c >= '0' && c <= '9') {
            if (++m_digits > kMostDigits)
                return State::Wrong;
            m_value = m_value * 10 + static_cast<unsigned>(c - '0');
            continue;
        }
        if (c != '\n' || m_digits == 0)
            return State::Wrong;
        const State state = number(m_value, segments);
        m_value = 0;
        m_digits = 0;
        if (state != State::NeedMore)
            return state;
    }
    return State::NeedMore;
}

LineMapParser::State LineMapParser::number(std::uint64_t value, Segments &segments)
{
    if (!m_hasCount) {
        if (value > limits::kSparseSegments)
            return State::Wrong;
        m_hasCount = true;
        m_left = 2 * value;
    } else {
        if (m_hasOffset)
            segments.push_back({ m_offset, value });
        m_offset = value;
        m_hasOffset = !m_hasOffset;
        --m_left;
    }
    return m_left == 0 ? State::Complete : State::NeedMore;
}

bool checkSegments(Segments &segments, std::uint64_t fileBytes, std::uint64_t storedBytes)
{
    std::uint64_t position = 0;
    std::uint64_t stored = 0;
    for (const TarReader::Segment &segment : segments) {
        if (segment.offset < position || segment.offset > fileBytes || segment.length > fileBytes - segment.offset)
            return false;
        position = segment.offset + segment.length;
        stored += segment.length; // bounded by fileBytes: the segments do not overlap
    }
    std::erase_if(segments, [](const TarReader::Segment &segment) { return segment.length == 0; });
    return stored == storedBytes;
}

} // namespace varve::tar
