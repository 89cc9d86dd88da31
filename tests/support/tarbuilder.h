// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Builds tars in memory for tests, right ones and wrong ones. Values only; one thread; no I/O.
//
//   QByteArray layer = TarBuilder().dir("d").file("d/a", "data").whiteout("d/x").symlink("l", "d/a").bytes();
//
// Defaults: ustar headers, mode 0644 (0755 for directories), root:root, mtime 1'700'000'000. What ustar cannot hold goes into
// PAX records, or with TarFormat::Gnu into long-name entries and base-256 numbers. Blocks are padded; two zero blocks end it.
#pragma once

#include <QtCore/QByteArray>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace varve::test {

enum class TarFormat { V7, Ustar, Gnu, Pax }; // Pax: as Ustar, with a PAX header before every entry
enum class SparseFormat { OldGnu, Pax00, Pax01, Pax10 };

using Records = std::vector<std::pair<std::string, std::string>>;

// Everything of an entry that most tests leave alone.
struct EntryOptions {
    int mode = -1; // -1: 0755 for directories, 0777 for symlinks, else 0644
    std::int64_t uid = 0;
    std::int64_t gid = 0;
    std::int64_t mtime = 1'700'000'000;
    std::string mtimeText = {}; // written as PAX mtime when not empty: "1.5"
    Records xattrs = {}; // as SCHILY.xattr.NAME
    Records pax = {}; // any PAX records
};

class TarBuilder {
public:
    using Patch = std::function<void(std::span<char, 512> header)>;

    explicit TarBuilder(TarFormat format = TarFormat::Ustar)
        : m_format(format)
    {
    }

    // Put before every path that follows, e.g. "./".
    TarBuilder &prefix(std::string_view prefix);
    TarBuilder &format(TarFormat format);

    TarBuilder &file(std::string_view path, std::string_view data, const EntryOptions &options = {});
    TarBuilder &dir(std::string_view path, const EntryOptions &options = {}); // adds the trailing slash
    TarBuilder &symlink(std::string_view path, std::string_view target, const EntryOptions &options = {});
    TarBuilder &hardLink(std::string_view path, std::string_view target, const EntryOptions &options = {});
    TarBuilder &charDevice(std::string_view path, unsigned major, unsigned minor, const EntryOptions &options = {});
    TarBuilder &blockDevice(std::string_view path, unsigned major, unsigned minor, const EntryOptions &options = {});
    TarBuilder &fifo(std::string_view path, const EntryOptions &options = {});
    TarBuilder &whiteout(std::string_view path); // "d/x" -> an empty file "d/.wh.x"
    TarBuilder &opaque(std::string_view directory); // "d" -> "d/.wh..wh..opq"; "" for the root
    // Segments are (offset, data), ascending; holes between them and up to realSize.
    TarBuilder &sparse(std::string_view path, std::int64_t realSize,
        const std::vector<std::pair<std::int64_t, std::string>> &segments, SparseFormat format,
        const EntryOptions &options = {});

    // Extension headers by hand, valid ones or not.
    TarBuilder &paxHeader(const Records &records, char type = 'x');
    TarBuilder &globalPax(const Records &records) { return paxHeader(records, 'g'); }
    TarBuilder &paxHeaderRaw(std::string_view body, char type = 'x');
    TarBuilder &gnuLong(char type, std::string_view text); // 'L' or 'K'

    // An entry of any type flag; its body is written as it is and padded.
    TarBuilder &entry(char type, std::string_view path, std::string_view body, std::string_view link = {},
        const EntryOptions &options = {}, unsigned major = 0, unsigned minor = 0);
    // Changes the header block of the last entry and makes the checksum right again, or leaves it as it is.
    TarBuilder &patchLast(const Patch &patch, bool fixChecksum = true);
    TarBuilder &sizeField(std::string_view text); // of the last entry, e.g. "77777777777"
    TarBuilder &sizeBase256(std::int64_t value); // of the last entry; 2^62, negative ...
    TarBuilder &breakChecksum();
    TarBuilder &raw(std::string_view bytes); // anything, unpadded

    TarBuilder &withoutEndMarker();
    TarBuilder &trailing(std::string_view bytes); // after the end marker

    QByteArray bytes() const;
    std::size_t lastHeaderOffset() const { return m_last; }

private:
    TarFormat m_format;
    std::string m_prefix;
    std::string m_out;
    std::string m_trailing;
    std::size_t m_last = 0;
    bool m_endMarker = true;
};

std::string paxRecord(std::string_view key, std::string_view value);
void writeOctal(std::span<char> field, std::int64_t value); // zero-padded, NUL-terminated
void writeBase256(std::span<char> field, std::int64_t value);
void fixChecksum(std::span<char, 512> header);

std::span<const std::byte> asBytes(const QByteArray &bytes);

// The whole as `members` gzip members / `frames` zstd frames of about equal size; skippable puts a skippable frame before,
// between and after them.
QByteArray gzip(const QByteArray &bytes, int members = 1, int level = 6);
QByteArray zstd(const QByteArray &bytes, int frames = 1, bool skippable = false, int level = 3, int windowLog = 0);
QByteArray sha256Hex(const QByteArray &bytes);
// "sha256:<hex>", as manifests and configs write it.
QByteArray sha256Digest(const QByteArray &bytes);

} // namespace varve::test
