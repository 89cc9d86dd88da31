// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/prune/pruner.h"

#include "services/prune/prunedcopy.h"
#include "services/prune/pruneledger.h"

#include <QtCore/QFile>

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

PrunedRun recordOf(ImageStore &store, const PruneFacts &facts, const QList<int> &images, const PrunedFolder &folder)
{
    PrunedRun run;
    run.when = QDateTime::currentDateTimeUtc();
    run.key = folder.newKey(run.when);
    run.sourceTitle = store.title();
    run.sourceLocation = store.location();
    run.sourceKind = store.kind();
    const PruneLedger ledger(facts);
    for (const int at : images) {
        const PruneFacts::Image &image = facts.images[at];
        PrunedImage pruned { image.id, image.names, image.areDigestsMadeUp ? QStringList() : image.repoDigests,
            image.created, 0, ledger.freedAlone(at), {}, {}, {} };
        for (const int part : image.parts)
            pruned.sizeBytes += facts.partBytes[static_cast<std::size_t>(part)];
        run.images.append(pruned);
    }
    return run;
}

// The record is there before the copy is: a copy that no record names would stay for ever.
Result<void> begin(ImageStore &store, const PruneFacts &facts, const QList<int> &images, const PrunedFolder &folder,
    const PruneKeeping &keeping, PrunedRun &run, Job &job)
{
    if (!keeping.keepsCopy)
        return folder.write(run);
    const Result<PrunedScratch> scratch = PrunedScratch::in(folder);
    if (!scratch)
        return fail(scratch.error());
    PrunedLimits limits = keeping.limits;
    limits.copyBytes -= keeping.bytesBefore;
    const QString file = scratch->path() + u"/copy.tar"_s;
    Result<void> done = copyBeforePruning(store, facts, images, *scratch, limits, file, run.images, job);
    if (done)
        done = folder.write(run);
    if (!done)
        return done;
    run.copyBytes = QFile(file).size();
    const Result<void> placed = folder.takeCopy(run.key, file);
    if (!placed)
        (void)folder.forget(run.key);
    return placed;
}

// Whole and with all its names: what an engine was told to do it may have done even where its answer did not come.
bool isUntouched(ImageStore &store, const PruneFacts::Image &image)
{
    Job job; // whatever was cancelled, this has to be known
    const Result<ImageDetails> now = store.inspect(image.id, job);
    return now && std::all_of(image.names.cbegin(), image.names.cend(), [&now](const QString &name) {
        return now->summary.names.contains(name);
    });
}

// What went, or may have gone; a run that removed nothing never was. False: it is forgotten.
Result<bool> finish(ImageStore &store, const PruneFacts &facts, const PrunedFolder &folder, PrunedRun run,
    const QList<int> &images, const PruneResult &result)
{
    using enum PruneOutcome::How;
    QSet<int> gone;
    bool isWaiting = false; // the first that waits may have been at its turn
    for (const PruneOutcome &outcome : result.outcomes) {
        const bool isDoubtful = outcome.how != Removed && !isWaiting;
        isWaiting = isWaiting || outcome.how == Waiting;
        if (outcome.how == Removed || (isDoubtful && !isUntouched(store, facts.images[outcome.image])))
            gone.insert(outcome.image);
    }
    if (gone.isEmpty()) {
        const Result<void> forgotten = folder.forget(run.key);
        return forgotten ? Result<bool>(false) : fail(forgotten.error());
    }
    QList<PrunedImage> removed;
    for (qsizetype i = 0; i < images.size(); ++i) {
        if (gone.contains(images[i]))
            removed.append(run.images[i]);
    }
    run.images = removed;
    run.freedBytes = result.measuredBytes;
    const Result<void> written = folder.write(run);
    return written ? Result<bool>(true) : fail(written.error());
}

} // namespace

void PruneKeeping::add(const Pruned &pruned)
{
    if (pruned.key.isEmpty())
        return;
    keysBefore.append(pruned.key);
    bytesBefore += std::max<std::int64_t>(0, pruned.copyBytes);
}

Result<Pruned> pruneImages(ImageStore &store, const PruneFacts &facts, const QList<int> &images,
    const PruneKeeping &keeping, const std::function<void(const PruneOutcome &)> &told, Job &job)
{
    const PrunedFolder folder(keeping.root);
    Pruned pruned;
    PrunedRun run;
    if (!keeping.root.isEmpty()) {
        run = recordOf(store, facts, images, folder);
        const Result<void> begun = begin(store, facts, images, folder, keeping, run, job);
        if (!begun && (keeping.keepsCopy || begun.error().code == ErrorCode::Cancelled))
            return fail(begun.error());
        if (!begun)
            pruned.recordError = begun.error();
    }
    Result<PruneResult> result = removeImages(store, facts, images, told, job);
    const bool isRecorded = !keeping.root.isEmpty() && !pruned.recordError;
    if (!result) {
        if (isRecorded)
            (void)folder.forget(run.key);
        return fail(result.error());
    }
    pruned.result = *std::move(result);
    if (!isRecorded)
        return pruned;
    const Result<bool> isKept = finish(store, facts, folder, run, images, pruned.result);
    if (!isKept)
        pruned.recordError = isKept.error();
    if (isKept.value_or(true)) { // as it was written before it began
        pruned.key = run.key;
        pruned.copyBytes = run.copyBytes;
    }
    folder.expire(keeping.limits, QDateTime::currentDateTimeUtc(), keeping.keysBefore + QStringList { run.key });
    return pruned;
}

} // namespace varve
