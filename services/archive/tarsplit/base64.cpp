// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/tarsplit/base64.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace varve {

namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint32_t kNoDigit = 0xff000000U;
constexpr std::size_t kDigits = 4; // of one group
constexpr std::size_t kBytes = 3; // that they stand for
constexpr std::string_view kRunOfZeros = "AAAAAAAAAAAAAAAA"; // four groups
constexpr std::size_t kRunDigits = kRunOfZeros.size();

using Table = std::array<std::uint32_t, 256>;

// One table per place in a group, so that a group is four look-ups and no shift.
constexpr std::array<Table, kDigits> makeTables()
{
    std::array<Table, kDigits> tables {};
    for (std::size_t place = 0; place < kDigits; ++place) {
        tables[place].fill(kNoDigit);
        for (std::size_t digit = 0; digit < kAlphabet.size(); ++digit) {
            tables[place][static_cast<unsigned char>(kAlphabet[digit])] = static_cast<std::uint32_t>(digit)
                << (6 * (kDigits - 1 - place));
        }
    }
    return tables;
}

constexpr std::array<Table, kDigits> kTables = makeTables();

std::uint32_t groupOf(const char *text)
{
    std::uint32_t group = 0;
    for (std::size_t place = 0; place < kDigits; ++place)
        group |= kTables[place][static_cast<unsigned char>(text[place])];
    return group;
}

} // namespace

bool decodeBase64(std::string_view text, std::vector<std::byte> &bytes)
{
    bytes.clear();
    if (text.size() % kDigits != 0)
        return false;
    std::size_t padding = 0;
    while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=')
        ++padding;
    const std::size_t groups = text.size() / kDigits;
    const std::size_t whole = padding > 0 ? groups - 1 : groups;
    bytes.resize(groups * kBytes);
    std::byte *out = bytes.data();
    std::uint32_t seen = 0;
    const auto write = [&out](std::uint32_t group) {
        out[0] = static_cast<std::byte>(group >> 16U);
        out[1] = static_cast<std::byte>(group >> 8U);
        out[2] = static_cast<std::byte>(group);
        out += kBytes;
    };
    const char *in = text.data();
    const char *const end = in + whole * kDigits;
    while (in != end) {
        // Headers of a tar are zeros for the most part, and so is what fills up blocks.
        if (static_cast<std::size_t>(end - in) >= kRunDigits && std::memcmp(in, kRunOfZeros.data(), kRunDigits) == 0) {
            std::memset(out, 0, kRunDigits / kDigits * kBytes);
            in += kRunDigits;
            out += kRunDigits / kDigits * kBytes;
            continue;
        }
        const char *const stop = in + std::min(static_cast<std::size_t>(end - in), kRunDigits);
        for (; in != stop; in += kDigits) {
            const std::uint32_t group = groupOf(in);
            seen |= group;
            write(group);
        }
    }
    if (padding > 0) {
        std::array<char, kDigits> last { 'A', 'A', 'A', 'A' };
        text.substr(whole * kDigits, kDigits - padding).copy(last.data(), kDigits - padding);
        const std::uint32_t group = groupOf(last.data());
        seen |= group;
        write(group);
        bytes.resize(bytes.size() - padding);
    }
    return (seen & kNoDigit) == 0;
}

} // namespace varve
