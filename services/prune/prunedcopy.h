// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Copies of images that are about to be removed, as one OCI archive, and the way back out of it.
//
// Blocking; progress in bytes, the note says what is being worked on. A copy is whole, on the disk and read once more against all its
// digests before anything is removed; whatever goes wrong leaves none.
// Errors: those of the stores; NoSpace (also when it is plain beforehand that there is not enough), LimitExceeded (it takes more than
// copies may), Corrupt, Conflict (an image went meanwhile), Cancelled.
// Cost: O(bytes): a Library's images are written once and read once; an engine exports them first, which takes twice the room meanwhile.
#pragma once

#include "services/prune/prunedfolder.h"

namespace varve {

// Of the images (indexes into the facts) into `file`, an absolute path on the disk of the folder; fills in `copied` and `config`,
// for which `pruned` has an entry for each image, in their order.
Result<void> copyBeforePruning(ImageStore &store, const PruneFacts &facts, const QList<int> &images,
    const PrunedScratch &scratch, const PrunedLimits &limits, const QString &file, QList<PrunedImage> &pruned,
    Job &job);

// What a copy of all of them may take, and the room for making it: no more than that.
struct CopyEstimate {
    std::int64_t copyBytes = 0;
    std::int64_t roomBytes = 0;
};
CopyEstimate estimateCopy(StoreKind kind, const PruneFacts &facts, const QList<int> &images);

struct Restored {
    QList<ImageId> images; // as they are called in the target
    QStringList takenNames; // that mean other images there by now, and still do
};

// Images of a run (indexes) out of its copy into `target`, with those of their names that nobody else has taken.
Result<Restored> restoreFromCopy(
    const PrunedFolder &folder, const PrunedRun &run, const QList<int> &images, ImageStore &target, Job &job);
// Names for an image that is in `target` again; those that mean another image by now stay with that.
Result<QStringList> giveNames(ImageStore &target, const ImageId &image, const QStringList &names, Job &job);

} // namespace varve
