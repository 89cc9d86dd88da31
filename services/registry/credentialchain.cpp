// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/credentialchain.h"

namespace varve {

Result<std::optional<Credentials>> CredentialChain::find(
    const QString &registry, const QString &repository, const Job &job)
{
    std::optional<Error> problem;
    for (const CredentialSourcePtr &source : m_sources) {
        auto found = source->find(registry, repository, job);
        if (found && *found)
            return found;
        if (!found && found.error().code == ErrorCode::Cancelled)
            return found;
        if (!found && !problem)
            problem = found.error();
    }
    if (problem)
        return fail(*problem);
    return std::nullopt;
}

} // namespace varve
