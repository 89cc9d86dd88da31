// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/librarycheck.h"

#include "services/stores/library/librarysession.h"
#include "tests/support/imagebuilder.h"
#include "tests/support/librarytools.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <functional>
#include <sys/stat.h>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

ImageSpec appImage()
{
    ImageSpec image({ u"app:1"_s });
    image.layer(TarBuilder().file("base", std::string(50'000, 'b')).bytes(), "ADD base");
    image.layer(TarBuilder().file("own", "1").bytes(), "COPY own", LayerForm::Gzip);
    return image;
}

ImageSpec otherImage()
{
    ImageSpec image({ u"other:1"_s });
    image.layer(TarBuilder().file("base", std::string(50'000, 'b')).bytes(), "ADD base");
    image.layer(TarBuilder().file("own", "2").bytes(), "COPY own", LayerForm::Gzip);
    return image;
}

const QString kApp = u"docker.io/library/app:1"_s;
const QString kBoth = u"docker.io/library/app:1 docker.io/library/other:1"_s;

using Damage = std::function<void(const QString &root)>;

void flip(const QString &path)
{
    QByteArray bytes = readFile(path);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    writeFile(path, bytes);
}

QString text(const QByteArray &bytes)
{
    return QString::fromUtf8(bytes);
}

} // namespace

Q_DECLARE_METATYPE(Damage)

class TestLibraryCheck : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_parent = std::make_unique<QTemporaryDir>();
        m_root = m_parent->filePath(u"library"_s);
    }
    void nothingIsRight();
    void finds_data();
    void finds();
    void otherPlatformsMayBeAbsent();
    void progressAndCancel();
    void mendsALostIndex_data();
    void mendsALostIndex();
    void waitsForOthers();

private:
    QString check()
    {
        const Result<LibraryReport> report = checkLibrary(m_root, m_job, m_pool);
        return report ? textOf(*report) : textOf(report.error());
    }
    std::unique_ptr<QTemporaryDir> m_parent;
    QString m_root;
    WorkPool m_pool;
    Job m_job;
};

void TestLibraryCheck::nothingIsRight()
{
    QCOMPARE(check(), QString());
    QVERIFY(repairLibrary(m_root, m_job, m_pool));
    QVERIFY(!QFileInfo::exists(m_root));
}

void TestLibraryCheck::finds_data()
{
    QTest::addColumn<Damage>("damage");
    QTest::addColumn<QString>("found");
    QTest::addColumn<QString>("left"); // after a repair
    QTest::addColumn<int>("dropped");
    const ImageSpec app = appImage();
    const ImageSpec other = otherImage();
    const QByteArray base = app.layers[0].digest();
    const QByteArray own = app.layers[1].digest();
    const QByteArray orphan = sha256Digest("orphan");
    const auto row = [](const char *name, const Damage &damage, const QString &found, const QString &left,
                         int dropped) { QTest::newRow(name) << damage << found << left << dropped; };
    row(
        "sound", [](const QString &) {}, {}, {}, 0);
    row(
        "a shared layer", [=](const QString &root) { flip(blobFile(root, base)); },
        u"blob with wrong digest %1 [%2]"_s.arg(text(base), kBoth), u"blob missing %1 [%2]"_s.arg(text(base), kBoth),
        1);
    row(
        "a layer that is cut", [=](const QString &root) { QFile::resize(blobFile(root, own), 10); },
        u"blob of wrong size %1 [%2]"_s.arg(text(own), kApp), u"blob missing %1 [%2]"_s.arg(text(own), kApp), 1);
    row(
        "a layer that is not here", [=](const QString &root) { QFile::remove(blobFile(root, own)); },
        u"blob missing %1 [%2]"_s.arg(text(own), kApp), u"blob missing %1 [%2]"_s.arg(text(own), kApp), 0);
    row(
        "a FIFO for a layer",
        [=](const QString &root) {
            QFile::remove(blobFile(root, own));
            ::mkfifo(QFile::encodeName(blobFile(root, own)).constData(), 0600);
        },
        u"blob unreadable %1 [%2]"_s.arg(text(own), kApp), u"blob missing %1 [%2]"_s.arg(text(own), kApp), 1);
    row(
        "a link for a layer",
        [=](const QString &root) {
            QFile::rename(blobFile(root, own), root + u"/../moved"_s);
            QFile::link(root + u"/../moved"_s, blobFile(root, own));
        },
        u"blob unreadable %1 [%2]"_s.arg(text(own), kApp), u"blob missing %1 [%2]"_s.arg(text(own), kApp), 1);
    row(
        "a config", [=](const QString &root) { flip(blobFile(root, app.configDigest())); },
        u"blob with wrong digest %1 [%2]"_s.arg(text(app.configDigest()), kApp),
        u"blob missing %1 [%2]"_s.arg(text(app.configDigest()), kApp), 1);
    // What the manifest needed is known by nobody any more: it goes, but for what others need.
    const QString manifest = text(app.manifestDigest());
    QStringList lost { u"blob with wrong digest %1 [%2]"_s.arg(manifest, kApp), u"orphan %1"_s.arg(text(own)),
        u"orphan %1"_s.arg(text(app.configDigest())) };
    lost.sort();
    row(
        "a manifest", [=](const QString &root) { flip(blobFile(root, app.manifestDigest())); }, lost.join(u'\n'),
        u"blob missing %1 [%2]"_s.arg(manifest, kApp), 3);
    row(
        "an orphan", [=](const QString &root) { writeFile(blobFile(root, orphan), "orphan"); },
        u"orphan %1"_s.arg(text(orphan)), {}, 1);
    row(
        "an orphan that is wrong as well", [=](const QString &root) { writeFile(blobFile(root, orphan), "Orphan"); },
        u"damaged orphan %1"_s.arg(text(orphan)), {}, 1);
    row(
        "the marker", [=](const QString &root) { QFile::remove(root + u"/oci-layout"_s); },
        u"marker missing oci-layout"_s, {}, 0);
    row(
        "a stray file", [=](const QString &root) { writeFile(root + u"/blobs/letter"_s, "mine"); },
        u"stray blobs/letter"_s, u"stray blobs/letter"_s, 0);
    row(
        "parts",
        [=](const QString &root) {
            for (const QString &name : { u"1.part"_s, u"2.part"_s })
                writeFile(root + u"/ingest/sha256-"_s + QString(63, u'0') + name, "x");
            QFile old(root + u"/ingest/sha256-"_s + QString(63, u'0') + u"1.part"_s);
            old.open(QIODevice::ReadWrite);
            old.setFileTime(QDateTime::currentDateTime().addDays(-8), QFileDevice::FileModificationTime);
        },
        u"old part ingest/sha256-%1"_s.arg(QString(63, u'0')) + u"1.part"_s, {}, 0);
    row(
        "an index entry with another size",
        [=](const QString &root) {
            QByteArray index = readFile(root + u"/index.json"_s);
            index.replace("\"size\":" + QByteArray::number(app.manifest().size()) + "}", "\"size\":7}");
            writeFile(root + u"/index.json"_s, index);
        },
        // The bytes are what the name says: the blob stays.
        u"blob of wrong size %1 [%2]"_s.arg(manifest, kApp), u"blob of wrong size %1 [%2]"_s.arg(manifest, kApp), 0);
}

void TestLibraryCheck::finds()
{
    QFETCH(Damage, damage);
    const ImageSpec app = appImage();
    QCOMPARE(bring(m_root, ociLayout({ app })), QString());
    QCOMPARE(bring(m_root, ociLayout({ otherImage() })), QString());
    if (QTest::currentDataTag() == QByteArray("an index entry with another size")) {
        // Only one of the two has that size by accident of their digests.
        QVERIFY(LibraryStore(m_root).remove({ text(otherImage().manifestDigest()) }, m_job));
    }
    damage(m_root);
    const QByteArray before = fingerprintOf(m_root);
    const Result<LibraryReport> report = checkLibrary(m_root, m_job, m_pool);
    QVERIFY2(report, report ? "" : qPrintable(textOf(report.error())));
    QCOMPARE(fingerprintOf(m_root), before);
    QTEST(textOf(*report), "found");
    QFETCH(QString, found);
    QCOMPARE(report->hasDamage(), found.startsWith(u"blob"_s) || found.startsWith(u"marker"_s));
    const Result<LibraryRepair> repair = repairLibrary(m_root, m_job, m_pool);
    QVERIFY2(repair, repair ? "" : qPrintable(textOf(repair.error())));
    QTEST(textOf(repair->found), "found");
    QTEST(textOf(repair->left), "left");
    QTEST(repair->droppedBlobs, "dropped");
    QVERIFY(!repair->isIndexRebuilt);
    QTEST(check(), "left");
    // What was promised: that goes, and nothing else does.
    for (const LibraryProblem &problem : report->problems) {
        const bool isLeft =
            std::any_of(repair->left.problems.cbegin(), repair->left.problems.cend(), [&](const LibraryProblem &other) {
                return other.kind == problem.kind && other.subject == problem.subject;
            });
        QVERIFY2(isLeft == (problem.remedy == LibraryProblem::Remedy::None), qPrintable(problem.subject));
    }
    QCOMPARE(report->count(LibraryProblem::Remedy::Drop), repair->droppedBlobs + repair->droppedFiles);
    QCOMPARE(report->droppedBytes(), repair->freedBytes);
    QCOMPARE(report->isClean(), found.isEmpty() || found.startsWith(u"stray"_s));
    for (const QString &image : { kApp, u"docker.io/library/other:1"_s })
        QCOMPARE(report->damagedImages().contains(image), found.contains(image));
    // Brought again, everything is well, but for what is not ours.
    QCOMPARE(bring(m_root, ociLayout({ app })), QString());
    QCOMPARE(bring(m_root, ociLayout({ otherImage() })), QString());
    QFETCH(QString, left);
    if (!left.contains(u"size"_s))
        QCOMPARE(check(), left.startsWith(u"stray"_s) ? left : QString());
}

void TestLibraryCheck::otherPlatformsMayBeAbsent()
{
    const ImageSpec app = appImage();
    const ImageSpec absent = otherImage().platform("linux", "arm64");
    const QByteArray index = indexOf({ app.descriptor(), absent.descriptor() });
    FileList files = ociLayout({ app });
    files.file(blobName(sha256Digest(index)), index);
    files.file("index.json", indexOf({ descriptorOf("application/vnd.oci.image.index.v1+json", index) }));
    QCOMPARE(bring(m_root, files), QString());
    QCOMPARE(check(), QString());
    QVERIFY(QFile::remove(blobFile(m_root, app.layers[1].digest())));
    QVERIFY2(check().startsWith(u"blob missing"_s), qPrintable(check()));
}

void TestLibraryCheck::progressAndCancel()
{
    QCOMPARE(bring(m_root, ociLayout({ appImage() })), QString());
    Job job;
    const Result<LibraryReport> report = checkLibrary(m_root, job, m_pool);
    QVERIFY(report);
    QCOMPARE(report->blobCount, 4);
    QCOMPARE(report->imageCount, 1);
    QVERIFY(report->blobBytes > 50'000);
    QCOMPARE(job.progress().total, report->blobBytes);
    QCOMPARE(job.progress().done, report->blobBytes);
    job.cancel();
    QCOMPARE(checkLibrary(m_root, job, m_pool).error().code, ErrorCode::Cancelled);
    QCOMPARE(repairLibrary(m_root, job, m_pool).error().code, ErrorCode::Cancelled);
    QCOMPARE(check(), QString());
}

void TestLibraryCheck::mendsALostIndex_data()
{
    QTest::addColumn<QByteArray>("instead"); // null: nothing
    QTest::newRow("gone") << QByteArray();
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("cut") << QByteArray("{\"schemaVersion\":2,\"manif");
}

void TestLibraryCheck::mendsALostIndex()
{
    QFETCH(QByteArray, instead);
    const ImageSpec app = appImage();
    const ImageSpec arm = otherImage().platform("linux", "arm64");
    const QByteArray index = indexOf({ arm.descriptor() });
    FileList files = ociLayout({ app, arm });
    files.file(blobName(sha256Digest(index)), index);
    files.file("index.json",
        indexOf({ app.descriptor(u"app:1"_s), descriptorOf("application/vnd.oci.image.index.v1+json", index) }));
    QCOMPARE(bring(m_root, files), QString());
    QVERIFY(QFile::remove(m_root + u"/index.json"_s));
    if (!instead.isNull())
        QVERIFY(writeFile(m_root + u"/index.json"_s, instead));
    const QStringList blobs = filesBelow(m_root + u"/blobs"_s);
    QCOMPARE(check(), instead.isNull() ? u"index lost index.json"_s : u"index unreadable index.json"_s);
    const Result<LibraryRepair> repair = repairLibrary(m_root, m_job, m_pool);
    QVERIFY2(repair, repair ? "" : qPrintable(textOf(repair.error())));
    QVERIFY(repair->isIndexRebuilt);
    QCOMPARE(repair->found.count(LibraryProblem::Remedy::RebuildIndex), 1);
    QCOMPARE(repair->droppedBlobs, 0);
    QCOMPARE(textOf(repair->left), QString());
    QCOMPARE(filesBelow(m_root + u"/blobs"_s), blobs);
    LibraryStore store(m_root);
    QStringList images { u"- "_s + text(app.manifestDigest()), u"- "_s + text(arm.manifestDigest()) };
    images.sort();
    QCOMPARE(imagesOf(store), images);
    const QList<LibraryEntry> entries = store.entries(m_job).value();
    QCOMPARE(entries.size(), 2); // the index of platforms, not what it names
    QCOMPARE(readFile(m_root + u"/index.json.damaged"_s), instead);
}

void TestLibraryCheck::waitsForOthers()
{
    QCOMPARE(bring(m_root, ociLayout({ appImage() })), QString());
    const auto session = LibrarySession::begin(m_root, m_job);
    QVERIFY(session);
    QCOMPARE(check(), QString()); // looking does not have to wait
    Job job;
    job.cancelAfter(std::chrono::milliseconds(100));
    QCOMPARE(repairLibrary(m_root, job, m_pool).error().code, ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(TestLibraryCheck)
#include "tst_librarycheck.moc"
