// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/credentialchain.h"

#include "services/registry/firstlogin.h"

namespace varve {

Result<std::optional<Credentials>> CredentialChain::find(
    const QString &registry, const QString &repository, const Job &job)
{
    return firstLogin(
        m_sources, [&](const CredentialSourcePtr &source) { return source->find(registry, repository, job); });
}

} // namespace varve
