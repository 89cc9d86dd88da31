// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/checkcommand.h"

#include "app/cli/commandline.h"
#include "app/cli/complaints.h"
#include "app/cli/jobrunner.h"
#include "app/cli/libraryoptions.h"
#include "app/cli/librarytext.h"
#include "app/cli/options.h"
#include "services/types/text.h"

namespace varve {

namespace {

using namespace Qt::StringLiterals;

QString foundText(const QString &root, const LibraryReport &found, const TextStyle &style)
{
    const QString figures = libraryFigures(found) + u" in "_s + visibleText(root);
    if (found.problems.isEmpty())
        return u"Everything is as it should be: %1\n"_s.arg(figures);
    return figures + u"\n\n"_s + problemsText(found, style) + u'\n';
}

QString leftText(const LibraryReport &left, const TextStyle &style)
{
    if (left.problems.isEmpty())
        return u"Everything is as it should be now: %1\n"_s.arg(libraryFigures(left));
    const QStringList images = left.damagedImages();
    return u"Left:\n\n"_s + problemsText(left, style) + (images.isEmpty() ? QString() : u"\n"_s + remediesText(left));
}

} // namespace

int runCheck(const QStringList &arguments, CliStreams &streams)
{
    const Result<CheckOptions> options = CheckOptions::parse(arguments);
    if (!options)
        return usageError(streams, u"check"_s, options.error().detail);
    if (options->wantsHelp)
        return printOrComplain(streams, helpText(u"check"_s).toUtf8()) ? kExitFine : kExitUnreadable;
    const QString root = defaultLibraryPath();
    const TextStyle style { streams.width, streams.outHasColour, streams.outIsTerminal,
        QDateTime::currentDateTimeUtc() };
    JobRunner runner(streams, streams.errIsTerminal);
    if (!options->repair) {
        const Result<LibraryReport> found =
            runner.run(u"Checking"_s, [&](Job &job) { return checkLibrary(root, job, runner.pool()); });
        if (!found)
            return failure(streams, found.error(), describeLibraryError(found.error(), root));
        QByteArray text = options->json ? checkToJson(root, *found, nullptr) : foundText(root, *found, style).toUtf8();
        if (!options->json)
            text += remediesText(*found).toUtf8();
        if (!printOrComplain(streams, text))
            return kExitUnreadable;
        return found->isClean() ? kExitFine : kExitRuleFailed;
    }
    const Result<LibraryRepair> repair =
        runner.run(u"Repairing"_s, [&](Job &job) { return repairLibrary(root, job, runner.pool()); });
    if (!repair)
        return failure(streams, repair.error(), describeLibraryError(repair.error(), root));
    QString text = foundText(root, repair->found, style);
    if (!repair->found.problems.isEmpty())
        text += repairText(*repair) + leftText(repair->left, style);
    if (!printOrComplain(streams, options->json ? checkToJson(root, repair->found, &*repair) : text.toUtf8()))
        return kExitUnreadable;
    return repair->left.isClean() ? kExitFine : kExitRuleFailed;
}

} // namespace varve
