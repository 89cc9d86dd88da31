// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What an engine is told to pull, with which login, and what is made of what it says meanwhile. Real engines are in tst_pullcommand.

#include "services/pull/enginepuller.h"
#include "services/stores/engine/enginestore.h"
#include "tests/support/fakeengine.h"
#include "tests/support/pullfixture.h"

#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kCreate = "/images/create";

class Logins final : public CredentialSource {
public:
    explicit Logins(Result<std::optional<Credentials>> answer)
        : m_answer(std::move(answer))
    {
    }
    Result<std::optional<Credentials>> find(const QString &, const QString &, const Job &) override { return m_answer; }

private:
    const Result<std::optional<Credentials>> m_answer;
};

// One pull of one image by one engine.
struct Pulled {
    explicit Pulled(const CredentialSourcePtr &logins = nullptr)
    {
        access.credentials = logins;
        putImage(registry, noisyImage(1), "1");
    }
    Result<void> run()
    {
        Job job;
        RemoteRepository repository(referenceTo(registry, u":1"_s), quickAccess());
        plan = planPull(repository, resolve(repository, job).value(), {}, {}, job).value();
        const ImageStorePtr store =
            EngineStore::connect(Endpoint::unixSocket(engine.path()), EngineBrand::Docker, u"e"_s, job).value();
        PullProgress progress(plan);
        Result<void> pulled = pullIntoEngine(*store, plan, access, progress, job);
        layers = progress.layers();
        done = job.progress().done;
        return pulled;
    }
    QByteArray line(int layer, const QByteArray &status, const QByteArray &detail = "{}") const
    {
        const QByteArray digits = noisyImage(1).layers[layer].digest().mid(7, 12);
        return R"({"status":")" + status + R"(","id":")" + digits + R"(","progressDetail":)" + detail + "}\r\n";
    }

    FaultyRegistry registry;
    FakeEngine engine;
    RegistryAccess access = quickAccess();
    PullPlan plan;
    QList<PullProgress::Layer> layers;
    std::int64_t done = 0;
};

} // namespace

class TestEnginePuller : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void followsEachLayer();
    void errorsInTheAnswer_data();
    void errorsInTheAnswer();
    void sendsTheLogin();
    void goesOnWithoutALoginThatCannotBeFound();
};

void TestEnginePuller::followsEachLayer()
{
    Pulled pull;
    pull.engine.setBody(kCreate,
        pull.line(0, "Already exists") + pull.line(1, "Downloading", R"({"current":500,"total":2000000})")
            + pull.line(1, "Download complete") + pull.line(1, "Extracting", R"({"current":5,"total":2000000})")
            + pull.line(1, "Pull complete") + pull.line(2, "Pull complete")
            + "{\"status\":\"Status: Downloaded newer image\"}\r\n");
    const Result<void> pulled = pull.run();
    VERIFY_DONE(pulled);
    for (const PullProgress::Layer &layer : pull.layers)
        QCOMPARE(layer.state, PullProgress::State::Done);
    QCOMPARE(pull.done, pull.plan.totalBytes());
    const QByteArray request = pull.engine.lastRequest(kCreate);
    QVERIFY2(request.contains("tag=1"), request.constData());
    QVERIFY2(!request.toLower().contains("x-registry-auth"), request.constData());
    QVERIFY2(!request.contains("platform="), request.constData()); // its own
}

void TestEnginePuller::errorsInTheAnswer_data()
{
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<ErrorCode>("code");
    QTest::addRow("not there") << QByteArray("manifest unknown") << ErrorCode::NotFound;
    QTest::addRow("login") << QByteArray("unauthorized: authentication required") << ErrorCode::AuthRequired;
    QTest::addRow("limit") << QByteArray("toomanyrequests: You have reached your pull rate limit")
                           << ErrorCode::RateLimited;
    QTest::addRow("disk") << QByteArray("write /var/lib/docker/x: no space left on device") << ErrorCode::NoSpace;
    QTest::addRow("something") << QByteArray("<b>something</b>") << ErrorCode::Network;
}

// The engine has said 200 before it knew.
void TestEnginePuller::errorsInTheAnswer()
{
    QFETCH(QByteArray, said);
    QFETCH(ErrorCode, code);
    Pulled pull;
    pull.engine.setBody(kCreate,
        pull.line(1, "Downloading", R"({"current":500,"total":2000000})") + R"({"errorDetail":{"message":")" + said
            + R"("},"error":")" + said + "\"}\r\n");
    const Result<void> pulled = pull.run();
    QVERIFY(!pulled);
    QVERIFY2(pulled.error().code == code, qPrintable(errorCodeName(pulled.error().code)));
    QVERIFY2(pulled.error().detail.contains(QString::fromUtf8(said)), qPrintable(pulled.error().detail));
}

void TestEnginePuller::sendsTheLogin()
{
    Pulled pull(std::make_shared<Logins>(std::optional(Credentials { u"ann"_s, u"s3cret"_s, false })));
    pull.engine.setBody(kCreate, "{\"status\":\"done\"}\r\n");
    VERIFY_DONE(pull.run());
    const QByteArray request = pull.engine.lastRequest(kCreate);
    const QByteArray expected =
        registryAuthorization({ u"ann"_s, u"s3cret"_s, false }, QString::fromLatin1(pull.registry.address()));
    QVERIFY2(request.contains("X-Registry-Auth: " + expected), request.constData());
    QVERIFY(!request.split('\n').value(0).contains("s3cret"));
}

void TestEnginePuller::goesOnWithoutALoginThatCannotBeFound()
{
    Pulled open(std::make_shared<Logins>(fail(ErrorCode::Internal, u"helper"_s, u"the helper hangs"_s)));
    open.engine.setBody(kCreate, "{\"status\":\"done\"}\r\n");
    VERIFY_DONE(open.run()); // what everybody may have
    QVERIFY(!open.engine.lastRequest(kCreate).toLower().contains("x-registry-auth"));

    Pulled closed(std::make_shared<Logins>(fail(ErrorCode::Internal, u"helper"_s, u"the helper hangs"_s)));
    closed.engine.setBody(kCreate, "{\"error\":\"unauthorized: authentication required\"}\r\n");
    const Result<void> refused = closed.run();
    QVERIFY(!refused && refused.error().code == ErrorCode::AuthRequired);
    QVERIFY2(refused.error().detail.contains(u"the helper hangs"_s), qPrintable(refused.error().detail));
}

QTEST_GUILESS_MAIN(TestEnginePuller)
#include "tst_enginepuller.moc"
