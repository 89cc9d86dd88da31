// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/tarwriter.h"

#include "services/archive/newfile.h"
#include "services/types/bytes.h"

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>

namespace varve {

namespace {

constexpr mode_t kFileMode = 0644;
constexpr mode_t kFolderMode = 0755;

} // namespace

struct TarWriter::Private {
    struct archive *tar = archive_write_new();
    int fd = -1;
    QString subject;
    int systemError = 0; // of the first write that failed
    bool isGivenUp = false;
    std::int64_t missingBytes = 0; // of the current file

    // libarchive closes what it frees, and pads a cut file to its size: that ends with the first block then.
    ~Private()
    {
        isGivenUp = true;
        archive_write_free(tar);
    }

    // libarchive never hears of an error: after one it would not free all that it has.
    static la_ssize_t writeBlock(struct archive *tar, void *own, const void *data, std::size_t size)
    {
        auto *const self = static_cast<Private *>(own);
        if (self->isGivenUp) {
            archive_set_error(tar, ECANCELED, "given up");
            return -1;
        }
        if (self->systemError == 0 && !writeFully(self->fd, { static_cast<const std::byte *>(data), size }))
            self->systemError = errno;
        return static_cast<la_ssize_t>(size);
    }

    Result<void> checked(int status) const
    {
        if (status == ARCHIVE_OK && systemError == 0)
            return {};
        const int cause = systemError != 0 ? systemError : archive_errno(tar);
        return fail(errorFromErrno(cause > 0 ? cause : EIO, subject, QStringLiteral("write the tar")));
    }

    Result<void> addHeader(const QByteArray &name, unsigned type, mode_t mode, std::int64_t sizeBytes) const
    {
        archive_entry *entry = archive_entry_new2(tar);
        archive_entry_set_pathname(entry, name.constData());
        archive_entry_set_filetype(entry, type);
        archive_entry_set_perm(entry, mode);
        archive_entry_set_size(entry, sizeBytes);
        archive_entry_set_mtime(entry, 0, 0);
        const int status = archive_write_header(tar, entry);
        archive_entry_free(entry);
        return checked(status);
    }
};

TarWriter::TarWriter(std::unique_ptr<Private> own)
    : d(std::move(own))
{
}

TarWriter::~TarWriter() = default;

Result<std::unique_ptr<TarWriter>> TarWriter::create(int fd, const QString &subject)
{
    auto own = std::make_unique<Private>();
    own->fd = fd;
    own->subject = subject;
    archive_write_set_format_pax_restricted(own->tar);
    archive_write_add_filter_none(own->tar);
    archive_write_set_bytes_in_last_block(own->tar, 1);
    if (const Result<void> opened =
            own->checked(archive_write_open2(own->tar, own.get(), nullptr, Private::writeBlock, nullptr, nullptr));
        !opened)
        return fail(opened.error());
    return std::unique_ptr<TarWriter>(new TarWriter(std::move(own)));
}

Result<void> TarWriter::addFolder(const QByteArray &name)
{
    return d->addHeader(name, AE_IFDIR, kFolderMode, 0);
}

Result<void> TarWriter::addFile(const QByteArray &name, const QByteArray &content)
{
    Result<void> done = beginFile(name, content.size());
    if (done)
        done = write(bytesOf(content));
    return done ? endFile() : done;
}

Result<void> TarWriter::beginFile(const QByteArray &name, std::int64_t sizeBytes)
{
    d->missingBytes = sizeBytes;
    return d->addHeader(name, AE_IFREG, kFileMode, sizeBytes);
}

Result<void> TarWriter::write(std::span<const std::byte> bytes)
{
    d->missingBytes -= static_cast<std::int64_t>(bytes.size());
    if (d->missingBytes < 0)
        return fail(ErrorCode::Internal, d->subject, QStringLiteral("more bytes than the tar's entry has"));
    while (!bytes.empty()) {
        const la_ssize_t count = archive_write_data(d->tar, bytes.data(), bytes.size());
        if (count <= 0)
            return d->checked(ARCHIVE_FATAL);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return d->checked(ARCHIVE_OK);
}

Result<void> TarWriter::endFile()
{
    if (d->missingBytes != 0)
        return fail(ErrorCode::Internal, d->subject, QStringLiteral("fewer bytes than the tar's entry has"));
    return d->checked(archive_write_finish_entry(d->tar));
}

Result<void> TarWriter::finish()
{
    return d->checked(archive_write_close(d->tar));
}

} // namespace varve
