// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The records of one PAX extended header, parsed. Views point into the body that parse() was given (decoded attributes into
// storage of this object), which must stay. A later record of the same key wins; an empty value means "as in the header".
// What is malformed makes the entry unusable (`problem`), not the tar; only a size that cannot be read leaves nobody knowing
// where the next header is (`isSizeBad`).
// Source: POSIX.1-2017 pax "pax Extended Header"; GNU tar manual "Storing Sparse Files"; libarchive tar(5).
// Cost: O(length of the body).
#pragma once

#include <QtCore/QString>

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace varve::tar {

struct PaxRecords {
    std::optional<std::string_view> path;
    std::optional<std::string_view> linkPath;
    std::optional<std::uint64_t> sizeBytes;
    std::optional<std::int64_t> uid;
    std::optional<std::int64_t> gid;
    std::optional<std::int64_t> mtimeNs;
    std::vector<std::pair<std::string_view, std::string_view>> xattrs; // sorted by name, each name once

    // GNU.sparse.*
    std::optional<std::string_view> sparseName;
    std::optional<std::uint64_t> sparseSize;
    std::optional<std::string_view> sparseMap; // 0.1
    std::vector<std::uint64_t> sparsePairs; // 0.0: offset, length, offset, ...
    std::string_view sparseMajor;
    std::string_view sparseMinor;
    bool hasSparseBlocks = false; // 0.0 or 0.1 said numblocks

    bool isSizeBad = false;
    QString problem;

    void clear(); // keeps what is allocated: some tars have records before every entry
    void parse(std::string_view body);
    // Which notation of sparse files the records hold. A version that nobody knows is no sparse file, as in Go.
    enum class Sparse { No, Pairs, Map, Lines };
    Sparse sparse() const;
    // Whether there is anything that changes an entry (global headers usually hold a comment only).
    bool hasEffect() const;

private:
    void record(std::string_view key, std::string_view value);
    bool sparseRecord(std::string_view key, std::string_view value);
    void addXattr(std::string_view name, std::string_view value);
    void finishXattrs();

    std::list<std::string> m_decoded; // addresses stay; costs nothing while empty
};

// A decimal number and nothing else.
std::optional<std::uint64_t> parseDecimal(std::string_view text);
// Seconds with an optional fraction, as nanoseconds; saturates.
std::optional<std::int64_t> parseTime(std::string_view text);
std::int64_t nanosecondsOf(std::int64_t seconds); // saturates

} // namespace varve::tar
