// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Where an HTTP server that is no web site listens: a container engine behind a socket, a port, TLS or ssh. A value; any
// thread.
//
// The text forms are those of DOCKER_HOST, CONTAINER_HOST and `docker context`: unix:///run/docker.sock, tcp://host:2375,
// https://host:2376 (tcp with TLS), ssh://user@host:22/run/podman/podman.sock.
#pragma once

#include "services/types/result.h"

#include <QtCore/QStringList>

#include <cstdint>

namespace varve {

// Files in PEM; an empty name means: the system's authorities, no client certificate.
struct TlsFiles {
    QString authority;
    QString certificate;
    QString key;
    bool isEmpty() const { return authority.isEmpty() && certificate.isEmpty() && key.isEmpty(); }
    bool operator==(const TlsFiles &) const = default;
};

struct Endpoint {
    enum class Kind : std::uint8_t { Unix, Tcp, Tls, Ssh };

    Kind kind = Kind::Unix;
    QString path; // of the socket: here, or with ssh over there (may be empty then)
    QString user; // ssh
    QString host;
    std::uint16_t port = 0; // 0 with ssh: what its configuration says
    QString identity; // ssh: a private key's file; empty: what ssh finds by itself
    TlsFiles tls;

    static Endpoint unixSocket(const QString &path);
    // Errors: Corrupt (with what is wrong), Unsupported (npipe://, fd:// and other forms).
    static Result<Endpoint> parse(const QString &url);

    // As parse() reads it; certificates and keys are no part of it. It holds no secret.
    QString toString() const;
    // Whether somebody on the network can read and change what goes there.
    bool isUnprotected() const { return kind == Kind::Tcp && !isLoopback(); }
    bool isLoopback() const;

    bool operator==(const Endpoint &) const = default;
};

// The words after `ssh` that reach `endpoint` and run `remoteCommand` there, safe against hosts that look like options.
QStringList sshArguments(const Endpoint &endpoint, const QStringList &remoteCommand, int connectSeconds);

} // namespace varve
