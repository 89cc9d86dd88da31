// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Looking into images in a registry without pulling them: what is asked for when, and what is believed of it.

#include "services/pull/newercheck.h"
#include "services/pull/registrystore.h"
#include "services/stores/cache/layercache.h"
#include "tests/support/readcollector.h"
#include "tests/support/registryfixture.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <thread>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using Fault = FaultyRegistry::Fault;

namespace {

ImageSpec imageFor(const QByteArray &architecture)
{
    ImageSpec image;
    image.platform("linux", architecture);
    image.layer(TarBuilder().dir("etc").file("etc/name", "shared by all").bytes(), "ADD base", LayerForm::Gzip);
    image.instruction("ENV A=1");
    image.layer(
        TarBuilder().file("srv/" + architecture.toStdString(), "own").bytes(), "COPY srv /srv", LayerForm::Zstd);
    return image;
}

QByteArray hostArchitecture()
{
    return Platform::host().architecture.toLatin1();
}

QByteArray otherArchitecture()
{
    return hostArchitecture() == "s390x" ? "amd64" : "s390x";
}

QByteArray blobTarget(const LayerSpec &layer)
{
    return "/blobs/" + layer.digest();
}

} // namespace

class TestRegistryStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsWithoutLayers();
    void looksIntoAnotherPlatformWhenAsked();
    void nothingForThisMachine();
    void tagThatMoved();
    void readsOneLayerOnDemand();
    void readsAllForAReport();
    void knownLayersAreNotFetched();
    void layersOfOtherStoresAreReadThere();
    void damagedNeighbourIsNotBelieved();
    void platformsLookedAtAtOnceAreAllKept();
    void hungDownloadsLeaveTheProcessors();
    void wrongBytesAreNoTree_data();
    void wrongBytesAreNoTree();
    void endsOnCancel();

    void newer();
    void newerAsksByHead();
    void newerStopsWhereItIsRefused();

private:
    Result<Listing> list(RegistryStore &store)
    {
        Job job;
        return store.list(job);
    }
    Result<ImageDetails> inspect(RegistryStore &store, const ImageSummary &image)
    {
        Job job;
        return store.inspect(image.id, job);
    }
    WorkPool m_pool;
};

#define VERIFY_DONE(result)                                                                                            \
    do {                                                                                                               \
        const auto &done = result;                                                                                     \
        QVERIFY2(done, done ? "" : qPrintable(done.error().subject + u": "_s + done.error().detail));                  \
    } while (false)

void TestRegistryStore::listsWithoutLayers()
{
    FaultyRegistry registry;
    const ImageSpec spec = imageFor("amd64");
    putImage(registry, spec, "1");
    RegistryStore store(referenceTo(registry, u":1"_s), quickAccess());
    QCOMPARE(store.title(), referenceTo(registry, u":1"_s).familiar());
    const Result<Listing> listing = list(store);
    VERIFY_DONE(listing);
    QCOMPARE(listing->images.size(), 1);
    const ImageSummary &image = listing->images.constFirst();
    QVERIFY(image.isLocal);
    QCOMPARE(image.names, QStringList { referenceTo(registry, u":1"_s).toString() });
    QCOMPARE(image.configDigest.toString().toLatin1(), spec.configDigest());
    QCOMPARE(image.blobBytes, std::int64_t(spec.layers[0].blob.size() + spec.layers[1].blob.size()));
    const Result<ImageDetails> details = inspect(store, image);
    VERIFY_DONE(details);
    QVERIFY2(details->warnings.isEmpty(), qPrintable(details->warnings.value(0).detail));
    QCOMPARE(details->layers.size(), 2);
    QVERIFY(details->layers[1].isLocal);
    QCOMPARE(details->layers[1].instruction, u"COPY srv /srv"_s);
    QCOMPARE(details->history.size(), 3);
    QCOMPARE(details->documents.size(), 2);
    for (const RawDocument &document : details->documents)
        QCOMPARE(document.proof, DocumentProof::Verified);
    for (const LayerSpec &layer : spec.layers)
        QCOMPARE(registry.count(blobTarget(layer)), 0);
    QCOMPARE(store.sizeOnDiskBytes(), 0);
}

void TestRegistryStore::looksIntoAnotherPlatformWhenAsked()
{
    FaultyRegistry registry;
    const ImageSpec own = imageFor(hostArchitecture());
    const ImageSpec other = imageFor(otherArchitecture());
    putIndex(registry, "many", { other, own });
    RegistryStore store(referenceTo(registry, u":many"_s), quickAccess());
    const Result<Listing> listing = list(store);
    VERIFY_DONE(listing);
    QCOMPARE(listing->images.size(), 2);
    QCOMPARE(registry.count("/manifests/"), 2); // the index and one of its manifests
    QCOMPARE(registry.count("/blobs/"), 1);
    const ImageSummary &far = listing->images[0];
    QVERIFY(!far.isLocal);
    QVERIFY(listing->images[1].isLocal);
    QCOMPARE(far.platform.architecture.toLatin1(), otherArchitecture());
    QCOMPARE(far.names, listing->images[1].names);

    const Result<ImageDetails> details = inspect(store, far);
    VERIFY_DONE(details);
    QVERIFY(details->summary.isLocal);
    QCOMPARE(details->layers[1].diffId.toString().toLatin1(), other.layers[1].diffId());
    QCOMPARE(registry.count("/manifests/"), 3);
    VERIFY_DONE(inspect(store, far));
    QCOMPARE(registry.count("/manifests/"), 3); // known by now
    // ... also after the list was asked for again.
    const Result<Listing> again = list(store);
    VERIFY_DONE(again);
    QVERIFY(again->images[0].isLocal);
    QCOMPARE(registry.count("/manifests/"), 4);
}

void TestRegistryStore::nothingForThisMachine()
{
    FaultyRegistry registry;
    putIndex(registry, "many", { imageFor(otherArchitecture()) });
    RegistryStore store(referenceTo(registry, u":many"_s), quickAccess());
    const Result<Listing> listing = list(store);
    VERIFY_DONE(listing);
    QCOMPARE(listing->images.size(), 1);
    QVERIFY(!listing->images[0].isLocal);
    VERIFY_DONE(inspect(store, listing->images[0]));
}

// What was listed is what is inspected, until somebody lists again.
void TestRegistryStore::tagThatMoved()
{
    FaultyRegistry registry;
    const ImageSpec before = imageFor("amd64");
    ImageSpec after = imageFor("amd64");
    after.instruction("ENV NEW=1");
    putImage(registry, before, "1");
    RegistryStore store(referenceTo(registry, u":1"_s), quickAccess());
    const ImageSummary old = list(store)->images[0];
    putImage(registry, after, "1");
    VERIFY_DONE(inspect(store, old));
    const Result<Listing> listing = list(store);
    QCOMPARE(listing->images[0].configDigest.toString().toLatin1(), after.configDigest());
    QCOMPARE(inspect(store, old).error().code, ErrorCode::NotFound);
}

void TestRegistryStore::readsOneLayerOnDemand()
{
    FaultyRegistry registry;
    const ImageSpec spec = imageFor("amd64");
    putImage(registry, spec, "1");
    RegistryStore store(referenceTo(registry, u":1"_s), quickAccess());
    const Result<ImageDetails> details = inspect(store, list(store)->images[0]);
    ImageReadOptions options;
    options.download = false;
    Job job;
    ReadCollector nothing;
    VERIFY_DONE(readImage(store, *details, options, m_pool, job, nothing));
    QVERIFY(nothing.trees.isEmpty() && nothing.errors.isEmpty());
    QCOMPARE(nothing.proofs.value(0).overall(), ProofState::Skipped);
    QCOMPARE(nothing.proofs.value(1).overall(), ProofState::Skipped);
    QCOMPARE(registry.count("/blobs/sha256"), 1); // the config

    options.download = true;
    options.layers = QSet<int> { 1 };
    ReadCollector one;
    VERIFY_DONE(readImage(store, *details, options, m_pool, job, one));
    QCOMPARE(one.trees.keys(), QList<int> { 1 });
    QCOMPARE(treeLines(one.trees[1]).constLast(), u"srv/amd64 3"_s);
    QCOMPARE(one.proofs.keys(), QList<int> { 1 });
    QCOMPARE(one.proofs[1].diffId, ProofState::Verified);
    QCOMPARE(job.progress().done, std::int64_t(spec.layers[1].blob.size()));
    QCOMPARE(job.progress().total, job.progress().done);
    QCOMPARE(registry.count(blobTarget(spec.layers[0])), 0);
    QCOMPARE(registry.count(blobTarget(spec.layers[1])), 1);
}

void TestRegistryStore::readsAllForAReport()
{
    FaultyRegistry registry;
    const ImageSpec spec = imageFor("amd64");
    putImage(registry, spec, "1");
    RegistryStore store(referenceTo(registry, u":1"_s), quickAccess());
    const Result<ImageDetails> details = inspect(store, list(store)->images[0]);
    Job job;
    ReadCollector all;
    VERIFY_DONE(readImage(store, *details, {}, m_pool, job, all));
    QCOMPARE(all.trees.size(), 2);
    for (const LayerProof &proof : std::as_const(all.proofs))
        QCOMPARE(proof.overall(), ProofState::Verified);
}

void TestRegistryStore::knownLayersAreNotFetched()
{
    FaultyRegistry registry;
    const ImageSpec spec = imageFor("amd64");
    putImage(registry, spec, "1");
    RegistryStore store(referenceTo(registry, u":1"_s), quickAccess());
    const Result<ImageDetails> details = inspect(store, list(store)->images[0]);
    LayerCache cache(1 << 20);
    ImageReadOptions options;
    options.cache = &cache;
    options.layers = QSet<int> { 0 };
    Job job;
    ReadCollector first;
    VERIFY_DONE(readImage(store, *details, options, m_pool, job, first));
    registry.forgetRequests();
    options.layers.reset();
    options.download = false;
    ReadCollector second;
    VERIFY_DONE(readImage(store, *details, options, m_pool, job, second));
    QCOMPARE(second.trees.keys(), QList<int> { 0 });
    QCOMPARE(second.proofs[0].diffId, ProofState::Verified);
    QCOMPARE(second.proofs[1].overall(), ProofState::Skipped);
    QVERIFY(registry.requests().isEmpty());
}

void TestRegistryStore::layersOfOtherStoresAreReadThere()
{
    FaultyRegistry registry;
    const ImageSpec spec = imageFor("amd64");
    putImage(registry, spec, "1");
    const QTemporaryDir folder;
    ImageSpec here;
    here.layers = { spec.layers[0] };
    here.history = { { "ADD base", false } };
    ociLayout({ here }).writeTo(folder.path());
    Job job;
    const Result<ImageStorePtr> layout = openStore(folder.path(), job);
    VERIFY_DONE(layout);
    RegistryStore store(referenceTo(registry, u":1"_s), quickAccess(), { nullptr, { *layout } });
    const Result<ImageDetails> details = inspect(store, list(store)->images[0]);
    ImageReadOptions options;
    options.download = false;
    ReadCollector read;
    VERIFY_DONE(readImage(store, *details, options, m_pool, job, read));
    QCOMPARE(read.trees.keys(), QList<int> { 0 });
    QCOMPARE(read.proofs[0].overall(), ProofState::Verified);
    QCOMPARE(registry.count(blobTarget(spec.layers[0])), 0);
}

// Somebody else's folder does not decide what an image in the registry is.
void TestRegistryStore::damagedNeighbourIsNotBelieved()
{
    FaultyRegistry registry;
    const ImageSpec spec = imageFor("amd64");
    putImage(registry, spec, "1");
    QTemporaryDir folder;
    ociLayout({ spec }).writeTo(folder.path());
    QFile blob(folder.filePath(u"blobs/sha256/"_s + QString::fromLatin1(spec.layers[0].digest().mid(7))));
    QVERIFY(blob.open(QIODevice::ReadWrite));
    blob.seek(600);
    blob.write("other");
    blob.close();
    Job job;
    const Result<ImageStorePtr> layout = openStore(folder.path(), job);
    VERIFY_DONE(layout);
    RegistryStore store(referenceTo(registry, u":1"_s), quickAccess(), { nullptr, { *layout } });
    const Result<ImageDetails> details = inspect(store, list(store)->images[0]);
    ReadCollector read;
    VERIFY_DONE(readImage(store, *details, {}, m_pool, job, read));
    QCOMPARE(read.trees.size(), details->layers.size());
    QCOMPARE(read.proofs[0].overall(), ProofState::Verified);
    QCOMPARE(registry.count(blobTarget(spec.layers[0])), 1);
    QCOMPARE(registry.count(blobTarget(spec.layers[1])), 0); // that one is whole
}

void TestRegistryStore::platformsLookedAtAtOnceAreAllKept()
{
    FaultyRegistry registry;
    QList<ImageSpec> images;
    for (const char *name : { "amd64", "arm64", "s390x", "ppc64le", "riscv64", "386" })
        images.append(imageFor(name));
    putIndex(registry, "all", images);
    RegistryStore store(referenceTo(registry, u":all"_s), quickAccess());
    const Result<Listing> listing = list(store);
    VERIFY_DONE(listing);
    QCOMPARE(listing->images.size(), images.size());
    std::vector<std::thread> threads;
    for (const ImageSummary &image : listing->images)
        threads.emplace_back([this, &store, image] { Q_UNUSED(inspect(store, image)) });
    for (std::thread &thread : threads)
        thread.join();
    registry.forgetRequests();
    Job job;
    for (const ImageSummary &image : listing->images) {
        const Result<ImageDetails> details = inspect(store, image);
        VERIFY_DONE(details);
        VERIFY_DONE(store.openLayer(*details, 0, job));
    }
    QVERIFY(registry.requests().isEmpty());
}

// A registry that says nothing any more must not hold the threads that other work needs.
void TestRegistryStore::hungDownloadsLeaveTheProcessors()
{
    FaultyRegistry registry;
    ImageSpec spec;
    for (int i = 0; i < 8; ++i)
        spec.layer(TarBuilder().file("f" + std::to_string(i), std::string(5000, 'a')).bytes(), "ADD f");
    putImage(registry, spec, "1");
    RegistryStore store(referenceTo(registry, u":1"_s), quickAccess());
    const Result<ImageDetails> details = inspect(store, list(store)->images[0]);
    VERIFY_DONE(details);
    registry.fail(Fault::Hung, "/blobs/");
    registry.forgetRequests();
    Job job;
    ReadCollector read;
    std::thread reading([&] { Q_UNUSED(readImage(store, *details, {}, m_pool, job, read)) });
    QTRY_VERIFY(registry.requests().size() >= 4);
    QVERIFY(registry.requests().size() <= 4); // no more at once
    std::atomic<int> done = 0;
    std::thread computing([&] {
        Job other;
        m_pool.parallelFor(16, other, [&](int) { ++done; });
    });
    const bool isComputed = QTest::qWaitFor([&] { return done == 16; }, 5000);
    job.cancel();
    reading.join();
    computing.join();
    QVERIFY(isComputed);
}

void TestRegistryStore::wrongBytesAreNoTree_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<ErrorCode>("code");
    QTest::addRow("other bytes") << Fault::WrongBytes << ErrorCode::Corrupt;
    QTest::addRow("too many") << Fault::OverLong << ErrorCode::Corrupt;
    QTest::addRow("cut off") << Fault::Truncated << ErrorCode::Network;
    QTest::addRow("gone") << Fault::Missing << ErrorCode::NotFound;
    QTest::addRow("refused") << Fault::Unauthorized << ErrorCode::AuthRequired;
    QTest::addRow("broken") << Fault::ServerError << ErrorCode::Network;
}

void TestRegistryStore::wrongBytesAreNoTree()
{
    QFETCH(Fault, fault);
    QFETCH(ErrorCode, code);
    FaultyRegistry registry;
    const ImageSpec spec = imageFor("amd64");
    putImage(registry, spec, "1");
    registry.fail(fault, blobTarget(spec.layers[1]));
    RegistryStore store(referenceTo(registry, u":1"_s), quickAccess());
    const Result<ImageDetails> details = inspect(store, list(store)->images[0]);
    Job job;
    ReadCollector read;
    VERIFY_DONE(readImage(store, *details, {}, m_pool, job, read));
    QCOMPARE(read.trees.keys(), QList<int> { 0 });
    QVERIFY2(read.errors.value(1).code == code, qPrintable(read.errors.value(1).detail));
    QVERIFY(read.proofs.value(1).overall() != ProofState::Verified);
}

void TestRegistryStore::endsOnCancel()
{
    FaultyRegistry registry;
    const ImageSpec spec = imageFor("amd64");
    putImage(registry, spec, "1");
    registry.fail(Fault::Hung, blobTarget(spec.layers[1]));
    RegistryStore store(referenceTo(registry, u":1"_s), quickAccess());
    const Result<ImageDetails> details = inspect(store, list(store)->images[0]);
    Job job;
    std::thread canceller([&job] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        job.cancel();
    });
    QElapsedTimer timer;
    timer.start();
    ReadCollector read;
    const Result<void> ended = readImage(store, *details, {}, m_pool, job, read);
    canceller.join();
    QCOMPARE(ended.error().code, ErrorCode::Cancelled);
    QVERIFY2(timer.elapsed() < 1500, qPrintable(QString::number(timer.elapsed())));
}

void TestRegistryStore::newer()
{
    FaultyRegistry registry;
    const Digest same = putImage(registry, imageFor("amd64"), "same");
    const Digest index = putIndex(registry, "many", { imageFor("amd64"), imageFor("arm64") });
    const Digest other = Digest::fromSha256Hex(QByteArray(64, 'a')).value();
    const auto ask = [&](const QString &tag, const QList<Digest> &known) {
        return NewerQuestion { referenceTo(registry, tag), known };
    };
    const QList<NewerQuestion> questions { ask(u":same"_s, { other, same }), ask(u":many"_s, { index }),
        ask(u":many"_s, { other }), ask(u":gone"_s, { other }) };
    QHash<qsizetype, NewerAnswer> answers;
    Job job;
    VERIFY_DONE(askForNewer(questions, quickAccess(), m_pool, job,
        [&](qsizetype i, const NewerAnswer &answer) { answers.insert(i, answer); }));
    using State = NewerAnswer::State;
    QCOMPARE(answers.size(), 4);
    QCOMPARE(answers[0].state, State::Same);
    QCOMPARE(answers[1].state, State::Same);
    QCOMPARE(answers[2].state, State::Newer);
    QCOMPARE(answers[2].digest, index);
    QCOMPARE(answers[3].state, State::Gone);
    QCOMPARE(registry.count("/manifests/many"), 1); // once for both
    QCOMPARE(job.progress().done, 3);
}

void TestRegistryStore::newerAsksByHead()
{
    FaultyRegistry registry;
    const Digest known = putImage(registry, imageFor("amd64"), "1");
    const Digest silent = putImage(registry, imageFor("arm64"), "silent");
    registry.fail(Fault::NoDigestHeader, "/manifests/silent");
    QList<NewerAnswer> answers;
    Job job;
    VERIFY_DONE(askForNewer(
        { { referenceTo(registry, u":1"_s), { known } }, { referenceTo(registry, u":silent"_s), { silent } } },
        quickAccess(), m_pool, job, [&](qsizetype, const NewerAnswer &answer) { answers.append(answer); }));
    QCOMPARE(answers.size(), 2);
    for (const NewerAnswer &answer : std::as_const(answers))
        QCOMPARE(answer.state, NewerAnswer::State::Same);
    QByteArrayList gets;
    for (const FaultyRegistry::Request &request : registry.requests()) {
        if (request.method == "GET" && request.target.contains("/manifests/"))
            gets.append(request.target);
    }
    QCOMPARE(gets, QByteArrayList { "/v2/team/app/manifests/silent" });
}

void TestRegistryStore::newerStopsWhereItIsRefused()
{
    FaultyRegistry registry;
    registry.fail(Fault::TooManySeconds, "/manifests/");
    QList<NewerQuestion> questions;
    constexpr int kMany = 40;
    for (int i = 0; i < kMany; ++i)
        questions.append({ referenceTo(registry, u":"_s + QString::number(i)), { Digest() } });
    int told = 0;
    Job job;
    VERIFY_DONE(askForNewer(questions, quickAccess(), m_pool, job, [&](qsizetype, const NewerAnswer &answer) {
        ++told;
        QCOMPARE(answer.state, NewerAnswer::State::Unknown);
        QCOMPARE(answer.error->code, ErrorCode::RateLimited);
    }));
    QCOMPARE(told, kMany);
    // Those that were under way, with their tries, and nobody after them.
    QVERIFY2(registry.count("/manifests/") <= 4 * (1 + RetryPolicy::kMostTries),
        qPrintable(QString::number(registry.count("/manifests/"))));
}

QTEST_GUILESS_MAIN(TestRegistryStore)
#include "tst_registrystore.moc"
