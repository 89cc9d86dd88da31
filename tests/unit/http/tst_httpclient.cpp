// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What servers answer, rightly and wrongly, and what the client makes of it.

#include "services/http/httpclient.h"
#include "services/types/limits.h"
#include "tests/support/scriptedserver.h"

#include <QtTest/QTest>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

HttpRequest get(const QByteArray &target = "/x")
{
    HttpRequest request;
    request.target = target;
    return request;
}

} // namespace

class TestHttpClient : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bodies_data();
    void bodies();
    void faults_data();
    void faults();
    void requestIsWellFormed();
    void contentGoesBehindTheBody();
    void refusalBeforeAllWasHeard();
    void keepsTheConnection();
    void lostConnectionIsReplacedOnceForWhatChangesNothing();
    void saysWhatComesAtOnce();
    void cancelEndsEverything_data();
    void cancelEndsEverything();
    void bodyOverTheLimit();
    void unreadBodyClosesTheConnection();
    void noServer_data();
    void noServer();
    void largeBodyArrivesWhole();
};

void TestHttpClient::bodies_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const QByteArray &answer, int status, const QByteArray &body,
                         const QByteArray &method = "GET") {
        QTest::addRow("%s", name) << method << answer << status << body;
    };
    row("length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello");
    row("chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nT: r\r\n\r\n",
        200, "hello");
    row("until the end", "HTTP/1.0 200 OK\r\n\r\nhello", 200, "hello");
    row("nothing", "HTTP/1.1 204 No Content\r\n\r\n", 204, "");
    row("length 0", "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", 201, "");
    row("error", "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone", 404, "gone");
    row("head", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 200, "", "HEAD");
}

void TestHttpClient::bodies()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, answer);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    // Byte by byte, so that no border between two reads goes untried.
    for (const bool isWhole : { true, false }) {
        ScriptedServer server([&](ScriptedServer::Peer &peer, int) {
            peer.request();
            for (qsizetype i = 0; i < answer.size() && !isWhole; ++i)
                peer.send(answer.mid(i, 1));
            if (isWhole)
                peer.send(answer);
        });
        HttpClient client(Endpoint::unixSocket(server.path()));
        HttpRequest request = get();
        request.method = method;
        Job job;
        const Result<HttpResponse> response = client.fetch(request, 1000, job);
        QVERIFY2(response, response ? "" : qPrintable(response.error().detail));
        QCOMPARE(response->head.status, status);
        QCOMPARE(response->body, body);
    }
}

void TestHttpClient::faults_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("hangs");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char *name, const QByteArray &answer, ErrorCode code, bool hangs = false) {
        QTest::addRow("%s", name) << answer << hangs << code;
    };
    row("nothing", "", ErrorCode::Network);
    row("silence", "", ErrorCode::Network, true);
    row("half a head", "HTTP/1.1 200 OK\r\nContent-", ErrorCode::Network);
    row("half a head, then silence", "HTTP/1.1 200 OK\r\nContent-", ErrorCode::Network, true);
    row("half a body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello", ErrorCode::Network);
    row("half a body, then silence", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello", ErrorCode::Network, true);
    row("half a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", ErrorCode::Network);
    row("no last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", ErrorCode::Network);
    row("a chunk of no number", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello", ErrorCode::Corrupt);
    row("a chunk of 2^70 bytes", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + QByteArray(18, 'f') + "\r\n",
        ErrorCode::Corrupt);
    row("a web page", "<html><body>Sign in to the network</body></html>\r\n\r\n", ErrorCode::Corrupt);
    row("ssh", "SSH-2.0-OpenSSH_9.2\r\n", ErrorCode::Corrupt);
    row("noise", QByteArray::fromHex("160301020001000001fc0303") + QByteArray(600, '\x01'), ErrorCode::Corrupt);
    row("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", ErrorCode::Corrupt);
    row("a megabyte of headers", "HTTP/1.1 200 OK\r\nX: " + QByteArray(1'000'000, 'x'), ErrorCode::LimitExceeded);
    row("headers without end", "HTTP/1.1 200 OK\r\n" + QByteArray("X: y\r\n").repeated(100'000),
        ErrorCode::LimitExceeded);
}

void TestHttpClient::faults()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, hangs);
    QFETCH(ErrorCode, code);
    ScriptedServer server([&](ScriptedServer::Peer &peer, int) {
        peer.request();
        peer.send(answer);
        if (hangs)
            peer.hang();
    });
    HttpClient client(Endpoint::unixSocket(server.path()));
    HttpRequest request = get();
    request.idle = 150ms;
    Job job;
    const Result<HttpResponse> response = client.fetch(request, 1 << 20, job);
    QVERIFY(!response);
    QCOMPARE(response.error().code, code);
    QCOMPARE(response.error().subject, client.endpoint().toString());
    QVERIFY(!response.error().detail.isEmpty());
    QCOMPARE(server.connections(), 1); // a fresh connection that fails is not tried again
}

void TestHttpClient::requestIsWellFormed()
{
    QByteArray seen;
    ScriptedServer server([&](ScriptedServer::Peer &peer, int) {
        seen = peer.request();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
    HttpClient client(Endpoint::unixSocket(server.path()));
    HttpRequest request = get("/v1.41/images/json?filters=%7B%7D");
    request.method = "POST";
    request.headers = { { "X-Registry-Auth", "e30=" } };
    request.body = "{\"a\":1}";
    Job job;
    QVERIFY(client.fetch(request, 0, job));
    QVERIFY(seen.startsWith("POST /v1.41/images/json?filters=%7B%7D HTTP/1.1\r\nHost: localhost\r\n"));
    QVERIFY(seen.contains("\r\nX-Registry-Auth: e30=\r\n"));
    QVERIFY(seen.contains("\r\nContent-Length: 7\r\n"));
    QVERIFY(seen.endsWith("\r\n\r\n{\"a\":1}"));

    // What would smuggle a second request in never leaves.
    for (const QByteArray target : { "/a b", "/a\r\nX: y", "a", "" })
        QVERIFY(!client.fetch(get(target), 0, job));
    request.headers = { { "X", "a\r\nY: b" } };
    QVERIFY(!client.fetch(request, 0, job));
}

void TestHttpClient::contentGoesBehindTheBody()
{
    const std::string large(3'000'000, 'x');
    QByteArray seen;
    ScriptedServer server([&](ScriptedServer::Peer &peer, int) {
        seen = peer.request();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
    HttpClient client(Endpoint::unixSocket(server.path()));
    HttpRequest request = get();
    request.method = "POST";
    request.body = "head";
    request.content = std::as_bytes(std::span(large));
    std::int64_t sent = 0;
    request.sent = [&sent](std::int64_t bytes) { sent += bytes; };
    Job job;
    QVERIFY(client.fetch(request, 0, job));
    QCOMPARE(sent, std::int64_t(large.size()));
    QVERIFY(seen.contains("Content-Length: 3000004\r\n"));
    QVERIFY(seen.endsWith("headx" + QByteArray(2'999'999, 'x')));
}

// What it says of that is told, not that it hung up.
void TestHttpClient::refusalBeforeAllWasHeard()
{
    const std::string large(30'000'000, 'x');
    ScriptedServer server([](ScriptedServer::Peer &peer, int) {
        peer.send("HTTP/1.1 409 Conflict\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy");
    });
    HttpClient client(Endpoint::unixSocket(server.path()));
    HttpRequest request = get();
    request.method = "POST";
    request.content = std::as_bytes(std::span(large));
    Job job;
    const Result<HttpResponse> response = client.fetch(request, 100, job);
    QVERIFY2(response, response ? "" : qPrintable(response.error().detail));
    QCOMPARE(response->head.status, 409);
    QCOMPARE(response->body, QByteArray("busy"));
}

void TestHttpClient::keepsTheConnection()
{
    ScriptedServer server([&](ScriptedServer::Peer &peer, int) {
        while (!peer.request().isEmpty())
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    HttpClient client(Endpoint::unixSocket(server.path()));
    Job job;
    for (int i = 0; i < 5; ++i)
        QCOMPARE(client.fetch(get(), 10, job)->body, QByteArray("ok"));
    QCOMPARE(server.connections(), 1);
}

void TestHttpClient::lostConnectionIsReplacedOnceForWhatChangesNothing()
{
    for (const QByteArray method : { "GET", "POST" }) {
        ScriptedServer server([&](ScriptedServer::Peer &peer, int) {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"); // and closes, though it did not say so
        });
        HttpClient client(Endpoint::unixSocket(server.path()));
        Job job;
        QVERIFY(client.fetch(get(), 10, job));
        QTest::qWait(50);
        HttpRequest second = get();
        second.method = method;
        const Result<HttpResponse> response = client.fetch(second, 10, job);
        QCOMPARE(response.has_value(), method == "GET");
        QCOMPARE(server.connections(), method == "GET" ? 2 : 1);
    }
}

// A stream of events is of no use when it arrives by the block.
void TestHttpClient::saysWhatComesAtOnce()
{
    std::atomic<int> told { 0 };
    ScriptedServer server([&](ScriptedServer::Peer &peer, int) {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 3; ++i) {
            peer.send("2\r\n" + QByteArray::number(i) + "\n\r\n");
            while (told <= i)
                std::this_thread::sleep_for(1ms); // the next comes only when this one was seen
        }
        peer.send("0\r\n\r\n");
    });
    HttpClient client(Endpoint::unixSocket(server.path()));
    Job job;
    const auto exchange = client.open(get(), job);
    QVERIFY(exchange);
    QByteArray all;
    std::byte piece[100];
    for (;;) {
        const Result<std::size_t> count = (*exchange)->read(piece, job);
        QVERIFY(count);
        if (*count == 0)
            break;
        all.append(reinterpret_cast<const char *>(piece), static_cast<qsizetype>(*count));
        told = static_cast<int>(all.count('\n'));
    }
    QCOMPARE(all, QByteArray("0\n1\n2\n"));
}

void TestHttpClient::cancelEndsEverything_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addRow("before the head") << QByteArray();
    QTest::addRow("in the body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello");
}

void TestHttpClient::cancelEndsEverything()
{
    QFETCH(QByteArray, answer);
    Job job;
    ScriptedServer server([&](ScriptedServer::Peer &peer, int) {
        peer.request();
        peer.send(answer);
        std::this_thread::sleep_for(100ms);
        job.cancel();
        peer.hang();
    });
    HttpClient client(Endpoint::unixSocket(server.path()));
    HttpRequest request = get();
    request.idle = 1h;
    const Result<HttpResponse> response = client.fetch(request, 1000, job);
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Cancelled);
}

void TestHttpClient::bodyOverTheLimit()
{
    ScriptedServer server([&](ScriptedServer::Peer &peer, int) {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\n\r\n");
        while (peer.send(QByteArray(10'000, 'x'))) { }
    });
    HttpClient client(Endpoint::unixSocket(server.path()));
    Job job;
    const Result<HttpResponse> response = client.fetch(get(), 1'000'000, job);
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::LimitExceeded);
}

void TestHttpClient::unreadBodyClosesTheConnection()
{
    ScriptedServer server([&](ScriptedServer::Peer &peer, int) {
        while (!peer.request().isEmpty())
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    });
    HttpClient client(Endpoint::unixSocket(server.path()));
    Job job;
    QVERIFY(client.open(get(), job)); // dropped without reading
    QCOMPARE(client.fetch(get(), 10, job)->body, QByteArray("hello"));
    QCOMPARE(server.connections(), 2);
}

void TestHttpClient::noServer_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<ErrorCode>("code");
    QTest::addRow("no such socket") << u"unix:///nonexistent/docker.sock"_s << ErrorCode::NotFound;
    QTest::addRow("no socket") << u"unix:///etc/passwd"_s << ErrorCode::Network;
    QTest::addRow("nobody listens") << u"unix://%1"_s << ErrorCode::Network;
    QTest::addRow("refused") << u"tcp://127.0.0.1:1"_s << ErrorCode::Network;
    QTest::addRow("no such host") << u"tcp://host.invalid:1"_s << ErrorCode::Network;
}

void TestHttpClient::noServer()
{
    QFETCH(QString, url);
    QFETCH(ErrorCode, code);
    QTemporaryDir folder;
    const QString socketPath = folder.filePath(u"dead"_s);
    const int dead = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    qstrncpy(address.sun_path, socketPath.toUtf8().constData(), sizeof address.sun_path);
    QCOMPARE(bind(dead, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
    ::close(dead);
    HttpClient client(*Endpoint::parse(url.contains(u'%') ? url.arg(socketPath) : url));
    Job job;
    const Result<HttpResponse> response = client.fetch(get(), 10, job);
    QVERIFY(!response);
    QCOMPARE(response.error().code, code);
    QVERIFY(response.error().detail.contains(u": "_s));
}

void TestHttpClient::largeBodyArrivesWhole()
{
    constexpr qsizetype kPiece = 1'000'003;
    constexpr int kPieces = 100;
    QByteArray piece(kPiece, '\0');
    for (qsizetype i = 0; i < kPiece; ++i)
        piece[i] = static_cast<char>(i * 7 + i / 251);
    ScriptedServer server([&](ScriptedServer::Peer &peer, int) {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < kPieces; ++i)
            peer.send(QByteArray::number(kPiece, 16) + "\r\n" + piece + "\r\n");
        peer.send("0\r\n\r\n");
    });
    HttpClient client(Endpoint::unixSocket(server.path()));
    Job job;
    const Result<HttpResponse> response = client.fetch(get(), kPiece * kPieces, job);
    QVERIFY(response);
    QCOMPARE(response->body.size(), kPiece * kPieces);
    for (int i = 0; i < kPieces; ++i)
        QVERIFY(QByteArrayView(response->body).sliced(i * kPiece, kPiece) == piece);
}

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_httpclient.moc"
