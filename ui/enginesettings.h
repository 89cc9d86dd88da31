// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the user said about engines, in the settings: addresses of their own, and which of those that were found are not to
// be shown. No secrets: keys and certificates are named by their files. GUI thread; reads and writes QSettings.
#pragma once

#include "services/stores/engine/enginefinder.h"

#include <QtCore/QSet>

namespace varve {

class EngineSettings {
public:
    static QList<EngineCandidate> own(); // entries that make no sense are left out
    static void setOwn(const QList<EngineCandidate> &engines);
    static QSet<QString> hidden(); // keys of StoreOffer
    static void setHidden(const QString &key, bool isHidden);
    static QSet<QString> seenProblems(); // of looking for engines, that the user has been shown
    static void setSeenProblems(const QSet<QString> &problems);
    static bool usesReader(); // see EngineReader; true unless the user said no
    static void setUsesReader(bool uses);
    static bool isReaderTold(); // the user heard of it
    static void setReaderTold();
};

} // namespace varve
