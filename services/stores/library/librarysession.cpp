// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/librarysession.h"

#include "services/types/limits.h"

#include <algorithm>

namespace varve {

namespace {

constexpr std::size_t kStepBytes = 4 * limits::kBlockBytes;

Result<void> copyInto(BlobIngest &ingest, std::span<const std::byte> bytes, Job &job)
{
    const auto begun = static_cast<std::size_t>(ingest.offset());
    job.addProgress(ingest.offset());
    bytes = bytes.subspan(std::min(begun, bytes.size()));
    while (!bytes.empty()) {
        if (job.isCancelled())
            return job.cancelled();
        const auto step = bytes.first(std::min(kStepBytes, bytes.size()));
        if (const Result<void> written = ingest.write(step); !written)
            return written;
        job.addProgress(static_cast<std::int64_t>(step.size()));
        bytes = bytes.subspan(step.size());
    }
    return ingest.commit();
}

} // namespace

Result<std::unique_ptr<LibrarySession>> LibrarySession::begin(const QString &root, const Job &job)
{
    Result<LibraryFolderPtr> folder = LibraryFolder::create(root);
    if (!folder)
        return fail(folder.error());
    Result<LibraryLock> lock = LibraryLock::take(**folder, LibraryLock::Of::Library, LibraryLock::Mode::Shared, job);
    if (!lock)
        return fail(lock.error());
    // An index that cannot be read would be noticed only when everything is here.
    if (const Result<LibraryIndex> index = readLibraryIndex(**folder); !index)
        return fail(index.error());
    return std::unique_ptr<LibrarySession>(new LibrarySession(*std::move(folder), *std::move(lock)));
}

Result<std::unique_ptr<BlobIngest>> LibrarySession::ingest(const Descriptor &blob, const Job &job) const
{
    return BlobIngest::begin(m_folder, blob.digest, blob.sizeBytes, job);
}

Result<void> LibrarySession::add(const Descriptor &blob, std::span<const std::byte> bytes, Job &job) const
{
    const auto before = job.progress();
    const Result<std::unique_ptr<BlobIngest>> begun = ingest(blob, job);
    if (!begun)
        return fail(begun.error());
    const bool wasResumed = !(*begun)->isHere() && (*begun)->offset() > 0;
    Result<void> done = copyInto(**begun, bytes, job);
    if (done || done.error().code != ErrorCode::Corrupt || !wasResumed)
        return done;
    // After a loss of power a part may hold other bytes than were written.
    job.setProgress(before.done, before.total, before.unit);
    if (const Result<void> again = (*begun)->restart(); !again)
        return again;
    return copyInto(**begun, bytes, job);
}

Result<void> LibrarySession::commit(const QList<LibraryEntry> &images, const Job &job) const
{
    for (const LibraryEntry &image : images) {
        if (!has(image.descriptor))
            return fail(ErrorCode::NotFound, image.descriptor.digest.toString(),
                QStringLiteral("the document of the image was not brought"));
    }
    return changeLibraryIndex(*m_folder, job, [&](LibraryIndex &index) -> Result<void> {
        for (const LibraryEntry &image : images)
            index.put(image);
        return {};
    });
}

Result<LibraryIndex> readLibraryIndex(const LibraryFolder &folder)
{
    const Result<QByteArray> text = folder.readIndex();
    if (!text)
        return fail(text.error());
    return LibraryIndex::parse(*text, folder.pathOf(QString::fromLatin1(LibraryFolder::kIndex)));
}

Result<void> changeLibraryIndex(
    const LibraryFolder &folder, const Job &job, const std::function<Result<void>(LibraryIndex &index)> &change)
{
    const Result<LibraryLock> lock =
        LibraryLock::take(folder, LibraryLock::Of::Index, LibraryLock::Mode::Exclusive, job);
    if (!lock)
        return fail(lock.error());
    Result<LibraryIndex> index = readLibraryIndex(folder);
    if (!index)
        return fail(index.error());
    if (const Result<void> changed = change(*index); !changed)
        return changed;
    const Result<QByteArray> text = index->text();
    return text ? folder.writeIndex(*text) : fail(text.error());
}

} // namespace varve
