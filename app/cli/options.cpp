// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/options.h"

#include "app/cli/libraryoptions.h"
#include "app/cli/optionparts.h"
#include "app/cli/pruneoptions.h"
#include "services/types/text.h"

#include <QtCore/QCommandLineParser>

namespace varve {

using namespace Qt::StringLiterals;

Result<LsOptions> LsOptions::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption json(u"json"_s);
    const QCommandLineOption source(u"source"_s, {}, u"S"_s);
    parser.addOptions({ helpOption(), json, source });
    LsOptions options;
    const bool isUnderstood = parser.parse(QStringList { u"varve"_s } + arguments);
    options.wantsHelp = parser.isSet(u"help"_s);
    if (options.wantsHelp)
        return options;
    if (!isUnderstood)
        return usageError(parserMessage(parser));
    options.json = parser.isSet(json);
    options.source = parser.value(source);
    if (parser.isSet(source) && options.source.isEmpty())
        return usageError(u"--source needs a value"_s);
    if (parser.positionalArguments().isEmpty())
        return options;
    if (!options.source.isEmpty())
        return usageError(u"give a PATH or --source, not both"_s);
    if (Result<QString> path = onlyArgument(parser, u"PATH"_s); path)
        options.path = std::move(*path);
    else
        return fail(std::move(path.error()));
    return options;
}

Result<AnalyzeOptions> AnalyzeOptions::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption source(u"source"_s, {}, u"S"_s);
    const QCommandLineOption image(u"image"_s, {}, u"NAME"_s);
    const QCommandLineOption platform(u"platform"_s, {}, u"P"_s);
    const QCommandLineOption json(u"json"_s, {}, u"FILE"_s);
    const QCommandLineOption files(u"files"_s);
    const QCommandLineOption failIf(u"fail-if"_s, {}, u"EXPR"_s);
    const QCommandLineOption diveCi(u"dive-ci"_s, {}, u"FILE"_s);
    const QCommandLineOption noVerify(u"no-verify"_s);
    const QCommandLineOption quiet(QStringList { u"q"_s, u"quiet"_s });
    parser.addOptions({ helpOption(), source, image, platform, json, files, failIf, diveCi, noVerify, quiet });
    AnalyzeOptions options;
    const bool isUnderstood = parser.parse(QStringList { u"varve"_s } + arguments);
    options.wantsHelp = parser.isSet(u"help"_s);
    if (options.wantsHelp)
        return options;
    if (!isUnderstood)
        return usageError(parserMessage(parser));
    if (Result<QString> path = onlyArgument(parser, u"PATH"_s); path)
        options.path = std::move(*path);
    else
        return fail(std::move(path.error()));
    if (const Result<void> checked = checkValues(parser, { source, image, platform, json, diveCi }); !checked)
        return fail(checked.error());
    options.source = parser.value(source);
    options.image = parser.value(image);
    if (!options.source.isEmpty() && !options.image.isEmpty())
        return usageError(u"give the image as NAME with --source, and --image with a PATH"_s);
    const Result<std::optional<Platform>> wanted = platformOf(parser, platform);
    if (!wanted)
        return fail(wanted.error());
    options.platform = *wanted;
    options.jsonTarget = parser.value(json);
    options.files = parser.isSet(files);
    if (options.files && options.jsonTarget.isEmpty())
        return usageError(u"--files lists changes in the JSON report: give --json FILE as well"_s);
    const QStringList expressions = parser.values(failIf);
    for (const QString &expression : expressions) {
        Result<FailIfRule> rule = FailIfRule::parse(expression);
        if (!rule)
            return usageError(u"--fail-if \"%1\": %2"_s.arg(visibleText(expression), rule.error().detail));
        options.failIf.append(std::move(*rule));
    }
    options.diveCiFile = parser.value(diveCi);
    options.verify = !parser.isSet(noVerify);
    options.quiet = parser.isSet(quiet);
    return options;
}

Result<PullOptions> PullOptions::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption to(u"to"_s, {}, u"SOURCE"_s);
    const QCommandLineOption platform(u"platform"_s, {}, u"P"_s);
    const QCommandLineOption all(u"all-platforms"_s);
    const QCommandLineOption dryRun(u"dry-run"_s);
    const QCommandLineOption quiet(QStringList { u"q"_s, u"quiet"_s });
    parser.addOptions({ helpOption(), to, platform, all, dryRun, quiet });
    PullOptions options;
    const bool isUnderstood = parser.parse(QStringList { u"varve"_s } + arguments);
    options.wantsHelp = parser.isSet(u"help"_s);
    if (options.wantsHelp)
        return options;
    if (!isUnderstood)
        return usageError(parserMessage(parser));
    if (Result<QString> reference = onlyArgument(parser, u"REFERENCE"_s); reference)
        options.reference = std::move(*reference);
    else
        return fail(std::move(reference.error()));
    if (const Result<void> checked = checkValues(parser, { to, platform }); !checked)
        return fail(checked.error());
    options.target = parser.value(to);
    const Result<std::optional<Platform>> wanted = platformOf(parser, platform);
    if (!wanted)
        return fail(wanted.error());
    options.platform = *wanted;
    options.allPlatforms = parser.isSet(all);
    if (options.allPlatforms && options.platform)
        return usageError(u"give --platform or --all-platforms, not both"_s);
    if (options.allPlatforms && !options.target.isEmpty()
        && options.target.compare(u"library", Qt::CaseInsensitive) != 0)
        return usageError(u"an engine pulls one platform: --all-platforms is for the Library"_s);
    options.isDryRun = parser.isSet(dryRun);
    options.quiet = parser.isSet(quiet);
    return options;
}

QString helpText(const QString &subcommand)
{
    if (const QString text = libraryHelpText(subcommand); !text.isEmpty())
        return text;
    if (subcommand == "prune"_L1)
        return pruneHelpText();
    if (subcommand == "ls"_L1) {
        return uR"(Usage: varve ls [PATH | --source S] [--json]

Lists the images of a docker-archive, an OCI image layout, or a storage of Podman; without PATH, those of the
container engines and storages of this user.

  --source S  only this one: its name, as in the column SOURCE, or its address
  --json      write JSON to standard output instead of a table
)"_s;
    }
    if (subcommand == "analyze"_L1) {
        return uR"(Usage: varve analyze PATH|NAME [OPTION...]

Reads all layers of one image and says what each one did and what its bytes are spent on. NAME is looked for in
the container engines and storages of this user.

  --source S             look for NAME only there: a name as in the column SOURCE of varve ls, or an address
  --image NAME           which image: a name, or an image ID or digest, shortened at will
  --platform OS/ARCH     which platform of an image that has several
  --json FILE            write the report to FILE; "-" is standard output, in place of the table
  --files                with --json: list each change of each layer
  --fail-if EXPR         exit with 1 when EXPR holds, as in 'efficiency < 95%'; may be repeated
  --dive-ci FILE         exit with 1 when a rule of this .dive-ci file fails
  --no-verify            do not compute digests
  -q, --quiet            print only rules that fail, and errors

Metrics for EXPR: efficiency, wastedPercent, wastedBytes, storedBytes, visibleBytes, sizeBytes, layers,
dive.efficiency, dive.userWastedPercent, dive.wastedBytes, dive.sizeBytes, dive.userSizeBytes.

Exit codes: 0 fine, 1 a rule failed, 2 usage, 3 unreadable or damaged, 130 interrupted.
)"_s;
    }
    if (subcommand == "pull"_L1) {
        return uR"(Usage: varve pull REFERENCE [OPTION...]

Says what an image in a registry would take, then pulls it: into the Library, which needs no engine, or into an
engine. Layers that another source has are not downloaded. A pull that was interrupted goes on where it ended.

  --to SOURCE         an engine, by its name in the column SOURCE of varve ls; "library", the default
  --platform OS/ARCH  which platform of an image that has several; otherwise this machine's
  --all-platforms     all of them (into the Library)
  --dry-run           only say what it would take
  -q, --quiet         print the digest alone

Logins are those of the window, of docker login and of podman login.
Exit codes: 0 fine, 2 usage, 3 failed, 130 interrupted.
)"_s;
    }
    return uR"(Usage: varve [FILE|DIR...]          open a window
       varve ls PATH                list the images of an archive or a layout
       varve analyze PATH           what each layer of an image did and what its bytes are spent on
       varve pull REFERENCE         bring an image from a registry into the Library or an engine
       varve import FILE            bring the images of an archive or a layout into the Library
       varve export NAME... FILE    write images of the Library to an archive
       varve check                  check the Library, and repair it with --repair
       varve prune                  say which images nobody needs, and remove them with --yes
       varve help ls|analyze|pull|import|export|check|prune

PATH is a docker-archive (docker save, podman save), an OCI image layout as a directory or as a tar;
either tar may be compressed with gzip or zstd; or the storage directory of Podman, Buildah and CRI-O.
A file that is called "ls" is opened as "./ls".
For ls and analyze also docker-daemon:NAME, containers-storage:NAME, containers-storage:[DRIVER@ROOT]NAME,
docker-archive:PATH:NAME, oci-archive:PATH:NAME, oci:PATH:NAME, docker://NAME.

  --theme NAME     colours of the window for this run: system, light or dark
  -h, --help       this text
  -v, --version    the version
)"_s;
}

} // namespace varve
