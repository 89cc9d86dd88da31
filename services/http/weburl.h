// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The address of something on the web: http or https, host, port, path and query. A value; any thread.
//
// Of one spelling only, and no more than that: no user, no password, no fragment, a host of letters, digits, dots and dashes or
// an address. What is sent is put together from the parts, so that nobody reads another host in it than was looked at here.
// Paths and queries stay byte for byte, as they may be signed; only what cannot stand there is escaped.
// Errors: Corrupt, Unsupported (another scheme). Cost: O(length).
#pragma once

#include "services/types/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <cstdint>

namespace varve {

struct WebUrl {
    bool isSecure = true;
    QString host; // lower case; an IPv6 address without its brackets
    std::uint16_t port = 443;
    QByteArray target = "/"; // path and query, percent-encoded

    static Result<WebUrl> parse(const QByteArray &text);
    // `hostAndPort` as a reference has it: "ghcr.io", "localhost:5000", "[::1]:5000".
    static Result<WebUrl> ofHost(const QString &hostAndPort, bool isSecure, const QByteArray &target);
    // What a reference in an answer from here means (RFC 3986, 5.2): "/v2/x", "?last=y", "https://elsewhere/".
    Result<WebUrl> resolved(const QByteArray &reference) const;

    bool isSameOrigin(const WebUrl &other) const
    {
        return isSecure == other.isSecure && host == other.host && port == other.port;
    }
    QString hostAndPort() const; // the port only where it is not that of the scheme
    QString origin() const; // "https://ghcr.io"
    QByteArray toBytes() const;
    // Without the query, which may hold a signature or a token: for errors and notes.
    QString toShownText() const;

    bool operator==(const WebUrl &) const = default;
};

} // namespace varve
