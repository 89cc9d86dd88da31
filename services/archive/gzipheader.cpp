// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/gzipheader.h"

#include <zlib.h>

namespace varve {

namespace {

constexpr std::uint8_t kHasChecksum = 2;
constexpr std::uint8_t kHasExtra = 4;
constexpr std::uint8_t kHasName = 8;
constexpr std::uint8_t kHasComment = 16;
constexpr std::uint8_t kReserved = 0xe0;
constexpr std::uint32_t kFixedBytes = 10;
constexpr std::uint32_t kFlagsAt = 3;
constexpr std::uint8_t kMagic[] = { 0x1f, 0x8b, 8 };

} // namespace

GzipHeader::State GzipHeader::feed(std::span<const std::byte> &input)
{
    while (m_state == State::NeedMore && !input.empty()) {
        add(std::to_integer<std::uint8_t>(input.front()));
        input = input.subspan(1);
    }
    return m_state;
}

void GzipHeader::add(std::uint8_t byte)
{
    if (m_field != Field::Checksum)
        m_crc = static_cast<std::uint32_t>(crc32(m_crc, &byte, 1));
    const std::uint32_t position = m_position++;
    switch (m_field) {
    case Field::Fixed:
        if (position < sizeof kMagic && byte != kMagic[position])
            m_state = State::Wrong;
        if (position == kFlagsAt)
            m_flags = byte;
        if (position == kFlagsAt && (byte & kReserved) != 0)
            m_state = State::Wrong;
        if (m_position == kFixedBytes)
            nextField();
        break;
    case Field::ExtraLength:
        m_extraBytes |= static_cast<std::uint32_t>(byte) << (8 * position);
        if (m_position == 2)
            nextField();
        break;
    case Field::Extra:
        if (m_position == m_extraBytes)
            nextField();
        break;
    case Field::Name:
    case Field::Comment:
        if (byte == 0)
            nextField();
        break;
    case Field::Checksum:
        m_checksum |= static_cast<std::uint32_t>(byte) << (8 * position);
        if (m_position == 2)
            nextField();
        break;
    case Field::End:
        break;
    }
}

// To the next field that this header has.
void GzipHeader::nextField()
{
    if (m_field == Field::Checksum && m_checksum != (m_crc & 0xffffU)) {
        m_state = State::Wrong;
        return;
    }
    m_position = 0;
    for (;;) {
        m_field = static_cast<Field>(static_cast<std::uint8_t>(m_field) + 1);
        const bool isThere = m_field == Field::ExtraLength ? (m_flags & kHasExtra) != 0
            : m_field == Field::Extra                      ? m_extraBytes > 0
            : m_field == Field::Name                       ? (m_flags & kHasName) != 0
            : m_field == Field::Comment                    ? (m_flags & kHasComment) != 0
            : m_field == Field::Checksum                   ? (m_flags & kHasChecksum) != 0
                                                           : true;
        if (isThere)
            break;
    }
    if (m_field == Field::End)
        m_state = State::Complete;
}

} // namespace varve
