// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/blobingest.h"

#include "services/archive/newfile.h"
#include "services/types/limits.h"

#include <algorithm>
#include <cerrno>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>

namespace varve {

namespace {

constexpr mode_t kBlobMode = 0666; // less what the user's umask takes away
// How much may wait for the disk before it is told to begin, so that the last fsync is short.
constexpr std::int64_t kWriteBehindBytes = 16 << 20;

// Whether the name in the folder still means the file that was opened.
bool isStillNamed(const FileDescriptor &folder, const QByteArray &name, const FileDescriptor &file)
{
    struct stat named { };
    struct stat opened { };
    return ::fstatat(folder.number(), name.constData(), &named, AT_SYMLINK_NOFOLLOW) == 0
        && ::fstat(file.number(), &opened) == 0 && named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

} // namespace

BlobIngest::BlobIngest(LibraryFolderPtr folder, const Digest &digest, std::int64_t sizeBytes)
    : m_folder(std::move(folder))
    , m_digest(digest)
    , m_sizeBytes(sizeBytes)
    , m_partName(LibraryFolder::partName(digest))
    , m_digester(std::make_unique<Digester>(digest.algorithm()))
{
}

BlobIngest::~BlobIngest() = default;

Result<std::unique_ptr<BlobIngest>> BlobIngest::begin(
    LibraryFolderPtr folder, const Digest &digest, std::int64_t sizeBytes, const Job &job)
{
    if (digest.isNull() || sizeBytes < 0)
        return fail(ErrorCode::Internal, digest.toString(), QStringLiteral("a blob without digest or size"));
    std::unique_ptr<BlobIngest> ingest(new BlobIngest(std::move(folder), digest, sizeBytes));
    Result<FileDescriptor> parts = ingest->m_folder->openFolder(LibraryFolder::kIngest, true);
    if (!parts)
        return fail(parts.error());
    ingest->m_ingest = *std::move(parts);
    for (;;) {
        if (job.isCancelled())
            return job.cancelled();
        const Result<bool> begun = ingest->tryBegin();
        if (!begun)
            return fail(begun.error());
        if (*begun)
            break;
        pauseForLock();
    }
    if (const Result<void> taken = ingest->takeUp(job); !taken)
        return fail(taken.error());
    return ingest;
}

// False: another one is at it, or just was; look again.
Result<bool> BlobIngest::tryBegin()
{
    const auto isHere = [&] { return m_folder->hasBlob(m_digest, m_sizeBytes); };
    m_isHere = isHere();
    if (m_isHere)
        return true;
    const QString subject =
        m_folder->pathOf(QString::fromLatin1(LibraryFolder::kIngest + QByteArray("/") + m_partName));
    FileDescriptor part(::openat(m_ingest.number(), m_partName.constData(),
        O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, kBlobMode));
    struct stat status { };
    if (!part.isOpen() && errno != ELOOP && errno != EISDIR && errno != ENXIO)
        return fail(errorFromErrno(errno, subject, QStringLiteral("open")));
    if (!part.isOpen() || ::fstat(part.number(), &status) != 0 || !S_ISREG(status.st_mode))
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("not a regular file"));
    const Result<bool> isLocked = tryFlock(part, false, subject);
    if (!isLocked)
        return fail(isLocked.error());
    // Who had the lock before may have renamed the file to the blob, or dropped it.
    if (!*isLocked || !isStillNamed(m_ingest, m_partName, part))
        return false;
    m_isHere = isHere();
    if (m_isHere) // left by somebody who died in between
        ::unlinkat(m_ingest.number(), m_partName.constData(), 0);
    else
        m_part = std::move(part);
    return true;
}

// Hashes what an attempt before has left.
Result<void> BlobIngest::takeUp(const Job &job)
{
    struct stat status { };
    if (m_isHere) {
        m_offset = m_sizeBytes;
        return {};
    }
    if (::fstat(m_part.number(), &status) != 0)
        return fail(writeError("look at the part"));
    if (status.st_size > m_sizeBytes)
        return restart();
    std::vector<std::byte> block(limits::kBlockBytes);
    while (m_offset < status.st_size) {
        if (job.isCancelled())
            return job.cancelled();
        const ssize_t count = ::read(m_part.number(), block.data(), block.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return restart();
        m_digester->add(std::span(block).first(static_cast<std::size_t>(count)));
        m_offset += count;
    }
    return {};
}

Error BlobIngest::writeError(const char *operation) const
{
    // EFBIG: the file system, or a limit set for this process, has no room for a file of that size.
    const int systemError = errno == EFBIG ? ENOSPC : errno;
    return errorFromErrno(systemError, m_digest.toString(), QString::fromLatin1(operation));
}

tl::unexpected<Error> BlobIngest::drop(Error error)
{
    if (m_part.isOpen()) {
        ::unlinkat(m_ingest.number(), m_partName.constData(), 0);
        m_part = FileDescriptor();
    }
    return fail(std::move(error));
}

tl::unexpected<Error> BlobIngest::corrupt(const QString &detail)
{
    return drop({ ErrorCode::Corrupt, m_digest.toString(), detail });
}

Result<void> BlobIngest::write(std::span<const std::byte> bytes)
{
    const auto count = static_cast<std::int64_t>(bytes.size());
    if (!m_part.isOpen())
        return fail(ErrorCode::Internal, m_digest.toString(), QStringLiteral("nothing is to be written"));
    if (count > m_sizeBytes - m_offset)
        return corrupt(QStringLiteral("more than the %1 bytes that are promised").arg(m_sizeBytes));
    if (!writeFully(m_part.number(), bytes)) {
        const Error error = writeError("write");
        if (error.code == ErrorCode::NoSpace)
            return drop(error);
        m_part = FileDescriptor(); // the part is as good as what was written, which the next one reads
        return fail(error);
    }
    m_digester->add(bytes);
    if (m_offset / kWriteBehindBytes != (m_offset + count) / kWriteBehindBytes)
        ::sync_file_range(m_part.number(), 0, 0, SYNC_FILE_RANGE_WRITE);
    m_offset += count;
    return {};
}

Result<void> BlobIngest::restart()
{
    if (m_isHere)
        return {};
    if (!m_part.isOpen()) { // it was dropped
        const Result<bool> begun = tryBegin();
        if (!begun)
            return fail(begun.error());
        if (!*begun)
            return fail(ErrorCode::Conflict, m_digest.toString(), QStringLiteral("another one writes it by now"));
        if (m_isHere) {
            m_offset = m_sizeBytes;
            return {};
        }
    }
    m_digester = std::make_unique<Digester>(m_digest.algorithm());
    m_offset = 0;
    if (::ftruncate(m_part.number(), 0) != 0 || ::lseek(m_part.number(), 0, SEEK_SET) != 0)
        return fail(writeError("empty the part"));
    return {};
}

Result<void> BlobIngest::commit()
{
    if (m_isHere)
        return {};
    if (!m_part.isOpen())
        return fail(ErrorCode::Internal, m_digest.toString(), QStringLiteral("nothing was written"));
    if (m_offset != m_sizeBytes)
        return corrupt(QStringLiteral("%1 bytes where %2 are promised").arg(m_offset).arg(m_sizeBytes));
    const Digest actual = m_digester->finish();
    if (actual != m_digest)
        return corrupt(QStringLiteral("wrong digest: the bytes have %1").arg(actual.toString()));
    const Result<FileDescriptor> blobs = m_folder->openBlobFolder(m_digest.algorithm());
    if (!blobs)
        return fail(blobs.error());
    if (::fsync(m_part.number()) != 0) {
        const Error error = writeError("sync"); // what is on the disk now is anybody's guess
        return drop(error);
    }
    if (::renameat(m_ingest.number(), m_partName.constData(), blobs->number(), m_digest.hex().toLatin1().constData())
        != 0)
        return fail(writeError("rename"));
    if (::fsync(blobs->number()) != 0)
        return fail(writeError("sync the folder"));
    m_part = FileDescriptor();
    m_isHere = true;
    return {};
}

} // namespace varve
