// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/cache/treefile.h"

#include "services/archive/mappedfile.h"
#include "services/stores/cache/soundcolumns.h"
#include "services/tree/rawvector.h"
#include "services/types/limits.h"
#include "services/types/withinmemory.h"

#include <QtCore/QDataStream>
#include <QtCore/QFile>
#include <QtCore/QTemporaryFile>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>
#include <xxhash.h>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr std::array<char, 16> kMagic { 'v', 'a', 'r', 'v', 'e', ' ', 'l', 'a', 'y', 'e', 'r', ' ', 't', 'r', 'e',
    'e' };
// Of everything below and of LayerColumns, and of what readers make of a tar: raised with any change of what a tree says.
constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kByteOrder = 0x01020304; // reads otherwise on a machine of the other kind
constexpr std::size_t kColumns = 14;
constexpr std::size_t kAlignment = 8;

struct Checksum {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    bool operator==(const Checksum &) const = default;
};

// Another release may read layers otherwise, whether or not somebody thought of the version.
constexpr std::array<char, 16> programVersion()
{
    constexpr std::string_view kText = VARVE_VERSION;
    std::array<char, 16> version {};
    std::copy_n(kText.begin(), std::min(kText.size(), version.size()), version.begin());
    return version;
}

struct FileHeader {
    std::array<char, 16> magic = kMagic;
    std::array<char, 16> program = programVersion();
    std::uint32_t version = kVersion;
    std::uint32_t byteOrder = kByteOrder;
    std::uint64_t fileBytes = 0;
    Checksum checksum; // of everything after this header
};

struct Contents {
    std::array<std::uint8_t, 64> key {};
    std::uint32_t keyAlgorithm = 0;
    std::uint32_t fingerprintKind = 0;
    std::uint32_t entries = 0;
    std::uint32_t whiteouts = 0;
    std::uint32_t warningCount = 0;
    std::uint32_t warningBytes = 0; // after the columns
    std::int64_t contentBytes = 0;
    std::int64_t symlinkBytes = 0;
    std::int64_t tarBytes = 0;
    std::array<std::uint64_t, kColumns> counts {}; // elements of each column
};

static_assert(std::has_unique_object_representations_v<FileHeader>);
static_assert(std::has_unique_object_representations_v<Contents>);
static_assert(sizeof(FileHeader) % kAlignment == 0 && sizeof(Contents) % kAlignment == 0);

// Every column with its number, in the order of the file.
template <typename Columns, typename Visitor>
void forEachColumn(Columns &columns, Visitor &&visit)
{
    std::size_t at = 0;
    const auto next = [&](auto &column) {
        using Value = typename std::remove_reference_t<decltype(column)>::value_type;
        static_assert(std::is_trivially_copyable_v<Value> && std::has_unique_object_representations_v<Value>);
        static_assert(alignof(Value) <= kAlignment);
        visit(at++, column);
    };
    next(columns.nameBegin);
    next(columns.attributes);
    next(columns.sizes);
    next(columns.mtimeSeconds);
    next(columns.mtimesNs);
    next(columns.place);
    next(columns.folders);
    next(columns.largeSizes);
    next(columns.farContents);
    next(columns.hardLinkNode);
    next(columns.fingerprintRank);
    next(columns.fingerprints);
    next(columns.attributeTable);
    next(columns.arena);
}

constexpr std::size_t padding(std::size_t bytes)
{
    return (kAlignment - bytes % kAlignment) % kAlignment;
}

QByteArray encoded(const Warnings &warnings)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_4);
    out << static_cast<quint32>(warnings.size());
    for (const Warning &warning : warnings)
        out << static_cast<quint32>(warning.code) << warning.subject << warning.path << warning.detail;
    return bytes;
}

// False when it is no such list.
bool decode(std::span<const std::byte> bytes, Warnings &warnings)
{
    const QByteArray copy(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size()));
    QDataStream in(copy);
    in.setVersion(QDataStream::Qt_6_4);
    quint32 count = 0;
    in >> count;
    if (count > limits::kWarningsKept)
        return false;
    warnings.reserve(count);
    for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i) {
        Warning warning;
        quint32 code = 0;
        in >> code >> warning.subject >> warning.path >> warning.detail;
        if (code > static_cast<quint32>(ErrorCode::Internal))
            return false;
        warning.code = static_cast<ErrorCode>(code);
        warnings.append(std::move(warning));
    }
    return in.status() == QDataStream::Ok;
}

class ChecksumOfParts {
public:
    ChecksumOfParts()
        : m_state(XXH3_createState())
    {
        XXH3_128bits_reset(m_state);
    }
    ~ChecksumOfParts() { XXH3_freeState(m_state); }
    ChecksumOfParts(const ChecksumOfParts &) = delete;
    ChecksumOfParts &operator=(const ChecksumOfParts &) = delete;

    void add(std::span<const std::byte> part) { XXH3_128bits_update(m_state, part.data(), part.size()); }
    Checksum value() const
    {
        const XXH128_hash_t hash = XXH3_128bits_digest(m_state);
        return { hash.low64, hash.high64 };
    }

private:
    XXH3_state_t *m_state;
};

Contents contentsOf(const Digest &key, const LayerTree &tree, const QByteArray &warnings)
{
    Contents contents;
    std::copy(key.hash().begin(), key.hash().end(), contents.key.begin());
    contents.keyAlgorithm = static_cast<std::uint32_t>(key.algorithm());
    const LayerTree::Totals &totals = tree.totals();
    contents.fingerprintKind = static_cast<std::uint32_t>(totals.fingerprintKind);
    contents.entries = totals.entries;
    contents.whiteouts = totals.whiteouts;
    contents.warningCount = totals.warningCount;
    contents.warningBytes = static_cast<std::uint32_t>(warnings.size());
    contents.contentBytes = totals.contentBytes;
    contents.symlinkBytes = totals.symlinkBytes;
    contents.tarBytes = totals.tarBytes;
    forEachColumn(
        tree.columns(), [&contents](std::size_t at, const auto &column) { contents.counts[at] = column.size(); });
    return contents;
}

Error writeError(const QString &path)
{
    return errorFromErrno(errno, path, u"write"_s);
}

// A file of ours under a name of its own, until it has the right one.
Result<void> writeParts(const QString &path, const std::vector<std::span<const std::byte>> &parts)
{
    QTemporaryFile file(path + u".XXXXXX.tmp"_s); // only for this user
    errno = 0;
    if (!file.open())
        return fail(writeError(path));
    for (const std::span<const std::byte> part : parts) {
        const auto size = static_cast<qint64>(part.size());
        if (file.write(reinterpret_cast<const char *>(part.data()), size) != size)
            return fail(writeError(path));
    }
    if (!file.flush())
        return fail(writeError(path));
    if (std::rename(QFile::encodeName(file.fileName()).constData(), QFile::encodeName(path).constData()) != 0)
        return fail(writeError(path));
    file.setAutoRemove(false);
    return {};
}

using Buffer = RawVector<std::uint64_t>; // for their alignment

struct Loaded {
    std::shared_ptr<const Buffer> owner;
    std::span<const std::byte> bytes;
};

// A copy: whoever overwrites the file later, as programs do that clean up caches, must not reach into a tree in use.
Result<Loaded> load(const QString &path)
{
    const Result<MappedFilePtr> file = MappedFile::open(path);
    if (!file)
        return fail(file.error());
    const std::span<const std::byte> mapped = (*file)->bytes();
    auto copy = std::make_shared<Buffer>((mapped.size() + kAlignment - 1) / kAlignment);
    if (!mapped.empty())
        std::memcpy(copy->data(), mapped.data(), mapped.size());
    const std::span<const std::byte> bytes = std::as_bytes(std::span(*copy)).first(mapped.size());
    return Loaded { std::move(copy), bytes };
}

template <typename Value>
bool take(std::span<const std::byte> &bytes, Value &value)
{
    if (bytes.size() < sizeof value)
        return false;
    std::memcpy(&value, bytes.data(), sizeof value);
    bytes = bytes.subspan(sizeof value);
    return true;
}

// The columns where they lie; false when they do not fit into the file.
bool takeColumns(std::span<const std::byte> &bytes, const Contents &contents, LayerColumns &columns)
{
    bool fits = true;
    forEachColumn(columns, [&](std::size_t at, auto &column) {
        using Value = typename std::remove_reference_t<decltype(column)>::element_type;
        const std::uint64_t count = contents.counts[at];
        fits = fits && count <= bytes.size() / sizeof(Value);
        if (!fits)
            return;
        const std::size_t size = count * sizeof(Value);
        column = { reinterpret_cast<const Value *>(bytes.data()), count };
        bytes = bytes.subspan(std::min(size + padding(size), bytes.size()));
    });
    return fits;
}

Result<LayerTreePtr> treeOf(const Loaded &loaded, const QString &path, const Digest &key, FingerprintKind kind)
{
    const auto corrupt = [&path](const QString &detail) { return fail(ErrorCode::Corrupt, path, detail); };
    std::span<const std::byte> bytes = loaded.bytes;
    FileHeader header;
    if (!take(bytes, header) || header.magic != kMagic)
        return corrupt(u"not a layer tree"_s);
    if (header.version != kVersion || header.byteOrder != kByteOrder || header.program != programVersion())
        return corrupt(u"a layer tree of another version or machine"_s);
    if (header.fileBytes != loaded.bytes.size())
        return corrupt(u"cut short"_s);
    ChecksumOfParts checksum;
    checksum.add(bytes);
    if (checksum.value() != header.checksum)
        return corrupt(u"the checksum does not match"_s);
    Contents contents;
    LayerColumns columns;
    if (!take(bytes, contents) || !takeColumns(bytes, contents, columns) || contents.warningBytes > bytes.size())
        return corrupt(u"the columns do not fit into the file"_s);
    const bool isOfKey = contents.keyAlgorithm == static_cast<std::uint32_t>(key.algorithm())
        && std::equal(key.hash().begin(), key.hash().end(), contents.key.begin())
        && contents.fingerprintKind == static_cast<std::uint32_t>(kind);
    if (!isOfKey)
        return corrupt(u"the tree of another layer"_s);
    Warnings warnings;
    if (!decode(bytes.first(contents.warningBytes), warnings))
        return corrupt(u"the warnings cannot be read"_s);
    const auto isCount = [](std::int64_t count) { return count >= 0 && count <= limits::kFileBytesPerLayer; };
    if (!isCount(contents.contentBytes) || !isCount(contents.symlinkBytes) || contents.tarBytes < 0)
        return corrupt(u"sums that no layer can have"_s);
    if (const char *fault = faultOf(columns))
        return corrupt(QLatin1String(fault));
    LayerTree::Totals totals;
    totals.entries = contents.entries;
    totals.whiteouts = contents.whiteouts;
    totals.warningCount = contents.warningCount;
    totals.contentBytes = contents.contentBytes;
    totals.symlinkBytes = contents.symlinkBytes;
    totals.tarBytes = contents.tarBytes;
    totals.fingerprintKind = kind;
    return std::make_shared<const LayerTree>(columns, totals, std::move(warnings), loaded.owner);
}

} // namespace

Result<void> writeTreeFile(const QString &path, const Digest &key, const LayerTree &tree)
{
    return withinMemory(path, [&]() -> Result<void> {
        const QByteArray warnings = encoded(tree.warnings());
        const Contents contents = contentsOf(key, tree, warnings);
        constexpr std::array<std::byte, kAlignment> kZeros {};
        FileHeader header;
        std::vector<std::span<const std::byte>> parts;
        parts.reserve(2 * kColumns + 3);
        parts.push_back(std::as_bytes(std::span(&header, 1)));
        parts.push_back(std::as_bytes(std::span(&contents, 1)));
        forEachColumn(tree.columns(), [&](std::size_t, const auto &column) {
            parts.push_back(std::as_bytes(column));
            parts.push_back(std::span(kZeros).first(padding(column.size_bytes())));
        });
        parts.push_back(std::as_bytes(std::span(warnings.constData(), static_cast<std::size_t>(warnings.size()))));
        ChecksumOfParts checksum;
        for (std::size_t i = 1; i < parts.size(); ++i)
            checksum.add(parts[i]);
        header.checksum = checksum.value();
        for (const std::span<const std::byte> part : parts)
            header.fileBytes += part.size();
        return writeParts(path, parts);
    });
}

Result<LayerTreePtr> readTreeFile(const QString &path, const Digest &key, FingerprintKind kind)
{
    return withinMemory(path, [&]() -> Result<LayerTreePtr> {
        const Result<Loaded> loaded = load(path);
        return loaded ? treeOf(*loaded, path, key, kind) : fail(loaded.error());
    });
}

} // namespace varve
