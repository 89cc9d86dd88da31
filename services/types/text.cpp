// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/types/text.h"

#include <QtCore/QStringDecoder>

#include <array>
#include <cmath>

#include <algorithm>

namespace varve {

namespace {

// Code points that are invisible or change the direction of what follows: shown as escapes, never obeyed.
bool isDeceptive(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format: // bidi controls, zero-width characters, soft hyphen, tags
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    case QChar::Separator_Space:
        return c != U' '; // no-break, em and ideographic spaces pass for something else
    default:
        // Hangul fillers and the variation selectors draw nothing.
        return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || (c >= 0xFE00 && c <= 0xFE0F);
    }
}

void appendByteEscape(QString &out, unsigned char byte)
{
    static constexpr char kHex[] = "0123456789abcdef";
    out += QLatin1String("\\x");
    out += QLatin1Char(kHex[byte >> 4]);
    out += QLatin1Char(kHex[byte & 15]);
}

void appendCodePoint(QString &out, char32_t c)
{
    if (c == U'\n')
        out += QLatin1String("\\n");
    else if (c == U'\t')
        out += QLatin1String("\\t");
    else if (c == U'\r')
        out += QLatin1String("\\r");
    else if (c < 0x20 || c == 0x7f)
        appendByteEscape(out, static_cast<unsigned char>(c));
    else if (isDeceptive(c))
        out += QStringLiteral("\\u{%1}").arg(static_cast<uint>(c), 4, 16, QLatin1Char('0'));
    else
        out += QChar::fromUcs4(c);
}

// Length and value of the well-formed UTF-8 sequence at `p`; 0 for anything else (overlong, surrogate, cut off).
int decodeOne(const unsigned char *p, const unsigned char *end, char32_t &value)
{
    const unsigned char lead = *p;
    if (lead < 0x80) {
        value = lead;
        return 1;
    }
    const int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || end - p < length)
        return 0;
    char32_t c = lead & (0xFFu >> (length + 1));
    for (int i = 1; i < length; ++i) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3Fu);
    }
    static constexpr std::array<char32_t, 5> kSmallest { 0, 0, 0x80, 0x800, 0x10000 };
    if (c < kSmallest[static_cast<std::size_t>(length)] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    value = c;
    return length;
}

} // namespace

QString visibleText(QByteArrayView bytes)
{
    const auto *p = reinterpret_cast<const unsigned char *>(bytes.data());
    const auto *end = p + bytes.size();
    const auto *plain = p;
    while (plain != end && *plain >= 0x20 && *plain < 0x7f)
        ++plain;
    if (plain == end)
        return QString::fromLatin1(bytes.data(), bytes.size());
    QString out;
    out.reserve(bytes.size() + 8);
    while (p != end) {
        char32_t c = 0;
        const int length = decodeOne(p, end, c);
        if (length == 0) {
            appendByteEscape(out, *p++);
            continue;
        }
        appendCodePoint(out, c);
        p += length;
    }
    return out;
}

QString visibleText(QStringView text)
{
    QString out;
    out.reserve(text.size());
    for (const char32_t c : text.toUcs4())
        appendCodePoint(out, c);
    return out;
}

QString humanSize(std::int64_t bytes)
{
    static constexpr std::array<const char *, 7> kUnits { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
    double value = static_cast<double>(std::abs(bytes));
    std::size_t unit = 0;
    while (value >= 1000.0 && unit + 1 < kUnits.size()) {
        value /= 1000.0;
        ++unit;
    }
    const QString sign = bytes < 0 ? QStringLiteral("-") : QString();
    // Four significant digits are asked for and trailing zeros dropped by 'g'; three are what docker prints.
    QString number = QString::number(value, 'g', 3);
    if (number.contains(u'e')) // 999.5 and up would turn into 1e+03
        number = QString::number(std::round(value), 'f', 0);
    return sign + number + QLatin1String(kUnits[unit]);
}

QString humanAge(const QDateTime &then, const QDateTime &now)
{
    if (!then.isValid())
        return QStringLiteral("N/A");
    const qint64 seconds = then.secsTo(now);
    const qint64 minutes = seconds / 60;
    const auto hours = static_cast<qint64>(std::llround(static_cast<double>(seconds) / 3600.0));
    const auto ago = [](qint64 count, QLatin1String unit) -> QString {
        return QString::number(count) + u' ' + unit + QLatin1String(" ago");
    };
    if (seconds < 1)
        return QStringLiteral("Less than a second ago");
    if (seconds == 1)
        return QStringLiteral("1 second ago");
    if (seconds < 60)
        return ago(seconds, QLatin1String("seconds"));
    if (minutes == 1)
        return QStringLiteral("About a minute ago");
    if (minutes < 60)
        return ago(minutes, QLatin1String("minutes"));
    if (hours == 1)
        return QStringLiteral("About an hour ago");
    if (hours < 48)
        return ago(hours, QLatin1String("hours"));
    if (hours < 24 * 7 * 2)
        return ago(hours / 24, QLatin1String("days"));
    if (hours < 24 * 30 * 2)
        return ago(hours / 24 / 7, QLatin1String("weeks"));
    if (hours < 24 * 365 * 2)
        return ago(hours / 24 / 30, QLatin1String("months"));
    return ago(hours / 24 / 365, QLatin1String("years"));
}

QString shellWord(const QString &text)
{
    const bool isHarmless = !text.isEmpty() && std::all_of(text.cbegin(), text.cend(), [](QChar c) {
        return (c.unicode() < 128 && c.isLetterOrNumber()) || QStringLiteral("_-./:@=,+%").contains(c);
    });
    if (isHarmless)
        return text;
    QString quoted = text;
    quoted.replace(u'\'', QLatin1String("'\\''"));
    return u'\'' + quoted + u'\'';
}

} // namespace varve
