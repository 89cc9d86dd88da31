// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/storage/storagelock.h"

#include "services/archive/openbeneath.h"

#include <QtCore/QFile>

#include <cerrno>
#include <fcntl.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace varve {

namespace {

constexpr auto kLockPoll = std::chrono::milliseconds(10);

} // namespace

StorageReadLock StorageReadLock::take(
    int directory, const QString &name, std::chrono::milliseconds patience, const Job &job)
{
    const Result<int> fd = openFileBeneath(directory, QFile::encodeName(name), name);
    if (!fd)
        return StorageReadLock(-1);
    struct flock lock { };
    lock.l_type = F_RDLCK;
    lock.l_whence = SEEK_SET;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (::fcntl(*fd, F_OFD_SETLK, &lock) != 0) {
        const bool isTaken = errno == EAGAIN || errno == EACCES || errno == EINTR;
        if (!isTaken || job.isCancelled() || std::chrono::steady_clock::now() >= deadline) {
            ::close(*fd);
            return StorageReadLock(-1);
        }
        std::this_thread::sleep_for(kLockPoll);
    }
    return StorageReadLock(*fd);
}

StorageReadLock::StorageReadLock(StorageReadLock &&other) noexcept
    : m_fd(std::exchange(other.m_fd, -1))
{
}

StorageReadLock::~StorageReadLock()
{
    if (m_fd >= 0)
        ::close(m_fd); // and with it the lock
}

} // namespace varve
