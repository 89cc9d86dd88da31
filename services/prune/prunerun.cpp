// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/prune/prunerun.h"

#include "services/prune/pruneledger.h"
#include "services/prune/pruneplan.h"

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

QStringList sorted(QStringList names)
{
    names.sort();
    return names;
}

// Whether it is still what was shown. The store looks again at who uses it when it removes it.
Result<void> checkUnchanged(ImageStore &store, const PruneFacts::Image &image, Job &job)
{
    const Result<ImageDetails> now = store.inspect(image.id, job);
    if (!now)
        return fail(now.error());
    if (sorted(now->summary.names) != sorted(image.names))
        return fail(ErrorCode::Conflict, image.id.value,
            now->summary.names.isEmpty() ? u"it has lost its name"_s
                                         : u"it is called %1 by now"_s.arg(now->summary.names.join(u", "_s)));
    if (!store.capabilities().testFlag(StoreCapability::Containers))
        return {};
    const Result<QList<ContainerInfo>> users = store.containers(job);
    if (!users)
        return fail(users.error());
    const auto user = std::find_if(
        users->cbegin(), users->cend(), [&image](const ContainerInfo &each) { return each.image == image.id; });
    if (user == users->cend())
        return {};
    return fail(ErrorCode::Conflict, image.id.value,
        u"the container %1 uses it"_s.arg(user->names.value(0, user->id.left(12))));
}

PruneOutcome removeOne(ImageStore &store, const PruneFacts::Image &image, int at, Job &job)
{
    using enum PruneOutcome::How;
    Result<void> removed = checkUnchanged(store, image, job);
    if (removed)
        removed = store.remove(image.id, job);
    if (removed)
        return { at, Removed, {} };
    const ErrorCode code = removed.error().code;
    if (code == ErrorCode::Cancelled)
        return { at, Waiting, {} };
    const bool isSkipped = code == ErrorCode::Conflict || code == ErrorCode::NotFound;
    return { at, isSkipped ? Skipped : Failed, removed.error() };
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
    for (const int image : removalOrder(facts, images)) {
        PruneOutcome outcome { image, PruneOutcome::How::Waiting, {} };
        if (!job.isCancelled())
            outcome = removeOne(store, facts.images[image], image, job);
        if (outcome.how == PruneOutcome::How::Removed)
            gone.push_back(image);
        result.outcomes.append(outcome);
        job.setProgress(result.outcomes.size(), images.size(), Job::Unit::Images);
        told(outcome);
    }
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
