// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/fuzztargets.h"

#include "services/archive/codec.h"
#include "services/archive/framedecoder.h"
#include "services/archive/layerscanner.h"
#include "services/archive/tarsplit/tarsplit.h"
#include "tests/support/tarbuilder.h"
#include "tests/support/tardump.h"

#include <cstdio>
#include <cstdlib>

#include <sys/mman.h>
#include <unistd.h>

namespace varve::test {

namespace {

void require(bool holds, const char *what)
{
    if (holds)
        return;
    std::fprintf(stderr, "property does not hold: %s\n", what);
    std::abort();
}

QByteArray toByteArray(std::span<const std::byte> input)
{
    return QByteArray(reinterpret_cast<const char *>(input.data()), static_cast<qsizetype>(input.size()));
}

// A fuzzer cannot guess checksums: makes those of all blocks right that look like headers.
QByteArray withChecksums(QByteArray tar)
{
    for (qsizetype offset = 0; offset + 512 <= tar.size(); offset += 512) {
        if (offset == 0 || QByteArrayView(tar).sliced(offset + 257, 5) == QByteArrayView("ustar"))
            fixChecksum(std::span<char, 512>(tar.data() + offset, 512));
    }
    return tar;
}

struct Outcome {
    QByteArray bytes;
    bool isError = false;
    bool hasGarbage = false;
};

// A small input can inflate to gigabytes; beyond this all readers stop alike.
constexpr qsizetype kMostOutput = 8 << 20;

Outcome drain(Decoder &decoder)
{
    Outcome outcome;
    std::vector<std::byte> buffer(70'000);
    while (outcome.bytes.size() < kMostOutput) {
        const auto count = decoder.read(buffer);
        if (!count) {
            outcome.isError = true;
            return outcome;
        }
        if (*count == 0) {
            outcome.hasGarbage = decoder.trailingGarbage();
            return outcome;
        }
        outcome.bytes.append(reinterpret_cast<const char *>(buffer.data()), static_cast<qsizetype>(*count));
    }
    outcome.bytes.truncate(kMostOutput);
    return outcome;
}

Outcome drainCodec(const QByteArray &input, std::unique_ptr<Codec> codec)
{
    FrameDecoder decoder(
        DecoderInput(std::make_unique<PieceSource>(input, 13)), std::move(codec), QStringLiteral("fuzz"), nullptr);
    return drain(decoder);
}

std::string treeText(const LayerTree &tree)
{
    std::string text;
    for (std::uint32_t i = 0; i < tree.size(); ++i) {
        const LayerNode node { i };
        const Fingerprint fingerprint = tree.fingerprint(node);
        text += tree.path(node) + ' ' + std::to_string(static_cast<int>(tree.type(node))) + ' '
            + std::to_string(tree.sizeBytes(node)) + ' ' + std::to_string(fingerprint.low) + ' '
            + std::string(tree.linkTarget(node)) + '\n';
    }
    for (const Warning &warning : tree.warnings())
        text += warning.detail.toStdString() + '\n';
    return text;
}

// The same for the tar headers in the lines of a tar-split file.
QByteArray withRecordChecksums(const QByteArray &lines)
{
    static const QByteArray kPayload = R"("payload":")";
    QByteArrayList all = lines.split('\n');
    for (QByteArray &line : all) {
        const qsizetype key = line.indexOf(kPayload);
        const qsizetype begin = key + kPayload.size();
        const qsizetype end = key < 0 ? -1 : line.indexOf('"', begin);
        if (end < 0)
            continue;
        QByteArray raw = QByteArray::fromBase64(line.sliced(begin, end - begin));
        // A header stands behind what fills up the content before it.
        for (qsizetype magic = raw.indexOf("ustar"); magic >= 0; magic = raw.indexOf("ustar", magic + 1)) {
            const qsizetype header = magic - 257;
            if (header >= 0 && header + 512 <= raw.size())
                fixChecksum(std::span<char, 512>(raw.data() + header, 512));
        }
        line.replace(begin, end - begin, raw.toBase64());
    }
    return all.join('\n');
}

// Sparse files ask for seconds of hashing zeros; one such input tells nothing new.
bool isSlow(const LayerTree &tree)
{
    std::int64_t sparse = 0;
    for (std::uint32_t i = 0; i < tree.size(); ++i) {
        if (tree.isSparse(LayerNode { i }))
            sparse += tree.sizeBytes(LayerNode { i });
        if (sparse > (64 << 20))
            return true;
    }
    return false;
}

// A mapped file without a name on disk.
MappedRange mapped(std::span<const std::byte> input)
{
    const int fd = memfd_create("fuzz", MFD_CLOEXEC);
    require(fd >= 0 && write(fd, input.data(), input.size()) == static_cast<ssize_t>(input.size()), "memfd");
    const auto file = MappedFile::open(QStringLiteral("/proc/self/fd/%1").arg(fd));
    close(fd);
    require(file.has_value(), "mapping a memfd");
    return { *file, 0, input.size() };
}

} // namespace

void fuzzTarReader(std::span<const std::byte> input)
{
    for (const QByteArray &tar : { toByteArray(input), withChecksums(toByteArray(input)) }) {
        const TarDump memory = dumpMemory(tar);
        const TarDump stream = dumpStream(tar, 700);
        require(memory.toText() == stream.toText(), "memory and stream see the same tar");
        require(memory.position <= input.size(), "the position stays inside");
        for (const DumpedEntry &entry : memory.entries)
            require(!entry.path.empty() || !entry.problem.empty(), "an entry without a name has a problem");
    }
}

void fuzzDecoder(std::span<const std::byte> input)
{
    const QByteArray bytes = toByteArray(input);
    auto fromMemory = Decoder::create(std::make_unique<MemorySource>(input), QStringLiteral("fuzz"));
    auto fromSource = Decoder::create(std::make_unique<PieceSource>(bytes, 13), QStringLiteral("fuzz"));
    require(fromMemory && fromSource, "a decoder for everything");
    const Outcome memory = drain(**fromMemory);
    const Outcome source = drain(**fromSource);
    require(memory.isError == source.isError && memory.hasGarbage == source.hasGarbage,
        "memory and source have the same verdict");
    require(memory.isError || memory.bytes == source.bytes, "memory and source give the same bytes");
    if (sniffCompression(input) != Compression::Gzip)
        return;
    const Outcome isal = drainCodec(bytes, makeIsalCodec());
    const Outcome zlib = drainCodec(bytes, makeZlibCodec());
    require(isal.isError == zlib.isError, "ISA-L and zlib have the same verdict");
    require(isal.isError || isal.bytes == zlib.bytes, "ISA-L and zlib give the same bytes");
}

static void scanOne(std::span<const std::byte> input)
{
    Job job;
    const QString name = QStringLiteral("fuzz");
    const MappedRange range = mapped(input);
    const auto headers = scanHeaders(range, name, job);
    if (!headers) {
        // Maybe compressed; then it only has to end.
        if (sniffCompression(input) == Compression::None)
            require(!scanStream(range, name, job), "what has no headers cannot be streamed either");
        return;
    }
    if (isSlow(**headers))
        return;
    const auto second = fingerprintContents(*headers, range, job);
    const auto streamed = scanStream(std::make_unique<PieceSource>(toByteArray(input), 1000), name, job);
    require(second && streamed, "both roads lead to a tree");
    require(treeText(**second) == treeText(**streamed), "both roads lead to the same tree");
}

void fuzzScanner(std::span<const std::byte> input)
{
    scanOne(input);
    if (sniffCompression(input) == Compression::None)
        scanOne(asBytes(withChecksums(toByteArray(input))));
}

static void scanRecords(const QByteArray &input)
{
    const QString name = QStringLiteral("fuzz");
    Job job;
    const auto memory = scanTarSplit(std::make_unique<MemorySource>(asBytes(input)), name, job);
    const auto pieces = scanTarSplit(std::make_unique<PieceSource>(input, 61), name, job);
    require(memory.has_value() == pieces.has_value(), "memory and source have the same verdict");
    require(memory ? treeText(**memory) == treeText(**pieces) : memory.error() == pieces.error(),
        "memory and source give the same tree");
    // No content is what its checksum says but an empty one: the digest is of what comes before.
    const ContentOpener open = [](const std::string &) -> Result<std::unique_ptr<ByteSource>> {
        return std::make_unique<MemorySource>(std::span<const std::byte>());
    };
    const auto first = digestTarSplit(std::make_unique<MemorySource>(asBytes(input)), open, name, job);
    const auto second = digestTarSplit(std::make_unique<PieceSource>(input, 61), open, name, job);
    require(first.has_value() == second.has_value(), "memory and source can both be put together, or neither");
    require(first ? *first == *second : first.error() == second.error(), "memory and source are the same tar");
}

void fuzzTarSplit(std::span<const std::byte> input)
{
    scanRecords(toByteArray(input));
    if (sniffCompression(input) == Compression::None)
        scanRecords(withRecordChecksums(toByteArray(input)));
}

} // namespace varve::test
