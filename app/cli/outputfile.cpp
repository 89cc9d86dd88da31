// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/outputfile.h"

#include "services/archive/filedescriptor.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QRandomGenerator>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace varve {

namespace {

tl::unexpected<Error> systemError(const QString &target, const char *operation)
{
    return fail(errorFromErrno(errno, target, QString::fromLatin1(operation)));
}

bool writeAll(int fd, const QByteArray &content)
{
    qsizetype written = 0;
    while (written < content.size()) {
        const ssize_t count =
            ::write(fd, content.constData() + written, static_cast<std::size_t>(content.size() - written));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        written += count;
    }
    return true;
}

// A device, a FIFO, a socket's end: renaming over it would destroy it.
Result<void> writeStraight(const QString &target, const QByteArray &content)
{
    const FileDescriptor fd(::open(QFile::encodeName(target).constData(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
    struct stat status { };
    if (!fd.isOpen() || ::fstat(fd.number(), &status) != 0)
        return systemError(target, "open");
    if (S_ISREG(status.st_mode)) // it was something else a moment ago
        return fail(ErrorCode::Conflict, target, QStringLiteral("it was replaced meanwhile"));
    if (!writeAll(fd.number(), content))
        return systemError(target, "write");
    return {};
}

// Into a new file beside it that then takes its name. `folder` is the one that was looked at: nothing on the way can be
// swapped for a link any more, and rename() replaces a link instead of following it.
Result<void> replaceIn(int folder, const QByteArray &name, const QString &target, const QByteArray &content)
{
    struct stat old { };
    const bool hasOld = ::fstatat(folder, name.constData(), &old, AT_SYMLINK_NOFOLLOW) == 0;
    QByteArray temporary;
    int opened = -1;
    for (int attempt = 0; attempt < 100 && opened < 0; ++attempt) {
        temporary = ".varve-" + QByteArray::number(QRandomGenerator::system()->generate64(), 36);
        opened = ::openat(folder, temporary.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (opened < 0 && errno != EEXIST)
            break;
    }
    if (opened < 0)
        return systemError(target, "create");
    const FileDescriptor fd(opened);
    if (hasOld && S_ISREG(old.st_mode))
        ::fchmod(fd.number(), old.st_mode & 07777);
    if (!writeAll(fd.number(), content) || ::fsync(fd.number()) != 0
        || ::renameat(folder, temporary.constData(), folder, name.constData()) != 0) {
        const auto error = systemError(target, "write");
        ::unlinkat(folder, temporary.constData(), 0);
        return error;
    }
    ::fsync(folder);
    return {};
}

} // namespace

Result<void> writeOutputFile(const QString &target, const QByteArray &content)
{
    const QFileInfo info(target);
    if (info.exists() && !info.isFile() && !info.isDir())
        return writeStraight(target, content);
    if (info.isDir())
        return fail(ErrorCode::AccessDenied, target, QStringLiteral("it is a folder"));
    if (!info.exists() && info.isSymLink())
        return fail(ErrorCode::Conflict, target, QStringLiteral("it is a symbolic link that leads to nothing"));
    // People's links to a file that is there are followed, once.
    const QFileInfo real(info.exists() ? info.canonicalFilePath() : info.absoluteFilePath());
    const FileDescriptor folder(
        ::open(QFile::encodeName(real.absolutePath()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen())
        return systemError(target, "open the folder");
    return replaceIn(folder.number(), QFile::encodeName(real.fileName()), target, content);
}

Result<void> checkOutputApart(const QString &target, const QString &source)
{
    const QFileInfo targetInfo(target);
    if (!targetInfo.exists() && targetInfo.isSymLink())
        return fail(ErrorCode::Conflict, target, QStringLiteral("a symbolic link that leads to nothing"));
    const QString folder = QFileInfo(targetInfo.absolutePath()).canonicalFilePath();
    const QString canonicalTarget =
        targetInfo.exists() ? targetInfo.canonicalFilePath() : folder + u'/' + targetInfo.fileName();
    const QString canonicalSource = QFileInfo(source).canonicalFilePath();
    if (canonicalSource.isEmpty())
        return {}; // opening it will say so
    const bool isInside = QFileInfo(source).isDir() && (canonicalTarget + u'/').startsWith(canonicalSource + u'/');
    if (isInside || canonicalTarget == canonicalSource)
        return fail(ErrorCode::Conflict, target, QStringLiteral("part of what is read"));
    return {};
}

} // namespace varve
