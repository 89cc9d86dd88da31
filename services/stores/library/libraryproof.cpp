// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/libraryproof.h"

#include "services/archive/digester.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace varve {

namespace {

BlobProof proofOf(const LibraryFolder &folder, const LibraryFolder::Blob &blob, Job &job)
{
    using State = BlobProof::State;
    const Result<MappedFilePtr> file = folder.openBlob(blob.digest);
    if (!file)
        return { file.error().code == ErrorCode::NotFound ? State::Gone : State::Unreadable, file.error().detail };
    const Result<Digest> actual = digestOf((*file)->bytes(), job, blob.digest.algorithm());
    if (!actual)
        return { State::Unreadable, actual.error().detail };
    if ((*file)->wasTruncated())
        return { State::Unreadable, QStringLiteral("the file was cut short while it was read") };
    if (*actual != blob.digest)
        return { State::Wrong, QStringLiteral("wrong digest: the bytes have %1").arg(actual->toString()) };
    return { State::Right, {} };
}

} // namespace

Result<QList<BlobProof>> proveBlobs(
    const LibraryFolder &folder, const QList<LibraryFolder::Blob> &blobs, Job &job, WorkPool &pool)
{
    std::vector<qsizetype> order(static_cast<std::size_t>(blobs.size()));
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
        [&](qsizetype a, qsizetype b) { return blobs[a].status.sizeBytes > blobs[b].status.sizeBytes; });
    const std::int64_t total = std::accumulate(blobs.cbegin(), blobs.cend(), std::int64_t { 0 },
        [](std::int64_t sum, const LibraryFolder::Blob &blob) { return sum + blob.status.sizeBytes; });
    job.setProgress(0, total, Job::Unit::Bytes);
    std::vector<BlobProof> proofs(order.size());
    pool.parallelFor(static_cast<int>(order.size()), job, [&](int i) {
        const qsizetype at = order[static_cast<std::size_t>(i)];
        proofs[static_cast<std::size_t>(at)] = proofOf(folder, blobs[at], job);
    });
    if (job.isCancelled())
        return job.cancelled();
    return QList<BlobProof>(proofs.cbegin(), proofs.cend());
}

} // namespace varve
