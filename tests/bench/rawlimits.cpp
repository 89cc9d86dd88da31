// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/bench/rawlimits.h"

#include "tests/bench/blobwriter.h"

#include <isa-l/igzip_lib.h>
#include <xxhash.h>
#include <zstd.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <numeric>
#include <thread>

namespace varve::bench {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kOutBytes = 256 * 1024;

std::uint64_t octal(const unsigned char *field, int digits)
{
    std::uint64_t value = 0;
    for (int i = 0; i < digits && field[i] >= '0' && field[i] <= '7'; ++i)
        value = value * 8 + (field[i] - '0');
    return value;
}

std::uint64_t sizeField(const unsigned char *header)
{
    if ((header[124] & 0x80) == 0)
        return octal(header + 124, 12);
    std::uint64_t value = 0;
    for (int i = 128; i < 136; ++i)
        value = value << 8 | header[i];
    return value;
}

unsigned checksumOf(const unsigned char *header)
{
    unsigned sum = 0;
    for (std::size_t i = 0; i < kBlock; ++i)
        sum += header[i];
    for (int i = 148; i < 156; ++i)
        sum = sum - header[i] + ' ';
    return sum;
}

std::vector<std::int64_t> tarSizes(const Corpus &corpus)
{
    std::vector<std::int64_t> sizes;
    sizes.reserve(corpus.layers.size());
    for (const CorpusLayer &layer : corpus.layers)
        sizes.push_back(layer.tarBytes);
    return sizes;
}

std::span<const std::byte> layerBytes(const Mapping &archive, const CorpusLayer &layer)
{
    return archive.bytes().subspan(static_cast<std::size_t>(layer.tarOffset), static_cast<std::size_t>(layer.tarBytes));
}

void inflateGzip(std::span<const std::byte> bytes, std::vector<std::uint8_t> &out)
{
    auto state = std::make_unique<inflate_state>();
    isal_inflate_init(state.get());
    state->crc_flag = ISAL_GZIP;
    // ISA-L takes its input as non-const, yet does not change it; and its counters are of 32 bits.
    state->next_in = reinterpret_cast<std::uint8_t *>(const_cast<std::byte *>(bytes.data()));
    state->avail_in = static_cast<std::uint32_t>(bytes.size());
    do {
        state->next_out = out.data();
        state->avail_out = static_cast<std::uint32_t>(out.size());
        if (isal_inflate(state.get()) != ISAL_DECOMP_OK)
            die("ISA-L cannot inflate a layer");
    } while (state->block_state != ISAL_BLOCK_FINISH);
}

void inflateZstd(std::span<const std::byte> bytes, std::vector<std::uint8_t> &out)
{
    const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
    ZSTD_inBuffer input { bytes.data(), bytes.size(), 0 };
    for (std::size_t left = 1; left != 0;) {
        ZSTD_outBuffer output { out.data(), out.size(), 0 };
        left = ZSTD_decompressStream(context.get(), &output, &input);
        if (ZSTD_isError(left) != 0)
            die("libzstd cannot inflate a layer");
    }
}

template <typename Inflate>
void inflateAll(const std::filesystem::path &layout, const std::vector<std::pair<std::string, std::int64_t>> &blobs,
    Inflate &&inflate)
{
    std::vector<std::int64_t> sizes;
    for (const auto &blob : blobs)
        sizes.push_back(blob.second);
    onAllCores(sizes, [&](std::size_t i) {
        const Mapping blob(layout / "blobs/sha256" / blobs[i].first);
        std::vector<std::uint8_t> out(kOutBytes);
        inflate(blob.bytes(), out);
    });
}

} // namespace

Mapping::Mapping(const std::filesystem::path &path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status { };
    if (fd < 0 || ::fstat(fd, &status) != 0)
        die("cannot read " + path.string());
    m_size = static_cast<std::size_t>(status.st_size);
    void *const data = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, fd, 0);
    ::close(fd);
    if (data == MAP_FAILED)
        die("cannot map " + path.string());
    m_data = static_cast<const std::byte *>(data);
}

Mapping::~Mapping()
{
    ::munmap(const_cast<std::byte *>(m_data), m_size);
}

std::int64_t walkHeaders(std::span<const std::byte> tar)
{
    const auto *const data = reinterpret_cast<const unsigned char *>(tar.data());
    std::int64_t headers = 0;
    for (std::size_t at = 0; at + kBlock <= tar.size();) {
        const unsigned char *const header = data + at;
        if (header[0] == 0)
            break;
        if (octal(header + 148, 8) != checksumOf(header))
            die("a header of a corpus has a wrong checksum");
        ++headers;
        at += kBlock + (sizeField(header) + kBlock - 1) / kBlock * kBlock;
    }
    return headers;
}

std::int64_t rawWalk(const Corpus &corpus, bool isParallel)
{
    const Mapping archive(corpus.dockerArchive());
    std::atomic<std::int64_t> headers { walkHeaders(archive.bytes()) };
    const auto walkLayer = [&](std::size_t i) { headers += walkHeaders(layerBytes(archive, corpus.layers[i])); };
    if (isParallel)
        onAllCores(tarSizes(corpus), walkLayer);
    else
        for (std::size_t i = 0; i < corpus.layers.size(); ++i)
            walkLayer(i);
    return headers;
}

std::function<void()> rawFingerprints(const Corpus &corpus)
{
    auto archive = std::make_shared<Mapping>(corpus.dockerArchive());
    for (const CorpusLayer &layer : corpus.layers)
        walkHeaders(layerBytes(*archive, layer));
    return [archive, &corpus] {
        onAllCores(tarSizes(corpus), [&](std::size_t i) {
            const std::span<const std::byte> bytes = layerBytes(*archive, corpus.layers[i]);
            const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
            if (hash.low64 == 0 && hash.high64 == 0)
                die("a layer hashed to zero"); // keeps the compiler from leaving the work out
        });
    };
}

void rawSha256(const Corpus &corpus)
{
    const Mapping archive(corpus.dockerArchive());
    onAllCores(tarSizes(corpus), [&](std::size_t i) {
        const std::span<const std::byte> bytes = layerBytes(archive, corpus.layers[i]);
        Sha256 hash;
        hash.add({ reinterpret_cast<const char *>(bytes.data()), bytes.size() });
        if (hash.finish() != corpus.layers[i].diffId)
            die("a layer of " + corpus.name + " has changed on disk");
    });
}

void rawInflateGzip(const Corpus &corpus)
{
    std::vector<std::pair<std::string, std::int64_t>> blobs;
    for (const CorpusLayer &layer : corpus.layers)
        blobs.emplace_back(layer.gzipBlob, layer.gzipBytes);
    inflateAll(corpus.gzipLayout(), blobs, inflateGzip);
}

void rawInflateZstd(const Corpus &corpus)
{
    std::vector<std::pair<std::string, std::int64_t>> blobs;
    for (const CorpusLayer &layer : corpus.layers)
        blobs.emplace_back(layer.zstdBlob, layer.zstdBytes);
    inflateAll(corpus.zstdLayout(), blobs, inflateZstd);
}

void onAllCores(const std::vector<std::int64_t> &sizes, const std::function<void(std::size_t)> &fn)
{
    std::vector<std::size_t> order(sizes.size());
    std::iota(order.begin(), order.end(), std::size_t { 0 });
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return sizes[a] > sizes[b]; });
    std::atomic<std::size_t> next { 0 };
    const auto work = [&] {
        for (std::size_t i = next++; i < order.size(); i = next++)
            fn(order[i]);
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
        threads.emplace_back(work);
    work();
    for (std::thread &thread : threads)
        thread.join();
}

} // namespace varve::bench
