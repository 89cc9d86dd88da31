// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The stores that this user may have without naming a file: container engines, and the storages of Podman on disk. Looks at small files
// and sockets only; nothing is connected to before open() is called. Any thread.
// Cost: that of findEngines(). Errors: none; what cannot be understood is a warning.
#pragma once

#include "services/stores/engine/enginefinder.h"
#include "services/stores/engine/enginerecords.h"
#include "services/stores/imagestore.h"

#include <functional>

namespace varve {

struct StoreOffer {
    QString key; // the same place has the same key in every search: "unix:///run/docker.sock"
    StoreKind kind = StoreKind::Engine;
    QString title; // short, unique in one search: "Docker", "Podman (user)", "Docker · prod"
    QString location; // the address, or the folder
    QString origin; // why it is offered: "DOCKER_HOST", a file, a socket's path
    QStringList
        command; // the words by which the engine's own program reaches it: "docker --context x"; empty: none does
    bool opensByItself = true; // false: far away, and not what docker or podman would use now: opened when asked for
    std::function<Result<ImageStorePtr>(Job &job)> open; // blocking
};

struct FoundStores {
    QList<StoreOffer> stores;
    Warnings warnings;
};

// `own`: engines that the user named, before all others. An address that is found again is offered once.
FoundStores findStores(
    const EnginePlaces &places, const QList<EngineCandidate> &own = {}, const EngineOptions &options = {});

} // namespace varve
