// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// `varve check`: says what is wrong with the Library, and repairs it where that is asked for.
#pragma once

#include "app/cli/clistreams.h"

#include <QtCore/QStringList>

namespace varve {

// Arguments after "check". The exit code.
int runCheck(const QStringList &arguments, CliStreams &streams);

} // namespace varve
