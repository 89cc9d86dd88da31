// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What web servers answer, rightly and wrongly, and what the client makes of it.

#include "services/http/webclient.h"
#include "services/types/limits.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/testcertificate.h"

#include <QtTest/QTest>

#include <thread>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Peer = ScriptedServer::Peer;

namespace {

WebUrl urlOf(const ScriptedServer &server, const char *scheme = "http")
{
    return *WebUrl::parse(QByteArray(scheme) + "://127.0.0.1:" + QByteArray::number(server.port()) + "/x?y=z");
}

WebRequest requestTo(const ScriptedServer &server, const char *scheme = "http")
{
    WebRequest request;
    request.url = urlOf(server, scheme);
    return request;
}

QByteArray answer(const QByteArray &body, const QByteArray &headers = {})
{
    return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

QString problemOf(const Result<HttpResponse> &response)
{
    return response ? QString() : response.error().subject + u": "_s + response.error().detail;
}

} // namespace

class TestWebClient : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void bodies_data();
    void bodies();
    void faults_data();
    void faults();
    void requestIsWellFormed();
    void headersOfSeveralLinesAreRefused();
    void keepsTheConnection();
    void neverSharesAConnection();
    void redirectsAreOnlyReported();
    void cancelEndsEverything_data();
    void cancelEndsEverything();
    void cancelWhileConnecting();
    void bodyOverTheLimit();
    void readsOnlyWhenAsked();
    void largeBodyArrivesWhole();
    void certificates_data();
    void certificates();
    void nearHosts_data();
    void nearHosts();
    void noServer();
    void proxies();
};

void TestWebClient::initTestCase()
{
    // The machine's own proxy has no place between a test and its server.
    for (const char *name : { "http_proxy", "https_proxy", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "ALL_PROXY" })
        qunsetenv(name);
}

void TestWebClient::bodies_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const QByteArray &bytes, int status, const QByteArray &body,
                         const QByteArray &method = "GET") {
        QTest::addRow("%s", name) << method << bytes << status << body;
    };
    row("length", answer("hello"), 200, "hello");
    row("chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nT: r\r\n\r\n",
        200, "hello");
    row("until the end", "HTTP/1.0 200 OK\r\n\r\nhello", 200, "hello");
    row("nothing", "HTTP/1.1 204 No Content\r\n\r\n", 204, "");
    row("length 0", "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", 201, "");
    row("error", "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone", 404, "gone");
    row("head", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 200, "", "HEAD");
    row("a hint before it", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + answer("hello"), 200, "hello");
    row("identity", answer("hello", "Content-Encoding: identity\r\n"), 200, "hello");
}

void TestWebClient::bodies()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, bytes);
    for (const bool isWhole : { true, false }) {
        ScriptedServer server(
            [&](Peer &peer, int) {
                peer.request();
                for (qsizetype i = 0; i < bytes.size() && !isWhole; ++i)
                    peer.send(bytes.mid(i, 1));
                if (isWhole)
                    peer.send(bytes);
            },
            ScriptedServer::Port {});
        WebClient client;
        WebRequest request = requestTo(server);
        request.method = method;
        Job job;
        const Result<HttpResponse> response = client.fetch(request, 1000, job);
        QVERIFY2(response, qPrintable(problemOf(response)));
        QTEST(response->head.status, "status");
        QTEST(response->body, "body");
        QVERIFY(response->head.header("Link").isEmpty());
    }
}

void TestWebClient::faults_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("hangs");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char *name, const QByteArray &bytes, ErrorCode code, bool hangs = false) {
        QTest::addRow("%s", name) << bytes << hangs << code;
    };
    const QByteArray chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    row("nothing", "", ErrorCode::Network);
    row("silence", "", ErrorCode::Network, true);
    row("half a head", "HTTP/1.1 200 OK\r\nContent-", ErrorCode::Network);
    row("half a head, then silence", "HTTP/1.1 200 OK\r\nContent-", ErrorCode::Network, true);
    row("half a body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello", ErrorCode::Network);
    row("half a body, then silence", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello", ErrorCode::Network, true);
    row("half a chunk", chunked + "5\r\nhel", ErrorCode::Network);
    row("no last chunk", chunked + "5\r\nhello\r\n", ErrorCode::Network);
    row("a chunk of no number", chunked + "zz\r\nhello", ErrorCode::Corrupt);
    row("a web page", "<html><body>Sign in to the network</body></html>\r\n\r\n", ErrorCode::Corrupt);
    row("ssh", "SSH-2.0-OpenSSH_9.2\r\n", ErrorCode::Corrupt);
    row("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", ErrorCode::Corrupt);
    row("gzip", answer("hello", "Content-Encoding: gzip\r\n"), ErrorCode::Unsupported);
    row("a megabyte of headers", "HTTP/1.1 200 OK\r\nX: " + QByteArray(1'000'000, 'x') + "\r\n\r\n",
        ErrorCode::LimitExceeded);
    row("headers without end", "HTTP/1.1 200 OK\r\n" + QByteArray("X: y\r\n").repeated(100'000),
        ErrorCode::LimitExceeded);
    row("hints without end", QByteArray("HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n").repeated(10'000),
        ErrorCode::LimitExceeded);
}

void TestWebClient::faults()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, hangs);
    ScriptedServer server(
        [&](Peer &peer, int) {
            peer.request();
            peer.send(bytes);
            if (hangs)
                peer.hang();
        },
        ScriptedServer::Port {});
    WebClient client;
    WebRequest request = requestTo(server);
    request.idle = 200ms;
    Job job;
    const Result<HttpResponse> response = client.fetch(request, 1000, job);
    QVERIFY(!response);
    QVERIFY(!response.error().detail.isEmpty());
    QTEST(response.error().code, "code");
    QVERIFY(response.error().subject.startsWith(u"http://127.0.0.1:"_s));
    QVERIFY(!response.error().subject.contains(u"y=z"_s)); // queries are signed
}

void TestWebClient::requestIsWellFormed()
{
    QByteArray seen;
    ScriptedServer server(
        [&](Peer &peer, int) {
            seen = peer.request();
            peer.send(answer(""));
        },
        ScriptedServer::Port {});
    qputenv("HOME", "/nonexistent");
    WebClient client;
    WebRequest request = requestTo(server);
    request.method = "POST";
    request.headers = { { "Authorization", "Basic eDp5" }, { "Accept", "a, b" } };
    request.body = "k=v";
    Job job;
    QVERIFY(client.fetch(request, 10, job));
    QVERIFY(seen.startsWith("POST /x?y=z HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(server.port()) + "\r\n"));
    QVERIFY(seen.contains("\r\nAccept-Encoding: identity\r\n"));
    QVERIFY(seen.contains("\r\nAuthorization: Basic eDp5\r\n"));
    QVERIFY(seen.contains("\r\nAccept: a, b\r\n"));
    QCOMPARE(seen.count("\r\nAccept:"), 1);
    QVERIFY(seen.contains("\r\nUser-Agent: varve/"));
    QVERIFY(!seen.contains("Expect"));
    QVERIFY(!seen.contains("Cookie"));
    QVERIFY(seen.endsWith("\r\n\r\nk=v"));
}

void TestWebClient::headersOfSeveralLinesAreRefused()
{
    ScriptedServer server([](Peer &peer, int) { peer.request(); }, ScriptedServer::Port {});
    WebClient client;
    WebRequest request = requestTo(server);
    request.headers = { { "Authorization", "Bearer x\r\nX-Evil: y" } };
    Job job;
    QCOMPARE(client.open(request, job).error().code, ErrorCode::Corrupt);
    QCOMPARE(server.connections(), 0);
}

void TestWebClient::keepsTheConnection()
{
    ScriptedServer server(
        [](Peer &peer, int) {
            while (!peer.request().isEmpty())
                peer.send(answer("hello"));
        },
        ScriptedServer::Port {});
    WebClient client;
    Job job;
    for (int i = 0; i < 5; ++i)
        QCOMPARE(client.fetch(requestTo(server), 10, job)->body, "hello");
    QCOMPARE(server.connections(), 1);
    // A body that nobody reads costs the connection, and nothing of it is taken for the next answer.
    QVERIFY(client.open(requestTo(server), job));
    QCOMPARE(client.fetch(requestTo(server), 10, job)->body, "hello");
}

void TestWebClient::neverSharesAConnection()
{
    TestCertificate certificate;
    ScriptedServer server(
        [](Peer &peer, int) {
            while (!peer.request().isEmpty())
                peer.send(answer("hello"));
        },
        ScriptedServer::Port { "127.0.0.1", &certificate });
    WebClient client;
    Job job;
    WebRequest trusting = requestTo(server, "https");
    trusting.tls.authority = certificate.file();
    QVERIFY(client.fetch(trusting, 10, job));
    // Whoever does not trust the server must not find it trusted because somebody else does.
    const Result<HttpResponse> other = client.fetch(requestTo(server, "https"), 10, job);
    QVERIFY(!other);
    QCOMPARE(other.error().cause, ErrorCause::ServerCertificate);
}

void TestWebClient::redirectsAreOnlyReported()
{
    ScriptedServer server(
        [](Peer &peer, int) {
            while (!peer.request().isEmpty())
                peer.send("HTTP/1.1 307 X\r\nLocation: /elsewhere\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
        },
        ScriptedServer::Port {});
    WebClient client;
    Job job;
    const Result<HttpResponse> response = client.fetch(requestTo(server), 10, job);
    QVERIFY(response);
    QCOMPARE(response->head.status, 307);
    QCOMPARE(response->head.header("location"), "/elsewhere");
}

void TestWebClient::cancelEndsEverything_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addRow("before the head") << QByteArray();
    QTest::addRow("in the head") << QByteArray("HTTP/1.1 200 OK\r\nX");
    QTest::addRow("in the body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello");
}

void TestWebClient::cancelEndsEverything()
{
    QFETCH(QByteArray, bytes);
    ScriptedServer server(
        [&](Peer &peer, int) {
            peer.request();
            peer.send(bytes);
            peer.hang();
        },
        ScriptedServer::Port {});
    WebClient client;
    Job job;
    std::thread canceller([&] {
        std::this_thread::sleep_for(100ms);
        job.cancel();
    });
    const Result<HttpResponse> response = client.fetch(requestTo(server), 1000, job);
    canceller.join();
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Cancelled);
}

void TestWebClient::cancelWhileConnecting()
{
    // An address of nobody: connecting to it takes as long as the system's patience lasts, or fails at once.
    WebClient client;
    WebRequest request;
    request.url = *WebUrl::parse("https://192.0.2.1/");
    Job job;
    job.cancelAfter(150ms);
    const Result<HttpResponse> response = client.fetch(request, 10, job);
    QVERIFY(!response);
    QVERIFY(response.error().code == ErrorCode::Cancelled || response.error().code == ErrorCode::Network);
    request.connectWithin = 150ms;
    Job patient;
    QCOMPARE(client.fetch(request, 10, patient).error().code, ErrorCode::Network);
}

void TestWebClient::bodyOverTheLimit()
{
    ScriptedServer server(
        [](Peer &peer, int) {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\n\r\n");
            while (peer.send(QByteArray(1000, 'x'))) { }
        },
        ScriptedServer::Port {});
    WebClient client;
    Job job;
    QCOMPARE(client.fetch(requestTo(server), 100'000, job).error().code, ErrorCode::LimitExceeded);
}

void TestWebClient::readsOnlyWhenAsked()
{
    constexpr qsizetype kBodyBytes = 256 << 20;
    std::atomic<qsizetype> sent = 0;
    ScriptedServer server(
        [&](Peer &peer, int) {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(kBodyBytes) + "\r\n\r\n");
            const QByteArray piece(1 << 20, 'x');
            while (sent < kBodyBytes && peer.send(piece))
                sent += piece.size();
        },
        ScriptedServer::Port {});
    WebClient client;
    Job job;
    const auto exchange = client.open(requestTo(server), job);
    QVERIFY(exchange);
    std::vector<std::byte> block(1000);
    QVERIFY((*exchange)->read(block, job));
    QTest::qWait(300);
    // What the system's buffers hold, and no more.
    QVERIFY2(sent < kBodyBytes / 4, qPrintable(QString::number(sent)));
}

void TestWebClient::largeBodyArrivesWhole()
{
    // Blocks that fit nowhere, over borders of pieces; with every byte where it belongs.
    QByteArray body(20'000'000, Qt::Uninitialized);
    for (qsizetype i = 0; i < body.size(); ++i)
        body[i] = static_cast<char>((i * 2654435761LL) >> 13);
    TestCertificate certificate;
    for (const bool isTls : { false, true }) {
        ScriptedServer server(
            [&](Peer &peer, int) {
                while (!peer.request().isEmpty())
                    peer.send(answer(body));
            },
            ScriptedServer::Port { "127.0.0.1", isTls ? &certificate : nullptr });
        WebClient client;
        Job job;
        WebRequest request = requestTo(server, isTls ? "https" : "http");
        request.tls.authority = isTls ? certificate.file() : QString();
        for (const std::size_t blockBytes : { 977UL, 16384UL, 300'000UL, 1'000'000UL }) {
            const auto exchange = client.open(request, job);
            QVERIFY2(exchange, exchange ? "" : qPrintable(exchange.error().detail));
            std::vector<std::byte> block(blockBytes);
            QByteArray got;
            for (;;) {
                const Result<std::size_t> count = (*exchange)->read(block, job);
                QVERIFY2(count, count ? "" : qPrintable(count.error().detail));
                if (*count == 0)
                    break;
                got.append(reinterpret_cast<const char *>(block.data()), static_cast<qsizetype>(*count));
            }
            QVERIFY(got == body);
        }
        QCOMPARE(server.connections(), 1);
    }
}

void TestWebClient::certificates_data()
{
    QTest::addColumn<QString>("authority"); // "right", "wrong", "none", "absent"
    QTest::addColumn<QString>("names");
    QTest::addColumn<QString>("client"); // "", "right", "wrong", "absent"
    QTest::addColumn<bool>("isTls");
    QTest::addColumn<bool>("isAccepted");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<ErrorCause>("cause");
    const QString here = u"IP:127.0.0.1"_s;
    const auto row = [](const char *name, const QString &authority, const QString &names, const QString &client,
                         bool isTls, ErrorCause cause, ErrorCode code = ErrorCode::AuthRequired) {
        QTest::addRow("%s", name) << authority << names << client << isTls
                                  << (cause == ErrorCause::None && code == ErrorCode::Internal) << code << cause;
    };
    row("trusted", u"right"_s, here, {}, true, ErrorCause::None, ErrorCode::Internal);
    row("of nobody we know", u"none"_s, here, {}, true, ErrorCause::ServerCertificate);
    row("of somebody else", u"wrong"_s, here, {}, true, ErrorCause::ServerCertificate);
    row("for another host", u"right"_s, u"DNS:example.org"_s, {}, true, ErrorCause::ServerCertificate);
    row("an authority that is not there", u"absent"_s, here, {}, true, ErrorCause::CertificateFile);
    row("with ours", u"right"_s, here, u"right"_s, true, ErrorCause::None, ErrorCode::Internal);
    row("without ours", u"right"_s, here, u"demanded"_s, true, ErrorCause::ClientCertificate);
    row("with one of somebody else", u"right"_s, here, u"wrong"_s, true, ErrorCause::ClientCertificate);
    row("with one that is not there", u"right"_s, here, u"absent"_s, true, ErrorCause::CertificateFile);
    row("no TLS over there", u"right"_s, here, {}, false, ErrorCause::NoTls, ErrorCode::Corrupt);
}

void TestWebClient::certificates()
{
    QFETCH(QString, authority);
    QFETCH(QString, names);
    QFETCH(QString, client);
    QFETCH(bool, isTls);
    TestCertificate right(names.toLatin1());
    const TestCertificate wrong;
    if (!client.isEmpty())
        right.demandFromClients();
    ScriptedServer server(
        [&](Peer &peer, int) {
            if (isTls)
                peer.request();
            peer.send(answer("hello"));
        },
        ScriptedServer::Port { "127.0.0.1", isTls ? &right : nullptr });
    WebClient web;
    WebRequest request = requestTo(server, "https");
    const auto fileOf = [&](const QString &which) {
        return which == u"right" ? right.file() : which == u"wrong" ? wrong.file() : u"/nonexistent/x.pem"_s;
    };
    if (authority != u"none")
        request.tls.authority = fileOf(authority);
    if (!client.isEmpty() && client != u"demanded") {
        request.tls.certificate = fileOf(client);
        request.tls.key = client == u"wrong" ? wrong.keyFile() : right.keyFile();
    }
    Job job;
    const Result<HttpResponse> response = web.fetch(request, 10, job);
    QFETCH(bool, isAccepted);
    QVERIFY2(response.has_value() == isAccepted, qPrintable(problemOf(response)));
    if (isAccepted)
        return;
    QTEST(response.error().code, "code");
    QTEST(response.error().cause, "cause");
}

void TestWebClient::nearHosts_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<AddressScope>("scope");
    const auto row = [](const char *host, AddressScope scope) {
        QTest::addRow("%s", host) << QByteArray(host) << scope;
    };
    for (const char *host : { "127.0.0.1", "127.9.9.9", "0.0.0.0", "localhost", "127.1", "2130706433", "::1",
             "::", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::" })
        row(host, AddressScope::Loopback);
    for (const char *host :
        { "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
            "255.255.255.255", "fe80::1", "fd00::1", "ff02::1", "::ffff:10.0.0.1", "2002:a00:1::" })
        row(host, AddressScope::Private);
    for (const char *host : { "1.1.1.1", "172.32.0.1", "11.0.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:1.1.1.1" })
        row(host, AddressScope::Public);
}

void TestWebClient::nearHosts()
{
    QFETCH(QByteArray, host);
    QFETCH(AddressScope, scope);
    Job job;
    const Result<AddressScope> found = scopeOfHost(QString::fromLatin1(host), job, 5s);
    QVERIFY2(found, found ? "" : qPrintable(found.error().detail));
    QCOMPARE(static_cast<int>(*found), static_cast<int>(scope));
    if (scope == AddressScope::Public)
        return;
    WebClient client;
    WebRequest request;
    request.url = *WebUrl::ofHost(QString::fromLatin1(host.contains(':') ? '[' + host + ']' : host), true, "/");
    request.nearest = AddressScope::Public;
    QCOMPARE(client.open(request, job).error().code, ErrorCode::AccessDenied);
}

void TestWebClient::noServer()
{
    int port = 0;
    {
        ScriptedServer server([](Peer &, int) {}, ScriptedServer::Port {});
        port = server.port();
    }
    WebClient client;
    WebRequest request;
    request.url = *WebUrl::parse("http://127.0.0.1:" + QByteArray::number(port));
    Job job;
    QCOMPARE(client.open(request, job).error().code, ErrorCode::Network);
    request.url = *WebUrl::parse("http://no-such-host.invalid/");
    const auto refused = client.open(request, job);
    QCOMPARE(refused.error().code, ErrorCode::Network);
    QCOMPARE(refused.error().subject, u"http://no-such-host.invalid/"_s);
}

void TestWebClient::proxies()
{
    QByteArrayList seen;
    ScriptedServer proxy(
        [&](Peer &peer, int) {
            for (QByteArray request = peer.request(); !request.isEmpty(); request = peer.request()) {
                seen.append(request);
                peer.send(request.startsWith("CONNECT") ? "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"
                                                        : answer("from the proxy"));
            }
        },
        ScriptedServer::Port {}, ScriptedServer::Turns::OneByOne);
    const QByteArray address = "http://127.0.0.1:" + QByteArray::number(proxy.port());
    qputenv("http_proxy", address);
    qputenv("https_proxy", address);
    qputenv("no_proxy", "127.0.0.2,localhost");
    Job job;
    {
        WebClient client;
        WebRequest request;
        request.headers = { { "Authorization", "Basic secret" } };
        // A host that the proxy alone can look up, also where hosts of this site are not wanted.
        request.url = *WebUrl::parse("http://registry.invalid/v2/");
        request.nearest = AddressScope::Public;
        const Result<HttpResponse> response = client.fetch(request, 100, job);
        QVERIFY2(response, qPrintable(problemOf(response)));
        QCOMPARE(response->body, "from the proxy");
        QVERIFY(seen.constLast().startsWith("GET http://registry.invalid/v2/ HTTP/1.1\r\n"));
    }
    {
        // Through TLS the proxy only passes bytes on: nothing of the request is for it.
        WebClient client;
        WebRequest request;
        request.headers = { { "Authorization", "Basic secret" } };
        request.url = *WebUrl::parse("https://registry.invalid/v2/");
        const Result<HttpResponse> response = client.fetch(request, 100, job);
        QVERIFY(!response);
        QCOMPARE(response.error().code, ErrorCode::Network);
        QVERIFY(seen.constLast().startsWith("CONNECT registry.invalid:443 HTTP/1.1\r\n"));
        QVERIFY(!seen.constLast().contains("secret"));
    }
    {
        ScriptedServer direct(
            [](Peer &peer, int) {
                peer.request();
                peer.send(answer("from the server"));
            },
            ScriptedServer::Port { "127.0.0.2", nullptr });
        WebClient client;
        WebRequest request;
        request.url = *WebUrl::parse("http://127.0.0.2:" + QByteArray::number(direct.port()) + "/");
        QCOMPARE(client.fetch(request, 100, job)->body, "from the server");
        QCOMPARE(seen.size(), 2);
    }
    for (const char *name : { "http_proxy", "https_proxy", "no_proxy" })
        qunsetenv(name);
    // Nobody connects to a host that could not be looked up, and is none of a proxy's.
    WebClient client;
    WebRequest request;
    request.url = *WebUrl::parse("http://registry.invalid/v2/");
    request.nearest = AddressScope::Public;
    QCOMPARE(client.open(request, job).error().code, ErrorCode::Network);
}

QTEST_GUILESS_MAIN(TestWebClient)
#include "tst_webclient.moc"
