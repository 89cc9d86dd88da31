// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// `varve prune`: says what may go and what that frees, and removes it where that is asked for.
#pragma once

#include "app/cli/clistreams.h"

#include <QtCore/QStringList>

namespace varve {

// Arguments after "prune". The exit code.
int runPrune(const QStringList &arguments, CliStreams &streams);

} // namespace varve
