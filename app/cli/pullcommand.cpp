// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/pullcommand.h"

#include "app/cli/allsources.h"
#include "app/cli/commandline.h"
#include "app/cli/complaints.h"
#include "app/cli/errortext.h"
#include "app/cli/jobrunner.h"
#include "app/cli/options.h"
#include "app/cli/registryaccess.h"
#include "app/cli/texttable.h"
#include "services/pull/enginepuller.h"
#include "services/pull/librarypull.h"
#include "services/report/imagereport.h"
#include "services/stores/library/libraryfolder.h"
#include "services/stores/storeoffer.h"
#include "services/types/instruction.h"
#include "services/types/referenceproblem.h"
#include "services/types/text.h"

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr auto kLibraryName = "library";

// Where it goes, and what it is made of.
struct Pull {
    RemoteRepository repository;
    RegistryAccess access;
    PullSources sources;
    ImageStorePtr engine; // null: the Library
};

QString mistakeIn(const QString &text)
{
    const std::optional<ReferenceProblem> problem = findReferenceProblem(text);
    QString sentence = u"\"%1\" is no name of an image"_s.arg(visibleText(text));
    if (!problem)
        return sentence + u'.';
    const QString part = text.mid(problem->position, problem->length);
    if (!part.isEmpty() && part != text)
        sentence += u": not with \"%1\""_s.arg(visibleText(part));
    if (!problem->corrected.isEmpty())
        return sentence + u"; did you mean \"%1\"?"_s.arg(visibleText(problem->corrected));
    return sentence + u'.';
}

// Stores that can give layers without a download. One that cannot be opened has none.
Result<QList<ImageStorePtr>> openStores(Job &job)
{
    QList<ImageStorePtr> stores;
    const FoundStores found = findStores(EnginePlaces::ofThisUser());
    for (const StoreOffer &offer : found.stores) {
        if (job.isCancelled())
            return job.cancelled();
        // Only of one on this machine files can be read.
        if (!offer.opensByItself || offer.kind != StoreKind::Engine || !offer.key.startsWith(u"unix:"))
            continue;
        if (const Result<ImageStorePtr> store = offer.open(job))
            stores.append(*store);
    }
    return stores;
}

Result<ImageStorePtr> openTarget(const QString &name, Job &job)
{
    const FoundStores found = findStores(EnginePlaces::ofThisUser());
    const Result<QList<StoreOffer>> chosen = chooseOffers(found.stores, name);
    if (!chosen)
        return fail(chosen.error());
    Result<ImageStorePtr> store = chosen->constFirst().open(job);
    if (store && !(*store)->capabilities().testFlag(StoreCapability::Pull))
        return fail(
            ErrorCode::Unsupported, name, u"nothing can be pulled into %1"_s.arg(visibleText((*store)->title())));
    return store;
}

QString fromText(const PullLayer &layer)
{
    switch (layer.from) {
    case PullLayer::From::Target:
        return u"here already"_s;
    case PullLayer::From::Source:
        return u"copied from "_s + visibleText(layer.source);
    case PullLayer::From::Registry:
        break;
    }
    return layer.presentBytes > 0 ? u"to download, %1 are here"_s.arg(humanSize(layer.presentBytes)) : u"to download"_s;
}

QString planText(const PullPlan &plan, bool isForLibrary, const CliStreams &streams)
{
    QString text = inked(visibleText(plan.image.reference.toString()), Ink::Strong, streams.outHasColour);
    for (const Platform &platform : plan.platforms)
        text += u"  "_s + visibleText(platform.toWholeString());
    text += u'\n' + plan.target.toString() + u"\n\n"_s;
    TextTable table;
    table.addColumn(u"LAYER"_s, TextTable::Align::Left);
    table.addColumn(u"SIZE"_s, TextTable::Align::Right);
    table.addColumn(u"PLAN"_s, TextTable::Align::Left);
    table.addColumn(u"INSTRUCTION"_s, TextTable::Align::Left);
    for (const PullLayer &layer : plan.layers) {
        table.addRow({ { layer.descriptor.digest.shortHex() }, { humanSize(layer.descriptor.sizeBytes) },
            { fromText(layer), layer.from == PullLayer::From::Registry ? Ink::Plain : Ink::Green },
            { visibleText(prettifyInstruction(layer.instruction)), Ink::Quiet } });
    }
    text += table.toString(streams.width, streams.outHasColour);
    text += u"\n%1 layers, %2; to download: %3"_s.arg(
        QString::number(plan.layers.size()), humanSize(plan.totalBytes()), humanSize(plan.downloadBytes()));
    if (isForLibrary)
        text += u"; the Library grows by %1"_s.arg(humanSize(plan.growthBytes()));
    text += u'\n';
    if (plan.rate.isKnown() && plan.rate.remaining >= 0)
        text += u"The registry allows %1 more pulls for now.\n"_s.arg(plan.rate.remaining);
    return text;
}

Result<PullPlan> makePlan(JobRunner &runner, Pull &pull, const PullOptions &options)
{
    return runner.run(u"Asking the registry"_s, [&](Job &job) -> Result<PullPlan> {
        if (!options.target.isEmpty()
            && options.target.compare(QLatin1String(kLibraryName), Qt::CaseInsensitive) != 0) {
            Result<ImageStorePtr> engine = openTarget(options.target, job);
            if (!engine)
                return fail(std::move(engine.error()));
            pull.engine = *std::move(engine);
            pull.sources = { {}, {}, pull.engine };
        } else {
            Result<QList<ImageStorePtr>> stores = openStores(job);
            if (!stores)
                return fail(std::move(stores.error()));
            pull.sources.stores = *std::move(stores);
        }
        const Result<RemoteImage> image = resolve(pull.repository, job);
        if (!image)
            return fail(image.error());
        return planPull(pull.repository, *image, { options.platform, options.allPlatforms }, pull.sources, job);
    });
}

int bring(JobRunner &runner, Pull &pull, const PullPlan &plan, const PullOptions &options, CliStreams &streams)
{
    PullProgress progress(plan);
    const Result<void> pulled = runner.run(u"Pulling"_s, [&](Job &job) {
        return pull.engine ? pullIntoEngine(*pull.engine, plan, pull.access, progress, job)
                           : pullIntoLibrary(pull.repository, plan, pull.sources, progress, runner.pool(), job);
    });
    if (!pulled)
        return failure(streams, pulled.error(), describePullError(pulled.error(), options.reference));
    const QString title = pull.engine ? visibleText(pull.engine->title()) : u"the Library"_s;
    const QString name = visibleText(plan.image.reference.toString());
    const QString sentence = options.quiet ? plan.target.toString() + u'\n'
                                           : u"Pulled %1 into %2: %3\n"_s.arg(name, title, plan.target.toString());
    return printOrComplain(streams, sentence.toUtf8()) ? kExitFine : kExitUnreadable;
}

} // namespace

int runPull(const QStringList &arguments, CliStreams &streams)
{
    const Result<PullOptions> options = PullOptions::parse(arguments);
    if (!options)
        return usageError(streams, u"pull"_s, options.error().detail);
    if (options->wantsHelp)
        return printOrComplain(streams, helpText(u"pull"_s).toUtf8()) ? kExitFine : kExitUnreadable;
    const Result<Reference> reference = Reference::parse(options->reference);
    if (!reference)
        return complain(streams, kExitUsage, mistakeIn(options->reference));
    const RegistryAccess access = registryAccess();
    Pull pull { RemoteRepository(*reference, access), access, { defaultLibraryPath(), {} }, nullptr };
    JobRunner runner(streams, streams.errIsTerminal && !options->quiet);
    const Result<PullPlan> plan = makePlan(runner, pull, *options);
    const bool isWrongTarget = !plan && plan.error().code == ErrorCode::Unsupported && !options->target.isEmpty()
        && plan.error().subject == options->target;
    if (isWrongTarget) // the detail is escaped already
        return complain(streams, kExitUsage, plan.error().detail + u'.');
    if (!plan)
        return failure(streams, plan.error(), describePullError(plan.error(), options->reference));
    if (!options->quiet || options->isDryRun) {
        if (!printOrComplain(streams, planText(*plan, !pull.engine, streams).toUtf8()))
            return kExitUnreadable;
    }
    if (!options->quiet) {
        for (const Warning &warning : plan->warnings)
            streams.complain(
                inked(u"warning:"_s, Ink::Yellow, streams.errHasColour) + u' ' + warningText(warning) + u'\n');
    }
    return options->isDryRun ? kExitFine : bring(runner, pull, *plan, *options, streams);
}

} // namespace varve
