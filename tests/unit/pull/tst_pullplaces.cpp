// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Where a pull takes things from: a mirror first, and the registry where the mirror is wrong; what an engine has already; which of
// several platforms that look alike.

#include "services/pull/registrystore.h"
#include "services/stores/engine/enginestore.h"
#include "tests/support/fakeengine.h"
#include "tests/support/pullfixture.h"
#include "tests/support/readcollector.h"
#include "tests/support/tarbuilder.h"

#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using Fault = FaultyRegistry::Fault;

namespace {

// Asks `mirror` before anything else about what is in `registry`.
RegistryAccess mirrored(const FaultyRegistry &registry, const QList<const FaultyRegistry *> &mirrors)
{
    auto settings = std::make_shared<RegistrySettings>();
    RegistrySettings::Rule rule;
    rule.prefix = rule.location = QString::fromLatin1(registry.address());
    rule.isInsecure = true;
    for (const FaultyRegistry *mirror : mirrors)
        rule.mirrors.append({ QString::fromLatin1(mirror->address()), true, RegistrySettings::Mirror::For::All });
    settings->addRule(rule);
    RegistryAccess access = quickAccess();
    access.settings = settings;
    return access;
}

} // namespace

class TestPullPlaces : public QObject, private PullFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }
    void mirrorThatIsWrong_data();
    void mirrorThatIsWrong();
    void mirrorThatIsWrongAndHangsUp();
    void allAreWrong();
    void layerOfAWrongMirrorInTheTree();
    void aFailingLayerStopsTheOthers();
    void layersOfAnEngine();
    void versionsOfWindows();
    void layerThatIsThereTwice();
};

void TestPullPlaces::mirrorThatIsWrong_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<bool>("startsAgain"); // what the mirror sent is of no use
    QTest::addRow("other bytes") << Fault::WrongBytes << true;
    QTest::addRow("too few bytes, again and again") << Fault::Truncated << false;
    QTest::addRow("too many bytes") << Fault::OverLong << true;
    QTest::addRow("not there") << Fault::Missing << false;
    QTest::addRow("always an error") << Fault::ServerError << false;
}

void TestPullPlaces::mirrorThatIsWrong()
{
    QFETCH(Fault, fault);
    QFETCH(bool, startsAgain);
    FaultyRegistry mirror;
    FaultyRegistry registry;
    const ImageSpec image = noisyImage(1);
    putImage(registry, image, "1");
    putImage(mirror, image, "1");
    for (const LayerSpec &layer : image.layers)
        mirror.fail(fault, "/blobs/" + layer.digest());
    RemoteRepository repository(referenceTo(registry, u":1"_s), mirrored(registry, { &mirror }));
    const Result<PullPlan> planned = plan(repository);
    VERIFY_DONE(planned);
    QVERIFY(mirror.count("/manifests/") > 0);
    QCOMPARE(registry.count("/manifests/"), 0); // the mirror is fine so far
    Job job;
    VERIFY_DONE(pull(repository, *planned, job));
    QCOMPARE(damage(), QString());
    QVERIFY(mirror.count("/blobs/" + image.layers[1].digest()) > 0);
    QCOMPARE(registry.count("/blobs/" + image.layers[1].digest()), 1);
    if (!startsAgain && fault == Fault::Truncated) {
        for (const FaultyRegistry::Request &request : registry.requests())
            QVERIFY2(!request.header("Range").isEmpty(), request.target.constData()); // what came from the mirror stays
    }
}

// What came before a mirror hung up is not what it should be: the registry is not to blame.
void TestPullPlaces::mirrorThatIsWrongAndHangsUp()
{
    FaultyRegistry mirror;
    FaultyRegistry registry;
    const ImageSpec image = noisyImage(1);
    putImage(registry, image, "1");
    putImage(mirror, image, "1");
    mirror.answerWith([&image](const FaultyRegistry::Request &request) -> std::optional<FaultyRegistry::Answer> {
        if (!request.target.contains("/blobs/" + image.layers[1].digest()))
            return std::nullopt;
        if (!request.header("Range").isEmpty())
            return FaultyRegistry::Answer { 500, {} };
        return FaultyRegistry::Answer { 200, {}, QByteArray(1'000'000, 'x'), image.layers[1].blob.size() };
    });
    RemoteRepository repository(referenceTo(registry, u":1"_s), mirrored(registry, { &mirror }));
    const Result<PullPlan> planned = plan(repository);
    VERIFY_DONE(planned);
    Job job;
    VERIFY_DONE(pull(repository, *planned, job));
    QCOMPARE(damage(), QString());
    QCOMPARE(registry.count("/blobs/" + image.layers[1].digest()), 2); // from where the mirror ended, then all of it
}

void TestPullPlaces::allAreWrong()
{
    FaultyRegistry first;
    FaultyRegistry second;
    FaultyRegistry registry;
    const ImageSpec image = noisyImage(1);
    for (FaultyRegistry *each : { &first, &second, &registry }) {
        putImage(*each, image, "1");
        each->fail(Fault::WrongBytes, "/blobs/" + image.layers[1].digest());
    }
    RemoteRepository repository(referenceTo(registry, u":1"_s), mirrored(registry, { &first, &second }));
    const Result<PullPlan> planned = plan(repository);
    VERIFY_DONE(planned);
    Job job;
    const Result<void> pulled = pull(repository, *planned, job);
    QVERIFY(!pulled);
    QCOMPARE(pulled.error().code, ErrorCode::Corrupt);
    for (const FaultyRegistry *each : { &first, &second, &registry })
        QCOMPARE(each->count("/blobs/" + image.layers[1].digest()), 1);
    QCOMPARE(names(), QStringList());
}

void TestPullPlaces::layerOfAWrongMirrorInTheTree()
{
    FaultyRegistry mirror;
    FaultyRegistry registry;
    const ImageSpec image = noisyImage(1);
    putImage(registry, image, "1");
    putImage(mirror, image, "1");
    mirror.fail(Fault::WrongBytes, "/blobs/" + image.layers[2].digest());
    RegistryStore store(referenceTo(registry, u":1"_s), mirrored(registry, { &mirror }));
    Job job;
    const Result<Listing> listing = store.list(job);
    QVERIFY(listing && listing->images.size() == 1);
    const Result<ImageDetails> details = store.inspect(listing->images.constFirst().id, job);
    VERIFY_DONE(details);
    const Result<LayerContent> content = store.openLayer(*details, 2, job);
    VERIFY_DONE(content);
    const Result<LayerTreePtr> tree = content->reader->readTree(job);
    VERIFY_DONE(tree);
    QCOMPARE(mirror.count("/blobs/" + image.layers[2].digest()), 1);
    QCOMPARE(registry.count("/blobs/" + image.layers[2].digest()), 1);
    QCOMPARE(content->reader->diffId(job).value().toString().toLatin1(), image.layers[2].diffId());
}

// One that cannot be had makes the rest useless: it must not take as long as they would.
void TestPullPlaces::aFailingLayerStopsTheOthers()
{
    FaultyRegistry registry;
    const ImageSpec image = noisyImage(1);
    putImage(registry, image, "1");
    registry.fail(Fault::Missing, "/blobs/" + image.layers[2].digest());
    registry.fail(Fault::Hung, "/blobs/" + image.layers[1].digest()); // half of it, then nothing for ever
    RemoteRepository repository(referenceTo(registry, u":1"_s), quickAccess());
    const Result<PullPlan> planned = plan(repository);
    VERIFY_DONE(planned);
    Job job;
    const Result<void> pulled = pull(repository, *planned, job);
    QVERIFY(!pulled);
    QVERIFY2(pulled.error().subject.contains(QString::fromLatin1(image.layers[2].digest())),
        qPrintable(pulled.error().subject));
    QCOMPARE(names(), QStringList());
}

void TestPullPlaces::layersOfAnEngine()
{
    FaultyRegistry registry;
    const ImageSpec image = noisyImage(1);
    putImage(registry, image, "1");
    QByteArrayList diffIds;
    for (const LayerSpec &layer : image.layers)
        diffIds.append('"' + layer.diffId() + '"');
    const auto layers = [&](int count) { return '[' + diffIds.mid(0, count).join(',') + ']'; };
    const auto engineWith = [&](int number, const QByteArray &repoDigests, const QByteArray &rootfs) {
        auto engine = std::make_unique<FakeEngine>(R"([{"Id":")" + FakeEngine::idOf(number)
            + R"(","RepoTags":["x:1"],"RepoDigests":)" + repoDigests
            + R"(,"Created":1,"Size":1,"Containers":-1,"Labels":null,"ParentId":"","SharedSize":-1}])");
        engine->setBody("/images/" + FakeEngine::idOf(number).replace(":", "%3A") + "/json",
            R"({"Id":")" + FakeEngine::idOf(number) + R"(","RepoTags":["x:1"],"RepoDigests":)" + repoDigests
                + R"(,"Created":"2024-01-01T00:00:00Z","Size":1,"Os":"linux","Architecture":"amd64",)"
                + R"("RootFS":{"Type":"layers","Layers":)" + rootfs + "},\"Config\":{}}");
        return engine;
    };
    const QByteArray pulled = "[\"x@sha256:" + QByteArray(64, 'a') + "\"]";
    const auto here = [&](const std::unique_ptr<FakeEngine> &engine) {
        RemoteRepository repository(referenceTo(registry, u":1"_s), quickAccess());
        Job job;
        const ImageStorePtr store =
            EngineStore::connect(Endpoint::unixSocket(engine->path()), EngineBrand::Docker, u"e"_s, job).value();
        const Result<RemoteImage> found = resolve(repository, job);
        const Result<PullPlan> planned = planPull(repository, *found, {}, { {}, {}, store }, job);
        QString marks;
        for (const PullLayer &layer : planned ? planned->layers : QList<PullLayer>())
            marks += layer.from == PullLayer::From::Target ? u'T' : u'-';
        return marks;
    };
    QCOMPARE(here(engineWith(1, pulled, layers(2))), u"TT-"_s);
    QCOMPARE(here(engineWith(1, pulled, layers(3))), u"TTT"_s);
    QCOMPARE(here(engineWith(1, "[]", layers(2))), u"---"_s); // built there: it does not know the blobs
    QCOMPARE(here(engineWith(1, pulled, '[' + diffIds[1] + ']')), u"---"_s); // upon nothing it is another layer
    QCOMPARE(here(engineWith(1, pulled, "[]")), u"---"_s);
}

void TestPullPlaces::versionsOfWindows()
{
    RemoteImage image;
    const auto add = [&image](const QString &platform, char digit) {
        image.platforms.append({ *Platform::parse(platform), *Digest::parse("sha256:" + QByteArray(64, digit)) });
    };
    add(u"windows(10.0.17763.1)/amd64"_s, 'a');
    add(u"windows(10.0.20348.2)/amd64"_s, 'b');
    add(u"linux/amd64"_s, 'c');
    const auto chosen = [&image](const QString &platform) {
        const Result<PlatformChoice> choice = choosePlatform(image, Platform::parse(platform));
        return choice ? choice->digest.toString().back() : QChar(u'-');
    };
    QCOMPARE(chosen(u"windows(10.0.20348.2)/amd64"_s), QChar(u'b'));
    QCOMPARE(chosen(u"windows(10.0.17763.1)/amd64"_s), QChar(u'a'));
    QCOMPARE(chosen(u"windows/amd64"_s), QChar(u'a')); // the first, as engines do it
    QCOMPARE(chosen(u"windows(10.0.1)/amd64"_s), QChar(u'-'));
    QCOMPARE(chosen(u"linux/amd64"_s), QChar(u'c'));
    QCOMPARE(image.platforms[0].platform.toWholeString(), u"windows(10.0.17763.1)/amd64"_s);
    QCOMPARE(image.platforms[0].platform.toString(), u"windows/amd64"_s);
    for (const auto &wrong : { u"windows(/amd64"_s, u"windows()/amd64"_s, u"(1)/amd64"_s, u"windows(1)x/amd64"_s })
        QVERIFY2(!Platform::parse(wrong), qPrintable(wrong));
}

void TestPullPlaces::layerThatIsThereTwice()
{
    FaultyRegistry registry;
    ImageSpec image;
    const QByteArray tar = TarBuilder().file("a", "same").bytes();
    image.layer(tar, "COPY a /");
    image.layer(TarBuilder().file("b", "other").bytes(), "COPY b /");
    image.layer(tar, "COPY a /");
    putImage(registry, image, "1");
    RegistryStore store(referenceTo(registry, u":1"_s), quickAccess());
    Job job;
    const Result<Listing> listing = store.list(job);
    QVERIFY(listing && listing->images.size() == 1);
    const Result<ImageDetails> details = store.inspect(listing->images.constFirst().id, job);
    VERIFY_DONE(details);
    ReadCollector collected;
    ImageReadOptions options;
    options.download = true;
    VERIFY_DONE(readImage(store, *details, options, m_pool, job, collected));
    QCOMPARE(registry.count("/blobs/" + image.layers[0].digest()), 1);
}

QTEST_GUILESS_MAIN(TestPullPlaces)
#include "tst_pullplaces.moc"
