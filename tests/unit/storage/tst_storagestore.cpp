// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A containers-storage folder, whole and broken: what is in it, what is said of what is not, and that nothing is ever written.

#include "services/stores/cache/layercache.h"
#include "services/stores/imagereader.h"
#include "services/stores/storage/storagestore.h"
#include "services/tree/imagetree.h"
#include "services/types/limits.h"
#include "tests/support/readcollector.h"
#include "tests/support/storagebuilder.h"
#include "tests/support/tarsplitbuilder.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QDirIterator>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtTest/QTest>

#include <atomic>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <thread>
#include <unistd.h>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kLowerTar =
    TarBuilder().dir("etc").file("etc/a", "alpha").file("etc/b", "beta").file("gone", "x").bytes();
const QByteArray kUpperTar =
    TarBuilder().file("etc/a", "ALPHA").file("etc/b", "beta", { .mode = 0600 }).whiteout("gone").bytes();

// Two layers, one image.
struct Sample {
    explicit Sample(const QString &driver = u"overlay"_s)
        : storage(driver)
    {
        lower = storage.addLayer(kLowerTar, { { u"etc/a"_s, "alpha" }, { u"etc/b"_s, "beta" }, { u"gone"_s, "x" } });
        upper = storage.addLayer(kUpperTar, { { u"etc/a"_s, "ALPHA" }, { u"etc/b"_s, "beta" } });
        image = storage.addImage({ u"localhost/app:1"_s, u"localhost/app:latest"_s });
        storage.addContainer(u"first"_s, image, u"localhost/app:1"_s);
        storage.write();
    }
    StorageBuilder storage;
    QString lower;
    QString upper;
    QString image;
};

QString textOf(const Error &error)
{
    return errorCodeName(error.code) + u": "_s + error.subject + u": "_s + error.detail;
}

template <typename T>
QString textOf(const Result<T> &result)
{
    return result ? QString() : textOf(result.error());
}

QStringList textOf(const Warnings &warnings)
{
    QStringList lines;
    for (const Warning &warning : warnings)
        lines += textOf(Error { warning.code, warning.subject, warning.detail });
    return lines;
}

ImageStorePtr opened(const QString &path)
{
    Job job;
    Result<ImageStorePtr> store = openStore(path, job);
    if (!store)
        qWarning("%s", qPrintable(textOf(store.error())));
    return store ? *store : nullptr;
}

// Every file with its content, times included.
QByteArray fingerprintOf(const QString &folder)
{
    QMap<QString, QByteArray> all;
    QDirIterator files(
        folder, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        struct stat status { };
        ::lstat(QFile::encodeName(path).constData(), &status);
        QByteArray line = QByteArray::number(static_cast<qulonglong>(status.st_ino)) + ' '
            + QByteArray::number(static_cast<qlonglong>(status.st_mtim.tv_nsec)) + ' '
            + QByteArray::number(static_cast<qlonglong>(status.st_ctim.tv_nsec));
        QFile file(path);
        if (S_ISREG(status.st_mode) && file.open(QIODevice::ReadOnly))
            line += ' ' + file.readAll();
        all.insert(path, line);
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (auto each = all.cbegin(); each != all.cend(); ++each)
        hash.addData(each.key().toUtf8() + each.value());
    return hash.result();
}

struct Read {
    ImageDetails details;
    ReadCollector collector;
};

std::unique_ptr<Read> readAll(const ImageStorePtr &store, const QString &id, const ImageReadOptions &options = {})
{
    static WorkPool pool;
    Job job;
    auto read = std::make_unique<Read>();
    const auto details = store->inspect({ id }, job);
    if (!details) {
        qWarning("%s", qPrintable(textOf(details)));
        return nullptr;
    }
    read->details = *details;
    if (!readImage(*store, *details, options, pool, job, read->collector))
        return nullptr;
    return read;
}

} // namespace

class TestStorageStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsAndReads_data();
    void listsAndReads();
    void containers();
    void emptyStorage();
    void otherPaths();
    void isUnchangedByReading();
    void tellsOfChanges();
    void broken_data();
    void broken();
    void brokenLists_data();
    void brokenLists();
    void unpackedContentChanged_data();
    void unpackedContentChanged();
    void walksFolderWithoutTarSplit();
    void vfsNeedsTarSplit();
    void additionalStorage();
    void waitsNotForEver();
    void lockThatCannotBeOpened();
    void rememberedTreesAreOfOneKind();
    void rememberedTreesProveNothing();
    void recordsAreOfOneFile();
    void vanishesWhileRead();
    void survivesWriter();
    void manyImages();
};

void TestStorageStore::listsAndReads_data()
{
    QTest::addColumn<QString>("driver");
    QTest::newRow("overlay") << u"overlay"_s;
    QTest::newRow("vfs") << u"vfs"_s;
    QTest::newRow("btrfs") << u"btrfs"_s;
}

void TestStorageStore::listsAndReads()
{
    QFETCH(QString, driver);
    const Sample sample(driver);
    const ImageStorePtr store = opened(sample.storage.path());
    QVERIFY(store);
    QCOMPARE(store->kind(), StoreKind::ContainersStorage);
    Job job;
    const auto listing = store->list(job);
    QVERIFY2(listing, qPrintable(textOf(listing)));
    QCOMPARE(textOf(listing->warnings), QStringList());
    QCOMPARE(listing->images.size(), 1);
    const ImageSummary &summary = listing->images.constFirst();
    QCOMPARE(summary.id.value, sample.image);
    QCOMPARE(summary.names, (QStringList { u"localhost/app:1"_s, u"localhost/app:latest"_s }));
    QCOMPARE(summary.layerCount, 2);
    QCOMPARE(summary.configDigest.hex(), sample.image);
    QCOMPARE(summary.platform.toString(), u"linux/amd64"_s);
    QCOMPARE(summary.created.toString(Qt::ISODate), u"2024-05-06T07:08:09Z"_s);
    QCOMPARE(summary.unpackedBytes, kLowerTar.size() + kUpperTar.size());
    QVERIFY(summary.listedBytes > summary.unpackedBytes);

    const auto read = readAll(store, sample.image);
    QVERIFY(read);
    QCOMPARE(textOf(read->details.warnings), QStringList());
    QCOMPARE(read->details.config.env, QStringList { u"A=b"_s });
    QCOMPARE(read->details.layers[1].instruction, u"RUN step 2"_s);
    QCOMPARE(read->details.layers[1].diffId.toString().toLatin1(), sha256Digest(kUpperTar));
    QCOMPARE(read->details.documents.size(), 2);
    QCOMPARE(read->details.documents[0].proof, DocumentProof::Verified);
    for (int layer = 0; layer < 2; ++layer) {
        QVERIFY(read->collector.trees[layer]);
        QCOMPARE(read->collector.proofs[layer].overall(),
            driver == u"btrfs" ? ProofState::Unavailable : ProofState::Verified);
    }
    const auto tree = ImageTree::build({ read->collector.trees[0], read->collector.trees[1] }, job);
    QVERIFY(tree);
    const auto kindOf = [&](const char *path) { return (*tree)->changes((*tree)->find(path)).back().kind; };
    QCOMPARE(kindOf("etc/a"), ChangeKind::Modified);
    QCOMPARE(kindOf("etc/b"), ChangeKind::MetadataOnly);
    QCOMPARE(kindOf("gone"), ChangeKind::Removed);
}

void TestStorageStore::containers()
{
    const Sample sample;
    Job job;
    const ImageStorePtr store = opened(sample.storage.path());
    QVERIFY(store && store->capabilities().testFlag(StoreCapability::Containers));
    const auto containers = store->containers(job);
    QVERIFY2(containers, qPrintable(textOf(containers)));
    QCOMPARE(containers->size(), 1);
    QCOMPARE(containers->constFirst().names, QStringList { u"first"_s });
    QCOMPARE(containers->constFirst().image.value, sample.image);
    QCOMPARE(containers->constFirst().imageName, u"localhost/app:1"_s);
}

void TestStorageStore::emptyStorage()
{
    const StorageBuilder storage; // without lists
    Job job;
    const ImageStorePtr store = opened(storage.path());
    QVERIFY(store);
    QCOMPARE(store->list(job)->images.size(), 0);
    QCOMPARE(store->containers(job)->size(), 0);
    QCOMPARE(store->inspect({ u"x"_s }, job).error().code, ErrorCode::NotFound);
}

void TestStorageStore::otherPaths()
{
    QTemporaryDir folder;
    QVERIFY(!StorageFolder::isStorage(folder.path()));
    QCOMPARE(StorageStore::open(folder.path()).error().code, ErrorCode::NotFound);
    QCOMPARE(StorageStore::open(folder.path() + u"/none"_s).error().code, ErrorCode::NotFound);
    const Sample sample;
    QCOMPARE(StorageStore::open(sample.storage.path(), u"vfs"_s).error().code, ErrorCode::NotFound);
    QCOMPARE(StorageStore::open(sample.storage.path(), u"../overlay"_s).error().code, ErrorCode::NotFound);
    QVERIFY(StorageStore::open(sample.storage.path(), u"overlay"_s));
}

void TestStorageStore::isUnchangedByReading()
{
    const Sample sample;
    const QByteArray before = fingerprintOf(sample.storage.path());
    const ImageStorePtr store = opened(sample.storage.path());
    Job job;
    QVERIFY(store && store->list(job) && store->containers(job) && readAll(store, sample.image));
    QCOMPARE(fingerprintOf(sample.storage.path()).toHex(), before.toHex());
}

// One image is broken, the other is not: it is listed, with a warning that says what is wrong with the first.
void TestStorageStore::tellsOfChanges()
{
    StorageBuilder builder;
    builder.addLayer(TarBuilder().file("a", "a").bytes(), { { u"a"_s, "a" } });
    const QString image = builder.addImage({ u"localhost/app:1"_s });
    builder.write();
    const ImageStorePtr store = opened(builder.path());
    QVERIFY(store && store->capabilities().testFlag(StoreCapability::Changes));
    std::atomic<int> changes { 0 };
    WorkPool pool;
    const auto job = std::make_shared<Job>();
    auto handle = pool.run(WorkPool::Kind::Stream, job, [&](Job &running) -> Result<bool> {
        const Result<void> end = store->watch([&] { ++changes; }, running);
        return end ? Result<bool>(true) : fail(end.error());
    });
    QTRY_COMPARE(changes.load(), 1); // it follows
    QTest::qWait(700);
    QCOMPARE(changes.load(), 1); // nothing happened
    builder.addImage({ u"localhost/app:2"_s });
    builder.write();
    QTRY_COMPARE_WITH_TIMEOUT(changes.load(), 2, 1'000);
    builder.addContainer(u"web"_s, image, u"localhost/app:1"_s);
    builder.write();
    QTRY_VERIFY_WITH_TIMEOUT(changes.load() >= 3, 1'000);
    job->cancel();
    handle.future.waitForFinished();
    QCOMPARE(handle.future.result().error().code, ErrorCode::Cancelled);
}

void TestStorageStore::broken_data()
{
    using Breaker = std::function<void(Sample &)>;
    QTest::addColumn<Breaker>("breakIt");
    QTest::addColumn<QString>("warning");
    const auto row = [](const char *name, const Breaker &breaker, const QString &warning) {
        QTest::newRow(name) << breaker << warning;
    };
    const auto setImage = [](const QString &key, const QJsonValue &value) {
        return [=](Sample &sample) {
            QJsonObject image = sample.storage.images[0].toObject();
            image[key] = value;
            sample.storage.images[0] = image;
            sample.storage.write();
        };
    };
    const auto setLayer = [](const QString &key, const std::function<QJsonValue(const Sample &)> &value) {
        return [=](Sample &sample) {
            QJsonObject layer = sample.storage.layers[0].toObject();
            layer[key] = value(sample);
            sample.storage.layers[0] = layer;
            sample.storage.write();
        };
    };
    row(
        "missing layer",
        [](Sample &sample) {
            sample.storage.layers.removeAt(0);
            sample.storage.write();
        },
        u"notFound"_s);
    row(
        "no layers at all",
        [](Sample &sample) {
            sample.storage.layers = {};
            sample.storage.write();
        },
        u"notFound"_s);
    row("cyclic parents", setLayer(u"parent"_s, [](const Sample &sample) { return sample.upper; }),
        u"its own ancestor"_s);
    row("its own parent", setLayer(u"parent"_s, [](const Sample &sample) { return sample.lower; }),
        u"its own ancestor"_s);
    row("id with a way out", setImage(u"id"_s, u"../../etc"_s), u"without a usable id"_s);
    row("id of a number", setImage(u"id"_s, 7), u"without a usable id"_s);
    row("no id", setImage(u"id"_s, QJsonValue::Null), u"without a usable id"_s);
    row("layer with a way out", setLayer(u"id"_s, [](const Sample &) { return u"../x"_s; }), u"without a usable id"_s);
    row("parent with a way out", setLayer(u"parent"_s, [](const Sample &) { return u"../x"_s; }),
        u"not in the storage"_s);
    row("layer of a list", setImage(u"layer"_s, QJsonArray { 1 }), {}); // reads as an image without layers
    row(
        "null in the list",
        [](Sample &sample) {
            sample.storage.images.append(QJsonValue::Null);
            sample.storage.write();
        },
        u"without a usable id"_s);
    row(
        "text in the list",
        [](Sample &sample) {
            sample.storage.images.append(u"x"_s);
            sample.storage.write();
        },
        u"without a usable id"_s);
    row(
        "no manifest",
        [](Sample &sample) {
            QFile::remove(sample.storage.path(u"overlay-images/"_s + sample.image + u"/manifest"_s));
        },
        u"notFound"_s);
    row(
        "manifest of text",
        [](Sample &sample) { sample.storage.writeFile(u"overlay-images/"_s + sample.image + u"/manifest"_s, "hello"); },
        u"corrupt"_s);
    row(
        "huge manifest",
        [](Sample &sample) {
            sample.storage.writeFile(u"overlay-images/"_s + sample.image + u"/manifest"_s, QByteArray(5 << 20, ' '));
        },
        u"limitExceeded"_s);
    row(
        "FIFO for a manifest",
        [](Sample &sample) {
            const QString path = sample.storage.path(u"overlay-images/"_s + sample.image + u"/manifest"_s);
            QFile::remove(path);
            QCOMPARE(::mkfifo(QFile::encodeName(path).constData(), 0600), 0);
        },
        u"unsupported"_s);
    row(
        "symlink for a manifest",
        [](Sample &sample) {
            const QString path = sample.storage.path(u"overlay-images/"_s + sample.image + u"/manifest"_s);
            QFile::rename(path, path + u".real"_s);
            QFile::link(path + u".real"_s, path);
        },
        u"corrupt"_s);
    row(
        "config of another image",
        [](Sample &sample) {
            const QString name = u"overlay-images/"_s + sample.image + u"/="_s
                + QString::fromLatin1(("sha256:" + sample.image.toLatin1()).toBase64());
            sample.storage.writeFile(name, "{}");
        },
        u"corrupt"_s);
}

void TestStorageStore::broken()
{
    QFETCH(std::function<void(Sample &)>, breakIt);
    QFETCH(QString, warning);
    Sample sample;
    breakIt(sample);
    const ImageStorePtr store = opened(sample.storage.path());
    QVERIFY(store);
    Job job;
    const auto listing = store->list(job);
    QVERIFY2(listing, qPrintable(textOf(listing)));
    const QString warnings = textOf(listing->warnings).join(u'\n');
    QVERIFY2(warnings.contains(warning), qPrintable(warnings));
    for (const ImageSummary &image : listing->images) {
        // Whatever can still be shown of it is, and nothing crashes.
        if (const auto read = readAll(store, image.id.value))
            QVERIFY(read->collector.trees.size() <= 2);
    }
}

void TestStorageStore::brokenLists_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("error");
    for (const char *file : { "overlay-images/images.json", "overlay-layers/layers.json" }) {
        const auto row = [file](const char *name, const QByteArray &bytes, const QString &error) {
            QTest::addRow("%s: %s", file, name) << QString::fromLatin1(file) << bytes << error;
        };
        row("cut", "[{\"id\":\"a", u"corrupt"_s);
        row("text", "hello", u"corrupt"_s);
        row("object", "{}", u"corrupt"_s);
        row("number", "7", u"corrupt"_s);
        row("duplicate keys", R"([{"id":"a","id":"b"}])", u"corrupt"_s);
        row("deep", QByteArray(100'000, '['), u"limitExceeded"_s);
        row("null", "null", {});
        row("nothing", "", {});
        row("empty list", "[]", {});
    }
}

void TestStorageStore::brokenLists()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, bytes);
    QFETCH(QString, error);
    Sample sample;
    sample.storage.writeFile(file, bytes);
    const ImageStorePtr store = opened(sample.storage.path());
    QVERIFY(store);
    Job job;
    const auto listing = store->list(job);
    QVERIFY2(textOf(listing).startsWith(error), qPrintable(textOf(listing)));
    QCOMPARE(bool(listing), error.isEmpty());
    // A list that is put right is read again.
    sample.storage.write();
    QCOMPARE(textOf(store->list(job)->warnings), QStringList());
    QCOMPARE(store->list(job)->images.size(), 1);
}

void TestStorageStore::unpackedContentChanged_data()
{
    using Breaker = std::function<void(const QString &)>;
    QTest::addColumn<Breaker>("breakIt");
    QTest::addColumn<QString>("error");
    const auto write = [](const QByteArray &bytes) {
        return [bytes](const QString &path) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        };
    };
    QTest::newRow("other bytes") << Breaker(write("GAMMA")) << u"corrupt"_s;
    QTest::newRow("shorter") << Breaker(write("AL")) << u"corrupt"_s;
    QTest::newRow("longer") << Breaker(write("ALPHABET")) << u"corrupt"_s;
    QTest::newRow("gone") << Breaker([](const QString &path) { QFile::remove(path); }) << u"corrupt"_s;
    QTest::newRow("a FIFO") << Breaker([](const QString &path) {
        QFile::remove(path);
        QCOMPARE(::mkfifo(QFile::encodeName(path).constData(), 0600), 0);
    }) << u"corrupt"_s;
    QTest::newRow("a link out") << Breaker([](const QString &path) {
        QFile::remove(path);
        QVERIFY(QFile::link(u"/etc/passwd"_s, path));
    }) << u"corrupt"_s;
}

// The tree is shown, and then it turns out that it is not what is there.
void TestStorageStore::unpackedContentChanged()
{
    QFETCH(std::function<void(const QString &)>, breakIt);
    QFETCH(QString, error);
    const Sample sample;
    breakIt(sample.storage.path(u"overlay/"_s + sample.upper + u"/diff/etc/a"_s));
    const auto read = readAll(opened(sample.storage.path()), sample.image);
    QVERIFY(read);
    QVERIFY(read->collector.trees[1]);
    QVERIFY2(read->collector.errors.contains(1), "no error");
    QVERIFY2(
        textOf(read->collector.errors.value(1)).startsWith(error), qPrintable(textOf(read->collector.errors.value(1))));
    QCOMPARE(read->collector.proofs[0].overall(), ProofState::Verified);
    QCOMPARE(read->collector.proofs[1].overall(), ProofState::Unavailable);
}

void TestStorageStore::walksFolderWithoutTarSplit()
{
    Sample sample;
    const QString diff = sample.storage.path(u"overlay/"_s + sample.upper + u"/diff/"_s);
    sample.storage.writeFile(u"overlay/"_s + sample.upper + u"/diff/etc/.wh.old"_s, {});
    QVERIFY(QFile::link(u"a"_s, diff + u"etc/link"_s));
    QCOMPARE(
        ::link(QFile::encodeName(diff + u"etc/a"_s).constData(), QFile::encodeName(diff + u"etc/hard"_s).constData()),
        0);
    QCOMPARE(::mkfifo(QFile::encodeName(diff + u"pipe"_s).constData(), 0640), 0);
    // What rootless fuse-overlayfs keeps of an owner that it may not set, and an opaque folder of a user.
    QVERIFY(QDir().mkpath(diff + u"opaque"_s));
    const std::string_view stat = "7:8:4751";
    const bool hasXattrs = ::setxattr(QFile::encodeName(diff + u"etc/a"_s).constData(), "user.containers.override_stat",
                               stat.data(), stat.size(), 0)
            == 0
        && ::setxattr(QFile::encodeName(diff + u"opaque"_s).constData(), "user.overlay.opaque", "y", 1, 0) == 0;
    const bool isRoot = ::geteuid() == 0;
    if (isRoot)
        QCOMPARE(::mknod(QFile::encodeName(diff + u"gone"_s).constData(), S_IFCHR, 0), 0);
    QFile::remove(sample.storage.path(u"overlay-layers/"_s + sample.upper + u".tar-split.gz"_s));
    Job job;
    const auto read = readAll(opened(sample.storage.path()), sample.image);
    QVERIFY(read);
    const LayerTreePtr tree = read->collector.trees[1];
    QVERIFY2(tree, qPrintable(textOf(read->collector.errors.value(1))));
    QCOMPARE(tree->fingerprintKind(), FingerprintKind::Crc64);
    QCOMPARE(tree->type(tree->find("etc/old")), EntryType::Whiteout);
    QCOMPARE(tree->linkTarget(tree->find("etc/link")), std::string_view("a"));
    QCOMPARE(tree->type(tree->find("etc/hard")), EntryType::HardLink);
    QCOMPARE(tree->type(tree->find("pipe")), EntryType::Fifo);
    if (isRoot)
        QCOMPARE(tree->type(tree->find("gone")), EntryType::Whiteout);
    if (hasXattrs) {
        QCOMPARE(tree->attributes(tree->find("etc/a")).uid, 7U);
        QCOMPARE(tree->attributes(tree->find("etc/a")).gid, 8U);
        QCOMPARE(int(tree->attributes(tree->find("etc/a")).mode), 04751);
        QVERIFY(tree->xattrs(tree->find("etc/a")).empty());
        QVERIFY(tree->isOpaque(tree->find("opaque")));
    } else {
        qInfo("the file system of the test has no extended attributes of users");
    }
    QCOMPARE(tree->fingerprint(tree->find("etc/a")), (Fingerprint { slowCrc64("ALPHA"), 1 }));
    QCOMPARE(read->collector.proofs[1].overall(), ProofState::Unavailable);
    const auto image = ImageTree::build({ read->collector.trees[0], tree }, job);
    QCOMPARE((*image)->changes((*image)->find("etc/a")).back().kind, ChangeKind::Modified);
    QCOMPARE((*image)->changes((*image)->find("etc/b")).back().kind, ChangeKind::MetadataOnly);
}

void TestStorageStore::vfsNeedsTarSplit()
{
    const Sample sample(u"vfs"_s);
    QFile::remove(sample.storage.path(u"vfs-layers/"_s + sample.upper + u".tar-split.gz"_s));
    const auto read = readAll(opened(sample.storage.path()), sample.image);
    QVERIFY(read && read->collector.trees[0]);
    QCOMPARE(read->collector.errors.value(1).code, ErrorCode::Unsupported);
    QVERIFY2(read->collector.errors.value(1).detail.contains(u"layers below"),
        qPrintable(read->collector.errors.value(1).detail));
}

// The lower layer, and an image of its own, are in a read-only storage.
void TestStorageStore::additionalStorage()
{
    Sample sample;
    Sample other;
    sample.storage.layers.removeAt(0);
    sample.storage.write();
    Job job;
    const auto store = StorageStore::open(sample.storage.path(), {}, { other.storage.path(), u"/no/such/storage"_s });
    QVERIFY2(store, qPrintable(textOf(store)));
    const auto listing = (*store)->list(job);
    QVERIFY(listing);
    QCOMPARE(listing->images.size(), 1); // the same image
    QCOMPARE(listing->warnings.size(), 1);
    QCOMPARE(listing->warnings.constFirst().code, ErrorCode::NotFound);
    const auto read = readAll(*store, sample.image);
    QVERIFY(read);
    for (int layer = 0; layer < 2; ++layer)
        QCOMPARE(read->collector.proofs[layer].overall(), ProofState::Verified);
}

void TestStorageStore::waitsNotForEver()
{
    const Sample sample;
    const int fd =
        ::open(QFile::encodeName(sample.storage.path(u"overlay-images/images.lock"_s)).constData(), O_RDWR | O_CLOEXEC);
    struct flock lock { };
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    QCOMPARE(::fcntl(fd, F_OFD_SETLK, &lock), 0);
    QElapsedTimer timer;
    timer.start();
    Job job;
    const ImageStorePtr store = opened(sample.storage.path());
    QCOMPARE(store->list(job)->images.size(), 1);
    QVERIFY(timer.elapsed() > 1000 && timer.elapsed() < 10'000);
    // Nothing was changed since: no lock is needed.
    timer.start();
    QCOMPARE(store->list(job)->images.size(), 1);
    QVERIFY(timer.elapsed() < 1000);
    // A cancel ends the waiting.
    const ImageStorePtr again = opened(sample.storage.path());
    Job cancelled;
    std::thread canceller([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        cancelled.cancel();
    });
    timer.start();
    QCOMPARE(again->list(cancelled).error().code, ErrorCode::Cancelled);
    QVERIFY(timer.elapsed() < 1000);
    canceller.join();
    ::close(fd);
}

void TestStorageStore::lockThatCannotBeOpened()
{
    const Sample sample;
    Job job;
    QVERIFY(QFile::remove(sample.storage.path(u"overlay-images/images.lock"_s)));
    const QString layersLock = sample.storage.path(u"overlay-layers/layers.lock"_s);
    QVERIFY(QFile::remove(layersLock));
    QCOMPARE(::mkfifo(QFile::encodeName(layersLock).constData(), 0600), 0);
    QCOMPARE(opened(sample.storage.path())->list(job)->images.size(), 1);
}

void TestStorageStore::rememberedTreesAreOfOneKind()
{
    const Sample sample;
    LayerCache cache(1 << 20);
    ImageReadOptions options;
    options.cache = &cache;
    const ImageStorePtr store = opened(sample.storage.path());
    const auto first = readAll(store, sample.image, options);
    const Digest diffId = first->details.layers[0].diffId;
    QVERIFY(!cache.find(diffId));
    QVERIFY(cache.find(diffId, FingerprintKind::Crc64) == first->collector.trees[0]);
    const auto second = readAll(store, sample.image, options);
    QVERIFY(second->collector.trees[0] == first->collector.trees[0]);
    QCOMPARE(second->collector.proofs[0].overall(), ProofState::Verified);
}

// That a tree is known says nothing of what is in this storage.
void TestStorageStore::rememberedTreesProveNothing()
{
    const Sample sample;
    LayerCache cache(1 << 20);
    ImageReadOptions options;
    options.cache = &cache;
    const ImageStorePtr store = opened(sample.storage.path());
    const auto first = readAll(store, sample.image, options);
    QCOMPARE(first->collector.proofs[1].overall(), ProofState::Verified);
    // Behind its back: the unpacked files of the upper layer are others now.
    QDirIterator files(
        sample.storage.path(u"overlay/"_s + sample.upper + u"/diff"_s), QDir::Files, QDirIterator::Subdirectories);
    int changed = 0;
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.size() > 0 && file.open(QIODevice::ReadWrite)) {
            file.write("\x01");
            ++changed;
        }
    }
    QVERIFY(changed > 0);
    const auto second = readAll(store, sample.image, options);
    QVERIFY(second->collector.proofs[1].overall() != ProofState::Verified);
    QVERIFY(second->collector.errors.contains(1));
    QCOMPARE(second->collector.proofs[0].overall(), ProofState::Verified);
}

// Forged records for the tree and the honest ones for the digest must not pass for one another.
void TestStorageStore::recordsAreOfOneFile()
{
    const Sample sample;
    const ImageStorePtr store = opened(sample.storage.path());
    Job job;
    const auto details = store->inspect({ sample.image }, job);
    QVERIFY(details);
    const auto content = store->openLayer(*details, 1, job);
    QVERIFY(content && content->reader);
    QVERIFY(content->reader->readTree(job));
    QVERIFY(content->reader->diffId(job));
    const QString records = sample.storage.path(u"overlay-layers/"_s + sample.upper + u".tar-split.gz"_s);
    QVERIFY(QFile::copy(records, records + u".other"_s) && QFile::remove(records)
        && QFile::rename(records + u".other"_s, records));
    QCOMPARE(content->reader->diffId(job).error().code, ErrorCode::Conflict);
    const auto again = store->openLayer(*details, 1, job);
    QVERIFY(again && again->reader && again->reader->readTree(job) && again->reader->diffId(job));
}

void TestStorageStore::vanishesWhileRead()
{
    Sample sample;
    const ImageStorePtr store = opened(sample.storage.path());
    Job job;
    const auto details = store->inspect({ sample.image }, job);
    const auto content = store->openLayer(*details, 1, job);
    QVERIFY(details && content && content->reader);
    sample.storage.images = {};
    sample.storage.layers = {};
    sample.storage.write();
    QVERIFY(QDir(sample.storage.path(u"overlay"_s)).removeRecursively());
    QFile::remove(sample.storage.path(u"overlay-layers/"_s + sample.upper + u".tar-split.gz"_s));
    QCOMPARE(content->reader->readTree(job).error().code, ErrorCode::NotFound);
    QCOMPARE(content->reader->diffId(job).error().code, ErrorCode::NotFound);
    QCOMPARE(store->openLayer(*details, 0, job).error().code, ErrorCode::NotFound);
    QCOMPARE(store->inspect({ sample.image }, job).error().code, ErrorCode::NotFound);
    QCOMPARE(store->list(job)->images.size(), 0);
}

// Images come and go under a writer that takes no locks at all.
void TestStorageStore::survivesWriter()
{
    Sample sample;
    const QJsonArray images = sample.storage.images;
    const ImageStorePtr store = opened(sample.storage.path());
    std::atomic<bool> isDone { false };
    std::thread writer([&] {
        for (int i = 0; !isDone; ++i) {
            sample.storage.images = i % 2 == 0 ? QJsonArray() : images;
            sample.storage.writeFile(u"overlay-images/images.json"_s, QJsonDocument(sample.storage.images).toJson());
        }
    });
    Job job;
    for (int i = 0; i < 200; ++i) {
        const auto listing = store->list(job);
        QVERIFY2(listing || listing.error().code == ErrorCode::Conflict, qPrintable(textOf(listing)));
        if (listing)
            QVERIFY2(listing->images.size() <= 1 && listing->warnings.isEmpty(),
                qPrintable(textOf(listing->warnings).join(u'\n')));
        const auto details = store->inspect({ sample.image }, job);
        QVERIFY2(details || details.error().code == ErrorCode::NotFound || details.error().code == ErrorCode::Conflict,
            qPrintable(textOf(details)));
    }
    isDone = true;
    writer.join();
}

void TestStorageStore::manyImages()
{
    Sample sample;
    constexpr int kImages = 100'000;
    QByteArray json = "[";
    for (int i = 0; i < kImages; ++i) {
        json += (i > 0 ? ",{\"id\":\"" : "{\"id\":\"") + sha256Hex(QByteArray::number(i))
            + R"(","names":["localhost/n:)" + QByteArray::number(i) + R"("],"layer":")" + sample.upper.toLatin1()
            + R"(","created":"2024-05-06T07:08:09Z"})";
    }
    sample.storage.writeFile(u"overlay-images/images.json"_s, json + ']');
    Job job;
    const ImageStorePtr store = opened(sample.storage.path());
    const auto listing = store->list(job);
    QVERIFY2(listing, qPrintable(textOf(listing)));
    QCOMPARE(listing->images.size(), kImages);
    QVERIFY(static_cast<std::size_t>(listing->warnings.size()) <= 2 * limits::kWarningsKept); // they have no documents
    QCOMPARE(listing->images.constLast().names, QStringList { u"localhost/n:99999"_s });
}

QTEST_GUILESS_MAIN(TestStorageStore)
#include "tst_storagestore.moc"
