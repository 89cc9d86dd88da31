// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// `varve export`: writes images of the Library to one archive.
#pragma once

#include "app/cli/clistreams.h"

#include <QtCore/QStringList>

namespace varve {

// Arguments after "export". The exit code.
int runExport(const QStringList &arguments, CliStreams &streams);

} // namespace varve
