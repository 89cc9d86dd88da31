// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/mappedfile.h"

#include "services/archive/openbeneath.h"
#include "services/archive/truncationguard.h"

#include <QtCore/QFile>

#include <cerrno>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace varve {

namespace {

QString nameOfFileKind(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFDIR:
        return QStringLiteral("a folder, not a file");
    case S_IFIFO:
        return QStringLiteral("a FIFO, not a regular file");
    case S_IFSOCK:
        return QStringLiteral("a socket, not a regular file");
    case S_IFCHR:
    case S_IFBLK:
        return QStringLiteral("a device, not a regular file");
    default:
        return QStringLiteral("not a regular file");
    }
}

std::int64_t nanoseconds(const timespec &time)
{
    constexpr std::int64_t kPerSecond = 1'000'000'000;
    return static_cast<std::int64_t>(time.tv_sec) * kPerSecond + time.tv_nsec;
}

FileIdentity identityOf(const struct stat &status)
{
    return { static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino),
        static_cast<std::int64_t>(status.st_size), nanoseconds(status.st_mtim), nanoseconds(status.st_ctim) };
}

} // namespace

Result<MappedFilePtr> MappedFile::open(const QString &path)
{
    // O_NONBLOCK: opening a FIFO that nobody writes to must not hang.
    const QByteArray encoded = QFile::encodeName(path);
    int fd = -1;
    do {
        fd = ::open(encoded.constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0) {
        if (errno == ENXIO || errno == ENODEV) // a socket, or a device without a driver
            return fail(ErrorCode::Unsupported, path, nameOfFileKind(0));
        return fail(errorFromErrno(errno, path, QStringLiteral("open")));
    }
    return adopt(fd, path);
}

Result<MappedFilePtr> MappedFile::openBeneath(int directoryFd, const QString &relativePath, const QString &subject)
{
    const Result<int> fd = openFileBeneath(directoryFd, QFile::encodeName(relativePath), subject);
    if (!fd)
        return fail(fd.error());
    return adopt(*fd, subject);
}

Result<MappedFilePtr> MappedFile::ofDescriptor(int fd, const QString &name)
{
    const int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (own < 0)
        return fail(errorFromErrno(errno, name, QStringLiteral("open")));
    return adopt(own, name);
}

Result<MappedFilePtr> MappedFile::adopt(int fd, const QString &name)
{
    std::shared_ptr<MappedFile> file(new MappedFile);
    file->m_fd = fd;
    file->m_name = name;
    struct stat status { };
    if (fstat(fd, &status) != 0)
        return fail(errorFromErrno(errno, name, QStringLiteral("stat")));
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::Unsupported, name, nameOfFileKind(status.st_mode));
    file->m_identity = identityOf(status);
    if (status.st_size == 0)
        return file;

    const std::size_t size = static_cast<std::size_t>(status.st_size);
    void *const data = mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
    if (data == MAP_FAILED)
        return fail(errorFromErrno(errno, name, QStringLiteral("mmap")));
    file->m_data = static_cast<const std::byte *>(data);
    file->m_size = size;
    file->m_guard = truncationguard::guard(file->m_data, size);
    if (file->m_guard == truncationguard::kNoSlot)
        return fail(ErrorCode::LimitExceeded, name, QStringLiteral("too many files are mapped at once"));
    return file;
}

MappedFile::~MappedFile()
{
    truncationguard::release(m_guard);
    if (m_data != nullptr)
        munmap(const_cast<std::byte *>(m_data), m_size);
    if (m_fd >= 0)
        close(m_fd);
}

FileIdentity MappedFile::currentIdentity() const
{
    struct stat status { };
    return fstat(m_fd, &status) == 0 ? identityOf(status) : FileIdentity {};
}

bool MappedFile::isStill(const FileIdentity &identity) const
{
    struct stat status { };
    if (fstat(m_fd, &status) != 0)
        return false;
    FileIdentity now = identityOf(status);
    if (status.st_nlink == 0) // losing its last name moved the change time
        now.ctimeNs = identity.ctimeNs;
    return now == identity;
}

bool MappedFile::wasTruncated() const
{
    if (truncationguard::wasHit(m_guard))
        return true;
    struct stat status { };
    return fstat(m_fd, &status) == 0 && status.st_size < m_identity.sizeBytes;
}

} // namespace varve
