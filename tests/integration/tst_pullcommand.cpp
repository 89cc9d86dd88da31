// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// `varve pull`, the real program: from real registries into the Library, where it has to be what skopeo would have copied, and
// into real engines; with logins; and killed at any point.

#include "services/stores/library/librarycheck.h"
#include "services/stores/library/librarystore.h"
#include "tests/integration/commandlinerun.h"
#include "tests/support/engineserver.h"
#include "tests/support/faultyregistry.h"
#include "tests/support/processrun.h"
#include "tests/support/registryserver.h"

#include <QtCore/QDir>
#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <random>

using namespace varve;
using namespace varve::test;
using Kind = RegistryServer::Kind;

namespace {

constexpr int kSkopeoMs = 60'000;
constexpr int kKills = 200;
const QByteArray kManifestType = "application/vnd.oci.image.manifest.v1+json";

QStringList blobsBelow(const QString &layout)
{
    QDir folder(layout + u"/blobs/sha256"_s);
    QStringList names = folder.entryList(QDir::Files);
    names.sort();
    return names;
}

QByteArray noise(unsigned seed, int size)
{
    std::mt19937 random(seed);
    QByteArray bytes(size, '\0');
    for (char &each : bytes)
        each = static_cast<char>(random());
    return bytes;
}

// Layers that are no tars, which a pull does not care about.
ImageSpec noiseImage(unsigned seed)
{
    ImageSpec image;
    for (unsigned i = 0; i < 4; ++i)
        image.layer(noise(seed + i, 1'000'000 + int(i)), "ADD " + QByteArray::number(i));
    return image;
}

void put(FaultyRegistry &registry, const ImageSpec &image, const QByteArray &tag)
{
    registry.putBlob(image.config());
    for (const LayerSpec &layer : image.layers)
        registry.putBlob(layer.blob);
    registry.putManifest("team/app", tag, kManifestType, image.manifest());
}

} // namespace

class TestPullCommand : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void equalsSkopeo_data();
    void equalsSkopeo();
    void opensElsewhere();
    void looksIntoTheRegistry();
    void logins_data();
    void logins();
    void intoEngines_data();
    void intoEngines();
    void saysWhatItIs();
    void killed();

private:
    void makeLayout();
    QProcessEnvironment environment() const;
    QString library() const { return m_home->filePath(u"data/varve/library"_s); }
    Outcome pull(const QStringList &words) { return pullWith(environment(), words); }
    Outcome pullWith(const QProcessEnvironment &environment, const QStringList &words)
    {
        return runProgram(QStringList { u"pull"_s } + words, m_home->path(), environment);
    }
    RegistryServer &server(Kind kind) const { return *m_servers[static_cast<std::size_t>(kind)]; }
    void checkClean();

    QTemporaryDir m_folder;
    std::unique_ptr<QTemporaryDir> m_home;
    std::array<std::unique_ptr<RegistryServer>, 3> m_servers;
    WorkPool m_pool;
};

// One image of gzip layers, the same with zstd, and one of two platforms.
void TestPullCommand::makeLayout()
{
    const QString source = qEnvironmentVariable("VARVE_SOURCE_DIR");
    const QString layout = u"oci:"_s + m_folder.filePath(u"layout"_s);
    const QString archive = u"docker-archive:"_s + QString::fromLocal8Bit(sampleFile()) + u":@0"_s;
    const QStringList copy { u"--insecure-policy"_s, u"copy"_s, u"--quiet"_s };
    const ProcessOutcome one = runProcess(u"skopeo"_s, copy + QStringList { archive, layout + u":one"_s }, kSkopeoMs);
    QVERIFY2(one.code == 0, one.err.constData());
    const ProcessOutcome many = runProcess(u"python3"_s,
        { source + u"/tests/integration/make-index.py"_s, m_folder.filePath(u"layout"_s), u"many"_s }, kSkopeoMs);
    QVERIFY2(many.code == 0, many.err.constData());
    const ProcessOutcome zstd = runProcess(u"skopeo"_s,
        copy
            + QStringList { u"--format"_s, u"oci"_s, u"--dest-compress-format"_s, u"zstd"_s, archive,
                layout + u":zstd"_s },
        kSkopeoMs);
    QVERIFY2(zstd.code == 0, zstd.err.constData());
}

void TestPullCommand::initTestCase()
{
    for (const char *name : { "http_proxy", "https_proxy", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "ALL_PROXY" })
        qunsetenv(name);
    const bool isRequired = qEnvironmentVariable("VARVE_REQUIRE_SERVERS") == u"1";
    if (runProcess(u"skopeo"_s, { u"--version"_s }, kSkopeoMs).code != 0) {
        QVERIFY2(!isRequired, "skopeo is not installed");
        QSKIP("skopeo is not installed");
    }
    makeLayout();
    if (QTest::currentTestFailed())
        return;
    for (const Kind kind : { Kind::Plain, Kind::Tls, Kind::Token }) {
        auto started = RegistryServer::start(kind);
        if (!started->skipReason().isEmpty() && !isRequired)
            QSKIP(qPrintable(started->skipReason()));
        QVERIFY2(started->skipReason().isEmpty(), qPrintable(started->skipReason()));
        QVERIFY2(started->failure().isEmpty(), qPrintable(started->failure()));
        for (const QString &name : { u"one"_s, u"many"_s, u"zstd"_s }) {
            for (const QString &repository : { u"public/sample:"_s, u"private/sample:"_s }) {
                const bool isPushed =
                    started->push(u"oci:"_s + m_folder.filePath(u"layout:"_s) + name, repository + name);
                QVERIFY2(isPushed, qPrintable(started->failure()));
            }
        }
        m_servers[static_cast<std::size_t>(kind)] = std::move(started);
    }
}

void TestPullCommand::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    QVERIFY(m_home->isValid());
}

// Nothing of whoever runs the test: no logins, no engines.
QProcessEnvironment TestPullCommand::environment() const
{
    QProcessEnvironment environment = environmentWith(m_home->path());
    environment.insert(u"HOME"_s, m_home->path());
    environment.insert(u"XDG_DATA_HOME"_s, m_home->filePath(u"data"_s));
    environment.insert(u"XDG_CONFIG_HOME"_s, m_home->filePath(u".config"_s));
    environment.insert(u"XDG_RUNTIME_DIR"_s, m_home->filePath(u"run"_s));
    for (const QString &name :
        { u"DOCKER_CONFIG"_s, u"REGISTRY_AUTH_FILE"_s, u"CONTAINERS_CONF"_s, u"CONTAINER_HOST"_s })
        environment.remove(name);
    environment.insert(u"DOCKER_HOST"_s, u"unix:///nowhere/docker.sock"_s);
    return environment;
}

void TestPullCommand::checkClean()
{
    Job job;
    const Result<LibraryReport> report = checkLibrary(library(), job, m_pool);
    QVERIFY2(report, report ? "" : qPrintable(report.error().detail));
    QVERIFY2(!report->hasDamage(), qPrintable(report->problems.value(0).subject + report->problems.value(0).detail));
}

void TestPullCommand::equalsSkopeo_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isEverything");
    QTest::addRow("one platform, gzip") << u"one"_s << false;
    QTest::addRow("one platform, zstd") << u"zstd"_s << false;
    QTest::addRow("of several platforms this machine's") << u"many"_s << false;
    QTest::addRow("several platforms") << u"many"_s << true;
}

void TestPullCommand::equalsSkopeo()
{
    QFETCH(QString, name);
    QFETCH(bool, isEverything);
    const QString reference = server(Kind::Plain).address() + u"/public/sample:"_s + name;
    const QStringList options = isEverything ? QStringList { u"--all-platforms"_s } : QStringList();
    const Outcome pulled = pull(QStringList { reference, u"--quiet"_s } + options);
    QVERIFY2(pulled.code == 0, pulled.err.constData());
    const QString copy = m_home->filePath(u"skopeo"_s);
    QStringList words { u"--insecure-policy"_s, u"copy"_s, u"--quiet"_s, u"--src-tls-verify=false"_s };
    if (isEverything)
        words += u"--all"_s;
    const ProcessOutcome copied = runProcess(
        u"skopeo"_s, words + QStringList { u"docker://"_s + reference, u"oci:"_s + copy + u":x"_s }, kSkopeoMs);
    QVERIFY2(copied.code == 0, copied.err.constData());
    QCOMPARE(blobsBelow(library()), blobsBelow(copy));
    const auto index = QJsonDocument::fromJson(fileContent(copy + u"/index.json"_s)).object();
    QCOMPARE(QString::fromLatin1(pulled.out.trimmed()), index[u"manifests"_s][0][u"digest"_s].toString());
    checkClean();
}

void TestPullCommand::opensElsewhere()
{
    const QString reference = server(Kind::Plain).address() + u"/public/sample:one"_s;
    const Outcome pulled = pull({ reference });
    QVERIFY2(pulled.code == 0, pulled.err.constData());
    const ProcessOutcome inspected =
        runProcess(u"skopeo"_s, { u"inspect"_s, u"oci:"_s + library() + u':' + reference }, kSkopeoMs);
    QVERIFY2(inspected.code == 0, inspected.err.constData());
    const ProcessOutcome unpacked = runProcess(u"umoci"_s,
        { u"unpack"_s, u"--rootless"_s, u"--image"_s, library() + u':' + reference, m_home->filePath(u"bundle"_s) },
        kSkopeoMs);
    QVERIFY2(unpacked.code == 0, unpacked.err.constData());
    QVERIFY(QFileInfo(m_home->filePath(u"bundle/rootfs"_s)).isDir());
    // Podman makes a name of the path, and wants that in lower case.
    const QString copied = QDir::tempPath() + u"/varve-podman-%1"_s.arg(QCoreApplication::applicationPid());
    QCOMPARE(runProcess(u"cp"_s, { u"-a"_s, library(), copied }, kSkopeoMs).code, 0);
    const auto removed = qScopeGuard([&copied] { QDir(copied).removeRecursively(); });
    const QStringList storage { u"--root"_s, m_home->filePath(u"storage"_s), u"--runroot"_s, m_home->filePath(u"run"_s),
        u"--storage-driver"_s, u"vfs"_s };
    const ProcessOutcome taken = runProcess(
        u"podman"_s, storage + QStringList { u"pull"_s, u"-q"_s, u"oci:"_s + copied + u':' + reference }, kSkopeoMs);
    QVERIFY2(taken.code == 0, taken.err.constData());
    QVERIFY2(!taken.out.trimmed().isEmpty(), taken.err.constData());
}

// What is looked at in the registry is what a pull would bring, and is kept nowhere.
void TestPullCommand::looksIntoTheRegistry()
{
    const QString reference = server(Kind::Plain).address() + u"/public/sample:one"_s;
    const auto analyze = [&](const QString &what) {
        return runProgram({ u"analyze"_s, what, u"--json"_s, u"-"_s }, m_home->path(), environment()).json();
    };
    const QJsonObject there = analyze(u"docker://"_s + reference);
    QVERIFY(!there.isEmpty());
    QVERIFY(!QFileInfo::exists(library()));
    const Outcome pulled = pull({ reference });
    QVERIFY2(pulled.code == 0, pulled.err.constData());
    const QJsonObject here = analyze(reference);
    QVERIFY(!here[u"layers"_s].toArray().isEmpty());
    // But for the first bytes of the blob, which are only here for who has it.
    const auto layersOf = [](const QJsonObject &report) {
        QJsonArray layers = report[u"layers"_s].toArray();
        for (QJsonValueRef each : layers) {
            QJsonObject layer = each.toObject();
            layer.remove(u"compression"_s);
            each = layer;
        }
        return layers;
    };
    QCOMPARE(layersOf(there), layersOf(here));
    QCOMPARE(there[u"totals"_s], here[u"totals"_s]);
    const Outcome missing =
        runProgram({ u"analyze"_s, u"docker://"_s + reference + u"x"_s }, m_home->path(), environment());
    QCOMPARE(missing.code, 3);
    QVERIFY2(missing.err.contains("is not there"), missing.err.constData());
}

void TestPullCommand::logins_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("said"); // empty: it works
    for (const auto &[name, kind] : { std::pair("TLS", Kind::Tls), std::pair("token", Kind::Token) }) {
        QTest::addRow("%s, right", name) << kind << u"right"_s << QString();
        QTest::addRow("%s, wrong", name) << kind << u"wrong-password-8732"_s << u"needs a login"_s;
        QTest::addRow("%s, none", name) << kind << QString() << u"needs a login"_s;
    }
}

void TestPullCommand::logins()
{
    QFETCH(Kind, kind);
    QFETCH(QString, password);
    QFETCH(QString, said);
    const RegistryServer &registry = server(kind);
    QProcessEnvironment with = environment();
    if (!password.isEmpty()) {
        const QString secret = password == u"right" ? registry.variable(u"REGISTRY_PASSWORD"_s) : password;
        const QByteArray login = (registry.variable(u"REGISTRY_USER"_s) + u':' + secret).toUtf8().toBase64();
        QDir().mkpath(m_home->filePath(u"docker"_s));
        QFile config(m_home->filePath(u"docker/config.json"_s));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(R"({"auths":{")" + registry.address().toLatin1() + R"(":{"auth":")" + login + "\"}}}");
        config.close();
        with.insert(u"DOCKER_CONFIG"_s, m_home->filePath(u"docker"_s));
    }
    // containers' own place for certificates and exceptions of this user.
    const QString containers = m_home->filePath(u".config/containers"_s);
    QDir().mkpath(containers + u"/certs.d/"_s + registry.address());
    if (kind == Kind::Tls) {
        QDir authority(registry.variable(u"REGISTRY_CA"_s));
        const QStringList files = authority.entryList({ u"*.crt"_s }, QDir::Files);
        QVERIFY(!files.isEmpty());
        QVERIFY(QFile::copy(
            authority.filePath(files.constFirst()), containers + u"/certs.d/"_s + registry.address() + u"/ca.crt"_s));
    } else {
        QFile settings(containers + u"/registries.conf"_s);
        QVERIFY(settings.open(QIODevice::WriteOnly));
        settings.write("[[registry]]\nlocation = \"" + registry.address().toLatin1() + "\"\ninsecure = true\n");
    }
    const Outcome pulled = pullWith(with, { registry.address() + u"/private/sample:one"_s });
    QVERIFY2(
        !pulled.err.contains("wrong-password-8732") && !pulled.out.contains("wrong-password-8732"), "told a secret");
    if (said.isEmpty()) {
        QVERIFY2(pulled.code == 0, pulled.err.constData());
        checkClean();
        return;
    }
    QCOMPARE(pulled.code, 3);
    QVERIFY2(pulled.err.contains(said.toUtf8()) && linesOf(pulled.err) == 1, pulled.err.constData());
    QVERIFY(!QFileInfo::exists(library() + u"/index.json"_s));
}

void TestPullCommand::intoEngines_data()
{
    QTest::addColumn<EngineServer::Kind>("kind");
    QTest::addRow("docker20") << EngineServer::Kind::Docker20;
    QTest::addRow("docker26-containerd") << EngineServer::Kind::Docker26Containerd;
    QTest::addRow("podman") << EngineServer::Kind::Podman;
}

void TestPullCommand::intoEngines()
{
    QFETCH(EngineServer::Kind, kind);
    const auto engine = EngineServer::start(kind);
    if (!engine->skipReason().isEmpty() && qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != u"1")
        QSKIP(qPrintable(engine->skipReason()));
    QVERIFY2(engine->skipReason().isEmpty(), qPrintable(engine->skipReason()));
    QVERIFY2(engine->failure().isEmpty(), qPrintable(engine->failure()));
    const bool isPodman = kind == EngineServer::Kind::Podman;
    QProcessEnvironment with = environment();
    with.insert(isPodman ? u"CONTAINER_HOST"_s : u"DOCKER_HOST"_s, u"unix://"_s + engine->socketPath());
    const QString repository = server(Kind::Plain).address() + u"/public/sample"_s;
    const QString target = isPodman ? u"Podman"_s : u"Docker"_s;
    const Outcome pulled = pullWith(with, { repository + u":one"_s, u"--to"_s, u"unix://"_s + engine->socketPath() });
    QVERIFY2(pulled.code == 0, pulled.err.constData());
    QVERIFY2(pulled.out.contains("into " + target.toUtf8()), pulled.out.constData());
    const QByteArray listed = engine->command({ u"images"_s, u"--format"_s, u"{{.Repository}}:{{.Tag}}"_s });
    QVERIFY2(listed.contains((repository + u":one"_s).toUtf8()), listed.constData());
    const Outcome missing = pullWith(with, { repository + u":gone"_s, u"--to"_s, u"unix://"_s + engine->socketPath() });
    QCOMPARE(missing.code, 3);
    QVERIFY2(missing.err.contains("is not there"), missing.err.constData());
    QVERIFY(!QFileInfo::exists(library()));
}

void TestPullCommand::saysWhatItIs()
{
    const QString repository = server(Kind::Plain).address() + u"/public/sample"_s;
    const Outcome planned = pull({ u"--dry-run"_s, repository + u":many"_s });
    QVERIFY2(planned.code == 0, planned.err.constData());
    QVERIFY2(
        planned.out.contains("to download") && planned.out.contains("the Library grows by"), planned.out.constData());
    QVERIFY(!QFileInfo::exists(library()));
    const Outcome typed = pull({ u"ubuntu:18:04"_s });
    QCOMPARE(typed.code, 2);
    QVERIFY2(typed.err.contains("did you mean \"ubuntu:18.04\"?"), typed.err.constData());
    const Outcome absent = pull({ repository + u":many"_s, u"--platform"_s, u"linux/riscv64"_s });
    QCOMPARE(absent.code, 3);
    QVERIFY2(absent.err.contains("not for linux/riscv64, only for"), absent.err.constData());
    QCOMPARE(pull({ repository, u"--to"_s, u"nobody"_s }).code, 2);
    QCOMPARE(pull({}).code, 2);
    QCOMPARE(pull({ u"--help"_s }).code, 0);
    QCOMPARE(pull({ u"127.0.0.1:1/nothing"_s, u"--dry-run"_s }).code, 3);
}

// At whatever point a pull is killed: the Library is whole and what was in it is there, and the next pull asks for nothing that
// has arrived.
void TestPullCommand::killed()
{
    FaultyRegistry registry;
    const ImageSpec image = noiseImage(0);
    put(registry, image, "1");
    const QString old = server(Kind::Plain).address() + u"/public/sample:one"_s;
    QVERIFY(pull({ old }).code == 0);
    const QByteArray oldIndex = fileContent(library() + u"/index.json"_s);
    const QString reference = QString::fromLatin1(registry.address()) + u"/team/app:1"_s;
    std::mt19937 random(7);
    int early = 0;
    for (int kill = 0; kill < kKills; ++kill) {
        QProcess program;
        program.setProcessEnvironment(environment());
        program.start(qEnvironmentVariable("VARVE_BINARY"), { u"pull"_s, reference });
        QVERIFY(program.waitForStarted());
        const bool hasEnded = program.waitForFinished(int(random() % 120));
        program.kill();
        QVERIFY(hasEnded || program.waitForFinished());
        checkClean();
        if (QTest::currentTestFailed())
            return;
        const QByteArray index = fileContent(library() + u"/index.json"_s);
        QVERIFY2(index.contains(old.toLatin1()), index.constData());
        if (index == oldIndex)
            ++early;
        else
            QVERIFY2(index.contains(reference.toLatin1()), index.constData());
        // What every so often came to its end is taken away again, so that there is something to kill.
        if (hasEnded || index != oldIndex) {
            Job job;
            LibraryStore store(library());
            const Result<Listing> listing = store.list(job);
            QVERIFY(listing);
            for (const ImageSummary &each : listing->images) {
                if (each.names.contains(reference))
                    QVERIFY(store.remove(each.id, job));
            }
        }
    }
    QVERIFY2(early > kKills / 4, qPrintable(QString::number(early)));

    // One that is killed in the middle for certain, and of which nothing is here.
    const ImageSpec fresh = noiseImage(10);
    put(registry, fresh, "2");
    const QString other = QString::fromLatin1(registry.address()) + u"/team/app:2"_s;
    registry.fail(FaultyRegistry::Fault::Hung, "/blobs/" + fresh.layers[3].digest(), 1);
    {
        QProcess program;
        program.setProcessEnvironment(environment());
        program.start(qEnvironmentVariable("VARVE_BINARY"), { u"pull"_s, other });
        const QString part =
            library() + u"/ingest/sha256-"_s + QString::fromLatin1(fresh.layers[3].digest().mid(7)) + u".part"_s;
        QTRY_VERIFY_WITH_TIMEOUT(
            QFileInfo(part).size() > 0 && registry.count("/blobs/" + fresh.layers[0].digest()) > 0, 20'000);
        const auto hasBlob = [&](int layer) {
            const QString digits = QString::fromLatin1(fresh.layers[layer].digest().mid(7));
            return QFileInfo::exists(library() + u"/blobs/sha256/"_s + digits);
        };
        QTRY_VERIFY_WITH_TIMEOUT(hasBlob(0) && hasBlob(1) && hasBlob(2), 20'000);
        program.kill();
        QVERIFY(program.waitForFinished());
        registry.forgetRequests();
        const qint64 present = QFileInfo(part).size();
        const Outcome resumed = pull({ other });
        QVERIFY2(resumed.code == 0, resumed.err.constData());
        for (int i = 0; i < 3; ++i)
            QCOMPARE(registry.count("/blobs/" + fresh.layers[i].digest()), 0);
        int asked = 0;
        for (const FaultyRegistry::Request &request : registry.requests()) {
            if (!request.target.contains(fresh.layers[3].digest()))
                continue;
            ++asked;
            QCOMPARE(request.header("Range"), "bytes=" + QByteArray::number(present) + '-');
        }
        QCOMPARE(asked, 1);
    }
    checkClean();
}

QTEST_GUILESS_MAIN(TestPullCommand)
#include "tst_pullcommand.moc"
