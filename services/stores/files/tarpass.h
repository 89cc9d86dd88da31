// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One walk through a tar that is compressed as a whole, or that comes as a stream: decoder, tar reader, and the content of the current entry as a
// stream whose head can be looked at before it is read. One thread; everything is valid until next().
// Errors: those of Decoder and TarReader; Cancelled from every read. Cost: inflating the file once.
#pragma once

#include "services/archive/decoder.h"
#include "services/archive/mappedfile.h"
#include "services/archive/tarreader.h"

#include <functional>
#include <vector>

namespace varve {

class TarPass {
public:
    // onProgress(compressed bytes consumed so far) is called for every block of content.
    static Result<std::unique_ptr<TarPass>> begin(
        const MappedFilePtr &file, Job &job, std::function<void(std::uint64_t)> onProgress);
    static Result<std::unique_ptr<TarPass>> begin(std::unique_ptr<ByteSource> source, const QString &subject, Job &job,
        std::function<void(std::uint64_t)> onProgress);

    Result<const TarReader::Header *> next();
    bool hasEndMarker() const { return m_reader.hasEndMarker(); } // after the last entry
    // Up to kSniffBytes of the current entry, fewer only when it is shorter. read() still gives them.
    Result<std::span<const std::byte>> head();
    Result<std::size_t> read(std::span<std::byte> buffer);
    Result<void> skipRest();
    // The current entry as a source; must not outlive this pass nor be read after next().
    std::unique_ptr<ByteSource> source();

private:
    TarPass(std::unique_ptr<Decoder> decoder, const QString &subject, Job &job,
        std::function<void(std::uint64_t)> onProgress);
    Result<void> fetch();

    std::unique_ptr<Decoder> m_decoder;
    TarReader m_reader;
    Job &m_job;
    std::function<void(std::uint64_t)> m_onProgress;
    std::vector<std::byte> m_head;
    std::size_t m_headRead = 0;
    std::span<const std::byte> m_rest; // of the piece that the reader gave last
    bool m_isAtEnd = false;
};

} // namespace varve
