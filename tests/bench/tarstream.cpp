// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/bench/tarstream.h"

#include "tests/bench/content.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace varve::bench {
namespace {

constexpr std::size_t kBufferBytes = 256 * 1024;
constexpr std::size_t kNameBytes = 100;

void putOctal(char *field, int digits, std::uint64_t value)
{
    for (int i = digits - 1; i >= 0; --i, value >>= 3)
        field[i] = static_cast<char>('0' + (value & 7));
}

// "LENGTH key=value\n", where LENGTH counts itself.
std::string paxRecord(std::string_view key, std::string_view value)
{
    const std::size_t rest = key.size() + value.size() + 3;
    std::size_t length = rest + 1;
    while (rest + std::to_string(length).size() != length)
        length = rest + std::to_string(length).size();
    return std::to_string(length) + ' ' + std::string(key) + '=' + std::string(value) + '\n';
}

std::string tarPath(const PlannedEntry &entry)
{
    return entry.type == '5' ? entry.path + '/' : entry.path;
}

std::string paxRecords(const PlannedEntry &entry)
{
    std::string records;
    const std::string path = tarPath(entry);
    if (path.size() > kNameBytes)
        records += paxRecord("path", path);
    if (entry.link.size() > kNameBytes)
        records += paxRecord("linkpath", entry.link);
    if (entry.hasCapability)
        records += paxRecord(
            "SCHILY.xattr.security.capability", std::string_view("\1\0\0\2\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20));
    return records;
}

} // namespace

std::string tarHeader(std::string_view path, char type, std::int64_t size, std::uint16_t mode, std::uint32_t owner,
    std::int64_t mtime, std::string_view link)
{
    std::string block(kTarBlock, '\0');
    char *const h = block.data();
    std::memcpy(h, path.data(), std::min(path.size(), kNameBytes));
    putOctal(h + 100, 7, mode);
    putOctal(h + 108, 7, owner);
    putOctal(h + 116, 7, owner);
    putOctal(h + 124, 11, static_cast<std::uint64_t>(size));
    putOctal(h + 136, 11, static_cast<std::uint64_t>(mtime));
    std::memset(h + 148, ' ', 8);
    h[156] = type;
    if (!link.empty())
        std::memcpy(h + 157, link.data(), std::min(link.size(), kNameBytes));
    std::memcpy(h + 257, "ustar\00000", 8);
    unsigned sum = 0;
    for (const char c : block)
        sum += static_cast<unsigned char>(c);
    putOctal(h + 148, 6, sum);
    h[154] = '\0';
    return block;
}

TarStream::TarStream(Sink sink)
    : m_sink(std::move(sink))
{
    m_buffer.reserve(kBufferBytes + kContentBlock);
}

void TarStream::add(const PlannedEntry &entry)
{
    const std::string records = paxRecords(entry);
    if (!records.empty()) {
        const auto size = static_cast<std::int64_t>(records.size());
        put(tarHeader("PaxHeaders.0/entry", 'x', size, 0644, 0, entry.mtime, {}));
        put(records);
        put(std::string(static_cast<std::size_t>(paddedBytes(size) - size), '\0'));
    }
    put(tarHeader(tarPath(entry), entry.type, entry.size, entry.mode, entry.owner, entry.mtime, entry.link));
    putContent(entry);
}

void TarStream::finish()
{
    put(std::string(2 * kTarBlock, '\0'));
    flush();
}

std::int64_t TarStream::bytesOf(const std::vector<PlannedEntry> &entries)
{
    std::int64_t sum = 2 * static_cast<std::int64_t>(kTarBlock);
    for (const PlannedEntry &entry : entries) {
        const std::string records = paxRecords(entry);
        if (!records.empty())
            sum += static_cast<std::int64_t>(kTarBlock) + paddedBytes(static_cast<std::int64_t>(records.size()));
        sum += static_cast<std::int64_t>(kTarBlock) + paddedBytes(entry.size);
    }
    return sum;
}

void TarStream::put(std::string_view bytes)
{
    m_buffer += bytes;
    if (m_buffer.size() >= kBufferBytes)
        flush();
}

void TarStream::putContent(const PlannedEntry &entry)
{
    auto rest = static_cast<std::size_t>(entry.size);
    for (std::uint64_t block = 0; rest > 0; ++block) {
        const std::size_t now = std::min(rest, kContentBlock);
        const std::size_t at = m_buffer.size();
        m_buffer.resize(at + now);
        fillContent(entry.content, block, { m_buffer.data() + at, now });
        rest -= now;
        if (m_buffer.size() >= kBufferBytes)
            flush();
    }
    m_buffer.append(static_cast<std::size_t>(paddedBytes(entry.size) - entry.size), '\0');
}

void TarStream::flush()
{
    m_sink(m_buffer);
    m_buffer.clear();
}

} // namespace varve::bench
