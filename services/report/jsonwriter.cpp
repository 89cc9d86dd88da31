// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/report/jsonwriter.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace varve {

namespace {

// Length of the character at `text` when a terminal or a reader could be fooled by it, else 0: C1 controls
// (U+0080-U+009F), direction marks and embeddings (U+061C, U+200E, U+200F, U+202A-U+202E, U+2066-U+2069), line separators.
std::size_t deceptiveLength(std::string_view text)
{
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (text.size() >= 2 && byte(0) == 0xC2 && byte(1) < 0xA0)
        return 2;
    if (text.size() >= 2 && byte(0) == 0xD8 && byte(1) == 0x9C)
        return 2;
    if (text.size() < 3 || byte(0) != 0xE2)
        return 0;
    const unsigned char last = byte(2);
    if (byte(1) == 0x80 && (last == 0x8E || last == 0x8F || (last >= 0xA8 && last <= 0xAE)))
        return 3;
    return byte(1) == 0x81 && last >= 0xA6 && last <= 0xA9 ? 3 : 0;
}

unsigned codePoint(std::string_view sequence)
{
    const auto byte = [sequence](
                          std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(sequence[i])); };
    if (sequence.size() == 2)
        return (byte(0) & 0x1Fu) << 6 | (byte(1) & 0x3Fu);
    return (byte(0) & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
}

void appendHexEscape(QByteArray &out, unsigned value)
{
    static constexpr char kHex[] = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        out += kHex[value >> shift & 15u];
}

bool isPlain(char c)
{
    return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f && c != '"' && c != '\\';
}

} // namespace

void JsonWriter::beginObject(Layout layout)
{
    begin('{', layout);
}

void JsonWriter::endObject()
{
    end('}');
}

void JsonWriter::beginArray(Layout layout)
{
    begin('[', layout);
}

void JsonWriter::endArray()
{
    end(']');
}

void JsonWriter::begin(char bracket, Layout layout)
{
    separate();
    const bool insideCompact = !m_levels.empty() && m_levels.back().layout == Layout::Compact;
    m_levels.push_back({ insideCompact ? Layout::Compact : layout });
    m_out += bracket;
}

void JsonWriter::end(char bracket)
{
    const Level level = m_levels.back();
    m_levels.pop_back();
    if (level.layout == Layout::Lines && !level.isEmpty)
        breakLine();
    m_out += bracket;
}

void JsonWriter::breakLine()
{
    m_out += '\n';
    m_out.append(static_cast<qsizetype>(2 * m_levels.size()), ' ');
}

void JsonWriter::separate()
{
    if (m_afterKey) {
        m_afterKey = false;
        return;
    }
    if (m_levels.empty())
        return;
    Level &level = m_levels.back();
    if (!level.isEmpty)
        m_out += ',';
    if (level.layout == Layout::Lines)
        breakLine();
    else if (!level.isEmpty)
        m_out += ' ';
    level.isEmpty = false;
}

void JsonWriter::key(const char *name)
{
    separate();
    m_out += '"';
    m_out += name;
    m_out += "\": ";
    m_afterKey = true;
}

void JsonWriter::key(QStringView name)
{
    string(name);
    m_out += ": ";
    m_afterKey = true;
}

void JsonWriter::null()
{
    separate();
    m_out += "null";
}

void JsonWriter::boolean(bool value)
{
    separate();
    m_out += value ? "true" : "false";
}

void JsonWriter::integer(std::int64_t value)
{
    separate();
    m_out += QByteArray::number(static_cast<qlonglong>(value));
}

void JsonWriter::number(double value)
{
    if (!std::isfinite(value)) {
        null();
        return;
    }
    separate();
    std::array<char, 32> text {};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
    Q_ASSERT(error == std::errc());
    m_out.append(text.data(), end - text.data());
}

void JsonWriter::string(QStringView value)
{
    separate();
    const QByteArray utf8 = value.toUtf8();
    m_out += '"';
    appendEscaped({ utf8.constData(), static_cast<std::size_t>(utf8.size()) });
    m_out += '"';
}

void JsonWriter::bytes(std::string_view value)
{
    const QByteArrayView view(value.data(), static_cast<qsizetype>(value.size()));
    if (!view.isValidUtf8()) {
        string(QString::fromUtf8(view));
        return;
    }
    separate();
    m_out += '"';
    appendEscaped(value);
    m_out += '"';
}

void JsonWriter::appendEscaped(std::string_view utf8)
{
    std::size_t i = 0;
    while (i < utf8.size()) {
        const std::size_t start = i;
        while (i < utf8.size() && isPlain(utf8[i]))
            ++i;
        m_out.append(utf8.data() + start, static_cast<qsizetype>(i - start));
        if (i == utf8.size())
            return;
        const char c = utf8[i];
        if (const std::size_t length = deceptiveLength(utf8.substr(i)); length > 0) {
            appendHexEscape(m_out, codePoint(utf8.substr(i, length)));
            i += length;
            continue;
        }
        if (c == '"' || c == '\\') {
            m_out += '\\';
            m_out += c;
        } else if (c == '\n') {
            m_out += "\\n";
        } else if (c == '\t') {
            m_out += "\\t";
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            appendHexEscape(m_out, static_cast<unsigned char>(c));
        } else {
            m_out += c;
        }
        ++i;
    }
}

QByteArray JsonWriter::take()
{
    Q_ASSERT(m_levels.empty());
    m_out += '\n';
    return std::exchange(m_out, {});
}

} // namespace varve
