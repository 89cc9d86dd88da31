// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/scriptedserver.h"

#include <QtCore/QFile>

#include <cstring>
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
        pollfd waiting { m_descriptor, POLLIN, 0 };
        if (poll(&waiting, 1, kStepMs) == 0) {
            if (m_isStopping)
                return {};
            continue;
        }
        char piece[4096];
        const ssize_t count = ::read(m_descriptor, piece, sizeof piece);
        if (count <= 0)
            return {};
        m_received.append(piece, count);
    }
}

bool ScriptedServer::Peer::send(const QByteArray &bytes)
{
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
    pollfd waiting { m_descriptor, POLLIN, 0 };
    char piece[256];
    return (poll(&waiting, 1, kStepMs) > 0 && ::read(m_descriptor, piece, sizeof piece) <= 0) || m_isStopping;
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
    Peer peer(descriptor, m_isStopping);
    m_play(peer, number);
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
