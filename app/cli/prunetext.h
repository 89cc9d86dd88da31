// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What `varve prune` prints: tables for people, a document for programs. Pure functions; texts of images come out escaped.
#pragma once

#include "app/cli/reporttext.h"
#include "services/prune/pruneplan.h"
#include "services/prune/pruner.h"

namespace varve {

// One source: what it has, what is proposed, and what came of it.
struct PrunedSource {
    QString title;
    QString location;
    PruneFacts facts;
    PrunePlan plan;
    std::optional<Error> error; // it could not be looked at; nothing else counts
    std::optional<PruneResult> result; // once it was done
    std::int64_t copyBytes = -1; // of what was kept; -1: nothing
};

QString pruneText(const PrunedSource &source, const TextStyle &style);
// After the removal, one line.
QString pruneResultText(const PrunedSource &source);
// docs/prune.schema.json.
QByteArray pruneToJson(const QList<PrunedSource> &sources);

} // namespace varve
