// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/registryaccess.h"

#include "services/keychain/keychain.h"
#include "services/registry/keptcredentials.h"

namespace varve {

RegistryAccess registryAccess()
{
    return RegistryAccess::ofUser(std::make_shared<KeptCredentials>(openKeychain()));
}

} // namespace varve
