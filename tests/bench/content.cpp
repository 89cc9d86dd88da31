// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/bench/content.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <numbers>
#include <string_view>

namespace varve::bench {
namespace {

constexpr std::size_t kWords = 2048;
constexpr std::size_t kPatterns = 512;
constexpr std::size_t kStep = 16; // bytes that one step may write: the size of a padded word

std::uint64_t splitmix(std::uint64_t &state)
{
    std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

struct Word {
    char text[kStep]; // the word, NUL-padded
    char spaced[kStep]; // the word and a blank
    std::uint8_t length; // with the blank
};

struct Tables {
    std::array<Word, kWords> words;
    std::array<std::uint64_t, kPatterns> patterns;

    Tables()
    {
        static constexpr std::string_view kOnset[] = { "b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v",
            "st", "tr", "pl" };
        static constexpr std::string_view kRest[] = { "a", "e", "i", "o", "u", "an", "er", "in", "on", "at", "es", "al",
            "or", "it", "un", "ed" };
        Rng rng(0x76617276);
        for (Word &one : words) {
            std::memset(&one, 0, sizeof one);
            const std::size_t syllables = 1 + rng.below(3);
            std::size_t length = 0;
            for (std::size_t i = 0; i < syllables; ++i)
                for (const std::string_view part : { kOnset[rng.below(16)], kRest[rng.below(16)] }) {
                    std::memcpy(one.text + length, part.data(), part.size());
                    length += part.size();
                }
            std::memcpy(one.spaced, one.text, length);
            one.spaced[length] = ' ';
            one.length = static_cast<std::uint8_t>(length + 1);
        }
        for (std::uint64_t &pattern : patterns)
            pattern = rng.next() & 0x00ff3f0fff0f7f3fULL;
    }
};

const Tables &tables()
{
    static const Tables instance;
    return instance;
}

// Products of two even numbers crowd at the low end: frequent words and rare ones, as in a language.
std::uint64_t skewed(std::uint64_t bits, std::uint64_t size)
{
    return ((bits & 0x7ff) * ((bits >> 11) & 0x7ff) * size) >> 22;
}

void fillText(Rng &rng, char *out, char *end)
{
    const auto &words = tables().words;
    int inLine = 0;
    while (out < end) {
        std::uint64_t bits = rng.next();
        for (int i = 0; i < 2 && out < end; ++i, bits >>= 22) {
            const Word &one = words[skewed(bits, kWords)];
            std::memcpy(out, one.spaced, kStep);
            out += one.length;
            if (++inLine == 11) {
                out[-1] = '\n';
                inLine = 0;
            }
        }
    }
}

void fillBinary(Rng &rng, char *out, char *end)
{
    const auto &patterns = tables().patterns;
    while (out < end) {
        const std::uint64_t bits = rng.next();
        std::uint64_t first = patterns[skewed(bits, kPatterns)];
        std::uint64_t second = (bits >> 22 & 3) == 0 ? 0 : patterns[skewed(bits >> 24, kPatterns)];
        if ((bits >> 60 & 3) == 0)
            second ^= bits << 32; // an operand or an address between the opcodes
        std::memcpy(out, &first, sizeof first);
        std::memcpy(out + sizeof first, &second, sizeof second);
        out += kStep;
    }
}

void fillRandom(Rng &rng, char *out, char *end)
{
    for (; out < end; out += sizeof(std::uint64_t)) {
        const std::uint64_t bits = rng.next();
        std::memcpy(out, &bits, sizeof bits);
    }
}

} // namespace

Rng::Rng(std::uint64_t seed)
{
    for (std::uint64_t &part : m_state)
        part = splitmix(seed);
}

std::uint64_t Rng::next()
{
    const std::uint64_t result = std::rotl(m_state[1] * 5, 7) * 9;
    const std::uint64_t t = m_state[1] << 17;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= t;
    m_state[3] = std::rotl(m_state[3], 45);
    return result;
}

std::uint64_t Rng::below(std::uint64_t bound)
{
    return static_cast<std::uint64_t>(unit() * static_cast<double>(bound));
}

double Rng::unit()
{
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

double Rng::normal()
{
    const double radius = std::sqrt(-2 * std::log(1 - unit()));
    return radius * std::cos(2 * std::numbers::pi * unit());
}

std::uint64_t mix(std::uint64_t seed, std::uint64_t value)
{
    std::uint64_t state = seed ^ std::rotl(value * 0x9e3779b97f4a7c15ULL, 31);
    return splitmix(state);
}

void fillContent(std::uint64_t contentSeed, std::uint64_t block, std::span<char> out)
{
    // The steps write past the end: into a block of its own with room for that.
    thread_local std::array<char, kContentBlock + kStep> buffer;
    Rng rng(mix(contentSeed, block));
    const std::uint64_t kind = contentSeed % 100;
    char *const end = buffer.data() + out.size();
    if (kind < 52)
        fillText(rng, buffer.data(), end);
    else if (kind < 88)
        fillBinary(rng, buffer.data(), end);
    else
        fillRandom(rng, buffer.data(), end);
    std::memcpy(out.data(), buffer.data(), out.size());
}

const char *word(std::uint64_t n)
{
    return tables().words[n % kWords].text;
}

} // namespace varve::bench
