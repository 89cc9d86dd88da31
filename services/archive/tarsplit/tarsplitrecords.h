// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The lines of a tar-split file, one after the other: pieces of a tar that stand in it byte for byte, and files of which only
// name, size and checksum do. Owns the decoder and one buffer for the longest line; one thread.
//
// Source: github.com/vbatts/tar-split, tar/storage/entry.go (JSON lines of {"type", "name" or "name_raw", "size", "payload",
// "position"}, gzip-compressed by containers-storage and Docker). A payload of a file is the CRC-64 of its content (ISO
// polynomial, big-endian, as Go's hash/crc64 sums up).
// Errors: Corrupt (no JSON, no Base64, an unknown type, lines out of order, a size below 0), LimitExceeded (a line past
// limits::kTarSplitLineBytes, more than limits::kTarSplitLines), Cancelled, and those of the source and of its decoder. Errors
// are final. Cost: O(bytes), some 700 MB of lines a second.
#pragma once

#include "services/archive/decoder.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace varve {

class TarSplitRecords {
public:
    struct Record {
        enum class Kind : std::uint8_t { Raw, File };
        Kind kind = Kind::Raw;
        std::span<const std::byte> bytes; // of Raw; valid until the next call of next()
        std::string name; // of File; bytes
        std::uint64_t sizeBytes = 0; // of File
        std::optional<std::uint64_t> checksum; // of File
    };

    // Plain or compressed. `job`, when given, outlives the reader.
    static Result<std::unique_ptr<TarSplitRecords>> open(
        std::unique_ptr<ByteSource> source, const QString &subject, const Job *job);
    ~TarSplitRecords();
    TarSplitRecords(const TarSplitRecords &) = delete;
    TarSplitRecords &operator=(const TarSplitRecords &) = delete;

    Result<const Record *> next(); // nullptr at the end
    std::uint64_t consumedBytes() const; // of the file as stored: for progress

private:
    struct Private;
    explicit TarSplitRecords(std::unique_ptr<Private> data);
    std::unique_ptr<Private> d;
};

} // namespace varve
