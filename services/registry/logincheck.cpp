// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/logincheck.h"

#include "services/registry/registryclient.h"

#include <atomic>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

class TriedLogin final : public CredentialSource {
public:
    TriedLogin(QString registry, Credentials credentials)
        : m_registry(std::move(registry))
        , m_credentials(std::move(credentials))
    {
    }
    Result<std::optional<Credentials>> find(const QString &registry, const QString &, const Job &) override
    {
        if (registry != m_registry)
            return std::nullopt;
        m_wasAsked = true;
        return m_credentials;
    }
    bool wasAsked() const { return m_wasAsked; }

private:
    const QString m_registry;
    const Credentials m_credentials;
    std::atomic<bool> m_wasAsked { false };
};

} // namespace

std::optional<RegistryEndpoint> loginEndpoint(const RegistrySettings &settings, const Reference &reference)
{
    const QList<RegistryEndpoint> endpoints = settings.endpointsFor(reference);
    return endpoints.isEmpty() ? std::nullopt : std::optional(endpoints.constLast());
}

Result<void> checkLogin(const RegistryEndpoint &endpoint, const Reference &reference,
    std::shared_ptr<const RegistrySettings> settings, const Credentials &credentials, const RetryClock &clock,
    const Job &job)
{
    const auto login = std::make_shared<TriedLogin>(endpoint.registry, credentials);
    RegistryClient client(endpoint, std::move(settings), login, clock);
    if (Result<void> pinged = client.ping(job); !pinged || login->wasAsked())
        return pinged;
    // Some let everybody in, and ask only at what is not for everybody.
    const Reference wanted = reference.withDefaultTag();
    const Result<RemoteManifestHead> head = wanted.digest().isNull()
        ? client.headOfManifest(endpoint.repository, wanted.tag(), job)
        : client.headOfManifest(endpoint.repository, wanted.digest(), job);
    if (!head && head.error().code != ErrorCode::NotFound)
        return fail(head.error());
    if (!login->wasAsked())
        return fail(ErrorCode::Unsupported, endpoint.registry, u"it never asks who we are"_s);
    return {};
}

} // namespace varve
