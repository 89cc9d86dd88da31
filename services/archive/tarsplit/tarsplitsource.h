// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The tar that a tar-split file describes, as a source: headers and padding come as bytes, contents are holes that can only be
// passed over. Owns the records; one thread.
//
// A TarReader over it skips contents through ByteSource::skip(). Whatever header and record do not agree about is an error of
// the whole layer, because from there on nothing is known to be in its place.
// Errors: Corrupt (size or place of a content differs from its header, a content without checksum), LimitExceeded (more than
// limits::kLayerBytes of tar), and those of TarSplitRecords. Cost: that of the records.
#pragma once

#include "services/archive/tarreader.h"
#include "services/archive/tarsplit/tarsplitrecords.h"
#include "services/tree/treetypes.h"

namespace varve {

class TarSplitSource final : public ByteSource {
public:
    TarSplitSource(std::unique_ptr<TarSplitRecords> records, QString subject);

    Result<std::size_t> read(std::span<std::byte> buffer) override;
    Result<std::uint64_t> skip(std::uint64_t count) override;

    // The checksum of the content of an entry that a reader of this source has just come to.
    Result<Fingerprint> contentOf(const TarReader::Header &header);
    // When the reader has come to the end of the tar: Corrupt when there is something left.
    Result<void> finish();
    std::uint64_t consumedBytes() const { return m_records->consumedBytes(); }

private:
    // Goes on to the next bytes or hole; without either it is at the end.
    Result<void> advance();
    tl::unexpected<Error> corrupt(const QString &what) const;

    std::unique_ptr<TarSplitRecords> m_records;
    QString m_subject;
    std::uint64_t m_position = 0; // in the tar
    std::span<const std::byte> m_bytes; // not read yet
    std::uint64_t m_hole = 0; // bytes of content at this place
    std::optional<std::uint64_t> m_checksum; // of the content at this place
    std::optional<Error> m_error;
};

} // namespace varve
