// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/prune/prunerun.h"

#include "services/prune/pruneledger.h"
#include "services/prune/pruneplan.h"

#include <algorithm>

namespace varve {

namespace {

PruneOutcome outcomeOf(int image, const Result<void> &removed)
{
    using enum PruneOutcome::How;
    if (removed)
        return { image, Removed, {} };
    const ErrorCode code = removed.error().code;
    if (code == ErrorCode::Cancelled)
        return { image, Waiting, {} };
    const bool isSkipped = code == ErrorCode::Conflict || code == ErrorCode::NotFound;
    return { image, isSkipped ? Skipped : Failed, removed.error() };
}

} // namespace

int PruneResult::count(PruneOutcome::How how) const
{
    return static_cast<int>(
        std::count_if(outcomes.cbegin(), outcomes.cend(), [how](const PruneOutcome &each) { return each.how == how; }));
}

Result<PruneResult> removeImages(ImageStore &store, const PruneFacts &facts, const QList<int> &images,
    const std::function<void(const PruneOutcome &)> &told, Job &job)
{
    const Result<std::int64_t> before = store.usedBytes(job);
    if (!before && before.error().code == ErrorCode::Cancelled)
        return fail(before.error());
    PruneResult result;
    std::vector<int> gone;
    job.setProgress(0, images.size(), Job::Unit::Images);
    const QList<int> order = removalOrder(facts, images);
    QList<ShownImage> shown;
    shown.reserve(order.size());
    for (const int image : order)
        shown.append({ facts.images[image].id, facts.images[image].names });
    const auto take = [&](qsizetype at, const Result<void> &removed) {
        const PruneOutcome outcome = outcomeOf(order[at], removed);
        if (outcome.how == PruneOutcome::How::Removed)
            gone.push_back(outcome.image);
        result.outcomes.append(outcome);
        job.setProgress(result.outcomes.size(), images.size(), Job::Unit::Images);
        told(outcome);
    };
    store.removeEach(shown, take, job);
    result.isCancelled = job.isCancelled();
    result.plannedBytes = PruneLedger(facts).freed(gone);
    // Also of what was cancelled: it is no part of what was cancelled.
    Job measuring;
    const Result<std::int64_t> after = store.usedBytes(measuring);
    if (before && after && *before >= 0 && *after >= 0)
        result.measuredBytes = *before - *after;
    return result;
}

} // namespace varve
