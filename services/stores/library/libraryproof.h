// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Whether blobs are what their names say: each is hashed whole, in parallel, the largest first.
//
// Blocking; not from the computing pool. Sets the job's progress in bytes. Errors: Cancelled. Cost: O(bytes).
#pragma once

#include "services/jobs/workpool.h"
#include "services/stores/library/libraryfolder.h"

namespace varve {

struct BlobProof {
    enum class State : std::uint8_t {
        Right,
        Wrong, // other bytes
        Unreadable, // no regular file; the disk fails
        Gone, // removed meanwhile
    };
    State state = State::Gone;
    QString detail;
    bool isRight() const { return state == State::Right; }
};

// In the order of `blobs`.
Result<QList<BlobProof>> proveBlobs(
    const LibraryFolder &folder, const QList<LibraryFolder::Blob> &blobs, Job &job, WorkPool &pool);

} // namespace varve
