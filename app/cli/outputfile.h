// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Writes a report to a file that people named. Blocking. Errors: those of the file system, Conflict (the file is, or lies in,
// what is being read, which Varve never writes into; or it is a symbolic link to nothing, which would create a file in a
// place that nobody named).
#pragma once

#include "services/types/result.h"

#include <QtCore/QByteArray>

namespace varve {

// A regular file is replaced only when the whole report is on the disk, never written into; a link to one stays a link.
// Devices and pipes are written straight.
Result<void> writeOutputFile(const QString &target, const QByteArray &content);

// Fails with Conflict when writing `target` would change `source` (a file, or a folder with all that is in it), or might. The
// detail completes "the target is".
Result<void> checkOutputApart(const QString &target, const QString &source);

} // namespace varve
