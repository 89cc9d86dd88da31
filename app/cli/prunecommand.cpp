// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/prunecommand.h"

#include "app/cli/allsources.h"
#include "app/cli/commandline.h"
#include "app/cli/complaints.h"
#include "app/cli/errortext.h"
#include "app/cli/jobrunner.h"
#include "app/cli/pruneoptions.h"
#include "app/cli/prunetext.h"
#include "app/cli/texttable.h"
#include "services/prune/prunesettings.h"
#include "services/stores/engine/enginefinder.h"
#include "services/types/text.h"

namespace varve {

namespace {

using namespace Qt::StringLiterals;

struct Opened {
    PrunedSource source;
    ImageStorePtr store;
    bool isPruned = false; // or it was tried
};

Opened look(const StoreOffer &offer, const PruneRules &rules, Job &job)
{
    Opened opened { { offer.title, offer.location, {}, {}, {}, {}, -1 }, nullptr };
    Result<ImageStorePtr> store = offer.open(job);
    if (!store) {
        opened.source.error = store.error();
        return opened;
    }
    opened.store = *std::move(store);
    Result<PruneFacts> facts = opened.store->pruneFacts(job);
    if (!facts) {
        opened.source.error = facts.error();
        return opened;
    }
    opened.source.facts = *std::move(facts);
    opened.source.plan = planPrune(opened.source.facts, rules, QDateTime::currentDateTimeUtc());
    return opened;
}

// Storages on disk are only read: their engine removes what is in them.
Result<QList<Opened>> lookAtAll(const PruneOptions &options, Job &job)
{
    const FoundStores found = findStores(EnginePlaces::ofThisUser());
    const Result<QList<StoreOffer>> offers = chooseOffers(found.stores, options.source);
    if (!offers)
        return fail(offers.error());
    QList<Opened> all;
    for (const StoreOffer &offer : *offers) {
        if (job.isCancelled())
            return job.cancelled();
        if (offer.kind == StoreKind::ContainersStorage && options.source.isEmpty())
            continue;
        job.setNote(offer.title);
        all.append(look(offer, options.rules, job));
    }
    return all;
}

void remove(Opened &opened, PruneKeeping &keeping, JobRunner &runner)
{
    QList<int> images;
    for (const PruneItem &item : opened.source.plan.items)
        images.append(item.image);
    if (images.isEmpty())
        return;
    opened.isPruned = true;
    Result<Pruned> pruned = runner.run(u"Removing"_s, [&](Job &job) {
        return pruneImages(
            *opened.store, opened.source.facts, images, keeping, [](const PruneOutcome &) {}, job);
    });
    if (!pruned) {
        opened.source.error = pruned.error();
        return;
    }
    keeping.add(*pruned);
    opened.source.result = std::move(pruned->result);
    opened.source.copyBytes = pruned->copyBytes;
}

bool isAnyLeft(const PrunedSource &source)
{
    return source.result
        && source.result->count(PruneOutcome::How::Removed) < static_cast<int>(source.result->outcomes.size());
}

} // namespace

int runPrune(const QStringList &arguments, CliStreams &streams)
{
    Result<PruneOptions> options = PruneOptions::parse(arguments);
    if (!options)
        return usageError(streams, u"prune"_s, options.error().detail);
    if (options->wantsHelp)
        return printOrComplain(streams, pruneHelpText().toUtf8()) ? kExitFine : kExitUnreadable;
    options->rules.protectedNames += PruneSettings::protectedNames();
    JobRunner runner(streams, streams.errIsTerminal);
    Result<QList<Opened>> opened = runner.run(u"Looking"_s, [&](Job &job) { return lookAtAll(*options, job); });
    if (!opened && opened.error().code == ErrorCode::Unsupported && opened.error().subject == options->source)
        return complain(streams, kExitUsage, opened.error().detail + u'.'); // escaped already
    if (!opened)
        return failure(streams, opened.error(), describeEngineError(opened.error(), options->source));
    const TextStyle style { streams.width, streams.outHasColour, streams.outIsTerminal,
        QDateTime::currentDateTimeUtc() };
    QString text;
    bool isAnyToGo = false;
    for (Opened &each : *opened) {
        if (!each.source.error) {
            text += (text.isEmpty() ? QString() : u"\n"_s) + pruneText(each.source, style);
            isAnyToGo = isAnyToGo || !each.source.plan.items.isEmpty();
        }
    }
    if (!options->json && !printOrComplain(streams, text.toUtf8()))
        return kExitUnreadable;
    int code = kExitFine;
    QList<PrunedSource> sources;
    PruneKeeping keeping { defaultPrunedPath(), options->keepsCopy, PruneSettings::limits() };
    for (Opened &each : *opened) {
        if (options->isConfirmed && !each.source.error)
            remove(each, keeping, runner);
        if (each.source.error)
            code = failure(streams, *each.source.error,
                each.isPruned ? describePruneError(*each.source.error, each.source.title)
                              : describeEngineError(*each.source.error, each.source.title));
        if (each.source.result && !options->json && !printOrComplain(streams, pruneResultText(each.source).toUtf8()))
            return kExitUnreadable;
        if (code == kExitFine && isAnyLeft(each.source))
            code = kExitRuleFailed;
        sources.append(each.source);
    }
    if (const int signal = JobRunner::caughtSignal(); signal != 0)
        code = 128 + signal;
    if (options->json)
        return printOrComplain(streams, pruneToJson(sources)) ? code : kExitUnreadable;
    if (isAnyToGo && !options->isConfirmed)
        streams.complain(u"Nothing was removed; --yes removes what is listed.\n"_s);
    return code;
}

} // namespace varve
