// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One connection that speaks HTTP/1.1, one exchange at a time: write a request, read the head of the answer, read its body.
// Owns the stream. One thread at a time. Errors: see httpclient.h. Private to services/http.
#pragma once

#include "services/http/bytestream.h"
#include "services/http/httpmessage.h"

namespace varve {

class HttpConnection {
public:
    explicit HttpConnection(ByteStreamPtr stream);
    ~HttpConnection();
    HttpConnection(const HttpConnection &) = delete;
    HttpConnection &operator=(const HttpConnection &) = delete;

    Result<HttpHead> exchange(const HttpRequest &request, const QByteArray &host, const Job &job);
    Result<std::size_t> readBody(std::span<std::byte> into, const Job &job);

    bool isBodyDone() const; // nothing of the answer is left
    bool isReusable() const; // ... and both sides mean to go on
    // The other side closed before it said anything: it may just have grown tired of waiting.
    bool wasLostBeforeAnswer() const;
    std::chrono::steady_clock::time_point lastUse() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace varve
