// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Addresses of engines as people and contexts write them.

#include "services/http/endpoint.h"

#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;

class TestEndpoint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void accepted_data();
    void accepted();
    void refused_data();
    void refused();
    void sshWords_data();
    void sshWords();
    void protection_data();
    void protection();
};

void TestEndpoint::accepted_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("canonical");
    const auto row = [](const char *url, const char *canonical = nullptr) {
        QTest::addRow("%s", url) << QString::fromUtf8(url) << QString::fromUtf8(canonical ? canonical : url);
    };
    row("unix:///var/run/docker.sock");
    row("unix:///a b/%41.sock"); // a path is no URL: nothing is decoded in it
    row("tcp://example.org", "tcp://example.org:2375");
    row("tcp://10.0.0.1:1");
    row("http://example.org:80", "tcp://example.org:80");
    row("https://example.org", "https://example.org:2376");
    row("tcp://[::1]:2375/", "tcp://[::1]:2375");
    row("ssh://host");
    row("ssh://core@host:2222/run/user/1000/podman/podman.sock");
    row("SSH://core@host", "ssh://core@host");
}

void TestEndpoint::accepted()
{
    QFETCH(QString, url);
    QFETCH(QString, canonical);
    const Result<Endpoint> endpoint = Endpoint::parse(url);
    QVERIFY2(endpoint, endpoint ? "" : qPrintable(endpoint.error().detail));
    QCOMPARE(endpoint->toString(), canonical);
    QVERIFY(*Endpoint::parse(canonical) == *endpoint);
}

void TestEndpoint::refused_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const QString &url, ErrorCode code = ErrorCode::Corrupt) {
        QTest::addRow("%s", qPrintable(url.left(40))) << url << code;
    };
    row(u""_s);
    row(u"/var/run/docker.sock"_s);
    row(u"unix://docker.sock"_s);
    row(u"unix:///"_s + QString(200, u'x'));
    row(u"npipe:////./pipe/docker_engine"_s, ErrorCode::Unsupported);
    row(u"fd://"_s, ErrorCode::Unsupported);
    row(u"tcp://"_s);
    row(u"tcp://host:99999"_s);
    row(u"tcp://host:2375/path"_s);
    row(u"tcp://user@host:2375"_s);
    row(u"ssh://user:secret@host"_s);
    row(u"ssh://-oProxyCommand=touch%20x"_s);
    row(u"ssh://-lroot@host"_s);
    row(u"ssh://host?x=1"_s);
}

void TestEndpoint::refused()
{
    QFETCH(QString, url);
    QFETCH(ErrorCode, code);
    const Result<Endpoint> endpoint = Endpoint::parse(url);
    QVERIFY(!endpoint);
    QCOMPARE(endpoint.error().code, code);
    QVERIFY(!endpoint.error().detail.isEmpty());
}

void TestEndpoint::sshWords_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QStringList>("end");
    QTest::addRow("host") << u"ssh://host"_s << QStringList { u"--"_s, u"host"_s, u"docker"_s };
    QTest::addRow("user and port") << u"ssh://me@host:22"_s
                                   << QStringList { u"-l"_s, u"me"_s, u"-p"_s, u"22"_s, u"--"_s, u"host"_s,
                                          u"docker"_s };
    QTest::addRow("address") << u"ssh://[::1]"_s << QStringList { u"--"_s, u"::1"_s, u"docker"_s };
}

void TestEndpoint::sshWords()
{
    QFETCH(QString, url);
    QFETCH(QStringList, end);
    const QStringList words = sshArguments(*Endpoint::parse(url), { u"docker"_s }, 7);
    QVERIFY(words.contains(u"ConnectTimeout=7"_s));
    QCOMPARE(words.last(end.size()), end);
    Endpoint withKey = *Endpoint::parse(url);
    withKey.identity = u"/keys/id"_s;
    const QStringList keyWords = sshArguments(withKey, { u"docker"_s }, 7);
    QCOMPARE(keyWords.value(keyWords.indexOf(u"-i"_s) + 1), u"/keys/id"_s);
}

void TestEndpoint::protection_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isUnprotected");
    QTest::addRow("socket") << u"unix:///x"_s << false;
    QTest::addRow("loopback") << u"tcp://127.0.0.1:1"_s << false;
    QTest::addRow("network") << u"tcp://10.1.1.1:1"_s << true;
    QTest::addRow("name") << u"tcp://docker.example.org"_s << true;
    QTest::addRow("tls") << u"https://docker.example.org"_s << false;
    QTest::addRow("ssh") << u"ssh://docker.example.org"_s << false;
}

void TestEndpoint::protection()
{
    QFETCH(QString, url);
    QFETCH(bool, isUnprotected);
    QCOMPARE(Endpoint::parse(url)->isUnprotected(), isUnprotected);
}

QTEST_GUILESS_MAIN(TestEndpoint)
#include "tst_endpoint.moc"
