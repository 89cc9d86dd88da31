// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The 512-byte header block of a tar: where its fields are and what the numbers in them mean. Pure functions, inline for
// the hot path; no errors, no allocation, O(1).
// Source: POSIX.1-2017 pax "ustar Interchange Format"; GNU tar manual, "Basic Tar Format" (base-256, sparse fields).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace varve::tar {

inline constexpr std::size_t kBlock = 512;

struct Field {
    std::size_t offset;
    std::size_t length;
};
inline constexpr Field kName { 0, 100 };
inline constexpr Field kMode { 100, 8 };
inline constexpr Field kUid { 108, 8 };
inline constexpr Field kGid { 116, 8 };
inline constexpr Field kSize { 124, 12 };
inline constexpr Field kMtime { 136, 12 };
inline constexpr Field kChecksum { 148, 8 };
inline constexpr std::size_t kType = 156;
inline constexpr Field kLink { 157, 100 };
inline constexpr Field kMagic { 257, 8 };
inline constexpr Field kMajor { 329, 8 };
inline constexpr Field kMinor { 337, 8 };
inline constexpr Field kPrefix { 345, 155 };
// Old GNU sparse: pairs of (offset, length), 12 bytes each.
inline constexpr std::size_t kSparseInHeader = 386;
inline constexpr std::size_t kSparsePairsInHeader = 4;
inline constexpr std::size_t kSparseExtendedFlag = 482;
inline constexpr Field kSparseRealSize { 483, 12 };
inline constexpr std::size_t kSparsePairsInBlock = 21;
inline constexpr std::size_t kSparseBlockExtendedFlag = 504;
inline constexpr std::size_t kSparsePair = 24;
inline constexpr std::size_t kSparseNumber = 12;

enum class Dialect : std::uint8_t { V7, Ustar, Gnu };

inline Dialect dialectOf(const char *header)
{
    if (std::memcmp(header + kMagic.offset, "ustar", 5) != 0)
        return Dialect::V7;
    return std::memcmp(header + kMagic.offset, "ustar  ", 8) == 0 ? Dialect::Gnu : Dialect::Ustar;
}

inline std::string_view text(const char *header, Field field)
{
    const char *const begin = header + field.offset;
    return { begin, strnlen(begin, field.length) };
}

// Two's complement, big-endian, with the top bit as the mark; saturates.
std::int64_t base256(const char *begin, std::size_t length);

struct Number {
    std::int64_t value = 0;
    bool isClean = true; // nothing but digits, padding and what follows a terminator
};

// Octal with leading blanks, or base-256. What is no number counts as 0, digits before garbage count, as other readers do.
inline Number number(const char *header, Field field)
{
    const char *position = header + field.offset;
    const char *const end = position + field.length;
    if ((static_cast<std::uint8_t>(*position) & 0x80U) != 0)
        return { base256(position, field.length), true };
    while (position < end && (*position == ' ' || *position == '\t'))
        ++position;
    const bool isNegative = position < end && *position == '-';
    if (isNegative)
        ++position;
    // At most 12 digits of 3 bits: no overflow.
    std::int64_t value = 0;
    while (position < end && static_cast<unsigned>(*position - '0') < 8U)
        value = value << 3 | (*position++ - '0');
    return { isNegative ? -value : value, position == end || *position == '\0' || *position == ' ' };
}

inline std::uint32_t sumOfBytes(const char *block)
{
#if defined(__SSE2__)
    __m128i sums = _mm_setzero_si128();
    for (std::size_t i = 0; i < kBlock; i += 16)
        sums = _mm_add_epi64(
            sums, _mm_sad_epu8(_mm_loadu_si128(reinterpret_cast<const __m128i *>(block + i)), _mm_setzero_si128()));
    return static_cast<std::uint32_t>(_mm_cvtsi128_si32(sums) + _mm_cvtsi128_si32(_mm_srli_si128(sums, 8)));
#else
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < kBlock; ++i)
        sum += static_cast<std::uint8_t>(block[i]);
    return sum;
#endif
}

// The checksum counts its own field as blanks. Some old tars summed signed chars.
inline bool hasValidChecksum(const char *block)
{
    const Number stored = number(block, kChecksum);
    std::int64_t field = 0;
    for (std::size_t i = 0; i < kChecksum.length; ++i) {
        const char c = block[kChecksum.offset + i];
        if (c != ' ' && c != '\0' && static_cast<unsigned>(c - '0') >= 8U)
            return false;
        field += c;
    }
    constexpr std::int64_t kBlanks = static_cast<std::int64_t>(kChecksum.length) * ' ';
    const std::int64_t sum = sumOfBytes(block) - field + kBlanks;
    if (sum == stored.value)
        return true;
    std::int64_t highBytes = 0;
    for (std::size_t i = 0; i < kBlock; ++i)
        highBytes += block[i] < 0 ? 1 : 0;
    return sum - 256 * highBytes == stored.value;
}

inline bool isZero(const char *begin, std::size_t length)
{
    // Comparing a range with itself shifted by one says that all bytes equal the first.
    return length == 0 || (*begin == '\0' && std::memcmp(begin, begin + 1, length - 1) == 0);
}

inline std::uint64_t paddingOf(std::uint64_t size)
{
    return (kBlock - size % kBlock) % kBlock;
}

} // namespace varve::tar
