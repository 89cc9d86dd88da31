// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/tarsplitbuilder.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QStringDecoder>

namespace varve::test {

namespace {

constexpr qsizetype kTarBlock = 512;

QByteArray bigEndian(std::uint64_t value)
{
    QByteArray bytes;
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes += static_cast<char>(value >> shift);
    return bytes;
}

// A string as encoding/json quotes it; nothing when the bytes are no UTF-8.
QByteArray quoted(const QByteArray &text)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringConverter::Flag::Stateless);
    const QString decoded = decoder(text);
    if (decoder.hasError())
        return {};
    const QByteArray object =
        QJsonDocument(QJsonObject { { QStringLiteral("s"), decoded } }).toJson(QJsonDocument::Compact);
    return object.sliced(5, object.size() - 6);
}

} // namespace

std::uint64_t slowCrc64(const QByteArray &bytes)
{
    std::uint64_t crc = ~0ULL;
    for (const char byte : bytes) {
        crc ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1U) != 0 ? crc >> 1U ^ 0xd800000000000000ULL : crc >> 1U;
    }
    return ~crc;
}

TarSplitBuilder &TarSplitBuilder::raw(const QByteArray &bytes)
{
    return line(
        R"({"type":2,"payload":")" + bytes.toBase64() + R"(","position":)" + QByteArray::number(m_position) + '}');
}

TarSplitBuilder &TarSplitBuilder::file(const QByteArray &name, const QByteArray &content)
{
    const QByteArray payload = content.isEmpty() ? QByteArray() : bigEndian(slowCrc64(content)).toBase64();
    return file(name, static_cast<std::uint64_t>(content.size()), payload);
}

TarSplitBuilder &TarSplitBuilder::file(const QByteArray &name, std::uint64_t size, const QByteArray &payloadBase64)
{
    const QByteArray text = quoted(name);
    QByteArray json = R"({"type":1,)";
    json += text.isEmpty() ? R"("name_raw":")" + name.toBase64() + '"' : R"("name":)" + text;
    if (size > 0)
        json += R"(,"size":)" + QByteArray::number(static_cast<qulonglong>(size));
    json += payloadBase64.isEmpty() ? QByteArray(R"(,"payload":null)") : R"(,"payload":")" + payloadBase64 + '"';
    return line(json + R"(,"position":)" + QByteArray::number(m_position) + '}');
}

TarSplitBuilder &TarSplitBuilder::line(const QByteArray &json)
{
    m_lines += json + '\n';
    ++m_position;
    return *this;
}

QByteArray tarSplitOf(const QByteArray &tar)
{
    TarSplitBuilder builder;
    qsizetype rawBegin = 0;
    qsizetype at = 0;
    QByteArray longName;
    while (at + kTarBlock <= tar.size() && tar[at] != '\0') {
        const QByteArray header = tar.sliced(at, kTarBlock);
        const qsizetype size = header.sliced(124, 11).toLongLong(nullptr, 8);
        const qsizetype padded = (size + kTarBlock - 1) / kTarBlock * kTarBlock;
        const char type = header[156];
        at += kTarBlock;
        if (type == 'x' || type == 'g' || type == 'L' || type == 'K') {
            if (type == 'L')
                longName = QByteArray(tar.sliced(at, size).constData());
            at += padded;
            continue;
        }
        QByteArray name = longName.isEmpty() ? QByteArray(header.first(100).constData()) : longName;
        longName.clear();
        const bool hasBody = type == '0' || type == '\0';
        builder.raw(tar.sliced(rawBegin, at - rawBegin));
        builder.file(name, hasBody ? tar.sliced(at, size) : QByteArray());
        rawBegin = at + (hasBody ? size : 0);
        at += hasBody ? padded : 0;
    }
    builder.raw(tar.sliced(rawBegin));
    return builder.bytes();
}

} // namespace varve::test
