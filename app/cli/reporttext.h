// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Listings, reports and results of rules as text for people. Pure functions; what comes from an image is made visible.
// The text may change with any release: programs read the JSON.
#pragma once

#include "app/cli/allsources.h"
#include "services/report/imagereport.h"

namespace varve {

struct TextStyle {
    int width = 0; // columns; 0: no end, nothing is cut
    bool hasColour = false;
    bool hasBars = false;
    QDateTime now; // for ages
};

QString listingText(const Listing &listing, const TextStyle &style);
// Several listings as one table that says where each image is.
QString sourcesText(const QList<ListedSource> &sources, const TextStyle &style);
QString reportText(const ImageReport &report, const TextStyle &style);

// One line per rule, and with several a last one that sums up. `onlyFailed` leaves out everything else.
QString rulesText(const QList<RuleResult> &rules, bool onlyFailed, bool hasColour);

// One line per warning, at most as many as a person reads; the last line counts the rest.
QString warningsText(const QList<ReportWarning> &warnings, std::int64_t more, bool hasColour);

} // namespace varve
