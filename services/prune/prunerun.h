// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Removes the images that somebody has chosen out of a plan: image by image, never by force and never by an engine's own prune.
// Blocking; any thread.
//
// Each image is looked at once more just before it goes. It stays, and the outcome says why, when it has other names than were shown,
// when a container uses it by now, or when the store refuses. Between two images, or two of the Library's batches, the
// job may be cancelled; what is gone is gone.
// Errors: only when nothing could be begun; everything else is in the outcomes.
// Cost: ImageStore::removeEach(), and twice what the store takes to measure its disk.
#pragma once

#include "services/stores/imagestore.h"

namespace varve {

struct PruneOutcome {
    enum class How : std::uint8_t {
        Waiting, // its turn did not come
        Removed,
        Skipped, // it changed, or is used by now
        Failed,
    };
    int image = 0; // into PruneFacts::images
    How how = How::Waiting;
    std::optional<Error> reason;

    bool operator==(const PruneOutcome &other) const { return image == other.image && how == other.how; }
};

struct PruneResult {
    QList<PruneOutcome> outcomes; // in the order of the removal
    std::int64_t plannedBytes = 0; // that those which were removed should have freed together
    std::int64_t measuredBytes = -1; // by which the store has become smaller, as it measures itself; -1: not known
    bool isCancelled = false;

    int count(PruneOutcome::How how) const;
};

// `told` is called on the caller's thread after each image. `images`: indexes into the facts, which a plan has proposed.
Result<PruneResult> removeImages(ImageStore &store, const PruneFacts &facts, const QList<int> &images,
    const std::function<void(const PruneOutcome &)> &told, Job &job);

} // namespace varve
