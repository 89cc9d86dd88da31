// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/pull/hubsearch.h"

namespace varve {

Result<HubSearch> searchDockerHub(const QString &words, int count, const RegistryAccess &access, const Job &job)
{
    const QString registry = QLatin1String(Reference::kDockerHub);
    if (!access.settings->isAskedItself(registry))
        return fail(
            ErrorCode::AccessDenied, registry, QStringLiteral("blocked or replaced by the settings for registries"));
    return Hub(access.hubAddress).search(words, 0, count, job);
}

} // namespace varve
