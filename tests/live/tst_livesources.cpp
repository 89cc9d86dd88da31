// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Sources over real engines: what is done to an engine in another terminal is seen here, and an engine that goes away comes
// back.

#include "services/stores/cache/layercache.h"
#include "services/stores/engine/enginestore.h"
#include "tests/integration/commandlinerun.h"
#include "tests/support/engineserver.h"
#include "tests/support/processrun.h"
#include "ui/sourcemanager.h"

#include <QtCore/QFile>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kSoonMs = 1'000; // a change is seen within
constexpr int kBackMs = 10'000; // an engine that is back
constexpr int kFetchMs = 8 * 60 * 1000; // what the images are made of, the first time

} // namespace

class TestLiveSources : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void followsAnEngine_data();
    void followsAnEngine();
    void frozenEngine();
    void namesAndRemoval_data();
    void namesAndRemoval();
    void containerLayer_data();
    void containerLayer();

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
        const QList<SourceImages> sources = manager.images();
        for (const SourceImage &image : sources.constFirst().images)
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

void TestLiveSources::namesAndRemoval_data()
{
    followsAnEngine_data();
}

// What the menu of an image does, seen by the engine's own command line.
void TestLiveSources::namesAndRemoval()
{
    QFETCH(EngineServer::Kind, kind);
    std::unique_ptr<EngineServer> server;
    start(kind, server);
    if (QTest::currentTestFailed() || !server || !server->skipReason().isEmpty())
        return;
    server->command({ u"load"_s, u"-i"_s, QString::fromLocal8Bit(sampleFile()) });
    QVERIFY2(server->failure().isEmpty(), qPrintable(server->failure()));
    Job job;
    const auto store = offerOf(*server).open(job);
    QVERIFY(store);
    const auto find = [&](const QString &name) -> ImageId {
        const auto listing = (*store)->list(job);
        for (const ImageSummary &image : listing ? listing->images : QList<ImageSummary>()) {
            if (image.names.join(u' ').contains(name))
                return image.id;
        }
        return {};
    };
    const auto names = [&] { return server->command({ u"images"_s, u"--format"_s, u"{{.Repository}}:{{.Tag}}"_s }); };
    const ImageId sample = find(u"varve/sample:latest"_s);
    const ImageId base = find(u"varve/base:latest"_s);
    QVERIFY(!sample.isEmpty() && !base.isEmpty() && sample != base);
    const auto tagged = (*store)->tag(sample, u"localhost:5000/a/b:x"_s, job);
    QVERIFY2(tagged, tagged ? "" : qPrintable(tagged.error().detail));
    QVERIFY2(names().contains("localhost:5000/a/b:x"), names().constData());
    QCOMPARE((*store)->tag(sample, u"Not A Name"_s, job).has_value(), false);
    // The name means another image by now.
    const auto wrong = (*store)->untag(base, u"localhost:5000/a/b:x"_s, job);
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().code, ErrorCode::Conflict);
    QVERIFY(names().contains("localhost:5000/a/b:x"));
    QVERIFY((*store)->untag(sample, u"localhost:5000/a/b:x"_s, job));
    QVERIFY(!names().contains("localhost:5000/a/b:x"));
    QCOMPARE((*store)->untag(sample, u"localhost:5000/a/b:x"_s, job).error().code, ErrorCode::NotFound);
    // An image that a container uses stays.
    server->command({ u"create"_s, u"--name"_s, u"user"_s, u"varve/base:latest"_s, u"/bin/true"_s });
    QVERIFY2(server->failure().isEmpty(), qPrintable(server->failure()));
    const auto inUse = (*store)->remove(base, job);
    QVERIFY(!inUse);
    QCOMPARE(inUse.error().code, ErrorCode::Conflict);
    QVERIFY(!find(u"varve/base:latest"_s).isEmpty());
    server->command({ u"rm"_s, u"user"_s });
    // One with several names goes as a whole.
    const auto removed = (*store)->remove(sample, job);
    QVERIFY2(removed, removed ? "" : qPrintable(removed.error().detail));
    QVERIFY2(!names().contains("varve/sample"), names().constData());
    QCOMPARE((*store)->remove(sample, job).error().code, ErrorCode::NotFound);
}

void TestLiveSources::containerLayer_data()
{
    followsAnEngine_data();
}

// What a container wrote, as a layer: what `diff` of the command line says.
void TestLiveSources::containerLayer()
{
    QFETCH(EngineServer::Kind, kind);
    std::unique_ptr<EngineServer> server;
    start(kind, server);
    if (QTest::currentTestFailed() || !server || !server->skipReason().isEmpty())
        return;
    const ProcessOutcome base =
        runProcess(qEnvironmentVariable("VARVE_SOURCE_DIR") + u"/tests/integration/base-images.sh"_s, {}, kFetchMs);
    if (base.code == ProcessOutcome::kSkipped)
        QSKIP(qPrintable(base.lastWords()));
    QVERIFY2(base.code == 0, base.err.constData());
    const QString busybox = QString::fromUtf8(base.out).trimmed() + u"/busybox"_s;
    QTemporaryDir context;
    QVERIFY(QFile::copy(busybox, context.filePath(u"busybox"_s)));
    QFile dockerfile(context.filePath(u"Dockerfile"_s));
    QVERIFY(dockerfile.open(QIODevice::WriteOnly));
    dockerfile.write("FROM scratch\nCOPY busybox /bin/sh\nCOPY Dockerfile /etc/keep\nCOPY Dockerfile /etc/gone\n"
                     "COPY Dockerfile /etc/changed\n");
    dockerfile.close();
    server->command({ u"build"_s, u"-t"_s, u"box:1"_s, context.path() });
    server->command({ u"run"_s, u"--network"_s, u"none"_s, u"--name"_s, u"writer"_s, u"box:1"_s, u"/bin/sh"_s, u"-c"_s,
        u"echo more >> /etc/changed; unlink /etc/gone || /bin/sh rm /etc/gone; echo new > /new"_s });
    QVERIFY2(server->failure().isEmpty(), qPrintable(server->failure()));
    Job job;
    const auto store = offerOf(*server).open(job);
    QVERIFY(store);
    const auto containers = (*store)->containers(job);
    QVERIFY(containers);
    QCOMPARE(containers->size(), 1);
    const auto layer = (*store)->containerLayer(containers->constFirst(), job);
    QVERIFY2(layer, layer ? "" : qPrintable(layer.error().detail));
    QStringList rows;
    for (std::uint32_t node = 1; node < (*layer)->size(); ++node) {
        const LayerNode at { node };
        const EntryType type = (*layer)->type(at);
        const char *letter = type == EntryType::Whiteout ? "D" : type == EntryType::Directory ? "d" : "f";
        rows += QLatin1String(letter) + u" /"_s + QString::fromStdString((*layer)->path(at));
    }
    QStringList said;
    const QList<QByteArray> lines = server->command({ u"diff"_s, u"writer"_s }).trimmed().split('\n');
    for (const QByteArray &line : lines) {
        const QString path = QString::fromUtf8(line.mid(2));
        const bool isFolder = path == u"/etc"_s;
        said += (line.startsWith('D') ? u"D "_s : isFolder ? u"d "_s : u"f "_s) + path;
    }
    rows.sort();
    said.sort();
    QCOMPARE(rows, said);
    QVERIFY(rows.contains(u"f /new"_s) && rows.contains(u"f /etc/changed"_s));
    const LayerNode fresh = (*layer)->find("new");
    QCOMPARE((*layer)->sizeBytes(fresh), std::int64_t(4));
    // What the engine counts is what its command line says.
    const auto bytes = (*store)->containerBytes(containers->constFirst(), job);
    QVERIFY2(bytes, bytes ? "" : qPrintable(bytes.error().detail));
    const QByteArray counted =
        server->command({ u"container"_s, u"inspect"_s, u"--size"_s, u"--format"_s, u"{{.SizeRw}}"_s, u"writer"_s });
    QVERIFY2(server->failure().isEmpty(), qPrintable(server->failure()));
    QCOMPARE(*bytes, std::int64_t { counted.trimmed().toLongLong() });
    QVERIFY(*bytes > 0);
    server->command({ u"rm"_s, u"writer"_s });
}

QTEST_MAIN(TestLiveSources)
#include "tst_livesources.moc"
