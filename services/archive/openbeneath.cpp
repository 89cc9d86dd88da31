// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/openbeneath.h"

#include <QtCore/QList>

#include <cerrno>
#include <optional>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace varve {

namespace {

constexpr int kFileFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW;

// Nothing when the kernel does not know the call, or a sandbox forbids it.
std::optional<Result<int>> openByKernel(int directoryFd, const QByteArray &path, const QString &subject)
{
    open_how how {};
    how.flags = static_cast<unsigned>(kFileFlags);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    // EAGAIN: a rename elsewhere made the kernel unsure about ".."; a few tries are enough.
    for (int attempt = 0; attempt < 8; ++attempt) {
        const long fd = syscall(SYS_openat2, directoryFd, path.constData(), &how, sizeof how);
        if (fd >= 0)
            return static_cast<int>(fd);
        if (errno != EAGAIN && errno != EINTR)
            break;
    }
    if (errno == ENOSYS || errno == EPERM)
        return std::nullopt;
    return Result<int>(fail(errorFromErrno(errno, subject, QStringLiteral("open"))));
}

bool isSymlink(int directoryFd, const char *name)
{
    struct stat status { };
    return fstatat(directoryFd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
}

Result<int> openByComponent(int directoryFd, const QByteArray &path, const QString &subject)
{
    if (path.startsWith('/'))
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("open: an absolute path"));
    QList<QByteArray> names;
    for (const QByteArray &name : path.split('/')) {
        if (name == "..")
            return fail(ErrorCode::Corrupt, subject, QStringLiteral("open: the path leads out of its folder"));
        if (!name.isEmpty() && name != ".")
            names.append(name);
    }
    if (names.isEmpty())
        return fail(ErrorCode::NotFound, subject, QStringLiteral("open: an empty path"));

    int folder = directoryFd;
    for (qsizetype i = 0; i < names.size(); ++i) {
        const bool isLast = i + 1 == names.size();
        const char *const name = names[i].constData();
        const int fd = openat(folder, name, isLast ? kFileFlags : O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        const int systemError = errno;
        const bool isLink = fd < 0 && isSymlink(folder, name);
        if (folder != directoryFd)
            close(folder);
        if (isLink)
            return fail(ErrorCode::Corrupt, subject, QStringLiteral("open: a symbolic link in the path"));
        if (fd < 0)
            return fail(errorFromErrno(systemError, subject, QStringLiteral("open")));
        folder = fd;
    }
    return folder;
}

} // namespace

Result<int> openFileBeneath(int directoryFd, const QByteArray &path, const QString &subject, BeneathMethod method)
{
    if (path.contains('\0'))
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("open: a NUL byte in the path"));
    if (method == BeneathMethod::Best) {
        if (auto opened = openByKernel(directoryFd, path, subject))
            return *std::move(opened);
    }
    return openByComponent(directoryFd, path, subject);
}

} // namespace varve
