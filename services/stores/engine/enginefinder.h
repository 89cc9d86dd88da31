// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Which container engines this user may have: from the environment, the contexts of docker, the connections of podman, and
// the places where sockets usually are. Reads small files and looks whether sockets exist; connects to nothing. Any thread.
//
// Sources: docker/cli docs (DOCKER_HOST, DOCKER_CONTEXT, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, contexts/meta and contexts/tls),
// podman-system-connection(1), containers.conf(5) [engine.service_destinations], podman-connections.json of Podman 5.
// Cost: a few file reads. A file that cannot be read or understood is a warning; the rest is found all the same.
#pragma once

#include "services/stores/engine/engineapi.h"
#include "services/types/warning.h"

#include <QtCore/QProcessEnvironment>

namespace varve {

struct EngineCandidate {
    EngineBrand brand = EngineBrand::Docker; // what is expected there; the engine itself tells the truth
    Endpoint endpoint;
    QString name; // of the context or connection; empty for a socket
    QString origin; // where it was found: "DOCKER_HOST", a file, a socket's path
    bool isChosen = false; // what docker or podman themselves would use now
    bool skipsTlsVerification = false; // the context asks for it; Varve does not connect then
};

struct FoundEngines {
    QList<EngineCandidate> engines; // each endpoint once, the chosen ones first
    Warnings warnings;
};

// Where to look; the defaults are those of this user.
struct EnginePlaces {
    QProcessEnvironment environment;
    QString home;
    QString runtimeFolder; // XDG_RUNTIME_DIR
    QString root; // before absolute paths of the system; empty but in tests
    static EnginePlaces ofThisUser();
};

FoundEngines findEngines(const EnginePlaces &places);

} // namespace varve
