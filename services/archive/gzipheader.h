// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Reads over the header of a gzip member, in pieces of any size, and verifies its own checksum when it has one. Exists because
// ISA-L (2.30) loses its place when optional fields are split between two calls. A value; one thread; O(bytes).
// Source: RFC 1952, section 2.3.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace varve {

class GzipHeader {
public:
    enum class State : std::uint8_t { NeedMore, Complete, Wrong };

    // Uses up bytes from the front of `input` until the header is complete.
    State feed(std::span<const std::byte> &input);
    State state() const { return m_state; }

private:
    enum class Field : std::uint8_t { Fixed, ExtraLength, Extra, Name, Comment, Checksum, End };

    void add(std::uint8_t byte);
    void nextField();

    State m_state = State::NeedMore;
    Field m_field = Field::Fixed;
    std::uint8_t m_flags = 0;
    std::uint32_t m_position = 0; // in the field
    std::uint32_t m_extraBytes = 0;
    std::uint32_t m_crc = 0; // of all before the checksum
    std::uint32_t m_checksum = 0;
};

} // namespace varve
