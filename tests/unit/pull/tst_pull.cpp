// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a pull plans and what it brings into the Library, from a registry that does right, and from one that does not.

#include "services/stores/library/librarystore.h"
#include "tests/support/pullfixture.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtTest/QtTest>

#include <thread>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using Fault = FaultyRegistry::Fault;

class TestPull : public QObject, private PullFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }
    void plansAndBrings();
    void choosesAPlatform_data();
    void choosesAPlatform();
    void bringsAllPlatforms();
    void tellsEachProblemOnce();
    void isNotMisledByDigests();
    void configWithoutSize();
    void copiesOverAPartThatIsWrong();
    void takesLayersFromOtherStores();
    void takesNothingWrongFromOtherStores();
    void goesOnAfterACancel();
    void dropsAPartThatIsWrong();
    void faults_data();
    void faults();
    void namesStayWhenAPullFails();
    void byDigest();
    void twoAtOnce();
    void writesNothingWhereNothingMayBeWritten();
};

void TestPull::plansAndBrings()
{
    FaultyRegistry registry;
    const ImageSpec image = noisyImage(1);
    putImage(registry, image, "1");
    RemoteRepository repository(referenceTo(registry, u":1"_s), quickAccess());
    const Result<PullPlan> first = plan(repository);
    VERIFY_DONE(first);
    QCOMPARE(first->target.toString().toLatin1(), image.manifestDigest());
    QCOMPARE(first->layers.size(), 3);
    std::int64_t total = 0;
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(first->layers[i].descriptor.digest.toString().toLatin1(), image.layers[i].digest());
        QCOMPARE(first->layers[i].from, PullLayer::From::Registry);
        total += image.layers[i].blob.size();
    }
    QCOMPARE(first->layers[1].instruction, u"COPY large /"_s);
    QCOMPARE(first->totalBytes(), total);
    QCOMPARE(first->downloadBytes(), total);
    QCOMPARE(first->growthBytes(), total);
    QCOMPARE(registry.count("/blobs/" + image.layers[1].digest()), 0); // a plan downloads no layer
    QVERIFY(!QFileInfo::exists(library()));

    Job job;
    VERIFY_DONE(pull(repository, *first, job));
    QCOMPARE(names(), QStringList { repository.reference().toString() });
    QCOMPARE(damage(), QString());
    for (const LayerSpec &layer : image.layers) {
        QFile blob(library() + u'/' + QString::fromLatin1(blobName(layer.digest())));
        QVERIFY(blob.open(QIODevice::ReadOnly));
        QCOMPARE(blob.readAll(), layer.blob);
    }

    registry.forgetRequests();
    const Result<PullPlan> second = plan(repository);
    VERIFY_DONE(second);
    QCOMPARE(second->downloadBytes(), 0);
    QCOMPARE(second->growthBytes(), 0);
    Job again;
    VERIFY_DONE(pull(repository, *second, again));
    for (const LayerSpec &layer : image.layers)
        QCOMPARE(registry.count("/blobs/" + layer.digest()), 0);
}

void TestPull::choosesAPlatform_data()
{
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<QString>("chosen"); // empty: none
    QTest::addRow("this machine's") << QString() << Platform::host().architecture;
    QTest::addRow("arm64") << u"linux/arm64"_s << u"arm64"_s;
    QTest::addRow("arm64, all of it") << u"linux/arm64/v8"_s << u"arm64"_s;
    QTest::addRow("as the kernel says") << u"linux/aarch64"_s << u"arm64"_s;
    QTest::addRow("amd64") << u"linux/amd64"_s << u"amd64"_s;
    QTest::addRow("not there") << u"linux/s390x"_s << QString();
    QTest::addRow("another system") << u"windows/amd64"_s << QString();
}

void TestPull::choosesAPlatform()
{
    QFETCH(QString, wanted);
    QFETCH(QString, chosen);
    FaultyRegistry registry;
    const ImageSpec amd = noisyImage(1, "amd64");
    const ImageSpec arm = noisyImage(10, "arm64");
    putIndex(registry, "many", { amd, arm });
    RemoteRepository repository(referenceTo(registry, u":many"_s), quickAccess());
    const Result<PullPlan> planned = plan(repository, { Platform::parse(wanted), false });
    if (chosen.isEmpty()) {
        QVERIFY(!planned);
        QCOMPARE(planned.error().code, ErrorCode::NotFound);
        QVERIFY2(planned.error().detail.contains(u"linux/amd64, linux/arm64"), qPrintable(planned.error().detail));
        return;
    }
    VERIFY_DONE(planned);
    QCOMPARE(planned->image.platforms.size(), 2);
    QCOMPARE(planned->platforms.size(), 1);
    QCOMPARE(planned->platforms.constFirst().architecture, chosen);
    QCOMPARE(planned->target.toString().toLatin1(), chosen == u"amd64" ? amd.manifestDigest() : arm.manifestDigest());
    Job job;
    VERIFY_DONE(pull(repository, *planned, job));
    QCOMPARE(names(), QStringList { repository.reference().toString() });
    const Result<QList<LibraryEntry>> entries = LibraryStore(library()).entries(job);
    VERIFY_DONE(entries);
    // What the tag stood for, by which "is there a newer one?" is asked.
    QCOMPARE(
        entries->constFirst().source, repository.reference().name() + u'@' + planned->image.root.digest.toString());
    QCOMPARE(damage(), QString());
}

void TestPull::bringsAllPlatforms()
{
    FaultyRegistry registry;
    const ImageSpec amd = noisyImage(1, "amd64");
    const ImageSpec arm = noisyImage(10, "arm64");
    putIndex(registry, "many", { amd, arm });
    RemoteRepository repository(referenceTo(registry, u":many"_s), quickAccess());
    const Result<PullPlan> planned = plan(repository, { std::nullopt, true });
    VERIFY_DONE(planned);
    QCOMPARE(planned->layers.size(), 5); // the base is that of both
    QCOMPARE(planned->target, planned->image.root.digest);
    Job job;
    VERIFY_DONE(pull(repository, *planned, job));
    QCOMPARE(damage(), QString());
    const Result<Listing> listing = LibraryStore(library()).list(job);
    VERIFY_DONE(listing);
    QCOMPARE(listing->images.size(), 2);
    for (const ImageSummary &image : listing->images)
        QVERIFY(image.isLocal && image.names == QStringList { repository.reference().toString() });
}

// The index is read when the name is looked up, and again for all its platforms.
void TestPull::tellsEachProblemOnce()
{
    FaultyRegistry registry;
    const ImageSpec amd = noisyImage(1, "amd64");
    putImage(registry, amd, {});
    registry.putManifest(
        "team/app", "odd", kIndexType, indexOf({ platformDescriptor(amd), R"({"digest":"sha256:x"})" }));
    RemoteRepository repository(referenceTo(registry, u":odd"_s), quickAccess());
    for (const bool isAll : { false, true }) {
        const Result<PullPlan> planned = plan(repository, { std::nullopt, isAll });
        VERIFY_DONE(planned);
        QCOMPARE(planned->layers.size(), amd.layers.size());
        QCOMPARE(planned->warnings.size(), 1);
    }
}

// One manifest that calls another its config: that one is brought all the same, with its layers.
void TestPull::isNotMisledByDigests()
{
    FaultyRegistry registry;
    const ImageSpec victim = noisyImage(1, "amd64");
    putImage(registry, victim, {});
    registry.putBlob(victim.manifest());
    ImageSpec liar = noisyImage(10, "arm64");
    liar.manifestText = liar.manifest();
    liar.manifestText.replace(liar.configDigest(), victim.manifestDigest());
    liar.manifestText.replace("\"size\":" + QByteArray::number(liar.config().size()),
        "\"size\":" + QByteArray::number(victim.manifest().size()));
    for (const LayerSpec &layer : liar.layers)
        registry.putBlob(layer.blob);
    registry.putManifest("team/app", {}, kManifestType, liar.manifest());
    registry.putManifest(
        "team/app", "many", kIndexType, indexOf({ platformDescriptor(liar), platformDescriptor(victim) }));
    RemoteRepository repository(referenceTo(registry, u":many"_s), quickAccess());
    const Result<PullPlan> planned = plan(repository, { std::nullopt, true });
    VERIFY_DONE(planned);
    const auto isPlanned = [&](const QByteArray &digest) {
        return std::any_of(planned->layers.cbegin(), planned->layers.cend(),
            [&](const PullLayer &layer) { return layer.descriptor.digest.toString().toLatin1() == digest; });
    };
    for (const LayerSpec &layer : victim.layers)
        QVERIFY(isPlanned(layer.digest()));
}

void TestPull::configWithoutSize()
{
    FaultyRegistry registry;
    ImageSpec image = noisyImage(1);
    const QByteArray config = image.config();
    image.manifestText = image.manifest();
    image.manifestText.replace("\"size\":" + QByteArray::number(config.size()), "\"size\":-5");
    putImage(registry, image, "1");
    RemoteRepository repository(referenceTo(registry, u":1"_s), quickAccess());
    const Result<PullPlan> planned = plan(repository);
    QVERIFY(!planned);
    QCOMPARE(planned.error().code, ErrorCode::Corrupt);
}

// A part of an earlier attempt is wrong, the other store is right: nothing is downloaded.
void TestPull::copiesOverAPartThatIsWrong()
{
    FaultyRegistry registry;
    const ImageSpec image = noisyImage(1);
    putImage(registry, image, "1");
    ImageSpec other({ u"other:1"_s });
    other.layers = image.layers;
    other.history = { { "1", false }, { "2", false }, { "3", false } };
    ociLayout({ other }).writeTo(m_folder->filePath(u"other"_s));
    Job job;
    const Result<ImageStorePtr> store = openStore(m_folder->filePath(u"other"_s), job);
    VERIFY_DONE(store);
    VERIFY_DONE(LibraryFolder::create(library()));
    const Digest digest = Digest::parse(image.layers[1].digest()).value();
    QFile part(library() + u"/ingest/"_s + QString::fromLatin1(LibraryFolder::partName(digest)));
    QVERIFY(part.open(QIODevice::WriteOnly));
    part.write(QByteArray(500'000, 'x'));
    part.close();
    RemoteRepository repository(referenceTo(registry, u":1"_s), quickAccess());
    const Result<PullPlan> planned = plan(repository, {}, { *store });
    VERIFY_DONE(planned);
    QCOMPARE(planned->downloadBytes(), 0);
    VERIFY_DONE(pull(repository, *planned, job, { *store }));
    for (const LayerSpec &layer : image.layers)
        QCOMPARE(registry.count("/blobs/" + layer.digest()), 0);
    QCOMPARE(damage(), QString());
}

void TestPull::takesLayersFromOtherStores()
{
    FaultyRegistry registry;
    const ImageSpec image = noisyImage(1);
    putImage(registry, image, "1");
    ImageSpec other({ u"other:1"_s });
    other.layers = { image.layers[1] };
    other.history = { { "COPY", false } };
    ociLayout({ other }).writeTo(m_folder->filePath(u"other"_s));
    Job job;
    const Result<ImageStorePtr> store = openStore(m_folder->filePath(u"other"_s), job);
    VERIFY_DONE(store);
    RemoteRepository repository(referenceTo(registry, u":1"_s), quickAccess());
    const Result<PullPlan> planned = plan(repository, {}, { *store });
    VERIFY_DONE(planned);
    QCOMPARE(planned->layers[1].from, PullLayer::From::Source);
    QCOMPARE(planned->layers[1].source, u"other"_s);
    QCOMPARE(planned->downloadBytes(), image.layers[0].blob.size() + image.layers[2].blob.size());
    QCOMPARE(planned->growthBytes(), planned->totalBytes());
    VERIFY_DONE(pull(repository, *planned, job, { *store }));
    QCOMPARE(registry.count("/blobs/" + image.layers[1].digest()), 0);
    QCOMPARE(registry.count("/blobs/" + image.layers[0].digest()), 1);
    QCOMPARE(damage(), QString());
}

// Another store promises the layer and has other bytes: nobody believes it.
void TestPull::takesNothingWrongFromOtherStores()
{
    FaultyRegistry registry;
    const ImageSpec image = noisyImage(1);
    putImage(registry, image, "1");
    ImageSpec other({ u"other:1"_s });
    other.layers = { image.layers[1] };
    other.history = { { "COPY", false } };
    ociLayout({ other }).flip(blobName(image.layers[1].digest()), 1'000'000).writeTo(m_folder->filePath(u"other"_s));
    Job job;
    const Result<ImageStorePtr> store = openStore(m_folder->filePath(u"other"_s), job);
    VERIFY_DONE(store);
    RemoteRepository repository(referenceTo(registry, u":1"_s), quickAccess());
    const Result<PullPlan> planned = plan(repository, {}, { *store });
    VERIFY_DONE(planned);
    QCOMPARE(planned->layers[1].from, PullLayer::From::Source);
    VERIFY_DONE(pull(repository, *planned, job, { *store }));
    QCOMPARE(registry.count("/blobs/" + image.layers[1].digest()), 1);
    QCOMPARE(damage(), QString());
}

// The registry hangs in the middle of the large layer; whoever goes on asks for the rest alone.
void TestPull::goesOnAfterACancel()
{
    FaultyRegistry registry;
    const ImageSpec image = noisyImage(1);
    putImage(registry, image, "1");
    const QByteArray large = "/blobs/" + image.layers[1].digest();
    registry.fail(Fault::Hung, large, 1);
    RemoteRepository repository(referenceTo(registry, u":1"_s), quickAccess());
    const Result<PullPlan> planned = plan(repository);
    VERIFY_DONE(planned);
    const std::int64_t half = image.layers[1].blob.size() / 2;
    Job job;
    std::thread watcher([&] {
        while (job.progress().done < half)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        job.cancel();
    });
    QElapsedTimer clock;
    clock.start();
    const Result<void> cancelled = pull(repository, *planned, job);
    watcher.join();
    QVERIFY(!cancelled);
    QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
    QVERIFY2(clock.elapsed() < 20'000, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(names(), QStringList());

    registry.forgetRequests();
    const Result<PullPlan> second = plan(repository);
    VERIFY_DONE(second);
    QVERIFY(second->layers[1].presentBytes > 0);
    QVERIFY(second->downloadBytes() < planned->downloadBytes());
    Job again;
    VERIFY_DONE(pull(repository, *second, again));
    QCOMPARE(names(), QStringList { repository.reference().toString() });
    QCOMPARE(damage(), QString());
    const QByteArray range =
        "bytes=" + QByteArray::number(static_cast<qlonglong>(second->layers[1].presentBytes)) + '-';
    int parts = 0;
    for (const FaultyRegistry::Request &request : registry.requests()) {
        if (request.target.contains(large))
            parts += request.header("Range").startsWith(range) ? 1 : 100;
    }
    QCOMPARE(parts, 1);
}

// What an earlier attempt left may be anything, after a loss of power: it is fetched anew.
void TestPull::dropsAPartThatIsWrong()
{
    FaultyRegistry registry;
    const ImageSpec image = noisyImage(1);
    putImage(registry, image, "1");
    Job job;
    {
        const Result<LibraryFolderPtr> folder = LibraryFolder::create(library());
        VERIFY_DONE(folder);
        const Digest digest = Digest::parse(image.layers[1].digest()).value();
        QFile part(library() + u"/ingest/"_s + QString::fromLatin1(LibraryFolder::partName(digest)));
        QVERIFY(part.open(QIODevice::WriteOnly));
        part.write(QByteArray(500'000, 'x'));
    }
    RemoteRepository repository(referenceTo(registry, u":1"_s), quickAccess());
    const Result<PullPlan> planned = plan(repository);
    VERIFY_DONE(planned);
    QCOMPARE(planned->layers[1].presentBytes, 500'000);
    VERIFY_DONE(pull(repository, *planned, job));
    QCOMPARE(damage(), QString());
    QCOMPARE(registry.count("/blobs/" + image.layers[1].digest()), 2);
}

void TestPull::faults_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<bool>("isOfManifest");
    QTest::addColumn<int>("times");
    QTest::addColumn<std::optional<ErrorCode>>("code"); // nothing: it is overcome
    const std::optional<ErrorCode> fine;
    using Code = std::optional<ErrorCode>;
    QTest::addRow("manifest missing") << Fault::Missing << true << -1 << Code(ErrorCode::NotFound);
    QTest::addRow("manifest refused") << Fault::Unauthorized << true << -1 << Code(ErrorCode::AuthRequired);
    QTest::addRow("manifest too often") << Fault::TooManySeconds << true << -1 << Code(ErrorCode::RateLimited);
    QTest::addRow("manifest too often, twice") << Fault::TooManySeconds << true << 2 << fine;
    QTest::addRow("manifest, server broken") << Fault::ServerError << true << -1 << Code(ErrorCode::Network);
    QTest::addRow("manifest of schema 1") << Fault::Schema1 << true << -1 << Code(ErrorCode::Unsupported);
    QTest::addRow("manifest with layers and manifests") << Fault::BothShapes << true << -1 << Code(ErrorCode::Corrupt);
    QTest::addRow("manifest of another type") << Fault::OtherMediaType << true << -1 << Code(ErrorCode::Corrupt);
    QTest::addRow("manifest is a web page") << Fault::WebPage << true << -1 << Code();
    QTest::addRow("manifest endless") << Fault::Endless << true << -1 << Code(ErrorCode::LimitExceeded);
    QTest::addRow("layer missing") << Fault::Missing << false << -1 << Code(ErrorCode::NotFound);
    QTest::addRow("layer with other bytes") << Fault::WrongBytes << false << -1 << Code(ErrorCode::Corrupt);
    QTest::addRow("layer too long") << Fault::OverLong << false << -1 << Code(ErrorCode::Corrupt);
    QTest::addRow("layer endless") << Fault::Endless << false << -1 << Code(ErrorCode::LimitExceeded);
    QTest::addRow("layer cut, twice") << Fault::Truncated << false << 2 << fine;
    QTest::addRow("layer unavailable, four times") << Fault::Unavailable << false << 4 << fine;
    QTest::addRow("layer, server broken") << Fault::ServerError << false << -1 << Code(ErrorCode::Network);
    QTest::addRow("layer packed") << Fault::Gzip << false << -1 << Code(ErrorCode::Unsupported);
}

void TestPull::faults()
{
    QFETCH(Fault, fault);
    QFETCH(bool, isOfManifest);
    QFETCH(int, times);
    QFETCH(std::optional<ErrorCode>, code);
    FaultyRegistry registry;
    const ImageSpec image = noisyImage(1);
    putImage(registry, image, "1");
    registry.fail(fault, isOfManifest ? QByteArray("/manifests/") : "/blobs/" + image.layers[1].digest(), times);
    const Result<void> pulled = planAndPull(referenceTo(registry, u":1"_s));
    if (times > 0) {
        VERIFY_DONE(pulled);
        QCOMPARE(names().size(), 1);
        QCOMPARE(damage(), QString());
        return;
    }
    QVERIFY(!pulled);
    if (code)
        QCOMPARE(pulled.error().code, *code);
    QVERIFY(!pulled.error().subject.isEmpty());
    QCOMPARE(names(), QStringList());
    if (isOfManifest)
        return;
    QCOMPARE(damage(), QString());
    // The layers that were whole are there for the next attempt.
    Job job;
    RemoteRepository repository(referenceTo(registry, u":1"_s), quickAccess());
    const Result<PullPlan> again = plan(repository);
    VERIFY_DONE(again);
    QCOMPARE(again->layers[1].from, PullLayer::From::Registry);
}

void TestPull::namesStayWhenAPullFails()
{
    FaultyRegistry registry;
    const ImageSpec before = noisyImage(1);
    putImage(registry, before, "1");
    VERIFY_DONE(planAndPull(referenceTo(registry, u":1"_s)));
    const ImageSpec after = noisyImage(20);
    putImage(registry, after, "1");
    registry.fail(Fault::WrongBytes, "/blobs/" + after.layers[1].digest(), 1);
    QVERIFY(!planAndPull(referenceTo(registry, u":1"_s)));
    Job job;
    const auto digestOfName = [&] {
        const Result<QList<LibraryEntry>> entries = LibraryStore(library()).entries(job);
        for (const LibraryEntry &entry : entries.value_or(QList<LibraryEntry>())) {
            if (entry.name == referenceTo(registry, u":1"_s).toString())
                return entry.descriptor.digest.toString().toLatin1();
        }
        return QByteArray();
    };
    QCOMPARE(digestOfName(), before.manifestDigest());
    // The name moves with the pull that succeeds; the image that had it stays without one.
    VERIFY_DONE(planAndPull(referenceTo(registry, u":1"_s)));
    QCOMPARE(digestOfName(), after.manifestDigest());
    QCOMPARE(names(), (QStringList { referenceTo(registry, u":1"_s).toString(), u"<none>"_s }));
    QCOMPARE(damage(), QString());
}

void TestPull::byDigest()
{
    FaultyRegistry registry;
    const ImageSpec image = noisyImage(1);
    putImage(registry, image, "1");
    const QString digest = QString::fromLatin1(image.manifestDigest());
    VERIFY_DONE(planAndPull(referenceTo(registry, u"@"_s + digest)));
    QCOMPARE(names(), QStringList { u"<none>"_s });
    Job job;
    const Result<QList<LibraryEntry>> entries = LibraryStore(library()).entries(job);
    VERIFY_DONE(entries);
    QVERIFY(entries->constFirst().source.endsWith(u"/team/app@"_s + digest));
    // A name keeps what is known of it when its image comes once more from elsewhere.
    VERIFY_DONE(planAndPull(referenceTo(registry, u":1"_s)));
    FaultyRegistry other;
    putImage(other, image, "1");
    VERIFY_DONE(planAndPull(referenceTo(other, u"@"_s + digest)));
    const Result<QList<LibraryEntry>> after = LibraryStore(library()).entries(job);
    VERIFY_DONE(after);
    QCOMPARE(after->size(), 1);
    QVERIFY2(after->constFirst().source.startsWith(QString::fromLatin1(registry.address())),
        qPrintable(after->constFirst().source));
}

void TestPull::twoAtOnce()
{
    FaultyRegistry registry;
    const ImageSpec image = noisyImage(1);
    putImage(registry, image, "1");
    putImage(registry, image, "2");
    std::vector<Result<void>> ended(2, fail(Error {}));
    {
        std::thread one([&] { ended[0] = planAndPull(referenceTo(registry, u":1"_s)); });
        std::thread two([&] { ended[1] = planAndPull(referenceTo(registry, u":2"_s)); });
        one.join();
        two.join();
    }
    for (const Result<void> &each : ended)
        VERIFY_DONE(each);
    QCOMPARE(names(),
        (QStringList { referenceTo(registry, u":1"_s).toString(), referenceTo(registry, u":2"_s).toString() }));
    QCOMPARE(registry.count("/blobs/" + image.layers[1].digest()), 1); // the other one waited for it
    QCOMPARE(damage(), QString());
}

void TestPull::writesNothingWhereNothingMayBeWritten()
{
    FaultyRegistry registry;
    putImage(registry, noisyImage(1), "1");
    // Not by permissions, which do not bind root.
    QFile file(library());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    const Result<void> pulled = planAndPull(referenceTo(registry, u":1"_s));
    QVERIFY(!pulled);
    QVERIFY(QFileInfo(library()).isFile());
}

QTEST_GUILESS_MAIN(TestPull)
#include "tst_pull.moc"
