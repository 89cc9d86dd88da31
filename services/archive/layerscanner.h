// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// From the bytes of a layer to its LayerTree: the hot path of Varve. Blocking functions, one thread each; call them for
// several layers in parallel.
//
// Uncompressed tar in memory: scanHeaders() walks the headers and returns the tree without fingerprints of plain files;
// fingerprintContents() is the second pass, sparse files included. Everything else: scanStream() inflates, parses and fingerprints in one pass.
// Bytes after the tar's end and a missing end marker are warnings. Zero bytes and 512 zero bytes are valid empty layers.
// Errors: Corrupt (also when the mapped file was cut short meanwhile), LimitExceeded (also when memory runs out), Cancelled.
#pragma once

#include "services/archive/decoder.h"
#include "services/archive/mappedfile.h"
#include "services/jobs/job.h"
#include "services/tree/layertree.h"

namespace varve {

// A layer's bytes as stored: a range of a mapped file (the file itself, or one entry of an archive).
struct MappedRange {
    MappedFilePtr file;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::span<const std::byte> bytes() const { return file->bytes().subspan(offset, length); }
};

// Progress: each call adds the stored bytes that it has used up, in the end the length of its range.
Result<LayerTreePtr> scanHeaders(const MappedRange &tar, const QString &layerName, Job &job);
Result<LayerTreePtr> fingerprintContents(const LayerTreePtr &tree, const MappedRange &tar, Job &job);
// The same in parts, so that several threads share one large layer: the files whose content begins in [begin, end) of the
// tar; the part that begins at 0 also does the sparse ones of all parts. `fingerprints` has tree.size() entries and only
// those of these files are written. All parts together: withFingerprints().
Result<void> fingerprintPart(const LayerTree &tree, const MappedRange &tar, std::uint64_t begin, std::uint64_t end,
    std::span<Fingerprint> fingerprints, Job &job);
Result<LayerTreePtr> scanStream(const MappedRange &blob, const QString &layerName, Job &job);
// A nested stream, e.g. one entry of an archive that is being inflated: read to the end of `source`.
Result<LayerTreePtr> scanStream(std::unique_ptr<ByteSource> source, const QString &layerName, Job &job);

// A stream that can be had only once: the tree, and the sha256 of the tar inside it.
struct DigestedLayer {
    LayerTreePtr tree;
    Digest diffId;
};
Result<DigestedLayer> scanAndDigest(std::unique_ptr<ByteSource> source, const QString &layerName, Job &job);

// sha256 of the blob as stored, and of the tar inside it (the DiffID); for an uncompressed tar both are the same.
struct LayerDigests {
    Digest blob;
    Digest diffId;
};
Result<LayerDigests> digestLayer(const MappedRange &blob, Job &job);

} // namespace varve
