// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/layerscanner.h"

#include "services/archive/contenthasher.h"
#include "services/archive/digester.h"
#include "services/archive/layerscan.h"
#include "services/archive/tarreader.h"
#include "services/types/limits.h"
#include "services/types/withinmemory.h"

#include <algorithm>
#include <limits>
#include <string>

namespace varve {

namespace {

Error truncatedError(const MappedRange &range)
{
    return { ErrorCode::Corrupt, range.file->name(), QStringLiteral("the file was cut short while it was read") };
}

bool isWithinFile(const MappedRange &range)
{
    const std::uint64_t size = range.file->bytes().size();
    return range.offset <= size && range.length <= size - range.offset;
}

// A file that shrank reads as zeros, so any answer, good or bad, is worth nothing then.
template <typename T>
Result<T> unlessTruncated(const MappedRange &range, Result<T> result)
{
    const bool isCancelled = !result && result.error().code == ErrorCode::Cancelled;
    if (!isCancelled && range.file->wasTruncated())
        return fail(truncatedError(range));
    return result;
}

Result<LayerTreePtr> scanDecoded(Decoder &decoder, TarReader &reader, const QString &layerName, Job &job)
{
    LayerScan scan(reader, layerName, job);
    ContentHasher hasher;
    const bool isPlain = decoder.compression() == Compression::None;
    const Result<void> read = scan.readAll(
        FingerprintKind::Xxh3,
        [&](TarReader &from, const TarReader::Header &header) { return hasher.read(from, header, job); },
        [&] { return isPlain ? reader.position() : decoder.consumedBytes(); });
    if (!read) {
        Error error = read.error();
        if (!isPlain && error.detail.endsWith(QLatin1String(" data"))
            && error.detail.startsWith(QLatin1String("not a tar")))
            error.detail = QStringLiteral("compressed twice: ") + error.detail;
        return fail(std::move(error));
    }
    if (decoder.trailingGarbage())
        scan.addWarning(
            ErrorCode::Corrupt, QStringLiteral("there are other bytes after the end of the compressed data"));
    return scan.finish();
}

// What passes is hashed.
class DigestingSource final : public ByteSource {
public:
    explicit DigestingSource(ByteSource &source)
        : m_source(source)
    {
    }
    Result<std::size_t> read(std::span<std::byte> buffer) override
    {
        const Result<std::size_t> count = m_source.read(buffer);
        if (count)
            m_digester.add(buffer.first(*count));
        return count;
    }
    Digest finish() { return m_digester.finish(); }

private:
    ByteSource &m_source;
    Digester m_digester;
};

// A part of a tar, by where contents begin.
struct TarPart {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    bool has(std::int64_t contentOffset) const
    {
        return contentOffset >= 0 && static_cast<std::uint64_t>(contentOffset) >= begin
            && static_cast<std::uint64_t>(contentOffset) < end;
    }
};

// Fingerprints of sparse files need their maps, which are in the headers only: one walk through these for the whole layer,
// whatever part asks.
Result<void> fingerprintSparse(
    const LayerTree &tree, const MappedRange &tar, std::span<Fingerprint> fingerprints, ContentHasher &hasher, Job &job)
{
    std::vector<std::pair<std::int64_t, std::uint32_t>> wanted;
    for (std::uint32_t node = 0; node < tree.size(); ++node) {
        if (tree.isSparse(LayerNode { node }) && tree.contentOffset(LayerNode { node }) >= 0)
            wanted.emplace_back(tree.contentOffset(LayerNode { node }), node);
    }
    if (wanted.empty())
        return {};
    std::sort(wanted.begin(), wanted.end());
    TarReader reader(tar.bytes(), tar.file->name(), &job);
    for (auto next = wanted.begin(); next != wanted.end();) {
        const Result<const TarReader::Header *> header = reader.next();
        if (!header)
            return fail(header.error());
        if (*header == nullptr)
            break;
        while (next != wanted.end() && next->first < static_cast<std::int64_t>((*header)->contentOffset))
            ++next;
        if (next == wanted.end() || !(*header)->isSparse
            || next->first != static_cast<std::int64_t>((*header)->contentOffset))
            continue;
        const Result<Fingerprint> fingerprint = hasher.read(reader, **header, job);
        if (!fingerprint)
            return fail(fingerprint.error());
        fingerprints[next->second] = *fingerprint;
    }
    return {};
}

Result<void> fingerprintFiles(
    const LayerTree &tree, const MappedRange &tar, TarPart part, std::span<Fingerprint> fingerprints, Job &job)
{
    const std::span<const std::byte> bytes = tar.bytes();
    // In the order of the tar: on a disk that is one sweep, and in memory the next page is the one after.
    std::vector<std::pair<std::uint64_t, std::uint32_t>> files;
    for (std::uint32_t i = 0; i < tree.size(); ++i) {
        const LayerNode node { i };
        if (part.has(tree.contentOffset(node)) && !tree.isSparse(node) && tree.type(node) == EntryType::File)
            files.emplace_back(static_cast<std::uint64_t>(tree.contentOffset(node)), i);
    }
    std::sort(files.begin(), files.end());

    ContentHasher hasher;
    ProgressMeter meter(job);
    for (const auto &[offset, i] : files) {
        if (job.isCancelled())
            return job.cancelled();
        const auto size = static_cast<std::uint64_t>(tree.sizeBytes(LayerNode { i }));
        if (offset > bytes.size() || size > bytes.size() - offset)
            return fail(ErrorCode::Corrupt, tar.file->name(), QStringLiteral("the tree does not belong to this tar"));
        const Result<Fingerprint> fingerprint = hasher.hash(bytes.subspan(offset, size), job);
        if (!fingerprint)
            return fail(fingerprint.error());
        fingerprints[i] = *fingerprint;
        meter.reach(std::min<std::uint64_t>({ offset + size, part.end, bytes.size() }) - part.begin);
    }
    if (part.begin == 0) {
        if (Result<void> sparse = fingerprintSparse(tree, tar, fingerprints, hasher, job); !sparse)
            return sparse;
    }
    meter.tell(std::min<std::uint64_t>(part.end, bytes.size()) - part.begin);
    return {};
}

Result<LayerDigests> digestStream(const MappedRange &blob, Job &job)
{
    const std::span<const std::byte> stored = blob.bytes();
    auto decoder = Decoder::create(std::make_unique<MemorySource>(stored), blob.file->name(), &job);
    if (!decoder)
        return fail(decoder.error());
    if ((*decoder)->compression() == Compression::None) {
        const Result<Digest> digest = digestOf(stored, job);
        if (!digest)
            return fail(digest.error());
        return LayerDigests { *digest, *digest };
    }
    Digester blobDigester;
    Digester tarDigester;
    std::vector<std::byte> block(limits::kBlockBytes);
    std::size_t hashed = 0;
    ProgressMeter meter(job);
    for (;;) {
        if (job.isCancelled())
            return job.cancelled();
        const Result<std::size_t> count = (*decoder)->read(block);
        if (!count)
            return fail(count.error());
        // What has just been inflated is still in the cache.
        const std::size_t used = *count > 0 ? (*decoder)->consumedBytes() : stored.size();
        for (; hashed < used && !job.isCancelled(); hashed += std::min(used - hashed, limits::kMiB))
            blobDigester.add(stored.subspan(hashed, std::min(used - hashed, limits::kMiB)));
        meter.reach(hashed);
        if (*count == 0)
            break;
        tarDigester.add(std::span(block).first(*count));
    }
    if (job.isCancelled())
        return job.cancelled();
    meter.tell(stored.size());
    return LayerDigests { blobDigester.finish(), tarDigester.finish() };
}

} // namespace

Result<LayerTreePtr> scanHeaders(const MappedRange &tar, const QString &layerName, Job &job)
{
    if (!isWithinFile(tar))
        return fail(truncatedError(tar));
    return withinMemory(layerName, [&]() -> Result<LayerTreePtr> {
        TarReader reader(tar.bytes(), layerName, &job);
        LayerScan scan(reader, layerName, job);
        const Result<void> read = scan.readAll(FingerprintKind::Xxh3, nullptr, [&] { return reader.position(); });
        return unlessTruncated(tar, read ? scan.finish() : Result<LayerTreePtr>(fail(read.error())));
    });
}

Result<LayerTreePtr> fingerprintContents(const LayerTreePtr &tree, const MappedRange &tar, Job &job)
{
    return withinMemory(tar.file->name(), [&]() -> Result<LayerTreePtr> {
        std::vector<Fingerprint> fingerprints(tree->size());
        if (const Result<void> read = fingerprintPart(*tree, tar, 0, tar.length, fingerprints, job); !read)
            return fail(read.error());
        return tree->withFingerprints(std::move(fingerprints));
    });
}

Result<void> fingerprintPart(const LayerTree &tree, const MappedRange &tar, std::uint64_t begin, std::uint64_t end,
    std::span<Fingerprint> fingerprints, Job &job)
{
    if (!isWithinFile(tar))
        return fail(truncatedError(tar));
    // The last part takes all that is left: an empty file may stand at the very end, and a tree that is not of this tar
    // must be found out.
    const std::uint64_t last = end >= tar.length ? std::numeric_limits<std::uint64_t>::max() : end;
    return withinMemory(tar.file->name(), [&] {
        return unlessTruncated(tar, fingerprintFiles(tree, tar, { begin, last }, fingerprints, job));
    });
}

Result<LayerTreePtr> scanStream(const MappedRange &blob, const QString &layerName, Job &job)
{
    if (!isWithinFile(blob))
        return fail(truncatedError(blob));
    return unlessTruncated(blob, scanStream(std::make_unique<MemorySource>(blob.bytes()), layerName, job));
}

Result<LayerTreePtr> scanStream(std::unique_ptr<ByteSource> source, const QString &layerName, Job &job)
{
    return withinMemory(layerName, [&]() -> Result<LayerTreePtr> {
        auto decoder = Decoder::create(std::move(source), layerName, &job);
        if (!decoder)
            return fail(decoder.error());
        if (const auto memory = (*decoder)->takeMemory()) {
            TarReader reader(*memory, layerName, &job);
            return scanDecoded(**decoder, reader, layerName, job);
        }
        TarReader reader(**decoder, layerName, &job);
        return scanDecoded(**decoder, reader, layerName, job);
    });
}

Result<DigestedLayer> scanAndDigest(std::unique_ptr<ByteSource> source, const QString &layerName, Job &job)
{
    return withinMemory(layerName, [&]() -> Result<DigestedLayer> {
        const auto decoder = Decoder::create(std::move(source), layerName, &job);
        if (!decoder)
            return fail(decoder.error());
        DigestingSource digesting(**decoder);
        TarReader reader(digesting, layerName, &job); // reads to the end, also behind the tar's
        Result<LayerTreePtr> tree = scanDecoded(**decoder, reader, layerName, job);
        if (!tree)
            return fail(std::move(tree.error()));
        if (job.isCancelled())
            return job.cancelled(); // not all may have passed
        return DigestedLayer { *std::move(tree), digesting.finish() };
    });
}

Result<LayerDigests> digestLayer(const MappedRange &blob, Job &job)
{
    if (!isWithinFile(blob))
        return fail(truncatedError(blob));
    return withinMemory(blob.file->name(), [&] { return unlessTruncated(blob, digestStream(blob, job)); });
}

} // namespace varve
