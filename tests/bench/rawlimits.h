// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the machine could do at best: the same bytes through the bare library or a bare loop, without trees, threads pools or
// error handling. Written independently of the code that is measured. Each call maps its files anew, as opening an image
// does, and spreads layers over all cores, the largest first, unless it says otherwise. An error ends the program.
#pragma once

#include "tests/bench/corpus.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace varve::bench {

// A file mapped read-only.
class Mapping {
public:
    explicit Mapping(const std::filesystem::path &path);
    ~Mapping();
    Mapping(const Mapping &) = delete;
    Mapping &operator=(const Mapping &) = delete;
    std::span<const std::byte> bytes() const { return { m_data, m_size }; }

private:
    const std::byte *m_data = nullptr;
    std::size_t m_size = 0;
};

// Steps over the headers of one tar, sums each checksum, jumps over the content; how many headers there are.
std::int64_t walkHeaders(std::span<const std::byte> tar);

// All headers of a docker-archive and of the layers inside; on one core, or on all.
std::int64_t rawWalk(const Corpus &corpus, bool isParallel);

// xxh3-128 over the layers of a docker-archive: maps the file and walks the headers, and returns what does the hashing, so
// that only this is measured.
std::function<void()> rawFingerprints(const Corpus &corpus);

void rawSha256(const Corpus &corpus); // of the layers of the docker-archive
void rawInflateGzip(const Corpus &corpus); // ISA-L, checksum verified
void rawInflateZstd(const Corpus &corpus);

// Calls fn(index) for every size, the largest first, on as many threads as there are cores.
void onAllCores(const std::vector<std::int64_t> &sizes, const std::function<void(std::size_t)> &fn);

} // namespace varve::bench
