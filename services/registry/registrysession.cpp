// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/registrysession.h"

#include "services/registry/registryerror.h"
#include "services/types/limits.h"

#include <QtCore/QMutexLocker>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr int kUnauthorized = 401;
constexpr auto kProbeWithin = std::chrono::seconds(5);

// Docker Hub's name is not where it answers.
QString hostOf(const RegistryEndpoint &endpoint)
{
    return endpoint.registry == QLatin1String(Reference::kDockerHub) ? u"registry-1.docker.io"_s : endpoint.registry;
}

} // namespace

RegistrySession::RegistrySession(RegistryEndpoint endpoint, std::shared_ptr<const RegistrySettings> settings,
    CredentialSourcePtr credentials, RetryClock clock)
    : m_endpoint(std::move(endpoint))
    , m_settings(std::move(settings))
    , m_clock(std::move(clock))
    , m_authorizer(
          m_web, m_endpoint, [this](const WebUrl &url) { return tlsOf(url); }, std::move(credentials), m_clock)
{
}

TlsFiles RegistrySession::tlsOf(const WebUrl &url) const
{
    if (!m_settings || !url.isSecure)
        return {};
    const QString name = url.hostAndPort() == hostOf(m_endpoint) ? m_endpoint.registry : url.hostAndPort();
    return m_settings->tlsFor(name);
}

Result<bool> RegistrySession::isSecure(const Job &job)
{
    if (!RegistrySettings::allowsPlainHttp(m_endpoint))
        return true;
    {
        const QMutexLocker lock(&m_mutex);
        if (m_isSecure)
            return *m_isSecure;
    }
    const Result<WebUrl> probe = WebUrl::ofHost(hostOf(m_endpoint), true, "/v2/");
    if (!probe)
        return fail(probe.error());
    WebRequest request;
    request.url = *probe;
    request.tls = tlsOf(*probe);
    request.connectWithin = kProbeWithin;
    request.idle = kProbeWithin;
    const auto answered = m_web.open(request, job);
    // A certificate that is wrong is no reason to go on without any.
    const bool isOther =
        !answered && answered.error().code != ErrorCode::Network && answered.error().code != ErrorCode::Corrupt;
    if (isOther)
        return fail(answered.error());
    const QMutexLocker lock(&m_mutex);
    m_isSecure = answered.has_value();
    return *m_isSecure;
}

Result<WebUrl> RegistrySession::url(const QByteArray &target, const Job &job)
{
    const Result<bool> secure = isSecure(job);
    if (!secure)
        return fail(secure.error());
    return WebUrl::ofHost(hostOf(m_endpoint), *secure, target);
}

Result<std::unique_ptr<WebExchange>> RegistrySession::sendOnce(const RegistryRequest &request, const Job &job)
{
    const Result<WebUrl> own = url("/", job);
    if (!own)
        return fail(own.error());
    if (!own->isSameOrigin(request.url))
        return fail(ErrorCode::Internal, request.url.toShownText(), u"not of this registry"_s);
    WebRequest web;
    web.method = request.method;
    web.url = request.url;
    web.tls = tlsOf(request.url);
    for (int round = 0;; ++round) {
        web.headers = request.headers;
        if (const QByteArray leave = m_authorizer.known(request.repository); !leave.isEmpty())
            web.headers.append({ "Authorization", leave });
        auto exchange = openFollowing(
            m_web, web, [this](const WebUrl &where) { return tlsOf(where); }, job);
        if (!exchange)
            return exchange;
        m_hasAnswered = true;
        // Only the registry itself may ask who we are.
        const bool isAsked =
            (*exchange)->head().status == kUnauthorized && (*exchange)->url().isSameOrigin(request.url);
        if (!isAsked)
            return exchange;
        if (round > 0) {
            Error error = problemOf(**exchange, m_endpoint.registry, request.repository, job);
            m_authorizer.forget(request.repository);
            return fail(std::move(error));
        }
        m_authorizer.forget(request.repository);
        const QList<AuthChallenge> challenges = parseChallenges((*exchange)->head().headers);
        static_cast<void>((*exchange)->readAll(limits::kTokenBytes, job));
        Result<QByteArray> leave = m_authorizer.answer(challenges, request.repository, request.url, job);
        if (!leave)
            return fail(std::move(leave.error()));
    }
}

Result<std::unique_ptr<WebExchange>> RegistrySession::send(const RegistryRequest &request, const Job &job)
{
    RetryPolicy retry(m_clock);
    for (;;) {
        auto exchange = sendOnce(request, job);
        const bool isAgain = exchange ? RetryPolicy::isTemporary((*exchange)->head().status)
                                      : exchange.error().code == ErrorCode::Network && m_hasAnswered;
        const auto wait = isAgain ? retry.next(exchange ? &(*exchange)->head() : nullptr) : std::nullopt;
        if (!wait)
            return exchange;
        if (exchange)
            exchange->reset();
        if (!m_clock.sleep(*wait, job))
            return job.cancelled();
    }
}

Result<std::unique_ptr<WebExchange>> RegistrySession::sendAbroad(
    const WebUrl &url, const HttpHeaders &headers, const Job &job)
{
    WebRequest web;
    web.url = url;
    web.headers = headers;
    web.nearest = AddressScope::Public;
    return openFollowing(
        m_web, web, [](const WebUrl &) { return TlsFiles(); }, job);
}

Error RegistrySession::problemOf(
    WebExchange &exchange, const QString &subject, const QString &repository, const Job &job)
{
    const HttpHead head = exchange.head();
    const Result<QByteArray> body = exchange.readAll(limits::kErrorBodyBytes, job);
    if (!body && body.error().code == ErrorCode::Cancelled)
        return body.error();
    const QByteArray leave = m_authorizer.known(repository);
    return registryError(head, body ? *body : QByteArray(), subject, leave.mid(leave.indexOf(' ') + 1));
}

} // namespace varve
