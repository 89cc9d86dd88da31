// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What is wrong must be said in one sentence, and what is right beside it must stay usable.

#include "services/stores/imagereader.h"
#include "services/stores/imagestore.h"
#include "tests/support/imagebuilder.h"
#include "tests/support/readcollector.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QDir>
#include <QtCore/QDirIterator>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <random>
#include <sys/stat.h>
#include <unistd.h>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kIndexType = "application/vnd.oci.image.index.v1+json";
const QByteArray kManifestType = "application/vnd.oci.image.manifest.v1+json";

QByteArray firstLayer()
{
    return TarBuilder().dir("etc").file("etc/a", "one").file("big", std::string(5000, 'x')).bytes();
}

QByteArray secondLayer()
{
    return TarBuilder().file("etc/a", "second").bytes();
}

ImageSpec goodImage(LayerForm form = LayerForm::Plain)
{
    ImageSpec image({ u"good:1"_s });
    image.layer(firstLayer(), "ADD first", form).layer(secondLayer(), "COPY second", form);
    return image;
}

ImageSpec otherImage()
{
    ImageSpec image({ u"other:1"_s });
    image.layer(TarBuilder().file("o", "other").bytes(), "ADD other");
    return image;
}

QByteArray noise(qsizetype size)
{
    std::mt19937 random(7);
    QByteArray bytes(size, '\0');
    for (char &byte : bytes)
        byte = static_cast<char>(random());
    return bytes;
}

bool hasWarning(const Warnings &warnings, ErrorCode code, const QString &text)
{
    return std::any_of(warnings.cbegin(), warnings.cend(), [&](const Warning &warning) {
        return warning.code == code && (warning.subject.contains(text) || warning.detail.contains(text));
    });
}

QByteArray describe(const Warnings &warnings)
{
    QStringList lines;
    for (const Warning &warning : warnings)
        lines.append(errorCodeName(warning.code) + u": "_s + warning.subject + u": "_s + warning.detail);
    return lines.join(u'\n').toUtf8();
}

} // namespace

class TestBrokenStores : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void notAnArchive_data();
    void notAnArchive();
    void partOfALayout();
    void notAFile_data();
    void notAFile();
    void brokenDocument_data();
    void brokenDocument();
    void brokenImage_data();
    void brokenImage();
    void brokenConfig_data();
    void brokenConfig();
    void contradictingConfig_data();
    void contradictingConfig();
    void missingLayer_data();
    void missingLayer();
    void wrongLayer_data();
    void wrongLayer();
    void cyclicIndex();
    void deepIndex();
    void explodingIndex();
    void refusesWayOut();
    void brokenLegacyChain_data();
    void brokenLegacyChain();
    void cutAnywhere_data();
    void cutAnywhere();
    void cutInALayer();
    void salvages_data();
    void salvages();
    void salvagesByChain_data();
    void salvagesByChain();
    void flippedAnywhere_data();
    void flippedAnywhere();
    void hostileNames();
    void hugeSizeField();
    void removedWhileRead();
    void shortenedWhileRead();
    void leavesFolderAlone();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    QString write(const QByteArray &bytes)
    {
        writeFile(path(u"image"_s), bytes);
        return path(u"image"_s);
    }
    // Opens, lists, inspects and reads everything: nothing of it may crash or hang. Returns how many layers were read.
    int readAll(const QString &where, ReadCollector *collector = nullptr);

    std::unique_ptr<QTemporaryDir> m_folder;
    WorkPool m_pool;
};

void TestBrokenStores::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

int TestBrokenStores::readAll(const QString &where, ReadCollector *collector)
{
    Job job;
    const Result<ImageStorePtr> store = openStore(where, job);
    if (!store)
        return store.error().detail.isEmpty() ? -2 : -1; // -2: an error without a sentence
    const Result<Listing> listing = (*store)->list(job);
    int layers = 0;
    for (const ImageSummary &summary : listing->images) {
        const Result<ImageDetails> details = (*store)->inspect(summary.id, job);
        if (!details)
            continue;
        ReadCollector own;
        ReadCollector &used = collector ? *collector : own;
        if (!readImage(**store, *details, {}, m_pool, job, used))
            return -2;
        layers += static_cast<int>(used.trees.size());
        // Every layer ends in exactly one way, and is then judged.
        if (used.proofs.size() != details->layers.size())
            return -3;
    }
    return layers;
}

void TestBrokenStores::notAnArchive_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("says");
    const ErrorCode unsupported = ErrorCode::Unsupported;
    QTest::newRow("empty") << QByteArray() << unsupported << u"empty file"_s;
    QTest::newRow("text") << QByteArray("Hello, world.\n").repeated(100) << unsupported << u"text"_s;
    QTest::newRow("UTF-8 text") << QByteArray("Grüße\n").repeated(1000) << unsupported << u"text"_s;
    QTest::newRow("JSON") << QByteArray("{\"a\": 1}") << unsupported << u"JSON text"_s;
    QTest::newRow("ELF") << QByteArray("\x7f"
                                       "ELF\2\1\1\0",
                                8)
            + QByteArray(1000, '\0')
                         << unsupported << u"ELF"_s;
    QTest::newRow("ZIP") << QByteArray("PK\3\4") + noise(500) << unsupported << u"ZIP"_s;
    QTest::newRow("xz") << QByteArray("\xfd"
                                      "7zXZ\0",
                               6)
            + noise(500) << unsupported
                        << u"xz -d"_s;
    QTest::newRow("noise") << noise(5000) << unsupported << u"unknown kind"_s;
    QTest::newRow("one byte") << QByteArray("\x80") << unsupported << u"unknown kind"_s;
    QTest::newRow("few zeros") << QByteArray(100, '\0') << unsupported << u"zeros"_s;
    QTest::newRow("zeros") << QByteArray(10240, '\0') << unsupported << u"tar without any file"_s;
    QTest::newRow("gzip of text") << gzip("some text\n") << unsupported << u"what it holds is text"_s;
    QTest::newRow("gzip of nothing") << gzip("") << unsupported << u"empty file"_s;
    QTest::newRow("zstd of text") << zstd("some text\n") << unsupported << u"what it holds is text"_s;
    QTest::newRow("gzip in gzip") << gzip(gzip(dockerArchive({ goodImage() }).tar())) << unsupported
                                  << u"gzip-compressed data"_s;
    QTest::newRow("gzip cut at once") << gzip(noise(5000)).left(200) << ErrorCode::Corrupt << QString();
    QTest::newRow("gzip magic only") << QByteArray("\x1f\x8b\x08\x00", 4) << ErrorCode::Corrupt << QString();
    QTest::newRow("zstd magic only") << QByteArray("\x28\xb5\x2f\xfd", 4) << ErrorCode::Corrupt << QString();
    QTest::newRow("tar of files") << firstLayer() << unsupported << u"no manifest.json and no index.json"_s;
    QTest::newRow("tar of files, gzip") << gzip(firstLayer()) << unsupported << u"no manifest.json and no index.json"_s;
    QTest::newRow("tar in a tar") << FileList().file("image.tar", dockerArchive({ goodImage() }).tar()).tar()
                                  << unsupported << u"another archive (image.tar)"_s;
    QTest::newRow("tar in a tar, gzip") << gzip(FileList().file("a.tar.gz", gzip(firstLayer())).tar()) << unsupported
                                        << u"a.tar.gz"_s;
    QTest::newRow("one folder deeper") << ociLayout({ goodImage() }).prefix("image/").tar() << unsupported
                                       << u"image/index.json"_s;
    QTest::newRow("tar of files, cut between two")
        << TarBuilder().file("a", "1").file("b", "2").withoutEndMarker().bytes() << ErrorCode::Corrupt << u"cut off"_s;
    QTest::newRow("tar cut in its first header") << firstLayer().left(300) << unsupported << QString();
    QTest::newRow("skopeo's dir:") << FileList().file("manifest.json", goodImage().manifest()).tar() << unsupported
                                   << u"skopeo copy dir:"_s;
    QTest::newRow("manifest.json of a web app") << FileList().file("manifest.json", R"({"name":"app"})").tar()
                                                << ErrorCode::Corrupt << u"not the manifest.json of an image archive"_s;
}

void TestBrokenStores::notAnArchive()
{
    QFETCH(QByteArray, bytes);
    QFETCH(ErrorCode, code);
    QFETCH(QString, says);
    Job job;
    const Result<ImageStorePtr> store = openStore(write(bytes), job);
    QVERIFY(!store);
    QCOMPARE(errorCodeName(store.error().code), errorCodeName(code));
    QVERIFY2(store.error().detail.contains(says), qPrintable(store.error().detail));
    QVERIFY(!store.error().detail.isEmpty());
    QVERIFY(!store.error().subject.isEmpty());
}

void TestBrokenStores::partOfALayout()
{
    ociLayout({ goodImage() }).writeTo(path(u"layout"_s));
    for (const QString &name : { u"index.json"_s, u"oci-layout"_s }) {
        Job job;
        const Result<ImageStorePtr> store = openStore(path(u"layout/"_s + name), job);
        QVERIFY(!store);
        QCOMPARE(store.error().code, ErrorCode::Unsupported);
        QVERIFY2(store.error().detail.contains(u"open the folder"_s), qPrintable(store.error().detail));
    }
}

void TestBrokenStores::notAFile_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("nothing") << u"nothing"_s << ErrorCode::NotFound;
    QTest::newRow("empty folder") << u"folder"_s << ErrorCode::Unsupported;
    QTest::newRow("folder with files") << u"files"_s << ErrorCode::Unsupported;
    QTest::newRow("FIFO") << u"fifo"_s << ErrorCode::Unsupported;
    QTest::newRow("device") << u"/dev/zero"_s << ErrorCode::Unsupported;
    QTest::newRow("index.json is a folder") << u"indexFolder"_s << ErrorCode::Unsupported;
    QTest::newRow("index.json is a FIFO") << u"indexFifo"_s << ErrorCode::Unsupported;
}

void TestBrokenStores::notAFile()
{
    QFETCH(QString, what);
    QFETCH(ErrorCode, code);
    QDir(m_folder->path()).mkpath(u"folder"_s);
    FileList().file("readme", "x").writeTo(path(u"files"_s));
    ::mkfifo(qPrintable(path(u"fifo"_s)), 0600);
    FileList().file("index.json/x", "x").writeTo(path(u"indexFolder"_s));
    FileList fifo;
    fifo.entries.append({ "index.json", {}, {}, 'p' });
    fifo.writeTo(path(u"indexFifo"_s));
    Job job;
    const Result<ImageStorePtr> store = openStore(what.startsWith(u'/') ? what : path(what), job);
    QVERIFY(!store);
    QCOMPARE(errorCodeName(store.error().code), errorCodeName(code));
    QVERIFY(!store.error().detail.isEmpty());
    if (what.startsWith(u"f"_s) && what != u"fifo"_s)
        QVERIFY(store.error().detail.contains(u"no index.json"_s));
}

// The table of contents itself is broken and there is no other.
void TestBrokenStores::brokenDocument_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<ErrorCode>("code");
    for (const QByteArray name : { "index.json", "manifest.json" }) {
        QTest::addRow("%s empty", name.constData()) << name << QByteArray() << ErrorCode::Corrupt;
        QTest::addRow("%s text", name.constData()) << name << QByteArray("hello") << ErrorCode::Corrupt;
        QTest::addRow("%s cut", name.constData()) << name << QByteArray("[{\"Config\":\"a") << ErrorCode::Corrupt;
        QTest::addRow("%s number", name.constData()) << name << QByteArray("7") << ErrorCode::Corrupt;
        QTest::addRow("%s duplicate key", name.constData())
            << name << QByteArray(R"([{"Config":"a","Config":"b"}])") << ErrorCode::Corrupt;
        QTest::addRow("%s 5 MB", name.constData()) << name << QByteArray(5'000'000, ' ') << ErrorCode::LimitExceeded;
        QTest::addRow("%s deep", name.constData()) << name << QByteArray(100'000, '[') << ErrorCode::LimitExceeded;
    }
    QTest::newRow("index with layers too")
        << QByteArray("index.json") << QByteArray(R"({"manifests":[],"layers":[]})") << ErrorCode::Corrupt;
}

void TestBrokenStores::brokenDocument()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, text);
    QFETCH(ErrorCode, code);
    FileList files;
    files.file("oci-layout", R"({"imageLayoutVersion":"1.0.0"})").file(name, text);
    files.writeTo(path(u"folder"_s));
    writeFile(path(u"tar"_s), files.tar());
    writeFile(path(u"gzip"_s), gzip(files.tar()));
    for (const QString &form : { u"folder"_s, u"tar"_s, u"gzip"_s }) {
        Job job;
        const Result<ImageStorePtr> store = openStore(path(form), job);
        QVERIFY2(!store, qPrintable(form));
        QCOMPARE(errorCodeName(store.error().code), errorCodeName(code));
        QCOMPARE(store.error().subject, QString::fromLatin1(name));
    }
}

// One image of two cannot be listed; the other can, and is whole.
void TestBrokenStores::brokenImage_data()
{
    QTest::addColumn<FileList>("files");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("says");
    const ImageSpec good = goodImage();
    const ImageSpec other = otherImage();
    const FileList layout = ociLayout({ good, other });
    const QByteArray manifest = blobName(good.manifestDigest());
    const auto with = [&](const QByteArray &text, const QByteArray &type = kManifestType) {
        FileList files = layout;
        files.file(blobName(sha256Digest(text)), text);
        return files.file("index.json",
            indexOf({ descriptorOf(type, text, R"("annotations":{"org.opencontainers.image.ref.name":"good:1"})"),
                other.descriptor(u"other:1"_s) }));
    };
    QTest::newRow("manifest flipped") << FileList(layout).flip(manifest, 40) << ErrorCode::Corrupt << u"wrong digest"_s;
    QTest::newRow("manifest shorter") << FileList(layout).file(manifest, good.manifest().chopped(1))
                                      << ErrorCode::Corrupt << u"are promised"_s;
    QTest::newRow("manifest empty") << FileList(layout).file(manifest, {}) << ErrorCode::Corrupt << u"0 bytes"_s;
    QTest::newRow("manifest 5 MB") << with(R"({"layers":[],"x":")" + QByteArray(5'000'000, 'x') + "\"}")
                                   << ErrorCode::LimitExceeded << u"good:1"_s;
    QTest::newRow("manifest no JSON") << with("hello") << ErrorCode::Corrupt << u"good:1"_s;
    QTest::newRow("layers and manifests")
        << with(R"({"layers":[],"manifests":[]})") << ErrorCode::Corrupt << u"both layers and manifests"_s;
    QTest::newRow("claimed as index") << with(good.manifest(), kIndexType) << ErrorCode::Corrupt << u"calls itself"_s;
    QTest::newRow("schema 1") << with(R"({"schemaVersion":1,"fsLayers":[]})") << ErrorCode::Unsupported
                              << u"schema version 1"_s;
    QTest::newRow("layer digest is a path")
        << with(R"({"layers":[{"digest":"sha256:../../etc/passwd","size":1}]})") << ErrorCode::Corrupt << u"passwd"_s;
    QTest::newRow("manifest is a symlink")
        << FileList(layout).link(manifest, "/etc/passwd") << ErrorCode::Corrupt << u"good:1"_s;
    FileList fifo = layout;
    fifo.remove(manifest).entries.append({ manifest, {}, {}, 'p' });
    QTest::newRow("manifest is a FIFO") << fifo << ErrorCode::Unsupported << u"good:1"_s;
    QTest::newRow("descriptor without digest")
        << FileList(layout).file("index.json", indexOf({ "{\"size\":1}", other.descriptor(u"other:1"_s) }))
        << ErrorCode::Corrupt << u"index.json"_s;
}

void TestBrokenStores::brokenImage()
{
    QFETCH(FileList, files);
    QFETCH(ErrorCode, code);
    QFETCH(QString, says);
    files.writeTo(path(u"layout"_s));
    Job job;
    const Result<ImageStorePtr> store = openStore(path(u"layout"_s), job);
    QVERIFY2(store.has_value(), store ? "" : qPrintable(store.error().detail));
    const Listing listing = *(*store)->list(job);
    QCOMPARE(listing.images.size(), 1);
    QCOMPARE(listing.images[0].names, (QStringList { u"other:1"_s }));
    QVERIFY2(hasWarning(listing.warnings, code, says), describe(listing.warnings).constData());
    // What stands in the index as an image is known to be one, whatever became of it.
    const bool isNamed = !says.contains(u"index.json"_s);
    QCOMPARE(listing.unreadable.size(), isNamed ? 1 : 0);
    if (isNamed) {
        QCOMPARE(listing.unreadable[0].summary.names, (QStringList { u"good:1"_s }));
        QCOMPARE(errorCodeName(listing.unreadable[0].error.code), errorCodeName(code));
    }
    QCOMPARE(readAll(path(u"layout"_s)), 1);
}

// An image whose config cannot be used is listed and its layers can be looked at.
void TestBrokenStores::brokenConfig_data()
{
    QTest::addColumn<FileList>("files");
    QTest::addColumn<bool>("isFolder");
    QTest::addColumn<QString>("says");
    QTest::addColumn<bool>("isConfigWrong"); // its bytes are there to be shown, and have another digest
    ImageSpec good = goodImage();
    const QByteArray blob = blobName(good.configDigest());
    const QByteArray old = good.configDigest().mid(7) + ".json";
    QTest::newRow("layout, missing") << ociLayout({ good }).remove(blob) << true << QString::fromLatin1(blob) << false;
    QTest::newRow("layout, flipped") << ociLayout({ good }).flip(blob, 20) << true << u"wrong digest"_s << true;
    QTest::newRow("layout, symlink") << ociLayout({ good }).link(blob, "../../index.json") << true
                                     << QString::fromLatin1(blob) << false;
    QTest::newRow("archive, missing") << dockerArchive({ good }).remove(old) << false << QString::fromLatin1(old)
                                      << false;
    QTest::newRow("archive, flipped") << dockerArchive({ good }).flip(old, 20) << false
                                      << u"not what its name promises"_s << true;
    good.configText = "hello";
    QTest::newRow("archive, no JSON") << dockerArchive({ good }) << false
                                      << QString::fromLatin1(good.configDigest().mid(7)) << false;
    good.configText = R"({"x":")" + QByteArray(5'000'000, 'x') + "\"}";
    QTest::newRow("archive, 5 MB") << dockerArchive({ good }) << false << u"5000008 bytes"_s << false;
    QTest::newRow("layout, 5 MB") << ociLayout({ good }) << true << u"5000008 bytes"_s << false;
}

void TestBrokenStores::brokenConfig()
{
    QFETCH(FileList, files);
    QFETCH(bool, isFolder);
    QFETCH(QString, says);
    QFETCH(bool, isConfigWrong);
    if (isFolder)
        files.writeTo(path(u"image"_s));
    else
        write(files.tar());
    Job job;
    const Result<ImageStorePtr> store = openStore(path(u"image"_s), job);
    QVERIFY(store.has_value());
    const Listing listing = *(*store)->list(job);
    QCOMPARE(listing.images.size(), 1);
    QVERIFY(listing.images[0].isLocal);
    QVERIFY2(hasWarning(listing.warnings, ErrorCode::Corrupt, says)
            || hasWarning(listing.warnings, ErrorCode::NotFound, says)
            || hasWarning(listing.warnings, ErrorCode::LimitExceeded, says),
        describe(listing.warnings).constData());
    ReadCollector collector;
    QCOMPARE(readAll(path(u"image"_s), &collector), 2);
    QCOMPARE(treeLines(collector.trees[1]), (QStringList { u"etc/"_s, u"etc/a 6"_s }));
    const ImageDetails details = *(*store)->inspect(listing.images[0].id, job);
    QCOMPARE(details.damage.size(), 1);
    QVERIFY(details.warnings.contains(details.damage[0]));
    // In a layout the manifest has digests of its own; nothing else proves the layers of an older archive.
    for (const LayerProof &proof : std::as_const(collector.proofs))
        QCOMPARE(proof.overall(), isFolder ? ProofState::Verified : ProofState::Unavailable);
    QCOMPARE(details.isConfigTrusted, !says.contains(u"its name promises"_s));
    const auto isWrong = [](const RawDocument &document) { return document.proof == DocumentProof::Mismatch; };
    const auto wrong = std::count_if(details.documents.cbegin(), details.documents.cend(), isWrong);
    QCOMPARE(wrong, isConfigWrong ? 1 : 0);
    for (const RawDocument &document : details.documents) {
        if (document.title == u"manifest"_s)
            QCOMPARE(document.proof, DocumentProof::Verified);
        else if (document.title != u"config"_s)
            QCOMPARE(document.proof, DocumentProof::Unchecked);
    }
}

// A config that has its digest but speaks of more or fewer layers than there are.
void TestBrokenStores::contradictingConfig_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<bool>("isFolder");
    QTest::addColumn<bool>("isDamage");
    const QByteArray config = goodImage().config();
    const QByteArray first = '"' + goodImage().layers[0].diffId() + '"';
    const QByteArray second = '"' + goodImage().layers[1].diffId() + '"';
    const QByteArray fewer = QByteArray(config).replace(',' + second, "");
    const QByteArray more = QByteArray(config).replace(second, second + ',' + first);
    const QByteArray none = QByteArray(config).replace(first + ',' + second, "");
    QVERIFY(fewer != config && more != config && none != config);
    for (const bool isFolder : { true, false }) {
        const char *form = isFolder ? "layout" : "archive";
        QTest::addRow("%s, one less", form) << fewer << isFolder << true;
        QTest::addRow("%s, one more", form) << more << isFolder << true;
        QTest::addRow("%s, right", form) << config << isFolder << false;
        QTest::addRow("%s, none", form) << none << isFolder << !isFolder; // the manifest's digests are enough
    }
}

void TestBrokenStores::contradictingConfig()
{
    QFETCH(QByteArray, config);
    QFETCH(bool, isFolder);
    QFETCH(bool, isDamage);
    ImageSpec image = goodImage();
    const bool isRight = config == image.config();
    image.configText = config;
    if (isFolder)
        ociLayout({ image }).writeTo(path(u"image"_s));
    else
        write(dockerArchive({ image }).tar());
    Job job;
    const ImageStorePtr store = *openStore(path(u"image"_s), job);
    const ImageDetails details = *store->inspect(store->list(job)->images[0].id, job);
    QCOMPARE(!details.damage.isEmpty(), isDamage);
    ReadCollector collector;
    QCOMPARE(readAll(path(u"image"_s), &collector), 2);
    for (const LayerProof &proof : std::as_const(collector.proofs))
        QCOMPARE(proof.overall(), isFolder || isRight ? ProofState::Verified : ProofState::Unavailable);
}

void TestBrokenStores::missingLayer_data()
{
    QTest::addColumn<FileList>("files");
    QTest::addColumn<QString>("form");
    QTest::addColumn<ErrorCode>("code");
    const ImageSpec good = goodImage();
    const QByteArray blob = blobName(good.layers[0].digest());
    const QByteArray old = good.legacyId(0) + "/layer.tar";
    QTest::newRow("layout") << ociLayout({ good }).remove(blob) << u"folder"_s << ErrorCode::NotFound;
    QTest::newRow("layout tar") << ociLayout({ good }).remove(blob) << u"tar"_s << ErrorCode::NotFound;
    QTest::newRow("layout gzip") << ociLayout({ good }).remove(blob) << u"gzip"_s << ErrorCode::NotFound;
    QTest::newRow("archive") << dockerArchive({ good }).remove(old) << u"tar"_s << ErrorCode::NotFound;
    QTest::newRow("archive gzip") << dockerArchive({ good }).remove(old) << u"gzip"_s << ErrorCode::NotFound;
    QTest::newRow("link to nothing") << dockerArchive({ good }).link(old, "../gone/layer.tar") << u"tar"_s
                                     << ErrorCode::Corrupt;
    QTest::newRow("link to nothing, gzip")
        << dockerArchive({ good }).link(old, "../gone/layer.tar") << u"gzip"_s << ErrorCode::Corrupt;
    QTest::newRow("link to itself") << dockerArchive({ good }).link(old, "layer.tar") << u"tar"_s << ErrorCode::Corrupt;
    QTest::newRow("link out of the archive")
        << dockerArchive({ good }).link(old, "../../../../etc/passwd") << u"tar"_s << ErrorCode::Corrupt;
    QTest::newRow("layout, symlink") << ociLayout({ good }).link(blob, "/etc/passwd") << u"folder"_s
                                     << ErrorCode::Corrupt;
    FileList fifo = ociLayout({ good }).remove(blob);
    fifo.entries.append({ blob, {}, {}, 'p' });
    QTest::newRow("layout, FIFO") << fifo << u"folder"_s << ErrorCode::Unsupported;
    FileList folder = ociLayout({ good }).remove(blob);
    folder.file(blob + "/x", "x");
    QTest::newRow("layout, folder") << folder << u"folder"_s << ErrorCode::Unsupported;
}

void TestBrokenStores::missingLayer()
{
    QFETCH(FileList, files);
    QFETCH(QString, form);
    QFETCH(ErrorCode, code);
    const QString where = path(u"image"_s);
    if (form == u"folder"_s)
        files.writeTo(where);
    else
        write(form == u"gzip"_s ? gzip(files.tar()) : files.tar());
    Job job;
    const Result<ImageStorePtr> store = openStore(where, job);
    QVERIFY(store.has_value());
    const Listing listing = *(*store)->list(job);
    QCOMPARE(listing.images.size(), 1);
    QVERIFY(listing.images[0].isLocal);
    const ImageDetails details = *(*store)->inspect(listing.images[0].id, job);
    if (code == ErrorCode::NotFound) {
        QVERIFY(!details.layers[0].isLocal);
        QVERIFY2(hasWarning(details.warnings, code, u"layer 1"_s), describe(details.warnings).constData());
    }
    ReadCollector collector;
    QCOMPARE(readAll(where, &collector), 1);
    QCOMPARE(errorCodeName(collector.errors[0].code), errorCodeName(code));
    QVERIFY(!collector.errors[0].detail.isEmpty());
    QCOMPARE(collector.proofs[0].overall(), ProofState::Unavailable);
    QCOMPARE(treeLines(collector.trees[1]), (QStringList { u"etc/"_s, u"etc/a 6"_s }));
    QCOMPARE(collector.proofs[1].overall(), ProofState::Verified);
}

// The bytes are there but not those that were promised.
void TestBrokenStores::wrongLayer_data()
{
    QTest::addColumn<FileList>("files");
    QTest::addColumn<bool>("isFolder");
    QTest::addColumn<bool>("isReadable"); // a tree can be made of them all the same
    QTest::addColumn<ProofState>("proof");
    const auto row = [](const char *name, const ImageSpec &image, const FileList &files, const QByteArray &layer,
                         bool isFolder) {
        const qsizetype last = files.data(layer).size() - 1;
        const bool isPlain = image.layers[0].form == LayerForm::Plain;
        QTest::addRow("%s, content flipped", name)
            << FileList(files).flip(layer, isPlain ? 3000 : last / 2) << isFolder << isPlain << ProofState::Mismatch;
        QTest::addRow("%s, header flipped", name)
            << FileList(files).flip(layer, 2) << isFolder << false << ProofState::Mismatch;
        QTest::addRow("%s, text", name) << FileList(files).file(layer, "this is no layer") << isFolder << false
                                        << ProofState::Mismatch;
        QTest::addRow("%s, cut", name) << FileList(files).file(layer, files.data(layer).left(isPlain ? 1700 : last / 2))
                                       << isFolder << false << ProofState::Mismatch;
        QTest::addRow("%s, another layer", name)
            << FileList(files).file(layer, secondLayer()) << isFolder << true << ProofState::Mismatch;
    };
    for (const LayerForm form : { LayerForm::Plain, LayerForm::Gzip, LayerForm::Zstd }) {
        const ImageSpec image = goodImage(form);
        const char *names[] = { "plain", "gzip", "zstd" };
        row(names[static_cast<int>(form)], image, ociLayout({ image }), blobName(image.layers[0].digest()), true);
    }
    const ImageSpec image = goodImage();
    row("archive", image, dockerArchive({ image }), image.legacyId(0) + "/layer.tar", false);
}

void TestBrokenStores::wrongLayer()
{
    QFETCH(FileList, files);
    QFETCH(bool, isFolder);
    QFETCH(bool, isReadable);
    QFETCH(ProofState, proof);
    if (isFolder)
        files.writeTo(path(u"image"_s));
    else
        write(files.tar());
    ReadCollector collector;
    QCOMPARE(readAll(path(u"image"_s), &collector), isReadable ? 2 : 1);
    QCOMPARE(collector.errors.contains(0), !isReadable);
    // Without a blob digest, what cannot be unpacked cannot be compared either, unless it is plain.
    QCOMPARE(collector.proofs[0].overall(), proof);
    QVERIFY(!collector.proofs[0].actualBlob.isNull() || !collector.proofs[0].actualDiffId.isNull());
    QCOMPARE(collector.proofs[1].overall(), ProofState::Verified);
    if (!isReadable)
        QVERIFY(collector.errors[0].code == ErrorCode::Corrupt || collector.errors[0].code == ErrorCode::Unsupported);
}

void TestBrokenStores::cyclicIndex()
{
    // A true cycle would need a broken hash function, so the digest does not match; nobody may run in circles before that.
    const ImageSpec other = otherImage();
    FileList files = ociLayout({ other });
    const QByteArray digest = "sha256:" + QByteArray(64, 'c');
    const QByteArray self = R"({"mediaType":")" + kIndexType + R"(","digest":")" + digest + R"(","size":-1})";
    files.file(blobName(digest), indexOf({ self, other.descriptor() }));
    files.file("index.json", indexOf({ self, other.descriptor(u"other:1"_s) }));
    files.writeTo(path(u"layout"_s));
    Job job;
    const Result<ImageStorePtr> store = openStore(path(u"layout"_s), job);
    QVERIFY(store.has_value());
    const Listing listing = *(*store)->list(job);
    QCOMPARE(listing.images.size(), 1);
    QVERIFY2(
        hasWarning(listing.warnings, ErrorCode::Corrupt, u"wrong digest"_s), describe(listing.warnings).constData());
}

void TestBrokenStores::deepIndex()
{
    const ImageSpec good = goodImage();
    FileList files = ociLayout({ good, otherImage() });
    QByteArray inner = good.descriptor();
    for (int depth = 0; depth < 12; ++depth) {
        const QByteArray index = indexOf({ inner });
        files.file(blobName(sha256Digest(index)), index);
        inner = descriptorOf(kIndexType, index);
    }
    files.file("index.json", indexOf({ inner, otherImage().descriptor(u"other:1"_s) }));
    files.writeTo(path(u"layout"_s));
    Job job;
    const Listing listing = *(*openStore(path(u"layout"_s), job))->list(job);
    QCOMPARE(listing.images.size(), 1);
    QVERIFY2(
        hasWarning(listing.warnings, ErrorCode::LimitExceeded, u"nested"_s), describe(listing.warnings).constData());
}

void TestBrokenStores::explodingIndex()
{
    // Eight levels of indexes with ten times the same entry each: a hundred million ways to one image.
    const ImageSpec good = goodImage();
    FileList files = ociLayout({ good });
    QByteArray inner = good.descriptor();
    for (int depth = 0; depth < 8; ++depth) {
        const QByteArray index = indexOf(QList<QByteArray>(10, inner));
        files.file(blobName(sha256Digest(index)), index);
        inner = descriptorOf(kIndexType, index);
    }
    files.file("index.json", indexOf({ inner }));
    files.writeTo(path(u"layout"_s));
    Job job;
    const Listing listing = *(*openStore(path(u"layout"_s), job))->list(job);
    QCOMPARE(listing.images.size(), 1);
}

void TestBrokenStores::refusesWayOut()
{
    // The folder of the blobs leads elsewhere: nothing beyond the layout may be read, not even right bytes.
    const FileList files = ociLayout({ goodImage() });
    files.writeTo(path(u"elsewhere"_s));
    FileList()
        .file("index.json", files.data("index.json"))
        .file("oci-layout", files.data("oci-layout"))
        .writeTo(path(u"layout"_s));
    QVERIFY(QFile::link(path(u"elsewhere/blobs"_s), path(u"layout/blobs"_s)));
    Job job;
    const Listing listing = *(*openStore(path(u"layout"_s), job))->list(job);
    QVERIFY(listing.images.isEmpty() || !listing.images[0].isLocal);
    QVERIFY(!listing.warnings.isEmpty());
    QVERIFY(readAll(path(u"layout"_s)) <= 0);
}

void TestBrokenStores::brokenLegacyChain_data()
{
    QTest::addColumn<FileList>("files");
    QTest::addColumn<int>("images");
    const ImageSpec good = goodImage();
    const QByteArray bottom = good.legacyId(0);
    const FileList files = legacyArchive({ good, otherImage() });
    QTest::newRow("whole") << files << 2;
    QTest::newRow("parent missing") << FileList(files).remove(bottom + "/json") << 1;
    QTest::newRow("own ancestor") << FileList(files).file(
        bottom + "/json", "{\"id\":\"x\",\"parent\":\"" + good.legacyId(1) + "\"}")
                                  << 1;
    QTest::newRow("parent is a path") << FileList(files).file(bottom + "/json", R"({"id":"x","parent":"../../etc"})")
                                      << 1;
    QTest::newRow("no JSON") << FileList(files).file(bottom + "/json", "x") << 1;
}

void TestBrokenStores::brokenLegacyChain()
{
    QFETCH(FileList, files);
    QFETCH(int, images);
    Job job;
    const Result<ImageStorePtr> store = openStore(write(files.tar()), job);
    QVERIFY(store.has_value());
    const Listing listing = *(*store)->list(job);
    QCOMPARE(listing.images.size(), images);
    QCOMPARE(listing.warnings.size(), 2 - images);
    QCOMPARE(readAll(path(u"image"_s)), images == 2 ? 3 : 1);
}

void TestBrokenStores::cutAnywhere_data()
{
    QTest::addColumn<QByteArray>("whole");
    const FileList layoutFirst = FileList().merge(ociLayout({ goodImage(LayerForm::Gzip), otherImage() }));
    QTest::newRow("docker 1.10") << dockerArchive({ goodImage(), otherImage() }).tar();
    QTest::newRow("docker 25") << dockerArchive25({ goodImage(), otherImage() }).tar();
    QTest::newRow("legacy") << legacyArchive({ goodImage() }).tar();
    QTest::newRow("layout") << layoutFirst.tar();
    QTest::newRow("gzip") << gzip(dockerArchive({ goodImage(), otherImage() }).tar());
    QTest::newRow("zstd") << zstd(dockerArchive25({ goodImage(), otherImage() }).tar());
}

void TestBrokenStores::cutAnywhere()
{
    QFETCH(QByteArray, whole);
    const int layers = readAll(write(whole));
    QVERIFY(layers >= 2);
    const qsizetype step = std::max<qsizetype>(whole.size() / 120, 1);
    for (qsizetype size = 0; size < whole.size(); size += step) {
        const int left = readAll(write(whole.left(size)));
        QVERIFY2(left >= -1 && left <= layers, qPrintable(u"cut at %1 gives %2"_s.arg(size).arg(left)));
    }
}

void TestBrokenStores::cutInALayer()
{
    const ImageSpec image = goodImage();
    FileList files = dockerArchive({ image });
    const QByteArray name = image.legacyId(0) + "/layer.tar";
    const QByteArray layer = files.data(name);
    files.remove(name).file(name, layer); // now the last entry
    const QByteArray tar = files.tar().chopped(1024 + 3000);
    for (const QByteArray &bytes : { tar, gzip(tar) }) {
        Job job;
        const Result<ImageStorePtr> store = openStore(write(bytes), job);
        QVERIFY(store.has_value());
        const Listing listing = *(*store)->list(job);
        QCOMPARE(listing.images[0].names, image.names);
        QVERIFY2(
            hasWarning(listing.warnings, ErrorCode::Corrupt, u"only part"_s), describe(listing.warnings).constData());
        ReadCollector collector;
        QCOMPARE(readAll(path(u"image"_s), &collector), 1);
        QVERIFY2(collector.errors[0].detail.contains(u"cut off"_s), qPrintable(collector.errors[0].detail));
        QCOMPARE(collector.proofs[1].overall(), ProofState::Verified);
    }
    // Cut in the table of contents itself, which stands last here.
    FileList last = dockerArchive({ image });
    const QByteArray manifest = last.data("manifest.json");
    last.remove("repositories").remove("manifest.json").file("manifest.json", manifest);
    const QByteArray cut = last.tar().chopped(1024 + 512 - 100);
    for (const QByteArray &bytes : { cut, gzip(cut) }) {
        ReadCollector collector;
        QCOMPARE(readAll(write(bytes), &collector), 2);
    }
}

void TestBrokenStores::salvages_data()
{
    QTest::addColumn<FileList>("files");
    QTest::addColumn<bool>("isCompressed");
    QTest::addColumn<int>("layers"); // that are still there
    const auto without = [](FileList files, const QList<QByteArray> &names) {
        for (const QByteArray &name : names) {
            if (files.contains(name))
                files.remove(name);
        }
        return files;
    };
    const QList<QByteArray> tables { "manifest.json", "repositories", "index.json", "oci-layout" };
    const ImageSpec plain = goodImage();
    const ImageSpec packed = goodImage(LayerForm::Gzip);
    const FileList old = without(dockerArchive({ plain }), tables);
    const FileList current = without(dockerArchive25({ packed }), tables);
    QTest::newRow("docker 1.10") << old << false << 2;
    QTest::newRow("docker 1.10, a layer lost") << without(old, { plain.legacyId(0) + "/layer.tar" }) << false << 1;
    QTest::newRow("docker 1.10, gzip") << old << true << 2;
    QTest::newRow("docker 25") << current << false << 2;
    QTest::newRow("docker 25, gzip") << current << true << 2;
    QTest::newRow("docker 25, config lost") << without(current, { blobName(packed.configDigest()) }) << false << 2;
    QTest::newRow("docker 25, manifest lost") << without(current, { blobName(packed.manifestDigest()) }) << false << 2;
    QTest::newRow("docker 25, plain, manifest lost")
        << without(dockerArchive25({ plain }), tables + QList<QByteArray> { blobName(plain.manifestDigest()) }) << false
        << 2;
}

void TestBrokenStores::salvages()
{
    QFETCH(FileList, files);
    QFETCH(bool, isCompressed);
    QFETCH(int, layers);
    // What stands behind the cut: a file of which half is missing.
    files.file("zz-cut", noise(50'000));
    const QByteArray tar = files.tar().chopped(30'000);
    const QString where = write(isCompressed ? gzip(tar) : tar);
    Job job;
    const Result<ImageStorePtr> store = openStore(where, job);
    QVERIFY2(store.has_value(), store ? "" : qPrintable(store.error().detail));
    const Listing listing = *(*store)->list(job);
    QCOMPARE(listing.images.size(), 1);
    QCOMPARE(listing.images[0].layerCount, 2);
    QVERIFY(listing.images[0].names.isEmpty());
    QVERIFY2(hasWarning(listing.warnings, ErrorCode::Corrupt, u"table of contents is lost"_s),
        describe(listing.warnings).constData());
    const Result<ImageDetails> details = (*store)->inspect(listing.images[0].id, job);
    QVERIFY(details.has_value());
    QVERIFY(hasWarning(details->damage, ErrorCode::Corrupt, u"table of contents is lost"_s)); // an exit code of its own
    QVERIFY(details->isConfigTrusted);
    ReadCollector collector;
    QCOMPARE(readAll(where, &collector), layers);
    QCOMPARE(treeLines(collector.trees[1]), (QStringList { u"etc/"_s, u"etc/a 6"_s }));
    QCOMPARE(collector.proofs[1].overall(), ProofState::Verified);
}

// Docker 1.10 to 24 writes the config behind the layers. Their documents for old engines are all that tells what was what.
void TestBrokenStores::salvagesByChain_data()
{
    QTest::addColumn<bool>("isCompressed");
    QTest::addColumn<int>("lost"); // this layer's folder is gone too; -1: none
    QTest::addColumn<QStringList>("images"); // layers of each, bottom first: n whole, x lost
    for (const bool isCompressed : { false, true }) {
        const char *form = isCompressed ? "gzip" : "plain";
        QTest::addRow("%s", form) << isCompressed << -1 << QStringList { u"012"_s };
        QTest::addRow("%s, top lost", form) << isCompressed << 2 << QStringList { u"01"_s };
        QTest::addRow("%s, middle lost", form) << isCompressed << 1 << QStringList { u"0"_s, u"x2"_s };
        QTest::addRow("%s, bottom lost", form) << isCompressed << 0 << QStringList { u"x12"_s };
    }
}

void TestBrokenStores::salvagesByChain()
{
    QFETCH(bool, isCompressed);
    QFETCH(int, lost);
    QFETCH(QStringList, images);
    ImageSpec image({ u"app:1"_s });
    for (int i = 0; i < 3; ++i)
        image.layer(TarBuilder().file("file" + std::to_string(i), "x").bytes(), "ADD x");
    FileList files = dockerArchive({ image });
    files.remove(image.configDigest().mid(7) + ".json").remove("manifest.json").remove("repositories");
    if (lost >= 0)
        files.remove(image.legacyId(lost) + "/json").remove(image.legacyId(lost) + "/layer.tar");
    files.file("zz-cut", noise(50'000));
    const QByteArray tar = files.tar().chopped(30'000);
    const QString where = write(isCompressed ? gzip(tar) : tar);
    Job job;
    const Result<ImageStorePtr> store = openStore(where, job);
    QVERIFY2(store.has_value(), store ? "" : qPrintable(store.error().detail));
    const Listing listing = *(*store)->list(job);
    QStringList found;
    for (const ImageSummary &summary : listing.images) {
        const ImageDetails details = *(*store)->inspect(summary.id, job);
        QVERIFY(hasWarning(details.damage, ErrorCode::Corrupt, u"cut before the config"_s));
        ReadCollector collector;
        QVERIFY(readImage(**store, details, {}, m_pool, job, collector).has_value());
        QString text;
        for (int layer = 0; layer < details.layers.size(); ++layer)
            text += collector.trees[layer] ? treeLines(collector.trees[layer])[0].at(4) : u'x';
        found.append(text);
        if (text.endsWith(u'2')) { // the top layer has the config of the image
            QCOMPARE(details.config.env, (QStringList { u"PATH=/bin"_s }));
            QCOMPARE(summary.platform.architecture, u"amd64"_s);
            QVERIFY(summary.created.isValid());
        }
    }
    found.sort();
    QCOMPARE(found, images);
    QVERIFY(hasWarning(listing.warnings, ErrorCode::Corrupt, u"table of contents is lost"_s));
}

void TestBrokenStores::flippedAnywhere_data()
{
    cutAnywhere_data();
}

void TestBrokenStores::flippedAnywhere()
{
    QFETCH(QByteArray, whole);
    std::mt19937 random(11);
    for (int round = 0; round < 150; ++round) {
        QByteArray bytes = whole;
        for (int flips = 0; flips <= round % 3; ++flips) {
            const auto at = static_cast<qsizetype>(random() % static_cast<unsigned>(bytes.size()));
            bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1U << (random() % 8)));
        }
        const int layers = readAll(write(bytes));
        QVERIFY2(layers >= -1, qPrintable(u"round %1 gives %2"_s.arg(round).arg(layers)));
    }
}

void TestBrokenStores::hostileNames()
{
    ImageSpec image({ u"evil\n\x1b[31m\u202etag:1"_s });
    image.layer(TarBuilder().file("a\nb", "1").file("\xff\xfe", "2").file("\xe2\x80\xae", "3").bytes(), "RUN \x1b[2J");
    for (const FileList &files : { dockerArchive({ image }), dockerArchive25({ image }) }) {
        ReadCollector collector;
        QCOMPARE(readAll(write(files.tar()), &collector), 1);
        QCOMPARE(collector.trees[0]->size(), 4U);
        Job job;
        QCOMPARE((*openStore(path(u"image"_s), job))->list(job)->images[0].names,
            image.names); // bytes are kept; showing them is another's work
    }
}

void TestBrokenStores::hugeSizeField()
{
    const FileList files = dockerArchive({ goodImage() });
    // After the table of contents, an entry that claims 2^62 bytes.
    TarBuilder end;
    end.file("rest", "x").sizeBase256(std::int64_t { 1 } << 62);
    const QByteArray tar = files.tar().chopped(1024) + end.bytes();
    for (const QByteArray &bytes : { tar, gzip(tar) }) {
        QCOMPARE(readAll(write(bytes)), 2);
        Job job;
        const Listing listing = *(*openStore(path(u"image"_s), job))->list(job);
        QVERIFY(!listing.warnings.isEmpty());
    }
    // A layout that says a layer has 2^62 bytes.
    ImageSpec image = goodImage();
    image.manifestText = image.manifest().replace(
        "\"size\":" + QByteArray::number(image.layers[0].blob.size()), "\"size\":4611686018427387904");
    ociLayout({ image }).writeTo(path(u"layout"_s));
    Job job;
    const Result<ImageStorePtr> store = openStore(path(u"layout"_s), job);
    const Listing listing = *(*store)->list(job);
    const ImageDetails details = *(*store)->inspect(listing.images[0].id, job);
    QVERIFY2(
        hasWarning(details.warnings, ErrorCode::Corrupt, u"are promised"_s), describe(details.warnings).constData());
    QCOMPARE(readAll(path(u"layout"_s)), 2);
}

void TestBrokenStores::removedWhileRead()
{
    const ImageSpec image = goodImage(LayerForm::Gzip);
    ociLayout({ image }).writeTo(path(u"layout"_s));
    write(dockerArchive({ image }).tar());
    Job job;
    const ImageStorePtr archive = *openStore(path(u"image"_s), job);
    const ImageStorePtr layout = *openStore(path(u"layout"_s), job);
    const ImageDetails inArchive = *archive->inspect(archive->list(job)->images[0].id, job);
    const ImageDetails inLayout = *layout->inspect(layout->list(job)->images[0].id, job);
    QVERIFY(QFile::remove(path(u"image"_s)));
    QVERIFY(QDir(path(u"layout"_s)).removeRecursively());

    // What is mapped lives on; what must be opened is gone.
    ReadCollector first;
    QVERIFY(readImage(*archive, inArchive, {}, m_pool, job, first).has_value());
    QCOMPARE(first.trees.size(), 2);
    ReadCollector second;
    QVERIFY(readImage(*layout, inLayout, {}, m_pool, job, second).has_value());
    QCOMPARE(second.errors.size(), 2);
    QCOMPARE(second.errors[0].code, ErrorCode::NotFound);
    QCOMPARE(layout->inspect(inLayout.summary.id, job)->summary.names, inLayout.summary.names);
}

void TestBrokenStores::shortenedWhileRead()
{
    ImageSpec image({ u"a:1"_s });
    image.layer(TarBuilder().file("a", std::string(400'000, 'a')).bytes(), "ADD a");
    const QByteArray tar = dockerArchive({ image }).tar();
    Job job;
    const ImageStorePtr store = *openStore(write(tar), job);
    const ImageDetails details = *store->inspect(store->list(job)->images[0].id, job);
    QCOMPARE(::truncate(qPrintable(path(u"image"_s)), 8192), 0);
    ReadCollector collector;
    QVERIFY(readImage(*store, details, {}, m_pool, job, collector).has_value());
    QCOMPARE(collector.errors.size(), 1);
    QCOMPARE(collector.errors[0].code, ErrorCode::Corrupt);
    QVERIFY(collector.proofs[0].overall() != ProofState::Verified);
}

void TestBrokenStores::leavesFolderAlone()
{
    const FileList files = ociLayout({ goodImage(), otherImage() });
    files.writeTo(path(u"layout"_s));
    QCOMPARE(readAll(path(u"layout"_s)), 3);
    QStringList found;
    QDirIterator walk(path(u"layout"_s), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        const QString file = walk.next();
        QFile content(file);
        QVERIFY(content.open(QIODevice::ReadOnly));
        QCOMPARE(content.readAll(), files.data(file.mid(path(u"layout/"_s).size()).toUtf8()));
        found.append(file);
    }
    QCOMPARE(found.size(), files.entries.size());
}

QTEST_GUILESS_MAIN(TestBrokenStores)
#include "tst_brokenstores.moc"
