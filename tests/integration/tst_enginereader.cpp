// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The roads to the layers of real Docker engines: which one is taken, what it finds, and what is left behind of it, also when
// the engine refuses, the connection breaks, the user cancels, or the program dies.

#include "services/stores/engine/enginestore.h"
#include "tests/integration/commandlinerun.h"
#include "tests/support/engineproxy.h"
#include "tests/support/engineserver.h"
#include "tests/support/readcollector.h"
#include "tests/support/realimages.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QThread>
#include <QtTest/QTest>

#include <sys/stat.h>

using namespace varve;
using namespace varve::test;

namespace {

constexpr int kRemovedMs = 30'000; // an engine takes its time to remove what it still mounts

constexpr int kPatienceMs = 60'000;
constexpr int kLateMs = 500;

bool isArchive(const QByteArray &request)
{
    return request.contains("/archive?path=");
}

bool isCreate(const QByteArray &request)
{
    return request.contains("/containers/create");
}

} // namespace

class TestEngineReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void roads_data() { engines(); }
    void roads();
    void refused_data();
    void refused();
    void cut_data() { engines(); }
    void cut();
    void cancelled_data() { engines(); }
    void cancelled();
    void cancelledWhileMade_data() { engines(); }
    void cancelledWhileMade();
    void left_data() { engines(); }
    void left();
    void killed_data() { engines(); }
    void killed();

private:
    static void engines();
    EngineServer *server()
    {
        return m_servers.at(QByteArray(QTest::currentDataTag()).startsWith("docker20") ? 0 : 1).get();
    }
    bool hasRecords() { return server()->kind() == EngineServer::Kind::Docker20; }
    ImageStorePtr connectThrough(const EngineProxy &proxy, const EngineOptions &options = { false, true });
    static ImageId sampleIn(ImageStore &store);
    // The real program, of somebody who may use the engine but not read its files.
    static bool startAnalyzing(QProcess &program, const EngineProxy &proxy);
    // Reads the sample while the proxy cancels the job.
    void readCancelled(const EngineProxy &proxy, std::atomic<Job *> &running);
    QByteArray readers();

    std::vector<std::unique_ptr<EngineServer>> m_servers;
    WorkPool m_pool;
};

#define START_SERVER()                                                                                                 \
    if (!server()->skipReason().isEmpty() && qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != u"1")                    \
        QSKIP(qPrintable(server()->skipReason()));                                                                     \
    QVERIFY2(server()->skipReason().isEmpty(), qPrintable(server()->skipReason()));                                    \
    QVERIFY2(server()->failure().isEmpty(), qPrintable(server()->failure()))

void TestEngineReader::initTestCase()
{
    for (const auto kind : { EngineServer::Kind::Docker20, EngineServer::Kind::Docker26Containerd }) {
        m_servers.push_back(EngineServer::start(kind));
        EngineServer &started = *m_servers.back();
        if (started.skipReason().isEmpty() && started.failure().isEmpty())
            started.command({ u"load"_s, u"-i"_s, QString::fromLocal8Bit(sampleFile()) });
    }
}

void TestEngineReader::engines()
{
    QTest::addColumn<int>("status");
    QTest::addRow("docker20") << 0;
    QTest::addRow("docker26-containerd") << 0;
}

ImageStorePtr TestEngineReader::connectThrough(const EngineProxy &proxy, const EngineOptions &options)
{
    const Job job;
    const auto store =
        EngineStore::connect(Endpoint::unixSocket(proxy.path()), EngineBrand::Docker, u"e"_s, job, options);
    return store ? *store : nullptr;
}

ImageId TestEngineReader::sampleIn(ImageStore &store)
{
    Job job;
    const auto listing = store.list(job);
    if (!listing)
        return {};
    for (const ImageSummary &summary : listing->images) {
        if (summary.names.contains(u"varve/sample:latest"_s))
            return summary.id;
    }
    return {};
}

bool TestEngineReader::startAnalyzing(QProcess &program, const EngineProxy &proxy)
{
    if (::chmod(qPrintable(proxy.folder()), 0711) != 0 || ::chmod(qPrintable(proxy.path()), 0666) != 0)
        return false;
    QProcessEnvironment environment = environmentWith(u"/tmp"_s);
    environment.insert(u"DOCKER_HOST"_s, u"unix://"_s + proxy.path());
    program.setProcessEnvironment(environment);
    program.start(u"setpriv"_s,
        { u"--reuid=65534"_s, u"--regid=65534"_s, u"--clear-groups"_s, qEnvironmentVariable("VARVE_BINARY"),
            u"analyze"_s, u"docker-daemon:varve/sample:latest"_s });
    return program.waitForStarted();
}

void TestEngineReader::readCancelled(const EngineProxy &proxy, std::atomic<Job *> &running)
{
    const ImageStorePtr store = connectThrough(proxy);
    QVERIFY(store);
    Job job;
    const auto details = store->inspect(sampleIn(*store), job);
    QVERIFY(details);
    running = &job;
    ReadCollector collector;
    const Result<void> read = readImage(*store, *details, {}, m_pool, job, collector);
    running = nullptr;
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::Cancelled);
}

QByteArray TestEngineReader::readers()
{
    return server()->command({ u"ps"_s, u"-aq"_s, u"--filter"_s, u"label=io.varve.reader"_s });
}

// Files, reader and export give the same trees, each without the others, and the same proofs where there are any.
void TestEngineReader::roads()
{
    START_SERVER();
    const EngineProxy proxy(server()->socketPath());
    const auto read = [&](const EngineOptions &options, ReadImagePtr &image, ReaderUse use) {
        const ImageStorePtr store = connectThrough(proxy, options);
        QVERIFY(store);
        const auto live = readStoredImage(store, sampleIn(*store), m_pool);
        QVERIFY2(live, live ? "" : qPrintable(live.error().subject + u": "_s + live.error().detail));
        image = *live;
        QCOMPARE(store->readerReport().use, use);
    };
    ReadImagePtr exported;
    read({ false, false }, exported, ReaderUse::None);
    QCOMPARE(proxy.count("/get"), 1);
    QCOMPARE(proxy.count("/containers/create"), 0);
    ReadImagePtr files;
    read({ true, false }, files, ReaderUse::None);
    QCOMPARE(proxy.count("/containers/create"), 0);
    ReadImagePtr through;
    read({ false, true }, through, ReaderUse::Used);
    QVERIFY(proxy.count("/containers/create") >= 1);
    QVERIFY(proxy.count("/archive?path=") >= 1);
    if (hasRecords()) // one archive has them all
        QCOMPARE(proxy.count("/archive?path="), 1);
    QCOMPARE(proxy.count("/get"), 1); // the first
    QTRY_COMPARE_WITH_TIMEOUT(readers(), QByteArray(), kRemovedMs);

    const FingerprintKind kind = hasRecords() ? FingerprintKind::Crc64 : FingerprintKind::Xxh3;
    const FileListing expected = listTree(*exported->tree);
    for (const ReadImagePtr &image : { files, through }) {
        QCOMPARE(image->layers.size(), exported->layers.size());
        for (std::size_t i = 0; i < image->layers.size(); ++i) {
            QCOMPARE(image->layers[i]->fingerprintKind(), kind);
            QCOMPARE(image->proofs[i].overall(), hasRecords() ? ProofState::Unavailable : ProofState::Verified);
            QCOMPARE(image->proofs[i].diffId, hasRecords() ? ProofState::Unavailable : exported->proofs[i].diffId);
            QCOMPARE(image->tree->counts(static_cast<int>(i)), exported->tree->counts(static_cast<int>(i)));
        }
        FileListing wanted = expected;
        FileListing actual = listTree(*image->tree);
        for (FileListing *each : { &wanted, &actual }) {
            for (ListedEntry &entry : *each) {
                if (hasRecords())
                    entry.content.clear(); // of another kind
            }
        }
        const QStringList different = differences(wanted, actual);
        QVERIFY2(different.isEmpty(), qPrintable(different.join(u'\n')));
    }
}

void TestEngineReader::refused_data()
{
    QTest::addColumn<int>("status");
    for (const int status : { 403, 500 }) {
        QTest::addRow("docker20, %d", status) << status;
        QTest::addRow("docker26-containerd, %d", status) << status;
    }
}

// An engine that creates no containers is asked for one once; everything comes out of exports.
void TestEngineReader::refused()
{
    QFETCH(int, status);
    START_SERVER();
    const EngineProxy proxy(server()->socketPath(),
        [&](const QByteArray &request) { return EngineProxy::Fault { isCreate(request) ? status : 0 }; });
    const ImageStorePtr store = connectThrough(proxy);
    QVERIFY(store);
    QCOMPARE(store->readerReport().use, ReaderUse::None);
    const ImageId id = sampleIn(*store);
    for (int round = 1; round <= 2; ++round) {
        const auto live = readStoredImage(store, id, m_pool);
        QVERIFY2(live, live ? "" : qPrintable(live.error().subject + u": "_s + live.error().detail));
        for (std::size_t i = 0; i < (*live)->layers.size(); ++i) {
            QCOMPARE((*live)->layers[i]->fingerprintKind(), FingerprintKind::Xxh3);
            QCOMPARE((*live)->proofs[i].overall(), ProofState::Verified);
        }
        QCOMPARE(proxy.count("/containers/create"), 1);
        QCOMPARE(proxy.count("/get"), round);
        QCOMPARE(store->readerReport().use, ReaderUse::Refused);
        QVERIFY2(store->readerReport().refusal.detail.contains(u"the proxy does not want to"),
            qPrintable(store->readerReport().refusal.detail));
    }
    QProcess program;
    QVERIFY(startAnalyzing(program, proxy));
    QVERIFY(program.waitForFinished(kPatienceMs));
    QCOMPARE(program.exitCode(), 0);
    const QByteArray said = program.readAllStandardError();
    QVERIFY2(said.contains("does not let Varve create a container") && said.contains("the proxy does not want to"),
        said.constData());
    QTRY_COMPARE_WITH_TIMEOUT(readers(), QByteArray(), kRemovedMs);
}

// A connection that breaks in the middle of what the reader sends: the export does, and nothing stays behind.
void TestEngineReader::cut()
{
    START_SERVER();
    const EngineProxy proxy(server()->socketPath(), [&](const QByteArray &request) {
        return EngineProxy::Fault { 0, isArchive(request) ? 3000 : -1 };
    });
    const ImageStorePtr store = connectThrough(proxy);
    QVERIFY(store);
    const auto live = readStoredImage(store, sampleIn(*store), m_pool);
    QVERIFY2(live, live ? "" : qPrintable(live.error().subject + u": "_s + live.error().detail));
    for (std::size_t i = 0; i < (*live)->layers.size(); ++i) {
        QCOMPARE((*live)->layers[i]->fingerprintKind(), FingerprintKind::Xxh3);
        QCOMPARE((*live)->proofs[i].overall(), ProofState::Verified);
    }
    QVERIFY(proxy.count("/archive?path=") >= 1);
    QCOMPARE(proxy.count("/get"), 1);
    QTRY_COMPARE_WITH_TIMEOUT(readers(), QByteArray(), kRemovedMs);
}

// A cancel while the engine says nothing more: it ends at once, and the reader goes.
void TestEngineReader::cancelled()
{
    START_SERVER();
    std::atomic<Job *> running { nullptr };
    const EngineProxy proxy(server()->socketPath(), [&](const QByteArray &request) {
        if (!isArchive(request))
            return EngineProxy::Fault();
        if (Job *const job = running)
            job->cancel();
        return EngineProxy::Fault { 0, 700, true };
    });
    readCancelled(proxy, running);
    if (QTest::currentTestFailed())
        return;
    QVERIFY(proxy.count("/archive?path=") >= 1);
    QCOMPARE(proxy.count("/get"), 0);
    QTRY_COMPARE_WITH_TIMEOUT(readers(), QByteArray(), kRemovedMs);
}

// A cancel while the engine still makes the reader: it is not there yet when it is to go, and goes all the same.
void TestEngineReader::cancelledWhileMade()
{
    START_SERVER();
    std::atomic<Job *> running { nullptr };
    const EngineProxy proxy(server()->socketPath(), [&](const QByteArray &request) {
        if (!isCreate(request))
            return EngineProxy::Fault();
        if (Job *const job = running)
            job->cancel();
        QThread::msleep(kLateMs); // and only then the engine hears of it
        return EngineProxy::Fault { 0, -1, false, true };
    });
    readCancelled(proxy, running);
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(proxy.count("/containers/create"), 1);
    QVERIFY(proxy.count("DELETE ") >= 2);
    QThread::msleep(kLateMs); // it is there by now, if it was not removed
    QTRY_COMPARE_WITH_TIMEOUT(readers(), QByteArray(), kRemovedMs);
}

// An engine that does not remove what it made: nobody waits for it twice, and when it is listed again the readers go.
void TestEngineReader::left()
{
    START_SERVER();
    std::atomic<bool> isStubborn { true };
    const EngineProxy proxy(server()->socketPath(), [&](const QByteArray &request) {
        return EngineProxy::Fault { isStubborn && request.startsWith("DELETE ") ? 500 : 0 };
    });
    const ImageStorePtr store = connectThrough(proxy);
    QVERIFY(store);
    const ImageId id = sampleIn(*store);
    for (int round = 1; round <= 2; ++round) {
        const auto live = readStoredImage(store, id, m_pool);
        QVERIFY2(live, live ? "" : qPrintable(live.error().subject + u": "_s + live.error().detail));
    }
    QVERIFY(proxy.count("/containers/create") >= 2);
    QCOMPARE(proxy.count("DELETE "), 1);
    QVERIFY(readers() != QByteArray());
    isStubborn = false;
    // One that is in use stays.
    Job job;
    EngineApi api(Endpoint::unixSocket(proxy.path()));
    QVERIFY(api.connect(job));
    ReaderStanding standing;
    auto used = EngineReader::create(api, standing, id, {}, job);
    QVERIFY2(used, used ? "" : qPrintable(used.error().detail));
    QVERIFY(store->list(job));
    QTRY_COMPARE_WITH_TIMEOUT(readers().trimmed().count('\n'), 0, kRemovedMs);
    QVERIFY(readers() != QByteArray());
    used->reset();
    QTRY_COMPARE_WITH_TIMEOUT(readers(), QByteArray(), kRemovedMs);
}

// The real program, killed while it reads. The next one cleans up.
void TestEngineReader::killed()
{
    START_SERVER();
    const EngineProxy proxy(server()->socketPath(), [&](const QByteArray &request) {
        return isArchive(request) ? EngineProxy::Fault { 0, 700, true } : EngineProxy::Fault();
    });
    QProcess program;
    QVERIFY(startAnalyzing(program, proxy));
    QElapsedTimer patience;
    patience.start();
    while (proxy.count("/archive?path=") == 0 && patience.elapsed() < kPatienceMs && !program.waitForFinished(20)) { }
    QVERIFY2(proxy.count("/archive?path=") > 0, program.readAllStandardError().constData());
    program.kill();
    QVERIFY(program.waitForFinished());
    QVERIFY(readers() != QByteArray());
    const EngineProxy plain(server()->socketPath());
    QVERIFY(connectThrough(plain));
    QTRY_COMPARE_WITH_TIMEOUT(readers(), QByteArray(), kRemovedMs);
}

QTEST_GUILESS_MAIN(TestEngineReader)
#include "tst_enginereader.moc"
