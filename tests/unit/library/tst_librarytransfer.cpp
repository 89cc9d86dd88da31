// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What is brought into a Library, and what is written out of it: the same images, whatever they come in.

#include "services/archive/tarwriter.h"
#include "services/stores/library/libraryexport.h"
#include "services/stores/library/libraryimport.h"
#include "services/stores/library/librarysession.h"
#include "tests/support/imagebuilder.h"
#include "tests/support/librarytools.h"
#include "tests/support/tarbuilder.h"
#include "tests/support/tardump.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kIndexType = "application/vnd.oci.image.index.v1+json";
const QString kApp = u"docker.io/library/app:1"_s;
const QString kAlso = u"ghcr.io/me/app:2"_s;
const QString kOther = u"docker.io/library/other:1"_s;

ImageSpec appImage(LayerForm form = LayerForm::Plain)
{
    ImageSpec image({ u"app:1"_s, kAlso });
    image.layer(TarBuilder().dir("etc").file("etc/name", "one").bytes(), "ADD base", form);
    image.instruction("ENV A=1").layer(TarBuilder().bytes(), "RUN true", form);
    image.layer(TarBuilder().file("big", std::string(200'000, 'x')).whiteout("etc/name").bytes(), "COPY big", form);
    return image;
}

ImageSpec otherImage(LayerForm form = LayerForm::Plain)
{
    ImageSpec image({ u"other:1"_s });
    image.layer(TarBuilder().dir("etc").file("etc/name", "one").bytes(), "ADD base", form);
    return image;
}

ImageSpec unnamedImage()
{
    ImageSpec image;
    image.layer(TarBuilder().file("u", "u").bytes(), "ADD u");
    return image;
}

enum class Form { Layout, OciTar, Docker, Docker25, Legacy };
enum class Packing { None, Gzip, Zstd };

FileList filesOf(Form form, const QList<ImageSpec> &images)
{
    switch (form) {
    case Form::Layout:
    case Form::OciTar:
        return ociLayout(images);
    case Form::Docker:
        return dockerArchive(images);
    case Form::Docker25:
        return dockerArchive25(images);
    case Form::Legacy:
        break;
    }
    return legacyArchive(images);
}

QString sourceAt(const QString &folder, Form form, Packing packing, const QList<ImageSpec> &images)
{
    const FileList files = filesOf(form, images);
    if (form == Form::Layout) {
        files.writeTo(folder + u"/layout"_s);
        return folder + u"/layout"_s;
    }
    const QString path = folder + u"/App_v1.oci.tar.gz"_s;
    const QByteArray tar = files.tar();
    writeFile(path, packing == Packing::Gzip ? gzip(tar) : packing == Packing::Zstd ? zstd(tar) : tar);
    return path;
}

// "names config diffId diffId..." for each image.
QStringList contentsOf(const QString &root)
{
    Job job;
    LibraryStore store(root);
    QStringList lines;
    const Result<Listing> listing = store.list(job);
    if (!listing)
        return { textOf(listing.error()) };
    for (const ImageSummary &image : listing->images) {
        const Result<ImageDetails> details = store.inspect(image.id, job);
        QStringList names = image.names;
        names.sort();
        QString line = names.join(u'+') + u' ' + image.configDigest.shortHex();
        for (const LayerInfo &layer : details ? details->layers : QList<LayerInfo>())
            line += u' ' + layer.diffId.shortHex();
        for (const Warning &warning : details ? details->warnings : Warnings())
            line += u" warning: "_s + warning.detail;
        lines.append(line);
    }
    lines.sort();
    return lines;
}

QString lineOf(QStringList names, const ImageSpec &image)
{
    names.sort();
    QString line = names.join(u'+') + u' ' + QString::fromLatin1(image.configDigest().mid(7, 12));
    for (const LayerSpec &layer : image.layers)
        line += u' ' + QString::fromLatin1(layer.diffId().mid(7, 12));
    return line;
}

QStringList sorted(QStringList list)
{
    list.sort();
    return list;
}

QString textOfImport(const Result<LibraryImport> &result)
{
    return result ? QString() : textOf(result.error());
}

} // namespace

class TestLibraryTransfer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_parent = std::make_unique<QTemporaryDir>();
        m_root = m_parent->filePath(u"library"_s);
    }
    void imports_data();
    void imports();
    void importsLegacyImages();
    void importsLayersAsTheyAre_data();
    void importsLayersAsTheyAre();
    void importsOne();
    void importsIndexes();
    void importsIndexesThatNameEachOther();
    void importsOtherMediaTypes();
    void namesBareTags();
    void oneBrokenImageIsAWarning_data();
    void oneBrokenImageIsAWarning();
    void layersAreWhatTheConfigSays_data();
    void layersAreWhatTheConfigSays();
    void refuses_data();
    void refuses();
    void homes_data();
    void homes();
    void progressOfImport();
    void goesOnAfterACancel();
    void sourceStaysAsItIs();

    void exportsWhatCameIn_data();
    void exportsWhatCameIn();
    void exportsOnePlatform();
    void exportsSomeNames();
    void exportIsTheSameTwice_data();
    void exportIsTheSameTwice();
    void exportRefuses_data();
    void exportRefuses();
    void exportReplaces();
    void cancelledExportLeavesNothing_data();
    void cancelledExportLeavesNothing();
    void tarsAreTars();

private:
    Result<LibraryImport> import(const QString &path, const LibraryImportOptions &options = {})
    {
        return importIntoLibrary(m_root, path, options, m_job);
    }
    QString check()
    {
        const Result<LibraryReport> report = checkLibrary(m_root, m_job, m_pool);
        return report ? textOf(*report) : textOf(report.error());
    }
    QString target(const QString &name = u"out.tar"_s) const { return m_parent->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_parent;
    QString m_root;
    WorkPool m_pool;
    Job m_job;
};

void TestLibraryTransfer::imports_data()
{
    QTest::addColumn<Form>("form");
    QTest::addColumn<Packing>("packing");
    QTest::newRow("layout") << Form::Layout << Packing::None;
    QTest::newRow("OCI archive") << Form::OciTar << Packing::None;
    QTest::newRow("OCI archive, gzip") << Form::OciTar << Packing::Gzip;
    QTest::newRow("OCI archive, zstd") << Form::OciTar << Packing::Zstd;
    QTest::newRow("docker") << Form::Docker << Packing::None;
    QTest::newRow("docker, gzip") << Form::Docker << Packing::Gzip;
    QTest::newRow("docker 25") << Form::Docker25 << Packing::None;
    QTest::newRow("docker 25, zstd") << Form::Docker25 << Packing::Zstd;
}

void TestLibraryTransfer::imports()
{
    QFETCH(Form, form);
    QFETCH(Packing, packing);
    const ImageSpec app = appImage();
    const ImageSpec other = otherImage();
    const ImageSpec unnamed = unnamedImage();
    const Result<LibraryImport> result = import(sourceAt(m_parent->path(), form, packing, { app, other, unnamed }));
    QVERIFY2(result, qPrintable(textOfImport(result)));
    QCOMPARE(result->images.size(), 3);
    QVERIFY2(result->warnings.isEmpty(), qPrintable(result->warnings.value(0).detail));
    QCOMPARE(
        contentsOf(m_root), sorted({ lineOf({ kApp, kAlso }, app), lineOf({ kOther }, other), lineOf({}, unnamed) }));
    QCOMPARE(check(), QString());
    // Config and layers byte for byte; of OCI images the manifest as well.
    QCOMPARE(readFile(blobFile(m_root, app.configDigest())), app.config());
    for (const LayerSpec &layer : app.layers)
        QCOMPARE(readFile(blobFile(m_root, layer.digest())), layer.blob);
    if (form != Form::Docker)
        QCOMPARE(readFile(blobFile(m_root, app.manifestDigest())), app.manifest());
    QCOMPARE(filesBelow(m_root + u"/ingest"_s), QStringList());
    // Once more changes nothing but times.
    const QStringList files = filesBelow(m_root);
    QVERIFY(import(sourceAt(m_parent->path(), form, packing, { app, other, unnamed })));
    QCOMPARE(filesBelow(m_root), files);
}

// Before Docker 1.10 there is no config: one is made, with the layers' documents as the history.
void TestLibraryTransfer::importsLegacyImages()
{
    const ImageSpec app = appImage();
    const Result<LibraryImport> result = import(sourceAt(m_parent->path(), Form::Legacy, Packing::None, { app }));
    QVERIFY2(result, qPrintable(textOfImport(result)));
    QCOMPARE(check(), QString());
    LibraryStore store(m_root);
    const ImageDetails details =
        store.inspect({ result->images.value(0).digest.toString() }, m_job).value_or(ImageDetails());
    QCOMPARE(details.layers.size(), 3);
    QVERIFY2(details.warnings.isEmpty(), qPrintable(details.warnings.value(0).detail));
    for (qsizetype i = 0; i < 3; ++i)
        QCOMPARE(details.layers[i].diffId.toString().toLatin1(), app.layers[i].diffId());
    QCOMPARE(details.layers[2].instruction, u"/bin/sh -c RUN true"_s); // as the builder pairs them
    QCOMPARE(details.summary.platform.toString(), u"linux/amd64"_s);
    QVERIFY(details.summary.created.isValid());
    QCOMPARE(details.config.cmd, QStringList { u"sh"_s });
}

void TestLibraryTransfer::importsLayersAsTheyAre_data()
{
    QTest::addColumn<LayerForm>("layers");
    QTest::addColumn<QString>("mediaType");
    QTest::newRow("plain") << LayerForm::Plain << u"application/vnd.oci.image.layer.v1.tar"_s;
    QTest::newRow("gzip") << LayerForm::Gzip << u"application/vnd.oci.image.layer.v1.tar+gzip"_s;
    QTest::newRow("zstd") << LayerForm::Zstd << u"application/vnd.oci.image.layer.v1.tar+zstd"_s;
}

void TestLibraryTransfer::importsLayersAsTheyAre()
{
    QFETCH(LayerForm, layers);
    const ImageSpec app = appImage(layers);
    for (const Form form : { Form::Docker, Form::Docker25, Form::OciTar }) {
        const Result<LibraryImport> result = import(sourceAt(m_parent->path(), form, Packing::None, { app }));
        QVERIFY2(result, qPrintable(textOfImport(result)));
        LibraryStore store(m_root);
        const ImageDetails details =
            store.inspect({ result->images.value(0).digest.toString() }, m_job).value_or(ImageDetails());
        QCOMPARE(details.layers.size(), 3);
        for (qsizetype i = 0; i < 3; ++i) {
            QCOMPARE(details.layers[i].blobDigest.toString().toLatin1(), app.layers[i].digest());
            QTEST(details.layers[i].mediaType, "mediaType");
        }
        QCOMPARE(check(), QString());
    }
}

void TestLibraryTransfer::importsOne()
{
    const ImageSpec app = appImage();
    const ImageSpec other = otherImage();
    for (const Form form : { Form::OciTar, Form::Docker, Form::Docker25 }) {
        const QString path = sourceAt(m_parent->path(), form, Packing::None, { app, other });
        const ImageStorePtr source = *openStore(path, m_job);
        const Listing listing = *source->list(m_job);
        for (const ImageSummary &image : listing.images) {
            if (!image.names.contains(u"other:1"_s))
                continue;
            const Result<LibraryImport> result = import(path, { { image.id }, {} });
            QVERIFY2(result, qPrintable(textOfImport(result)));
            QCOMPARE(result->images.value(0).names, QStringList { kOther });
        }
        QCOMPARE(contentsOf(m_root), QStringList { lineOf({ kOther }, other) });
        QVERIFY(!QFileInfo::exists(blobFile(m_root, app.layers[2].digest())));
        QCOMPARE(import(path, { { { u"sha256:1"_s } }, {} }).error().code, ErrorCode::NotFound);
        LibraryStore store(m_root);
        const Listing brought = *store.list(m_job);
        QVERIFY(store.remove(brought.images.value(0).id, m_job));
    }
}

// As an index, whole or with what is here; of one platform only its manifest.
void TestLibraryTransfer::importsIndexes()
{
    const ImageSpec amd = otherImage();
    const ImageSpec arm = unnamedImage().platform("linux", "arm64");
    const ImageSpec absent = appImage().platform("linux", "s390x");
    const ImageSpec incomplete = appImage().platform("linux", "riscv64");
    const QByteArray index =
        indexOf({ amd.descriptor(), arm.descriptor(), absent.descriptor(), incomplete.descriptor() });
    FileList files = ociLayout({ amd, arm });
    files.file(blobName(sha256Digest(index)), index);
    files.file(blobName(incomplete.manifestDigest()), incomplete.manifest()); // its layers are elsewhere
    files.file("index.json",
        indexOf(
            { descriptorOf(kIndexType, index, R"("annotations":{"org.opencontainers.image.ref.name":"many:1"})") }));
    const QString path = m_parent->filePath(u"many.tar"_s);
    QVERIFY(writeFile(path, files.tar()));
    const Result<LibraryImport> result = import(path);
    QVERIFY2(result, qPrintable(textOfImport(result)));
    QCOMPARE(result->images.value(0).digest.toString().toLatin1(), sha256Digest(index));
    QCOMPARE(readFile(blobFile(m_root, sha256Digest(index))), index);
    QVERIFY(QFileInfo::exists(blobFile(m_root, arm.manifestDigest())));
    QVERIFY(!QFileInfo::exists(blobFile(m_root, incomplete.manifestDigest())));
    QCOMPARE(check(), QString());
    LibraryStore store(m_root);
    QCOMPARE(store.entries(m_job)->value(0).name, u"docker.io/library/many:1"_s);

    m_root = m_parent->filePath(u"second"_s);
    const Result<LibraryImport> one = import(path, { { { QString::fromLatin1(arm.manifestDigest()) } }, {} });
    QVERIFY2(one, qPrintable(textOfImport(one)));
    QCOMPARE(one->images.value(0).digest.toString().toLatin1(), arm.manifestDigest());
    QVERIFY(!QFileInfo::exists(blobFile(m_root, sha256Digest(index))));
    QCOMPARE(contentsOf(m_root), QStringList { lineOf({ u"docker.io/library/many:1"_s }, arm) });
}

// Each level names the one below many times: followed one by one, that would be more ways than anybody can walk.
void TestLibraryTransfer::importsIndexesThatNameEachOther()
{
    const ImageSpec image = otherImage();
    FileList files = ociLayout({ image });
    QByteArray below = image.descriptor();
    for (int level = 0; level < 7; ++level) {
        const QByteArray index = indexOf(QList<QByteArray>(50, below));
        files.file(blobName(sha256Digest(index)), index);
        below = descriptorOf(kIndexType, index);
    }
    files.file("index.json", indexOf({ below }));
    QCOMPARE(bring(m_root, files), QString());
    QCOMPARE(check(), QString());
    LibraryStore store(m_root);
    QCOMPARE(imagesOf(store).size(), 1);
    const QByteArray deeper = indexOf({ below });
    const QByteArray deepest = indexOf({ descriptorOf(kIndexType, deeper) });
    FileList others = files;
    others.file(blobName(sha256Digest(deeper)), deeper).file(blobName(sha256Digest(deepest)), deepest);
    others.file("index.json", indexOf({ descriptorOf(kIndexType, deepest) }));
    const QString refused = bring(m_root, others);
    QVERIFY2(refused.contains(u"kIndexDepth"_s), qPrintable(refused));
    QVERIFY(store.remove({ QString::fromLatin1(image.manifestDigest()) }, m_job));
    QCOMPARE(imagesOf(store), QStringList());
}

// Docker's schema 2 stays what it is, and so do artifacts.
void TestLibraryTransfer::importsOtherMediaTypes()
{
    ImageSpec image = otherImage();
    image.manifestText = image.manifest();
    image.manifestText
        .replace("application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json")
        .replace("application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json")
        .replace("application/vnd.oci.image.layer.v1.tar", "application/vnd.docker.image.rootfs.diff.tar");
    const QByteArray chart("a chart");
    const QByteArray chartConfig("{}");
    const QByteArray artifact =
        R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":)"
        + descriptorOf("application/vnd.cncf.helm.config.v1+json", chartConfig) + R"(,"layers":[)"
        + descriptorOf("application/vnd.cncf.helm.chart.content.v1.tar+gzip", chart) + "]}";
    FileList files = ociLayout({ image });
    files.file(blobName(sha256Digest(artifact)), artifact);
    files.file(blobName(sha256Digest(chart)), chart);
    files.file(blobName(sha256Digest(chartConfig)), chartConfig);
    files.file("index.json",
        indexOf({ descriptorOf("application/vnd.docker.distribution.manifest.v2+json", image.manifestText),
            descriptorOf("application/vnd.oci.image.manifest.v1+json", artifact) }));
    QCOMPARE(bring(m_root, files), QString());
    QCOMPARE(check(), QString());
    QCOMPARE(readFile(blobFile(m_root, image.manifestDigest())), image.manifestText);
    QCOMPARE(readFile(blobFile(m_root, sha256Digest(chart))), chart);
    QVERIFY(readFile(m_root + u"/index.json"_s).contains("application/vnd.docker.distribution.manifest.v2+json"));
    LibraryStore store(m_root);
    QList<ImageKind> kinds;
    const Listing listing = *store.list(m_job);
    for (const ImageSummary &summary : listing.images)
        kinds.append(summary.kind);
    std::sort(kinds.begin(), kinds.end());
    QCOMPARE(kinds, (QList<ImageKind> { ImageKind::Image, ImageKind::HelmChart }));
}

void TestLibraryTransfer::namesBareTags()
{
    ImageSpec image = unnamedImage();
    image.names = QStringList { u"1.0"_s };
    const QString path = sourceAt(m_parent->path(), Form::OciTar, Packing::None, { image });
    QCOMPARE(import(path)->images.value(0).names, QStringList { u"localhost/app-v1:1.0"_s });
    QCOMPARE(
        import(path, { {}, u"ghcr.io/me/tool"_s })->images.value(0).names, QStringList { u"ghcr.io/me/tool:1.0"_s });
}

void TestLibraryTransfer::oneBrokenImageIsAWarning_data()
{
    QTest::addColumn<Form>("form");
    QTest::addColumn<bool>("isConfig");
    QTest::newRow("layer of an OCI image") << Form::OciTar << false;
    QTest::newRow("config of an OCI image") << Form::OciTar << true;
    QTest::newRow("layer of a docker image") << Form::Docker << false;
    QTest::newRow("config of a docker image") << Form::Docker << true;
}

void TestLibraryTransfer::oneBrokenImageIsAWarning()
{
    QFETCH(Form, form);
    QFETCH(bool, isConfig);
    const ImageSpec app = appImage(LayerForm::Gzip);
    const ImageSpec other = otherImage(LayerForm::Gzip);
    FileList files = filesOf(form, { app, other });
    QByteArray name = isConfig ? blobName(app.configDigest()) : blobName(app.layers[2].digest());
    if (form == Form::Docker)
        name = isConfig ? app.configDigest().mid(7) + ".json" : app.legacyId(2) + "/layer.tar";
    files.flip(name, isConfig ? files.data(name).indexOf("created") : files.data(name).size() / 2);
    const QString path = m_parent->filePath(u"broken.tar"_s);
    QVERIFY(writeFile(path, files.tar()));
    const Result<LibraryImport> result = import(path);
    QVERIFY2(result, qPrintable(textOfImport(result)));
    QCOMPARE(result->images.size(), 1);
    QVERIFY(!result->warnings.isEmpty());
    QCOMPARE(result->refusedCount, 1);
    QCOMPARE(contentsOf(m_root), QStringList { lineOf({ kOther }, other) });
    QVERIFY(!checkLibrary(m_root, m_job, m_pool)->hasDamage());
    for (const QString &file : filesBelow(m_root + u"/ingest"_s))
        QFAIL(qPrintable(file)); // what is wrong is not kept
    // Alone, it is the answer.
    files = filesOf(form, { app });
    files.flip(name, isConfig ? files.data(name).indexOf("created") : files.data(name).size() / 2);
    QVERIFY(writeFile(path, files.tar()));
    QCOMPARE(import(path).error().code, ErrorCode::Corrupt);
}

void TestLibraryTransfer::layersAreWhatTheConfigSays_data()
{
    QTest::addColumn<LayerForm>("layers");
    QTest::newRow("plain") << LayerForm::Plain;
    QTest::newRow("gzip") << LayerForm::Gzip;
    QTest::newRow("zstd") << LayerForm::Zstd;
}

// A sound layer, but another one: only its DiffID tells.
void TestLibraryTransfer::layersAreWhatTheConfigSays()
{
    QFETCH(LayerForm, layers);
    const ImageSpec app = appImage(layers);
    ImageSpec other = otherImage();
    other.layer(TarBuilder().file("another", "one").bytes(), "COPY another", layers);
    FileList files = dockerArchive({ app });
    files.file(app.legacyId(2) + "/layer.tar", other.layers[1].blob);
    const QString path = m_parent->filePath(u"other.tar"_s);
    QVERIFY(writeFile(path, files.tar()));
    const Result<LibraryImport> result = import(path);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Corrupt);
    QCOMPARE(contentsOf(m_root), QStringList());
    QVERIFY(!QFileInfo::exists(blobFile(m_root, other.layers[1].digest())));
}

void TestLibraryTransfer::refuses_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("empty") << QByteArray() << ErrorCode::Unsupported;
    QTest::newRow("text") << QByteArray(1000, 'x') << ErrorCode::Unsupported;
    QTest::newRow("another tar") << TarBuilder().file("a", "1").bytes() << ErrorCode::Unsupported;
    QTest::newRow("another tar, gzip") << gzip(TarBuilder().file("a", "1").bytes()) << ErrorCode::Unsupported;
    QTest::newRow("a cut gzip") << gzip(ociLayout({ appImage() }).tar()).chopped(200) << ErrorCode::Corrupt;
    QTest::newRow("an index without images") << ociLayout({}).tar() << ErrorCode::Unsupported;
}

void TestLibraryTransfer::refuses()
{
    QFETCH(QByteArray, content);
    const QString path = m_parent->filePath(u"source"_s);
    QVERIFY(writeFile(path, content));
    const Result<LibraryImport> result = import(path);
    QVERIFY(!result);
    QTEST(result.error().code, "code");
    QCOMPARE(import(m_parent->filePath(u"none"_s)).error().code, ErrorCode::NotFound);
    QCOMPARE(check(), QString());
    QCOMPARE(contentsOf(m_root), QStringList());
    QCOMPARE(filesBelow(m_root + u"/ingest"_s), QStringList());
}

void TestLibraryTransfer::homes_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("home");
    QTest::newRow("archive") << u"/a/app.tar"_s << u"localhost/app"_s;
    QTest::newRow("several suffixes") << u"/a/App_v1.oci.tar.gz"_s << u"localhost/app-v1"_s;
    QTest::newRow("folder") << u"/a/b.oci"_s << u"localhost/b"_s;
    QTest::newRow("dots") << u"/a/x..y-.tgz"_s << u"localhost/x-y"_s;
    QTest::newRow("other letters") << u"/a/\u00e4\u00f6.tar"_s << u"localhost/image"_s;
}

void TestLibraryTransfer::homes()
{
    QFETCH(QString, path);
    QTEST(homeOfFile(path), "home");
    QFETCH(QString, home);
    QCOMPARE(libraryName(u"1"_s, home), home + u":1"_s);
}

void TestLibraryTransfer::progressOfImport()
{
    for (const Form form : { Form::OciTar, Form::Docker }) {
        m_root = m_parent->filePath(QString::number(static_cast<int>(form)));
        Job job;
        QVERIFY(importIntoLibrary(
            m_root, sourceAt(m_parent->path(), form, Packing::None, { appImage(LayerForm::Gzip) }), {}, job));
        QCOMPARE(job.progress().unit, Job::Unit::Bytes);
        QVERIFY(job.progress().total > 0);
        // The manifest that is made of a docker image, and its config, are not known before.
        const std::int64_t more = form == Form::Docker ? 4096 : 0;
        QVERIFY2(job.progress().done >= job.progress().total && job.progress().done <= job.progress().total + more,
            qPrintable(u"%1 of %2"_s.arg(job.progress().done).arg(job.progress().total)));
    }
}

// Wherever it is stopped: the index is what it was, and the next import finds what is there.
void TestLibraryTransfer::goesOnAfterACancel()
{
    ImageSpec image({ u"app:1"_s });
    for (int i = 0; i < 3; ++i)
        image.layer(TarBuilder().file("f", std::string(3'000'000, static_cast<char>('a' + i))).bytes(), "ADD f");
    const QString path = sourceAt(m_parent->path(), Form::OciTar, Packing::None, { image });
    int cancelled = 0;
    for (int ms = 0; ms < 2000; ms += 3) {
        Job job;
        job.cancelAfter(std::chrono::milliseconds(ms));
        const Result<LibraryImport> result = importIntoLibrary(m_root, path, {}, job);
        const QStringList contents = contentsOf(m_root);
        if (result) {
            QCOMPARE(contents, QStringList { lineOf({ kApp }, image) });
            break;
        }
        QCOMPARE(result.error().code, ErrorCode::Cancelled);
        QCOMPARE(contents, QStringList());
        ++cancelled;
    }
    QVERIFY(cancelled > 0);
    QVERIFY(import(path));
    QCOMPARE(check(), QString());
    QCOMPARE(filesBelow(m_root + u"/ingest"_s), QStringList());
}

void TestLibraryTransfer::sourceStaysAsItIs()
{
    const QString path = sourceAt(m_parent->path(), Form::Layout, Packing::None, { appImage() });
    const QByteArray before = fingerprintOf(path);
    QVERIFY(import(path));
    QCOMPARE(fingerprintOf(path), before);
}

void TestLibraryTransfer::exportsWhatCameIn_data()
{
    QTest::addColumn<LibraryExportFormat>("format");
    QTest::addColumn<LayerForm>("layers");
    for (const auto format : { LibraryExportFormat::OciArchive, LibraryExportFormat::DockerArchive }) {
        const bool isOci = format == LibraryExportFormat::OciArchive;
        QTest::newRow(isOci ? "OCI, plain" : "docker, plain") << format << LayerForm::Plain;
        QTest::newRow(isOci ? "OCI, gzip" : "docker, gzip") << format << LayerForm::Gzip;
        QTest::newRow(isOci ? "OCI, zstd" : "docker, zstd") << format << LayerForm::Zstd;
    }
}

void TestLibraryTransfer::exportsWhatCameIn()
{
    QFETCH(LibraryExportFormat, format);
    QFETCH(LayerForm, layers);
    const ImageSpec app = appImage(layers);
    const ImageSpec other = otherImage(layers);
    QCOMPARE(bring(m_root, ociLayout({ app, other, unnamedImage() })), QString());
    const QByteArray before = fingerprintOf(m_root);
    Job job;
    const Result<void> done = exportFromLibrary(m_root,
        { { QString::fromLatin1(app.manifestDigest()) }, { QString::fromLatin1(other.manifestDigest()) } }, format,
        target(), job);
    QVERIFY2(done, done ? "" : qPrintable(textOf(done.error())));
    QCOMPARE(job.progress().done, job.progress().total);
    QCOMPARE(fingerprintOf(m_root), before);
    QCOMPARE(QDir(m_parent->path()).entryList(QDir::Files | QDir::Hidden), QStringList { u"out.tar"_s });
    const ImageStorePtr archive = *openStore(target(), m_job);
    QCOMPARE(
        archive->kind(), format == LibraryExportFormat::OciArchive ? StoreKind::OciArchive : StoreKind::DockerArchive);
    const Listing listing = *archive->list(m_job);
    QVERIFY2(listing.warnings.isEmpty(), qPrintable(listing.warnings.value(0).detail));
    QCOMPARE(listing.images.size(), 2);
    const QStringList names = QStringList { kApp, kAlso, kOther };
    for (const ImageSummary &image : listing.images) {
        for (const QString &name : image.names)
            QVERIFY2(names.contains(name), qPrintable(name));
    }
    // And comes in again as it was.
    m_root = m_parent->filePath(u"second"_s);
    QVERIFY(import(target()));
    QCOMPARE(contentsOf(m_root), sorted({ lineOf({ kApp, kAlso }, app), lineOf({ kOther }, other) }));
    QCOMPARE(check(), QString());
    if (format == LibraryExportFormat::OciArchive)
        QCOMPARE(readFile(blobFile(m_root, app.manifestDigest())), app.manifest());
    for (const LayerSpec &layer : app.layers) {
        const bool isPlain = format == LibraryExportFormat::DockerArchive;
        QCOMPARE(
            readFile(blobFile(m_root, isPlain ? layer.diffId() : layer.digest())), isPlain ? layer.tar : layer.blob);
    }
}

void TestLibraryTransfer::exportsOnePlatform()
{
    const ImageSpec amd = otherImage();
    const ImageSpec arm = unnamedImage().platform("linux", "arm64");
    const QByteArray index = indexOf({ amd.descriptor(), arm.descriptor() });
    FileList files = ociLayout({ amd, arm });
    files.file(blobName(sha256Digest(index)), index);
    files.file("index.json",
        indexOf(
            { descriptorOf(kIndexType, index, R"("annotations":{"org.opencontainers.image.ref.name":"many:1"})") }));
    QCOMPARE(bring(m_root, files), QString());
    const QString name = u"docker.io/library/many:1"_s;
    const QString library = m_root;
    for (const auto format : { LibraryExportFormat::OciArchive, LibraryExportFormat::DockerArchive }) {
        QVERIFY(exportFromLibrary(library, { { QString::fromLatin1(arm.manifestDigest()) } }, format, target(), m_job));
        m_root = m_parent->filePath(u"one%1"_s.arg(static_cast<int>(format)));
        QVERIFY(import(target()));
        QCOMPARE(contentsOf(m_root), QStringList { lineOf({ name }, arm) });
        QVERIFY(exportFromLibrary(library, { { QString::fromLatin1(sha256Digest(index)) } }, format, target(), m_job));
        m_root = m_parent->filePath(u"all%1"_s.arg(static_cast<int>(format)));
        QVERIFY(import(target()));
        QCOMPARE(contentsOf(m_root).size(), 2);
    }
}

void TestLibraryTransfer::exportsSomeNames()
{
    const ImageSpec app = appImage();
    const ImageSpec unnamed = unnamedImage();
    QCOMPARE(bring(m_root, ociLayout({ app, unnamed })), QString());
    const QString library = m_root;
    const ImageId id { QString::fromLatin1(app.manifestDigest()) };
    const ImageId unnamedId { QString::fromLatin1(unnamed.manifestDigest()) };
    for (const auto format : { LibraryExportFormat::OciArchive, LibraryExportFormat::DockerArchive }) {
        QVERIFY(exportFromLibrary(library, { id, unnamedId }, { format, { kAlso } }, target(), m_job));
        m_root = m_parent->filePath(u"some%1"_s.arg(static_cast<int>(format)));
        QVERIFY(import(target()));
        QCOMPARE(contentsOf(m_root), sorted({ lineOf({ kAlso }, app), lineOf({}, unnamed) }));
        // A name that went to another image meanwhile.
        const Result<void> gone = exportFromLibrary(library, { id }, { format, { kOther } }, target(), m_job);
        QCOMPARE(gone ? ErrorCode::Internal : gone.error().code, ErrorCode::NotFound);
    }
}

void TestLibraryTransfer::exportIsTheSameTwice_data()
{
    QTest::addColumn<LibraryExportFormat>("format");
    QTest::newRow("OCI") << LibraryExportFormat::OciArchive;
    QTest::newRow("docker") << LibraryExportFormat::DockerArchive;
}

// From another Library, into which the images came in another order and at another time.
void TestLibraryTransfer::exportIsTheSameTwice()
{
    QFETCH(LibraryExportFormat, format);
    ImageSpec app = appImage(LayerForm::Gzip);
    for (int i = 0; i < 8; ++i)
        app.layer(TarBuilder().file("more", std::to_string(i)).bytes(), "COPY more", LayerForm::Gzip);
    const ImageSpec other = otherImage(LayerForm::Gzip);
    const QList<ImageId> ids { { QString::fromLatin1(app.manifestDigest()) },
        { QString::fromLatin1(other.manifestDigest()) } };
    QCOMPARE(bring(m_root, ociLayout({ app, other })), QString());
    QVERIFY(exportFromLibrary(m_root, ids, format, target(), m_job));
    m_root = m_parent->filePath(u"second"_s);
    QTest::qWait(1100); // times have seconds
    QCOMPARE(bring(m_root, ociLayout({ other })), QString());
    QCOMPARE(bring(m_root, ociLayout({ app })), QString());
    QVERIFY(exportFromLibrary(m_root, { ids[1], ids[0] }, format, target(u"again.tar"_s), m_job));
    QVERIFY(readFile(target()) == readFile(target(u"again.tar"_s)));
    QVERIFY(QFileInfo(target()).size() > 1000);
    // In an order of names, which no other run has another way.
    QList<QByteArray> blobs;
    const QByteArray bytes = readFile(target());
    TarReader reader(asBytes(bytes), target());
    while (const TarReader::Header *header = *reader.next()) {
        const QByteArray name(header->path.data(), static_cast<qsizetype>(header->path.size()));
        if (name.startsWith("blobs/sha256/") || name.endsWith(".tar"))
            blobs.append(name);
    }
    QVERIFY(blobs.size() > 3);
    QVERIFY(std::is_sorted(blobs.cbegin(), blobs.cend()));
}

void TestLibraryTransfer::exportRefuses_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("unknown image") << u"unknown"_s << ErrorCode::NotFound;
    QTest::newRow("a missing layer") << u"missing"_s << ErrorCode::NotFound;
    QTest::newRow("a damaged layer") << u"damaged"_s << ErrorCode::Corrupt;
    QTest::newRow("a folder") << u"folder"_s << ErrorCode::Conflict;
    QTest::newRow("in the Library") << u"inside"_s << ErrorCode::Conflict;
    QTest::newRow("no such folder") << u"nowhere"_s << ErrorCode::NotFound;
}

void TestLibraryTransfer::exportRefuses()
{
    QFETCH(QString, what);
    const ImageSpec app = appImage();
    QCOMPARE(bring(m_root, ociLayout({ app })), QString());
    const QString layer = blobFile(m_root, app.layers[2].digest());
    QString path = target();
    if (what == u"missing") {
        QVERIFY(QFile::remove(layer));
    } else if (what == u"damaged") {
        QByteArray bytes = readFile(layer);
        bytes[bytes.size() / 2] = '?';
        QVERIFY(writeFile(layer, bytes));
    } else if (what == u"folder") {
        QVERIFY(QDir().mkpath(path));
    } else if (what == u"inside") {
        path = m_root + u"/index.json"_s;
    } else if (what == u"nowhere") {
        path = target(u"none/out.tar"_s);
    }
    const ImageId id { what == u"unknown" ? u"sha256:1"_s : QString::fromLatin1(app.manifestDigest()) };
    const QByteArray before = fingerprintOf(m_root);
    for (const auto format : { LibraryExportFormat::OciArchive, LibraryExportFormat::DockerArchive }) {
        const Result<void> done = exportFromLibrary(m_root, { id }, format, path, m_job);
        QVERIFY(!done);
        QTEST(done.error().code, "code");
        QCOMPARE(QDir(m_parent->path()).entryList(QDir::Files | QDir::Hidden), QStringList());
    }
    QCOMPARE(fingerprintOf(m_root), before);
}

void TestLibraryTransfer::exportReplaces()
{
    const ImageSpec app = appImage();
    QCOMPARE(bring(m_root, ociLayout({ app })), QString());
    QVERIFY(writeFile(target(), "old"));
    QVERIFY(exportFromLibrary(
        m_root, { { QString::fromLatin1(app.manifestDigest()) } }, LibraryExportFormat::OciArchive, target(), m_job));
    QVERIFY(openStore(target(), m_job));
}

void TestLibraryTransfer::cancelledExportLeavesNothing_data()
{
    exportIsTheSameTwice_data();
}

void TestLibraryTransfer::cancelledExportLeavesNothing()
{
    QFETCH(LibraryExportFormat, format);
    ImageSpec image({ u"app:1"_s });
    image.layer(TarBuilder().file("f", std::string(9'000'000, 'a')).bytes(), "ADD f");
    QCOMPARE(bring(m_root, ociLayout({ image })), QString());
    const ImageId id { QString::fromLatin1(image.manifestDigest()) };
    QVERIFY(writeFile(target(), "old"));
    int cancelled = 0;
    for (int ms = 0; ms < 2000; ms += 2) {
        Job job;
        job.cancelAfter(std::chrono::milliseconds(ms));
        const Result<void> done = exportFromLibrary(m_root, { id }, format, target(), job);
        QCOMPARE(QDir(m_parent->path()).entryList(QDir::Files | QDir::Hidden), QStringList { u"out.tar"_s });
        if (done)
            break;
        QCOMPARE(done.error().code, ErrorCode::Cancelled);
        QCOMPARE(readFile(target()), QByteArray("old"));
        ++cancelled;
    }
    QVERIFY(cancelled > 1); // and not only before it began
    QVERIFY(openStore(target(), m_job));
}

void TestLibraryTransfer::tarsAreTars()
{
    QFile file(target());
    QVERIFY(file.open(QIODevice::ReadWrite));
    const auto tar = *TarWriter::create(file.handle(), target());
    const QByteArray longName(300, 'n');
    QVERIFY(tar->addFolder("d/"));
    QVERIFY(tar->addFile("d/" + longName, "1234"));
    QVERIFY(tar->beginFile("b", 3));
    QVERIFY(tar->write(asBytes("ab")));
    QCOMPARE(tar->endFile().error().code, ErrorCode::Internal); // a byte is missing
    QVERIFY(tar->write(asBytes("c")));
    QCOMPARE(tar->write(asBytes("d")).error().code, ErrorCode::Internal);
    QVERIFY(file.resize(0) && file.seek(0));
    const auto again = *TarWriter::create(file.handle(), target());
    QVERIFY(again->addFolder("d/"));
    QVERIFY(again->addFile("d/" + longName, "1234"));
    QVERIFY(again->finish());
    const QByteArray bytes = readFile(target());
    QCOMPARE(bytes.size() % 512, 0);
    TarReader reader(asBytes(bytes), target());
    const TarReader::Header *header = *reader.next();
    QVERIFY(header && header->path == "d/");
    header = *reader.next();
    QVERIFY(header);
    QCOMPARE(QByteArray(header->path.data(), static_cast<qsizetype>(header->path.size())), "d/" + longName);
    QCOMPARE(header->sizeBytes, 4U);
    QCOMPARE(header->mtimeNs, 0);
    QCOMPARE(header->uid, 0U);
    QVERIFY(!*reader.next());
    QVERIFY(reader.hasEndMarker());
}

QTEST_GUILESS_MAIN(TestLibraryTransfer)
#include "tst_librarytransfer.moc"
