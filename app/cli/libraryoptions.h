// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Arguments of the subcommands that work on the Library, as values. Pure functions. Errors: Unsupported with a sentence (usage
// errors).
#pragma once

#include "services/stores/library/libraryexport.h"
#include "services/types/platform.h"

#include <QtCore/QStringList>

#include <optional>

namespace varve {

struct ImportOptions {
    bool wantsHelp = false;
    QString path;
    QString image; // empty: all
    std::optional<Platform> platform;
    bool quiet = false;

    // Arguments after "import".
    static Result<ImportOptions> parse(const QStringList &arguments);
};

struct ExportOptions {
    bool wantsHelp = false;
    QStringList names; // at least one
    QString target;
    LibraryExportFormat format = LibraryExportFormat::OciArchive;
    std::optional<Platform> platform;
    bool quiet = false;

    // Arguments after "export".
    static Result<ExportOptions> parse(const QStringList &arguments);
};

struct CheckOptions {
    bool wantsHelp = false;
    bool repair = false;
    bool json = false;

    // Arguments after "check".
    static Result<CheckOptions> parse(const QStringList &arguments);
};

// For --help; empty for other subcommands.
QString libraryHelpText(const QString &subcommand);

} // namespace varve
