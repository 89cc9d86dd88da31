// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Arguments of `varve prune`, as a value. Pure functions. Errors: Unsupported with a sentence (usage errors).
#pragma once

#include "services/prune/pruneplan.h"
#include "services/types/result.h"

namespace varve {

struct PruneOptions {
    bool wantsHelp = false;
    QString source; // empty: all that open by themselves
    PruneRules rules;
    bool isConfirmed = false; // --yes
    bool keepsCopy = false;
    bool json = false;

    // Arguments after "prune".
    static Result<PruneOptions> parse(const QStringList &arguments);
};

// "30d", "12h", "90m", "2w"; nothing for other text.
std::optional<std::chrono::seconds> parseAge(const QString &text);
QString pruneHelpText();

} // namespace varve
