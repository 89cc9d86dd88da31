// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Pruning a real Library: what is planned for any selection is what the disk then has more, to the byte.

#include "services/prune/pruneledger.h"
#include "services/prune/pruneplan.h"
#include "services/prune/prunerun.h"
#include "services/stores/library/librarysession.h"
#include "services/stores/library/librarystore.h"
#include "tests/support/librarytools.h"
#include "tests/support/pullfixture.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

#include <numeric>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using How = PruneOutcome::How;

namespace {

// Images of two layers, of which all have the first; every tenth is of two platforms. All without a name, or named by number.
void writeImages(const QString &folder, int count, bool isNamed)
{
    QDir().mkpath(folder + u"/blobs/sha256"_s);
    writeFile(folder + u"/oci-layout"_s, R"({"imageLayoutVersion":"1.0.0"})");
    const auto putBlob = [&](const QByteArray &digest, const QByteArray &bytes) {
        writeFile(folder + u'/' + QString::fromLatin1(blobName(digest)), bytes);
    };
    const auto put = [&](const ImageSpec &image) {
        putBlob(image.manifestDigest(), image.manifest());
        putBlob(image.configDigest(), image.config());
        for (const LayerSpec &layer : image.layers)
            putBlob(layer.digest(), layer.blob);
    };
    const QByteArray base = TarBuilder().file("base", std::string(3000, 'b')).bytes();
    QList<QByteArray> descriptors;
    for (int i = 0; i < count; ++i) {
        ImageSpec image;
        image.layer(base, "ADD base");
        image.layer(TarBuilder().file("own", std::to_string(i)).bytes(), "COPY own");
        put(image);
        const QString name = isNamed ? u"r.io/app%1:1"_s.arg(i) : QString();
        if (i % 10 != 0) {
            descriptors.append(image.descriptor(name));
            continue;
        }
        ImageSpec other = image;
        other.platform("linux", "arm64");
        put(other);
        const QByteArray index = indexOf({ image.descriptor(), other.descriptor() });
        putBlob(sha256Digest(index), index);
        const QByteArray annotations = name.isEmpty()
            ? QByteArray()
            : R"("annotations":{"org.opencontainers.image.ref.name":")" + name.toUtf8() + "\"}";
        descriptors.append(descriptorOf("application/vnd.oci.image.index.v1+json", index, annotations));
    }
    writeFile(folder + u"/index.json"_s, indexOf(descriptors));
}

} // namespace

class TestLibraryPrune : public QObject, private PullFixture {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void anySelectionIsExact();
    void removesWhatWasPlanned();
    void whatChangedMeanwhileStays();
    void cancelledBetweenTwo();
    void emptyLibrary();
    void buildRecordsGoWithTheirImage();
    void batchesLookAtNames();
    void whileSomethingIsBroughtIn();
    void thousandsOfImages();

private:
    // Two images of one name one after the other, one of another name, and one of two platforms.
    void fill();
    PruneFacts facts(LibraryStore &store);
    static const PruneFacts::Image *named(const PruneFacts &facts, const QString &part);

    std::unique_ptr<FaultyRegistry> m_registry;
    Job m_job;
};

void TestLibraryPrune::init()
{
    makeFolder();
    m_registry = std::make_unique<FaultyRegistry>();
}

void TestLibraryPrune::fill()
{
    putImage(*m_registry, noisyImage(1), "1");
    VERIFY_DONE(planAndPull(referenceTo(*m_registry, u":1"_s)));
    putImage(*m_registry, noisyImage(10), "1");
    VERIFY_DONE(planAndPull(referenceTo(*m_registry, u":1"_s)));
    putImage(*m_registry, noisyImage(20), "2");
    VERIFY_DONE(planAndPull(referenceTo(*m_registry, u":2"_s)));
    putIndex(*m_registry, "many", { noisyImage(30, "amd64"), noisyImage(30, "arm64") });
    VERIFY_DONE(planAndPull(referenceTo(*m_registry, u":many"_s), { std::nullopt, true }));
}

PruneFacts TestLibraryPrune::facts(LibraryStore &store)
{
    Job job;
    Result<PruneFacts> found = store.pruneFacts(job);
    return found ? *std::move(found) : PruneFacts();
}

const PruneFacts::Image *TestLibraryPrune::named(const PruneFacts &facts, const QString &part)
{
    for (const PruneFacts::Image &image : facts.images) {
        if (image.names.join(u' ').contains(part))
            return &image;
    }
    return nullptr;
}

void TestLibraryPrune::anySelectionIsExact()
{
    fill();
    LibraryStore store(library());
    const PruneFacts now = facts(store);
    QCOMPARE(now.images.size(), 5);
    QVERIFY(now.isExact && now.warnings.isEmpty());
    const PruneLedger ledger(now);
    for (unsigned selection = 0; selection < 32; ++selection) {
        std::vector<int> images;
        QList<ImageId> ids;
        for (int i = 0; i < 5; ++i) {
            if ((selection >> i & 1U) == 0)
                continue;
            images.push_back(i);
            ids.append(now.images[i].id);
        }
        QCOMPARE(ledger.freed(images), store.bytesFreed(ids, m_job).value());
    }
    QVERIFY(named(now, u":2"_s)->arrived.isValid());
    QVERIFY(!named(now, u":2"_s)->repoDigests.isEmpty());
}

void TestLibraryPrune::removesWhatWasPlanned()
{
    fill();
    LibraryStore store(library());
    const PruneFacts now = facts(store);
    const PrunePlan dangling = planPrune(now, {}, QDateTime::currentDateTimeUtc());
    QCOMPARE(dangling.items.size(), 1); // the one that has lost its name
    QVERIFY(dangling.items[0].isDangling);
    QVERIFY(dangling.togetherBytes > std::int64_t(kLargeBytes));
    QList<PruneOutcome> told;
    const Result<PruneResult> result = removeImages(
        store, now, { dangling.items[0].image }, [&told](const PruneOutcome &each) { told.append(each); }, m_job);
    VERIFY_DONE(result);
    QCOMPARE(told, result->outcomes);
    QCOMPARE(result->count(How::Removed), 1);
    QCOMPARE(result->plannedBytes, dangling.togetherBytes);
    QCOMPARE(result->measuredBytes, result->plannedBytes);
    QCOMPARE(damage(), QString());
    QCOMPARE(names().size(), 4);
    QVERIFY(planPrune(facts(store), {}, QDateTime::currentDateTimeUtc()).items.isEmpty());

    // And everything else, both platforms with their index.
    PruneRules rules;
    rules.takesUnused = true;
    rules.unusedMinimumAge = std::chrono::seconds(0);
    const PruneFacts rest = facts(store);
    const PrunePlan all = planPrune(rest, rules, QDateTime::currentDateTimeUtc());
    QCOMPARE(all.items.size(), 4);
    QList<int> images;
    for (const PruneItem &item : all.items)
        images.append(item.image);
    const Result<PruneResult> end = removeImages(
        store, rest, images, [](const PruneOutcome &) {}, m_job);
    VERIFY_DONE(end);
    QCOMPARE(end->count(How::Removed), 4);
    QCOMPARE(end->measuredBytes, all.togetherBytes);
    QVERIFY(names().isEmpty());
}

void TestLibraryPrune::whatChangedMeanwhileStays()
{
    fill();
    LibraryStore store(library());
    const PruneFacts before = facts(store);
    const PrunePlan plan = planPrune(before, {}, QDateTime::currentDateTimeUtc());
    QCOMPARE(plan.items.size(), 1);
    const PruneFacts::Image &image = before.images[plan.items[0].image];
    VERIFY_DONE(LibraryStore(library()).tag(image.id, u"r.io/kept:1"_s, m_job)); // by another program
    const Result<PruneResult> result = removeImages(
        store, before, { plan.items[0].image }, [](const PruneOutcome &) {}, m_job);
    VERIFY_DONE(result);
    QCOMPARE(result->count(How::Skipped), 1);
    QVERIFY(result->outcomes[0].reason->detail.contains(u"r.io/kept:1"_s));
    QCOMPARE(result->plannedBytes, 0);
    QCOMPARE(result->measuredBytes, 0);
    QVERIFY(names().contains(u"r.io/kept:1"_s));
    // One that has gone by itself.
    const int two = static_cast<int>(named(before, u":2"_s) - before.images.constData());
    VERIFY_DONE(LibraryStore(library()).remove(before.images[two].id, m_job));
    const Result<PruneResult> gone = removeImages(
        store, before, { two }, [](const PruneOutcome &) {}, m_job);
    VERIFY_DONE(gone);
    QCOMPARE(gone->count(How::Skipped), 1);
    QCOMPARE(gone->outcomes[0].reason->code, ErrorCode::NotFound);
}

void TestLibraryPrune::cancelledBetweenTwo()
{
    fill();
    LibraryStore store(library());
    const PruneFacts now = facts(store);
    Job job;
    const Result<PruneResult> result = removeImages(
        store, now, { 0, 1, 2 }, [&job](const PruneOutcome &) { job.cancel(); }, job);
    VERIFY_DONE(result);
    QVERIFY(result->isCancelled);
    QCOMPARE(result->count(How::Removed), 1);
    QCOMPARE(result->count(How::Waiting), 2);
    QCOMPARE(result->measuredBytes, result->plannedBytes);
    QCOMPARE(damage(), QString());
}

void TestLibraryPrune::emptyLibrary()
{
    LibraryStore store(library());
    const Result<PruneFacts> none = store.pruneFacts(m_job);
    QVERIFY(!none || none->images.isEmpty());
    QVERIFY(!QFileInfo::exists(library()));
}

// What `docker buildx` puts beside an image is no image of its own.
void TestLibraryPrune::buildRecordsGoWithTheirImage()
{
    ImageSpec image;
    image.layer(TarBuilder().file("own", "1").bytes(), "COPY own");
    ImageSpec records;
    records.layer(TarBuilder().file("records", "2").bytes(), "in-toto").platform("unknown", "unknown");
    FileList files = ociLayout({ image, records });
    const QByteArray index = indexOf({ image.descriptor(), records.descriptor() });
    files.file(blobName(sha256Digest(index)), index);
    files.file("index.json", indexOf({ descriptorOf("application/vnd.oci.image.index.v1+json", index) }));
    files.writeTo(library());
    LibraryStore store(library());
    const PruneFacts now = facts(store);
    QCOMPARE(now.images.size(), 1);
    QCOMPARE(now.images[0].id.value, QString::fromLatin1(image.manifestDigest()));
    const Result<PruneResult> result = removeImages(
        store, now, { 0 }, [](const PruneOutcome &) {}, m_job);
    VERIFY_DONE(result);
    QCOMPARE(result->count(How::Removed), 1);
    QCOMPARE(result->measuredBytes, result->plannedBytes);
    QVERIFY(QDir(library() + u"/blobs/sha256"_s).isEmpty());
}

// Each is held against what was shown, also in the midst of many.
void TestLibraryPrune::batchesLookAtNames()
{
    writeImages(library(), 40, true);
    LibraryStore store(library());
    const PruneFacts now = facts(store);
    const auto at = [&](const QString &name) { return static_cast<int>(named(now, name) - now.images.constData()); };
    VERIFY_DONE(LibraryStore(library()).tag(now.images[at(u"app25:"_s)].id, u"r.io/kept:1"_s, m_job));
    VERIFY_DONE(LibraryStore(library()).tag(now.images[at(u"app31:"_s)].id, u"r.io/app33:1"_s, m_job));
    VERIFY_DONE(LibraryStore(library()).remove(now.images[at(u"app37:"_s)].id, m_job));
    QList<int> images(now.images.size());
    std::iota(images.begin(), images.end(), 0);
    QList<PruneOutcome> told;
    const Result<PruneResult> result = removeImages(
        store, now, images, [&told](const PruneOutcome &each) { told.append(each); }, m_job);
    VERIFY_DONE(result);
    QCOMPARE(told, result->outcomes);
    QCOMPARE(told.size(), now.images.size());
    QStringList stayed;
    for (const PruneOutcome &each : std::as_const(told)) {
        if (each.how == How::Skipped)
            stayed.append(now.images[each.image].names.constFirst() + u' ' + each.reason->detail.section(u' ', 0, 3));
    }
    stayed.sort();
    QCOMPARE(stayed,
        QStringList({ u"r.io/app25:1 it is called r.io/app25:1,"_s, u"r.io/app31:1 it is called r.io/app31:1,"_s,
            u"r.io/app33:1 it has lost its"_s, u"r.io/app37:1 no such image in"_s }));
    QCOMPARE(result->measuredBytes, result->plannedBytes);
    QCOMPARE(names().size(), 5); // two with two names each, and the one that has lost its own
    QCOMPARE(damage(), QString());
}

// Names go; what they need waits for the next time, and one of several platforms for its turn.
void TestLibraryPrune::whileSomethingIsBroughtIn()
{
    writeImages(library(), 12, true);
    LibraryStore store(library());
    const PruneFacts now = facts(store);
    QCOMPARE(now.images.size(), 14);
    const auto session = LibrarySession::begin(library(), m_job);
    QVERIFY(session);
    QList<int> images(now.images.size());
    std::iota(images.begin(), images.end(), 0);
    images.removeOne(static_cast<int>(named(now, u"app0:"_s) - now.images.constData())); // one of two platforms
    const Result<PruneResult> result = removeImages(
        store, now, images, [](const PruneOutcome &) {}, m_job);
    VERIFY_DONE(result);
    // The other stays, as do those of which one was asked for while its like had not gone yet.
    QCOMPARE(names().filter(u"app0:"_s).size(), 2);
    for (const PruneOutcome &each : std::as_const(result->outcomes)) {
        QVERIFY(each.how == How::Removed || each.reason->detail.contains(u"brought into"_s));
        QCOMPARE(each.how == How::Removed, !store.inspect(now.images[each.image].id, m_job));
    }
    QVERIFY(result->count(How::Skipped) >= 1);
    QCOMPARE(result->measuredBytes, 0);
}

// Takes hours where something is read anew for each image. VARVE_PRUNE_IMAGES: how many.
void TestLibraryPrune::thousandsOfImages()
{
    const int wanted = qEnvironmentVariableIntValue("VARVE_PRUNE_IMAGES");
    const int count = wanted > 0 ? wanted : 2000;
    writeImages(library(), count, false);
    LibraryStore store(library());
    QElapsedTimer time;
    time.start();
    const qsizetype listed = store.list(m_job)->images.size();
    const qint64 listMs = time.restart();
    const PruneFacts now = facts(store);
    const qint64 factsMs = time.restart();
    QCOMPARE(now.images.size(), listed);
    const PrunePlan plan = planPrune(now, {}, QDateTime::currentDateTimeUtc());
    const qint64 planMs = time.restart();
    QCOMPARE(plan.items.size(), listed);
    qInfo("%lld images: listed in %lld ms, facts %lld ms, plan %lld ms", static_cast<long long>(listed), listMs,
        factsMs, planMs);
    QList<int> images;
    time.restart();
    for (const PruneItem &item : plan.items)
        images.append(item.image);
    const Result<PruneResult> result = removeImages(
        store, now, images, [](const PruneOutcome &) {}, m_job);
    const qint64 removeMs = time.elapsed();
    VERIFY_DONE(result);
    QCOMPARE(result->count(How::Removed), int(listed));
    QCOMPARE(result->measuredBytes, plan.togetherBytes);
    QCOMPARE(store.list(m_job)->images.size(), 0);
    QCOMPARE(QDir(library() + u"/blobs/sha256"_s).entryList(QDir::Files).size(), 0);
    qInfo("removed in %lld ms", removeMs);
}

QTEST_GUILESS_MAIN(TestLibraryPrune)
#include "tst_libraryprune.moc"
