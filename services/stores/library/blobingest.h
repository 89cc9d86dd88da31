// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One blob on its way into a Library. Owns the part file and its lock: of several that want the same blob one writes,
// the others wait and find it here. What was written stays for the next attempt unless it was wrong, whatever ends the
// process.
//
// Use it within a LibrarySession. One thread. Errors: Corrupt (other bytes than promised: too many, too few, another
// digest; the part is dropped), NoSpace (likewise), Cancelled, AccessDenied. After an error only restart() makes sense.
// Cost: begin() hashes what is there already; write() hashes on the way; commit() waits for the disk.
#pragma once

#include "services/archive/digester.h"
#include "services/stores/library/librarylock.h"

namespace varve {

class BlobIngest {
public:
    // Waits while another one writes this blob.
    static Result<std::unique_ptr<BlobIngest>> begin(
        LibraryFolderPtr folder, const Digest &digest, std::int64_t sizeBytes, const Job &job);
    ~BlobIngest(); // keeps the part
    BlobIngest(const BlobIngest &) = delete;
    BlobIngest &operator=(const BlobIngest &) = delete;

    // The blob is in the Library: nothing is to be written, commit() does nothing.
    bool isHere() const { return m_isHere; }
    std::int64_t offset() const
    {
        return m_offset;
    } // where the next write() goes; at first what is left of an attempt before
    std::int64_t sizeBytes() const { return m_sizeBytes; }

    Result<void> write(std::span<const std::byte> bytes);
    Result<void> restart(); // from the first byte
    Result<void> commit(); // durable; whoever looks finds it from now on

private:
    BlobIngest(LibraryFolderPtr folder, const Digest &digest, std::int64_t sizeBytes);
    Result<bool> tryBegin();
    Result<void> takeUp(const Job &job);
    tl::unexpected<Error> drop(Error error);
    tl::unexpected<Error> corrupt(const QString &detail);
    Error writeError(const char *operation) const;

    const LibraryFolderPtr m_folder;
    const Digest m_digest;
    const std::int64_t m_sizeBytes;
    const QByteArray m_partName;
    FileDescriptor m_ingest; // the folder
    FileDescriptor m_part; // locked
    std::unique_ptr<Digester> m_digester;
    std::int64_t m_offset = 0;
    bool m_isHere = false;
};

} // namespace varve
