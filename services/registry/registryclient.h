// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The pulling side of the OCI distribution API, and Docker's before it, of one registry. Any thread, several at once.
//
// All calls block, wait and ask again as RetryPolicy has it, and end within 100 ms of a cancel. Repositories and tags that are
// none by the grammar of references are refused before anything is sent.
// Errors: NotFound, AuthRequired, AccessDenied, RateLimited, Network, Cancelled; Corrupt (digest, size, range or media type are
// not what they should be), Unsupported (schema 1, unknown algorithms), LimitExceeded. Details hold the registry's own words.
// Cost: a manifest is held whole (at most kManifestBytes), blobs are streamed.
// Source: OCI distribution-spec 1.1.
#pragma once

#include "services/registry/registryanswers.h"
#include "services/registry/registryblob.h"

namespace varve {

class RegistryClient {
public:
    RegistryClient(RegistryEndpoint endpoint, std::shared_ptr<const RegistrySettings> settings,
        CredentialSourcePtr credentials, RetryClock clock = RetryClock::ofSystem());
    ~RegistryClient();
    RegistryClient(const RegistryClient &) = delete;
    RegistryClient &operator=(const RegistryClient &) = delete;

    const RegistryEndpoint &endpoint() const { return m_session.endpoint(); }

    // A registry is there and lets us in.
    Result<void> ping(const Job &job);

    Result<RemoteManifest> manifest(const QString &repository, const QString &tag, const Job &job);
    Result<RemoteManifest> manifest(const QString &repository, const Digest &digest, const Job &job);
    Result<RemoteManifestHead> headOfManifest(const QString &repository, const QString &tag, const Job &job);
    Result<RemoteManifestHead> headOfManifest(const QString &repository, const Digest &digest, const Job &job);

    // From `offset` to its end. `sizeBytes`: what its descriptor says; -1: nothing.
    Result<std::unique_ptr<RegistryBlob>> blob(
        const QString &repository, const Digest &digest, std::int64_t sizeBytes, std::int64_t offset, const Job &job);
    // A whole small one, which has the digest and the size of its descriptor.
    Result<QByteArray> verifiedBlob(
        const QString &repository, const Descriptor &descriptor, std::size_t maxBytes, const Job &job);
    // One that is kept elsewhere, at an address that somebody wrote into a manifest. Nothing of ours goes along; to be used only
    // where the user has asked for it.
    Result<std::unique_ptr<RegistryBlob>> foreignBlob(
        const QByteArray &address, const Digest &digest, std::int64_t sizeBytes, std::int64_t offset, const Job &job);

    Result<RemoteTags> tags(const QString &repository, const Job &job);
    // What refers to a manifest. `artifactType`: only those; empty: all.
    Result<RemoteReferrers> referrers(
        const QString &repository, const Digest &digest, const QString &artifactType, const Job &job);

private:
    // `name` stands in the address: a tag or a digest.
    Result<RemoteManifest> fetchManifest(
        const QString &repository, const QString &name, const Digest &digest, const Job &job);
    Result<RemoteManifestHead> fetchHead(const QString &repository, const QString &name, const Job &job);
    Result<WebUrl> addressOf(const QString &repository, const QByteArray &rest, const Job &job);
    Result<std::unique_ptr<WebExchange>> send(const QByteArray &method, const QString &repository,
        const QByteArray &rest, const HttpHeaders &headers, const Job &job);
    Result<void> referrersFromTag(
        RemoteReferrers &answer, const QString &repository, const Digest &digest, const Job &job);
    QString subjectOf(const QString &repository, const QString &name) const;

    RegistrySession m_session;
};

} // namespace varve
