// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/libraryfolder.h"

#include "services/archive/digester.h"
#include "services/archive/newfile.h"
#include "services/types/bytes.h"
#include "services/types/limits.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QStandardPaths>

#include <algorithm>
#include <cerrno>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

namespace varve {

namespace {

constexpr std::int64_t kStatBlockBytes = 512; // the unit of st_blocks, whatever the file system's is
constexpr const char *kAlgorithms[] = { "sha256", "sha512" };
constexpr QByteArrayView kMarkerText(R"({"imageLayoutVersion":"1.0.0"})");
constexpr QByteArrayView kEmptyIndex(
    R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]})");

std::int64_t nanosecondsOf(const timespec &time)
{
    constexpr std::int64_t kPerSecond = 1'000'000'000;
    return static_cast<std::int64_t>(time.tv_sec) * kPerSecond + time.tv_nsec;
}

LibraryFolder::FileStatus statusOf(const struct stat &status)
{
    return { status.st_size, status.st_blocks * kStatBlockBytes, QDateTime::fromSecsSinceEpoch(status.st_mtim.tv_sec),
        S_ISREG(status.st_mode) };
}

// The names in a folder, sorted.
Result<QByteArrayList> namesIn(const FileDescriptor &folder, const QString &subject)
{
    const int copy = ::openat(folder.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *const entries = copy < 0 ? nullptr : ::fdopendir(copy);
    if (!entries) {
        const Error error = errorFromErrno(errno, subject, QStringLiteral("read the folder"));
        if (copy >= 0)
            ::close(copy);
        return fail(error);
    }
    QByteArrayList names;
    while (const dirent *entry = ::readdir(entries)) {
        const QByteArray name(entry->d_name);
        if (name != "." && name != "..")
            names.append(name);
    }
    ::closedir(entries);
    std::sort(names.begin(), names.end());
    return names;
}

std::optional<Digest> digestOfName(const char *algorithm, const QByteArray &hex)
{
    const Result<Digest> digest = Digest::parse(QByteArray(algorithm) + ':' + hex);
    return digest ? std::optional(*digest) : std::nullopt;
}

bool isLibraryName(const QByteArray &name)
{
    static const QByteArrayList kOwn { "blobs", LibraryFolder::kIngest, LibraryFolder::kIndex, LibraryFolder::kMarker,
        LibraryFolder::kDamagedIndex, LibraryFolder::kLockNames[0], LibraryFolder::kLockNames[1] };
    return kOwn.contains(name);
}

bool isPartName(const QByteArray &name)
{
    const qsizetype dash = name.indexOf('-');
    const QByteArray hex = name.mid(dash + 1).chopped(name.endsWith(".part") ? 5 : 0);
    return dash > 0 && name.endsWith(".part") && digestOfName(name.first(dash).constData(), hex).has_value();
}

} // namespace

QString defaultLibraryPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/varve/library");
}

QByteArray LibraryFolder::partName(const Digest &digest)
{
    return (digest.algorithmName() + u'-' + digest.hex()).toLatin1() + ".part";
}

Result<LibraryFolderPtr> LibraryFolder::open(const QString &path)
{
    FileDescriptor fd(::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.isOpen() && errno == ENOTDIR && QFileInfo(path).exists()) // nobody should take it for none at all
        return fail(ErrorCode::Conflict, path, QStringLiteral("no folder but something else has its place"));
    if (!fd.isOpen())
        return fail(errorFromErrno(errno, path, QStringLiteral("open the folder")));
    return LibraryFolderPtr(new LibraryFolder(path, std::move(fd)));
}

Result<LibraryFolderPtr> LibraryFolder::create(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists()) {
        if (!QDir().mkpath(info.absolutePath()))
            return fail(ErrorCode::AccessDenied, info.absolutePath(), QStringLiteral("the folder cannot be made"));
        if (::mkdir(QFile::encodeName(path).constData(), S_IRWXU) != 0 && errno != EEXIST)
            return fail(errorFromErrno(errno, path, QStringLiteral("make the folder")));
        const FileDescriptor above(
            ::open(QFile::encodeName(info.absolutePath()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (above.isOpen())
            ::fsync(above.number());
    }
    Result<LibraryFolderPtr> folder = open(path);
    if (!folder)
        return folder;
    if (const Result<void> whole = (*folder)->complete(); !whole)
        return fail(whole.error());
    return folder;
}

// Each step is whole or not done: whoever is interrupted or comes second goes on where the first was.
Result<void> LibraryFolder::complete() const
{
    const bool isMarked = hasMarker();
    if (!isMarked) {
        if (const Result<void> ours = refuseOtherFolders(); !ours)
            return ours;
    }
    for (const char *const name : { "blobs", "blobs/sha256", kIngest }) {
        if (const Result<FileDescriptor> made = openFolder(name, true); !made)
            return fail(made.error());
    }
    struct stat status { };
    if (::fstatat(m_fd.number(), kIndex, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        // An empty index in the place of a lost one would turn every blob into garbage.
        const Result<bool> isLost = hasAnyBlob();
        if (!isLost)
            return fail(isLost.error());
        if (*isLost)
            return fail(ErrorCode::Corrupt, pathOf(QString::fromLatin1(kIndex)),
                QStringLiteral("the index is lost, but there are blobs"));
        if (const Result<void> written = writeIndex(kEmptyIndex.toByteArray()); !written)
            return written;
    }
    return isMarked ? Result<void>() : writeFile(kMarker, kMarkerText.toByteArray());
}

Result<void> LibraryFolder::refuseOtherFolders() const
{
    const Result<QByteArrayList> names = namesIn(m_fd, m_path);
    if (!names)
        return fail(names.error());
    for (const QByteArray &name : *names) {
        if (!isLibraryName(name) && !name.startsWith(NewFile::kPrefix))
            return fail(ErrorCode::Conflict, m_path,
                QStringLiteral("the folder is no Library: it holds %1").arg(QFile::decodeName(name)));
    }
    return {};
}

Result<bool> LibraryFolder::hasAnyBlob() const
{
    for (const char *const algorithm : kAlgorithms) {
        const Result<FileDescriptor> folder = openFolder(QByteArray("blobs/") + algorithm, false);
        if (!folder && folder.error().code == ErrorCode::NotFound)
            continue;
        const Result<QByteArrayList> names = folder ? namesIn(*folder, m_path) : fail(folder.error());
        if (!names)
            return fail(names.error());
        if (!names->isEmpty())
            return true;
    }
    return false;
}

Result<FileDescriptor> LibraryFolder::openFolder(const QByteArray &name, bool isMade) const
{
    FileDescriptor folder;
    for (const QByteArray &part : name.split('/')) {
        const int above = folder.isOpen() ? folder.number() : m_fd.number();
        int madeError = 0;
        if (isMade) {
            if (::mkdirat(above, part.constData(), S_IRWXU) == 0)
                ::fsync(above);
            else
                madeError = errno;
        }
        FileDescriptor next(::openat(above, part.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!next.isOpen()) {
            const int systemError = errno == ENOENT && madeError != 0 ? madeError : errno;
            struct stat status { };
            const bool isThere = ::fstatat(above, part.constData(), &status, AT_SYMLINK_NOFOLLOW) == 0;
            const QString subject = pathOf(QString::fromLatin1(name));
            if (isThere && !S_ISDIR(status.st_mode))
                return fail(ErrorCode::Corrupt, subject, QStringLiteral("not a folder"));
            return fail(errorFromErrno(systemError, subject, QStringLiteral("open the folder")));
        }
        folder = std::move(next);
    }
    return folder;
}

Result<FileDescriptor> LibraryFolder::openBlobFolder(Digest::Algorithm algorithm) const
{
    return openFolder(QByteArray("blobs/") + kAlgorithms[static_cast<std::size_t>(algorithm)], true);
}

Result<void> LibraryFolder::writeFile(const QByteArray &name, const QByteArray &content) const
{
    Result<NewFile> file = NewFile::create(m_fd.number(), pathOf(QString::fromLatin1(name)));
    if (!file)
        return fail(file.error());
    if (const Result<void> written = file->write(bytesOf(content)); !written)
        return written;
    return file->commit(name);
}

Result<QByteArray> LibraryFolder::readIndex() const
{
    const QString name = QString::fromLatin1(kIndex);
    const Result<MappedFilePtr> file = MappedFile::openBeneath(m_fd.number(), name, pathOf(name));
    if (!file && file.error().code == ErrorCode::NotFound) {
        const Result<bool> isLost = hasAnyBlob();
        if (isLost && *isLost)
            return fail(ErrorCode::Corrupt, pathOf(name), QStringLiteral("the index is lost, but there are blobs"));
    }
    if (!file)
        return fail(file.error());
    const std::span<const std::byte> bytes = (*file)->bytes();
    if (bytes.size() > limits::kManifestBytes)
        return fail(ErrorCode::LimitExceeded, pathOf(name),
            QStringLiteral("the index has more than %1 bytes (kManifestBytes)").arg(limits::kManifestBytes));
    return QByteArray(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size()));
}

Result<void> LibraryFolder::writeIndex(const QByteArray &text) const
{
    return writeFile(kIndex, text);
}

FileIdentity LibraryFolder::indexIdentity(const QString &path)
{
    struct stat status { };
    const QByteArray name = QFile::encodeName(path) + '/' + kIndex;
    if (::lstat(name.constData(), &status) != 0)
        return {};
    return { static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino),
        static_cast<std::int64_t>(status.st_size), nanosecondsOf(status.st_mtim), nanosecondsOf(status.st_ctim) };
}

bool LibraryFolder::hasMarker() const
{
    struct stat status { };
    return ::fstatat(m_fd.number(), kMarker, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

std::int64_t LibraryFolder::partBytes(const Digest &digest) const
{
    struct stat status { };
    const Result<FileDescriptor> folder = openFolder(kIngest, false);
    const bool isThere = folder
        && ::fstatat(folder->number(), partName(digest).constData(), &status, AT_SYMLINK_NOFOLLOW) == 0
        && S_ISREG(status.st_mode);
    return isThere ? status.st_size : 0;
}

std::optional<LibraryFolder::FileStatus> LibraryFolder::blobStatus(const Digest &digest) const
{
    struct stat status { };
    const Result<FileDescriptor> folder = openFolder(QByteArray("blobs/") + digest.algorithmName().toLatin1(), false);
    if (!folder || ::fstatat(folder->number(), digest.hex().toLatin1().constData(), &status, AT_SYMLINK_NOFOLLOW) != 0)
        return std::nullopt;
    return statusOf(status);
}

bool LibraryFolder::hasBlob(const Digest &digest, std::int64_t sizeBytes) const
{
    const std::optional<FileStatus> status = blobStatus(digest);
    return status && status->isRegular && status->sizeBytes == sizeBytes;
}

Result<MappedFilePtr> LibraryFolder::openBlob(const Digest &digest) const
{
    return MappedFile::openBeneath(m_fd.number(), digest.blobPath(), digest.toString());
}

Result<QByteArray> LibraryFolder::readBlob(const Digest &digest, std::size_t maxBytes) const
{
    const Result<MappedFilePtr> file = openBlob(digest);
    if (!file)
        return fail(file.error());
    const std::span<const std::byte> bytes = (*file)->bytes();
    if (bytes.size() > maxBytes)
        return fail(ErrorCode::LimitExceeded, digest.toString(),
            QStringLiteral("the document has %1 bytes, more than the %2 that are read")
                .arg(bytes.size())
                .arg(maxBytes));
    QByteArray copy(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size()));
    const Digest actual = digestOf(bytesOf(copy), digest.algorithm());
    if (actual != digest)
        return fail(ErrorCode::Corrupt, digest.toString(),
            QStringLiteral("wrong digest: the bytes have %1").arg(actual.toString()));
    return copy;
}

Result<void> LibraryFolder::removeBlob(const Digest &digest) const
{
    return removeFile(digest.blobPath());
}

Result<void> LibraryFolder::removeFile(const QString &name) const
{
    const qsizetype slash = name.lastIndexOf(u'/');
    FileDescriptor folder;
    if (slash > 0) {
        Result<FileDescriptor> opened = openFolder(QFile::encodeName(name.first(slash)), false);
        if (!opened)
            return fail(opened.error());
        folder = *std::move(opened);
    }
    const int above = folder.isOpen() ? folder.number() : m_fd.number();
    if (::unlinkat(above, QFile::encodeName(name.mid(slash + 1)).constData(), 0) != 0 && errno != ENOENT)
        return fail(errorFromErrno(errno, pathOf(name), QStringLiteral("remove")));
    return {};
}

Result<LibraryFolder::Contents> LibraryFolder::contents(const Job &job) const
{
    Contents all;
    const auto look = [&](const QByteArray &name, auto &&place) -> Result<void> {
        const Result<FileDescriptor> folder =
            name.isEmpty() ? Result<FileDescriptor>(::dup(m_fd.number())) : openFolder(name, false);
        if (!folder)
            return folder.error().code == ErrorCode::NotFound ? Result<void>() : fail(folder.error());
        const Result<QByteArrayList> names = namesIn(*folder, pathOf(QFile::decodeName(name)));
        if (!names)
            return fail(names.error());
        for (const QByteArray &file : *names) {
            if (job.isCancelled())
                return job.cancelled();
            struct stat status { };
            if (::fstatat(folder->number(), file.constData(), &status, AT_SYMLINK_NOFOLLOW) != 0)
                continue; // gone meanwhile
            place(file, QFile::decodeName(name.isEmpty() ? file : name + '/' + file), statusOf(status));
        }
        return {};
    };
    Result<void> looked = look({}, [&](const QByteArray &file, const QString &name, const FileStatus &status) {
        if (!isLibraryName(file))
            all.strays.append({ name, status });
    });
    if (looked)
        looked = look("blobs", [&](const QByteArray &file, const QString &name, const FileStatus &status) {
            if (file != kAlgorithms[0] && file != kAlgorithms[1])
                all.strays.append({ name, status });
        });
    for (const char *const algorithm : kAlgorithms) {
        if (looked)
            looked = look(QByteArray("blobs/") + algorithm,
                [&](const QByteArray &file, const QString &name, const FileStatus &status) {
                    if (const std::optional<Digest> digest = digestOfName(algorithm, file))
                        all.blobs.append({ *digest, status });
                    else
                        all.strays.append({ name, status });
                });
    }
    if (looked)
        looked = look(kIngest, [&](const QByteArray &file, const QString &name, const FileStatus &status) {
            (isPartName(file) && status.isRegular ? all.parts : all.strays).append({ name, status });
        });
    if (!looked)
        return fail(looked.error());
    return all;
}

} // namespace varve
