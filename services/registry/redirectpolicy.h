// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Where a redirect may lead, and what may go along: at most kMostRedirects hops, never from https to http, and no credentials
// once scheme, host or port have changed, not even on the way back. One request, one thread.
// Errors: LimitExceeded (too many), AccessDenied (https to http), Corrupt, Unsupported (no address to go to).
#pragma once

#include "services/http/webclient.h"

#include <functional>

namespace varve {

class RedirectPolicy {
public:
    static constexpr int kMostRedirects = 10;

    explicit RedirectPolicy(WebUrl start)
        : m_current(std::move(start))
    {
    }
    static bool isRedirect(int status);

    // Where the Location header of the answer from current() leads; current() from then on.
    Result<WebUrl> follow(const QByteArray &location);
    const WebUrl &current() const { return m_current; }
    // The origin was never left.
    bool keepsCredentials() const { return m_keepsCredentials; }

private:
    WebUrl m_current;
    int m_count = 0;
    bool m_keepsCredentials = true;
};

// The certificates for a host that is not the one that was asked.
using TlsOfHost = std::function<TlsFiles(const WebUrl &)>;

// Sends a GET or HEAD and follows where it leads. Credentials are the header Authorization and the client's certificate.
Result<std::unique_ptr<WebExchange>> openFollowing(
    WebClient &web, WebRequest request, const TlsOfHost &tlsOfHost, const Job &job);

} // namespace varve
