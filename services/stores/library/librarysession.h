// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The time in which something is brought into a Library. While a session is open, blobs that no index names yet are
// safe from being collected as garbage; several sessions run at once, also in several processes. Makes the Library
// where there is none.
//
// Bring the blobs, documents after what they name, then commit(): whoever is interrupted leaves blobs that the next
// attempt finds, or that are collected, and never an image that is not whole. Any thread. Errors: those of
// LibraryFolder, LibraryLock and BlobIngest.
// Cost: commit() reads and writes the index once.
#pragma once

#include "services/stores/library/blobingest.h"
#include "services/stores/library/libraryindex.h"

#include <functional>

namespace varve {

class LibrarySession {
public:
    // Waits while garbage is collected.
    static Result<std::unique_ptr<LibrarySession>> begin(const QString &root, const Job &job);

    const LibraryFolderPtr &folder() const { return m_folder; }
    bool has(const Descriptor &blob) const { return m_folder->hasBlob(blob.digest, blob.sizeBytes); }
    Result<std::unique_ptr<BlobIngest>> ingest(const Descriptor &blob, const Job &job) const;
    // A whole blob that is in memory or mapped; adds its bytes to the job's progress. A part from before that turns out
    // to be wrong is written anew.
    Result<void> add(const Descriptor &blob, std::span<const std::byte> bytes, Job &job) const;
    // NotFound: an image's own document is not here. Names are taken from the images that have them.
    Result<void> commit(const QList<LibraryEntry> &images, const Job &job) const;

private:
    LibrarySession(LibraryFolderPtr folder, LibraryLock lock)
        : m_folder(std::move(folder))
        , m_lock(std::move(lock))
    {
    }
    const LibraryFolderPtr m_folder;
    const LibraryLock m_lock;
};

// Reads the index under its lock, lets `change` change it and writes it back. What `change` fails with is the answer,
// and nothing is written.
Result<void> changeLibraryIndex(
    const LibraryFolder &folder, const Job &job, const std::function<Result<void>(LibraryIndex &index)> &change);
Result<LibraryIndex> readLibraryIndex(const LibraryFolder &folder);

} // namespace varve
