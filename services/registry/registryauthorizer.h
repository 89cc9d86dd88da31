// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Gets leave from a registry: answers its challenges with a password or an access token, and keeps what it got, per repository.
// Any thread; nothing is waited for under a lock.
//
// A token's realm is told by the registry, so it is believed no further than this: https, unless the registry is one that
// somebody marked insecure, or speaks plain http on the realm's own host; not at an address that is nearer to this machine than the registry itself is.
// Errors: AuthRequired (no login, or a wrong one), AccessDenied (such a realm; a credential helper), Unsupported (a challenge
// that nobody can answer), and what getting a token can end in. No Error holds a secret.
// Sources: distribution's token and oauth2 specifications.
#pragma once

#include "services/registry/challenge.h"
#include "services/registry/credentials.h"
#include "services/registry/redirectpolicy.h"
#include "services/registry/registrysettings.h"
#include "services/registry/retrypolicy.h"

#include <QtCore/QHash>
#include <QtCore/QMutex>

namespace varve {

class RegistryAuthorizer {
public:
    RegistryAuthorizer(WebClient &web, RegistryEndpoint endpoint, TlsOfHost tlsOfHost, CredentialSourcePtr credentials,
        const RetryClock &clock);

    // The value of an Authorization header that should do; empty: none is known.
    QByteArray known(const QString &repository);
    // Answers the challenges of a 401 that `registry` gave; known() from then on.
    Result<QByteArray> answer(
        const QList<AuthChallenge> &challenges, const QString &repository, const WebUrl &registry, const Job &job);
    void forget(const QString &repository);

private:
    struct Leave {
        QByteArray header;
        std::chrono::steady_clock::time_point until;
    };
    struct Token {
        QByteArray value;
        std::chrono::seconds lifetime;
    };
    Result<WebRequest> requestToRealm(const QByteArray &realm, const WebUrl &registry, const Job &job);
    Result<Token> fetchToken(const AuthChallenge &challenge, const QString &repository, const WebUrl &registry,
        const std::optional<Credentials> &credentials, const Job &job);
    Result<HttpResponse> ask(const WebRequest &request, const Job &job);
    Result<QByteArray> answerBearer(
        const AuthChallenge &challenge, const QString &repository, const WebUrl &registry, const Job &job);
    Result<QByteArray> answerBasic(const QString &repository, const Job &job);
    QByteArray keep(const QString &repository, const QByteArray &header, std::chrono::seconds lifetime);

    WebClient &m_web;
    const RegistryEndpoint m_endpoint;
    const TlsOfHost m_tlsOfHost;
    const CredentialSourcePtr m_credentials;
    const RetryClock &m_clock;
    QMutex m_mutex;
    QHash<QString, Leave> m_leaves;
};

} // namespace varve
