// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Has an engine pull what a plan says, and follows it layer by layer. Blocking; any thread.
//
// The engine asks the registry by itself, with the login that is known here; a login is not sent to an engine over a
// connection that others can read: then only what everybody may have can be pulled.
// Errors: those of ImageStore::pull(); AuthRequired also where a login was kept back, which the detail says.
// Cost: as long as the engine takes.
#pragma once

#include "services/pull/pullplan.h"
#include "services/pull/pullprogress.h"
#include "services/pull/remoterepository.h"
#include "services/stores/imagestore.h"

namespace varve {

Result<void> pullIntoEngine(
    ImageStore &engine, const PullPlan &plan, const RegistryAccess &access, PullProgress &progress, Job &job);

// The value of X-Registry-Auth. A pure function.
QByteArray registryAuthorization(const Credentials &credentials, const QString &registry);

} // namespace varve
