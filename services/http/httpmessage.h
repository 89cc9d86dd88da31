// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Requests and responses of HTTP/1.1 (RFC 9112) as values.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QPair>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace varve {

using HttpHeaders = QList<QPair<QByteArray, QByteArray>>;

// A line break inside a header would be a header of somebody else's making.
bool isHeaderText(QByteArrayView text);

struct HttpRequest {
    QByteArray method = "GET";
    QByteArray target; // path and query, percent-encoded: "/v1.41/images/json?all=0"
    HttpHeaders headers; // besides Host, User-Agent, Accept-Encoding, Content-Length
    QByteArray body;
    // Goes behind `body`, and is not copied: a mapped file. Outlives the exchange. `sent`, when there is one, is told of each piece.
    std::span<const std::byte> content {};
    std::function<void(std::int64_t bytes)> sent = nullptr;
    std::chrono::milliseconds idle = std::chrono::seconds(60); // how long the other side may say nothing
};

struct HttpHead {
    int status = 0;
    QByteArray reason;
    HttpHeaders headers;

    bool isSuccess() const { return status >= 200 && status < 300; }
    QByteArray header(const char *name) const; // the first of that name, in any case; empty: none
};

struct HttpResponse {
    HttpHead head;
    QByteArray body;
};

} // namespace varve
