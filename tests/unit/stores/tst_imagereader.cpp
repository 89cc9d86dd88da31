// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/cache/layercache.h"
#include "services/stores/imagereader.h"
#include "services/stores/imagestore.h"
#include "services/stores/verifiedblobs.h"
#include "tests/support/imagebuilder.h"
#include "tests/support/readcollector.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <fcntl.h>
#include <random>
#include <sys/stat.h>
#include <thread>
#include <utility>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray layerTar(int number)
{
    return TarBuilder()
        .file("file" + std::to_string(number), std::string(static_cast<std::size_t>(100 * (number + 1)), 'x'))
        .bytes();
}

ImageSpec imageOf(int layers, LayerForm form)
{
    ImageSpec image({ u"a:1"_s });
    for (int i = 0; i < layers; ++i)
        image.layer(layerTar(i), "layer " + QByteArray::number(i), form);
    return image;
}

struct Opened {
    ImageStorePtr store;
    ImageDetails details;
};

} // namespace

class TestImageReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void ordersEvents_data();
    void ordersEvents();
    void tellsOneAtATime();
    void skipsVerification();
    void readsFromCache();
    void readsSharedLayersOnce();
    void sharesLargeLayers();
    void forgedLayerStaysOutOfTheCache();
    void remembersVerifiedBlobs();
    void hashesChangedFilesAgain();
    void noticesChangeWhileReading_data();
    void noticesChangeWhileReading();
    void distrustsWhatChangedSinceOpening();
    void keepsCachedTreeFromOtherDiffIds();
    void cancels_data();
    void cancels();
    void readsNothing();
    void overallProof_data();
    void overallProof();

private:
    Opened open(const FileList &files, const QString &form);
    std::unique_ptr<QTemporaryDir> m_folder;
    WorkPool m_pool;
};

Opened TestImageReader::open(const FileList &files, const QString &form)
{
    const QString path = m_folder->filePath(form);
    if (form.startsWith(u"folder"_s))
        files.writeTo(path);
    else
        writeFile(path, form == u"gzip"_s ? gzip(files.tar()) : files.tar());
    Job job;
    Opened opened { *openStore(path, job), {} };
    const Listing listing = *opened.store->list(job);
    opened.details = *opened.store->inspect(listing.images[0].id, job);
    return opened;
}

void TestImageReader::ordersEvents_data()
{
    QTest::addColumn<QString>("form");
    QTest::addColumn<FileList>("files");
    QTest::addColumn<bool>("hasPreview"); // the tree is told once without fingerprints
    QTest::newRow("plain layers") << u"folder"_s << ociLayout({ imageOf(9, LayerForm::Plain) }) << true;
    QTest::newRow("gzip layers") << u"folder"_s << ociLayout({ imageOf(9, LayerForm::Gzip) }) << false;
    QTest::newRow("archive") << u"tar"_s << dockerArchive({ imageOf(9, LayerForm::Plain) }) << true;
    QTest::newRow("compressed archive") << u"gzip"_s << dockerArchive({ imageOf(9, LayerForm::Plain) }) << false;
}

void TestImageReader::ordersEvents()
{
    QFETCH(QString, form);
    QFETCH(FileList, files);
    QFETCH(bool, hasPreview);
    const Opened opened = open(files, form);
    Job job;
    ReadCollector collector;
    QVERIFY(readImage(*opened.store, opened.details, {}, m_pool, job, collector).has_value());
    for (int layer = 0; layer < 9; ++layer) {
        const QString number = QString::number(layer);
        QStringList own;
        for (const QString &event : collector.events) {
            if (event.endsWith(u' ' + number))
                own.append(event);
        }
        QStringList expected { u"final "_s + number, u"verified "_s + number };
        if (hasPreview)
            expected.prepend(u"read "_s + number);
        QCOMPARE(own, expected);
    }
    // All trees before the first proof.
    const auto firstProof = collector.events.indexOf(QRegularExpression(u"verified.*"_s));
    const auto lastTree = collector.events.lastIndexOf(QRegularExpression(u"final.*"_s));
    QVERIFY(lastTree < firstProof);
    QCOMPARE(job.progress().done, job.progress().total);
    QCOMPARE(job.progress().unit, Job::Unit::Bytes);
    QVERIFY(job.progress().total > 0);
}

void TestImageReader::tellsOneAtATime()
{
    const Opened opened = open(ociLayout({ imageOf(60, LayerForm::Plain) }), u"folder"_s);
    std::atomic<int> inside { 0 };
    std::atomic<int> overlaps { 0 };
    ReadCollector collector;
    collector.onEvent = [&] {
        if (inside.fetch_add(1) != 0)
            ++overlaps;
        std::this_thread::yield();
        inside.fetch_sub(1);
    };
    Job job;
    QVERIFY(readImage(*opened.store, opened.details, {}, m_pool, job, collector).has_value());
    QCOMPARE(collector.events.size(), 180);
    QCOMPARE(overlaps.load(), 0);
}

void TestImageReader::skipsVerification()
{
    const Opened opened = open(
        ociLayout({ imageOf(3, LayerForm::Gzip) }).remove(blobName(imageOf(3, LayerForm::Gzip).layers[1].digest())),
        u"folder"_s);
    ReadCollector collector;
    Job job;
    LayerCache cache(1 << 20);
    ImageReadOptions options;
    options.verify = false;
    options.cache = &cache;
    QVERIFY(readImage(*opened.store, opened.details, options, m_pool, job, collector).has_value());
    QCOMPARE(collector.trees.size(), 2);
    for (int layer = 0; layer < 3; ++layer)
        QCOMPARE(collector.proofs[layer].overall(), ProofState::Skipped);
    QCOMPARE(cache.memoryBytes(), 0U); // nothing unproven is kept
    QCOMPARE(job.progress().done, job.progress().total);
}

void TestImageReader::readsFromCache()
{
    LayerCache cache(1 << 20);
    ImageReadOptions options;
    options.cache = &cache;
    // The same layers, stored in other ways: the DiffID is what counts.
    ReadCollector first;
    Job job;
    const Opened gzipped = open(ociLayout({ imageOf(4, LayerForm::Gzip) }), u"folder1"_s);
    QVERIFY(readImage(*gzipped.store, gzipped.details, options, m_pool, job, first).has_value());
    QVERIFY(cache.memoryBytes() > 0);
    const Opened plain = open(dockerArchive({ imageOf(5, LayerForm::Plain) }), u"tar"_s);
    ReadCollector second;
    QVERIFY(readImage(*plain.store, plain.details, options, m_pool, job, second).has_value());
    for (int layer = 0; layer < 4; ++layer) {
        QCOMPARE(second.trees[layer].get(), first.trees[layer].get());
        QVERIFY(!second.events.contains(u"read %1"_s.arg(layer))); // complete at once
        QCOMPARE(
            second.proofs[layer].overall(), ProofState::Verified); // the bytes of this store are proved all the same
    }
    QVERIFY(second.events.contains(u"read 4"_s));
    QCOMPARE(job.progress().done, job.progress().total);
}

void TestImageReader::readsSharedLayersOnce()
{
    ImageSpec image({ u"a:1"_s });
    for (int i = 0; i < 6; ++i)
        image.layer(layerTar(i % 2), "x", LayerForm::Gzip);
    const Opened opened = open(ociLayout({ image }), u"folder"_s);
    ReadCollector collector;
    Job job;
    QVERIFY(readImage(*opened.store, opened.details, {}, m_pool, job, collector).has_value());
    for (int i = 2; i < 6; ++i) {
        QCOMPARE(collector.trees[i].get(), collector.trees[i % 2].get());
        QCOMPARE(collector.proofs[i].overall(), ProofState::Verified);
    }
    // Twice the bytes of two blobs: one pass for trees, one for digests.
    QCOMPARE(job.progress().total, 2 * (image.layers[0].blob.size() + image.layers[1].blob.size()));
}

void TestImageReader::sharesLargeLayers()
{
    // Larger than one thread reads in one go, with a file across each border, a sparse one and an empty one at the very end.
    TarBuilder tar;
    std::mt19937 random(5);
    for (int i = 0; i < 10; ++i) {
        std::string content(3'500'000 + random() % 1000, static_cast<char>('a' + i % 26));
        content += std::to_string(i);
        tar.file("d" + std::to_string(i % 7) + "/f" + std::to_string(i), content);
    }
    tar.sparse("sparse", 1'000'000, { { 5000, "here" } }, SparseFormat::Pax10).file("empty", "").withoutEndMarker();
    ImageSpec image({ u"a:1"_s });
    image.layer(tar.bytes(), "ADD much");
    const Opened opened = open(ociLayout({ image }), u"folder"_s);
    Job job;
    ReadCollector collector;
    QVERIFY(readImage(*opened.store, opened.details, {}, m_pool, job, collector).has_value());
    QVERIFY(collector.errors.isEmpty());
    QCOMPARE(job.progress().done, job.progress().total);
    const LayerTreePtr whole = *scanStream(std::make_unique<MemorySource>(asBytes(image.layers[0].tar)), u"x"_s, job);
    const LayerTreePtr &parts = collector.trees[0];
    QCOMPARE(parts->size(), whole->size());
    for (std::uint32_t i = 0; i < whole->size(); ++i) {
        QCOMPARE(parts->path(LayerNode { i }), whole->path(LayerNode { i }));
        QVERIFY2(parts->fingerprint(LayerNode { i }) == whole->fingerprint(LayerNode { i }),
            parts->path(LayerNode { i }).c_str());
    }
}

void TestImageReader::forgedLayerStaysOutOfTheCache()
{
    // An image that claims the DiffID of another's layer for bytes of its own.
    const ImageSpec honest = imageOf(1, LayerForm::Plain);
    ImageSpec forged = honest;
    forged.layers[0].tar = forged.layers[0].blob = TarBuilder().file("evil", "evil").bytes();
    forged.configText = honest.config();
    LayerCache cache(1 << 20);
    ImageReadOptions options;
    options.cache = &cache;
    Job job;
    const Opened first = open(ociLayout({ forged }), u"folder1"_s);
    ReadCollector seen;
    QVERIFY(readImage(*first.store, first.details, options, m_pool, job, seen).has_value());
    QCOMPARE(seen.proofs[0].blob, ProofState::Verified);
    QCOMPARE(seen.proofs[0].diffId, ProofState::Mismatch);
    QCOMPARE(seen.proofs[0].overall(), ProofState::Mismatch);
    QCOMPARE(seen.proofs[0].actualDiffId.toString().toLatin1(), forged.layers[0].diffId());
    const Opened second = open(ociLayout({ honest }), u"folder2"_s);
    ReadCollector after;
    QVERIFY(readImage(*second.store, second.details, options, m_pool, job, after).has_value());
    QCOMPARE(treeLines(after.trees[0]), (QStringList { u"file0 100"_s }));
}

void TestImageReader::remembersVerifiedBlobs()
{
    const Opened opened = open(ociLayout({ imageOf(3, LayerForm::Gzip) }), u"folder"_s);
    VerifiedBlobs verified;
    ImageReadOptions options;
    options.verified = &verified;
    Job first;
    ReadCollector collector;
    QVERIFY(readImage(*opened.store, opened.details, options, m_pool, first, collector).has_value());
    Job second;
    ReadCollector again;
    QVERIFY(readImage(*opened.store, opened.details, options, m_pool, second, again).has_value());
    QCOMPARE(second.progress().total * 2, first.progress().total); // only the trees were read
    QCOMPARE(second.progress().done, second.progress().total);
    for (int layer = 0; layer < 3; ++layer)
        QCOMPARE(again.proofs[layer].overall(), ProofState::Verified);
}

void TestImageReader::hashesChangedFilesAgain()
{
    const ImageSpec image = imageOf(1, LayerForm::Plain);
    const FileList files = ociLayout({ image });
    VerifiedBlobs verified;
    ImageReadOptions options;
    options.verified = &verified;
    Job job;
    const Opened before = open(files, u"folder"_s);
    ReadCollector first;
    QVERIFY(readImage(*before.store, before.details, options, m_pool, job, first).has_value());
    QCOMPARE(first.proofs[0].overall(), ProofState::Verified);
    QTest::qSleep(20); // so that the time of the change differs on every file system
    const Opened after = open(FileList(files).flip(blobName(image.layers[0].digest()), 520), u"folder"_s);
    ReadCollector second;
    QVERIFY(readImage(*after.store, after.details, options, m_pool, job, second).has_value());
    QCOMPARE(second.proofs[0].overall(), ProofState::Mismatch);
}

void TestImageReader::noticesChangeWhileReading_data()
{
    QTest::addColumn<QString>("form");
    QTest::addColumn<bool>("restoresTime");
    for (const QString &form : { u"folder"_s, u"tar"_s, u"gzip"_s }) {
        QTest::addRow("%s", qPrintable(form)) << form << false;
        QTest::addRow("%s, mtime put back", qPrintable(form)) << form << true;
    }
}

// One byte goes forth and back between tree and digest: the digest is right, and the tree may be of the other bytes.
void TestImageReader::noticesChangeWhileReading()
{
    QFETCH(QString, form);
    QFETCH(bool, restoresTime);
    const ImageSpec image = imageOf(1, LayerForm::Plain);
    const bool isFolder = form == u"folder"_s;
    const Opened opened = open(isFolder ? ociLayout({ image }) : dockerArchive({ image }), form);
    const QString path = isFolder
        ? m_folder->filePath(form) + u'/' + QString::fromLatin1(blobName(image.layers[0].digest()))
        : m_folder->filePath(form);
    struct stat before { };
    QCOMPARE(::stat(qPrintable(path), &before), 0);
    QTest::qSleep(20); // so that the time of the change differs on every file system
    VerifiedBlobs verified;
    LayerCache cache(1 << 20);
    ImageReadOptions options;
    options.verified = &verified;
    options.cache = &cache;
    bool isTouched = false;
    ReadCollector collector;
    collector.onEvent = [&] {
        if (std::exchange(isTouched, true))
            return;
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray first = file.read(1);
        for (const QByteArray &byte : { QByteArray("?"), first }) {
            file.seek(0);
            QCOMPARE(file.write(byte), 1);
            file.flush();
        }
        file.close();
        const struct timespec times[2] = { before.st_atim, before.st_mtim };
        if (restoresTime)
            QCOMPARE(::utimensat(AT_FDCWD, qPrintable(path), times, 0), 0);
    };
    Job job;
    QVERIFY(readImage(*opened.store, opened.details, options, m_pool, job, collector).has_value());
    QVERIFY(collector.errors.contains(0));
    QCOMPARE(errorCodeName(collector.errors[0].code), errorCodeName(ErrorCode::Conflict));
    QCOMPARE(collector.proofs[0].overall(), ProofState::Unavailable);
    QCOMPARE(cache.memoryBytes(), 0U); // nor does it stand for its DiffID
    QVERIFY(collector.events.indexOf(u"failed 0"_s) > collector.events.indexOf(u"final 0"_s));
}

// What was verified once is known by the file as it is when it is read, not as it was when the archive was opened.
void TestImageReader::distrustsWhatChangedSinceOpening()
{
    const ImageSpec image = imageOf(1, LayerForm::Plain);
    const Opened opened = open(dockerArchive({ image }), u"tar"_s);
    VerifiedBlobs verified;
    ImageReadOptions options;
    options.verified = &verified;
    Job job;
    ReadCollector first;
    QVERIFY(readImage(*opened.store, opened.details, options, m_pool, job, first).has_value());
    QCOMPARE(first.proofs[0].overall(), ProofState::Verified);
    QTest::qSleep(20);
    QFile file(m_folder->filePath(u"tar"_s));
    QVERIFY(file.open(QIODevice::ReadWrite));
    const qsizetype at = file.readAll().indexOf(QByteArray(50, 'x'));
    file.seek(at);
    QCOMPARE(file.write("y"), 1);
    file.close();
    ReadCollector second;
    QVERIFY(readImage(*opened.store, opened.details, options, m_pool, job, second).has_value());
    QCOMPARE(second.proofs[0].overall(), ProofState::Mismatch);
}

// Two layers with the same bytes that claim different DiffIDs: the tree that is known under the one is not the other's.
void TestImageReader::keepsCachedTreeFromOtherDiffIds()
{
    const ImageSpec honest = imageOf(1, LayerForm::Plain);
    LayerCache cache(1 << 20);
    ImageReadOptions options;
    options.cache = &cache;
    Job job;
    const Opened known = open(ociLayout({ honest }), u"folder1"_s);
    ReadCollector filled;
    QVERIFY(readImage(*known.store, known.details, options, m_pool, job, filled).has_value());
    QVERIFY(cache.memoryBytes() > 0);

    // Both layers store "evil"; the first claims to be the layer that is in the cache.
    ImageSpec forged({ u"b:1"_s });
    const QByteArray evil = TarBuilder().file("evil", "evil").bytes();
    forged.layer(evil, "one").layer(evil, "two");
    QByteArray config = forged.config();
    const qsizetype at = config.indexOf(forged.layers[0].diffId());
    forged.configText = config.replace(at, forged.layers[0].diffId().size(), honest.layers[0].diffId());
    const Opened opened = open(ociLayout({ forged }), u"folder2"_s);
    ReadCollector seen;
    QVERIFY(readImage(*opened.store, opened.details, options, m_pool, job, seen).has_value());
    for (int layer = 0; layer < 2; ++layer)
        QCOMPARE(treeLines(seen.trees[layer]), (QStringList { u"evil 4"_s }));
    QCOMPARE(seen.proofs[0].overall(), ProofState::Mismatch);
    QCOMPARE(seen.proofs[1].overall(), ProofState::Verified);
}

void TestImageReader::cancels_data()
{
    QTest::addColumn<QString>("form");
    QTest::addColumn<int>("layerForm");
    QTest::addColumn<int>("afterEvents");
    for (const int events : { 0, 1, 5, 9, 12 }) {
        QTest::addRow("plain after %d", events) << u"folder"_s << 0 << events;
        QTest::addRow("gzip after %d", events) << u"folder"_s << 1 << events;
    }
}

void TestImageReader::cancels()
{
    QFETCH(QString, form);
    QFETCH(int, layerForm);
    QFETCH(int, afterEvents);
    const Opened opened = open(ociLayout({ imageOf(8, static_cast<LayerForm>(layerForm)) }), form);
    Job job;
    ReadCollector collector;
    collector.onEvent = [&] {
        if (collector.events.size() >= afterEvents)
            job.cancel();
    };
    if (afterEvents == 0)
        job.cancel();
    const Result<void> result = readImage(*opened.store, opened.details, {}, m_pool, job, collector);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Cancelled);
    QVERIFY(collector.errors.isEmpty()); // a cancel is no fault of a layer
    QVERIFY(collector.events.size() < 16);
}

void TestImageReader::readsNothing()
{
    ImageSpec image({ u"empty:1"_s });
    image.instruction("CMD x");
    const Opened opened = open(ociLayout({ image }), u"folder"_s);
    QCOMPARE(opened.details.layers.size(), 0);
    QVERIFY(opened.details.warnings.isEmpty());
    Job job;
    ReadCollector collector;
    QVERIFY(readImage(*opened.store, opened.details, {}, m_pool, job, collector).has_value());
    QVERIFY(collector.events.isEmpty());
}

void TestImageReader::overallProof_data()
{
    QTest::addColumn<ProofState>("blob");
    QTest::addColumn<ProofState>("diffId");
    QTest::addColumn<ProofState>("overall");
    const auto verified = ProofState::Verified;
    const auto mismatch = ProofState::Mismatch;
    const auto unavailable = ProofState::Unavailable;
    const auto pending = ProofState::Pending;
    QTest::newRow("both") << verified << verified << verified;
    QTest::newRow("blob wrong") << mismatch << verified << mismatch;
    QTest::newRow("DiffID wrong") << verified << mismatch << mismatch;
    QTest::newRow("wrong and unknown") << unavailable << mismatch << mismatch;
    QTest::newRow("only DiffID named") << unavailable << verified << verified;
    QTest::newRow("only blob named") << verified << unavailable << verified;
    QTest::newRow("none named") << unavailable << unavailable << unavailable;
    QTest::newRow("not yet") << pending << pending << pending;
    QTest::newRow("half way") << verified << pending << pending;
    QTest::newRow("skipped") << ProofState::Skipped << ProofState::Skipped << ProofState::Skipped;
}

void TestImageReader::overallProof()
{
    QFETCH(ProofState, blob);
    QFETCH(ProofState, diffId);
    QFETCH(ProofState, overall);
    QCOMPARE((LayerProof { blob, diffId, {}, {} }).overall(), overall);
}

QTEST_GUILESS_MAIN(TestImageReader)
#include "tst_imagereader.moc"
