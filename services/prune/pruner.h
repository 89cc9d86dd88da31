// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One prune from the copy to the record: copies the images if that is wanted, writes down what is about to go, removes one after the
// other, and writes down what went.
//
// Blocking; any thread. While a copy is being made nothing is removed, and nothing is when it fails; a cancel then leaves all as it was.
// Without a copy a record that cannot be written stops nothing: who frees a full disk has no room for one.
// Errors: those of copyBeforePruning() and removeImages(). Cost: theirs.
#pragma once

#include "services/prune/prunedfolder.h"
#include "services/prune/prunerun.h"

namespace varve {

struct Pruned;

struct PruneKeeping {
    QString root; // of the PrunedFolder; empty: nothing is kept nor written down
    bool keepsCopy = false;
    PrunedLimits limits;
    // Of runs just before, which belong together with this one: their copies stay, and count.
    QStringList keysBefore {};
    std::int64_t bytesBefore = 0;
    void add(const Pruned &pruned); // one of those
};

struct Pruned {
    PruneResult result;
    QString key; // of the run; empty: none was written
    std::int64_t copyBytes = -1;
    std::optional<Error> recordError; // it is not in the list of what was pruned
};

Result<Pruned> pruneImages(ImageStore &store, const PruneFacts &facts, const QList<int> &images,
    const PruneKeeping &keeping, const std::function<void(const PruneOutcome &)> &told, Job &job);

} // namespace varve
