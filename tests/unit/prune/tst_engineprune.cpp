// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Pruning an engine that says what a test wants: how often it is asked, and what comes of odd answers.

#include "app/cli/prunetext.h"
#include "services/prune/pruneledger.h"
#include "services/prune/prunerun.h"
#include "services/stores/engine/enginestore.h"
#include "services/stores/engine/storedblobs.h"
#include "tests/support/fakeengine.h"
#include "tests/support/imagebuilder.h"
#include "tests/support/tarbuilder.h"

#include <QtTest/QTest>

#include <algorithm>
#include <random>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using How = PruneOutcome::How;

namespace {

ImageStorePtr connectTo(const FakeEngine &engine)
{
    const Job job;
    return EngineStore::connect(Endpoint::unixSocket(engine.path()), EngineBrand::Docker, u"fake"_s, job)
        .value_or(nullptr);
}

QByteArray pathOf(int image)
{
    return "/images/sha256%3A" + FakeEngine::idOf(image).mid(7);
}

QByteArray erased(int image)
{
    return R"([{"Untagged":"whatever"},{"Deleted":")" + FakeEngine::idOf(image) + "\"}]";
}

PruneFacts factsOf(int images)
{
    PruneFacts facts;
    for (int i = 0; i < images; ++i) {
        PruneFacts::Image image;
        image.id = { QString::fromLatin1(FakeEngine::idOf(i)) };
        image.names = { u"team/app%1:latest"_s.arg(i) };
        facts.images.append(image);
    }
    return facts;
}

// Images over a few layers, of which some share the lower ones. A history that says nothing pairs with no layers.
struct MadeImage {
    QByteArray id;
    QList<int> layers;
    bool hasHistory = false;
};

QByteArray layerOf(int number)
{
    return "sha256:" + QByteArray::number(number).rightJustified(64, '0');
}

std::int64_t bytesOf(int layer)
{
    return 1000 + 17 * layer * layer;
}

std::int64_t bytesOf(const MadeImage &image)
{
    std::int64_t bytes = 0;
    for (const int layer : image.layers)
        bytes += bytesOf(layer);
    return bytes;
}

QByteArray listOf(const QList<MadeImage> &images)
{
    QList<QByteArray> all;
    for (const MadeImage &image : images)
        all.append(R"({"Id":")" + image.id + R"(","RepoTags":[],"Size":)" + QByteArray::number(bytesOf(image)) + '}');
    return '[' + all.join(',') + ']';
}

void describe(FakeEngine &engine, const MadeImage &image)
{
    QList<QByteArray> layers;
    QList<QByteArray> history;
    for (const int layer : image.layers) {
        layers.append('"' + layerOf(layer) + '"');
        history.prepend(R"({"CreatedBy":"COPY x /","Size":)" + QByteArray::number(bytesOf(layer)) + '}');
    }
    const QByteArray path = "/images/sha256%3A" + image.id.mid(7);
    engine.setBody(path + "/json",
        R"({"Id":")" + image.id + R"(","Size":)" + QByteArray::number(bytesOf(image)) + R"(,"RootFS":{"Layers":[)"
            + layers.join(',') + "]}}");
    engine.setBody(path + "/history", image.hasHistory ? '[' + history.join(',') + ']' : QByteArray("[]"));
}

// What each image frees alone, by its id, and all together.
QMap<QString, std::int64_t> freedBy(const PruneFacts &facts)
{
    QMap<QString, std::int64_t> freed;
    const PruneLedger ledger(facts);
    std::vector<int> all;
    for (int i = 0; i < facts.images.size(); ++i) {
        freed.insert(facts.images[i].id.value, ledger.freedAlone(i));
        all.push_back(i);
    }
    freed.insert(u"together"_s, ledger.freed(all));
    return freed;
}

} // namespace

class TestEnginePrune : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void threeRequestsForAnImage();
    void otherNamesThanShown();
    void onlyANameWent();
    void orderOfTheListDoesNotMatter();
    void historiesOnlyWhereALayerIsNotKnown();
    void cancelled();
    void runningBuild_data();
    void runningBuild();
    void blobsOfAllPlatforms();

private:
    static PruneResult removeFrom(ImageStore &store, const PruneFacts &facts);
};

PruneResult TestEnginePrune::removeFrom(ImageStore &store, const PruneFacts &facts)
{
    QList<int> all;
    for (int i = 0; i < facts.images.size(); ++i)
        all.append(i);
    Job job;
    return removeImages(
        store, facts, all, [](const PruneOutcome &) {}, job)
        .value_or(PruneResult());
}

void TestEnginePrune::threeRequestsForAnImage()
{
    FakeEngine engine(FakeEngine::images(5));
    const ImageStorePtr store = connectTo(engine);
    QVERIFY(store);
    for (int i = 0; i < 5; ++i)
        engine.setBody("/images/team%2Fapp" + QByteArray::number(i) + "%3Alatest", erased(i));
    const int before = engine.requests();
    QCOMPARE(removeFrom(*store, factsOf(5)).count(How::Removed), 5);
    QCOMPARE(engine.requests() - before - engine.requests("/system/df"), 15);
    QVERIFY(engine.lastRequest("/images/team%2Fapp4%3Alatest").startsWith("DELETE "));
}

void TestEnginePrune::otherNamesThanShown()
{
    FakeEngine engine(FakeEngine::images(1));
    const ImageStorePtr store = connectTo(engine);
    QVERIFY(store);
    PruneFacts facts = factsOf(1);
    facts.images[0].names = {};
    const PruneResult result = removeFrom(*store, facts);
    QCOMPARE(result.count(How::Skipped), 1);
    QCOMPARE(result.outcomes[0].reason->detail, u"it is called team/app0:latest by now"_s);
    QCOMPARE(engine.requests(pathOf(0)), 0);
    QCOMPARE(engine.requests("/images/team%2Fapp0%3Alatest"), 0);
}

// The engine says yes, and the image stays: something else stands on it.
void TestEnginePrune::onlyANameWent()
{
    FakeEngine engine(FakeEngine::images(1));
    const ImageStorePtr store = connectTo(engine);
    QVERIFY(store);
    const QByteArray nameless =
        FakeEngine::inspect(0).replace(R"("RepoTags":["team/app0:latest"])", R"("RepoTags":[])");
    engine.setAnswer("/images/team%2Fapp0%3Alatest", [&](ScriptedServer::Peer &peer, const QByteArray &) {
        engine.setBody(pathOf(0) + "/json", nameless);
        return peer.send(FakeEngine::ok(R"([{"Untagged":"team/app0:latest"}])"));
    });
    engine.setBody(pathOf(0), "[]");
    const PruneResult result = removeFrom(*store, factsOf(1));
    QCOMPARE(result.count(How::Skipped), 1);
    QCOMPARE(result.outcomes[0].reason->code, ErrorCode::Conflict);
    QCOMPARE(engine.requests(pathOf(0)), 1);
}

void TestEnginePrune::orderOfTheListDoesNotMatter()
{
    std::mt19937 random(7);
    FakeEngine engine;
    const ImageStorePtr store = connectTo(engine);
    QVERIFY(store);
    for (int round = 0; round < 60; ++round) {
        QList<MadeImage> images;
        for (int i = 0; i < 6; ++i) {
            MadeImage image { FakeEngine::idOf(i), {}, random() % 3 == 0 };
            // On what another has, as a rule.
            if (i > 0 && random() % 4 != 0)
                image.layers = images[static_cast<int>(random() % static_cast<unsigned>(i))].layers;
            for (auto more = random() % 3; more > 0; --more)
                image.layers.append(static_cast<int>(random() % 5));
            describe(engine, image);
            images.append(image);
        }
        QMap<QString, std::int64_t> first;
        for (int order = 0; order < 4; ++order) {
            engine.setImages(listOf(images));
            Job job;
            const Result<PruneFacts> facts = store->pruneFacts(job);
            QVERIFY(facts);
            const QMap<QString, std::int64_t> freed = freedBy(*facts);
            if (order == 0)
                first = freed;
            QCOMPARE(freed, first);
            std::shuffle(images.begin(), images.end(), random);
        }
    }
}

void TestEnginePrune::historiesOnlyWhereALayerIsNotKnown()
{
    FakeEngine engine;
    const QList<MadeImage> images { { FakeEngine::idOf(0), { 1 }, true }, { FakeEngine::idOf(1), { 1, 2 }, true },
        { FakeEngine::idOf(2), { 1, 2, 3 }, true }, { FakeEngine::idOf(3), { 1, 4 }, true } };
    for (const MadeImage &image : images)
        describe(engine, image);
    engine.setImages(listOf(images));
    const ImageStorePtr store = connectTo(engine);
    QVERIFY(store);
    Job job;
    const Result<PruneFacts> facts = store->pruneFacts(job);
    QVERIFY(facts);
    QCOMPARE(engine.requests(pathOf(0) + "/history"), 0);
    QCOMPARE(engine.requests(pathOf(1) + "/history"), 0);
    QCOMPARE(engine.requests(pathOf(2) + "/history"), 1);
    QCOMPARE(engine.requests(pathOf(3) + "/history"), 1);
    const QMap<QString, std::int64_t> freed = freedBy(*facts);
    QCOMPARE(freed.value(QString::fromLatin1(FakeEngine::idOf(2))), bytesOf(3));
    QCOMPARE(freed.value(QString::fromLatin1(FakeEngine::idOf(3))), bytesOf(4));
    QCOMPARE(freed.value(u"together"_s), bytesOf(1) + bytesOf(2) + bytesOf(3) + bytesOf(4));
}

void TestEnginePrune::cancelled()
{
    FakeEngine engine(FakeEngine::images(50));
    const ImageStorePtr store = connectTo(engine);
    QVERIFY(store);
    Job job;
    engine.setAnswer(pathOf(3) + "/json", [&job](ScriptedServer::Peer &peer, const QByteArray &) {
        job.cancel();
        return peer.send(FakeEngine::ok(FakeEngine::inspect(3)));
    });
    const Result<PruneFacts> facts = store->pruneFacts(job);
    QVERIFY(!facts);
    QCOMPARE(facts.error().code, ErrorCode::Cancelled);
    QCOMPARE(engine.requests(pathOf(5) + "/json"), 0);
    QCOMPARE(engine.requests("/system/df"), 0);
}

void TestEnginePrune::runningBuild_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("cache");
    QTest::addColumn<bool>("isBuilding");
    QTest::addRow("nothing") << QByteArray("1.41") << QByteArray("{}") << false;
    QTest::addRow("idle") << QByteArray("1.41") << QByteArray(R"({"BuildCache":[{"InUse":false},5,null]})") << false;
    QTest::addRow("old") << QByteArray("1.41") << QByteArray(R"({"BuildCache":[{"InUse":false},{"InUse":true}]})")
                         << true;
    QTest::addRow("new") << QByteArray("1.45") << QByteArray(R"({"BuildCache":[{"InUse":true}]})") << true;
    QTest::addRow("no list") << QByteArray("1.45") << QByteArray(R"({"BuildCache":null})") << false;
    QTest::addRow("no answer") << QByteArray("1.45") << QByteArray() << false;
}

void TestEnginePrune::runningBuild()
{
    QFETCH(QByteArray, version);
    QFETCH(QByteArray, cache);
    QFETCH(bool, isBuilding);
    FakeEngine engine(FakeEngine::images(1));
    engine.setAnswer(
        "/_ping", FakeEngine::raw("HTTP/1.1 200 OK\r\nApi-Version: " + version + "\r\nContent-Length: 0\r\n\r\n"));
    engine.setBody("/version", R"({"ApiVersion":")" + version + R"(","MinAPIVersion":"1.12","Version":"26"})");
    if (!cache.isEmpty())
        engine.setBody("/system/df", cache);
    const ImageStorePtr store = connectTo(engine);
    QVERIFY(store);
    Job job;
    const Result<PruneFacts> facts = store->pruneFacts(job);
    QVERIFY(facts);
    QCOMPARE(facts->isBuilding, isBuilding);
    QCOMPARE(engine.lastRequest("/system/df").contains("type=build-cache"), version == "1.45");
    PrunedSource source { u"e"_s, u"e"_s, *facts, {}, {}, {} };
    source.plan.items.append(PruneItem {});
    QCOMPARE(pruneText(source, {}).contains(u"A build is running"_s), isBuilding);
    QVERIFY(pruneToJson({ source }).contains(isBuilding ? R"("isBuilding": true)" : R"("isBuilding": false)"));
}

// containerd: manifests and configs count as well, and those of another platform where it is here.
void TestEnginePrune::blobsOfAllPlatforms()
{
    ImageSpec amd;
    amd.layer(TarBuilder().file("a", "1").bytes(), "COPY a");
    ImageSpec arm;
    arm.layer(TarBuilder().file("b", "2").bytes(), "COPY b").platform("linux", "arm64");
    const QByteArray index = indexOf({ amd.descriptor(), arm.descriptor() });
    const FileList layout = ociLayout({ amd, arm });
    const QTemporaryDir folder;
    const auto put = [&](const QByteArray &digest, const QByteArray &bytes) {
        QVERIFY(writeFile(folder.filePath(QString::fromLatin1(digest.mid(7))), bytes));
    };
    const Digest root = Digest::parse(sha256Digest(index)).value();
    const Job job;
    QVERIFY(!readStoredBlobs({ u"/nowhere"_s, folder.path() }, root, job));
    put(sha256Digest(index), index);
    const auto putImage = [&](const ImageSpec &image) {
        put(image.manifestDigest(), image.manifest());
        put(image.configDigest(), image.config());
        put(image.layers[0].digest(), image.layers[0].blob);
    };
    putImage(amd);
    std::optional<StoredBlobs> found = readStoredBlobs({ u"/nowhere"_s, folder.path() }, root, job);
    QVERIFY(found);
    QCOMPARE(found->diskBytes.size(), 4);
    QVERIFY(found->lacksPlatforms);
    for (const std::int64_t bytes : std::as_const(found->diskBytes))
        QVERIFY(bytes > 0 && bytes % 512 == 0);
    putImage(arm);
    found = readStoredBlobs({ folder.path() }, root, job);
    QCOMPARE(found->diskBytes.size(), 7);
    QVERIFY(!found->lacksPlatforms);
    // A document that is not what its digest promises leads nowhere.
    put(arm.manifestDigest(), arm.manifest() + ' ');
    QCOMPARE(readStoredBlobs({ folder.path() }, root, job)->diskBytes.size(), 5);
}

QTEST_GUILESS_MAIN(TestEnginePrune)
#include "tst_engineprune.moc"
