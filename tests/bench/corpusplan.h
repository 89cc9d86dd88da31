// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the images of the benchmark consist of, before any byte is written: every entry of every layer. Values made from a
// seed and a scale; one thread; O(entries).
//
//   wide    8 layers, 130k small files; 1,700 whiteouts that remove 5,600 paths
//   chown   64 layers, 187k entries on 66k paths: two layers store everything again with another owner
//   distro  13 layers, 105k entries, 3.8 GB; opaque markers on folders that are new
//   big     5 layers, 5k files, 2.3 GB
//   growN   8 layers, N x 130k nearly empty files and N x 1,700 whiteouts: whether time grows with the entries and no faster
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace varve::bench {

struct PlannedEntry {
    std::string path; // without a trailing slash
    std::string link; // target of a symlink or hard link
    char type = '0'; // of the tar header
    bool hasCapability = false; // carries security.capability in a PAX record
    std::uint16_t mode = 0644;
    std::uint32_t owner = 0; // user and group
    std::int64_t mtime = 0;
    std::int64_t size = 0;
    std::uint64_t content = 0; // seed of fillContent()
};

struct PlannedLayer {
    std::string instruction;
    std::vector<PlannedEntry> entries; // in the order of a walk through the folders
};

struct CorpusPlan {
    std::string name;
    bool isCompressedToo = true; // also as OCI layouts with gzip and zstd
    std::vector<PlannedLayer> layers; // bottom first
};

// Raised whenever a plan or the way it is written changes: older corpora are then made anew.
inline constexpr int kCorpusVersion = 1;

// Nothing for a name that is not in the list above.
CorpusPlan planCorpus(const std::string &name, std::uint64_t seed, double scale);

} // namespace varve::bench
