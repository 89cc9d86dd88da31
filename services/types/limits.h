// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Every limit that protects Varve against hostile or broken input, in one place, with the reason where it is not plain.
// Nothing is ever allocated from a number found in a header; past a limit the answer is LimitExceeded, by name.
#pragma once

#include <QtCore/QtGlobal>

#include <cstddef>
#include <cstdint>

namespace varve::limits {

inline constexpr std::size_t kKiB = 1024;
inline constexpr std::size_t kMiB = 1024 * kKiB;

// Documents
inline constexpr std::size_t kManifestBytes = 4 * kMiB; // OCI distribution spec: registries accept at least this
inline constexpr std::size_t kConfigBytes = 4 * kMiB;
inline constexpr std::size_t kDockerManifestBytes = 1 * kMiB; // manifest.json of a docker-archive
inline constexpr std::size_t kTokenBytes = 64 * kKiB;
inline constexpr std::size_t kErrorBodyBytes = 1 * kMiB;
inline constexpr std::size_t kHttpHeaderBytes = 64 * kKiB; // of one answer
inline constexpr std::size_t kEngineListBytes = 256 * kMiB; // 100,000 images
inline constexpr int kJsonDepth = 64;
inline constexpr int kIndexDepth = 8; // nested indexes, with a visited set besides
inline constexpr std::size_t kDocumentsPerArchive = 20'000; // JSON documents kept while an archive is scanned
inline constexpr std::size_t kDocumentBytesPerArchive = 256 * kMiB; // ... and their sum
inline constexpr std::size_t kTreeBytesPerArchive = 1024 * kMiB; // layer trees kept while a compressed archive is read
inline constexpr std::size_t kSniffedInputBytes = 16 * kMiB; // compressed bytes that may pass before anything comes out
inline constexpr std::size_t kImagesPerIndex = 100'000;
inline constexpr std::size_t kLayersPerImage = 1024; // engines stop at 127
// Of all images of an archive without manifests together: their chains share ancestors, so a small file can name many.
inline constexpr std::size_t kLayersPerArchive = 200'000;

// Registries
inline constexpr std::size_t kTagListBytes = 16 * kMiB; // one page; some registries give all tags in one
inline constexpr qsizetype kTagsPerRepository = 200'000;
inline constexpr qsizetype kPagesPerList = 2'000;

// Layers
inline constexpr std::uint32_t kEntriesPerLayer = 10'000'000; // and the folders that their paths imply
inline constexpr std::uint32_t kImpliedFoldersPerLayer = 1'000'000; // one path of 4 KiB implies a thousand
inline constexpr std::size_t kNameBytesPerLayer = 512 * kMiB; // names, link targets and extended attributes together
inline constexpr std::size_t kXattrBytesPerLayer = 128 * kMiB; // distinct sets; they compress a thousandfold
inline constexpr std::size_t kPathBytes = 4096; // longer: an entry error
inline constexpr std::size_t kFollowedPathBytes = 16 << 20; // walked in one image behind symlinks, for hard links
inline constexpr std::size_t kPathDepth = 1024; // folders in one path; 4096 bytes hold at most 2048
inline constexpr std::size_t kPaxBytes = 1 * kMiB; // one PAX or GNU long-name record
inline constexpr int kExtensionsPerEntry = 64; // PAX and GNU headers before one entry; real tars have three at most
inline constexpr std::size_t kXattrBytes = 256 * kKiB; // all extended attributes of one entry
inline constexpr std::size_t kSparseSegments = 1'000'000;
// A sparse file is fingerprinted with its holes as zeros, as if it were stored in full, when it is at most so many times
// larger than what is stored of it (or small); else by map and data. A rule about one file alone, so that the same file
// has the same fingerprint in every layer.
inline constexpr std::uint64_t kSparseHashFactor = 16;
inline constexpr std::uint64_t kSparseHashBytes = 1 * kMiB;
inline constexpr std::size_t kWarningsKept = 1000; // per layer; the rest is counted
inline constexpr int kZstdWindowLog = 27; // 128 MiB
inline constexpr std::uint64_t kLayerBytes = 1ULL << 44; // 16 TiB of inflated layer: a bomb, not an image
// What the files of one layer may claim to hold together (sparse files claim more than they store): no sum over the most
// layers that an image may have then leaves 64 bits.
inline constexpr std::int64_t kFileBytesPerLayer = 1LL << 51;

// What stores keep beside layers
inline constexpr std::size_t kTarSplitLineBytes = 16 * kMiB; // headers and records before one entry, as Base64
inline constexpr std::size_t kTarSplitBytes = 256 * kMiB; // of all layers of one image, as they are stored
inline constexpr std::uint64_t kTarSplitLines = 4ULL * kEntriesPerLayer; // an entry takes two, and folders too
inline constexpr std::size_t kStorageListBytes = 256 * kMiB; // images.json and the like: 100,000 images
inline constexpr std::size_t kStorageItems = 1'000'000; // in one of them

// Reading
inline constexpr std::size_t kBlockBytes = 256 * kKiB; // one read, one inflate step
inline constexpr std::size_t kPartBytes = 32 * kMiB; // what one thread fingerprints of a large plain layer at a time

} // namespace varve::limits
