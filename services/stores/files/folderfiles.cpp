// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/files/folderfiles.h"

#include <QtCore/QDirIterator>
#include <QtCore/QFile>

#include <cerrno>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace varve {

namespace {

// Size of what stands at `name`, whatever it is; -1 when nothing is there or the way to it leads through a link. A blob
// that is no regular file counts as present: opening it then says what is wrong with it.
std::int64_t sizeBeneath(int directory, const QByteArray &name)
{
    open_how how {};
    how.flags = O_PATH | O_CLOEXEC | O_NOFOLLOW;
    how.resolve = RESOLVE_BENEATH;
    struct stat info { };
    const auto fd = static_cast<int>(::syscall(SYS_openat2, directory, name.constData(), &how, sizeof how));
    if (fd < 0) {
        // Kernels before 5.6 and some sandboxes lack openat2. Nothing is opened here, so a stat is as good.
        if (errno != ENOSYS && errno != EPERM)
            return -1;
        return ::fstatat(directory, name.constData(), &info, AT_SYMLINK_NOFOLLOW) == 0 ? info.st_size : -1;
    }
    const bool isKnown = ::fstat(fd, &info) == 0;
    ::close(fd);
    return isKnown ? info.st_size : -1;
}

std::int64_t bytesBelow(const QString &path)
{
    // Layouts and unpacked archives are flat; a limit keeps a wrong choice ("/") from being walked through.
    constexpr int kMostFiles = 100'000;
    std::int64_t bytes = 0;
    int count = 0;
    for (const QString &folder :
        { path, path + QStringLiteral("/blobs/sha256"), path + QStringLiteral("/blobs/sha512") }) {
        QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::NoSymLinks);
        while (files.hasNext() && count < kMostFiles) {
            files.next();
            bytes += files.fileInfo().size();
            ++count;
        }
    }
    return bytes;
}

} // namespace

Result<FileSetPtr> FolderFiles::open(const QString &path)
{
    const int directory = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return fail(errorFromErrno(errno, path, QStringLiteral("open the folder")));
    return FileSetPtr(new FolderFiles(directory, bytesBelow(path)));
}

FolderFiles::~FolderFiles()
{
    ::close(m_directory);
}

std::int64_t FolderFiles::sizeBytes(const QString &name) const
{
    return sizeBeneath(m_directory, QFile::encodeName(name));
}

Result<QByteArray> FolderFiles::document(const QString &name, std::size_t maxBytes) const
{
    const Result<MappedFilePtr> file = MappedFile::openBeneath(m_directory, name, name);
    if (!file)
        return fail(file.error());
    const std::span<const std::byte> bytes = (*file)->bytes();
    if (bytes.size() > maxBytes) {
        return fail(ErrorCode::LimitExceeded, name,
            QStringLiteral("the document has %1 bytes, more than the %2 that are read")
                .arg(bytes.size())
                .arg(maxBytes));
    }
    QByteArray copy(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size()));
    if ((*file)->wasTruncated())
        return fail(ErrorCode::Corrupt, name, QStringLiteral("the file was cut short while it was read"));
    return copy;
}

Result<LayerContent> FolderFiles::content(const QString &name) const
{
    Result<MappedFilePtr> file = MappedFile::openBeneath(m_directory, name, name);
    if (!file)
        return fail(file.error());
    const std::uint64_t size = (*file)->bytes().size();
    return LayerContent { MappedRange { *std::move(file), 0, size }, nullptr };
}

QString FolderFiles::contentHint() const
{
    return QStringLiteral(
        "a folder without an image: it has no index.json (OCI layout) and no manifest.json (unpacked archive)");
}

} // namespace varve
