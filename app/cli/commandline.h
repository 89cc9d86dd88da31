// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// `varve ls` and its like, `--help` and `--version`: no display, no Qt Gui. The contract is docs/cli.md.
//
// Blocks on the calling thread, which prints progress and hears Ctrl-C while the io pool works. Everything that came from an
// image is made visible (no escape sequence reaches a terminal). Returns the exit code: kExit*, or 128 and the number of the
// signal that ended it.
#pragma once

#include "app/cli/clistreams.h"

#include <QtCore/QStringList>

namespace varve {

inline constexpr int kExitFine = 0;
inline constexpr int kExitRuleFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitUnreadable = 3; // also: the output could not be written

// Arguments without the program's name. False: they are for the window.
bool isCommandLine(const QStringList &arguments);
bool isCommandLine(int argc, char *argv[]); // as given to main()
int runCommandLine(const QStringList &arguments, CliStreams &streams);

// For main(): with streams on standard output and standard error, and a QCoreApplication.
int commandLineMain(int argc, char *argv[]);

// Qt warns on standard error about locales that are not UTF-8: choose one that is, before any application object.
void useUtf8Locale();

} // namespace varve
