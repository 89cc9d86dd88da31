// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/tarbuilder.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QStringBuilder>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <zlib.h>
#include <zstd.h>

namespace varve::test {

namespace {

constexpr std::size_t kBlock = 512;

// Offset and length of the header fields, POSIX.1-2017 pax "ustar Interchange Format".
struct Field {
    std::size_t offset;
    std::size_t length;
};
constexpr Field kName { 0, 100 };
constexpr Field kMode { 100, 8 };
constexpr Field kUid { 108, 8 };
constexpr Field kGid { 116, 8 };
constexpr Field kSize { 124, 12 };
constexpr Field kMtime { 136, 12 };
constexpr Field kChecksum { 148, 8 };
constexpr std::size_t kType = 156;
constexpr Field kLink { 157, 100 };
constexpr Field kMagic { 257, 8 };
constexpr Field kMajor { 329, 8 };
constexpr Field kMinor { 337, 8 };
constexpr Field kPrefix { 345, 155 };
constexpr Field kGnuRealSize { 483, 12 };

std::span<char> fieldOf(std::span<char> header, Field field)
{
    return header.subspan(field.offset, field.length);
}

void put(std::span<char> field, std::string_view text)
{
    std::copy_n(text.begin(), std::min(text.size(), field.size()), field.begin());
}

bool fitsOctal(std::int64_t value, Field field)
{
    return value >= 0 && value < (std::int64_t(1) << (3 * (field.length - 1)));
}

void pad(std::string &out)
{
    out.resize((out.size() + kBlock - 1) / kBlock * kBlock, '\0');
}

// The name/prefix split of ustar; false when the path does not fit.
bool putPath(std::span<char> header, std::string_view path, bool allowPrefix)
{
    if (path.size() <= kName.length) {
        put(fieldOf(header, kName), path);
        return true;
    }
    if (!allowPrefix)
        return false;
    for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
        const std::size_t rest = path.size() - slash - 1;
        if (slash > 0 && slash <= kPrefix.length && rest > 0 && rest <= kName.length) {
            put(fieldOf(header, kPrefix), path.substr(0, slash));
            put(fieldOf(header, kName), path.substr(slash + 1));
            return true;
        }
    }
    return false;
}

int defaultMode(char type)
{
    return type == '5' ? 0755 : type == '2' ? 0777 : 0644;
}

std::string sparseMapText(const std::vector<std::pair<std::int64_t, std::string>> &segments, char separator)
{
    std::string text;
    for (const auto &[offset, data] : segments) {
        if (!text.empty())
            text += separator;
        text += std::to_string(offset);
        text += separator;
        text += std::to_string(data.size());
    }
    return text;
}

} // namespace

void writeOctal(std::span<char> field, std::int64_t value)
{
    std::fill(field.begin(), field.end(), '0');
    field.back() = '\0';
    for (std::size_t i = field.size() - 1; i-- > 0; value >>= 3)
        field[i] = static_cast<char>('0' + (value & 7));
}

void writeBase256(std::span<char> field, std::int64_t value)
{
    for (std::size_t i = field.size(); i-- > 0;) {
        field[i] = static_cast<char>(value & 0xff);
        value >>= 8; // arithmetic: the sign fills the rest
    }
    field[0] = static_cast<char>(static_cast<unsigned char>(field[0]) | 0x80U);
}

void fixChecksum(std::span<char, 512> header)
{
    const std::span<char> field = fieldOf(header, kChecksum);
    std::fill(field.begin(), field.end(), ' ');
    unsigned sum = 0;
    for (char c : header)
        sum += static_cast<unsigned char>(c);
    writeOctal(field.first(7), sum);
    field[7] = ' ';
}

std::string paxRecord(std::string_view key, std::string_view value)
{
    // The length counts its own digits.
    const std::size_t rest = key.size() + value.size() + 3;
    std::size_t length = rest + 1;
    while (rest + std::to_string(length).size() != length)
        length = rest + std::to_string(length).size();
    std::string record = std::to_string(length);
    record.append(1, ' ').append(key).append(1, '=').append(value).append(1, '\n');
    return record;
}

TarBuilder &TarBuilder::prefix(std::string_view prefix)
{
    m_prefix = prefix;
    return *this;
}

TarBuilder &TarBuilder::format(TarFormat format)
{
    m_format = format;
    return *this;
}

TarBuilder &TarBuilder::file(std::string_view path, std::string_view data, const EntryOptions &options)
{
    return entry('0', path, data, {}, options);
}

TarBuilder &TarBuilder::dir(std::string_view path, const EntryOptions &options)
{
    std::string withSlash(path);
    if (withSlash.empty() || withSlash.back() != '/')
        withSlash += '/';
    return entry('5', withSlash, {}, {}, options);
}

TarBuilder &TarBuilder::symlink(std::string_view path, std::string_view target, const EntryOptions &options)
{
    return entry('2', path, {}, target, options);
}

TarBuilder &TarBuilder::hardLink(std::string_view path, std::string_view target, const EntryOptions &options)
{
    return entry('1', path, {}, m_prefix + std::string(target), options);
}

TarBuilder &TarBuilder::charDevice(std::string_view path, unsigned major, unsigned minor, const EntryOptions &options)
{
    return entry('3', path, {}, {}, options, major, minor);
}

TarBuilder &TarBuilder::blockDevice(std::string_view path, unsigned major, unsigned minor, const EntryOptions &options)
{
    return entry('4', path, {}, {}, options, major, minor);
}

TarBuilder &TarBuilder::fifo(std::string_view path, const EntryOptions &options)
{
    return entry('6', path, {}, {}, options);
}

TarBuilder &TarBuilder::whiteout(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    const std::size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
    return file(std::string(path.substr(0, begin)) + ".wh." + std::string(path.substr(begin)), {});
}

TarBuilder &TarBuilder::opaque(std::string_view directory)
{
    return file((directory.empty() ? std::string() : std::string(directory) + '/') + ".wh..wh..opq", {});
}

TarBuilder &TarBuilder::paxHeaderRaw(std::string_view body, char type)
{
    const TarFormat before = std::exchange(m_format, TarFormat::Ustar);
    const std::string prefixBefore = std::exchange(m_prefix, {});
    entry(type, type == 'g' ? "pax_global_header" : "PaxHeaders/entry", body);
    m_format = before;
    m_prefix = prefixBefore;
    return *this;
}

TarBuilder &TarBuilder::paxHeader(const Records &records, char type)
{
    std::string body;
    for (const auto &[key, value] : records)
        body += paxRecord(key, value);
    return paxHeaderRaw(body, type);
}

TarBuilder &TarBuilder::gnuLong(char type, std::string_view text)
{
    const TarFormat before = std::exchange(m_format, TarFormat::V7);
    const std::string prefixBefore = std::exchange(m_prefix, {});
    entry(type, "././@LongLink", std::string(text) + '\0');
    patchLast([](std::span<char, 512> header) { put(fieldOf(header, kMagic), std::string_view("ustar  ", 8)); });
    m_format = before;
    m_prefix = prefixBefore;
    return *this;
}

TarBuilder &TarBuilder::entry(char type, std::string_view path, std::string_view body, std::string_view link,
    const EntryOptions &options, unsigned major, unsigned minor)
{
    const std::string fullPath = m_prefix + std::string(path);
    char block[kBlock] = {};
    const std::span<char, kBlock> header(block);
    const bool isGnu = m_format == TarFormat::Gnu;
    Records pax = options.pax;
    for (const auto &[name, value] : options.xattrs)
        pax.emplace_back("SCHILY.xattr." + name, value);
    if (!options.mtimeText.empty())
        pax.emplace_back("mtime", options.mtimeText);

    if (!putPath(header, fullPath, m_format != TarFormat::V7 && !isGnu)) {
        if (isGnu)
            gnuLong('L', fullPath);
        else
            pax.emplace_back("path", fullPath);
        put(fieldOf(header, kName), fullPath);
    }
    if (link.size() > kLink.length) {
        if (isGnu)
            gnuLong('K', link);
        else
            pax.emplace_back("linkpath", std::string(link));
    }
    put(fieldOf(header, kLink), link);

    const auto number = [&](Field field, std::int64_t value, const char *key) {
        if (fitsOctal(value, field)) {
            writeOctal(fieldOf(header, field), value);
        } else if (isGnu) {
            writeBase256(fieldOf(header, field), value);
        } else {
            writeOctal(fieldOf(header, field), 0);
            pax.emplace_back(key, std::to_string(value));
        }
    };
    writeOctal(fieldOf(header, kMode), options.mode < 0 ? defaultMode(type) : options.mode);
    number(kUid, options.uid, "uid");
    number(kGid, options.gid, "gid");
    number(kMtime, options.mtime, "mtime");
    number(kSize, static_cast<std::int64_t>(body.size()), "size");
    header[kType] = type;
    if (m_format != TarFormat::V7) {
        put(fieldOf(header, kMagic), isGnu ? std::string_view("ustar  ", 8) : std::string_view("ustar\00000", 8));
        writeOctal(fieldOf(header, kMajor), major);
        writeOctal(fieldOf(header, kMinor), minor);
    }
    fixChecksum(header);

    if (!pax.empty() || (m_format == TarFormat::Pax && type != 'x' && type != 'g')) {
        if (m_format == TarFormat::Pax && pax.empty())
            pax.emplace_back("path", fullPath);
        paxHeader(pax);
    }
    m_last = m_out.size();
    m_out.append(block, kBlock).append(body);
    pad(m_out);
    return *this;
}

TarBuilder &TarBuilder::sparse(std::string_view path, std::int64_t realSize,
    const std::vector<std::pair<std::int64_t, std::string>> &segments, SparseFormat format, const EntryOptions &options)
{
    std::string data;
    for (const auto &segment : segments)
        data += segment.second;
    EntryOptions own = options;
    const std::string size = std::to_string(realSize);
    switch (format) {
    case SparseFormat::OldGnu: {
        constexpr std::size_t kInHeader = 4;
        constexpr std::size_t kInExtension = 21;
        std::string extensions;
        for (std::size_t i = kInHeader; i < segments.size(); i += kInExtension) {
            std::string block(kBlock, '\0');
            for (std::size_t k = i; k < std::min(segments.size(), i + kInExtension); ++k) {
                writeOctal(std::span(block).subspan((k - i) * 24, 12), segments[k].first);
                writeOctal(std::span(block).subspan((k - i) * 24 + 12, 12),
                    static_cast<std::int64_t>(segments[k].second.size()));
            }
            block[504] = i + kInExtension < segments.size() ? 1 : 0;
            extensions += block;
        }
        const TarFormat before = std::exchange(m_format, TarFormat::Gnu);
        entry('S', path, data, {}, options);
        m_format = before;
        patchLast([&](std::span<char, 512> header) {
            std::fill(header.begin() + 386, header.begin() + 495, '\0');
            for (std::size_t k = 0; k < std::min(segments.size(), kInHeader); ++k) {
                writeOctal(header.subspan(386 + k * 24, 12), segments[k].first);
                writeOctal(header.subspan(386 + k * 24 + 12, 12), static_cast<std::int64_t>(segments[k].second.size()));
            }
            header[482] = extensions.empty() ? 0 : 1;
            writeOctal(fieldOf(header, kGnuRealSize), realSize);
        });
        m_out.insert(m_last + kBlock, extensions);
        return *this;
    }
    case SparseFormat::Pax00:
        own.pax.emplace_back("GNU.sparse.size", size);
        own.pax.emplace_back("GNU.sparse.numblocks", std::to_string(segments.size()));
        for (const auto &segment : segments) {
            own.pax.emplace_back("GNU.sparse.offset", std::to_string(segment.first));
            own.pax.emplace_back("GNU.sparse.numbytes", std::to_string(segment.second.size()));
        }
        return entry('0', path, data, {}, own);
    case SparseFormat::Pax01:
        own.pax.emplace_back("GNU.sparse.size", size);
        own.pax.emplace_back("GNU.sparse.numblocks", std::to_string(segments.size()));
        own.pax.emplace_back("GNU.sparse.map", sparseMapText(segments, ','));
        own.pax.emplace_back("GNU.sparse.name", m_prefix + std::string(path));
        return entry('0', "GNUSparseFile.1/x", data, {}, own);
    case SparseFormat::Pax10: {
        own.pax.emplace_back("GNU.sparse.major", "1");
        own.pax.emplace_back("GNU.sparse.minor", "0");
        own.pax.emplace_back("GNU.sparse.name", m_prefix + std::string(path));
        own.pax.emplace_back("GNU.sparse.realsize", size);
        std::string map = std::to_string(segments.size()) + '\n';
        if (!segments.empty())
            map += sparseMapText(segments, '\n') + '\n';
        pad(map);
        return entry('0', "GNUSparseFile.1/x", map + data, {}, own);
    }
    }
    return *this;
}

TarBuilder &TarBuilder::patchLast(const Patch &patch, bool fix)
{
    const std::span<char, kBlock> header(m_out.data() + m_last, kBlock);
    patch(header);
    if (fix)
        fixChecksum(header);
    return *this;
}

TarBuilder &TarBuilder::sizeField(std::string_view text)
{
    return patchLast([&](std::span<char, 512> header) {
        const std::span<char> field = fieldOf(header, kSize);
        std::fill(field.begin(), field.end(), '\0');
        put(field, text);
    });
}

TarBuilder &TarBuilder::sizeBase256(std::int64_t value)
{
    return patchLast([&](std::span<char, 512> header) { writeBase256(fieldOf(header, kSize), value); });
}

TarBuilder &TarBuilder::breakChecksum()
{
    return patchLast([](std::span<char, 512> header) { header[kMode.offset + 6] ^= 1; }, false);
}

TarBuilder &TarBuilder::raw(std::string_view bytes)
{
    m_out.append(bytes);
    return *this;
}

TarBuilder &TarBuilder::withoutEndMarker()
{
    m_endMarker = false;
    return *this;
}

TarBuilder &TarBuilder::trailing(std::string_view bytes)
{
    m_trailing.append(bytes);
    return *this;
}

QByteArray TarBuilder::bytes() const
{
    std::string all = m_out;
    if (m_endMarker)
        all.append(2 * kBlock, '\0');
    all += m_trailing;
    return QByteArray(all.data(), static_cast<qsizetype>(all.size()));
}

std::span<const std::byte> asBytes(const QByteArray &bytes)
{
    return std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

QByteArray gzip(const QByteArray &bytes, int members, int level)
{
    QByteArray out;
    for (int i = 0; i < members; ++i) {
        const qsizetype begin = bytes.size() * i / members;
        const qsizetype end = bytes.size() * (i + 1) / members;
        z_stream stream {};
        constexpr int kGzipWrapper = 16;
        if (deflateInit2(&stream, level, Z_DEFLATED, MAX_WBITS + kGzipWrapper, 8, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::runtime_error("deflateInit2");
        QByteArray piece(
            static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(end - begin))) + 64, Qt::Uninitialized);
        stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData() + begin));
        stream.avail_in = static_cast<uInt>(end - begin);
        stream.next_out = reinterpret_cast<Bytef *>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        const int status = deflate(&stream, Z_FINISH);
        piece.truncate(static_cast<qsizetype>(stream.total_out));
        deflateEnd(&stream);
        if (status != Z_STREAM_END)
            throw std::runtime_error("deflate");
        out += piece;
    }
    return out;
}

QByteArray zstd(const QByteArray &bytes, int frames, bool skippable, int level, int windowLog)
{
    constexpr std::string_view kSkippable("\x50\x2a\x4d\x18\x05\x00\x00\x00hello", 13);
    const auto addSkippable = [&](QByteArray &out) {
        if (skippable)
            out.append(kSkippable.data(), static_cast<qsizetype>(kSkippable.size()));
    };
    QByteArray out;
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    if (windowLog > 0) {
        ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1);
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog);
        ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
    }
    for (int i = 0; i < frames; ++i) {
        addSkippable(out);
        const qsizetype begin = bytes.size() * i / frames;
        const auto length = static_cast<std::size_t>(bytes.size() * (i + 1) / frames - begin);
        QByteArray piece(static_cast<qsizetype>(ZSTD_compressBound(length)) + 64, Qt::Uninitialized);
        ZSTD_outBuffer output { piece.data(), static_cast<std::size_t>(piece.size()), 0 };
        ZSTD_inBuffer input { bytes.constData() + begin, length, 0 };
        if (windowLog > 0) { // streamed in two steps, so that the frame header cannot shrink the window to the content
            ZSTD_inBuffer head { bytes.constData() + begin, length / 2, 0 };
            ZSTD_compressStream2(context, &output, &head, ZSTD_e_flush);
            input.pos = head.pos;
        }
        const std::size_t left = ZSTD_compressStream2(context, &output, &input, ZSTD_e_end);
        if (left != 0)
            throw std::runtime_error("ZSTD_compressStream2");
        piece.truncate(static_cast<qsizetype>(output.pos));
        out += piece;
    }
    addSkippable(out);
    ZSTD_freeCCtx(context);
    return out;
}

QByteArray sha256Hex(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QByteArray sha256Digest(const QByteArray &bytes)
{
    return QByteArrayLiteral("sha256:") + sha256Hex(bytes);
}

} // namespace varve::test
