// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the command line says when something goes wrong, and the exit code that goes with it: one line on standard error. All
// return what the program then ends with.
#pragma once

#include "app/cli/clistreams.h"
#include "services/types/error.h"

namespace varve {

int complain(CliStreams &streams, int exitCode, const QString &sentence);
// `what` is wrong with the arguments of `subcommand`.
int usageError(CliStreams &streams, const QString &subcommand, const QString &what);
// An interrupt is told as such, whatever the sentence is.
int failure(CliStreams &streams, const Error &error, const QString &sentence);
int readError(CliStreams &streams, const Error &error, const QString &path); // `path` is what the user named
int writeError(CliStreams &streams, const Error &error);
// False: it could not be written, which was told.
bool printOrComplain(CliStreams &streams, const QByteArray &text);

} // namespace varve
