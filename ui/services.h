// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the window needs from the outside, made by the composition root and by tests. Outlives every window.
#pragma once

#include "services/jobs/workpool.h"
#include "services/pull/remoterepository.h"
#include "services/stores/engine/enginefinder.h"
#include "services/stores/imagereader.h"
#include "ui/sourceopening.h"

#include <functional>

namespace varve {

class KeptCredentials;
class LayerCache;
class VerifiedBlobs;

struct UiServices {
    WorkPool &pool;
    LayerCache *cache = nullptr;
    VerifiedBlobs *verified = nullptr;
    OpenStoreFunction openStore; // blocking; called on the pool
    QString samplePath {}; // the bundled archive; empty: there is none
    // Engines and the like, with those that the user named; blocking, called on the pool. Null: none are looked for.
    std::function<FoundStores(const QList<EngineCandidate> &own, const EngineOptions &options)> findStores = nullptr;
    // How registries are reached, as this machine is set up now; reads files, called on the pool. Null: nothing can be pulled.
    std::function<RegistryAccess()> registries = nullptr;
    QString pullRoot {}; // of the Library that pulls go into
    // What people log in with, here; part of what `registries` asks. Null: nobody can log in.
    std::shared_ptr<KeptCredentials> logins = nullptr;
    // What the files of this system say of registries, without what was set here; reads files, called on the pool. Null: nothing.
    std::function<RegistrySettings()> systemRegistries = nullptr;
    QString prunedRoot {}; // of the list of what was pruned, and of copies; empty: none is kept
};

} // namespace varve
