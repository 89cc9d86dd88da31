// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/engineproxy.h"

#include "tests/support/scriptedserver.h"

#include <QtCore/QFile>
#include <QtCore/QMutexLocker>

#include <algorithm>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace varve::test {

namespace {

constexpr int kLookMs = 20;

sockaddr_un socketAddress(const QString &path)
{
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    const QByteArray name = QFile::encodeName(path);
    std::memcpy(address.sun_path, name.constData(), static_cast<std::size_t>(name.size()));
    return address;
}

bool sendAll(int descriptor, const char *bytes, std::size_t size)
{
    while (size > 0) {
        const ssize_t count = ::send(descriptor, bytes, size, MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        bytes += count;
        size -= static_cast<std::size_t>(count);
    }
    return true;
}

bool hasLeft(int client)
{
    pollfd waiting { client, POLLIN, 0 };
    char byte = 0;
    return poll(&waiting, 1, 0) > 0 && ::recv(client, &byte, 1, MSG_PEEK) <= 0;
}

} // namespace

EngineProxy::EngineProxy(QString engineSocket, Judge judge)
    : m_engineSocket(std::move(engineSocket))
    , m_judge(std::move(judge))
{
    m_listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = socketAddress(path());
    if (bind(m_listener, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
        listen(m_listener, 16);
    m_thread = std::thread([this] { serve(); });
}

EngineProxy::~EngineProxy()
{
    m_isStopping = true;
    m_thread.join();
    for (std::thread &connection : m_connections)
        connection.join();
    close(m_listener);
}

QByteArrayList EngineProxy::requests() const
{
    const QMutexLocker lock(&m_mutex);
    return m_requests;
}

qsizetype EngineProxy::count(const QByteArray &part) const
{
    const QByteArrayList all = requests();
    return std::count_if(all.cbegin(), all.cend(), [&](const QByteArray &request) { return request.contains(part); });
}

void EngineProxy::serve()
{
    while (!m_isStopping) {
        pollfd waiting { m_listener, POLLIN, 0 };
        if (poll(&waiting, 1, kLookMs) <= 0)
            continue;
        const int client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client >= 0)
            m_connections.emplace_back([this, client] { play(client); });
    }
}

void EngineProxy::play(int client)
{
    ScriptedServer::Peer peer(client, m_isStopping);
    for (QByteArray request = peer.request(); !request.isEmpty() && answer(client, request); request = peer.request()) {
    }
    close(client);
}

bool EngineProxy::answer(int client, const QByteArray &request)
{
    const QByteArrayList words = request.left(request.indexOf("\r\n")).split(' ');
    const QByteArray line = words.value(0) + ' ' + words.value(1);
    {
        const QMutexLocker lock(&m_mutex);
        m_requests.append(line);
    }
    const Fault fault = m_judge ? m_judge(line) : Fault();
    if (fault.status == 0) {
        forward(client, request, fault);
        return false;
    }
    const QByteArray body = "{\"message\":\"the proxy does not want to\"}";
    const QByteArray reply = "HTTP/1.1 " + QByteArray::number(fault.status)
        + " No\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    return sendAll(client, reply.constData(), static_cast<std::size_t>(reply.size()));
}

// On a connection of its own, which the engine closes behind its answer.
void EngineProxy::forward(int client, const QByteArray &request, const Fault &fault)
{
    const int engine = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = socketAddress(m_engineSocket);
    QByteArray asked = request;
    asked.insert(asked.indexOf("\r\n\r\n"), "\r\nConnection: close");
    bool isOpen = connect(engine, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0
        && sendAll(engine, asked.constData(), static_cast<std::size_t>(asked.size()));
    qint64 left = fault.passedBytes;
    std::vector<char> piece(64 * 1024);
    while (isOpen && !m_isStopping && left != 0) {
        pollfd waiting { engine, POLLIN, 0 };
        if (poll(&waiting, 1, kLookMs) == 0) {
            isOpen = fault.outlivesClient || !hasLeft(client);
            continue;
        }
        const std::size_t most =
            left < 0 ? piece.size() : static_cast<std::size_t>(std::min<qint64>(left, qint64(piece.size())));
        const ssize_t count = ::read(engine, piece.data(), most);
        isOpen = count > 0 && sendAll(client, piece.data(), static_cast<std::size_t>(count));
        if (left > 0 && count > 0)
            left -= count;
    }
    if (left == 0 && fault.hangs)
        hang(client); // with the engine kept waiting, too
    close(engine);
}

void EngineProxy::hang(int client) const
{
    while (!m_isStopping && !hasLeft(client)) {
        pollfd waiting { client, 0, 0 };
        poll(&waiting, 1, kLookMs);
    }
}

} // namespace varve::test
