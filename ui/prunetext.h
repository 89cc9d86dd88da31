// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Pruning in words: why an image is listed, why another stays, what became of each, what all that came to. Pure functions,
// translated; GUI thread.
#pragma once

#include "models/prunemodel.h"
#include "ui/errortext.h"
#include "ui/prunesession.h"

namespace varve {

QList<PruneRow> pruneRows(const PruneSession &session); // those that may go first, ticked; then those that stay
std::pair<PruneRow::State, QString> outcomeWords(const PruneOutcome &outcome);
QString untouchedWords(); // of one that was to go and whose source was not begun with
QString pruneButtonText(int images, std::int64_t bytes); // "Remove 12 images, free 1.8 GB"
QString pruneResultSentence(const PruneSession &session); // "12 images removed: 1.8 GB planned, 1.79 GB measured."
QString pruneReport(const PruneSession &session, const PruneModel &model); // the whole result as a text, with the table
// Of a prune of which nothing was done, `title` is the source.
ErrorText pruneErrorText(const Error &error, const QString &title);
// What has to be known before: a source that cannot be asked, what a source does not say. One sentence each.
QStringList pruneNotes(const PruneSession &session);

} // namespace varve
