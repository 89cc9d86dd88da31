// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Requests to one registry: gets leave where it is asked to, follows where it is led, and asks again where that may help. Any
// thread, several at once. Private to services/registry.
//
// Plain http is spoken only where RegistrySettings::allowsPlainHttp(), and only after https was tried.
// Errors: those of WebClient, RedirectPolicy and RegistryAuthorizer. An answer that is neither a 401 nor a redirect is no error
// here. A registry that has never answered is not asked again.
#pragma once

#include "services/registry/registryauthorizer.h"

namespace varve {

struct RegistryRequest {
    QByteArray method = "GET";
    WebUrl url; // of the registry, see RegistrySession::url()
    QString repository; // what leave is needed for
    HttpHeaders headers;
};

class RegistrySession {
public:
    RegistrySession(RegistryEndpoint endpoint, std::shared_ptr<const RegistrySettings> settings,
        CredentialSourcePtr credentials, RetryClock clock);

    const RegistryEndpoint &endpoint() const { return m_endpoint; }
    const RetryClock &clock() const { return m_clock; }
    // Where `target` is; finds out first how the registry is spoken to.
    Result<WebUrl> url(const QByteArray &target, const Job &job);

    // The answer, whatever it says: with retries and without.
    Result<std::unique_ptr<WebExchange>> send(const RegistryRequest &request, const Job &job);
    Result<std::unique_ptr<WebExchange>> sendOnce(const RegistryRequest &request, const Job &job);
    // Nobody's registry: nothing of ours goes along.
    Result<std::unique_ptr<WebExchange>> sendAbroad(const WebUrl &url, const HttpHeaders &headers, const Job &job);
    // What an answer that is no success means; reads its body.
    Error problemOf(WebExchange &exchange, const QString &subject, const QString &repository, const Job &job);

private:
    Result<bool> isSecure(const Job &job);
    TlsFiles tlsOf(const WebUrl &url) const;

    const RegistryEndpoint m_endpoint;
    const std::shared_ptr<const RegistrySettings> m_settings;
    const RetryClock m_clock;
    WebClient m_web;
    RegistryAuthorizer m_authorizer;
    std::atomic<bool> m_hasAnswered { false };
    QMutex m_mutex;
    std::optional<bool> m_isSecure; // nothing: not known yet
};

} // namespace varve
