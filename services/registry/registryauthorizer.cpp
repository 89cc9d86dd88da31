// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/registryauthorizer.h"

#include "services/oci/json.h"
#include "services/registry/registryerror.h"
#include "services/types/limits.h"

#include <QtCore/QMutexLocker>

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;
using std::chrono::seconds;

constexpr seconds kDefaultLifetime(60); // what the specification has, where an answer does not say
constexpr seconds kLongestLifetime = std::chrono::hours(1);
constexpr seconds kForever = std::chrono::hours(24); // a password
constexpr const char *kClientId = "varve";

QByteArray encoded(const QByteArray &text)
{
    return text.toPercentEncoding();
}

// A realm may have a query of its own.
QByteArray withQuery(const QByteArray &target, const QByteArrayList &parameters)
{
    return parameters.isEmpty() ? target : target + (target.contains('?') ? '&' : '?') + parameters.join('&');
}

QByteArray basicHeader(const Credentials &credentials)
{
    return "Basic " + (credentials.user.toUtf8() + ':' + credentials.secret.toUtf8()).toBase64();
}

QByteArray scopeOf(const AuthChallenge &challenge, const QString &repository)
{
    const QByteArray scope = challenge.parameter("scope");
    if (!scope.isEmpty() || repository.isEmpty())
        return scope;
    return "repository:" + repository.toUtf8() + ":pull";
}

const AuthChallenge *findScheme(const QList<AuthChallenge> &challenges, const char *scheme)
{
    const auto found = std::find_if(challenges.begin(), challenges.end(),
        [scheme](const AuthChallenge &challenge) { return challenge.scheme == scheme; });
    return found == challenges.end() ? nullptr : &*found;
}

} // namespace

RegistryAuthorizer::RegistryAuthorizer(WebClient &web, RegistryEndpoint endpoint, TlsOfHost tlsOfHost,
    CredentialSourcePtr credentials, const RetryClock &clock)
    : m_web(web)
    , m_endpoint(std::move(endpoint))
    , m_tlsOfHost(std::move(tlsOfHost))
    , m_credentials(std::move(credentials))
    , m_clock(clock)
{
}

QByteArray RegistryAuthorizer::known(const QString &repository)
{
    const QMutexLocker lock(&m_mutex);
    const auto found = m_leaves.constFind(repository);
    return found != m_leaves.constEnd() && m_clock.now() < found->until ? found->header : QByteArray();
}

void RegistryAuthorizer::forget(const QString &repository)
{
    const QMutexLocker lock(&m_mutex);
    m_leaves.remove(repository);
}

QByteArray RegistryAuthorizer::keep(const QString &repository, const QByteArray &header, seconds lifetime)
{
    // A token that ends on its way is no use.
    const seconds margin = std::min(lifetime / 4, seconds(10));
    const QMutexLocker lock(&m_mutex);
    m_leaves.insert(repository, { header, m_clock.now() + lifetime - margin });
    return header;
}

Result<QByteArray> RegistryAuthorizer::answer(
    const QList<AuthChallenge> &challenges, const QString &repository, const WebUrl &registry, const Job &job)
{
    if (const AuthChallenge *const bearer = findScheme(challenges, "bearer"))
        return answerBearer(*bearer, repository, registry, job);
    if (findScheme(challenges, "basic"))
        return answerBasic(repository, job);
    QByteArrayList schemes;
    for (const AuthChallenge &challenge : challenges)
        schemes.append(challenge.scheme.left(20));
    return fail(challenges.isEmpty() ? ErrorCode::AuthRequired : ErrorCode::Unsupported, m_endpoint.registry,
        u"it wants to be answered by "_s
            + (schemes.isEmpty() ? u"nothing that it names"_s : QString::fromLatin1(schemes.join(", "))));
}

Result<QByteArray> RegistryAuthorizer::answerBasic(const QString &repository, const Job &job)
{
    Result<std::optional<Credentials>> credentials = std::nullopt;
    if (m_credentials)
        credentials = m_credentials->find(m_endpoint.registry, repository, job);
    if (!credentials)
        return fail(std::move(credentials.error()));
    if (!*credentials || (*credentials)->isIdentityToken)
        return fail(ErrorCode::AuthRequired, m_endpoint.registry, u"it wants a name and a password"_s);
    return keep(repository, basicHeader(**credentials), kForever);
}

Result<QByteArray> RegistryAuthorizer::answerBearer(
    const AuthChallenge &challenge, const QString &repository, const WebUrl &registry, const Job &job)
{
    Result<std::optional<Credentials>> credentials = std::nullopt;
    if (m_credentials)
        credentials = m_credentials->find(m_endpoint.registry, repository, job);
    if (!credentials && credentials.error().code == ErrorCode::Cancelled)
        return fail(std::move(credentials.error()));
    // A helper that is broken must not keep anybody from what is public.
    Result<Token> token = fetchToken(challenge, repository, registry, credentials ? *credentials : std::nullopt, job);
    if (!token && !credentials && token.error().code != ErrorCode::Cancelled)
        return fail(std::move(credentials.error()));
    if (!token)
        return fail(std::move(token.error()));
    return keep(repository, "Bearer " + token->value, token->lifetime);
}

Result<WebRequest> RegistryAuthorizer::requestToRealm(const QByteArray &realm, const WebUrl &registry, const Job &job)
{
    const Result<WebUrl> url = WebUrl::parse(realm);
    if (!url)
        return fail(ErrorCode::Unsupported, m_endpoint.registry, u"it names no realm to get a token from"_s);
    const bool isSameHost = url->host == registry.host;
    if (!url->isSecure && !m_endpoint.isInsecure && (registry.isSecure || !isSameHost)) {
        return fail(ErrorCode::AccessDenied, m_endpoint.registry,
            u"it sends us for a token to %1, without TLS"_s.arg(url->origin()));
    }
    WebRequest request;
    request.url = *url;
    request.tls = m_tlsOfHost(*url);
    if (!isSameHost) {
        // Unknown means that a proxy alone can look it up: then it is none of this site.
        const Result<AddressScope> scope = scopeOfHost(registry.host, job, request.connectWithin);
        if (!scope && scope.error().code == ErrorCode::Cancelled)
            return fail(scope.error());
        request.nearest = scope ? *scope : AddressScope::Public;
        if (request.tls.authority.isEmpty()) // one authority for all of a company's hosts; never our certificate
            request.tls.authority = m_tlsOfHost(registry).authority;
    }
    return request;
}

Result<RegistryAuthorizer::Token> RegistryAuthorizer::fetchToken(const AuthChallenge &challenge,
    const QString &repository, const WebUrl &registry, const std::optional<Credentials> &credentials, const Job &job)
{
    Result<WebRequest> request = requestToRealm(challenge.parameter("realm"), registry, job);
    if (!request)
        return fail(std::move(request.error()));
    const QByteArray service = challenge.parameter("service");
    const QByteArray scope = scopeOf(challenge, repository);
    QByteArrayList parameters;
    if (!service.isEmpty())
        parameters.append("service=" + encoded(service));
    QByteArray secret;
    if (credentials && credentials->isIdentityToken) {
        request->method = "POST";
        request->headers = { { "Content-Type", "application/x-www-form-urlencoded" } };
        secret = credentials->secret.toUtf8();
        parameters.append(QByteArray("client_id=") + kClientId);
        parameters.append("grant_type=refresh_token");
        parameters.append("refresh_token=" + encoded(secret));
        if (!scope.isEmpty())
            parameters.append("scope=" + encoded(scope));
        request->body = parameters.join('&');
    } else {
        for (const QByteArray &each : scope.split(' ')) {
            if (!each.isEmpty())
                parameters.append("scope=" + encoded(each));
        }
        if (credentials) {
            secret = credentials->secret.toUtf8();
            parameters.append("account=" + encoded(credentials->user.toUtf8()));
            request->headers = { { "Authorization", basicHeader(*credentials) } };
        }
        request->url.target = withQuery(request->url.target, parameters);
    }
    const Result<HttpResponse> response = ask(*request, job);
    if (!response)
        return fail(response.error());
    if (!response->head.isSuccess()) {
        Error error = registryError(response->head, response->body, request->url.toShownText(), secret);
        if (error.code == ErrorCode::AccessDenied || response->head.status == 400)
            error.code = ErrorCode::AuthRequired; // a login that is not good for this
        return fail(std::move(error));
    }
    const Result<Json> json = parseJson(response->body, limits::kTokenBytes, request->url.toShownText());
    if (!json)
        return fail(ErrorCode::Corrupt, request->url.toShownText(), u"what came as a token is no JSON"_s);
    QByteArray value = stringMember(*json, "token").toUtf8();
    if (value.isEmpty())
        value = stringMember(*json, "access_token").toUtf8();
    if (value.isEmpty() || !isHeaderText(value))
        return fail(ErrorCode::Corrupt, request->url.toShownText(), u"there is no token in what came"_s);
    const seconds said(std::clamp<std::int64_t>(integerMember(*json, "expires_in", 0), 0, kLongestLifetime.count()));
    return Token { value, said == seconds::zero() ? kDefaultLifetime : said };
}

// A token is given as anything is: after redirects, and not always at the first try.
Result<HttpResponse> RegistryAuthorizer::ask(const WebRequest &request, const Job &job)
{
    RetryPolicy retry(m_clock);
    for (;;) {
        // What is in the body of a POST goes to the realm and nowhere else.
        Result<std::unique_ptr<WebExchange>> exchange =
            request.method == "GET" ? openFollowing(m_web, request, m_tlsOfHost, job) : m_web.open(request, job);
        if (!exchange)
            return fail(std::move(exchange.error()));
        const HttpHead head = (*exchange)->head();
        Result<QByteArray> body = (*exchange)->readAll(limits::kTokenBytes, job);
        if (!body)
            return fail(std::move(body.error()));
        const auto wait = RetryPolicy::isTemporary(head.status) ? retry.next(&head) : std::nullopt;
        if (!wait)
            return HttpResponse { head, *std::move(body) };
        if (!m_clock.sleep(*wait, job))
            return job.cancelled();
    }
}

} // namespace varve
