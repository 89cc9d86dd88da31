// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/tardump.h"

#include "services/types/text.h"
#include "tests/support/tarbuilder.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace varve::test {

namespace {

std::string visible(const std::string &bytes)
{
    return visibleText(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size()))).toStdString();
}

std::int64_t saturatedNanoseconds(std::int64_t seconds, std::int64_t rest)
{
    constexpr std::int64_t kPerSecond = 1'000'000'000;
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / kPerSecond;
    if (seconds >= kMost)
        return std::numeric_limits<std::int64_t>::max();
    if (seconds <= -kMost)
        return std::numeric_limits<std::int64_t>::min();
    return seconds * kPerSecond + rest;
}

// The content of the current entry, false with an error of the reader.
Result<void> readAll(TarReader &reader, const TarReader::Header &header, DumpedEntry &entry)
{
    std::string stored;
    entry.hasContent = header.typeFlag == '0' && header.sizeBytes <= kMostDumpedBytes && header.problem.isEmpty();
    for (;;) {
        const auto piece = reader.readContent();
        if (!piece)
            return fail(piece.error());
        if (piece->empty())
            break;
        if (entry.hasContent)
            stored.append(reinterpret_cast<const char *>(piece->data()), piece->size());
    }
    if (!entry.hasContent)
        return {};
    if (!header.isSparse) {
        entry.content = stored;
        return {};
    }
    entry.content.assign(header.sizeBytes, '\0');
    std::size_t position = 0;
    for (const TarReader::Segment &segment : header.segments) {
        if (position + segment.length > stored.size() || segment.offset + segment.length > entry.content.size())
            return fail(ErrorCode::Internal, {}, QStringLiteral("a map that does not fit was let through"));
        std::copy_n(stored.begin() + static_cast<std::ptrdiff_t>(position), segment.length,
            entry.content.begin() + static_cast<std::ptrdiff_t>(segment.offset));
        position += segment.length;
    }
    return {};
}

char typeOf(archive_entry *entry)
{
    if (archive_entry_hardlink(entry) != nullptr)
        return '1';
    switch (archive_entry_filetype(entry)) {
    case AE_IFLNK:
        return '2';
    case AE_IFCHR:
        return '3';
    case AE_IFBLK:
        return '4';
    case AE_IFDIR:
        return '5';
    case AE_IFIFO:
        return '6';
    default:
        return '0';
    }
}

std::string textOrEmpty(const char *text)
{
    return text == nullptr ? std::string() : std::string(text);
}

DumpedEntry convert(archive_entry *entry)
{
    DumpedEntry result;
    result.path = textOrEmpty(archive_entry_pathname(entry));
    result.type = typeOf(entry);
    result.mode = static_cast<std::uint16_t>(archive_entry_perm(entry));
    result.uid = static_cast<std::uint32_t>(archive_entry_uid(entry));
    result.gid = static_cast<std::uint32_t>(archive_entry_gid(entry));
    result.mtimeNs = saturatedNanoseconds(archive_entry_mtime(entry), archive_entry_mtime_nsec(entry));
    const bool hasSize = result.type == '0' || result.type == '1';
    result.sizeBytes = hasSize ? static_cast<std::uint64_t>(archive_entry_size(entry)) : 0;
    if (result.type == '1')
        result.link = textOrEmpty(archive_entry_hardlink(entry));
    else if (result.type == '2')
        result.link = textOrEmpty(archive_entry_symlink(entry));
    if (result.type == '3' || result.type == '4') {
        result.deviceMajor = static_cast<std::uint32_t>(archive_entry_rdevmajor(entry));
        result.deviceMinor = static_cast<std::uint32_t>(archive_entry_rdevminor(entry));
    }
    archive_entry_xattr_reset(entry);
    const char *name = nullptr;
    const void *value = nullptr;
    std::size_t length = 0;
    while (archive_entry_xattr_next(entry, &name, &value, &length) == ARCHIVE_OK)
        result.xattrs[name] = length == 0 ? std::string() : std::string(static_cast<const char *>(value), length);
    return result;
}

} // namespace

std::string DumpedEntry::toText() const
{
    std::string text = std::string(1, type) + ' ' + visible(path);
    const auto add = [&text](
                         const char *key, const std::string &value) { text += std::string(" ") + key + '=' + value; };
    char octal[16] = {};
    std::snprintf(octal, sizeof octal, "%o", static_cast<unsigned>(mode));
    add("mode", octal);
    add("owner", std::to_string(uid) + ':' + std::to_string(gid));
    add("mtime", std::to_string(mtimeNs));
    add("size", std::to_string(sizeBytes));
    if (!link.empty())
        add("link", visible(link));
    if (type == '3' || type == '4')
        add("device", std::to_string(deviceMajor) + ',' + std::to_string(deviceMinor));
    for (const auto &[name, value] : xattrs)
        add("xattr", visible(name) + '=' + visible(value));
    if (hasContent && !content.empty()) {
        add("content",
            content.size() <= 24
                ? visible(content)
                : sha256Hex(QByteArray(content.data(), static_cast<qsizetype>(content.size()))).left(16).toStdString());
    }
    if (!problem.empty())
        add("problem", problem);
    return text;
}

std::string TarDump::toText() const
{
    std::string text;
    for (const DumpedEntry &entry : entries)
        text += entry.toText() + '\n';
    if (error)
        return text + "error " + errorCodeName(error->code).toStdString() + '\n';
    return text + "end marker=" + std::to_string(hasEndMarker) + " trailing=" + std::to_string(trailingBytes)
        + " position=" + std::to_string(position) + '\n';
}

TarDump dumpTar(TarReader &reader)
{
    TarDump dump;
    for (;;) {
        const Result<const TarReader::Header *> next = reader.next();
        if (!next) {
            dump.error = next.error();
            break;
        }
        if (*next == nullptr)
            break;
        const TarReader::Header &header = **next;
        DumpedEntry entry;
        entry.path = header.path;
        entry.type = header.typeFlag;
        entry.mode = header.mode;
        entry.uid = header.uid;
        entry.gid = header.gid;
        entry.mtimeNs = header.mtimeNs;
        entry.sizeBytes = header.sizeBytes;
        entry.link = header.linkTarget;
        entry.deviceMajor = header.deviceMajor;
        entry.deviceMinor = header.deviceMinor;
        for (const auto &[name, value] : header.xattrs)
            entry.xattrs.emplace(name, value);
        entry.problem = header.problem.toStdString();
        if (const Result<void> content = readAll(reader, header, entry); !content) {
            dump.error = content.error();
            break;
        }
        // The views must still be good after the content has gone by.
        if (entry.path != header.path || entry.link != header.linkTarget)
            dump.error = Error { ErrorCode::Internal, {}, QStringLiteral("a name changed while the content was read") };
        dump.entries.push_back(std::move(entry));
    }
    dump.hasEndMarker = reader.hasEndMarker();
    dump.trailingBytes = reader.trailingBytes();
    dump.position = reader.position();
    return dump;
}

TarDump dumpMemory(const QByteArray &tar)
{
    // An allocation of exactly this size, so that AddressSanitizer sees a step beyond its end.
    const std::size_t size = static_cast<std::size_t>(tar.size());
    const std::unique_ptr<std::byte[]> copy(new std::byte[size]);
    if (size > 0)
        std::memcpy(copy.get(), tar.constData(), size);
    TarReader reader(std::span<const std::byte>(copy.get(), size), QStringLiteral("test.tar"));
    return dumpTar(reader);
}

TarDump dumpStream(const QByteArray &tar, std::size_t pieceBytes)
{
    PieceSource source(tar, pieceBytes);
    TarReader reader(source, QStringLiteral("test.tar"));
    return dumpTar(reader);
}

TarDump dumpByLibarchive(const QByteArray &tar)
{
    TarDump dump;
    archive *const reader = archive_read_new();
    archive_read_support_format_tar(reader);
    archive_read_support_filter_none(reader);
    const auto setError = [&] {
        const char *const text = archive_error_string(reader);
        dump.error = Error { ErrorCode::Corrupt, {}, QString::fromUtf8(text == nullptr ? "" : text) };
    };
    if (archive_read_open_memory(reader, tar.constData(), static_cast<std::size_t>(tar.size())) != ARCHIVE_OK)
        setError();
    while (!dump.error) {
        archive_entry *entry = nullptr;
        const int status = archive_read_next_header(reader, &entry);
        if (status == ARCHIVE_EOF)
            break;
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
            setError();
            break;
        }
        DumpedEntry converted = convert(entry);
        if (status == ARCHIVE_WARN)
            converted.problem = textOrEmpty(archive_error_string(reader));
        converted.hasContent = converted.type == '0' && converted.sizeBytes <= kMostDumpedBytes;
        if (converted.hasContent)
            converted.content.assign(converted.sizeBytes, '\0');
        for (;;) {
            const void *piece = nullptr;
            std::size_t length = 0;
            la_int64_t offset = 0;
            const int read = archive_read_data_block(reader, &piece, &length, &offset);
            if (read == ARCHIVE_EOF)
                break;
            if (read != ARCHIVE_OK) {
                setError();
                break;
            }
            const auto begin = static_cast<std::uint64_t>(offset);
            if (converted.hasContent && length > 0 && begin <= converted.content.size()) {
                std::copy_n(static_cast<const char *>(piece),
                    std::min<std::uint64_t>(length, converted.content.size() - begin),
                    converted.content.begin() + static_cast<std::ptrdiff_t>(begin));
            }
        }
        if (!dump.error)
            dump.entries.push_back(std::move(converted));
    }
    archive_read_free(reader);
    return dump;
}

Result<std::size_t> PieceSource::read(std::span<std::byte> buffer)
{
    const std::size_t left = static_cast<std::size_t>(m_bytes.size() - m_position);
    const std::size_t count = std::min({ buffer.size(), m_pieceBytes, left });
    if (count == 0 && m_errorAtEnd && !buffer.empty())
        return fail(*m_errorAtEnd);
    if (count > 0)
        std::memcpy(buffer.data(), m_bytes.constData() + m_position, count);
    m_position += static_cast<qsizetype>(count);
    return count;
}

} // namespace varve::test
