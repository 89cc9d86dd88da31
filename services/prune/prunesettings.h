// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What pruning leaves alone and what it keeps, as the user has set it up. Kept in QSettings, so that the window and the command line
// have the same. Any thread; cost: a small file.
#pragma once

#include "services/prune/prunedfolder.h"

#include <QtCore/QStringList>

namespace varve {

class PruneSettings {
public:
    static QStringList protectedNames(); // patterns that no rule touches
    static void setProtectedNames(const QStringList &patterns);
    static bool keepsCopy(); // as it was chosen last
    static void setKeepsCopy(bool keeps);
    static PrunedLimits limits();
    static void setLimits(const PrunedLimits &limits);
};

} // namespace varve
