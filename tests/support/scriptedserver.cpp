// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/scriptedserver.h"

#include "tests/support/testcertificate.h"

#include <QtCore/QFile>

#include <arpa/inet.h>
#include <openssl/ssl.h>

#include <csignal>
#include <cstring>
#include <memory>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace varve::test {

namespace {
constexpr int kStepMs = 20;
}

QByteArray ScriptedServer::Peer::request()
{
    qsizetype end = -1;
    qsizetype whole = 0;
    for (;;) {
        if (end < 0 && (end = m_received.indexOf("\r\n\r\n")) >= 0) {
            whole = end + 4;
            const qsizetype length = m_received.toLower().indexOf("content-length:");
            if (length >= 0 && length < end)
                whole += m_received.mid(length + 15, m_received.indexOf('\r', length) - length - 15).trimmed().toInt();
        }
        if (end >= 0 && m_received.size() >= whole)
            return std::exchange(m_received, m_received.mid(whole)).left(whole);
        if (!canRead()) {
            if (m_isStopping)
                return {};
            continue;
        }
        char piece[4096];
        const qsizetype count = receive(piece, sizeof piece);
        if (count <= 0)
            return {};
        m_received.append(piece, count);
        if (m_received.startsWith('\x16')) // the beginning of TLS, and there is none here
            return {};
    }
}

bool ScriptedServer::Peer::canRead()
{
    if (m_tls && SSL_pending(static_cast<SSL *>(m_tls)) > 0)
        return true;
    pollfd waiting { m_descriptor, POLLIN, 0 };
    return poll(&waiting, 1, kStepMs) != 0;
}

qsizetype ScriptedServer::Peer::receive(char *into, std::size_t size)
{
    return m_tls ? SSL_read(static_cast<SSL *>(m_tls), into, static_cast<int>(size)) : ::read(m_descriptor, into, size);
}

bool ScriptedServer::Peer::send(const QByteArray &bytes)
{
    if (m_tls)
        return bytes.isEmpty()
            || SSL_write(static_cast<SSL *>(m_tls), bytes.constData(), static_cast<int>(bytes.size())) > 0;
    for (qsizetype sent = 0; sent < bytes.size();) {
        const ssize_t count =
            ::send(m_descriptor, bytes.constData() + sent, static_cast<std::size_t>(bytes.size() - sent), MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        sent += count;
    }
    return true;
}

void ScriptedServer::Peer::hang()
{
    while (!hasLeft()) { }
}

bool ScriptedServer::Peer::hasLeft()
{
    char piece[256];
    return (canRead() && receive(piece, sizeof piece) <= 0) || m_isStopping;
}

ScriptedServer::ScriptedServer(Play play, Turns turns, QString path)
    : m_play(std::move(play))
    , m_turns(turns)
    , m_path(std::move(path))
{
    m_listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    QFile::remove(this->path());
    const QByteArray name = QFile::encodeName(this->path());
    std::memcpy(address.sun_path, name.constData(), static_cast<std::size_t>(name.size()));
    if (bind(m_listener, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
        listen(m_listener, 64);
    m_thread = std::thread([this] { serve(); });
}

ScriptedServer::ScriptedServer(Play play, const Port &port, Turns turns)
    : m_play(std::move(play))
    , m_turns(turns)
    , m_certificate(port.certificate)
{
    m_listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, port.address.constData(), &address.sin_addr);
    socklen_t size = sizeof address;
    if (bind(m_listener, reinterpret_cast<const sockaddr *>(&address), size) == 0 && listen(m_listener, 64) == 0
        && getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size) == 0)
        m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

ScriptedServer::~ScriptedServer()
{
    if (!m_path.isEmpty())
        QFile::remove(m_path); // first: nobody meets a socket that nobody serves
    m_isStopping = true;
    m_thread.join();
    close(m_listener);
}

void ScriptedServer::play(int descriptor, int number)
{
    // OpenSSL writes to a client that has left without asking for an error instead of the signal.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    using Session = std::unique_ptr<SSL, decltype(&SSL_free)>;
    const Session tls(m_certificate ? SSL_new(m_certificate->serverContext()) : nullptr, &SSL_free);
    if (tls) {
        const timeval patience { 5, 0 }; // for a client that never begins
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        SSL_set_fd(tls.get(), descriptor);
    }
    if (!tls || SSL_accept(tls.get()) == 1) {
        Peer peer(descriptor, m_isStopping, tls.get());
        m_play(peer, number);
        if (tls)
            SSL_shutdown(tls.get());
    } else {
        // Closed with something unread the system would take back what was just said against the client.
        shutdown(descriptor, SHUT_WR);
        Peer peer(descriptor, m_isStopping);
        peer.hang();
    }
    close(descriptor);
}

void ScriptedServer::serve()
{
    while (!m_isStopping) {
        pollfd waiting { m_listener, POLLIN, 0 };
        if (poll(&waiting, 1, kStepMs) <= 0)
            continue;
        const int descriptor = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor < 0)
            continue;
        const int number = m_connections++;
        if (m_turns == Turns::AtOnce)
            m_plays.emplace_back([this, descriptor, number] { play(descriptor, number); });
        else
            play(descriptor, number);
    }
    for (std::thread &each : m_plays)
        each.join();
}

} // namespace varve::test
