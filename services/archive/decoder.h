// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Decompression by content, never by name: the first bytes say what a stream is.
//
// gzip may have many members, zstd many frames and skippable ones (eStargz, zstd:chunked); all are read. Zero bytes after
// the last gzip member are padding; other bytes after it end the stream with trailingGarbage() set. One level only: what
// comes out is never sniffed again. ISA-L inflates gzip where the processor suits it, else zlib. Memory is read in place.
// Errors: Corrupt (bad data, checksum, cut off), LimitExceeded (zstd window over limits::kZstdWindowLog, output over
// limits::kLayerBytes), Cancelled (when given a job), and those of the source. An error comes after the good bytes before
// it. Cost: one input buffer of limits::kBlockBytes unless the source is memory, and the codec's window.
#pragma once

#include "services/archive/bytesource.h"
#include "services/jobs/job.h"
#include "services/types/layerinfo.h"

#include <memory>

namespace varve {

// By magic number; None for everything else, also for less than 4 bytes.
Compression sniffCompression(std::span<const std::byte> head);

class Decoder : public ByteSource {
public:
    // Takes `source`, reads its head and returns the right decoder (a pass-through for Compression::None).
    // `subject` names the stream in errors. With a job, a cancel also ends input that yields no output for long; the job
    // must outlive the decoder.
    static Result<std::unique_ptr<Decoder>> create(
        std::unique_ptr<ByteSource> source, const QString &subject, const Job *job = nullptr);

    virtual Compression compression() const = 0;
    virtual std::uint64_t consumedBytes() const = 0; // of the compressed stream so far: for progress
    virtual bool trailingGarbage() const { return false; }
};

} // namespace varve
