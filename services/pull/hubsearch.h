// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Docker Hub's search, for a machine whose settings let Docker Hub be asked. Blocking; any thread. Errors: those of Hub;
// AccessDenied, the settings block docker.io or name another place for it, and nobody was asked. Cost: one request.
#pragma once

#include "services/pull/remoterepository.h"
#include "services/registry/hub.h"

namespace varve {

Result<HubSearch> searchDockerHub(const QString &words, int count, const RegistryAccess &access, const Job &job);

} // namespace varve
