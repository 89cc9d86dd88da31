// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/redirectpolicy.h"

#include "services/types/limits.h"

namespace varve {

bool RedirectPolicy::isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Result<WebUrl> RedirectPolicy::follow(const QByteArray &location)
{
    if (++m_count > kMostRedirects) {
        return fail(ErrorCode::LimitExceeded, m_current.toShownText(),
            QStringLiteral("more than %1 redirects (kMostRedirects)").arg(kMostRedirects));
    }
    if (location.isEmpty())
        return fail(ErrorCode::Corrupt, m_current.toShownText(), QStringLiteral("a redirect that leads nowhere"));
    Result<WebUrl> next = m_current.resolved(location);
    if (!next)
        return fail(std::move(next.error()));
    if (m_current.isSecure && !next->isSecure) {
        return fail(ErrorCode::AccessDenied, next->toShownText(),
            QStringLiteral("a redirect from https to http, from ") + m_current.origin());
    }
    m_keepsCredentials = m_keepsCredentials && m_current.isSameOrigin(*next);
    m_current = *next;
    return next;
}

Result<std::unique_ptr<WebExchange>> openFollowing(
    WebClient &web, WebRequest request, const TlsOfHost &tlsOfHost, const Job &job)
{
    RedirectPolicy policy(request.url);
    for (;;) {
        Result<std::unique_ptr<WebExchange>> exchange = web.open(request, job);
        if (!exchange || !RedirectPolicy::isRedirect((*exchange)->head().status))
            return exchange;
        Result<WebUrl> next = policy.follow((*exchange)->head().header("Location"));
        if (!next)
            return fail(std::move(next.error()));
        // What is said beside a redirect is short; read, the connection may be used again.
        static_cast<void>((*exchange)->readAll(limits::kTokenBytes, job));
        if (!policy.keepsCredentials()) {
            request.headers.removeIf(
                [](const auto &header) { return qstricmp(header.first.constData(), "Authorization") == 0; });
            request.tls = tlsOfHost(*next);
        }
        request.url = *std::move(next);
    }
}

} // namespace varve
