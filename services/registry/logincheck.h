// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Tries a login before anybody keeps it. Blocking; any thread.
//
// The login is told to the one registry that it is for, as for a pull, and to nobody else.
// Errors: AuthRequired (it is not accepted; or certificates, which `cause` tells), AccessDenied (accepted, but not for this image),
// Unsupported (the registry never asks who we are), and those of RegistryClient.
// Cost: two or three small requests; one more where the registry as a whole lets everybody in.
#pragma once

#include "services/registry/credentials.h"
#include "services/registry/registrysettings.h"
#include "services/registry/retrypolicy.h"

namespace varve {

// Where a login for this image goes: its registry, as the settings have it, never a mirror. Nothing: the registry is blocked.
std::optional<RegistryEndpoint> loginEndpoint(const RegistrySettings &settings, const Reference &reference);

// `endpoint` as loginEndpoint() has it for `reference`.
Result<void> checkLogin(const RegistryEndpoint &endpoint, const Reference &reference,
    std::shared_ptr<const RegistrySettings> settings, const Credentials &credentials, const RetryClock &clock,
    const Job &job);

} // namespace varve
