// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Writes a JSON document from front to back into one buffer: a report may list millions of files, which a tree of JSON
// values would hold several times over. One thread; no errors; O(bytes written).
//
// Always valid UTF-8 and valid JSON (RFC 8259): numbers that JSON has no form for become null, bytes that are no UTF-8
// become U+FFFD. Control and bidirectional characters are escaped, so that a report on a terminal does what it says.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <cstdint>
#include <string_view>
#include <vector>

namespace varve {

class JsonWriter {
public:
    // Lines: a member or element per line. Compact: all on one line, nested ones too.
    enum class Layout : std::uint8_t { Lines, Compact };

    void beginObject(Layout layout = Layout::Lines);
    void endObject();
    void beginArray(Layout layout = Layout::Lines);
    void endArray();
    void key(const char *name); // ASCII
    void key(QStringView name);

    void null();
    void boolean(bool value);
    void integer(std::int64_t value);
    void number(double value); // shortest form that reads back as the same value
    void string(QStringView value);
    void bytes(std::string_view value); // as text

    // The whole document with a line break at its end; the writer is empty afterwards.
    QByteArray take();

private:
    struct Level {
        Layout layout;
        bool isEmpty = true;
    };
    void separate();
    void begin(char bracket, Layout layout);
    void end(char bracket);
    void breakLine();
    void appendEscaped(std::string_view utf8);

    QByteArray m_out;
    std::vector<Level> m_levels;
    bool m_afterKey = false;
};

} // namespace varve
