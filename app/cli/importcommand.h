// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// `varve import`: brings the images of a file into the Library.
#pragma once

#include "app/cli/clistreams.h"

#include <QtCore/QStringList>

namespace varve {

// Arguments after "import". The exit code.
int runImport(const QStringList &arguments, CliStreams &streams);

} // namespace varve
