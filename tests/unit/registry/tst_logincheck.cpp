// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A login that is tried before it is kept: what registries say to it, and whom it is told.

#include "services/registry/logincheck.h"
#include "tests/support/faultyregistry.h"

#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using Answer = FaultyRegistry::Answer;
using Fault = FaultyRegistry::Fault;
using Request = FaultyRegistry::Request;

namespace {

const QByteArray kManifestType = "application/vnd.oci.image.manifest.v1+json";
const Credentials kRight { u"hugo"_s, u"hunter2-secret"_s, false };
const Credentials kWrong { u"hugo"_s, u"hunter3-secret"_s, false };

QByteArray basicOf(const Credentials &login)
{
    return "Basic " + (login.user + u':' + login.secret).toUtf8().toBase64();
}

RetryClock withoutWaiting()
{
    RetryClock clock = RetryClock::ofSystem();
    clock.sleep = [](std::chrono::milliseconds, const Job &job) { return !job.isCancelled(); };
    return clock;
}

Result<void> tryLogin(const FaultyRegistry &registry, const Credentials &login)
{
    const auto settings = std::make_shared<RegistrySettings>();
    const Reference reference = Reference::parse(QString::fromLatin1(registry.address()) + u"/team/app:1"_s).value();
    const Job job;
    return checkLogin(*loginEndpoint(*settings, reference), reference, settings, login, withoutWaiting(), job);
}

QString problem(const Result<void> &result)
{
    return result ? QString() : errorCodeName(result.error().code) + u": "_s + result.error().detail;
}

// Gives a token to who logs in as kRight, and lets only that token in.
void demandTokens(FaultyRegistry &registry)
{
    registry.answerWith([](const Request &request) -> std::optional<Answer> {
        if (!request.target.startsWith("/token"))
            return std::nullopt;
        if (request.header("Authorization") != basicOf(kRight))
            return Answer { 401, { { "Content-Type", "application/json" } }, R"({"details":"incorrect"})" };
        return Answer { 200, { { "Content-Type", "application/json" } }, R"({"token":"tok"})" };
    });
    registry.demand("Bearer realm=\"" + registry.url() + "/token\",service=\"test\"", "Bearer tok");
}

} // namespace

class TestLoginCheck : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void rightAndWrong_data();
    void rightAndWrong();
    void toldToNobodyElse_data();
    void toldToNobodyElse();
    void placeOfALogin();
    void cancelled();
};

void TestLoginCheck::initTestCase()
{
    for (const char *name : { "http_proxy", "https_proxy", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "ALL_PROXY" })
        qunsetenv(name);
}

void TestLoginCheck::rightAndWrong_data()
{
    using Prepare = std::function<void(FaultyRegistry &)>;
    QTest::addColumn<Prepare>("prepare");
    QTest::addColumn<Credentials>("login");
    QTest::addColumn<ErrorCode>("code"); // Internal: accepted
    const auto row = [](const char *name, const Prepare &prepare, const Credentials &login, ErrorCode code) {
        QTest::addRow("%s", name) << prepare << login << code;
    };
    const Prepare basic = [](FaultyRegistry &registry) { registry.demand("Basic realm=\"x\"", basicOf(kRight)); };
    const Prepare open = [](FaultyRegistry &) {};
    // In for everybody at the door, not so at the images.
    const Prepare later = [](FaultyRegistry &registry) {
        registry.answerWith([](const Request &request) -> std::optional<Answer> {
            if (!request.target.contains("/manifests/") || request.header("Authorization") == basicOf(kRight))
                return std::nullopt;
            return Answer { 401, { { "WWW-Authenticate", "Basic realm=\"x\"" } } };
        });
    };
    const Prepare forbidden = [](FaultyRegistry &registry) {
        registry.answerWith([](const Request &request) -> std::optional<Answer> {
            if (request.header("Authorization") != basicOf(kRight))
                return Answer { 401, { { "WWW-Authenticate", "Basic realm=\"x\"" } } };
            return request.target == "/v2/" ? std::nullopt : std::optional(Answer { 403, {} });
        });
    };
    row("password", basic, kRight, ErrorCode::Internal);
    row("wrong password", basic, kWrong, ErrorCode::AuthRequired);
    row("tokens", demandTokens, kRight, ErrorCode::Internal);
    row("tokens, wrong password", demandTokens, kWrong, ErrorCode::AuthRequired);
    row("asked at the image", later, kRight, ErrorCode::Internal);
    row("asked at the image, wrong password", later, kWrong, ErrorCode::AuthRequired);
    row("accepted, but not for this image: the registry's own word comes with the pull", forbidden, kRight,
        ErrorCode::Internal);
    row("never asks", open, kRight, ErrorCode::Unsupported);
    row(
        "always 401", [](FaultyRegistry &registry) { registry.fail(Fault::Unauthorized, "/v2/"); }, kRight,
        ErrorCode::AuthRequired);
    row(
        "no registry, but a page for people", [](FaultyRegistry &registry) { registry.fail(Fault::WebPage, "/v2/"); },
        kRight, ErrorCode::Unsupported);
}

void TestLoginCheck::rightAndWrong()
{
    QFETCH(std::function<void(FaultyRegistry &)>, prepare);
    QFETCH(Credentials, login);
    QFETCH(ErrorCode, code);
    FaultyRegistry registry;
    registry.putManifest("team/app", "1", kManifestType, "{}");
    prepare(registry);
    const Result<void> checked = tryLogin(registry, login);
    QVERIFY2(checked ? code == ErrorCode::Internal : checked.error().code == code, qPrintable(problem(checked)));
    QVERIFY(registry.requests().size() <= 8);
    QVERIFY2(checked || !checked.error().detail.contains(u"-secret"_s), qPrintable(problem(checked)));
    for (const Request &request : registry.requests())
        QVERIFY(!request.target.contains("-secret"));
}

void TestLoginCheck::toldToNobodyElse_data()
{
    QTest::addColumn<QByteArray>("challenge"); // @: the other host
    QTest::addColumn<bool>("isRedirected");
    QTest::addRow("redirected") << QByteArray("Basic realm=\"x\"") << true;
    QTest::addRow("realm of plain http elsewhere")
        << QByteArray(R"(Bearer realm="http://@/token",service="x")") << false;
    QTest::addRow("realm with another scheme") << QByteArray(R"(Bearer realm="ftp://@/token",service="x")") << false;
}

void TestLoginCheck::toldToNobodyElse()
{
    QFETCH(QByteArray, challenge);
    QFETCH(bool, isRedirected);
    FaultyRegistry other(ScriptedServer::Port { "127.0.0.9", nullptr });
    FaultyRegistry registry;
    if (isRedirected) {
        registry.redirect("/v2/", "http://" + other.address() + "/v2/");
        other.demand(challenge, basicOf(kRight));
    } else {
        registry.demand(challenge.replace("@", other.address()), "never");
    }
    QVERIFY(!tryLogin(registry, kRight));
    const QByteArray received = other.received();
    QVERIFY2(
        !received.contains(basicOf(kRight)) && !received.contains("hunter2") && !received.contains("Authorization"),
        received.constData());
}

void TestLoginCheck::placeOfALogin()
{
    RegistrySettings settings;
    settings.addRule({ u"h.io"_s, u"l.io/q"_s, true, false, { { u"m.io"_s, false } } });
    settings.addRule({ u"b.io"_s, {}, false, true, {} });
    const auto place = loginEndpoint(settings, Reference::parse(u"h.io/a"_s).value());
    QVERIFY(place);
    QCOMPARE(place->registry, u"l.io"_s); // never the mirror
    QVERIFY(place->isInsecure && !place->isMirror);
    QVERIFY(!loginEndpoint(settings, Reference::parse(u"b.io/a"_s).value()));
    QCOMPARE(loginEndpoint(settings, Reference::parse(u"debian"_s).value())->registry, u"docker.io"_s);
}

void TestLoginCheck::cancelled()
{
    FaultyRegistry registry;
    registry.demand("Basic realm=\"x\"", basicOf(kRight));
    const auto settings = std::make_shared<RegistrySettings>();
    const Reference reference = Reference::parse(QString::fromLatin1(registry.address()) + u"/team/app:1"_s).value();
    Job job;
    job.cancel();
    const Result<void> checked =
        checkLogin(*loginEndpoint(*settings, reference), reference, settings, kRight, withoutWaiting(), job);
    QVERIFY(!checked && checked.error().code == ErrorCode::Cancelled);
    QVERIFY(registry.requests().isEmpty());
}

QTEST_GUILESS_MAIN(TestLoginCheck)
#include "tst_logincheck.moc"
