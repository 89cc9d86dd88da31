// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/libraryoptions.h"

#include "app/cli/optionparts.h"
#include "services/types/text.h"

#include <QtCore/QCommandLineParser>

namespace varve {

using namespace Qt::StringLiterals;

Result<ImportOptions> ImportOptions::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption image(u"image"_s, {}, u"NAME"_s);
    const QCommandLineOption platform(u"platform"_s, {}, u"P"_s);
    const QCommandLineOption quiet(QStringList { u"q"_s, u"quiet"_s });
    parser.addOptions({ helpOption(), image, platform, quiet });
    ImportOptions options;
    const bool isUnderstood = parser.parse(QStringList { u"varve"_s } + arguments);
    options.wantsHelp = parser.isSet(u"help"_s);
    if (options.wantsHelp)
        return options;
    if (!isUnderstood)
        return usageError(parserMessage(parser));
    if (Result<QString> path = onlyArgument(parser, u"FILE"_s); path)
        options.path = std::move(*path);
    else
        return fail(std::move(path.error()));
    if (const Result<void> checked = checkValues(parser, { image, platform }); !checked)
        return fail(checked.error());
    options.image = parser.value(image);
    const Result<std::optional<Platform>> wanted = platformOf(parser, platform);
    if (!wanted)
        return fail(wanted.error());
    options.platform = *wanted;
    options.quiet = parser.isSet(quiet);
    return options;
}

Result<ExportOptions> ExportOptions::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption format(u"format"_s, {}, u"F"_s);
    const QCommandLineOption platform(u"platform"_s, {}, u"P"_s);
    const QCommandLineOption quiet(QStringList { u"q"_s, u"quiet"_s });
    parser.addOptions({ helpOption(), format, platform, quiet });
    ExportOptions options;
    const bool isUnderstood = parser.parse(QStringList { u"varve"_s } + arguments);
    options.wantsHelp = parser.isSet(u"help"_s);
    if (options.wantsHelp)
        return options;
    if (!isUnderstood)
        return usageError(parserMessage(parser));
    options.names = parser.positionalArguments();
    if (options.names.isEmpty())
        return usageError(u"no NAME given"_s);
    if (options.names.size() < 2)
        return usageError(u"no FILE given to write \"%1\" to"_s.arg(visibleText(options.names.constFirst())));
    if (options.names.contains(QString()))
        return usageError(u"NAME or FILE is empty"_s);
    options.target = options.names.takeLast();
    if (options.target == u"-")
        return usageError(u"an archive goes to a file: \"-\" is none"_s);
    if (const Result<void> checked = checkValues(parser, { format, platform }); !checked)
        return fail(checked.error());
    if (parser.isSet(format)) {
        const QString wanted = parser.value(format);
        if (wanted == u"docker")
            options.format = LibraryExportFormat::DockerArchive;
        else if (wanted != u"oci")
            return usageError(u"--format needs oci or docker"_s);
    }
    const Result<std::optional<Platform>> wanted = platformOf(parser, platform);
    if (!wanted)
        return fail(wanted.error());
    options.platform = *wanted;
    options.quiet = parser.isSet(quiet);
    return options;
}

Result<CheckOptions> CheckOptions::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption repair(u"repair"_s);
    const QCommandLineOption json(u"json"_s);
    parser.addOptions({ helpOption(), repair, json });
    CheckOptions options;
    const bool isUnderstood = parser.parse(QStringList { u"varve"_s } + arguments);
    options.wantsHelp = parser.isSet(u"help"_s);
    if (options.wantsHelp)
        return options;
    if (!isUnderstood)
        return usageError(parserMessage(parser));
    if (const QStringList rest = parser.positionalArguments(); !rest.isEmpty())
        return usageError(
            u"there is one Library, which needs no name: \"%1\" is too many"_s.arg(visibleText(rest.constFirst())));
    options.repair = parser.isSet(repair);
    options.json = parser.isSet(json);
    return options;
}

QString libraryHelpText(const QString &subcommand)
{
    if (subcommand == "import"_L1) {
        return uR"(Usage: varve import FILE [OPTION...]

Brings the images of a docker-archive or an OCI image layout into the Library, which needs no engine: a directory or a
tar, also one compressed with gzip or zstd. Digests and image IDs stay what they are.

  --image NAME         only this one: a name, or an image ID or digest, shortened at will
  --platform OS/ARCH   only this platform of an image that has several
  -q, --quiet          print the digests alone

Exit codes: 0 all are there, 2 usage, 3 failed, or not all could be imported, 130 interrupted.
)"_s;
    }
    if (subcommand == "export"_L1) {
        return uR"(Usage: varve export NAME... FILE [OPTION...]

Writes images of the Library to one archive. A FILE that is there is replaced once the new one is complete.

  --format oci         an OCI archive, the default: digests stay, of an image for several platforms all that are here
  --format docker      what docker load of every version takes, without compression
  --platform OS/ARCH   only this platform of an image that has several
  -q, --quiet          print nothing

Exit codes: 0 the archive is there, 2 usage, 3 failed, 130 interrupted.
)"_s;
    }
    if (subcommand == "check"_L1) {
        return uR"(Usage: varve check [--repair] [--json]

Checks the Library: every blob is read and held against its digest. Says what is wrong and what repairing would do.

  --repair  do it: drop damaged blobs and what nothing needs, make a lost index anew
  --json    write JSON to standard output instead of a table

Exit codes: 0 nothing is wrong (any more), 1 something is, 2 usage, 3 it could not be checked, 130 interrupted.
)"_s;
    }
    return {};
}

} // namespace varve
