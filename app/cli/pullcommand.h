// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// `varve pull`: says what it will take, then brings it.
#pragma once

#include "app/cli/clistreams.h"

#include <QtCore/QStringList>

namespace varve {

// Arguments after "pull". The exit code.
int runPull(const QStringList &arguments, CliStreams &streams);

} // namespace varve
