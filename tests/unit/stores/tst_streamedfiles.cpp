// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What an archive that is compressed as a whole may make Varve keep.

#include "services/stores/files/streamedfiles.h"
#include "tests/support/imagebuilder.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

class TestStreamedFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void sharesEmptyTrees();
    void refusesSparseLayers();
    void keepsTreesWithinBudget();
    void dropsWhatNobodyNames();
    void countsReplacedDocumentsOnce();
    void endsEmptyFrames_data();
    void endsEmptyFrames();
    void cancelsWhileSniffing();

private:
    MappedFilePtr write(const QByteArray &bytes)
    {
        writeFile(m_folder->filePath(u"a"_s), bytes);
        return *MappedFile::open(m_folder->filePath(u"a"_s));
    }
    std::shared_ptr<StreamedFiles> read(const QByteArray &bytes, std::size_t budget = limits::kTreeBytesPerArchive)
    {
        Job job;
        const Result<FileSetPtr> files = StreamedFiles::read(write(bytes), job, budget);
        return files ? std::static_pointer_cast<StreamedFiles>(*files) : nullptr;
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

QByteArray tarWith(int files)
{
    TarBuilder tar;
    for (int i = 0; i < files; ++i)
        tar.file("f" + std::to_string(i), "content");
    return tar.bytes();
}

// A zstd frame without content.
const QByteArray kEmptyFrame("\x28\xb5\x2f\xfd\x24\x00\x01\x00\x00\x99\xe9\xd8\x51", 13);

} // namespace

// The bytes of a layer that an archive stores with holes are not the bytes of that layer.
void TestStreamedFiles::refusesSparseLayers()
{
    const QByteArray layer = tarWith(3);
    TarBuilder archive;
    archive.sparse("holes.tar", layer.size() + 100'000, { { 0, layer.toStdString() } }, SparseFormat::Pax10);
    archive.file("whole.tar", layer.toStdString());
    const auto files = read(gzip(archive.bytes()));
    QVERIFY(files);
    const auto holes = files->content(u"holes.tar"_s);
    QVERIFY(!holes);
    QCOMPARE(holes.error().code, ErrorCode::Unsupported);
    QVERIFY(holes.error().detail.contains(u"sparse"_s));
    QVERIFY(files->content(u"whole.tar"_s));
}

void TestStreamedFiles::sharesEmptyTrees()
{
    FileList list;
    for (int i = 0; i < 500; ++i)
        list.file("empty" + QByteArray::number(i), {});
    for (int i = 0; i < 500; ++i)
        list.file("text" + QByteArray::number(i), "no layer at all");
    list.file("layer.tar", tarWith(3));
    const auto files = read(gzip(list.tar()));
    QVERIFY(files);
    const LayerTreePtr shared = files->content(u"empty0"_s)->tree;
    QVERIFY(shared);
    for (int i = 0; i < 500; ++i) {
        QCOMPARE(files->content(u"empty%1"_s.arg(i))->tree.get(), shared.get());
        const Error error = files->content(u"text%1"_s.arg(i)).error();
        QCOMPARE(error.code, ErrorCode::Unsupported);
        QCOMPARE(error.subject, u"text%1"_s.arg(i));
        // One sentence in memory for all of them.
        QVERIFY(error.detail.isSharedWith(files->content(u"text0"_s).error().detail));
    }
    QCOMPARE(files->treeBytes(), files->content(u"layer.tar"_s)->tree->memoryBytes());
}

void TestStreamedFiles::keepsTreesWithinBudget()
{
    FileList list;
    for (int i = 0; i < 20; ++i)
        list.file("layer" + QByteArray::number(i) + ".tar", tarWith(50));
    const QByteArray archive = gzip(list.tar());
    const auto all = read(archive);
    QVERIFY(all);
    QVERIFY(all->warnings().isEmpty());
    const std::size_t one = all->content(u"layer0.tar"_s)->tree->memoryBytes();
    QCOMPARE(all->treeBytes(), 20 * one);

    const auto few = read(archive, 5 * one);
    QVERIFY(few);
    QCOMPARE(few->treeBytes(), 5 * one);
    QVERIFY(few->content(u"layer4.tar"_s).has_value());
    const Result<LayerContent> over = few->content(u"layer5.tar"_s);
    QVERIFY(!over);
    QCOMPARE(over.error().code, ErrorCode::LimitExceeded);
    QVERIFY2(over.error().detail.contains(u"kTreeBytesPerArchive"_s), qPrintable(over.error().detail));
    QCOMPARE(few->warnings().size(), 1);
}

void TestStreamedFiles::dropsWhatNobodyNames()
{
    FileList list;
    list.file("used.tar", tarWith(20))
        .file("unused.tar", tarWith(30))
        .file("text", "no layer")
        .link("alias", "used.tar");
    const auto files = read(gzip(list.tar()));
    QVERIFY(files);
    const std::size_t used = files->content(u"used.tar"_s)->tree->memoryBytes();
    files->keepOnly({ u"alias"_s, u"config.json"_s });
    QCOMPARE(files->treeBytes(), used);
    QVERIFY(files->content(u"alias"_s)->tree);
    QVERIFY(files->content(u"used.tar"_s)->tree);
    for (const QString &name : { u"unused.tar"_s, u"text"_s }) {
        const Result<LayerContent> content = files->content(name);
        QVERIFY(!content);
        QCOMPARE(content.error().code, ErrorCode::NotFound);
        QVERIFY2(content.error().detail.contains(u"no image"_s), qPrintable(content.error().detail));
    }

    // The store itself says what its images name.
    ImageSpec image({ u"a:1"_s });
    image.layer(tarWith(20), "ADD a");
    FileList archive = dockerArchive({ image });
    archive.file("junk.tar", tarWith(40));
    writeFile(m_folder->filePath(u"image"_s), gzip(archive.tar()));
    Job job;
    const Result<ImageStorePtr> store = openStore(m_folder->filePath(u"image"_s), job);
    QVERIFY(store.has_value());
    const ImageDetails details = *(*store)->inspect((*store)->list(job)->images[0].id, job);
    const LayerContent content = *(*store)->openLayer(details, 0, job);
    QCOMPARE(content.tree->size(), 21U);
    QCOMPARE(content.tree.use_count(), 2L); // this one and the store's
}

void TestStreamedFiles::countsReplacedDocumentsOnce()
{
    // The same name many times, together more than may be kept: only the last one is.
    TarBuilder tar;
    const std::string document = "{\"a\":\"" + std::string(4'000'000, ' ') + "\"}";
    for (std::size_t bytes = 0; bytes <= limits::kDocumentBytesPerArchive; bytes += document.size())
        tar.file("a.json", document);
    tar.file("b.json", "{}");
    const auto files = read(zstd(tar.bytes()));
    QVERIFY(files);
    QVERIFY(files->warnings().isEmpty());
    QCOMPARE(files->document(u"a.json"_s, 8'000'000)->size(), qsizetype(document.size()));
    QCOMPARE(*files->document(u"b.json"_s, 100), QByteArray("{}"));
}

void TestStreamedFiles::endsEmptyFrames_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::newRow("zstd") << kEmptyFrame;
    QTest::newRow("gzip") << gzip({});
}

void TestStreamedFiles::endsEmptyFrames()
{
    QFETCH(QByteArray, frame);
    const auto times = static_cast<qsizetype>(limits::kSniffedInputBytes) / frame.size() + 2;
    Job job;
    const Result<FileSetPtr> files =
        StreamedFiles::read(write(frame.repeated(times) + gzip(FileList().file("a.tar", tarWith(1)).tar())), job);
    QVERIFY(!files);
    QCOMPARE(errorCodeName(files.error().code), errorCodeName(ErrorCode::LimitExceeded));
    QVERIFY2(files.error().detail.contains(u"kSniffedInputBytes"_s), qPrintable(files.error().detail));
}

void TestStreamedFiles::cancelsWhileSniffing()
{
    Job job;
    job.cancel();
    const Result<FileSetPtr> files = StreamedFiles::read(write(kEmptyFrame.repeated(200'000)), job);
    QVERIFY(!files);
    QCOMPARE(files.error().code, ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(TestStreamedFiles)
#include "tst_streamedfiles.moc"
