// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/pull/remoterepository.h"

#include "services/registry/credentialchain.h"
#include "services/registry/credentialfiles.h"
#include "services/registry/ownregistries.h"

#include <QtCore/QMutexLocker>

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

// Says something about the place, and nothing about what is asked for.
bool mayBeElsewhere(ErrorCode code)
{
    return code == ErrorCode::NotFound || code == ErrorCode::Network || code == ErrorCode::AuthRequired
        || code == ErrorCode::AccessDenied || code == ErrorCode::RateLimited || code == ErrorCode::Corrupt;
}

} // namespace

RemoteRepository::RemoteRepository(const Reference &reference, const RegistryAccess &access)
    : m_reference(reference.withDefaultTag())
{
    const QList<RegistryEndpoint> endpoints = access.settings->endpointsFor(m_reference);
    for (const RegistryEndpoint &endpoint : endpoints) {
        m_places.emplace_back(
            std::make_unique<RegistryClient>(endpoint, access.settings, access.credentials, access.clock),
            endpoint.repository, m_places.size());
    }
}

RegistryAccess RegistryAccess::ofUser(const CredentialSourcePtr &logins)
{
    QList<CredentialSourcePtr> sources { std::make_shared<CredentialFiles>() };
    if (logins)
        sources.prepend(logins);
    RegistryAccess access { std::make_shared<const RegistrySettings>(registrySettingsOfUser()),
        std::make_shared<CredentialChain>(sources) };
    if (qEnvironmentVariableIsSet("VARVE_HUB_URL"))
        access.hubAddress = qgetenv("VARVE_HUB_URL");
    return access;
}

template <typename T>
Result<T> RemoteRepository::ask(const std::function<Result<T>(const Place &)> &question)
{
    if (m_places.empty())
        return fail(ErrorCode::AccessDenied, m_reference.toString(), u"this machine's settings block the registry"_s);
    const std::size_t best = m_best;
    Result<T> answer = question(m_places[best]);
    for (std::size_t i = 0; !answer && mayBeElsewhere(answer.error().code) && i < m_places.size(); ++i) {
        if (i == best || m_places[i].isDistrusted)
            continue;
        Result<T> other = question(m_places[i]);
        if (other)
            m_best = i;
        // Of all that have failed the registry itself knows best.
        if (other || i + 1 == m_places.size() || !mayBeElsewhere(other.error().code))
            answer = std::move(other);
    }
    return answer;
}

Result<RemoteManifest> RemoteRepository::root(const Job &job)
{
    if (!m_reference.digest().isNull())
        return manifest(m_reference.digest(), job);
    return ask<RemoteManifest>(
        [&](const Place &place) { return place.client->manifest(place.repository, m_reference.tag(), job); });
}

Result<RemoteManifestHead> RemoteRepository::headOfRoot(const Job &job)
{
    return ask<RemoteManifestHead>([&](const Place &place) {
        return m_reference.digest().isNull()
            ? place.client->headOfManifest(place.repository, m_reference.tag(), job)
            : place.client->headOfManifest(place.repository, m_reference.digest(), job);
    });
}

Result<RemoteManifest> RemoteRepository::manifest(const Digest &digest, const Job &job)
{
    return ask<RemoteManifest>(
        [&](const Place &place) { return place.client->manifest(place.repository, digest, job); });
}

Result<QByteArray> RemoteRepository::document(const Descriptor &descriptor, std::size_t maxBytes, const Job &job)
{
    return ask<QByteArray>(
        [&](const Place &place) { return place.client->verifiedBlob(place.repository, descriptor, maxBytes, job); });
}

Result<RemoteRepository::PlacedBlob> RemoteRepository::blob(
    const Descriptor &descriptor, std::int64_t offset, const Job &job)
{
    return ask<PlacedBlob>([&](const Place &place) -> Result<PlacedBlob> {
        Result<std::unique_ptr<RegistryBlob>> stream =
            place.client->blob(place.repository, descriptor.digest, descriptor.sizeBytes, offset, job);
        if (!stream)
            return fail(std::move(stream.error()));
        return PlacedBlob { *std::move(stream), place.number };
    });
}

bool RemoteRepository::distrust(std::size_t place)
{
    const auto isTrusted = [](const Place &each) { return !each.isDistrusted; };
    const QMutexLocker lock(&m_distrusting);
    m_places[place].isDistrusted = true;
    const auto next = std::find_if(m_places.cbegin(), m_places.cend(), isTrusted);
    if (next == m_places.cend()) {
        m_places[place].isDistrusted = false; // as good as any other
        return false;
    }
    if (!isTrusted(m_places[m_best]))
        m_best = next->number;
    return true;
}

Result<RemoteTags> RemoteRepository::tags(const Job &job)
{
    return ask<RemoteTags>([&](const Place &place) { return place.client->tags(place.repository, job); });
}

} // namespace varve
