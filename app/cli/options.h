// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Arguments of the subcommands as values. Pure functions. Errors: Unsupported with a sentence (usage errors).
#pragma once

#include "services/report/rules.h"
#include "services/types/platform.h"

#include <QtCore/QStringList>

#include <optional>

namespace varve {

struct LsOptions {
    bool wantsHelp = false;
    QString path; // empty: the sources that need none
    QString source; // one of those
    bool json = false;

    // Arguments after "ls".
    static Result<LsOptions> parse(const QStringList &arguments);
};

struct AnalyzeOptions {
    bool wantsHelp = false;
    QString path;
    QString source; // where the name `path` is looked for; empty: everywhere
    QString image;
    std::optional<Platform> platform;
    QString jsonTarget; // a file, "-" for standard output, empty: none
    bool files = false;
    bool verify = true;
    bool quiet = false;
    QList<FailIfRule> failIf;
    QString diveCiFile;

    // Arguments after "analyze".
    static Result<AnalyzeOptions> parse(const QStringList &arguments);
};

struct PullOptions {
    bool wantsHelp = false;
    QString reference; // as it was typed
    QString target; // a source; empty: the Library
    std::optional<Platform> platform; // nothing: this machine's
    bool allPlatforms = false;
    bool isDryRun = false;
    bool quiet = false;

    // Arguments after "pull".
    static Result<PullOptions> parse(const QStringList &arguments);
};

// For --help: of one subcommand, or of everything for other words.
QString helpText(const QString &subcommand);

} // namespace varve
