// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Trees from tar-split files, made in memory of the plain layers of a corpus.

#include "services/archive/decoder.h"
#include "services/archive/tarreader.h"
#include "services/archive/tarsplit/tarsplit.h"
#include "services/types/limits.h"
#include "tests/bench/openimage.h"

#include <QtCore/QByteArray>

#include <zlib.h>

namespace varve::bench {
namespace {

struct TarSplit {
    QByteArray stored; // gzip
    std::int64_t lineBytes = 0;
    std::uint64_t entries = 0;
};

QByteArray gzipped(const QByteArray &bytes)
{
    constexpr int kGzipWindow = 31;
    z_stream stream {};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        die("zlib does not start");
    QByteArray out(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(bytes.size()))), Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        die("zlib does not end");
    out.resize(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return out;
}

QByteArray checksumOf(std::span<const std::byte> content)
{
    std::uint64_t sum = tarSplitChecksum(0, content);
    QByteArray bytes(sizeof sum, '\0');
    for (qsizetype i = bytes.size(); i > 0; --i, sum >>= 8U)
        bytes[i - 1] = static_cast<char>(sum);
    return bytes.toBase64();
}

TarSplit splitOf(std::span<const std::byte> tar)
{
    TarSplit split;
    QByteArray lines;
    std::size_t begin = 0;
    const auto addRaw = [&](std::size_t end) {
        const QByteArrayView raw(
            reinterpret_cast<const char *>(tar.data()) + begin, static_cast<qsizetype>(end - begin));
        lines += R"({"type":2,"payload":")" + raw.toByteArray().toBase64() + R"(","position":)"
            + QByteArray::number(static_cast<qulonglong>(split.entries++)) + "}\n";
    };
    TarReader reader(tar, QStringLiteral("corpus"));
    std::uint64_t entries = 0;
    while (const TarReader::Header *const header = valueOf(reader.next(), "splitting")) {
        addRaw(header->contentOffset);
        begin = header->contentOffset + header->storedBytes;
        lines += R"({"type":1,"name":")" + QByteArray::fromStdString(std::string(header->path)) + '"';
        if (header->storedBytes > 0) {
            lines += R"(,"size":)" + QByteArray::number(static_cast<qulonglong>(header->storedBytes))
                + R"(,"payload":")" + checksumOf(tar.subspan(header->contentOffset, header->storedBytes)) + '"';
        } else {
            lines += R"(,"payload":null)";
        }
        lines += R"(,"position":)" + QByteArray::number(static_cast<qulonglong>(split.entries++)) + "}\n";
        ++entries;
    }
    addRaw(tar.size());
    split.stored = gzipped(lines);
    split.lineBytes = lines.size();
    split.entries = entries;
    return split;
}

std::unique_ptr<ByteSource> sourceOf(const TarSplit &split)
{
    return std::make_unique<MemorySource>(
        std::as_bytes(std::span(split.stored.constData(), static_cast<std::size_t>(split.stored.size()))));
}

void inflate(const TarSplit &split)
{
    const auto decoder = valueOf(Decoder::create(sourceOf(split), QStringLiteral("corpus")), "inflating");
    std::vector<std::byte> block(limits::kBlockBytes);
    while (valueOf(decoder->read(block), "inflating") > 0) { }
}

void measureTarSplitOf(Context &context, const Corpus &corpus)
{
    Job job;
    const OpenImage image = openImage(corpus.dockerArchive(), job);
    std::vector<TarSplit> splits;
    splits.reserve(image.layers.size());
    for (const MappedRange &layer : image.layers)
        splits.push_back(splitOf(layer.bytes()));
    const auto tree = [&] {
        return timed([&] {
            scanLayers(image, context.pool, [&](const OpenImage &, int layer, Job &inner) {
                return scanTarSplit(sourceOf(splits[static_cast<std::size_t>(layer)]), QStringLiteral("layer"), inner);
            });
        });
    };
    const auto limit = [&] {
        return timed([&] {
            context.pool.parallelFor(static_cast<int>(splits.size()), job, [&](int i) {
                inflate(splits[static_cast<std::size_t>(image.largestFirst[static_cast<std::size_t>(i)])]);
            });
        });
    };
    const Pair pair = interleaved(context.runs, tree, limit);
    std::int64_t lineBytes = 0;
    std::uint64_t entries = 0;
    for (const TarSplit &split : splits) {
        lineBytes += split.lineBytes;
        entries += split.entries;
    }
    context.report.add(
        { "trees from tar-split files", corpus.name, Unit::Seconds, pair.measured, {}, 0, budgets::kTarSplit,
            std::to_string(entries) + " entries, " + std::to_string(lineBytes / 1'000'000) + " MB of lines" });
    context.report.add({ "trees from tar-split files, to inflating", corpus.name, Unit::Seconds, pair.measured,
        pair.limit, 0, 0, "limit: ISA-L inflate of the same files, all cores" });
}

} // namespace

void measureTarSplit(Context &context)
{
    for (const Corpus &corpus : context.corpora) {
        if (corpus.isCompressedToo)
            measureTarSplitOf(context, corpus);
    }
}

} // namespace varve::bench
