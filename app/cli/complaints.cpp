// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/complaints.h"

#include "app/cli/commandline.h"
#include "app/cli/errortext.h"
#include "app/cli/jobrunner.h"
#include "app/cli/texttable.h"
#include "services/types/text.h"

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr int kSignalBase = 128; // as shells count

} // namespace

int complain(CliStreams &streams, int exitCode, const QString &sentence)
{
    streams.complain(inked(u"varve:"_s, Ink::Red, streams.errHasColour) + u' ' + sentence + u'\n');
    return exitCode;
}

int usageError(CliStreams &streams, const QString &subcommand, const QString &what)
{
    return complain(streams, kExitUsage,
        what + u"; see varve "_s + subcommand + (subcommand.isEmpty() ? u"--help"_s : u" --help"_s) + u'.');
}

int failure(CliStreams &streams, const Error &error, const QString &sentence)
{
    if (error.code == ErrorCode::Cancelled && JobRunner::caughtSignal() != 0)
        return complain(streams, kSignalBase + JobRunner::caughtSignal(), u"interrupted."_s);
    return complain(streams, kExitUnreadable, sentence);
}

int readError(CliStreams &streams, const Error &error, const QString &path)
{
    return failure(streams, error, describeError(error, path));
}

int writeError(CliStreams &streams, const Error &error)
{
    const QString reason = error.detail.isEmpty() ? QString() : u" (%1)"_s.arg(visibleText(error.detail));
    return complain(streams, kExitUnreadable,
        visibleText(error.subject) + u" cannot be written"_s + reason + u"; give another place."_s);
}

bool printOrComplain(CliStreams &streams, const QByteArray &text)
{
    if (streams.print(text))
        return true;
    writeError(streams, { ErrorCode::NoSpace, u"standard output"_s, streams.out->errorString() });
    return false;
}

} // namespace varve
