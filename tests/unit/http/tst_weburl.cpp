// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Addresses on the web, and what a reference in an answer means.

#include "services/http/weburl.h"

#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;

class TestWebUrl : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void accepted_data();
    void accepted();
    void refused_data();
    void refused();
    void resolved_data();
    void resolved();
    void origins();
};

void TestWebUrl::accepted_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("sent");
    const auto row = [](const char *text, const char *sent = nullptr) {
        QTest::addRow("%s", text) << QByteArray(text) << QByteArray(sent ? sent : text);
    };
    row("https://ghcr.io/v2/");
    row("HTTPS://GHCR.io", "https://ghcr.io/");
    row("https://ghcr.io:443/x", "https://ghcr.io/x");
    row("http://localhost:5000/v2/a/b?n=1");
    row("http://h:80?x=y", "http://h/?x=y");
    row("http://[::1]:5000/");
    row("http://[FE80::1]/", "http://[fe80::1]/");
    row("https://h/a%2Fb%7E?sig=a%2Bb%3D%3D&x=%zz"); // signed: nothing in it may change
    row("https://h/a b\"c<d>", "https://h/a%20b%22c%3Cd%3E");
    row("https://h/\xc3\xbc", "https://h/%C3%BC");
    row("https://h/a#b", "https://h/a");
    row("https://h/../b", "https://h/../b");
    row("https://h\\@evil.example/x", "https://h/%5C@evil.example/x"); // a browser's and libcurl's host were another
    row("https://h/@evil.example");
    row("https://my_host/x");
}

void TestWebUrl::accepted()
{
    QFETCH(QByteArray, text);
    const Result<WebUrl> url = WebUrl::parse(text);
    QVERIFY2(url, url ? "" : qPrintable(url.error().detail));
    QTEST(url->toBytes(), "sent");
    QVERIFY(*WebUrl::parse(url->toBytes()) == *url);
}

void TestWebUrl::refused_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : { "", "/x", "ghcr.io", "ftp://h/x", "file:///etc/passwd", "https://", "https:///x",
             "https://user@h/", "https://user:secret@h/", "https://h@evil.example/", "https://h:0/", "https://h:65536/",
             "https://h:x/", "https://h:/", "https://-h/", "https://h h/", "https://h%2e/", "https://[::1/",
             "https://[]/", "https://[x]/", "https://[::1]x/", "https://h\x01/", "https://\xc3\xbc.example/" })
        QTest::addRow("%s", text) << QByteArray(text);
    QTest::addRow("20 KiB") << "https://h/" + QByteArray(20'000, 'x');
}

void TestWebUrl::refused()
{
    QFETCH(QByteArray, text);
    const Result<WebUrl> url = WebUrl::parse(text);
    QVERIFY2(!url, url ? url->toBytes().constData() : "");
}

void TestWebUrl::resolved_data()
{
    QTest::addColumn<QByteArray>("reference");
    QTest::addColumn<QByteArray>("result"); // empty: refused
    const auto row = [](const char *reference, const char *result) {
        QTest::addRow("%s", reference) << QByteArray(reference) << QByteArray(result);
    };
    row("/v2/x?y=z", "https://h.example:8443/v2/x?y=z");
    row("?last=b", "https://h.example:8443/v2/a/tags/list?last=b");
    row("", "https://h.example:8443/v2/a/tags/list?n=5");
    row("#x", "https://h.example:8443/v2/a/tags/list?n=5");
    row("other", "https://h.example:8443/v2/a/tags/other");
    row("other?x=/../y", "https://h.example:8443/v2/a/tags/other?x=/../y");
    row("../../b", "https://h.example:8443/v2/b");
    row("../../../../../b", "https://h.example:8443/b");
    row("./b", "https://h.example:8443/v2/a/tags/b");
    row("//other.example/x", "https://other.example/x");
    row("http://other.example/x", "http://other.example/x");
    row("/x:y", "https://h.example:8443/x:y");
    row("javascript:alert(1)", "");
    row("ftp://other.example/x", "");
    row("//user@other.example/x", "");
}

void TestWebUrl::resolved()
{
    QFETCH(QByteArray, reference);
    QFETCH(QByteArray, result);
    const WebUrl base = *WebUrl::parse("https://h.example:8443/v2/a/tags/list?n=5");
    const Result<WebUrl> url = base.resolved(reference);
    QCOMPARE(url ? url->toBytes() : QByteArray(), result);
}

void TestWebUrl::origins()
{
    const WebUrl url = *WebUrl::parse("https://h.example/x?token=secret");
    QCOMPARE(url.toShownText(), u"https://h.example/x"_s);
    const WebUrl plain = *WebUrl::parse("https://h.example/a/b");
    QCOMPARE(plain.toShownText(), u"https://h.example/a/b"_s);
    QCOMPARE(plain.resolved("c?d")->toBytes(), "https://h.example/a/c?d");
    QCOMPARE(plain.resolved("?d")->toBytes(), "https://h.example/a/b?d");
    QVERIFY(url.isSameOrigin(*WebUrl::parse("https://H.example:443/y")));
    QVERIFY(!url.isSameOrigin(*WebUrl::parse("https://h.example:444/x")));
    QVERIFY(!url.isSameOrigin(*WebUrl::parse("http://h.example:443/x")));
    QVERIFY(!url.isSameOrigin(*WebUrl::parse("https://h.example./x")));
    QCOMPARE(WebUrl::ofHost(u"localhost:5000"_s, false, "/v2/")->toBytes(), "http://localhost:5000/v2/");
    QCOMPARE(WebUrl::ofHost(u"[::1]:5000"_s, true, "/v2/")->host, u"::1"_s);
    QVERIFY(!WebUrl::ofHost(u"a/b"_s, true, "/"));
}

QTEST_GUILESS_MAIN(TestWebUrl)
#include "tst_weburl.moc"
