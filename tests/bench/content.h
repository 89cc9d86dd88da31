// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the files of the benchmark corpora contain: text-like, binary-like and incompressible bytes in a mix that shrinks
// to about 40 %, as image layers do. Pure functions of a seed; any thread; about 1 GB/s.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace varve::bench {

// xoshiro256**: fast, and the same on every machine. Source: Blackman and Vigna, "Scrambled linear pseudorandom number
// generators"; seeded through splitmix64 as they advise.
class Rng {
public:
    explicit Rng(std::uint64_t seed);
    std::uint64_t next();
    std::uint64_t below(std::uint64_t bound); // 0 .. bound - 1; bound > 0
    double unit(); // 0 <= x < 1
    double normal(); // mean 0, deviation 1

private:
    std::array<std::uint64_t, 4> m_state;
};

std::uint64_t mix(std::uint64_t seed, std::uint64_t value);

inline constexpr std::size_t kContentBlock = 65536;

// Fills one block of a file: `out` holds at most kContentBlock bytes. The same (seed, block, length) give the same bytes.
void fillContent(std::uint64_t contentSeed, std::uint64_t block, std::span<char> out);

// Word number `n` of the vocabulary that text and paths are made of: 2 to 11 lowercase letters.
const char *word(std::uint64_t n);

} // namespace varve::bench
