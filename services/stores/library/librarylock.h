// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The two locks of a Library, between threads and processes alike (flock on a file each); the system takes them back
// from whoever dies.
//
//   Library   shared while a pull or an import brings blobs that no index names yet; exclusive for removing blobs
//   Index     exclusive around each reading, changing and writing of index.json; held briefly
//
// In this order, never the other way round. Waiting polls the job. Errors: Cancelled, AccessDenied (a Library that
// cannot be written to), Corrupt (something else has the lock's name). Cost: a few system calls; waiting looks 100
// times a second.
#pragma once

#include "services/stores/library/libraryfolder.h"

namespace varve {

class LibraryLock {
public:
    enum class Of { Library, Index };
    enum class Mode { Shared, Exclusive };

    static Result<LibraryLock> take(const LibraryFolder &folder, Of of, Mode mode, const Job &job);
    // Nothing: somebody else has it.
    static Result<std::optional<LibraryLock>> tryTake(const LibraryFolder &folder, Of of, Mode mode);
    // The Library's, shared, for who only reads and makes nothing, not even the lock's file. Nothing: there is none, or
    // it may not be opened; then nobody here removes blobs either. Errors: Cancelled.
    static Result<std::optional<LibraryLock>> takeForReading(const LibraryFolder &folder, const Job &job);

private:
    explicit LibraryLock(FileDescriptor fd)
        : m_fd(std::move(fd))
    {
    }
    FileDescriptor m_fd; // closing it gives the lock back
};

// flock() that does not wait. False: somebody else has it.
Result<bool> tryFlock(const FileDescriptor &fd, bool isShared, const QString &subject);
// Between two looks at a lock that is taken.
void pauseForLock();

} // namespace varve
