// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Sources over real engines: what is done to an engine in another terminal is seen here, and an engine that goes away comes
// back.

#include "services/stores/engine/enginestore.h"
#include "services/stores/layercache.h"
#include "tests/integration/commandlinerun.h"
#include "tests/support/engineserver.h"
#include "ui/sourcemanager.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kSoonMs = 1'000; // a change is seen within
constexpr int kBackMs = 10'000; // an engine that is back

} // namespace

class TestLiveSources : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void followsAnEngine_data();
    void followsAnEngine();
    void frozenEngine();

private:
    static void start(EngineServer::Kind kind, std::unique_ptr<EngineServer> &server);
    static StoreOffer offerOf(const EngineServer &server);
};

// What one source shows, as text: "name id containers/running", sorted.
static QStringList rowsOf(const SourceManager &manager)
{
    QStringList rows;
    for (const SourceImages &source : manager.images()) {
        for (const SourceImage &image : source.images) {
            const QStringList names = image.summary.names.isEmpty() ? QStringList { u"<none>"_s } : image.summary.names;
            for (const QString &name : names)
                rows += u"%1 %2/%3"_s.arg(name).arg(image.containers).arg(image.runningContainers);
        }
    }
    rows.sort();
    return rows;
}

void TestLiveSources::start(EngineServer::Kind kind, std::unique_ptr<EngineServer> &server)
{
    server = EngineServer::start(kind);
    if (!server->skipReason().isEmpty() && qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != u"1")
        QSKIP(qPrintable(server->skipReason()));
    QVERIFY2(server->skipReason().isEmpty(), qPrintable(server->skipReason()));
    QVERIFY2(server->failure().isEmpty(), qPrintable(server->failure()));
}

StoreOffer TestLiveSources::offerOf(const EngineServer &server)
{
    StoreOffer offer;
    const Endpoint endpoint = Endpoint::unixSocket(server.socketPath());
    offer.key = offer.location = endpoint.toString();
    offer.title = u"Engine"_s;
    offer.open = [endpoint](Job &job) { return EngineStore::connect(endpoint, EngineBrand::Docker, u"Engine"_s, job); };
    return offer;
}

void TestLiveSources::followsAnEngine_data()
{
    QTest::addColumn<EngineServer::Kind>("kind");
    using Kind = EngineServer::Kind;
    for (const Kind kind : { Kind::Docker20, Kind::Docker26, Kind::Docker26Containerd, Kind::Podman })
        QTest::addRow("%s", qPrintable(EngineServer::nameOf(kind))) << kind;
}

void TestLiveSources::followsAnEngine()
{
    QFETCH(EngineServer::Kind, kind);
    std::unique_ptr<EngineServer> server;
    start(kind, server);
    if (QTest::currentTestFailed() || !server || !server->skipReason().isEmpty())
        return;
    WorkPool pool;
    JobList jobs;
    const UiServices services { pool, nullptr, nullptr, openStore, {}, {} };
    SourceManager manager(services, jobs);
    manager.add({ offerOf(*server) });
    const SourceId id = manager.sources().constFirst().id;
    const auto state = [&] { return manager.entry(id)->source.state; };
    QTRY_COMPARE_WITH_TIMEOUT(state(), SourceState::Ready, kBackMs);
    QCOMPARE(rowsOf(manager), QStringList());
    QVERIFY(jobs.items().isEmpty());

    const auto has = [&](const QString &row) {
        const QStringList rows = rowsOf(manager);
        return std::any_of(rows.cbegin(), rows.cend(), [&](const QString &each) { return each.contains(row); });
    };
    const auto command = [&](const QStringList &words) {
        server->command(words);
        QVERIFY2(server->failure().isEmpty(), qPrintable(server->failure()));
    };
    command({ u"load"_s, u"-i"_s, QString::fromLocal8Bit(sampleFile()) });
    QTRY_VERIFY_WITH_TIMEOUT(has(u"varve/sample:latest 0/0"_s), kSoonMs);
    command({ u"tag"_s, u"varve/sample:latest"_s, u"localhost:5000/other:v1"_s });
    QTRY_VERIFY_WITH_TIMEOUT(has(u"localhost:5000/other:v1 0/0"_s), kSoonMs);
    command({ u"create"_s, u"--name"_s, u"one"_s, u"varve/sample:latest"_s, u"/bin/true"_s });
    QTRY_VERIFY_WITH_TIMEOUT(has(u"varve/sample:latest 1/0"_s), kSoonMs);
    // Layers are known by and by, and stay known when something else changes.
    const auto inspected = [&] {
        int known = 0;
        for (const SourceImage &image : manager.images().constFirst().images)
            known += image.layers.isEmpty() ? 0 : 1;
        return known;
    };
    QTRY_COMPARE_WITH_TIMEOUT(inspected(), 2, kBackMs);
    command({ u"rm"_s, u"one"_s });
    QTRY_VERIFY_WITH_TIMEOUT(has(u"varve/sample:latest 0/0"_s), kSoonMs);
    QCOMPARE(inspected(), 2);
    command({ u"rmi"_s, u"localhost:5000/other:v1"_s });
    QTRY_VERIFY_WITH_TIMEOUT(!has(u"other"_s), kSoonMs);

    // It ends: what was there stays, and is marked.
    const QStringList before = rowsOf(manager);
    QVERIFY(server->halt());
    QTRY_COMPARE_WITH_TIMEOUT(state(), SourceState::Offline, kBackMs);
    QVERIFY(!manager.entry(id)->source.errorText.isEmpty());
    QCOMPARE(rowsOf(manager), before);
    QVERIFY(manager.images().constFirst().isStale);
    QVERIFY(server->resume());
    QTRY_COMPARE_WITH_TIMEOUT(state(), SourceState::Ready, kBackMs);
    QVERIFY(!manager.images().constFirst().isStale);
    QCOMPARE(rowsOf(manager), before);
    // ... and is followed again.
    command({ u"tag"_s, u"varve/sample:latest"_s, u"back:again"_s });
    QTRY_VERIFY_WITH_TIMEOUT(has(u"back:again 0/0"_s), kSoonMs);
}

// It takes connections and says nothing.
void TestLiveSources::frozenEngine()
{
    std::unique_ptr<EngineServer> server;
    start(EngineServer::Kind::Docker20, server);
    if (QTest::currentTestFailed() || !server || !server->skipReason().isEmpty())
        return;
    WorkPool pool;
    JobList jobs;
    const UiServices services { pool, nullptr, nullptr, openStore, {}, {} };
    SourceManager manager(services, jobs);
    QVERIFY(server->freeze());
    manager.add({ offerOf(*server) });
    const SourceId id = manager.sources().constFirst().id;
    const auto state = [&] { return manager.entry(id)->source.state; };
    QTRY_COMPARE_WITH_TIMEOUT(state(), SourceState::Offline, 20'000);
    QCOMPARE(manager.entry(id)->error.code, ErrorCode::Network);
    QVERIFY(server->thaw());
    QTRY_COMPARE_WITH_TIMEOUT(state(), SourceState::Ready, 20'000);
    // A close while it is silent does not wait for it.
    QVERIFY(server->freeze());
    QElapsedTimer clock;
    clock.start();
    manager.reload(id);
    manager.close(id);
    pool.shutdown();
    QVERIFY2(clock.elapsed() < 1'000, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(server->thaw());
}

QTEST_MAIN(TestLiveSources)
#include "tst_livesources.moc"
