// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// https and http to hosts on the network, over libcurl: for registries and what they send us to.
//
// WebClient may be used from any thread, several at once; it keeps connections that are free and may be used again, each for
// one host and one set of certificates. Proxies are those of the environment. Nothing happens by itself: no redirects, no
// cookies, no netrc, no login, no content encodings (one that comes all the same is refused). Certificates are always looked at.
// Errors: Network (refused, gone, cut short, silent; a host that is not found), AuthRequired (certificates; `cause` tells which),
// AccessDenied (a host nearer than `nearest`), Corrupt (no HTTP, no TLS), Unsupported (a content encoding), LimitExceeded
// (headers, or a body beyond `maxBytes`), Cancelled (within 100 ms, also while connecting). A status that is no success is no
// error here. Subjects and details hold neither headers nor queries.
// Cost: bodies are pulled, and nothing is received while nobody reads; over loopback beyond 1 GB/s.
#pragma once

#include "services/http/addressscope.h"
#include "services/http/endpoint.h"
#include "services/http/httpmessage.h"
#include "services/http/weburl.h"

#include <QtCore/QMutex>

#include <memory>
#include <span>
#include <vector>

namespace varve {

class WebChannel;

struct WebRequest {
    QByteArray method = "GET";
    WebUrl url;
    HttpHeaders headers; // besides Host, User-Agent, Accept-Encoding, Content-Length
    QByteArray body;
    TlsFiles tls; // an authority (or a folder of *.crt) besides the system's, a certificate and a key of ours
    AddressScope nearest = AddressScope::Loopback; // a nearer host is not connected to
    std::chrono::milliseconds connectWithin = std::chrono::seconds(20);
    std::chrono::milliseconds idle = std::chrono::seconds(60); // how long the other side may say nothing
};

// The answer to one request. One thread at a time; must not outlive its client.
class WebExchange {
public:
    ~WebExchange();
    WebExchange(const WebExchange &) = delete;
    WebExchange &operator=(const WebExchange &) = delete;

    const HttpHead &head() const { return m_head; }
    const WebUrl &url() const { return m_url; }
    // The next bytes of the body, at least one; 0 at its end.
    Result<std::size_t> read(std::span<std::byte> into, const Job &job);
    // All that is left, as long as it is no more than maxBytes.
    Result<QByteArray> readAll(std::size_t maxBytes, const Job &job);

private:
    friend class WebClient;
    WebExchange(class WebClient &client, std::unique_ptr<WebChannel> channel, HttpHead head, WebUrl url);
    void letGo();

    WebClient &m_client;
    std::unique_ptr<WebChannel> m_channel; // null once the body is through or has failed
    HttpHead m_head;
    WebUrl m_url;
};

class WebClient {
public:
    WebClient();
    ~WebClient();
    WebClient(const WebClient &) = delete;
    WebClient &operator=(const WebClient &) = delete;

    // Sends the request and reads the head of the answer.
    Result<std::unique_ptr<WebExchange>> open(const WebRequest &request, const Job &job);
    // ... and the body, which may have maxBytes.
    Result<HttpResponse> fetch(const WebRequest &request, std::size_t maxBytes, const Job &job);

private:
    friend class WebExchange;
    std::unique_ptr<WebChannel> takeIdle(const WebRequest &request);
    void giveBack(std::unique_ptr<WebChannel> channel);

    QMutex m_mutex;
    std::vector<std::unique_ptr<WebChannel>> m_idle; // the one used last is at the end
};

} // namespace varve
