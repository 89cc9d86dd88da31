// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/commandline.h"

#include "app/cli/allsources.h"
#include "app/cli/checkcommand.h"
#include "app/cli/complaints.h"
#include "app/cli/errortext.h"
#include "app/cli/exportcommand.h"
#include "app/cli/imageselection.h"
#include "app/cli/importcommand.h"
#include "app/cli/jobrunner.h"
#include "app/cli/namedimage.h"
#include "app/cli/options.h"
#include "app/cli/outputfile.h"
#include "app/cli/prunecommand.h"
#include "app/cli/pullcommand.h"
#include "app/cli/reporttext.h"
#include "app/cli/sourcename.h"
#include "app/cli/texttable.h"
#include "services/types/limits.h"
#include "services/types/text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <clocale>
#include <cstdio>
#include <langinfo.h>
#include <new>
#include <sys/ioctl.h>
#include <unistd.h>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

int openError(CliStreams &streams, const Error &error, const SourceName &source, const QString &path)
{
    if (source.isRegistry() && error.code != ErrorCode::Cancelled)
        return complain(streams, kExitUnreadable, describePullError(error, source.image));
    if (!source.isEngine() || error.code == ErrorCode::Cancelled)
        return readError(streams, error, path);
    return complain(streams, kExitUnreadable, describeEngineError(error, path));
}

TextStyle styleOf(const CliStreams &streams)
{
    return { streams.width, streams.outHasColour, streams.outIsTerminal, QDateTime::currentDateTimeUtc() };
}

struct OpenedStore {
    ImageStorePtr store;
    Listing listing;
};

Result<OpenedStore> openAndList(JobRunner &runner, const SourceName &source)
{
    return runner.run(u"Opening"_s, [&source](Job &job) -> Result<OpenedStore> {
        Result<ImageStorePtr> store = source.open(job);
        if (!store)
            return fail(std::move(store.error()));
        Result<Listing> listing = (*store)->list(job);
        if (!listing)
            return fail(std::move(listing.error()));
        return OpenedStore { std::move(*store), std::move(*listing) };
    });
}

QList<ReportWarning> withoutLayer(const Warnings &warnings)
{
    QList<ReportWarning> result;
    for (const Warning &warning : warnings)
        result.append({ warning });
    return result;
}

// One document for each source, as `varve ls PATH --json` writes them.
QByteArray sourcesToJson(const QList<ListedSource> &sources)
{
    QByteArrayList documents;
    documents.reserve(sources.size());
    for (const ListedSource &source : sources) {
        Listing listing = source.listing;
        if (source.error)
            listing.warnings.append({ source.error->code, source.error->subject, {}, source.error->detail });
        documents.append(listingToJson(source.kind, source.location, listing).trimmed());
    }
    return '[' + documents.join(",\n") + "]\n";
}

// What was wrong with a source that is one of several.
void warnOf(CliStreams &streams, const ListedSource &source)
{
    streams.complain(inked(u"warning:"_s, Ink::Yellow, streams.errHasColour) + u' ' + visibleText(source.title)
        + u": "_s
        + (source.kind == StoreKind::Engine ? describeEngineError(*source.error, source.location)
                                            : describeError(*source.error, source.location))
        + u'\n');
}

int listAll(const LsOptions &options, JobRunner &runner, CliStreams &streams)
{
    const Result<ListedSources> listed =
        runner.run(u"Asking the sources"_s, [&options](Job &job) { return listAllSources(options.source, job); });
    if (!listed && listed.error().code == ErrorCode::Unsupported)
        return complain(streams, kExitUsage, listed.error().detail + u'.');
    if (!listed)
        return readError(streams, listed.error(), u"the sources"_s);
    const QList<ListedSource> &sources = listed->sources;
    const QByteArray text = options.json ? sourcesToJson(sources) : sourcesText(sources, styleOf(streams)).toUtf8();
    if (!printOrComplain(streams, text))
        return kExitUnreadable;
    if (sources.isEmpty())
        streams.complain(
            u"no container engine and no storage was found; give a PATH to list an archive or a layout.\n"_s);
    streams.complain(warningsText(withoutLayer(listed->warnings), 0, streams.errHasColour));
    bool isAnyThere = sources.isEmpty();
    for (const ListedSource &source : sources) {
        isAnyThere = isAnyThere || !source.error;
        QList<ReportWarning> warnings = withoutLayer(source.listing.warnings);
        streams.complain(warningsText(warnings, 0, streams.errHasColour));
        if (source.error)
            warnOf(streams, source);
    }
    return isAnyThere ? kExitFine : kExitUnreadable;
}

int runLs(const QStringList &arguments, CliStreams &streams)
{
    const Result<LsOptions> options = LsOptions::parse(arguments);
    if (!options)
        return usageError(streams, u"ls"_s, options.error().detail);
    if (options->wantsHelp)
        return printOrComplain(streams, helpText(u"ls"_s).toUtf8()) ? kExitFine : kExitUnreadable;
    JobRunner runner(streams, streams.errIsTerminal);
    if (options->path.isEmpty())
        return listAll(*options, runner, streams);
    const Result<SourceName> source = SourceName::parse(options->path);
    if (!source)
        return usageError(streams, u"ls"_s, source.error().detail);
    const Result<OpenedStore> opened = openAndList(runner, *source);
    if (!opened)
        return openError(streams, opened.error(), *source, options->path);
    const QByteArray text = options->json ? listingToJson(opened->store->kind(), options->path, opened->listing)
                                          : listingText(opened->listing, styleOf(streams)).toUtf8();
    if (!printOrComplain(streams, text))
        return kExitUnreadable;
    streams.complain(warningsText(withoutLayer(opened->listing.warnings), 0, streams.errHasColour));
    return kExitFine;
}

Result<DiveCiRules> readDiveCi(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::NotFound, path, file.errorString());
    const QByteArray yaml = file.read(static_cast<qint64>(limits::kTokenBytes) + 1);
    return DiveCiRules::parse(yaml, path);
}

// The end of `analyze`: writes the report wherever it was asked for.
int deliver(const AnalyzeOptions &options, const ImageReport &report, CliStreams &streams)
{
    const bool jsonToOut = options.jsonTarget == u"-";
    if (!options.jsonTarget.isEmpty()) {
        const QByteArray json = reportToJson(report, options.files);
        if (jsonToOut) {
            if (!printOrComplain(streams, json))
                return kExitUnreadable;
        } else if (const Result<void> written = writeOutputFile(options.jsonTarget, json); !written) {
            return writeError(streams, written.error());
        }
    }
    if (!jsonToOut && !options.quiet && !printOrComplain(streams, reportText(report, styleOf(streams)).toUtf8()))
        return kExitUnreadable;
    if (!options.quiet)
        streams.complain(warningsText(report.warnings, report.moreWarnings, streams.errHasColour));
    streams.complain(rulesText(report.rules, options.quiet, streams.errHasColour));
    if (report.isDamaged())
        return complain(streams, kExitUnreadable, describeDamage(report));
    const bool hasFailed = std::any_of(report.rules.cbegin(), report.rules.cend(),
        [](const RuleResult &rule) { return rule.state == RuleState::Fail; });
    return hasFailed ? kExitRuleFailed : kExitFine;
}

// Not a file, nor meant as one: then it may be an image that some source has.
bool mayBeName(const SourceName &source, const AnalyzeOptions &options)
{
    if (!options.source.isEmpty())
        return source.kind == SourceName::Kind::Path && source.image.isEmpty();
    return source.kind == SourceName::Kind::Path && source.image.isEmpty() && options.image.isEmpty()
        && !options.path.startsWith(u'/') && !options.path.startsWith(u'.') && !QFileInfo::exists(options.path);
}

struct NamedImage {
    OpenedStore store;
    ListedSources sources; // all that were asked
};

Result<NamedImage> findEverywhere(JobRunner &runner, const AnalyzeOptions &options)
{
    return runner.run(u"Looking for the image"_s, [&options](Job &job) -> Result<NamedImage> {
        Result<ListedSources> listed = listAllSources(options.source, job);
        if (!listed)
            return fail(std::move(listed.error()));
        const Result<const ListedSource *> found = findNamedImage(listed->sources, options.path, options.platform, job);
        if (!found)
            return fail(found.error());
        return NamedImage { { (*found)->store, (*found)->listing }, std::move(*listed) };
    });
}

// What could not be asked may have another image of that name.
void warnOfOthers(CliStreams &streams, const ListedSources &listed)
{
    streams.complain(warningsText(withoutLayer(listed.warnings), 0, streams.errHasColour));
    for (const ListedSource &source : listed.sources) {
        if (source.error)
            warnOf(streams, source);
    }
}

// Why it took so long.
void warnOfRefusal(CliStreams &streams, const ImageStore &store)
{
    const ReaderReport report = store.readerReport();
    if (report.use != ReaderUse::Refused)
        return;
    streams.complain(inked(u"warning:"_s, Ink::Yellow, streams.errHasColour)
        + u" %1 does not let Varve create a container to read layers through and exported the whole image instead, which takes longer: %2\n"_s
              .arg(visibleText(store.title()), visibleText(report.refusal.detail)));
}

int analyzeWith(const AnalyzeOptions &options, const DiveCiRules &diveCi, CliStreams &streams)
{
    const Result<SourceName> source = SourceName::parse(options.path);
    if (!source)
        return usageError(streams, u"analyze"_s, source.error().detail);
    JobRunner runner(streams, streams.errIsTerminal && !options.quiet);
    const bool isName = mayBeName(*source, options);
    if (!isName && !options.source.isEmpty())
        return usageError(streams, u"analyze"_s, u"--source goes with the name of an image, not with a transport"_s);
    Result<NamedImage> named = isName ? findEverywhere(runner, options) : NamedImage {};
    const bool isUsage = !named
        && (named.error().code == ErrorCode::Conflict
            || (named.error().code == ErrorCode::Unsupported && !options.source.isEmpty()));
    if (isUsage)
        return complain(streams, kExitUsage, named.error().detail + u'.');
    if (named && isName && !options.quiet)
        warnOfOthers(streams, named->sources);
    const Result<OpenedStore> opened =
        isName ? named.map([](NamedImage &image) { return image.store; }) : openAndList(runner, *source);
    if (!opened)
        return openError(streams, opened.error(), *source, options.path);
    const QString wanted = isName ? options.path : options.image.isEmpty() ? source->image : options.image;
    const Result<ImageSummary> image =
        selectImage(opened->listing, wanted, options.platform, Platform::host(), options.path);
    if (!image && image.error().code == ErrorCode::Unsupported) {
        // No image at all: what the store complained about is the reason, when there is anything.
        if (!opened->listing.warnings.isEmpty()) {
            const Warning &first = opened->listing.warnings.constFirst();
            return readError(streams, { first.code, first.subject, first.detail }, options.path);
        }
        return readError(streams, image.error(), options.path);
    }
    if (!image)
        return complain(streams, kExitUsage, image.error().detail + u'.');
    for (const UnreadableImage &unreadable : std::as_const(opened->listing.unreadable)) {
        if (unreadable.summary.id == image->id)
            return readError(streams, unreadable.error, options.path);
    }
    Result<ImageReport> report = runner.run(u"Reading layers"_s,
        [&](Job &job) { return makeReport(*opened->store, image->id, options.verify, runner.pool(), job); });
    if (!report)
        return readError(streams, report.error(), options.path);
    if (!options.quiet)
        warnOfRefusal(streams, *opened->store);
    report->sourcePath = options.path;
    QList<ReportWarning> warnings;
    for (const ReportWarning &warning : withoutLayer(opened->listing.warnings)) {
        if (!report->image.warnings.contains(warning.warning))
            warnings.append(warning);
    }
    report->warnings = warnings + report->warnings;
    const RuleInput input = report->ruleInput();
    for (const FailIfRule &rule : options.failIf)
        report->rules.append(rule.evaluate(input));
    report->rules.append(diveCi.evaluate(input));
    return deliver(options, *report, streams);
}

int runAnalyze(const QStringList &arguments, CliStreams &streams)
{
    const Result<AnalyzeOptions> options = AnalyzeOptions::parse(arguments);
    if (!options)
        return usageError(streams, u"analyze"_s, options.error().detail);
    if (options->wantsHelp)
        return printOrComplain(streams, helpText(u"analyze"_s).toUtf8()) ? kExitFine : kExitUnreadable;
    DiveCiRules diveCi;
    if (!options->diveCiFile.isEmpty()) {
        Result<DiveCiRules> rules = readDiveCi(options->diveCiFile);
        if (!rules)
            return complain(streams, kExitUsage,
                u"the rules in %1 cannot be used: %2."_s.arg(
                    visibleText(options->diveCiFile), visibleText(rules.error().detail)));
        diveCi = std::move(*rules);
        if (!options->quiet) {
            for (const QString &warning : std::as_const(diveCi.warnings))
                streams.complain(
                    inked(u"warning:"_s, Ink::Yellow, streams.errHasColour) + u' ' + visibleText(warning) + u'\n');
        }
    }
    if (!options->jsonTarget.isEmpty() && options->jsonTarget != u"-") {
        if (const Result<void> apart = checkOutputApart(options->jsonTarget, options->path); !apart)
            return complain(streams, kExitUsage,
                u"%1 is %2, and Varve never writes into that; give another place for the report."_s.arg(
                    visibleText(options->jsonTarget), apart.error().detail));
    }
    return analyzeWith(*options, diveCi, streams);
}

bool mayHaveColour(bool isTerminal)
{
    return isTerminal && qEnvironmentVariableIsEmpty("NO_COLOR") && qgetenv("TERM") != "dumb";
}

int terminalWidth()
{
    struct winsize size { };
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

} // namespace

bool isCommandLine(const QStringList &arguments)
{
    static const QStringList kWords { u"ls"_s, u"analyze"_s, u"pull"_s, u"import"_s, u"export"_s, u"check"_s,
        u"prune"_s, u"help"_s, u"--help"_s, u"-h"_s, u"--version"_s, u"-v"_s };
    return !arguments.isEmpty() && kWords.contains(arguments.constFirst());
}

bool isCommandLine(int argc, char *argv[])
{
    return argc > 1 && isCommandLine(QStringList { QString::fromLocal8Bit(argv[1]) });
}

int runCommandLine(const QStringList &arguments, CliStreams &streams)
{
    const QString word = arguments.value(0);
    const QStringList rest = arguments.mid(1);
    const bool wantsVersion =
        word == u"--version" || word == u"-v" || (isCommandLine(arguments) && rest.value(0) == u"--version");
    if (wantsVersion)
        return printOrComplain(streams, "varve " VARVE_VERSION "\n") ? kExitFine : kExitUnreadable;
    if (word == u"ls")
        return runLs(rest, streams);
    if (word == u"analyze")
        return runAnalyze(rest, streams);
    if (word == u"pull")
        return runPull(rest, streams);
    if (word == u"import")
        return runImport(rest, streams);
    if (word == u"export")
        return runExport(rest, streams);
    if (word == u"check")
        return runCheck(rest, streams);
    if (word == u"prune")
        return runPrune(rest, streams);
    if (isCommandLine(arguments))
        return printOrComplain(streams, helpText(rest.value(0)).toUtf8()) ? kExitFine : kExitUnreadable;
    return usageError(
        streams, {}, word.isEmpty() ? u"nothing to do"_s : u"unknown command \"%1\""_s.arg(visibleText(word)));
}

int commandLineMain(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    // The window's settings are those of the command line.
    QCoreApplication::setApplicationName(u"varve"_s);
    QCoreApplication::setOrganizationName(u"varve"_s);
    QFile out;
    QFile err;
    if (!out.open(STDOUT_FILENO, QIODevice::WriteOnly | QIODevice::Unbuffered)
        || !err.open(STDERR_FILENO, QIODevice::WriteOnly | QIODevice::Unbuffered))
        return kExitUnreadable;
    CliStreams streams;
    streams.out = &out;
    streams.err = &err;
    streams.outIsTerminal = isatty(STDOUT_FILENO) == 1;
    streams.errIsTerminal = isatty(STDERR_FILENO) == 1;
    streams.outHasColour = mayHaveColour(streams.outIsTerminal);
    streams.errHasColour = mayHaveColour(streams.errIsTerminal);
    streams.width = streams.outIsTerminal ? terminalWidth() : 0;
    try {
        return runCommandLine(QCoreApplication::arguments().mid(1), streams);
    } catch (const std::bad_alloc &) { // outside of any job: sorting and writing what was read
        return complain(streams, kExitUnreadable, u"there is not enough memory for this."_s);
    }
}

void useUtf8Locale()
{
    std::setlocale(LC_ALL, "");
    if (qstrcmp(nl_langinfo(CODESET), "UTF-8") == 0)
        return;
    qputenv("LC_ALL", "C.UTF-8");
    std::setlocale(LC_ALL, "");
}

} // namespace varve
