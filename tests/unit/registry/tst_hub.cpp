// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What Docker Hub answers, of now and of before, and what of it means: ask the registry instead.

#include "services/registry/hub.h"
#include "tests/support/faultyregistry.h"

#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using Answer = FaultyRegistry::Answer;
using Request = FaultyRegistry::Request;

class TestHub : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void searches_data();
    void searches();
    void tags();
    void degrades_data();
    void degrades();
    void isNotAskedWithoutAnAddress();
    void badNamesAreNeverSent();
};

void TestHub::initTestCase()
{
    for (const char *name : { "http_proxy", "all_proxy", "ALL_PROXY" })
        qunsetenv(name);
}

void TestHub::searches_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("found");
    QTest::addRow("version 4") << QByteArray(R"({"total":2,"results":[
            {"name":"nginx","slug":"nginx","type":"image","publisher":{"name":"Docker"},"short_description":"A server",
             "badge":"official","star_count":9,"pull_count":100},
            {"name":"grafana/loki","slug":"grafana/loki","publisher":{"name":"Grafana Labs"},"star_count":3},
            {"name":"../../etc","slug":"../../etc"},{"name":"x","slug":"localhost:5000/x"},
            {"name":"registry.corp.internal/x"}]})")
                               << u"nginx official Docker 9 100 A server | grafana/loki  Grafana Labs 3 -1 "_s;
    QTest::addRow("version 2") << QByteArray(
        R"({"count":2,"results":[{"repo_name":"library/nginx","short_description":"A server","star_count":9,
            "is_official":true},{"repo_name":"a/b","star_count":"many"}]})")
                               << u"nginx official  9 -1 A server | a/b   -1 -1 "_s;
    QTest::addRow("nothing") << QByteArray(R"({"total":0,"results":[]})") << QString();
}

void TestHub::searches()
{
    QFETCH(QByteArray, body);
    FaultyRegistry server;
    server.answerWith([=](const Request &) { return Answer { 200, {}, body }; });
    Hub hub(server.url() + '/');
    Job job;
    const Result<HubSearch> search = hub.search(u"a b&c"_s, 25, 50, job);
    QVERIFY2(search, search ? "" : qPrintable(search.error().detail));
    QStringList words;
    for (const HubRepository &each : search->repositories)
        words.append(QStringList { each.name, each.isOfficial ? u"official"_s : QString(), each.publisher,
            QString::number(each.stars), QString::number(each.pulls), each.description }
                         .join(u' '));
    QTEST(words.join(u" | "_s), "found");
    const QByteArray target = server.requests().constFirst().target;
    QVERIFY2(target.startsWith("/api/search/v4?query=a%20b%26c&"), target.constData());
    QVERIFY(target.contains("from=25") && target.contains("size=50"));
}

void TestHub::tags()
{
    FaultyRegistry server;
    const QByteArray hex(64, 'a');
    server.answerWith([=](const Request &) {
        return Answer { 200, {},
            R"({"count":101,"next":"https://hub.docker.com/x","results":[{"name":"1.25","full_size":71005258,
            "tag_last_pushed":"2024-01-02T03:04:05.678901Z","digest":"sha256:)"
                + hex + R"(","images":[{"os":"linux","architecture":"arm64","variant":"v8","size":70,"digest":"sha256:)"
                + hex + R"("},{"os":"unknown"}]},{"name":"no tag!"},{"name":"old","last_updated":"x"}]})" };
    });
    Hub hub(server.url());
    Job job;
    const Result<HubTags> tags = hub.tags(u"library/nginx"_s, 2, job);
    QVERIFY2(tags, tags ? "" : qPrintable(tags.error().detail));
    QCOMPARE(
        server.requests().constFirst().target, "/v2/namespaces/library/repositories/nginx/tags?page_size=100&page=2");
    QCOMPARE(tags->total, 101);
    QVERIFY(tags->hasMore);
    QCOMPARE(tags->tags.size(), 2);
    const HubTag &tag = tags->tags.constFirst();
    QCOMPARE(tag.name, u"1.25"_s);
    QCOMPARE(tag.sizeBytes, 71005258);
    QCOMPARE(tag.pushed.toString(Qt::ISODate), u"2024-01-02T03:04:05Z"_s);
    QVERIFY(!tag.digest.isNull());
    QCOMPARE(tag.images.size(), 2);
    QCOMPARE(tag.images.constFirst().platform.toString(), u"linux/arm64/v8"_s);
    QVERIFY(!tags->tags.constLast().pushed.isValid());
}

void TestHub::degrades_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char *name, int status, const QByteArray &body, ErrorCode code) {
        QTest::addRow("%s", name) << status << body << code;
    };
    row("gone", 404, "", ErrorCode::NotFound);
    row("a login is needed now", 401, "{}", ErrorCode::Unsupported);
    row("forbidden", 403, "{}", ErrorCode::Unsupported);
    row("a web page", 200, "<html>", ErrorCode::Unsupported);
    row("another form", 200, R"({"items":[]})", ErrorCode::Unsupported);
    row("results of another kind", 200, R"({"results":{}})", ErrorCode::Unsupported);
    row("a bad request", 400, "{}", ErrorCode::Unsupported);
    row("too many requests", 429, "{}", ErrorCode::RateLimited);
    row("busy", 503, "", ErrorCode::Network);
}

void TestHub::degrades()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    FaultyRegistry server;
    server.answerWith([=](const Request &) { return Answer { status, {}, body }; });
    Hub hub(server.url());
    Job job;
    QTEST(hub.search(u"x"_s, 0, 25, job).error().code, "code");
    QTEST(hub.tags(u"library/nginx"_s, 1, job).error().code, "code");
}

void TestHub::isNotAskedWithoutAnAddress()
{
    Hub hub { QByteArray() };
    Job job;
    QCOMPARE(hub.search(u"x"_s, 0, 25, job).error().code, ErrorCode::Unsupported);
}

void TestHub::badNamesAreNeverSent()
{
    FaultyRegistry server;
    Hub hub(server.url());
    Job job;
    for (const QString &name : { u"nginx"_s, u"a/../b"_s, u"a/b:c"_s, u"a/b?x"_s, u""_s })
        QCOMPARE(hub.tags(name, 1, job).error().code, ErrorCode::NotFound);
    QVERIFY(server.requests().isEmpty());
}

QTEST_GUILESS_MAIN(TestHub)
#include "tst_hub.moc"
