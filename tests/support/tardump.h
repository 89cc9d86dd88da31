// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a tar holds, in a form that two readers can be compared by: by our TarReader over memory and over a source, and by
// libarchive as the oracle. Values; no I/O.
#pragma once

#include "services/archive/tarreader.h"

#include <QtCore/QByteArray>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace varve::test {

struct DumpedEntry {
    std::string path;
    char type = '0';
    std::uint16_t mode = 0;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::int64_t mtimeNs = 0;
    std::uint64_t sizeBytes = 0;
    std::string link;
    std::uint32_t deviceMajor = 0;
    std::uint32_t deviceMinor = 0;
    std::map<std::string, std::string> xattrs;
    bool hasContent = false; // false: too large to be compared, or not a file
    std::string content; // logical, holes as zeros
    std::string problem;

    bool operator==(const DumpedEntry &) const = default;
    std::string toText() const; // one line
};

struct TarDump {
    std::vector<DumpedEntry> entries; // those whose content could be read
    std::optional<Error> error;
    bool hasEndMarker = false;
    std::uint64_t trailingBytes = 0;
    std::uint64_t position = 0;

    std::string toText() const;
};

// Contents of more logical bytes than this are read but not kept.
inline constexpr std::uint64_t kMostDumpedBytes = 1U << 20U;

TarDump dumpTar(TarReader &reader);
TarDump dumpMemory(const QByteArray &tar);
// Through a source that gives pieces of at most `pieceBytes`.
TarDump dumpStream(const QByteArray &tar, std::size_t pieceBytes);
TarDump dumpByLibarchive(const QByteArray &tar);

// Gives at most `pieceBytes` at a time, and an error instead of the end when asked to.
class PieceSource final : public ByteSource {
public:
    PieceSource(const QByteArray &bytes, std::size_t pieceBytes, std::optional<Error> errorAtEnd = {})
        : m_bytes(bytes)
        , m_pieceBytes(pieceBytes)
        , m_errorAtEnd(std::move(errorAtEnd))
    {
    }
    Result<std::size_t> read(std::span<std::byte> buffer) override;

private:
    QByteArray m_bytes;
    qsizetype m_position = 0;
    std::size_t m_pieceBytes;
    std::optional<Error> m_errorAtEnd;
};

} // namespace varve::test
