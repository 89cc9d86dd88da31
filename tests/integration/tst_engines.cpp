// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Real engines: what Varve hears from their API is what their own command lines say.

#include "services/stores/engine/engineapi.h"
#include "services/stores/engine/enginejson.h"
#include "services/stores/engine/enginestore.h"
#include "services/stores/engine/readerowner.h"
#include "services/stores/imagestore.h"
#include "services/types/limits.h"
#include "tests/integration/commandlinerun.h"
#include "tests/support/engineserver.h"
#include "tests/support/realimages.h"

#include <QtCore/QJsonArray>
#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <sys/stat.h>

using namespace varve;
using namespace varve::test;

class TestEngines : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithItsCommandLine_data();
    void agreesWithItsCommandLine();
    void removesLeftovers();

private:
    void compareImages(EngineServer &server, EngineApi &api, const EngineInfo &info);
    void compareHistory(EngineServer &server, EngineApi &api, const EngineInfo &info);
    void compareContainers(EngineServer &server, EngineApi &api);
    void compareLayers(EngineServer &server);
    void compareRoad(
        EngineServer &server, const EngineOptions &options, const ReadImage &archived, FingerprintKind kind);
    QByteArray readersIn(EngineServer &server);
    void compareReports(EngineServer &server);

    QTemporaryDir m_folder;
    WorkPool m_pool;
};

void TestEngines::agreesWithItsCommandLine_data()
{
    QTest::addColumn<EngineServer::Kind>("kind");
    using Kind = EngineServer::Kind;
    for (const Kind kind : { Kind::Docker20, Kind::Docker26, Kind::Docker26Containerd, Kind::Podman })
        QTest::addRow("%s", qPrintable(EngineServer::nameOf(kind))) << kind;
}

void TestEngines::agreesWithItsCommandLine()
{
    QFETCH(EngineServer::Kind, kind);
    const auto server = EngineServer::start(kind);
    if (!server->skipReason().isEmpty() && qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != u"1")
        QSKIP(qPrintable(server->skipReason()));
    QVERIFY2(server->skipReason().isEmpty(), qPrintable(server->skipReason()));
    QVERIFY2(server->failure().isEmpty(), qPrintable(server->failure()));

    server->command({ u"load"_s, u"-i"_s, QString::fromLocal8Bit(sampleFile()) });
    server->command({ u"tag"_s, u"varve/sample:latest"_s, u"localhost:5000/team/other:v1"_s });
    server->command({ u"create"_s, u"--name"_s, u"first"_s, u"varve/sample:latest"_s, u"/bin/true"_s });
    QVERIFY2(server->failure().isEmpty(), qPrintable(server->failure()));

    EngineApi api(Endpoint::unixSocket(server->socketPath()));
    Job job;
    const Result<EngineInfo> info = api.connect(job);
    QVERIFY2(info, info ? "" : qPrintable(info.error().detail));
    QCOMPARE(info->brand, kind == EngineServer::Kind::Podman ? EngineBrand::Podman : EngineBrand::Docker);
    QCOMPARE(info->hasContainerdStore, kind == EngineServer::Kind::Docker26Containerd);
    QVERIFY(info->apiVersion >= (ApiVersion { 1, 40 }));
    QVERIFY(!info->serverVersion.isEmpty());
    if (kind != EngineServer::Kind::Podman)
        QVERIFY(info->rootFolder.startsWith(u'/'));
    compareImages(*server, api, *info);
    compareHistory(*server, api, *info);
    compareContainers(*server, api);
    compareLayers(*server);
    if (kind != EngineServer::Kind::Podman)
        compareReports(*server);

    const auto absent = api.get("/images/no-such-image/json", limits::kConfigBytes, job);
    QVERIFY(!absent);
    QCOMPARE(absent.error().code, ErrorCode::NotFound);
    QVERIFY2(absent.error().detail.contains(u"no-such-image"_s), qPrintable(absent.error().detail));
}

// Every name of every image, with its id, as the command line prints them.
void TestEngines::compareImages(EngineServer &server, EngineApi &api, const EngineInfo &info)
{
    Job job;
    const auto answer = api.get("/images/json", limits::kManifestBytes, job);
    QVERIFY(answer);
    const auto listing = parseEngineImages(*answer, info.hasContainerdStore, u"engine"_s);
    QVERIFY(listing);
    QCOMPARE(listing->warnings.size(), 0);
    QStringList ours;
    for (const EngineImage &image : listing->images) {
        for (const QString &name :
            image.summary.names.isEmpty() ? QStringList { u"<none>:<none>"_s } : image.summary.names)
            ours += name + u' ' + image.summary.id.value;
        QVERIFY(image.summary.listedBytes > 0);
        QVERIFY(image.summary.created.isValid());
    }
    QStringList theirs = QString::fromUtf8(
        server.command({ u"images"_s, u"--no-trunc"_s, u"--format"_s, u"{{.Repository}}:{{.Tag}} {{.ID}}"_s }))
                             .split(u'\n', Qt::SkipEmptyParts);
    ours.sort();
    theirs.sort();
    QCOMPARE(ours, theirs);
    QVERIFY(ours.size() >= 3);
}

void TestEngines::compareHistory(EngineServer &server, EngineApi &api, const EngineInfo &info)
{
    Job job;
    const QByteArray name = encoded(u"varve/sample:latest"_s);
    const auto inspect = api.get("/images/" + name + "/json", limits::kConfigBytes, job);
    const auto history = api.get("/images/" + name + "/history", limits::kConfigBytes, job);
    QVERIFY(inspect && history);
    const auto details = parseEngineInspect(*inspect, *history, info.hasContainerdStore, u"sample"_s);
    QVERIFY2(details, details ? "" : qPrintable(details.error().detail));
    QCOMPARE(details->warnings.size(), 0);

    const QByteArray line = server.command({ u"image"_s, u"inspect"_s, u"varve/sample:latest"_s });
    const QJsonObject said = QJsonDocument::fromJson(line).array().at(0).toObject();
    const QJsonArray diffIds = said[u"RootFS"_s][u"Layers"_s].toArray();
    QCOMPARE(details->layers.size(), diffIds.size());
    for (qsizetype i = 0; i < diffIds.size(); ++i)
        QCOMPARE(details->layers[i].diffId.toString(), diffIds[i].toString());
    QCOMPARE(details->summary.platform.architecture, said[u"Architecture"_s].toString());

    // The same image as an archive, where the config says itself which entry made which layer.
    const auto store = openStore(QString::fromLocal8Bit(sampleFile()), job);
    QVERIFY(store);
    const auto images = (*store)->list(job);
    QVERIFY(images);
    for (const ImageSummary &summary : images->images) {
        if (!summary.names.contains(u"varve/sample:latest"_s))
            continue;
        const auto archived = (*store)->inspect(summary.id, job);
        QVERIFY(archived);
        QCOMPARE(details->layers.size(), archived->layers.size());
        for (qsizetype i = 0; i < details->layers.size(); ++i)
            QCOMPARE(details->layers[i].instruction, archived->layers[i].instruction);
        QCOMPARE(details->config.env, archived->config.env);
        QCOMPARE(details->config.labels, archived->config.labels);
        QCOMPARE(details->config.cmd, archived->config.cmd);
        return;
    }
    QFAIL("the sample has no image of that name");
}

void TestEngines::compareContainers(EngineServer &server, EngineApi &api)
{
    Job job;
    const auto answer = api.get("/containers/json?all=1&size=1", limits::kManifestBytes, job);
    QVERIFY(answer);
    const auto containers = parseEngineContainers(*answer, u"engine"_s);
    QVERIFY(containers);
    QCOMPARE(containers->size(), 1);
    const ContainerInfo &first = containers->constFirst();
    QCOMPARE(first.names, QStringList { u"first"_s });
    QCOMPARE(first.state, ContainerState::Created);
    const QByteArray id = server.command({ u"inspect"_s, u"--format"_s, u"{{.Image}}"_s, u"first"_s }).trimmed();
    QVERIFY2(first.image.value.endsWith(QString::fromLatin1(id)), qPrintable(first.image.value));
}

// On every road the trees are those of the archive that the engine's own command line saves.
void TestEngines::compareLayers(EngineServer &server)
{
    const QString path = m_folder.filePath(EngineServer::nameOf(server.kind()) + u".tar"_s);
    server.command({ u"save"_s, u"-o"_s, path, u"varve/sample:latest"_s });
    QVERIFY2(server.failure().isEmpty(), qPrintable(server.failure()));
    RealImage saved;
    saved.path = path;
    saved.name =
        server.kind() == EngineServer::Kind::Podman ? u"localhost/varve/sample:latest"_s : u"varve/sample:latest"_s;
    const auto archived = readRealImage(saved, m_pool);
    QVERIFY2(archived, archived ? "" : qPrintable(archived.error().subject + u": "_s + archived.error().detail));
    const bool hasRecords =
        server.kind() == EngineServer::Kind::Docker20 || server.kind() == EngineServer::Kind::Docker26;
    compareRoad(server, { false, false }, **archived, FingerprintKind::Xxh3);
    compareRoad(server, { true, false }, **archived, hasRecords ? FingerprintKind::Crc64 : FingerprintKind::Xxh3);
    compareRoad(server, { false, true }, **archived, hasRecords ? FingerprintKind::Crc64 : FingerprintKind::Xxh3);
    QCOMPARE(readersIn(server), QByteArray());
}

QByteArray TestEngines::readersIn(EngineServer &server)
{
    return server.command({ u"ps"_s, u"-aq"_s, u"--filter"_s, u"label=io.varve.reader"_s });
}

void TestEngines::compareRoad(
    EngineServer &server, const EngineOptions &options, const ReadImage &archived, FingerprintKind kind)
{
    Job job;
    const auto store =
        EngineStore::connect(Endpoint::unixSocket(server.socketPath()), EngineBrand::Docker, u"e"_s, job, options);
    QVERIFY2(store, store ? "" : qPrintable(store.error().detail));
    const auto listing = (*store)->list(job);
    QVERIFY(listing);
    const auto image = std::find_if(listing->images.cbegin(), listing->images.cend(),
        [](const ImageSummary &summary) { return summary.names.join(u' ').contains(u"varve/sample:latest"_s); });
    QVERIFY(image != listing->images.cend());
    const auto live = readStoredImage(*store, image->id, m_pool);
    QVERIFY2(live, live ? "" : qPrintable(live.error().subject + u": "_s + live.error().detail));
    QCOMPARE((*live)->layers.size(), archived.layers.size());
    const bool isProved = kind == FingerprintKind::Xxh3;
    for (const LayerProof &proof : (*live)->proofs)
        QCOMPARE(proof.overall(), isProved ? ProofState::Verified : ProofState::Unavailable);
    for (std::size_t i = 0; i < archived.layers.size(); ++i) {
        QCOMPARE((*live)->layers[i]->size(), archived.layers[i]->size());
        QCOMPARE((*live)->layers[i]->fingerprintKind(), kind);
        QCOMPARE((*live)->layers[i]->totals().contentBytes, archived.layers[i]->totals().contentBytes);
        const int layer = static_cast<int>(i);
        QCOMPARE((*live)->tree->counts(layer), archived.tree->counts(layer));
    }
    FileListing expected = listTree(*archived.tree);
    FileListing actual = listTree(*(*live)->tree);
    for (FileListing *each : { &expected, &actual }) {
        for (ListedEntry &entry : *each) {
            if (!isProved)
                entry.content.clear();
        }
    }
    const QStringList different = differences(expected, actual);
    QVERIFY2(different.isEmpty(), qPrintable(different.join(u'\n')));
}

// What a program leaves behind that is killed while it reads: gone with the next connect, and nobody else's.
void TestEngines::removesLeftovers()
{
    const auto server = EngineServer::start(EngineServer::Kind::Docker20);
    if (!server->skipReason().isEmpty() && qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != u"1")
        QSKIP(qPrintable(server->skipReason()));
    QVERIFY2(server->failure().isEmpty(), qPrintable(server->failure()));
    server->command({ u"load"_s, u"-i"_s, QString::fromLocal8Bit(sampleFile()) });
    const QString label = QLatin1String(EngineReader::kLabel);
    const auto create = [&](const QString &name, const QString &owner) {
        server->command({ u"create"_s, u"--name"_s, name, u"--label"_s, label + u'=' + owner, u"varve/sample:latest"_s,
            u"true"_s });
        QVERIFY2(server->failure().isEmpty(), qPrintable(server->failure()));
    };
    QProcess gone;
    gone.start(u"sleep"_s, { u"100"_s });
    QVERIFY(gone.waitForStarted());
    const QList<QByteArray> mine = readerOwner().split('.');
    const QString machine = QString::fromLatin1(mine.at(0));
    const QString pid = QString::number(gone.processId());
    gone.kill();
    QVERIFY(gone.waitForFinished());
    create(u"varve-reader-dead"_s, machine + u'.' + pid + u".1"_s);
    create(u"varve-reader-reused"_s,
        machine + u'.' + QString::fromLatin1(mine.at(1)) + u".1"_s); // its number is another's now
    QProcess other;
    other.start(u"sleep"_s, { u"100"_s });
    QVERIFY(other.waitForStarted());
    QFile status(u"/proc/%1/stat"_s.arg(other.processId()));
    QVERIFY(status.open(QIODevice::ReadOnly));
    const QByteArray begun = status.readAll().split(')').constLast().trimmed().split(' ').value(19);
    create(u"varve-reader-alive"_s, machine + u".%1."_s.arg(other.processId()) + QString::fromLatin1(begun));
    create(u"varve-reader-forgotten"_s, QString::fromLatin1(readerOwner())); // by this process, which uses none
    create(u"varve-reader-elsewhere"_s, u"0123456789abcdef.1.1"_s);
    create(u"innocent"_s, machine + u'.' + pid + u".1"_s); // of an image that carries the label, say
    Job job;
    const auto store =
        EngineStore::connect(Endpoint::unixSocket(server->socketPath()), EngineBrand::Docker, u"e"_s, job);
    QVERIFY(store);
    QByteArrayList left = server->command({ u"ps"_s, u"-a"_s, u"--format"_s, u"{{.Names}}"_s }).trimmed().split('\n');
    std::sort(left.begin(), left.end());
    QCOMPARE(left, (QByteArrayList { "innocent", "varve-reader-alive", "varve-reader-elsewhere" }));
    other.kill();
    QVERIFY(other.waitForFinished());
    // Readers are no containers to anybody.
    const auto containers = (*store)->containers(job);
    QVERIFY(containers);
    QCOMPARE(containers->size(), 1); // the innocent one
    server->command({ u"rm"_s, u"innocent"_s, u"varve-reader-alive"_s, u"varve-reader-elsewhere"_s });

    // The real program, of somebody who may use the engine but not read its files, killed at any moment.
    const QString socket = server->socketPath();
    const QFileInfo folder(QFileInfo(socket).path());
    QVERIFY(::chmod(qPrintable(folder.path()), 0711) == 0 && ::chmod(qPrintable(folder.filePath()), 0711) == 0
        && ::chmod(qPrintable(socket), 0666) == 0);
    QProcessEnvironment environment = environmentWith(u"/tmp"_s);
    environment.insert(u"DOCKER_HOST"_s, u"unix://"_s + socket);
    const auto start = [&](QProcess &program) {
        program.setProcessEnvironment(environment);
        program.start(u"setpriv"_s,
            { u"--reuid=65534"_s, u"--regid=65534"_s, u"--clear-groups"_s, qEnvironmentVariable("VARVE_BINARY"),
                u"analyze"_s, u"docker-daemon:varve/sample:latest"_s, u"--json"_s, u"-"_s });
        QVERIFY(program.waitForStarted());
    };
    QProcess whole;
    start(whole);
    QVERIFY(whole.waitForFinished());
    QVERIFY2(whole.exitCode() == 0, whole.readAllStandardError().constData());
    // It did make one, under a name of its own. The engine may take its time to tell.
    static const QRegularExpression ownName(u"^varve-reader-[0-9a-f]{8,}$"_s, QRegularExpression::MultilineOption);
    const auto hasMadeOne = [&] {
        const QByteArray events = server->command({ u"events"_s, u"--since"_s, u"5m"_s, u"--until"_s, u"0s"_s,
            u"--filter"_s, u"event=create"_s, u"--format"_s, u"{{.Actor.Attributes.name}}"_s });
        return QString::fromUtf8(events).contains(ownName);
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasMadeOne(), 20'000);
    QCOMPARE(readersIn(*server), QByteArray());
    for (int i = 0; i < 12; ++i) {
        QProcess program;
        start(program);
        QTest::qSleep(10 + 10 * i);
        program.kill();
        QVERIFY(program.waitForFinished());
    }
    QVERIFY(EngineStore::connect(Endpoint::unixSocket(server->socketPath()), EngineBrand::Docker, u"e"_s, job));
    QCOMPARE(readersIn(*server), QByteArray());
}

// ... and so is everything that `varve analyze` says of it, through the real program.
void TestEngines::compareReports(EngineServer &server)
{
    QProcessEnvironment environment = environmentWith(m_folder.path());
    environment.insert(u"DOCKER_HOST"_s, u"unix://"_s + server.socketPath());
    const auto report = [&](const QString &source) {
        return runProgram({ u"analyze"_s, source, u"--image"_s, u"varve/sample:latest"_s, u"--json"_s, u"-"_s },
            m_folder.path(), environment);
    };
    const Outcome live = report(u"docker-daemon:"_s);
    const Outcome archived = report(m_folder.filePath(EngineServer::nameOf(server.kind()) + u".tar"_s));
    QVERIFY2(live.code == 0, live.err.constData());
    QCOMPARE(archived.code, 0);
    QCOMPARE(live.json()[u"source"_s][u"kind"_s].toString(), u"engine"_s);
    const bool hasRecords = server.kind() != EngineServer::Kind::Docker26Containerd;
    const QJsonArray layers = live.json()[u"layers"_s].toArray();
    QVERIFY(!layers.isEmpty());
    for (const QJsonValue &layer : layers) {
        QCOMPARE(layer[u"isFromRecords"_s].toBool(), hasRecords);
        QCOMPARE(layer[u"verification"_s].toString(), hasRecords ? u"unavailable"_s : u"verified"_s);
    }
    for (const auto &key : { u"analysis"_s, u"dive"_s, u"waste"_s })
        QCOMPARE(live.json()[key], archived.json()[key]);
    QVERIFY(!live.json()[u"dive"_s].isUndefined());

    const Outcome named = runProgram({ u"ls"_s, u"docker-daemon:"_s }, m_folder.path(), environment);
    QVERIFY2(named.code == 0, named.err.constData());
    QVERIFY2(named.out.contains("varve/sample"), named.out.constData());
    const Outcome absent = runProgram({ u"analyze"_s, u"docker-daemon:no/such:image"_s }, m_folder.path(), environment);
    QCOMPARE(absent.code, 2);
}

QTEST_GUILESS_MAIN(TestEngines)
#include "tst_engines.moc"
