// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/librarystore.h"

#include "services/stores/library/librarysession.h"
#include "services/types/bytes.h"
#include "tests/support/imagebuilder.h"
#include "tests/support/librarytools.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <atomic>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kIndexType = "application/vnd.oci.image.index.v1+json";
const QString kApp = u"docker.io/library/app:1"_s;
const QString kOther = u"docker.io/library/other:1"_s;

QByteArray sharedLayer()
{
    return TarBuilder().file("base", std::string(50'000, 'b')).bytes();
}

ImageSpec imageNamed(const QString &name, const std::string &content = "1")
{
    ImageSpec image(name.isEmpty() ? QStringList() : QStringList { name });
    image.layer(sharedLayer(), "ADD base")
        .layer(TarBuilder().file("own", content).bytes(), "COPY own", LayerForm::Gzip);
    return image;
}

// An index of several platforms under one name, all of them here.
struct PlatformList {
    ImageSpec amd = imageNamed({}, "amd");
    ImageSpec arm = imageNamed({}, "arm").platform("linux", "arm64");
    QByteArray index = indexOf({ amd.descriptor(), arm.descriptor() });
    QByteArray digest = sha256Digest(index);

    FileList files() const
    {
        FileList files = ociLayout({ amd, arm });
        files.file(blobName(digest), index);
        files.file("index.json",
            indexOf({ descriptorOf(
                kIndexType, index, R"("annotations":{"org.opencontainers.image.ref.name":"many:1"})") }));
        return files;
    }
};

ImageId idOf(const ImageSpec &image)
{
    return { QString::fromLatin1(image.manifestDigest()) };
}

QString lineOf(const QString &names, const ImageSpec &image)
{
    return names + u' ' + QString::fromLatin1(image.manifestDigest());
}

std::int64_t diskBytesOf(const QString &path)
{
    struct stat status { };
    return ::stat(QFile::encodeName(path).constData(), &status) == 0 ? status.st_blocks * 512 : -1;
}

QString text(const Result<void> &result)
{
    return result ? u"done"_s : errorCodeName(result.error().code);
}

} // namespace

class TestLibraryStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_parent = std::make_unique<QTemporaryDir>();
        m_root = m_parent->filePath(u"some/library"_s);
        m_store = std::make_unique<LibraryStore>(m_root);
    }
    void isEmptyBeforeItIs();
    void isALayout();
    void isOnlyForThisUser();
    void isReadAsAnyStore();
    void seesWhatOthersChange();
    void tags();
    void tagsRefuse_data();
    void tagsRefuse();
    void untags();
    void removes();
    void removesOnePlatform();
    void garbageWaitsForSessions();
    void collectsOnlyGarbage();
    void collectsNothingUnderADamagedDocument();
    void tellsWhatWouldBeFreed();
    void watches();
    void cannotBeWrittenTo();
    void refusesAnotherFolder();
    void refusesALostIndex();
    void indexThatIsNoFile_data();
    void indexThatIsNoFile();
    void defaultPlace();

private:
    QStringList images() { return imagesOf(*m_store); }
    std::unique_ptr<QTemporaryDir> m_parent;
    QString m_root;
    std::unique_ptr<LibraryStore> m_store;
    Job m_job;
};

void TestLibraryStore::isEmptyBeforeItIs()
{
    QCOMPARE(images(), QStringList());
    QCOMPARE(m_store->sizeOnDiskBytes(), 0);
    QVERIFY(m_store->entries(m_job).value().isEmpty());
    QCOMPARE(m_store->inspect({ u"sha256:1"_s }, m_job).error().code, ErrorCode::NotFound);
    QCOMPARE(text(m_store->remove(idOf(imageNamed(kApp)), m_job)), u"notFound"_s);
    QCOMPARE(text(m_store->tag(idOf(imageNamed(kApp)), kApp, m_job)), u"notFound"_s);
    QVERIFY(!QFileInfo::exists(m_root)); // looking makes nothing
    QVERIFY(QDir().mkpath(m_root));
    QCOMPARE(images(), QStringList());
    QCOMPARE(filesBelow(m_root), QStringList());
}

void TestLibraryStore::isALayout()
{
    ImageSpec image = imageNamed(u"app:1"_s);
    QCOMPARE(bring(m_root, ociLayout({ image })), QString());
    QStringList expected { u"oci-layout 30"_s, u"index.json %1"_s.arg(QFileInfo(m_root + u"/index.json"_s).size()) };
    for (const LayerSpec &layer : image.layers)
        expected.append(QString::fromLatin1(blobName(layer.digest())) + u" %1"_s.arg(layer.blob.size()));
    expected.append(QString::fromLatin1(blobName(image.configDigest())) + u" %1"_s.arg(image.config().size()));
    expected.append(QString::fromLatin1(blobName(image.manifestDigest())) + u" %1"_s.arg(image.manifest().size()));
    expected.sort();
    QCOMPARE(filesBelow(m_root), expected);
    QCOMPARE(readFile(m_root + u"/oci-layout"_s), QByteArray("{\"imageLayoutVersion\":\"1.0.0\"}"));
    // And opens as one.
    const Result<ImageStorePtr> layout = openStore(m_root, m_job);
    QVERIFY(layout);
    QCOMPARE(imagesOf(**layout), QStringList { lineOf(kApp, image) });
}

void TestLibraryStore::isOnlyForThisUser()
{
    QCOMPARE(bring(m_root, ociLayout({ imageNamed(u"app:1"_s) })), QString());
    struct stat status { };
    QCOMPARE(::stat(QFile::encodeName(m_root).constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0700U);
}

void TestLibraryStore::isReadAsAnyStore()
{
    const ImageSpec image = imageNamed(u"app:1"_s);
    QCOMPARE(bring(m_root, ociLayout({ image })), QString());
    QCOMPARE(m_store->kind(), StoreKind::Library);
    QCOMPARE(m_store->location(), m_root);
    const QByteArray before = fingerprintOf(m_root);
    const Result<ImageDetails> details = m_store->inspect(idOf(image), m_job);
    QVERIFY(details);
    QCOMPARE(details->summary.names, QStringList { kApp });
    QCOMPARE(details->summary.configDigest.toString().toLatin1(), image.configDigest());
    QCOMPARE(details->layers.size(), 2);
    const Result<LayerContent> layer = m_store->openLayer(*details, 1, m_job);
    QVERIFY(layer);
    QCOMPARE(QByteArray(reinterpret_cast<const char *>(layer->range.bytes().data()),
                 static_cast<qsizetype>(layer->range.length)),
        image.layers[1].blob);
    QCOMPARE(m_store->openLayer(*details, 2, m_job).error().code, ErrorCode::NotFound);
    const QList<LibraryEntry> entries = m_store->entries(m_job).value();
    QCOMPARE(entries.size(), 1);
    QVERIFY(qAbs(entries.constFirst().added.secsTo(QDateTime::currentDateTimeUtc())) < 100);
    QCOMPARE(fingerprintOf(m_root), before);
    // By blocks of the file system: at least what the blobs hold.
    std::int64_t bytes = 0;
    for (const LayerSpec &spec : image.layers)
        bytes += diskBytesOf(blobFile(m_root, spec.digest()));
    bytes +=
        diskBytesOf(blobFile(m_root, image.configDigest())) + diskBytesOf(blobFile(m_root, image.manifestDigest()));
    QCOMPARE(m_store->sizeOnDiskBytes(), bytes);
}

void TestLibraryStore::seesWhatOthersChange()
{
    const ImageSpec first = imageNamed(u"app:1"_s);
    const ImageSpec second = imageNamed(u"other:1"_s, "2");
    QCOMPARE(images(), QStringList());
    QCOMPARE(bring(m_root, ociLayout({ first })), QString());
    QCOMPARE(images(), QStringList { lineOf(kApp, first) });
    QCOMPARE(bring(m_root, ociLayout({ second })), QString());
    QStringList both { lineOf(kApp, first), lineOf(kOther, second) };
    both.sort();
    QCOMPARE(images(), both);
    LibraryStore other(m_root);
    QVERIFY(other.remove(idOf(first), m_job));
    QCOMPARE(images(), QStringList { lineOf(kOther, second) });
    QCOMPARE(m_store->inspect(idOf(first), m_job).error().code, ErrorCode::NotFound);
}

void TestLibraryStore::tags()
{
    const ImageSpec first = imageNamed(u"app:1"_s);
    const ImageSpec second = imageNamed(u"other:1"_s, "2");
    QCOMPARE(bring(m_root, ociLayout({ first, second })), QString());
    QCOMPARE(text(m_store->tag(idOf(first), u"app"_s, m_job)), u"done"_s);
    QCOMPARE(text(m_store->tag(idOf(first), u"ghcr.io/a/b:2"_s, m_job)), u"done"_s);
    QStringList expected { lineOf(u"docker.io/library/app:1+docker.io/library/app:latest+ghcr.io/a/b:2"_s, first),
        lineOf(kOther, second) };
    expected.sort();
    QCOMPARE(images(), expected);
    // A name that moves; the image that had it stays.
    QCOMPARE(text(m_store->tag(idOf(first), u"other:1"_s, m_job)), u"done"_s);
    QVERIFY2(images().contains(lineOf(u"-"_s, second)), qPrintable(images().join(u'\n')));
    QVERIFY(m_store->inspect(idOf(second), m_job));
    // The name of an index is given to the whole of it.
    const PlatformList many;
    QCOMPARE(bring(m_root, many.files()), QString());
    QCOMPARE(text(m_store->tag(idOf(many.arm), u"few:1"_s, m_job)), u"done"_s);
    for (const ImageSpec &platform : { many.amd, many.arm })
        QVERIFY2(images().contains(lineOf(u"docker.io/library/few:1+docker.io/library/many:1"_s, platform)),
            qPrintable(images().join(u'\n')));
}

void TestLibraryStore::tagsRefuse_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("answer");
    QTest::newRow("two colons") << u"ubuntu:18:04"_s << u"unsupported"_s;
    QTest::newRow("empty") << QString() << u"unsupported"_s;
    QTest::newRow("upper case") << u"App:1"_s << u"unsupported"_s;
    QTest::newRow("digest") << u"app@sha256:"_s + QString(64, u'0') << u"unsupported"_s;
}

void TestLibraryStore::tagsRefuse()
{
    QFETCH(QString, name);
    const ImageSpec image = imageNamed(u"app:1"_s);
    QCOMPARE(bring(m_root, ociLayout({ image })), QString());
    QTEST(text(m_store->tag(idOf(image), name, m_job)), "answer");
    QCOMPARE(text(m_store->tag(idOf(imageNamed({}, "other")), u"app:2"_s, m_job)), u"notFound"_s);
    QCOMPARE(readFile(m_root + u"/index.json"_s).count("app:"), 1);
}

void TestLibraryStore::untags()
{
    const ImageSpec first = imageNamed(u"app:1"_s);
    const ImageSpec second = imageNamed(u"other:1"_s, "2");
    QCOMPARE(bring(m_root, ociLayout({ first, second })), QString());
    QVERIFY(m_store->tag(idOf(first), u"app:2"_s, m_job));
    QCOMPARE(text(m_store->untag(idOf(first), kOther, m_job)), u"conflict"_s); // means another image
    QCOMPARE(text(m_store->untag(idOf(first), u"docker.io/library/none:1"_s, m_job)), u"notFound"_s);
    QCOMPARE(text(m_store->untag(idOf(first), kApp, m_job)), u"done"_s);
    QCOMPARE(text(m_store->untag(idOf(first), kApp, m_job)), u"notFound"_s);
    QCOMPARE(text(m_store->untag(idOf(first), u"docker.io/library/app:2"_s, m_job)), u"conflict"_s); // the last
    QStringList expected { lineOf(u"docker.io/library/app:2"_s, first), lineOf(kOther, second) };
    expected.sort();
    QCOMPARE(images(), expected);
}

void TestLibraryStore::removes()
{
    ImageSpec first = imageNamed(u"app:1"_s);
    first.names.append(u"app:2"_s);
    const ImageSpec second = imageNamed(u"other:1"_s, "2");
    QCOMPARE(bring(m_root, ociLayout({ second })), QString());
    const QStringList before = filesBelow(m_root + u"/blobs"_s);
    QCOMPARE(bring(m_root, ociLayout({ first })), QString());
    std::int64_t bytes = diskBytesOf(blobFile(m_root, first.layers[1].digest()));
    bytes +=
        diskBytesOf(blobFile(m_root, first.configDigest())) + diskBytesOf(blobFile(m_root, first.manifestDigest()));
    QCOMPARE(m_store->bytesFreed({ idOf(first) }, m_job).value(), bytes);
    const Result<LibraryGarbage> garbage = m_store->removeImages({ idOf(first) }, m_job);
    QVERIFY(garbage);
    QVERIFY(garbage->isCollected);
    QCOMPARE(garbage->blobs, 3); // not the layer that the other needs
    QCOMPARE(garbage->freedBytes, bytes);
    QCOMPARE(images(), QStringList { lineOf(kOther, second) });
    QCOMPARE(filesBelow(m_root + u"/blobs"_s), before);
    QCOMPARE(text(m_store->remove(idOf(first), m_job)), u"notFound"_s);
    QCOMPARE(text(m_store->remove({ u"nonsense"_s }, m_job)), u"notFound"_s);
    // All or none.
    const QByteArray index = readFile(m_root + u"/index.json"_s);
    QVERIFY(!m_store->removeImages({ idOf(second), idOf(first) }, m_job));
    QCOMPARE(readFile(m_root + u"/index.json"_s), index);
    QVERIFY(m_store->remove(idOf(second), m_job));
    QCOMPARE(filesBelow(m_root + u"/blobs"_s), QStringList());
}

void TestLibraryStore::removesOnePlatform()
{
    const PlatformList many;
    QCOMPARE(bring(m_root, many.files()), QString());
    const QString name = u"docker.io/library/many:1"_s;
    QCOMPARE(images().size(), 2);
    const std::int64_t promised = m_store->bytesFreed({ idOf(many.arm) }, m_job).value();
    {
        const auto session = LibrarySession::begin(m_root, m_job);
        QCOMPARE(text(m_store->remove(idOf(many.arm), m_job)), u"conflict"_s);
    }
    const Result<LibraryGarbage> garbage = m_store->removeImages({ idOf(many.arm) }, m_job);
    QVERIFY2(garbage, garbage ? "" : qPrintable(textOf(garbage.error())));
    QCOMPARE(garbage->blobs, 3); // its manifest, its config and its own layer
    QVERIFY(!QFileInfo::exists(blobFile(m_root, many.arm.manifestDigest())));
    QVERIFY(!QFileInfo::exists(blobFile(m_root, many.arm.configDigest())));
    QCOMPARE(garbage->freedBytes, promised);
    // The index stays what it was and names what is not here.
    QStringList expected { lineOf(name, many.amd), lineOf(u'?' + name, many.arm) };
    expected.sort();
    QCOMPARE(images(), expected);
    QVERIFY(QFileInfo::exists(blobFile(m_root, many.digest)));
    WorkPool pool;
    QCOMPARE(textOf(checkLibrary(m_root, m_job, pool).value()), QString());
    // With the last platform the index goes.
    QVERIFY(m_store->remove(idOf(many.amd), m_job));
    QCOMPARE(images(), QStringList());
    QCOMPARE(filesBelow(m_root + u"/blobs"_s), QStringList());
}

void TestLibraryStore::garbageWaitsForSessions()
{
    const ImageSpec image = imageNamed(u"app:1"_s);
    QCOMPARE(bring(m_root, ociLayout({ image })), QString());
    {
        const auto session = LibrarySession::begin(m_root, m_job);
        QVERIFY(session);
        const Result<LibraryGarbage> garbage = m_store->removeImages({ idOf(image) }, m_job);
        QVERIFY(garbage);
        QVERIFY(!garbage->isCollected);
        QCOMPARE(images(), QStringList());
        QCOMPARE(filesBelow(m_root + u"/blobs"_s).size(), 4);
    }
    const auto folder = LibraryFolder::open(m_root);
    const Result<LibraryGarbage> garbage = collectLibraryGarbage(**folder, m_job);
    QCOMPARE(garbage->blobs, 4);
    QCOMPARE(filesBelow(m_root + u"/blobs"_s), QStringList());
}

void TestLibraryStore::collectsOnlyGarbage()
{
    const ImageSpec image = imageNamed(u"app:1"_s);
    const PlatformList many;
    QCOMPARE(bring(m_root, ociLayout({ image })), QString());
    QCOMPARE(bring(m_root, many.files()), QString());
    const auto old = QDateTime::currentDateTime().addDays(-8);
    const auto age = [&](const QString &name) {
        QFile file(m_root + u'/' + name);
        return file.open(QIODevice::ReadWrite) && file.setFileTime(old, QFileDevice::FileModificationTime);
    };
    QStringList expected = filesBelow(m_root);
    const QString part = u"ingest/sha256-"_s + QString(63, u'0');
    for (const QString &name : { part + u"1.part"_s, part + u"2.part"_s, u".varve-new-1"_s, u".varve-new-2"_s,
             u"notes.txt"_s, u"blobs/sha256/notes.txt"_s })
        QVERIFY(writeFile(m_root + u'/' + name, "x"));
    QVERIFY(writeFile(blobFile(m_root, sha256Digest("orphan")), "orphan"));
    QVERIFY(age(part + u"1.part"_s));
    QVERIFY(age(u".varve-new-1"_s));
    QVERIFY(age(u"notes.txt"_s));
    const auto folder = LibraryFolder::open(m_root);
    const Result<LibraryGarbage> garbage = collectLibraryGarbage(**folder, m_job);
    QVERIFY(garbage);
    QCOMPARE(garbage->blobs, 1);
    QCOMPARE(garbage->otherFiles, 2);
    // What others put there is not ours, what is new may be in use.
    expected += { part + u"2.part 1"_s, u".varve-new-2 1"_s, u"notes.txt 1"_s, u"blobs/sha256/notes.txt 1"_s };
    expected.sort();
    QCOMPARE(filesBelow(m_root), expected);
}

void TestLibraryStore::collectsNothingUnderADamagedDocument()
{
    const ImageSpec image = imageNamed(u"app:1"_s);
    QCOMPARE(bring(m_root, ociLayout({ image, imageNamed(u"other:1"_s, "2") })), QString());
    QByteArray manifest = image.manifest();
    manifest[10] = static_cast<char>(manifest[10] ^ 1);
    QVERIFY(writeFile(blobFile(m_root, image.manifestDigest()), manifest));
    QVERIFY(writeFile(blobFile(m_root, sha256Digest("orphan")), "orphan"));
    const QStringList before = filesBelow(m_root);
    const auto folder = LibraryFolder::open(m_root);
    const Result<LibraryGarbage> garbage = collectLibraryGarbage(**folder, m_job);
    QVERIFY(garbage);
    QCOMPARE(garbage->blobs, 0);
    QCOMPARE(garbage->warnings.size(), 1);
    QCOMPARE(filesBelow(m_root), before);
}

// Several at once free more than each alone, as they share blobs that nobody else needs.
void TestLibraryStore::tellsWhatWouldBeFreed()
{
    const ImageSpec first = imageNamed(u"app:1"_s);
    const ImageSpec second = imageNamed(u"other:1"_s, "2");
    const PlatformList many; // the same base layer again
    QCOMPARE(bring(m_root, ociLayout({ first, second })), QString());
    QVERIFY(writeFile(blobFile(m_root, sha256Digest("orphan")), "orphan")); // is garbage before
    const std::int64_t one = m_store->bytesFreed({ idOf(first) }, m_job).value();
    const std::int64_t other = m_store->bytesFreed({ idOf(second) }, m_job).value();
    const std::int64_t shared = diskBytesOf(blobFile(m_root, first.layers[0].digest()));
    QVERIFY(one > 0 && shared > 0);
    QCOMPARE(m_store->bytesFreed({ idOf(first), idOf(second) }, m_job).value(), one + other + shared);
    QCOMPARE(m_store->bytesFreed({ idOf(first), idOf(first) }, m_job).value(), one);
    QCOMPARE(m_store->bytesFreed({}, m_job).value(), 0);
    QCOMPARE(bring(m_root, many.files()), QString());
    QCOMPARE(m_store->bytesFreed({ idOf(first), idOf(second) }, m_job).value(), one + other);
    QCOMPARE(m_store->bytesFreed({ idOf(many.amd), idOf(many.arm), idOf(first), idOf(second) }, m_job).value(),
        m_store->sizeOnDiskBytes() - diskBytesOf(blobFile(m_root, sha256Digest("orphan"))));
}

void TestLibraryStore::watches()
{
    std::atomic<int> changes = 0;
    Job watching;
    Result<void> ended;
    std::thread watcher([&] { ended = m_store->watch([&] { ++changes; }, watching); });
    const auto within = [&](int count, int ms) {
        QElapsedTimer timer;
        timer.start();
        while (changes < count && timer.elapsed() < ms)
            QThread::msleep(5);
        return changes >= count;
    };
    const bool begins = within(1, 5000);
    const ImageSpec image = imageNamed(u"app:1"_s);
    const QString brought = bring(m_root, ociLayout({ image })); // makes the Library, then the image
    const bool isTold = within(2, 5000);
    LibraryStore other(m_root);
    QThread::msleep(1000);
    const int before = changes;
    const Result<void> tagged = other.tag(idOf(image), u"app:2"_s, m_job);
    const bool isToldAgain = within(before + 1, 5000);
    QThread::msleep(1000);
    const int quiet = changes;
    watching.cancel();
    QElapsedTimer timer;
    timer.start();
    watcher.join();
    qInfo("the watch ended %lld ms after it was cancelled", timer.elapsed());
    QVERIFY(begins);
    QCOMPARE(brought, QString());
    QVERIFY(isTold);
    QVERIFY(tagged);
    QVERIFY(isToldAgain);
    QCOMPARE(quiet, before + 1); // nothing is told where nothing changed
    QCOMPARE(text(ended), u"cancelled"_s);
}

void TestLibraryStore::cannotBeWrittenTo()
{
    const ImageSpec image = imageNamed(u"app:1"_s);
    QCOMPARE(bring(m_root, ociLayout({ image })), QString());
    QFile::setPermissions(m_parent->path(), QFile::Permissions(0x7755));
    const auto setWritable = [&](bool isWritable) {
        const QString folders[] { m_root, m_root + u"/blobs"_s, m_root + u"/blobs/sha256"_s, m_root + u"/ingest"_s };
        for (const QString &folder : folders)
            ::chmod(QFile::encodeName(folder).constData(), isWritable ? 0755 : 0555);
        for (const QString &name : { u"lock"_s, u"index.lock"_s })
            ::chmod(QFile::encodeName(m_root + u'/' + name).constData(), isWritable ? 0644 : 0444);
    };
    setWritable(false);
    const QByteArray before = fingerprintOf(m_root);
    QStringList answers;
    {
        const AsNobody nobody;
        if (::access(QFile::encodeName(m_root).constData(), W_OK) == 0 && ::geteuid() == 0)
            QSKIP("everybody may write everywhere here");
        answers += images();
        answers += text(m_store->tag(idOf(image), u"app:2"_s, m_job));
        answers += text(m_store->untag(idOf(image), kApp, m_job));
        answers += text(m_store->remove(idOf(image), m_job));
        answers += bring(m_root, ociLayout({ imageNamed(u"other:1"_s, "2") })).section(u':', 0, 0);
        WorkPool pool;
        const Result<LibraryReport> report = checkLibrary(m_root, m_job, pool);
        answers += report ? textOf(*report) : textOf(report.error());
    }
    const QByteArray after = fingerprintOf(m_root);
    setWritable(true);
    QCOMPARE(answers,
        (QStringList { lineOf(kApp, image), u"accessDenied"_s, u"accessDenied"_s, u"accessDenied"_s, u"accessDenied"_s,
            QString() }));
    QCOMPARE(after, before);
}

void TestLibraryStore::refusesAnotherFolder()
{
    QVERIFY(QDir().mkpath(m_root));
    QVERIFY(writeFile(m_root + u"/letter.txt"_s, "mine"));
    QVERIFY(bring(m_root, ociLayout({ imageNamed(u"app:1"_s) })).startsWith(u"conflict"_s));
    QCOMPARE(filesBelow(m_root), QStringList { u"letter.txt 4"_s });
}

void TestLibraryStore::refusesALostIndex()
{
    QCOMPARE(bring(m_root, ociLayout({ imageNamed(u"app:1"_s) })), QString());
    QVERIFY(QFile::remove(m_root + u"/index.json"_s));
    const QStringList before = filesBelow(m_root);
    QVERIFY2(images().value(0).startsWith(u"corrupt"_s), qPrintable(images().value(0)));
    QVERIFY(bring(m_root, ociLayout({ imageNamed(u"other:1"_s, "2") })).startsWith(u"corrupt"_s));
    const auto folder = LibraryFolder::open(m_root);
    QVERIFY(!collectLibraryGarbage(**folder, m_job));
    QCOMPARE(filesBelow(m_root), before);
}

void TestLibraryStore::indexThatIsNoFile_data()
{
    QTest::addColumn<bool>("isLink");
    QTest::newRow("fifo") << false;
    QTest::newRow("link") << true;
}

void TestLibraryStore::indexThatIsNoFile()
{
    QFETCH(bool, isLink);
    const ImageSpec image = imageNamed(u"app:1"_s);
    QCOMPARE(bring(m_root, ociLayout({ image })), QString());
    const QString path = m_root + u"/index.json"_s;
    const QString outside = m_parent->filePath(u"outside.json"_s);
    QVERIFY(QFile::rename(path, outside));
    const QByteArray before = readFile(outside);
    QVERIFY(isLink ? QFile::link(outside, path) : ::mkfifo(QFile::encodeName(path).constData(), 0600) == 0);
    QVERIFY(!m_store->list(m_job));
    QVERIFY(!m_store->tag(idOf(image), u"app:2"_s, m_job));
    QVERIFY(!m_store->remove(idOf(image), m_job));
    QVERIFY(!bring(m_root, ociLayout({ imageNamed(u"other:1"_s, "2") })).isEmpty());
    QCOMPARE(readFile(outside), before);
    QVERIFY(QFileInfo::exists(blobFile(m_root, image.manifestDigest())));
}

void TestLibraryStore::defaultPlace()
{
    qputenv("XDG_DATA_HOME", "/somewhere/data");
    QCOMPARE(defaultLibraryPath(), u"/somewhere/data/varve/library"_s);
}

QTEST_GUILESS_MAIN(TestLibraryStore)
#include "tst_librarystore.moc"
