// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Errors as sentences in English for the command line: what happened, to what, what to do. Pure functions; the result holds
// no control characters and is one line.
#pragma once

#include "services/report/imagereport.h"

namespace varve {

// `path` is what the user named; it is added when the error is about a part of it.
QString describeError(const Error &error, const QString &path);

// Of an engine that cannot be connected to or asked; `engine` is its title or address, for errors that do not say.
QString describeEngineError(const Error &error, const QString &engine);

// Of a pull; `reference` as people gave it.
QString describePullError(const Error &error, const QString &reference);

// Of a prune that removed nothing from `source`.
QString describePruneError(const Error &error, const QString &source);

// Why a report is damaged: one sentence for its documents and all its layers, which count from 1. Only for isDamaged().
QString describeDamage(const ImageReport &report);

} // namespace varve
