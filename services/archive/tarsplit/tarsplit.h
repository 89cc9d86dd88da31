// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Layers out of tar-split files, which container engines keep beside unpacked layers: the tree without reading any content,
// and the tar put together again for its digest. Blocking functions, one thread each; call them for several layers in
// parallel.
//
// Fingerprints of these trees are of FingerprintKind::Crc64.
// Errors: those of TarSplitSource and of the TarReader; LimitExceeded when memory runs out; Cancelled.
#pragma once

#include "services/archive/bytesource.h"
#include "services/jobs/job.h"
#include "services/tree/layertree.h"
#include "services/types/digest.h"

#include <functional>
#include <memory>

namespace varve {

// Progress: the bytes of `tarSplit` as stored. Cost: about a million entries a second.
Result<LayerTreePtr> scanTarSplit(std::unique_ptr<ByteSource> tarSplit, const QString &layerName, Job &job);

// A file of the unpacked layer, by the path that the tar has for it, as bytes; untrusted.
using ContentOpener = std::function<Result<std::unique_ptr<ByteSource>>(const std::string &path)>;

// The sha256 of the whole tar: its DiffID. Every content is held against its checksum as well, so that a tree made by
// scanTarSplit() is right in all its parts when the digest is. Corrupt: a content is not what the checksum says.
// Progress: the bytes of the contents. Cost: that of reading and hashing them.
Result<Digest> digestTarSplit(
    std::unique_ptr<ByteSource> tarSplit, const ContentOpener &open, const QString &layerName, Job &job);

// CRC-64 as tar-split has it, of a piece behind others whose checksum is `before` (0: there are none).
std::uint64_t tarSplitChecksum(std::uint64_t before, std::span<const std::byte> content);

} // namespace varve
