// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/newfile.h"

#include <QtCore/QRandomGenerator>

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>

namespace varve {

namespace {

constexpr mode_t kNewFileMode = 0666; // less what the user's umask takes away
constexpr int kNameAttempts = 100;

QByteArray selfName(const FileDescriptor &fd)
{
    return "/proc/self/fd/" + QByteArray::number(fd.number());
}

QByteArray randomName()
{
    return NewFile::kPrefix + QByteArray::number(QRandomGenerator::system()->generate64(), 36);
}

} // namespace

bool writeFully(int fd, std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(fd, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

NewFile::NewFile(int directoryFd, FileDescriptor fd, QByteArray temporaryName, QString subject)
    : m_directoryFd(directoryFd)
    , m_fd(std::move(fd))
    , m_temporaryName(std::move(temporaryName))
    , m_subject(std::move(subject))
{
}

NewFile::NewFile(NewFile &&other) noexcept
    : m_directoryFd(other.m_directoryFd)
    , m_fd(std::move(other.m_fd))
    , m_temporaryName(std::exchange(other.m_temporaryName, {}))
    , m_subject(std::move(other.m_subject))
{
}

NewFile::~NewFile()
{
    if (!m_temporaryName.isEmpty())
        ::unlinkat(m_directoryFd, m_temporaryName.constData(), 0);
}

tl::unexpected<Error> NewFile::systemError(const char *operation) const
{
    return fail(errorFromErrno(errno, m_subject, QString::fromLatin1(operation)));
}

Result<NewFile> NewFile::create(int directoryFd, const QString &subject)
{
    // Read and write: what is unpacked here is mapped afterwards.
    FileDescriptor fd(::openat(directoryFd, ".", O_RDWR | O_TMPFILE | O_CLOEXEC, kNewFileMode));
    if (fd.isOpen() && ::access(selfName(fd).constData(), F_OK) == 0) // else it could never be named
        return NewFile(directoryFd, std::move(fd), {}, subject);
    fd = FileDescriptor();
    QByteArray name;
    for (int attempt = 0; attempt < kNameAttempts && !fd.isOpen(); ++attempt) {
        name = randomName();
        fd = FileDescriptor(
            ::openat(directoryFd, name.constData(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kNewFileMode));
        if (!fd.isOpen() && errno != EEXIST)
            break;
    }
    if (!fd.isOpen())
        return fail(errorFromErrno(errno, subject, QStringLiteral("create")));
    return NewFile(directoryFd, std::move(fd), name, subject);
}

Result<void> NewFile::write(std::span<const std::byte> bytes)
{
    if (!writeFully(m_fd.number(), bytes))
        return systemError("write");
    return {};
}

Result<void> NewFile::commit(const QByteArray &name)
{
    if (::fsync(m_fd.number()) != 0)
        return systemError("sync");
    if (m_temporaryName.isEmpty()) {
        // A name can be given but not replaced without one in between.
        const QByteArray self = selfName(m_fd);
        for (int attempt = 0; attempt < kNameAttempts && m_temporaryName.isEmpty(); ++attempt) {
            const QByteArray temporary = randomName();
            if (::linkat(AT_FDCWD, self.constData(), m_directoryFd, temporary.constData(), AT_SYMLINK_FOLLOW) == 0)
                m_temporaryName = temporary;
            else if (errno != EEXIST)
                break;
        }
        if (m_temporaryName.isEmpty())
            return systemError("name the new file");
    }
    struct stat old { };
    if (::fstatat(m_directoryFd, name.constData(), &old, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(old.st_mode))
        return fail(ErrorCode::Conflict, m_subject, QStringLiteral("a folder has its place"));
    if (::renameat(m_directoryFd, m_temporaryName.constData(), m_directoryFd, name.constData()) != 0)
        return systemError("rename");
    m_temporaryName.clear();
    if (::fsync(m_directoryFd) != 0)
        return systemError("sync the folder");
    return {};
}

} // namespace varve
