// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the command line says of the Library: errors as sentences, and the report of a check. Pure functions; the result
// holds no control characters, and a sentence is one line.
#pragma once

#include "app/cli/reporttext.h"
#include "services/stores/library/librarycheck.h"
#include "services/types/error.h"

namespace varve {

// Of the Library in `root` itself.
QString describeLibraryError(const Error &error, const QString &root);
// `path` is the file as the user named it; the error is about that, or about the Library.
QString describeImportError(const Error &error, const QString &path, const QString &root);
QString describeExportError(const Error &error, const QString &target, const QString &root);

// "3 images, 12 blobs, 131MB"
QString libraryFigures(const LibraryReport &report);
// What is wrong as a table, and what a repair would do as a sentence. Empty: nothing is.
QString problemsText(const LibraryReport &report, const TextStyle &style);
QString remediesText(const LibraryReport &report);
QString repairText(const LibraryRepair &repair);
// The document that docs/check.schema.json describes; `repair` null: nothing was repaired.
QByteArray checkToJson(const QString &root, const LibraryReport &found, const LibraryRepair *repair);

} // namespace varve
