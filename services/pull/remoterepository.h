// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One repository wherever it can be had: at its registry and the mirrors that the settings name for it. Owns the connections. Any
// thread, several at once.
//
// A place that does not have something, or does not answer, is passed over for the next; the answer is then that of the last one,
// which is the registry itself. What is asked for by digest is the same everywhere.
// Errors: those of RegistryClient; AccessDenied, the settings block the registry.
#pragma once

#include "services/registry/registryclient.h"

#include <QtCore/QMutex>

#include <atomic>
#include <deque>
#include <functional>

namespace varve {

struct RegistryAccess {
    std::shared_ptr<const RegistrySettings> settings;
    CredentialSourcePtr credentials; // may be null: nobody
    RetryClock clock = RetryClock::ofSystem();
    QByteArray hubAddress = "https://hub.docker.com"; // of Docker Hub's own API; empty: it is not asked

    // As docker, podman and this program are set up for this user; reads their files. `logins`: asked before theirs; null: none.
    // $VARVE_HUB_URL: another Docker Hub, or none.
    static RegistryAccess ofUser(const CredentialSourcePtr &logins = nullptr);
};

class RemoteRepository {
public:
    RemoteRepository(const Reference &reference, const RegistryAccess &access);
    RemoteRepository(const RemoteRepository &) = delete;
    RemoteRepository &operator=(const RemoteRepository &) = delete;

    const Reference &reference() const { return m_reference; } // with a tag or a digest

    // What the reference names.
    Result<RemoteManifest> root(const Job &job);
    Result<RemoteManifestHead> headOfRoot(const Job &job);
    Result<RemoteManifest> manifest(const Digest &digest, const Job &job);
    Result<QByteArray> document(const Descriptor &descriptor, std::size_t maxBytes, const Job &job);
    // Must not outlive the repository.
    struct PlacedBlob {
        std::unique_ptr<RegistryBlob> stream;
        std::size_t place = 0; // of the registry and its mirrors
    };
    Result<PlacedBlob> blob(const Descriptor &descriptor, std::int64_t offset, const Job &job);
    // What came from there was wrong, or ended too early: it is asked no more as long as there is another one. False: there is
    // none.
    bool distrust(std::size_t place);
    Result<RemoteTags> tags(const Job &job);

private:
    struct Place {
        std::unique_ptr<RegistryClient> client;
        QString repository;
        std::size_t number = 0;
        mutable std::atomic<bool> isDistrusted { false };

        Place(std::unique_ptr<RegistryClient> asked, QString named, std::size_t at)
            : client(std::move(asked))
            , repository(std::move(named))
            , number(at)
        {
        }
    };
    template <typename T>
    Result<T> ask(const std::function<Result<T>(const Place &)> &question);

    const Reference m_reference;
    std::deque<Place> m_places; // mirrors first
    QMutex m_distrusting;
    std::atomic<std::size_t> m_best { 0 }; // that answered last
};

} // namespace varve
