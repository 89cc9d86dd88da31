// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Reads tar: ustar, pre-POSIX v7, GNU (long names and links, base-256 numbers, sparse 0.0, 0.1, 1.0 and old GNU), PAX
// (path, linkpath, size, uid, gid, mtime, SCHILY.xattr.*, LIBARCHIVE.xattr.*, GNU.sparse.*). Where tar readers disagree it
// sides with the engines' (Go's archive/tar): global PAX headers are read over and counted, links and devices have no body.
// Sources: POSIX.1-2017 pax "ustar Interchange Format" and "pax Header Block"; GNU tar manual, "Basic Tar Format".
//
// A pull parser over memory (a mapped file: content is skipped, never touched) or over a ByteSource (content flows
// through). Owns its buffers; one thread. Nothing is allocated from a number in a header.
// Errors: Corrupt (not a tar, bad checksum, cut off, impossible size), LimitExceeded (PAX record too large, too many
// extension headers in a row), Cancelled (when given a job). What is wrong with one entry only is in Header::problem; the
// reading goes on. Errors are final.
// Cost: O(1) per entry over memory besides its extension records; about 10 million plain entries a second.
#pragma once

#include "services/archive/bytesource.h"
#include "services/jobs/job.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace varve {

class TarReader {
public:
    struct Segment { // stored piece of a sparse file
        std::uint64_t offset = 0; // in the file
        std::uint64_t length = 0;
    };
    // Views into the reader's buffers: valid until the next call of next().
    struct Header {
        std::string_view path;
        std::string_view linkTarget;
        char typeFlag = '0'; // normalised: '0' file, '1' hard link, '2' symlink, '3' char, '4' block, '5' dir, '6' fifo
        std::uint16_t mode = 0;
        std::uint32_t uid = 0;
        std::uint32_t gid = 0;
        std::int64_t mtimeNs = 0;
        std::uint32_t deviceMajor = 0;
        std::uint32_t deviceMinor = 0;
        std::uint64_t sizeBytes = 0; // logical size: of the whole file when sparse
        std::uint64_t storedBytes = 0; // content bytes in the tar
        std::uint64_t contentOffset = 0; // of the content, from the start of the tar
        bool isSparse = false;
        std::vector<Segment> segments; // of a sparse file, ascending
        std::vector<std::pair<std::string_view, std::string_view>> xattrs; // sorted by name
        QString problem; // not empty: this entry cannot be used, and why
    };

    // `job`, when given, outlives the reader; it is polled per entry and per block.
    TarReader(std::span<const std::byte> tar, QString subject, const Job *job = nullptr);
    TarReader(ByteSource &source, QString subject, const Job *job = nullptr);
    ~TarReader();
    TarReader(const TarReader &) = delete;
    TarReader &operator=(const TarReader &) = delete;

    // The next entry, skipping what is left of the content before; nullptr at the end.
    Result<const Header *> next();

    // Content of the current entry, stored bytes only, in pieces as large as they come; empty at its end.
    // Over memory the piece is the mapping itself.
    Result<std::span<const std::byte>> readContent();

    // After the end: whether the two zero blocks were there, and how many bytes that are not zero follow them.
    bool hasEndMarker() const;
    std::uint64_t trailingBytes() const;
    std::uint32_t ignoredGlobalHeaders() const; // those that would have changed something
    std::uint64_t position() const; // bytes of the tar consumed so far; at the end its whole length

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace varve
