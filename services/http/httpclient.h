// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// HTTP/1.1 over any ByteStream: for container engines, which listen on unix sockets, ports, behind TLS and behind ssh.
//
// HttpClient may be used from any thread, several at once; it keeps connections that are free and may be used again. An
// HttpExchange belongs to one thread, must not outlive its client, and gives the connection back once the body was read to
// its end. A request that a kept connection lost before the first byte of an answer is sent once more on a fresh one, when it
// changes nothing over there. No redirects, no cookies, no content encodings, no proxies: engines have none of these.
// Errors: those of ByteStream; Corrupt (no HTTP, or HTTP that contradicts itself, a body that is cut), LimitExceeded (headers,
// or a body beyond `maxBytes`). A status that is no success is no error here.
// Cost: no buffering of bodies; over a local socket beyond 1 GB/s.
#pragma once

#include "services/http/bytestream.h"
#include "services/http/httpmessage.h"

#include <QtCore/QMutex>

#include <vector>

namespace varve {

class HttpConnection;

class HttpExchange {
public:
    ~HttpExchange();
    HttpExchange(const HttpExchange &) = delete;
    HttpExchange &operator=(const HttpExchange &) = delete;

    const HttpHead &head() const { return m_head; }
    // The next bytes of the body; 0 at its end.
    Result<std::size_t> read(std::span<std::byte> into, const Job &job);
    // All that is left, as long as it is no more than maxBytes.
    Result<QByteArray> readAll(std::size_t maxBytes, const Job &job);

private:
    friend class HttpClient;
    HttpExchange(class HttpClient &client, std::unique_ptr<HttpConnection> connection, HttpHead head);

    HttpClient &m_client;
    std::unique_ptr<HttpConnection> m_connection; // null once the body is through or has failed
    HttpHead m_head;
};

class HttpClient {
public:
    // `remoteCommand`: see dial().
    explicit HttpClient(Endpoint endpoint, QStringList remoteCommand = {});
    ~HttpClient();
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    const Endpoint &endpoint() const { return m_endpoint; }
    void setConnectTimeout(std::chrono::milliseconds timeout) { m_connectWithin = timeout; }

    // Sends the request and reads the head of the answer.
    Result<std::unique_ptr<HttpExchange>> open(const HttpRequest &request, const Job &job);
    // ... and the body, which may have maxBytes.
    Result<HttpResponse> fetch(const HttpRequest &request, std::size_t maxBytes, const Job &job);

private:
    friend class HttpExchange;
    std::unique_ptr<HttpConnection> takeIdle();
    void giveBack(std::unique_ptr<HttpConnection> connection);

    const Endpoint m_endpoint;
    const QStringList m_remoteCommand;
    std::chrono::milliseconds m_connectWithin = std::chrono::seconds(10);
    QMutex m_mutex;
    std::vector<std::unique_ptr<HttpConnection>> m_idle; // the one used last is at the end
};

} // namespace varve
