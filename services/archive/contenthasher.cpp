// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/contenthasher.h"

#include "services/types/limits.h"

#include <algorithm>
#include <array>
#include <new>

#ifdef VARVE_HAVE_XXHASH_DISPATCH
#include <xxh_x86dispatch.h> // replaces the functions of xxhash.h by macros
#else
#include <xxhash.h>
#endif

namespace varve {

namespace {

// Up to here one call hashes all; beyond, a cancel has to be seen in between.
constexpr std::size_t kOneShotBytes = 4 * limits::kMiB;
constexpr std::size_t kStepBytes = 1 * limits::kMiB;

constexpr std::size_t kZeroBytes = 16 * limits::kKiB; // stays in the first cache
constexpr std::array<std::byte, kZeroBytes> kZeros {};

Fingerprint toFingerprint(const XXH128_hash_t &hash)
{
    return { hash.low64, hash.high64 };
}

} // namespace

struct ContentHasher::Private {
    struct Free {
        void operator()(XXH3_state_t *unused) const { XXH3_freeState(unused); }
    };
    std::unique_ptr<XXH3_state_t, Free> state { XXH3_createState() };

    void begin() { XXH3_128bits_reset(state.get()); }
    void add(std::span<const std::byte> bytes) { XXH3_128bits_update(state.get(), bytes.data(), bytes.size()); }
    void addNumber(std::uint64_t number) { add(std::as_bytes(std::span(&number, 1))); }
    // False: cancelled.
    bool addInSteps(std::span<const std::byte> bytes, const Job &job)
    {
        while (!bytes.empty()) {
            if (job.isCancelled())
                return false;
            const std::size_t count = std::min(bytes.size(), kStepBytes);
            add(bytes.first(count));
            bytes = bytes.subspan(count);
        }
        return true;
    }
    bool addZeros(std::uint64_t count, const Job &job)
    {
        while (count > 0) {
            if (job.isCancelled())
                return false;
            for (int i = 0; i < 64 && count > 0; ++i) {
                const std::uint64_t step = std::min<std::uint64_t>(count, kZeroBytes);
                add(std::span(kZeros).first(step));
                count -= step;
            }
        }
        return true;
    }
    Fingerprint finish() const { return toFingerprint(XXH3_128bits_digest(state.get())); }
};

ContentHasher::ContentHasher()
    : d(std::make_unique<Private>())
{
    if (!d->state)
        throw std::bad_alloc();
}

ContentHasher::~ContentHasher() = default;

Result<Fingerprint> ContentHasher::hash(std::span<const std::byte> content, const Job &job)
{
    if (content.size() <= kOneShotBytes)
        return toFingerprint(XXH3_128bits(content.data(), content.size()));
    d->begin();
    if (!d->addInSteps(content, job))
        return job.cancelled();
    return d->finish();
}

Result<Fingerprint> ContentHasher::read(TarReader &reader, const TarReader::Header &header, const Job &job)
{
    if (header.isSparse)
        return readSparse(reader, header, job);
    const Result<std::span<const std::byte>> piece = reader.readContent();
    if (!piece)
        return fail(piece.error());
    // Nearly every file lies in one block as a whole.
    if (piece->size() == header.storedBytes)
        return hash(*piece, job);
    return readLarge(reader, *piece, job);
}

Result<Fingerprint> ContentHasher::readLarge(TarReader &reader, std::span<const std::byte> first, const Job &job)
{
    d->begin();
    for (std::span<const std::byte> piece = first; !piece.empty();) {
        if (!d->addInSteps(piece, job))
            return job.cancelled();
        const Result<std::span<const std::byte>> next = reader.readContent();
        if (!next)
            return fail(next.error());
        piece = *next;
    }
    return d->finish();
}

Result<Fingerprint> ContentHasher::readSparse(TarReader &reader, const TarReader::Header &header, const Job &job)
{
    d->begin();
    const bool isByMap = header.sizeBytes > limits::kSparseHashBytes
        && header.sizeBytes / limits::kSparseHashFactor > header.storedBytes;
    if (isByMap) {
        d->addNumber(header.sizeBytes);
        for (const TarReader::Segment &segment : header.segments) {
            d->addNumber(segment.offset);
            d->addNumber(segment.length);
        }
    }

    std::uint64_t position = 0; // in the file
    std::span<const std::byte> piece;
    for (const TarReader::Segment &segment : header.segments) {
        if (!isByMap && !d->addZeros(segment.offset - position, job))
            return job.cancelled();
        for (std::uint64_t left = segment.length; left > 0;) {
            if (piece.empty()) {
                const Result<std::span<const std::byte>> next = reader.readContent();
                if (!next)
                    return fail(next.error());
                piece = *next;
                if (piece.empty()) // the reader has checked the map; this only guards the loop
                    return fail(ErrorCode::Internal, {}, QStringLiteral("a sparse map longer than its content"));
            }
            const std::size_t count = std::min<std::uint64_t>(left, piece.size());
            if (!d->addInSteps(piece.first(count), job))
                return job.cancelled();
            piece = piece.subspan(count);
            left -= count;
        }
        position = segment.offset + segment.length;
    }
    if (!isByMap && !d->addZeros(header.sizeBytes - position, job))
        return job.cancelled();
    return d->finish();
}

} // namespace varve
