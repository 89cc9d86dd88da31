// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// How the command line reaches registries: as this user has set up docker, podman and the window, with the logins that the window
// keeps in the keychain. Reads small files; the keychain is asked only about a registry whose login it has.
#pragma once

#include "services/pull/remoterepository.h"

namespace varve {

RegistryAccess registryAccess();

} // namespace varve
