// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Several sources of logins, asked in their order: the first that knows one wins. One that fails keeps nobody from the others; its
// error is the answer when none of them knows a login. Any thread, if its sources may be asked from any.
#pragma once

#include "services/registry/credentials.h"

#include <QtCore/QList>

namespace varve {

class CredentialChain final : public CredentialSource {
public:
    explicit CredentialChain(QList<CredentialSourcePtr> sources)
        : m_sources(std::move(sources))
    {
    }

    Result<std::optional<Credentials>> find(
        const QString &registry, const QString &repository, const Job &job) override;

private:
    const QList<CredentialSourcePtr> m_sources;
};

} // namespace varve
