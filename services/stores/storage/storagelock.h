// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A read lock on one of the lock files of containers-storage, held while one list is read. Owns the descriptor; one thread.
//
// Never waits for ever: past the patience it is not held, and the reader checks otherwise that nothing was changed. Nothing is
// created or written; a lock file that is missing or cannot be opened is no obstacle either.
// Source: containers/storage pkg/lockfile (fcntl locks on the whole file). Ours belong to the open file, so that threads of this
// program do not take each other's away. Cost: one system call, more while somebody writes.
#pragma once

#include "services/jobs/job.h"

#include <chrono>

namespace varve {

class StorageReadLock {
public:
    // `name` below the folder `directory`. Ends early when the job is cancelled.
    static StorageReadLock take(int directory, const QString &name, std::chrono::milliseconds patience, const Job &job);
    ~StorageReadLock();
    StorageReadLock(StorageReadLock &&other) noexcept;
    StorageReadLock(const StorageReadLock &) = delete;
    StorageReadLock &operator=(const StorageReadLock &) = delete;

    bool isHeld() const { return m_fd >= 0; }

private:
    explicit StorageReadLock(int fd)
        : m_fd(fd)
    {
    }
    int m_fd;
};

} // namespace varve
