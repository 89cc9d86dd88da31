// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/fakeengine.h"

#include <QtCore/QMutexLocker>

#include <numeric>

namespace varve::test {

FakeEngine::FakeEngine(QByteArray images)
    : m_images(std::move(images))
{
    start();
}

void FakeEngine::start()
{
    stop(); // its socket would be taken away last
    m_server = std::make_unique<ScriptedServer>(
        [this](ScriptedServer::Peer &peer, int) {
            for (QByteArray request = peer.request(); !request.isEmpty(); request = peer.request()) {
                if (!answer(peer, request))
                    return;
            }
        },
        ScriptedServer::Turns::AtOnce, path());
}

void FakeEngine::stop()
{
    m_server.reset();
}

void FakeEngine::setAnswer(const QByteArray &path, Answer answer)
{
    const QMutexLocker lock(&m_mutex);
    m_answers.insert(path, std::move(answer));
}

void FakeEngine::setBody(const QByteArray &path, const QByteArray &bytes)
{
    setAnswer(path, body(bytes));
}

void FakeEngine::setRest(Answer answer)
{
    const QMutexLocker lock(&m_mutex);
    m_rest = std::move(answer);
}

void FakeEngine::heal()
{
    const QMutexLocker lock(&m_mutex);
    m_answers.clear();
    m_rest = nullptr;
}

void FakeEngine::setImages(const QByteArray &images)
{
    const QMutexLocker lock(&m_mutex);
    m_images = images;
}

void FakeEngine::tellOfChange()
{
    ++m_changes;
}

void FakeEngine::dropEvents()
{
    ++m_drops;
}

int FakeEngine::requests(const QByteArray &path) const
{
    const QMutexLocker lock(&m_mutex);
    return m_requests.value(path);
}

int FakeEngine::requests() const
{
    const QMutexLocker lock(&m_mutex);
    return std::accumulate(m_requests.cbegin(), m_requests.cend(), 0);
}

QByteArray FakeEngine::lastRequest(const QByteArray &path) const
{
    const QMutexLocker lock(&m_mutex);
    return m_lastRequests.value(path);
}

bool FakeEngine::answer(ScriptedServer::Peer &peer, const QByteArray &request)
{
    QByteArray path = request.split(' ').value(1).split('?').value(0);
    if (path.startsWith("/v1."))
        path = path.mid(path.indexOf('/', 1));
    Answer own;
    {
        const QMutexLocker lock(&m_mutex);
        ++m_requests[path];
        m_lastRequests[path] = request;
        own = m_answers.contains(path) ? m_answers.value(path) : m_rest;
    }
    return own ? own(peer, path) : healthy(peer, path);
}

bool FakeEngine::healthy(ScriptedServer::Peer &peer, const QByteArray &path)
{
    if (path == "/_ping")
        return peer.send("HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 0\r\n\r\n");
    if (path == "/version")
        return peer.send(ok(R"({"ApiVersion":"1.41","MinAPIVersion":"1.12","Version":"20.10"})"));
    if (path == "/info")
        return peer.send(ok(R"({"ID":"fake","Driver":"overlay2","OSType":"linux"})"));
    if (path == "/events")
        return streamEvents(peer);
    if (path == "/containers/json" || path.endsWith("/history"))
        return peer.send(ok("[]"));
    if (path == "/images/json") {
        const QMutexLocker lock(&m_mutex);
        return peer.send(ok(m_images));
    }
    if (path.startsWith("/images/sha256%3A"))
        return peer.send(ok(inspect(path.mid(17, 8).toInt())));
    return peer.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
}

bool FakeEngine::streamEvents(ScriptedServer::Peer &peer)
{
    const int drops = m_drops;
    int told = m_changes;
    if (!peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"))
        return false;
    while (m_drops == drops && !peer.hasLeft()) {
        const int now = m_changes;
        if (std::exchange(told, now) == now)
            continue;
        const QByteArray line = "{\"Type\":\"image\",\"Action\":\"tag\"}\n";
        if (!peer.send(QByteArray::number(line.size(), 16) + "\r\n" + line + "\r\n"))
            return false;
    }
    return false;
}

QByteArray FakeEngine::ok(const QByteArray &body)
{
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\n\r\n" + body;
}

FakeEngine::Answer FakeEngine::body(const QByteArray &bytes)
{
    return [bytes](ScriptedServer::Peer &peer, const QByteArray &) { return peer.send(ok(bytes)); };
}

FakeEngine::Answer FakeEngine::raw(const QByteArray &bytes)
{
    return [bytes](ScriptedServer::Peer &peer, const QByteArray &) {
        peer.send(bytes);
        return false;
    };
}

FakeEngine::Answer FakeEngine::silence()
{
    return [](ScriptedServer::Peer &peer, const QByteArray &) {
        peer.hang();
        return false;
    };
}

QByteArray FakeEngine::idOf(int number)
{
    return "sha256:" + QByteArray::number(number).rightJustified(8, '0') + QByteArray(56, 'a');
}

QByteArray FakeEngine::image(int number)
{
    const QByteArray text = QByteArray::number(number);
    return "{\"Containers\":-1,\"Created\":" + QByteArray::number(1'700'000'000 + number) + ",\"Id\":\"" + idOf(number)
        + "\",\"Labels\":{\"number\":\"" + text + "\"},\"ParentId\":\"\",\"RepoDigests\":[],\"RepoTags\":[\"team/app"
        + text + ":latest\"],\"SharedSize\":-1,\"Size\":" + QByteArray::number(1000 + number)
        + ",\"VirtualSize\":1000}";
}

QByteArray FakeEngine::images(int count)
{
    QByteArray all = "[";
    for (int i = 0; i < count; ++i)
        all += (i > 0 ? "," : "") + image(i);
    return all + ']';
}

QByteArray FakeEngine::inspect(int number)
{
    return "{\"Id\":\"" + idOf(number) + R"(","RepoTags":["team/app)" + QByteArray::number(number)
        + R"(:latest"],"Created":"2024-01-02T03:04:05.6Z","Author":"a","DockerVersion":"20","Size":1000,)"
          R"("Os":"linux","Architecture":"amd64","Variant":"","Config":{"Env":["A=1"],"Cmd":["sh"],"Labels":{"l":"1"}},)"
          R"("GraphDriver":{"Name":"overlay2","Data":{}},"RootFS":{"Type":"layers","Layers":["sha256:)"
        + QByteArray::number(number).rightJustified(8, '0') + QByteArray(56, 'b') + "\"]}}";
}

} // namespace varve::test
