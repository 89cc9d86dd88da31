// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Pruning real engines: what is planned against what the engine measures, what its own prune would take besides, and what happens to
// images that are used or named while they are being removed.

#include "services/prune/pruneledger.h"
#include "services/prune/pruneplan.h"
#include "services/prune/prunerun.h"
#include "services/stores/engine/enginestore.h"
#include "tests/integration/commandlinerun.h"
#include "tests/support/engineserver.h"
#include "tests/support/processrun.h"
#include "tests/support/pullfixture.h"
#include "tests/support/registryserver.h"

#include <QtCore/QDir>
#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <atomic>
#include <thread>

using namespace varve;
using namespace varve::test;
using Kind = EngineServer::Kind;
using How = PruneOutcome::How;

namespace {

constexpr int kOwnBytes = 8'000'000;
const QList<Kind> kKinds { Kind::Docker20, Kind::Docker26Containerd, Kind::Podman };
constexpr int kFetchMs = 10 * 60 * 1000; // packages, the first time

QString loadedName(unsigned seed)
{
    return u"localhost/load/n%1:1"_s.arg(seed);
}

// A layer that all have, and one of its own.
ImageSpec imageOf(unsigned seed, int ownBytes)
{
    ImageSpec image({ loadedName(seed) });
    image.layer(TarBuilder().file("base", noise(1, 3'000'000)).bytes(), "ADD base");
    image.layer(TarBuilder().file("own", noise(seed, static_cast<std::size_t>(ownBytes))).bytes(), "COPY own /");
    return image;
}

} // namespace

class TestPrune : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void cleanupTestCase() { m_engines.stop(); }
    void plannedAgainstMeasured_data() { addKinds(kKinds); }
    void plannedAgainstMeasured();
    void nothingIsLostInARace_data() { addKinds(kKinds); }
    void nothingIsLostInARace();
    void platformsOfAListStay_data() { addKinds({ Kind::Podman }); }
    void platformsOfAListStay();
    void onlyWhatARegistryIsKnownToHave_data() { addKinds(kKinds); }
    void onlyWhatARegistryIsKnownToHave();
    void severalDigests_data() { addKinds(kKinds); }
    void severalDigests();
    void hiddenParents_data() { addKinds(kKinds); }
    void hiddenParents();
    void runningBuild_data() { addKinds({ Kind::Docker20 }); }
    void runningBuild();
    void commandLine_data() { addKinds(kKinds); }
    void commandLine();

private:
    static void addKinds(const QList<Kind> &kinds);
    QString buildContext(const QByteArray &recipe);

    // The image that had the name before is dangling then.
    void load(const QString &name, unsigned seed, int ownBytes = kOwnBytes);
    PruneFacts facts();
    PrunePlan plan(const PruneFacts &facts, const PruneRules &rules = {});
    QByteArray command(const QStringList &words)
    {
        const QByteArray out = m_server->command(words);
        return out;
    }
    static QList<int> imagesOf(const PrunePlan &plan);

    QTemporaryDir m_folder;
    SharedEngines m_engines;
    EngineServer *m_server = nullptr;
    ImageStorePtr m_store;
    Job m_job;
};

void TestPrune::addKinds(const QList<Kind> &kinds)
{
    QTest::addColumn<Kind>("kind");
    for (const Kind kind : kinds)
        QTest::addRow("%s", qPrintable(EngineServer::nameOf(kind))) << kind;
}

void TestPrune::init()
{
    QFETCH(Kind, kind);
    m_server = &m_engines.get(kind);
    if (!m_server->skipReason().isEmpty() && qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != u"1")
        QSKIP(qPrintable(m_server->skipReason()));
    QVERIFY2(m_server->skipReason().isEmpty(), qPrintable(m_server->skipReason()));
    QVERIFY2(m_server->failure().isEmpty(), qPrintable(m_server->failure()));
    const EngineBrand brand = kind == Kind::Podman ? EngineBrand::Podman : EngineBrand::Docker;
    const auto store = EngineStore::connect(Endpoint::unixSocket(m_server->socketPath()), brand, u"engine"_s, m_job);
    QVERIFY2(store, store ? "" : qPrintable(store.error().detail));
    m_store = *store;
    load(u"localhost/team/app:1"_s, 10);
    load(u"localhost/team/app:1"_s, 11); // takes the name: the one before is dangling
    load(u"localhost/team/app:1"_s, 12); // and so is this one's
    load(u"localhost/team/used:1"_s, 13);
    command({ u"create"_s, u"--name"_s, u"user"_s, u"localhost/team/used:1"_s, u"/own"_s });
    QVERIFY2(m_server->failure().isEmpty(), qPrintable(m_server->failure()));
}

void TestPrune::cleanup()
{
    m_store.reset();
    m_server = nullptr;
}

void TestPrune::load(const QString &name, unsigned seed, int ownBytes)
{
    const QString path = m_folder.filePath(u"image.tar"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(dockerArchive({ imageOf(seed, ownBytes) }).tar());
    file.close();
    command({ u"load"_s, u"-q"_s, u"-i"_s, path });
    command({ u"tag"_s, loadedName(seed), name });
    command({ u"rmi"_s, loadedName(seed) });
    QVERIFY2(m_server->failure().isEmpty(), qPrintable(m_server->failure()));
}

PruneFacts TestPrune::facts()
{
    Job job;
    Result<PruneFacts> found = m_store->pruneFacts(job);
    return found ? *std::move(found) : PruneFacts();
}

PrunePlan TestPrune::plan(const PruneFacts &facts, const PruneRules &rules)
{
    return planPrune(facts, rules, QDateTime::currentDateTimeUtc());
}

QList<int> TestPrune::imagesOf(const PrunePlan &plan)
{
    QList<int> images;
    for (const PruneItem &item : plan.items)
        images.append(item.image);
    return images;
}

void TestPrune::plannedAgainstMeasured()
{
    const PruneFacts now = facts();
    QCOMPARE(now.images.size(), 4);
    const PrunePlan dangling = plan(now);
    QCOMPARE(dangling.items.size(), 2);
    // containerd keeps the blob beside what it has unpacked.
    QFETCH(Kind, kind);
    const int each = kind == Kind::Docker26Containerd ? 2 * kOwnBytes : kOwnBytes;
    for (const PruneItem &item : dangling.items)
        QVERIFY(item.isDangling && item.aloneBytes >= each && item.aloneBytes < each + each / 100);
    const Result<PruneResult> result = removeImages(
        *m_store, now, imagesOf(dangling), [](const PruneOutcome &) {}, m_job);
    QVERIFY2(result, result ? "" : qPrintable(result.error().detail));
    QCOMPARE(result->count(How::Removed), 2);
    QCOMPARE(result->plannedBytes, dangling.togetherBytes);
    const double ratio = double(result->measuredBytes) / double(result->plannedBytes);
    qInfo("planned %lld, measured %lld", static_cast<long long>(result->plannedBytes),
        static_cast<long long>(result->measuredBytes));
    QVERIFY2(ratio > 0.99 && ratio < 1.01, QByteArray::number(ratio).constData());
    // The engine's own has nothing left to do.
    const QByteArray own = command({ u"image"_s, u"prune"_s, u"-f"_s });
    QVERIFY2(m_server->failure().isEmpty(), qPrintable(m_server->failure()));
    QVERIFY2(
        !own.contains("eleted") && (own.trimmed().isEmpty() || own.contains("reclaimed space: 0B")), own.constData());
    QVERIFY(plan(facts()).items.isEmpty());
    // Unused ones: not the one of the container.
    PruneRules rules;
    rules.takesUnused = true;
    rules.unusedMinimumAge = std::chrono::seconds(0);
    const PruneFacts rest = facts();
    const PrunePlan unused = plan(rest, rules);
    QCOMPARE(unused.items.size(), 1);
    QVERIFY(rest.images[unused.items[0].image].names.constFirst().endsWith(u"team/app:1"_s));
    // By force of nobody: also what a plan does not say is refused.
    QList<int> all { 0, 1 };
    const Result<PruneResult> refused = removeImages(
        *m_store, rest, all, [](const PruneOutcome &) {}, m_job);
    QVERIFY(refused);
    QCOMPARE(refused->count(How::Removed), 1);
    QCOMPARE(refused->count(How::Skipped), 1);
    const QByteArray left = command({ u"images"_s, u"--format"_s, u"{{.Repository}}"_s });
    QVERIFY2(left.contains("team/used") && !left.contains("team/app"), left.constData());
}

// Somebody names and runs images while they go: what is named or run by then is there afterwards.
void TestPrune::nothingIsLostInARace()
{
    for (unsigned i = 0; i < 12; ++i)
        load(u"localhost/team/app:1"_s, 20 + i, 100'000);
    const PruneFacts now = facts();
    const QList<int> images = imagesOf(plan(now));
    QVERIFY(images.size() >= 13);
    std::atomic<bool> isOver = false;
    std::atomic<int> done = 0;
    QStringList named;
    QStringList run;
    std::thread other([&] {
        // From the other end.
        for (qsizetype i = images.size() - 1; i >= 0 && !isOver; --i) {
            const QString id = now.images[images[i]].id.value;
            const QString name = u"localhost/kept/n%1:1"_s.arg(i);
            EngineServer &server = *m_server;
            if (i % 2 == 0) {
                server.command({ u"tag"_s, id, name });
                if (server.failure().isEmpty())
                    named.append(id);
            } else {
                server.command({ u"create"_s, u"--name"_s, u"c%1"_s.arg(i), id, u"/own"_s });
                if (server.failure().isEmpty())
                    run.append(id);
            }
            ++done;
        }
    });
    while (done < 4)
        QTest::qSleep(1);
    const Result<PruneResult> result = removeImages(
        *m_store, now, images, [](const PruneOutcome &) {}, m_job);
    isOver = true;
    other.join();
    QVERIFY2(result, result ? "" : qPrintable(result.error().detail));
    QVERIFY(result->count(How::Removed) > 0);
    Job job;
    for (const QString &id : std::as_const(run))
        QVERIFY2(m_store->inspect({ id }, job), qPrintable(id));
    // An engine removes by its id also what got a name since it was looked at, some milliseconds ago: where the two meet.
    int lost = 0;
    for (const QString &id : std::as_const(named))
        lost += m_store->inspect({ id }, job) ? 0 : 1;
    QVERIFY2(lost <= 1, QByteArray::number(lost).constData());
    QVERIFY(named.size() + run.size() > 2);
    qInfo("%d removed, %d skipped; %lld named and %lld used meanwhile", result->count(How::Removed),
        result->count(How::Skipped), static_cast<long long>(named.size()), static_cast<long long>(run.size()));
}

// Without a name, and yet somebody's: an image of several platforms would break. Docker's own store has no such images, and
// containerd's are one record.
void TestPrune::platformsOfAListStay()
{
    command({ u"manifest"_s, u"create"_s, u"localhost/team/many:1"_s });
    command({ u"manifest"_s, u"add"_s, u"localhost/team/many:1"_s, u"containers-storage:localhost/team/app:1"_s });
    load(u"localhost/team/app:1"_s, 40); // its name goes to another
    QVERIFY2(m_server->failure().isEmpty(), qPrintable(m_server->failure()));
    const PruneFacts now = facts();
    const PrunePlan dangling = plan(now);
    QCOMPARE(dangling.items.size(), 2);
    const auto member = std::find_if(dangling.kept.cbegin(), dangling.kept.cend(),
        [](const PruneKept &each) { return each.obstacle == PruneObstacle::ListMember; });
    QVERIFY(member != dangling.kept.cend());
    QCOMPARE(member->by, u"localhost/team/many:1"_s);
    PruneRules rules;
    rules.takesUnused = true;
    rules.unusedMinimumAge = std::chrono::seconds(0);
    const PrunePlan unused = plan(now, rules);
    QVERIFY(std::any_of(unused.kept.cbegin(), unused.kept.cend(),
        [](const PruneKept &each) { return each.obstacle == PruneObstacle::Manual; }));
}

// An engine that has digests for everything does not know what a registry has.
void TestPrune::onlyWhatARegistryIsKnownToHave()
{
    QFETCH(Kind, kind);
    const auto registry = RegistryServer::start(RegistryServer::Kind::Plain);
    QVERIFY2(registry->failure().isEmpty(), qPrintable(registry->failure() + registry->skipReason()));
    ImageSpec amd;
    amd.layer(TarBuilder().file("a", noise(71, 400'000)).bytes(), "COPY a", LayerForm::Gzip);
    ImageSpec arm;
    arm.layer(TarBuilder().file("b", noise(72, 300'000)).bytes(), "COPY b", LayerForm::Gzip).platform("linux", "arm64");
    FileList layout = ociLayout({ amd, arm });
    const QByteArray index = indexOf({ amd.descriptor(), arm.descriptor() });
    layout.file(blobName(sha256Digest(index)), index);
    layout.file("index.json", indexOf({ descriptorOf("application/vnd.oci.image.index.v1+json", index) }));
    layout.writeTo(m_folder.filePath(u"many"_s));
    QVERIFY2(
        registry->push(u"oci:"_s + m_folder.filePath(u"many"_s), u"team/many:1"_s), qPrintable(registry->failure()));
    const QString name = registry->address() + u"/team/many:1"_s;
    QStringList words { u"pull"_s, u"-q"_s };
    if (kind == Kind::Podman)
        words.append(u"--tls-verify=false"_s);
    command(words << name);
    QVERIFY2(m_server->failure().isEmpty(), qPrintable(m_server->failure()));
    PruneRules rules;
    rules.takesUnused = true;
    rules.unusedMinimumAge = std::chrono::seconds(0);
    const PruneFacts now = facts();
    const PrunePlan all = plan(now, rules);
    QCOMPARE(all.items.size(), 4);
    for (const PruneItem &item : all.items) {
        const PruneFacts::Image &image = now.images[item.image];
        QVERIFY2(item.warnings.testFlag(PruneWarning::OnlyCopy) != image.names.contains(name),
            qPrintable(image.names.join(u' ') + image.repoDigests.join(u' ')));
    }
    // Manifests and configs are part of what is said.
    const int pulled =
        static_cast<int>(std::find_if(now.images.cbegin(), now.images.cend(), [&](const PruneFacts::Image &each) {
            return each.names.contains(name);
        }) - now.images.cbegin());
    const Result<PruneResult> result = removeImages(
        *m_store, now, { pulled }, [](const PruneOutcome &) {}, m_job);
    QVERIFY(result);
    QCOMPARE(result->count(How::Removed), 1);
    const double ratio = double(result->measuredBytes) / double(result->plannedBytes);
    qInfo("planned %lld, measured %lld", static_cast<long long>(result->plannedBytes),
        static_cast<long long>(result->measuredBytes));
    if (kind != Kind::Podman) // a small one, beside which Podman's own documents weigh
        QVERIFY2(ratio > 0.99 && ratio < 1.01, QByteArray::number(ratio).constData());
}

// Asked for by digests of several repositories, and without any other name.
void TestPrune::severalDigests()
{
    QFETCH(Kind, kind);
    const auto registry = RegistryServer::start(RegistryServer::Kind::Plain);
    QVERIFY2(registry->failure().isEmpty(), qPrintable(registry->failure() + registry->skipReason()));
    ImageSpec image;
    image.layer(TarBuilder().file("a", noise(81, 400'000)).bytes(), "COPY a", LayerForm::Gzip);
    ociLayout({ image }).writeTo(m_folder.filePath(u"one"_s));
    QStringList asked;
    for (const QString &repository : { u"team/one"_s, u"other/two"_s, u"third"_s }) {
        QVERIFY2(registry->push(u"oci:"_s + m_folder.filePath(u"one"_s), repository + u":1"_s),
            qPrintable(registry->failure()));
        const QString digest = QString::fromLatin1(sha256Digest(registry->rawManifest(repository + u":1"_s)));
        asked.append(registry->address() + u'/' + repository + u'@' + digest);
        QStringList words { u"pull"_s, u"-q"_s };
        if (kind == Kind::Podman)
            words.append(u"--tls-verify=false"_s);
        command(words << asked.constLast());
        QVERIFY2(m_server->failure().isEmpty(), qPrintable(m_server->failure()));
    }
    const PruneFacts now = facts();
    int found = -1;
    for (int i = 0; i < now.images.size(); ++i) {
        if (now.images[i].repoDigests.contains(asked[0]))
            found = i;
    }
    QVERIFY(found >= 0);
    QStringList digests = now.images[found].repoDigests;
    digests.sort();
    asked.sort();
    QCOMPARE(digests, asked);
    const PrunePlan dangling = plan(now);
    const auto item = std::find_if(
        dangling.items.cbegin(), dangling.items.cend(), [found](const PruneItem &each) { return each.image == found; });
    QVERIFY(item != dangling.items.cend());
    QVERIFY(item->warnings.testFlag(PruneWarning::DigestOnly));
    const Result<PruneResult> result = removeImages(
        *m_store, now, { found }, [](const PruneOutcome &) {}, m_job);
    QVERIFY(result);
    QVERIFY2(result->count(How::Removed) == 1,
        qPrintable(result->outcomes[0].reason ? result->outcomes[0].reason->detail : QString()));
    QVERIFY(!m_store->inspect(now.images[found].id, m_job));
}

QString TestPrune::buildContext(const QByteArray &recipe)
{
    const ProcessOutcome base =
        runProcess(qEnvironmentVariable("VARVE_SOURCE_DIR") + u"/tests/integration/base-images.sh"_s, {}, kFetchMs);
    const QString busybox = QString::fromUtf8(base.out).trimmed() + u"/busybox"_s;
    const QString folder = m_folder.filePath(u"context"_s);
    QDir().mkpath(folder);
    if (!QFile::exists(folder + u"/busybox"_s) && !QFile::copy(busybox, folder + u"/busybox"_s))
        return {};
    writeFile(folder + u"/Dockerfile"_s, recipe);
    return folder;
}

// What a build left between its steps goes with what stands on it.
void TestPrune::hiddenParents()
{
    QFETCH(Kind, kind);
    const QString context = buildContext("FROM scratch\nCOPY busybox /busybox\nLABEL a=1\nCOPY busybox /other\n"
                                         "LABEL b=2\nCOPY Dockerfile /\n");
    QVERIFY(!context.isEmpty());
    if (kind == Kind::Podman)
        command({ u"build"_s, u"-q"_s, u"--layers"_s, u"-t"_s, u"localhost/team/built:1"_s, context });
    else
        command({ u"build"_s, u"-q"_s, u"-t"_s, u"localhost/team/built:1"_s, context });
    load(u"localhost/team/built:1"_s, 90); // takes the name
    QVERIFY2(m_server->failure().isEmpty(), qPrintable(m_server->failure()));
    const PruneFacts now = facts();
    const PrunePlan dangling = plan(now);
    QCOMPARE(dangling.items.size(), 3);
    const Result<PruneResult> result = removeImages(
        *m_store, now, imagesOf(dangling), [](const PruneOutcome &) {}, m_job);
    QVERIFY(result);
    QCOMPARE(result->count(How::Removed), 3);
    const double ratio = double(result->measuredBytes) / double(result->plannedBytes);
    qInfo("planned %lld, measured %lld", static_cast<long long>(result->plannedBytes),
        static_cast<long long>(result->measuredBytes));
    // Podman's documents of the images between are not counted.
    QVERIFY2(ratio > 0.99 && ratio < (kind == Kind::Podman ? 1.03 : 1.01), QByteArray::number(ratio).constData());
    QCOMPARE(command({ u"images"_s, u"-a"_s, u"-q"_s, u"--filter"_s, u"dangling=true"_s }).trimmed(), QByteArray());
}

// BuildKit holds its cache while it builds; of other builders nobody can tell.
void TestPrune::runningBuild()
{
    const QString context =
        buildContext("FROM scratch\nCOPY busybox /busybox\nRUN [\"/busybox\", \"sleep\", \"15\"]\n");
    QVERIFY(!context.isEmpty());
    QVERIFY(!facts().isBuilding);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DOCKER_BUILDKIT"_s, u"1"_s);
    environment.insert(u"DOCKER_CONFIG"_s, m_folder.path());
    std::thread build([&] {
        runProcess(m_server->variable(u"DOCKER_CLI"_s),
            { u"-H"_s, u"unix://"_s + m_server->socketPath(), u"build"_s, u"--network"_s, u"none"_s, context },
            kProcessMs, environment);
    });
    bool isSeen = false;
    for (int tries = 0; tries < 50 && !isSeen; ++tries) {
        QTest::qSleep(200);
        isSeen = facts().isBuilding;
    }
    build.join();
    QVERIFY(isSeen);
    QVERIFY(!facts().isBuilding);
}

void TestPrune::commandLine()
{
    QFETCH(Kind, kind);
    QProcessEnvironment environment = environmentWith(m_folder.path());
    environment.insert(u"HOME"_s, m_folder.path());
    environment.insert(u"XDG_DATA_HOME"_s, m_folder.filePath(u"data"_s));
    environment.insert(u"XDG_CONFIG_HOME"_s, m_folder.filePath(u"config"_s));
    const QString address = u"unix://"_s + m_server->socketPath();
    environment.insert(kind == Kind::Podman ? u"CONTAINER_HOST"_s : u"DOCKER_HOST"_s, address);
    environment.remove(kind == Kind::Podman ? u"DOCKER_HOST"_s : u"CONTAINER_HOST"_s);
    const auto prune = [&](const QStringList &words) {
        return runProgram(QStringList { u"prune"_s, u"--source"_s, address } + words, m_folder.path(), environment);
    };
    const Outcome planned = prune({});
    QVERIFY2(planned.code == 0, planned.err.constData());
    QVERIFY2(planned.out.contains(kind == Kind::Docker26Containerd ? "2 images, 32" : "2 images, 16")
            && planned.out.contains("dangling"),
        planned.out.constData());
    QVERIFY2(planned.err.contains("Nothing was removed"), planned.err.constData());
    QCOMPARE(facts().images.size(), 4);
    const QJsonObject json = prune({ u"--json"_s, u"--dry-run"_s, u"--unused"_s, u"--minimum-age"_s, u"0m"_s }).json();
    const QJsonObject source = json[u"sources"_s].toArray()[0].toObject();
    QCOMPARE(source[u"items"_s].toArray().size(), 3);
    QVERIFY(source[u"result"_s].isNull());
    const QString document = m_folder.filePath(u"plan.json"_s);
    QFile file(document);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QJsonDocument(json).toJson());
    file.close();
    const ProcessOutcome valid = runProcess(u"python3"_s,
        { u"-c"_s,
            u"import json, sys, jsonschema; jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))"
            ".validate(json.load(open(sys.argv[2])))"_s,
            qEnvironmentVariable("VARVE_SOURCE_DIR") + u"/docs/prune.schema.json"_s, document },
        kProcessMs);
    QVERIFY2(valid.code == 0, valid.err.constData());
    const Outcome done = prune({ u"--yes"_s });
    QVERIFY2(done.code == 0, done.err.constData());
    QVERIFY2(done.out.contains("2 images removed"), done.out.constData());
    QCOMPARE(facts().images.size(), 2);
    const Outcome nothing = prune({ u"--yes"_s });
    QCOMPARE(nothing.code, 0);
    QVERIFY2(nothing.out.contains("Nothing to remove"), nothing.out.constData());
    QCOMPARE(prune({ u"--older-than"_s, u"soon"_s }).code, 2);
    QCOMPARE(runProgram({ u"prune"_s, u"--source"_s, u"nobody"_s }, m_folder.path(), environment).code, 2);
}

QTEST_GUILESS_MAIN(TestPrune)
#include "tst_prune.moc"
