// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What registries write into headers: challenges, where to go, when to come back, how often one may.

#include "services/registry/challenge.h"
#include "services/registry/linkheader.h"
#include "services/registry/redirectpolicy.h"
#include "services/registry/registryerror.h"
#include "services/registry/retrypolicy.h"

#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestRegistryHeaders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void challenges_data();
    void challenges();
    void links_data();
    void links();
    void redirects_data();
    void redirects();
    void retryAfter_data();
    void retryAfter();
    void waits();
    void limits_data();
    void limits();
    void errors_data();
    void errors();
};

void TestRegistryHeaders::challenges_data()
{
    QTest::addColumn<QByteArrayList>("headers");
    QTest::addColumn<QByteArray>("said"); // "scheme name=value name=value; scheme"
    const auto row = [](const char *name, const QByteArrayList &headers, const QByteArray &said) {
        QTest::addRow("%s", name) << headers << said;
    };
    row("none", {}, "");
    row("Docker Hub",
        { R"(Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/nginx:pull")" },
        "bearer realm=https://auth.docker.io/token service=registry.docker.io scope=repository:library/nginx:pull");
    row("basic", { R"(Basic realm="Registry Realm")" }, "basic realm=Registry Realm");
    row("upper case", { R"(BEARER Realm="https://x", SERVICE="y")" }, "bearer realm=https://x service=y");
    row("two headers", { R"(Bearer realm="https://x")", "Basic realm=\"y\"" }, "bearer realm=https://x; basic realm=y");
    row("two in one header", { R"(Basic realm="y", Bearer realm="https://x",service="z")" },
        "basic realm=y; bearer realm=https://x service=z");
    row("two in one, without parameters", { "Negotiate, Basic realm=\"y\"" }, "negotiate; basic realm=y");
    row("base64", { "Negotiate YWJjZA==, Basic realm=\"y\"" }, "negotiate; basic realm=y");
    row("commas inside of quotes", { R"(Bearer realm="https://x",scope="repository:a:pull,push")" },
        "bearer realm=https://x scope=repository:a:pull,push");
    row("escapes", { R"(Basic realm="a \"b\" \\ c")" }, R"(basic realm=a "b" \ c)");
    row("without quotes", { "Bearer realm=https://x/token?a=b,service=y" },
        "bearer realm=https://x/token?a=b service=y");
    row("spaces around", { "  Bearer   realm = \"https://x\" ,  service= y  " }, "bearer realm=https://x service=y");
    row("an empty value", { R"(Bearer realm="https://x",scope="")" }, "bearer realm=https://x scope=");
    row("a quote that is never closed", { R"(Bearer realm="https://x,service=y)" }, "bearer realm=https://x,service=y");
    row("parameters of nothing", { R"(realm="https://x")" }, "");
    row("empty", { "" }, "");
    row("commas alone", { ",,, ," }, "");
    row("noise", { "\x01\x02 Bearer \xff realm=\"x\"" }, "bearer realm=x");
    row("the last byte a backslash", { R"(Bearer realm="x\)" }, "bearer realm=x\\");
}

void TestRegistryHeaders::challenges()
{
    QFETCH(QByteArrayList, headers);
    HttpHeaders all { { "Content-Type", "x" } };
    for (const QByteArray &value : headers)
        all.append({ "www-authenticate", value });
    QByteArrayList said;
    for (const AuthChallenge &challenge : parseChallenges(all)) {
        QByteArray text = challenge.scheme;
        for (const auto &[name, value] : challenge.parameters)
            text += ' ' + name + '=' + value;
        said.append(text);
    }
    QTEST(said.join("; "), "said");
    // Long ones take no time, and not without end.
    QVERIFY(parseChallenges({ { "WWW-Authenticate", QByteArray("a,").repeated(1'000'000) } }).size() < 100);
    QVERIFY(parseChallenges({ { "WWW-Authenticate", "a " + QByteArray("b=c,").repeated(500'000) } }).size() == 1);
}

void TestRegistryHeaders::links_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("next");
    const auto row = [](const char *value, const char *next) {
        QTest::addRow("%s", value) << QByteArray(value) << QByteArray(next);
    };
    row(R"(</v2/a/tags/list?last=x&n=5>; rel="next")", "/v2/a/tags/list?last=x&n=5");
    row("</v2/a>; rel=next", "/v2/a");
    row("<https://h/v2/a>; title=\"x\"; REL=\"prev next\"", "https://h/v2/a");
    row(R"(</a>; rel="prev", </b>; rel="next")", "/b");
    row(R"(</a?x=1,2>; rel="next")", "/a?x=1,2");
    row(R"(</a>; rel="nextish")", "");
    row("</a>", "");
    row("/a; rel=next", "");
    row("</a; rel=next", "");
    row("", "");
}

void TestRegistryHeaders::links()
{
    QFETCH(QByteArray, value);
    QTEST(nextLink({ { "Link", value } }), "next");
}

void TestRegistryHeaders::redirects_data()
{
    QTest::addColumn<QByteArrayList>("locations");
    QTest::addColumn<QByteArray>("end"); // empty: refused
    QTest::addColumn<bool>("keeps");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char *name, const QByteArrayList &locations, const QByteArray &end, bool keeps,
                         ErrorCode code = ErrorCode::Internal) {
        QTest::addRow("%s", name) << locations << end << keeps << code;
    };
    row("the same host", { "/b" }, "https://h.example/b", true);
    row("the same host in full", { "https://H.example:443/b" }, "https://h.example/b", true);
    row("another host", { "https://o.example/b" }, "https://o.example/b", false);
    row("a host below it", { "https://x.h.example/b" }, "https://x.h.example/b", false);
    row("another port", { "https://h.example:444/b" }, "https://h.example:444/b", false);
    row("there and back", { "https://o.example/b", "https://h.example/c" }, "https://h.example/c", false);
    row("to http", { "http://h.example/b" }, {}, false, ErrorCode::AccessDenied);
    row("to http elsewhere", { "https://o.example/", "http://o.example/" }, {}, false, ErrorCode::AccessDenied);
    row("ten hops", QByteArrayList(10, "/b"), "https://h.example/b", true);
    row("eleven hops", QByteArrayList(11, "/b"), {}, true, ErrorCode::LimitExceeded);
    row("nowhere", { "" }, {}, true, ErrorCode::Corrupt);
    row("a file", { "file:///etc/passwd" }, {}, true, ErrorCode::Unsupported);
    row("with a user", { "https://u:p@h.example/" }, {}, true, ErrorCode::Corrupt);
    row("a host that only looks the same", { "https://h.example\\@o.example/" }, "https://h.example/%5C@o.example/",
        true);
}

void TestRegistryHeaders::redirects()
{
    QFETCH(QByteArrayList, locations);
    QFETCH(QByteArray, end);
    RedirectPolicy policy(*WebUrl::parse("https://h.example/a"));
    Result<WebUrl> last = policy.current();
    for (const QByteArray &location : locations)
        last = policy.follow(location);
    QCOMPARE(last ? last->toBytes() : QByteArray(), end);
    if (!last)
        QTEST(last.error().code, "code");
    else
        QTEST(policy.keepsCredentials(), "keeps");
}

void TestRegistryHeaders::retryAfter_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("milliseconds"); // -1: none
    const auto row = [](const char *value, qint64 milliseconds) {
        QTest::addRow("%s", value) << QByteArray(value) << milliseconds;
    };
    row("0", 0);
    row("120", 120'000);
    row("Wed, 21 Oct 2026 07:28:30 GMT", 30'000);
    row("Wed, 21 Oct 2026 07:27:00 GMT", 0);
    row("-1", -1);
    row("1.5", -1);
    row("soon", -1);
    row("", -1);
    row("99999999999999999999", -1);
}

void TestRegistryHeaders::retryAfter()
{
    QFETCH(QByteArray, value);
    const QDateTime now(QDate(2026, 10, 21), QTime(7, 28), Qt::UTC);
    const auto wait = parseRetryAfter(value, now);
    QTEST(wait ? static_cast<qint64>(wait->count()) : -1, "milliseconds");
}

void TestRegistryHeaders::waits()
{
    RetryClock clock = RetryClock::ofSystem();
    clock.chance = [] { return 0.0; };
    RetryPolicy retry(clock);
    for (const auto expected : { 2s, 4s, 8s, 16s, 32s })
        QCOMPARE(retry.next(nullptr)->count(), std::chrono::milliseconds(expected).count());
    QVERIFY(!retry.next(nullptr));
    retry.progressed();
    QCOMPARE(retry.next(nullptr)->count(), 2000);
    HttpHead head;
    head.headers = { { "retry-after", "7" } };
    QCOMPARE(retry.next(&head)->count(), 7000);
    head.headers = { { "Retry-After", "86400" } }; // nobody waits for a day
    QVERIFY(!retry.next(&head));
    clock.chance = [] { return 1.0; };
    retry.progressed();
    QCOMPARE(retry.next(nullptr)->count(), 1500);
    for (const int status : { 408, 429, 500, 502, 503, 504 })
        QVERIFY(RetryPolicy::isTemporary(status));
    for (const int status : { 200, 301, 400, 401, 403, 404, 416, 501 })
        QVERIFY(!RetryPolicy::isTemporary(status));
    Job job;
    job.cancelAfter(100ms);
    QVERIFY(!RetryClock::ofSystem().sleep(1min, job));
}

void TestRegistryHeaders::limits_data()
{
    QTest::addColumn<QByteArray>("limit");
    QTest::addColumn<QByteArray>("remaining");
    QTest::addColumn<RateLimit>("rate");
    QTest::addRow("Docker Hub") << QByteArray("100;w=21600") << QByteArray("76;w=21600")
                                << RateLimit { 100, 76, 21600 };
    QTest::addRow("without a window") << QByteArray("100") << QByteArray("0") << RateLimit { 100, 0, -1 };
    QTest::addRow("nothing") << QByteArray() << QByteArray() << RateLimit {};
    QTest::addRow("noise") << QByteArray("many;w=x") << QByteArray("-3") << RateLimit {};
}

void TestRegistryHeaders::limits()
{
    QFETCH(QByteArray, limit);
    QFETCH(QByteArray, remaining);
    HttpHead head;
    head.headers = { { "ratelimit-limit", limit }, { "RateLimit-Remaining", remaining } };
    QFETCH(RateLimit, rate);
    QVERIFY(RateLimit::of(head) == rate);
}

void TestRegistryHeaders::errors_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("detail");
    const auto row = [](int status, const QByteArray &body, ErrorCode code, const QString &detail) {
        QTest::addRow("%d %s", status, body.left(40).constData()) << status << body << code << detail;
    };
    row(404, R"({"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]})", ErrorCode::NotFound,
        u"HTTP 404: MANIFEST_UNKNOWN: manifest unknown"_s);
    row(401, R"({"details":"incorrect username or password"})", ErrorCode::AuthRequired,
        u"HTTP 401: incorrect username or password"_s);
    row(403, R"({"errors":[{"code":"DENIED"}]})", ErrorCode::AccessDenied, u"HTTP 403: DENIED"_s);
    row(429, "<html>", ErrorCode::RateLimited, u"HTTP 429"_s);
    row(400, R"({"errors":[{"code":"UNSUPPORTED","message":"x"}]})", ErrorCode::Unsupported,
        u"HTTP 400: UNSUPPORTED: x"_s);
    row(403, R"({"errors":[{"code":"TOOMANYREQUESTS"}]})", ErrorCode::RateLimited, u"HTTP 403: TOOMANYREQUESTS"_s);
    row(500, "", ErrorCode::Network, u"HTTP 500"_s);
    row(418, R"({"errors":[]})", ErrorCode::Corrupt, u"HTTP 418"_s);
    row(404, R"({"errors":"x"})", ErrorCode::NotFound, u"HTTP 404"_s);
    row(401, R"({"message":"you sent hunter2"})", ErrorCode::AuthRequired, u"HTTP 401"_s); // a secret comes back
    row(404, R"({"message":")" + QByteArray(5000, 'x') + R"("})", ErrorCode::NotFound,
        u"HTTP 404: "_s + QString(400, u'x'));
}

void TestRegistryHeaders::errors()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    HttpHead head;
    head.status = status;
    const Error error = registryError(head, body, u"h/a"_s, "hunter2");
    QTEST(error.code, "code");
    QTEST(error.detail, "detail");
    QCOMPARE(error.subject, u"h/a"_s);
}

QTEST_GUILESS_MAIN(TestRegistryHeaders)
#include "tst_registryheaders.moc"
