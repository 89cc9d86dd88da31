// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/librarylock.h"

#include "services/archive/openbeneath.h"

#include <cerrno>
#include <chrono>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace varve {

Result<bool> tryFlock(const FileDescriptor &fd, bool isShared, const QString &subject)
{
    for (;;) {
        if (::flock(fd.number(), (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0)
            return true;
        if (errno == EWOULDBLOCK)
            return false;
        if (errno != EINTR)
            return fail(errorFromErrno(errno, subject, QStringLiteral("lock")));
    }
}

void pauseForLock()
{
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

Result<std::optional<LibraryLock>> LibraryLock::tryTake(const LibraryFolder &folder, Of of, Mode mode)
{
    const char *const name = LibraryFolder::kLockNames[static_cast<std::size_t>(of)];
    const QString subject = folder.pathOf(QString::fromLatin1(name));
    constexpr mode_t kMode = 0666;
    FileDescriptor fd(
        ::openat(folder.fd(), name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, kMode));
    if (!fd.isOpen())
        return fail(errorFromErrno(errno, subject, QStringLiteral("open")));
    struct stat status { };
    if (::fstat(fd.number(), &status) != 0 || !S_ISREG(status.st_mode))
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("not a regular file"));
    const Result<bool> isTaken = tryFlock(fd, mode == Mode::Shared, subject);
    if (!isTaken)
        return fail(isTaken.error());
    return *isTaken ? std::optional(LibraryLock(std::move(fd))) : std::nullopt;
}

Result<std::optional<LibraryLock>> LibraryLock::takeForReading(const LibraryFolder &folder, const Job &job)
{
    const QString name = QString::fromLatin1(LibraryFolder::kLockNames[static_cast<std::size_t>(Of::Library)]);
    const Result<int> opened = openFileBeneath(folder.fd(), name.toLatin1(), folder.pathOf(name));
    if (!opened)
        return std::nullopt;
    FileDescriptor fd(*opened);
    for (;;) {
        if (job.isCancelled())
            return job.cancelled();
        const Result<bool> isTaken = tryFlock(fd, true, folder.pathOf(name));
        if (!isTaken)
            return std::nullopt;
        if (*isTaken)
            return LibraryLock(std::move(fd));
        pauseForLock();
    }
}

Result<LibraryLock> LibraryLock::take(const LibraryFolder &folder, Of of, Mode mode, const Job &job)
{
    for (;;) {
        if (job.isCancelled())
            return job.cancelled();
        Result<std::optional<LibraryLock>> lock = tryTake(folder, of, mode);
        if (!lock)
            return fail(lock.error());
        if (*lock)
            return *std::move(*lock);
        pauseForLock();
    }
}

} // namespace varve
