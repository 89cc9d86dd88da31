// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the options of all subcommands are parsed with. Pure functions. Errors: Unsupported with a sentence (usage errors).
#pragma once

#include "services/types/platform.h"
#include "services/types/result.h"

#include <QtCore/QCommandLineOption>
#include <QtCore/QStringList>

#include <optional>

class QCommandLineParser;

namespace varve {

tl::unexpected<Error> usageError(const QString &what);
// What the parser did not understand, without its full stop.
QString parserMessage(const QCommandLineParser &parser);
QCommandLineOption helpOption();
// The one positional argument, which is called `what`.
Result<QString> onlyArgument(const QCommandLineParser &parser, const QString &what);
// That those of the options that are given have a value.
Result<void> checkValues(const QCommandLineParser &parser, const QList<QCommandLineOption> &options);
Result<std::optional<Platform>> platformOf(const QCommandLineParser &parser, const QCommandLineOption &option);

} // namespace varve
