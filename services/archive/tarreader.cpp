// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/tarreader.h"

#include "services/archive/codec.h"
#include "services/archive/paxrecords.h"
#include "services/archive/sparsemap.h"
#include "services/archive/tarheader.h"
#include "services/archive/tarwindow.h"
#include "services/types/limits.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace varve {

using tar::kBlock;

struct TarReader::Private {
    Private(std::span<const std::byte> tar, QString subject, const Job *job)
        : window(tar, std::move(subject), job)
    {
    }
    Private(ByteSource &source, QString subject, const Job *job)
        : window(source, std::move(subject), job)
    {
    }

    bool finishEntry();
    const Header *nextHeader();
    void noteBadHeader(std::string_view block);
    bool takeExtension(const char *block);
    std::optional<std::string_view> readBody(std::uint64_t size, std::string &storage);
    bool fillHeader(const char *block);
    bool fillNames(const char *block);
    void fillOwner(const char *block);
    bool sizeOf(const char *block, std::uint64_t &size);
    bool hasHardLinkBody(const char *block);
    bool readSparse(const char *block, std::uint64_t logicalSize);
    bool readOldGnuMap(const char *block);
    bool readLineMap();
    void endOfTar(bool hasFirstZeroBlock);
    void setProblem(const char *text) { header.problem = QString::fromLatin1(text); }

    tar::Window window;
    Header header;
    std::array<char, kBlock> headerCopy {}; // over a source: the block may be gone when the content is read
    std::string joinedPath;
    std::string pathStorage;
    std::string linkStorage;
    std::string paxStorage;
    std::optional<std::string_view> longPath;
    std::optional<std::string_view> longLink;
    tar::PaxRecords pax;
    std::uint64_t contentLeft = 0;
    std::uint64_t padding = 0;
    std::uint64_t trailing = 0;
    std::uint32_t ignoredGlobals = 0;
    bool hasExtensions = false; // something before this entry changes it
    bool isHeaderDirty = false; // the vectors and the problem of `header` hold something
    bool hasSeenHeader = false;
    bool isAtEnd = false;
    bool hasMarker = false;
};

TarReader::TarReader(std::span<const std::byte> tar, QString subject, const Job *job)
    : d(std::make_unique<Private>(tar, std::move(subject), job))
{
}

TarReader::TarReader(ByteSource &source, QString subject, const Job *job)
    : d(std::make_unique<Private>(source, std::move(subject), job))
{
}

TarReader::~TarReader() = default;

Result<const TarReader::Header *> TarReader::next()
{
    const Header *const header = d->nextHeader();
    if (d->window.hasError())
        return fail(d->window.error());
    return header;
}

Result<std::span<const std::byte>> TarReader::readContent()
{
    if (d->contentLeft == 0 || d->window.hasError()) {
        if (d->window.hasError())
            return fail(d->window.error());
        return std::span<const std::byte>();
    }
    const std::string_view piece = d->window.take(d->contentLeft);
    if (piece.empty()) {
        d->window.setCutOff("the content of a file");
        return fail(d->window.error());
    }
    d->contentLeft -= piece.size();
    return std::as_bytes(std::span(piece.data(), piece.size()));
}

bool TarReader::hasEndMarker() const
{
    return d->hasMarker;
}

std::uint64_t TarReader::trailingBytes() const
{
    return d->trailing;
}

std::uint32_t TarReader::ignoredGlobalHeaders() const
{
    return d->ignoredGlobals;
}

std::uint64_t TarReader::position() const
{
    return d->window.position();
}

bool TarReader::Private::finishEntry()
{
    if (contentLeft > 0 && window.skip(contentLeft) > 0) {
        window.setCutOff("the content of a file");
        return false;
    }
    contentLeft = 0;
    // Some writers do not pad the last file; its content is whole all the same.
    if (padding > 0)
        window.skip(padding);
    padding = 0;
    return !window.hasError();
}

const TarReader::Header *TarReader::Private::nextHeader()
{
    if (isAtEnd || window.hasError() || !finishEntry())
        return nullptr;
    if (hasExtensions) {
        hasExtensions = false;
        longPath.reset();
        longLink.reset();
        pax.clear();
    }
    if (!hasSeenHeader && window.peekBlock() == nullptr && !window.hasError()
        && !tar::isZero(window.rest().data(), window.rest().size())) {
        noteBadHeader(window.rest());
        return nullptr;
    }
    for (int extensions = 0; !window.pollCancel();) {
        const char *const block = window.block();
        if (block == nullptr) {
            if (extensions > 0 && !window.hasError())
                window.setCutOff("an extension header without its entry");
            else if (!window.hasError())
                endOfTar(false);
            return nullptr;
        }
        if (*block == '\0' && tar::isZero(block, kBlock)) {
            endOfTar(true);
            return nullptr;
        }
        if (!tar::hasValidChecksum(block)) {
            noteBadHeader({ block, kBlock });
            return nullptr;
        }
        hasSeenHeader = true;
        switch (block[tar::kType]) {
        case 'x':
        case 'X': // Sun's name for the same
        case 'g':
        case 'L':
        case 'K':
        case 'V': // a volume label of GNU tar
        case 'A': // Sun's access control list
            if (++extensions > limits::kExtensionsPerEntry) {
                window.setError(ErrorCode::LimitExceeded,
                    QStringLiteral("more than %1 extension headers in a row").arg(limits::kExtensionsPerEntry));
                return nullptr;
            }
            if (!takeExtension(block))
                return nullptr;
            continue;
        default:
            return fillHeader(block) ? &header : nullptr;
        }
    }
    return nullptr;
}

// `block` is less than a block when all of the tar is.
void TarReader::Private::noteBadHeader(std::string_view block)
{
    if (hasSeenHeader) {
        window.setError(ErrorCode::Corrupt,
            QStringLiteral("a damaged header at byte %1: its checksum does not match").arg(window.position() - kBlock));
        return;
    }
    constexpr std::string_view kXzMagic("\3757zXZ\0", 6);
    const auto head = std::as_bytes(std::span(block));
    const auto isTextByte = [](char c) { return c >= ' ' || c == '\n' || c == '\t' || c == '\r'; };
    const std::string_view begin = block.substr(0, 64);
    QString kind = QStringLiteral("no header with a valid checksum at its begin");
    if (isGzipMagic(head))
        kind = QStringLiteral("gzip data");
    else if (isZstdMagic(head))
        kind = QStringLiteral("zstd data");
    else if (block.starts_with("BZh"))
        kind = QStringLiteral("bzip2 data");
    else if (block.starts_with(kXzMagic))
        kind = QStringLiteral("xz data");
    else if (std::all_of(begin.begin(), begin.end(), isTextByte))
        kind = QStringLiteral("text");
    else if (block.size() < kBlock)
        kind = QStringLiteral("only %1 bytes").arg(block.size());
    window.setError(ErrorCode::Corrupt, QStringLiteral("not a tar: ") + kind);
}

std::optional<std::string_view> TarReader::Private::readBody(std::uint64_t size, std::string &storage)
{
    if (size > limits::kPaxBytes) {
        window.setError(ErrorCode::LimitExceeded,
            QStringLiteral("an extension header of %1 bytes; at most %2 are read").arg(size).arg(limits::kPaxBytes));
        return std::nullopt;
    }
    std::string_view body;
    if (window.isMemory()) {
        body = window.take(size);
    } else {
        storage.clear();
        while (storage.size() < size) {
            const std::string_view piece = window.take(size - storage.size());
            if (piece.empty())
                break;
            storage.append(piece);
        }
        body = storage;
    }
    if (body.size() < size) {
        window.setCutOff("an extension header");
        return std::nullopt;
    }
    window.skip(tar::paddingOf(size));
    return window.hasError() ? std::nullopt : std::optional(body);
}

bool TarReader::Private::takeExtension(const char *block)
{
    const char type = block[tar::kType];
    const tar::Number size = tar::number(block, tar::kSize);
    if (size.value < 0 || !size.isClean) {
        window.setError(ErrorCode::Corrupt,
            QStringLiteral("an impossible size in the extension header at byte %1").arg(window.position() - kBlock));
        return false;
    }
    if (type == 'V' || type == 'A') {
        contentLeft = static_cast<std::uint64_t>(size.value);
        padding = tar::paddingOf(contentLeft);
        return finishEntry();
    }
    std::string &storage = type == 'L' ? pathStorage : type == 'K' ? linkStorage : paxStorage;
    if (type == 'g') {
        std::string globalStorage;
        const auto body = readBody(static_cast<std::uint64_t>(size.value), globalStorage);
        if (!body)
            return false;
        tar::PaxRecords global;
        global.parse(*body);
        ignoredGlobals += global.hasEffect() ? 1 : 0;
        return true;
    }
    const auto body = readBody(static_cast<std::uint64_t>(size.value), storage);
    if (!body)
        return false;
    hasExtensions = true;
    const std::string_view untilNul = body->substr(0, body->find('\0'));
    if (type == 'L') {
        longPath = untilNul;
    } else if (type == 'K') {
        longLink = untilNul;
    } else {
        pax.clear();
        pax.parse(*body);
    }
    return true;
}

bool TarReader::Private::sizeOf(const char *block, std::uint64_t &size)
{
    const tar::Number field = tar::number(block, tar::kSize);
    const bool isFromPax = hasExtensions && (pax.sizeBytes || pax.isSizeBad);
    const bool isGood = isFromPax ? !pax.isSizeBad : field.value >= 0 && field.isClean;
    size = isFromPax ? pax.sizeBytes.value_or(0) : static_cast<std::uint64_t>(std::max<std::int64_t>(field.value, 0));
    if (isGood && size <= limits::kLayerBytes)
        return true;
    window.setError(ErrorCode::Corrupt,
        QStringLiteral("an impossible size in the header at byte %1").arg(window.position() - kBlock));
    return false;
}

// Fills `header` from the block and the extensions before it; false: an error was set.
bool TarReader::Private::fillHeader(const char *block)
{
    if (isHeaderDirty) {
        header.segments.clear();
        header.xattrs.clear();
        header.problem.clear();
        isHeaderDirty = false;
    }
    std::uint64_t size = 0;
    if (!sizeOf(block, size))
        return false;
    window.prefetch(size + tar::paddingOf(size));
    if (!window.isMemory()) {
        std::memcpy(headerCopy.data(), block, kBlock);
        block = headerCopy.data();
    }
    const bool isLink = fillNames(block);
    fillOwner(block);

    const char rawType = block[tar::kType];
    // Before POSIX a file with a slash was a folder. With the later type '0' and a content engines make a file of it.
    if (header.typeFlag == '0' && header.path.ends_with('/') && (rawType == '\0' || size == 0))
        header.typeFlag = '5';
    const bool isHeaderOnly = (rawType >= '2' && rawType <= '6') || (rawType == '\0' && header.typeFlag == '5');
    if (isHeaderOnly || (rawType == '1' && size > 0 && !hasHardLinkBody(block)))
        size = 0;
    if (window.hasError())
        return false;
    contentLeft = size;
    padding = tar::paddingOf(size);
    header.isSparse = false;
    header.sizeBytes = header.typeFlag == '0' || rawType == '1' ? size : 0;
    const bool isGnuSparse = rawType == 'S' && tar::dialectOf(block) == tar::Dialect::Gnu;
    const bool isPaxSparse = hasExtensions && header.typeFlag == '0' && pax.sparse() != tar::PaxRecords::Sparse::No;
    if ((isGnuSparse || isPaxSparse) && !readSparse(block, pax.sparseSize.value_or(size)))
        return false;
    header.storedBytes = contentLeft;
    header.contentOffset = window.position();
    if (window.isMemory() && contentLeft > window.bytesAtHand()) {
        window.setCutOff("the content of a file");
        return false;
    }
    if (header.path.empty())
        setProblem("an entry without a name");
    else if (isLink && header.linkTarget.empty())
        setProblem("a link without a target");
    isHeaderDirty = isHeaderDirty || !header.problem.isEmpty();
    return true;
}

// Path, type and link target; true for a link of either kind.
bool TarReader::Private::fillNames(const char *block)
{
    header.path = tar::text(block, tar::kName);
    if (block[tar::kPrefix.offset] != '\0' && tar::dialectOf(block) == tar::Dialect::Ustar) {
        joinedPath.assign(tar::text(block, tar::kPrefix));
        if (joinedPath.back() != '/')
            joinedPath += '/';
        joinedPath.append(header.path);
        header.path = joinedPath;
    }
    const char rawType = block[tar::kType];
    const bool isLink = rawType == '1' || rawType == '2';
    header.linkTarget = isLink ? tar::text(block, tar::kLink) : std::string_view();
    if (hasExtensions) {
        if (pax.path)
            header.path = *pax.path;
        if (pax.sparseName && pax.sparse() != tar::PaxRecords::Sparse::No)
            header.path = *pax.sparseName;
        if (longPath)
            header.path = *longPath;
        if (isLink && pax.linkPath)
            header.linkTarget = *pax.linkPath;
        if (isLink && longLink)
            header.linkTarget = *longLink;
        header.problem = pax.problem;
        header.xattrs = pax.xattrs;
        isHeaderDirty = true;
    }
    if (rawType >= '1' && rawType <= '6')
        header.typeFlag = rawType;
    else // 'D' is a folder of an incremental dump of GNU tar, with a body that lists names
        header.typeFlag = rawType == 'D' ? '5' : '0';
    return isLink;
}

void TarReader::Private::fillOwner(const char *block)
{
    header.mode = static_cast<std::uint16_t>(tar::number(block, tar::kMode).value & 07777);
    // Engines hand owners to the system as 32 bits; so a negative or larger number means the same here.
    header.uid = static_cast<std::uint32_t>(tar::number(block, tar::kUid).value);
    header.gid = static_cast<std::uint32_t>(tar::number(block, tar::kGid).value);
    header.mtimeNs = tar::nanosecondsOf(tar::number(block, tar::kMtime).value);
    header.deviceMajor = 0;
    header.deviceMinor = 0;
    if ((header.typeFlag == '3' || header.typeFlag == '4') && tar::dialectOf(block) != tar::Dialect::V7) {
        header.deviceMajor = static_cast<std::uint32_t>(tar::number(block, tar::kMajor).value);
        header.deviceMinor = static_cast<std::uint32_t>(tar::number(block, tar::kMinor).value);
    }
    if (!hasExtensions)
        return;
    if (pax.uid)
        header.uid = static_cast<std::uint32_t>(*pax.uid);
    if (pax.gid)
        header.gid = static_cast<std::uint32_t>(*pax.gid);
    if (pax.mtimeNs)
        header.mtimeNs = *pax.mtimeNs;
}

// POSIX once allowed a size without a body on hard links, and pax gives them bodies. What follows tells: a header or the
// end means that there is no body, which is also how engines read it.
bool TarReader::Private::hasHardLinkBody(const char *block)
{
    if (tar::dialectOf(block) != tar::Dialect::Ustar)
        return false;
    const char *const following = window.peekBlock();
    return following != nullptr && !tar::isZero(following, kBlock) && !tar::hasValidChecksum(following);
}

bool TarReader::Private::readSparse(const char *block, std::uint64_t logicalSize)
{
    isHeaderDirty = true;
    bool isGood = true;
    if (block[tar::kType] == 'S') {
        const tar::Number realSize = tar::number(block, tar::kSparseRealSize);
        isGood = realSize.value >= 0 && readOldGnuMap(block);
        logicalSize = static_cast<std::uint64_t>(std::max<std::int64_t>(realSize.value, 0));
    } else if (pax.sparse() == tar::PaxRecords::Sparse::Lines) {
        isGood = readLineMap();
    } else if (pax.sparse() == tar::PaxRecords::Sparse::Map) {
        isGood = tar::readCommaMap(*pax.sparseMap, header.segments);
    } else {
        isGood = tar::readPairs(pax.sparsePairs, header.segments);
    }
    if (window.hasError())
        return false;
    header.isSparse = true;
    header.sizeBytes = logicalSize;
    if (!isGood || logicalSize > static_cast<std::uint64_t>(limits::kFileBytesPerLayer)
        || !tar::checkSegments(header.segments, logicalSize, contentLeft)) {
        setProblem("a sparse file with an impossible map");
        header.segments.clear();
    }
    return true;
}

bool TarReader::Private::readOldGnuMap(const char *block)
{
    bool isGood = tar::readOldGnuPairs(block + tar::kSparseInHeader, tar::kSparsePairsInHeader, header.segments);
    bool hasMore = block[tar::kSparseExtendedFlag] != 0;
    while (hasMore && !window.pollCancel()) {
        const char *const extension = window.block();
        if (extension == nullptr) {
            window.setCutOff("the map of a sparse file");
            return false;
        }
        isGood = isGood && tar::readOldGnuPairs(extension, tar::kSparsePairsInBlock, header.segments);
        hasMore = extension[tar::kSparseBlockExtendedFlag] != 0;
    }
    return isGood;
}

// The map of format 1.0 takes whole blocks at the begin of the content.
bool TarReader::Private::readLineMap()
{
    tar::LineMapParser parser;
    for (;;) {
        if (contentLeft < kBlock)
            return false;
        const char *const block = window.block();
        if (block == nullptr) {
            window.setCutOff("the map of a sparse file");
            return false;
        }
        contentLeft -= kBlock;
        const auto state = parser.feed({ block, kBlock }, header.segments);
        if (state != tar::LineMapParser::State::NeedMore)
            return state == tar::LineMapParser::State::Complete;
    }
}

void TarReader::Private::endOfTar(bool hasFirstZeroBlock)
{
    isAtEnd = true;
    if (!hasFirstZeroBlock)
        return;
    const char *const second = window.peekBlock();
    if (second != nullptr && tar::isZero(second, kBlock)) {
        window.block();
        hasMarker = true;
    }
    for (;;) {
        const std::string_view piece = window.take(limits::kBlockBytes);
        if (piece.empty() || window.pollCancel())
            return;
        if (!tar::isZero(piece.data(), piece.size()))
            trailing += piece.size() - static_cast<std::uint64_t>(std::count(piece.begin(), piece.end(), '\0'));
    }
}

} // namespace varve
