// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/files/contentsniffer.h"

#include "services/archive/decoder.h"

#include <QtCore/QStringDecoder>

#include <algorithm>
#include <array>
#include <string_view>

namespace varve {

namespace {

constexpr std::size_t kTarBlock = 512;

std::string_view textOf(std::span<const std::byte> bytes)
{
    return { reinterpret_cast<const char *>(bytes.data()), bytes.size() };
}

struct Magic {
    std::size_t offset;
    std::string_view bytes;
    const char *description;
};

using namespace std::string_view_literals;

constexpr std::array kMagics {
    Magic { 0,
        "\x7f"
        "ELF"sv,
        "an ELF program or library" },
    Magic { 0,
        "\xfd"
        "7zXZ\0"sv,
        "xz-compressed data (unpack it with xz -d first)" },
    Magic { 0, "BZh"sv, "bzip2-compressed data (unpack it with bzip2 -d first)" },
    Magic { 0, "\x04\x22\x4d\x18"sv, "lz4-compressed data (unpack it with lz4 -d first)" },
    Magic { 0, "\x89LZO\0"sv, "lzop-compressed data (unpack it with lzop -d first)" },
    Magic { 0, "PK\x03\x04"sv, "a ZIP archive" },
    Magic { 0, "PK\x05\x06"sv, "an empty ZIP archive" },
    Magic { 0, "7z\xbc\xaf\x27\x1c"sv, "a 7-Zip archive" },
    Magic { 0, "Rar!"sv, "a RAR archive" },
    Magic { 0, "!<arch>\n"sv, "an ar archive (a .deb package or a static library)" },
    Magic { 0, "\xed\xab\xee\xdb"sv, "an RPM package" },
    Magic { 0, "070701"sv, "a cpio archive" },
    Magic { 0, "070702"sv, "a cpio archive" },
    Magic { 0, "hsqs"sv, "a SquashFS file system" },
    Magic { 0, "QFI\xfb"sv, "a QCOW2 disk image" },
    Magic { 0, "KDMV"sv, "a VMDK disk image" },
    Magic { 32769, "CD001"sv, "an ISO 9660 disc image" },
    Magic { 0, "SQLite format 3"sv, "an SQLite database" },
    Magic { 0, "%PDF-"sv, "a PDF document" },
    Magic { 0, "\x89PNG"sv, "a PNG picture" },
    Magic { 0, "\xff\xd8\xff"sv, "a JPEG picture" },
    Magic { 0, "GIF8"sv, "a GIF picture" },
    Magic { 0, "MZ"sv, "a Windows program" },
    Magic { 0, "#!"sv, "a script" },
};

// Octal digits with blanks before and a NUL or blank behind, as the checksum field is written by everyone.
long checksumField(std::span<const std::byte> field)
{
    long value = 0;
    bool hasDigits = false;
    for (const std::byte byte : field) {
        const char c = static_cast<char>(byte);
        if (c >= '0' && c <= '7') {
            value = value * 8 + (c - '0');
            hasDigits = true;
        } else if (hasDigits) {
            break;
        } else if (c != ' ' && c != '\0') {
            return -1;
        }
    }
    return hasDigits ? value : -1;
}

bool isText(std::span<const std::byte> head)
{
    const bool hasControls = std::any_of(head.begin(), head.end(), [](std::byte byte) {
        const auto c = static_cast<unsigned char>(byte);
        return c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\b' && c != 0x1b;
    });
    if (hasControls)
        return false;
    // A character may be cut at the end of the head: a stateful decoder does not count that as an error.
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString decoded = decoder.decode(QByteArrayView(head.data(), static_cast<qsizetype>(head.size())));
    return !decoder.hasError() && !decoded.isEmpty();
}

} // namespace

bool isTarHeader(std::span<const std::byte> head)
{
    if (head.size() < kTarBlock)
        return false;
    constexpr std::size_t kFieldOffset = 148;
    constexpr std::size_t kFieldLength = 8;
    const long stored = checksumField(head.subspan(kFieldOffset, kFieldLength));
    long asUnsigned = 0;
    long asSigned = 0; // some old tars summed signed bytes
    for (std::size_t i = 0; i < kTarBlock; ++i) {
        const bool isField = i >= kFieldOffset && i < kFieldOffset + kFieldLength;
        const auto byte = static_cast<unsigned char>(head[i]);
        asUnsigned += isField ? ' ' : byte;
        asSigned += isField ? ' ' : static_cast<signed char>(byte);
    }
    return stored > 0 && (stored == asUnsigned || stored == asSigned);
}

bool canBeLayer(std::span<const std::byte> head)
{
    if (head.empty() || sniffCompression(head) != Compression::None || isTarHeader(head))
        return true;
    const auto block = head.first(std::min(head.size(), kTarBlock));
    return head.size() >= kTarBlock
        && std::all_of(block.begin(), block.end(), [](std::byte byte) { return byte == std::byte {}; });
}

bool looksLikeJson(std::span<const std::byte> head)
{
    const std::string_view text = textOf(head);
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

QString describeContent(std::span<const std::byte> head)
{
    if (head.empty())
        return QStringLiteral("an empty file");
    if (isTarHeader(head))
        return QStringLiteral("a tar");
    switch (sniffCompression(head)) {
    case Compression::Gzip:
        return QStringLiteral("gzip-compressed data");
    case Compression::Zstd:
        return QStringLiteral("zstd-compressed data");
    case Compression::None:
    case Compression::Unknown:
        break;
    }
    const std::string_view bytes = textOf(head);
    for (const Magic &magic : kMagics) {
        if (bytes.size() >= magic.offset + magic.bytes.size()
            && bytes.substr(magic.offset, magic.bytes.size()) == magic.bytes)
            return QString::fromLatin1(magic.description);
    }
    if (std::all_of(head.begin(), head.end(), [](std::byte byte) { return byte == std::byte {}; }))
        return QStringLiteral("nothing but zeros");
    if (isText(head.first(std::min(head.size(), kSniffBytes))))
        return looksLikeJson(head) ? QStringLiteral("JSON text") : QStringLiteral("text");
    return QStringLiteral("data of an unknown kind");
}

} // namespace varve
