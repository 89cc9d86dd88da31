// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Fingerprints of file contents: xxh3-128 of the bytes that a reader of the file would see, holes as zeros. Sparse files
// past the limits are told apart by their map and data instead, so that a few bytes of tar cannot ask for hours of zeros.
// One thread. Errors: those of the TarReader, Cancelled. Cost: O(bytes), about as fast as memory is.
#pragma once

#include "services/archive/tarreader.h"
#include "services/tree/treetypes.h"

#include <cstdint>
#include <memory>
#include <span>

namespace varve {

class ContentHasher {
public:
    ContentHasher();
    ~ContentHasher();
    ContentHasher(const ContentHasher &) = delete;
    ContentHasher &operator=(const ContentHasher &) = delete;

    // The content of the reader's current entry, whatever of it has not been read.
    Result<Fingerprint> read(TarReader &reader, const TarReader::Header &header, const Job &job);
    // A piece of memory, large or small.
    Result<Fingerprint> hash(std::span<const std::byte> content, const Job &job);

private:
    struct Private;
    Result<Fingerprint> readLarge(TarReader &reader, std::span<const std::byte> first, const Job &job);
    Result<Fingerprint> readSparse(TarReader &reader, const TarReader::Header &header, const Job &job);
    std::unique_ptr<Private> d;
};

} // namespace varve
