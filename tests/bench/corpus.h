// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The benchmark's images on disk: made once from a seed, kept in a cache folder, used again while version, seed and scale
// are the same. Layout of <cache>/<name>-s<seed>-x<scale>:
//   docker.tar     docker-archive, layers uncompressed
//   oci-gzip/, oci-zstd/   OCI image layouts (not for the grow corpora)
//   corpus.json    written last: what is in it
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace varve::bench {

struct CorpusLayer {
    std::int64_t tarBytes = 0;
    std::int64_t tarOffset = 0; // in docker.tar
    std::int64_t gzipBytes = 0;
    std::int64_t zstdBytes = 0;
    std::string diffId; // hex
    std::string gzipBlob; // hex
    std::string zstdBlob; // hex
};

struct Corpus {
    std::string name;
    std::filesystem::path directory;
    std::vector<CorpusLayer> layers; // bottom first
    std::int64_t entries = 0; // of all layers
    std::int64_t paths = 0; // distinct ones, whiteouts' markers not counted
    std::int64_t whiteouts = 0;
    bool isCompressedToo = false;

    std::filesystem::path dockerArchive() const { return directory / "docker.tar"; }
    std::filesystem::path gzipLayout() const { return directory / "oci-gzip"; }
    std::filesystem::path zstdLayout() const { return directory / "oci-zstd"; }
    std::int64_t tarBytes() const;
};

struct CorpusOptions {
    std::filesystem::path cache;
    std::uint64_t seed = 1;
    double scale = 1;
};

// Makes what is missing on all cores, at low priority, the largest layers first; says on standard error what it does.
std::vector<Corpus> prepareCorpora(const std::vector<std::string> &names, const CorpusOptions &options);

} // namespace varve::bench
