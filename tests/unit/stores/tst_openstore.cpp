// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Every form in which the same two images can be kept must give the same images, layers and trees.

#include "services/stores/imagereader.h"
#include "services/stores/imagestore.h"
#include "tests/support/imagebuilder.h"
#include "tests/support/readcollector.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kIndexType = "application/vnd.oci.image.index.v1+json";

QByteArray baseLayer()
{
    return TarBuilder().dir("etc").file("etc/name", "one").file("big", std::string(3000, 'x')).bytes();
}

QByteArray topLayer()
{
    return TarBuilder().file("etc/name", "second").whiteout("big").symlink("link", "etc/name").bytes();
}

// Four instructions, three layers of which two are the same empty one.
ImageSpec appImage(LayerForm form = LayerForm::Plain)
{
    ImageSpec image({ u"example.org/app:1"_s, u"example.org/app:latest"_s });
    image.layer(baseLayer(), "ADD base", form).instruction("ENV A=1").layer(TarBuilder().bytes(), "RUN true", form);
    image.layer(topLayer(), "COPY top", form).instruction("CMD [\"sh\"]");
    return image;
}

ImageSpec databaseImage(LayerForm form = LayerForm::Plain)
{
    ImageSpec image({ u"example.org/db:2"_s });
    image.layer(baseLayer(), "ADD base", form).layer(TarBuilder().file("db", "data").bytes(), "COPY db", form);
    return image;
}

const QStringList kAppTrees[] = {
    { u"big 3000"_s, u"etc/"_s, u"etc/name 3"_s },
    {},
    { u"-big"_s, u"etc/"_s, u"etc/name 6"_s, u"link"_s },
};

using Prepare = std::function<QString(const QString &folder)>; // writes the store, says where

Prepare asTar(const FileList &files)
{
    return [=](const QString &folder) {
        const QString path = folder + u"/image.tar"_s;
        writeFile(path, files.tar());
        return path;
    };
}

Prepare asCompressed(const FileList &files, LayerForm form)
{
    return [=](const QString &folder) {
        const QString path = folder + u"/image.bin"_s; // the name must not matter
        writeFile(path, form == LayerForm::Gzip ? gzip(files.tar(), 3) : zstd(files.tar(), 2, true));
        return path;
    };
}

Prepare asFolder(const FileList &files)
{
    return [=](const QString &folder) {
        files.writeTo(folder + u"/image"_s);
        return folder + u"/image"_s;
    };
}

QList<ImageSpec> bothImages(LayerForm form = LayerForm::Plain)
{
    return { appImage(form), databaseImage(form) };
}

FileList withNullManifests()
{
    FileList files = dockerArchive25(bothImages());
    return files.file("index.json", R"({"schemaVersion":2,"manifests":null})");
}

// podman and skopeo name layers by DiffID and link the old names to them.
FileList podmanArchive()
{
    FileList files = dockerArchive(bothImages());
    FileList result;
    for (const FileEntry &entry : files.entries) {
        if (entry.name.endsWith("/layer.tar") && entry.type == '0') {
            const QByteArray name = sha256Hex(entry.data) + ".tar";
            result.link(entry.name, "../" + name).file(name, entry.data);
        } else if (entry.type == '2') {
            result.link(entry.name, entry.link);
        } else {
            result.file(entry.name, entry.data);
        }
    }
    return result;
}

FileList withHardLinks()
{
    FileList files = dockerArchive(bothImages());
    for (FileEntry &entry : files.entries) {
        if (entry.type == '2') {
            entry.type = '1';
            entry.link = entry.link.mid(3); // from the root of the archive
        }
    }
    return files;
}

} // namespace

Q_DECLARE_METATYPE(Prepare)

class TestOpenStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyForm_data();
    void everyForm();
    void readsLegacyArchive_data();
    void readsLegacyArchive();
    void listsOtherKinds();
    void listsPlatforms();
    void listsWhatOnlyTheIndexNames();
    void listsNestedIndexes();
    void mergesNames();
    void completesRepositoryNames();
    void linksEqualLayers();
    void prefersContainerdNames();
    void readsEmbeddedConfig();
    void readsLayersNamedBySha512();
    void namesEveryDocument();
    void opensFromManyThreads();

private:
    Result<ImageStorePtr> open(const Prepare &prepare);
    QTemporaryDir m_folder;
    int m_count = 0;
};

Result<ImageStorePtr> TestOpenStore::open(const Prepare &prepare)
{
    const QString folder = m_folder.filePath(QString::number(++m_count));
    QDir().mkpath(folder);
    Job job;
    return openStore(prepare(folder), job);
}

void TestOpenStore::everyForm_data()
{
    QTest::addColumn<Prepare>("prepare");
    QTest::addColumn<StoreKind>("kind");
    const StoreKind docker = StoreKind::DockerArchive;
    const StoreKind layout = StoreKind::OciLayout;
    const StoreKind archive = StoreKind::OciArchive;
    QTest::newRow("docker 1.10") << asTar(dockerArchive(bothImages())) << docker;
    QTest::newRow("docker 1.10, any order") << asTar(dockerArchive(bothImages()).shuffle(1)) << docker;
    QTest::newRow("docker 1.10, other order") << asTar(dockerArchive(bothImages()).shuffle(2)) << docker;
    QTest::newRow("docker 1.10, ./ prefix") << asTar(dockerArchive(bothImages()).prefix("./")) << docker;
    QTest::newRow("docker 1.10, / prefix") << asTar(dockerArchive(bothImages()).prefix("/")) << docker;
    QTest::newRow("docker 1.10, gzip layers") << asTar(dockerArchive(bothImages(LayerForm::Gzip))) << docker;
    QTest::newRow("docker 1.10, zstd layers") << asTar(dockerArchive(bothImages(LayerForm::Zstd))) << docker;
    QTest::newRow("docker 1.10, hard links") << asTar(withHardLinks()) << docker;
    QTest::newRow("docker 1.10, gzip") << asCompressed(dockerArchive(bothImages()), LayerForm::Gzip) << docker;
    QTest::newRow("docker 1.10, zstd") << asCompressed(dockerArchive(bothImages()), LayerForm::Zstd) << docker;
    QTest::newRow("docker 1.10, gzip, any order")
        << asCompressed(dockerArchive(bothImages()).shuffle(3), LayerForm::Gzip) << docker;
    QTest::newRow("docker 1.10, zstd in gzip")
        << asCompressed(dockerArchive(bothImages(LayerForm::Zstd)), LayerForm::Gzip) << docker;
    QTest::newRow("docker 1.10, hard links, gzip")
        << asCompressed(withHardLinks().shuffle(7), LayerForm::Gzip) << docker;
    QTest::newRow("podman") << asTar(podmanArchive()) << docker;
    QTest::newRow("podman, gzip, any order") << asCompressed(podmanArchive().shuffle(4), LayerForm::Gzip) << docker;
    QTest::newRow("docker 25") << asTar(dockerArchive25(bothImages())) << docker;
    QTest::newRow("docker 25, any order") << asTar(dockerArchive25(bothImages()).shuffle(5)) << docker;
    QTest::newRow("docker 25, gzip layers") << asTar(dockerArchive25(bothImages(LayerForm::Gzip))) << docker;
    QTest::newRow("docker 25, manifests null") << asTar(withNullManifests()) << docker;
    QTest::newRow("docker 25, zstd") << asCompressed(dockerArchive25(bothImages()), LayerForm::Zstd) << docker;
    QTest::newRow("docker 25, unpacked") << asFolder(dockerArchive25(bothImages())) << docker;
    QTest::newRow("layout folder") << asFolder(ociLayout(bothImages())) << layout;
    QTest::newRow("layout folder, gzip layers") << asFolder(ociLayout(bothImages(LayerForm::Gzip))) << layout;
    QTest::newRow("layout folder, zstd layers") << asFolder(ociLayout(bothImages(LayerForm::Zstd))) << layout;
    QTest::newRow("layout tar") << asTar(ociLayout(bothImages())) << archive;
    QTest::newRow("layout tar, any order, ./")
        << asTar(ociLayout(bothImages(LayerForm::Zstd)).shuffle(6).prefix("./")) << archive;
    QTest::newRow("layout tar, gzip") << asCompressed(ociLayout(bothImages(LayerForm::Gzip)), LayerForm::Gzip)
                                      << archive;
    QTest::newRow("layout tar, zstd") << asCompressed(ociLayout(bothImages()), LayerForm::Zstd) << archive;
}

void TestOpenStore::everyForm()
{
    QFETCH(Prepare, prepare);
    QFETCH(StoreKind, kind);
    const Result<ImageStorePtr> store = open(prepare);
    QVERIFY2(store.has_value(), store ? "" : qPrintable(store.error().subject + u": "_s + store.error().detail));
    QCOMPARE((*store)->kind(), kind);
    QVERIFY((*store)->sizeOnDiskBytes() > 0);

    Job job;
    const Result<Listing> listing = (*store)->list(job);
    QVERIFY(listing.has_value());
    QVERIFY2(listing->warnings.isEmpty(), listing->warnings.isEmpty() ? "" : qPrintable(listing->warnings[0].detail));
    QCOMPARE(listing->images.size(), 2);
    const ImageSummary &summary = listing->images[0];
    QCOMPARE(summary.names, appImage().names);
    QCOMPARE(listing->images[1].names, databaseImage().names);
    QCOMPARE(summary.kind, ImageKind::Image);
    QCOMPARE(summary.configDigest.toString().toLatin1(), appImage().configDigest());
    QCOMPARE(summary.platform.toString(), u"linux/amd64"_s);
    QCOMPARE(summary.created.toString(Qt::ISODateWithMs), u"2024-03-05T10:20:30.123Z"_s);
    QCOMPARE(summary.layerCount, 3);
    QVERIFY(summary.isLocal);

    const Result<ImageDetails> details = (*store)->inspect(summary.id, job);
    QVERIFY(details.has_value());
    QVERIFY(details->warnings.isEmpty());
    QCOMPARE(details->layers.size(), 3);
    QCOMPARE(details->history.size(), 5);
    QCOMPARE(details->layers[0].instruction, u"ADD base"_s);
    QCOMPARE(details->layers[2].instruction, u"COPY top"_s);
    QCOMPARE(details->history[3].layerIndex, 2);
    QCOMPARE(details->config.env, (QStringList { u"PATH=/bin"_s }));
    std::int64_t bytes = 0;
    for (const LayerInfo &layer : details->layers) {
        QVERIFY(layer.isLocal);
        QCOMPARE(layer.entryName.isEmpty(), QFileInfo((*store)->location()).isDir());
        bytes += layer.blobBytes;
    }
    QCOMPARE(summary.blobBytes, bytes);

    WorkPool pool;
    ReadCollector collector;
    QVERIFY(readImage(**store, *details, {}, pool, job, collector).has_value());
    QVERIFY2(collector.errors.isEmpty(), collector.errors.isEmpty() ? "" : qPrintable(collector.errors.first().detail));
    for (int layer = 0; layer < 3; ++layer) {
        QVERIFY(collector.trees[layer]->hasFingerprints());
        QCOMPARE(treeLines(collector.trees[layer]), kAppTrees[layer]);
        QCOMPARE(collector.proofs[layer].overall(), ProofState::Verified);
        QCOMPARE(collector.proofs[layer].diffId, ProofState::Verified);
    }
    const Job::Progress progress = job.progress();
    QCOMPARE(progress.done, progress.total);
}

void TestOpenStore::readsLegacyArchive_data()
{
    QTest::addColumn<Prepare>("prepare");
    QTest::newRow("tar") << asTar(legacyArchive(bothImages()));
    QTest::newRow("any order, ./") << asTar(legacyArchive(bothImages()).shuffle(1).prefix("./"));
    QTest::newRow("gzip") << asCompressed(legacyArchive(bothImages()), LayerForm::Gzip);
    QTest::newRow("folder") << asFolder(legacyArchive(bothImages()));
}

void TestOpenStore::readsLegacyArchive()
{
    QFETCH(Prepare, prepare);
    const Result<ImageStorePtr> store = open(prepare);
    QVERIFY(store.has_value());
    Job job;
    const Listing listing = *(*store)->list(job);
    QCOMPARE(listing.images.size(), 2);
    QVERIFY(listing.warnings.isEmpty());
    QCOMPARE(listing.images[0].id.value.toLatin1(), appImage().legacyId(2));
    QCOMPARE(listing.images[0].names, appImage().names);
    const ImageDetails details = *(*store)->inspect(listing.images[0].id, job);
    QVERIFY(details.warnings.isEmpty());
    QCOMPARE(details.layers.size(), 3);
    QVERIFY(details.layers[0].diffId.isNull());
    QCOMPARE(details.layers[0].instruction, u"/bin/sh -c ADD base"_s);
    QCOMPARE(details.layers[0].created.date(), QDate(2024, 3, 1));
    QCOMPARE(details.config.dockerVersion, u"1.9.1"_s);
    WorkPool pool;
    ReadCollector collector;
    QVERIFY(readImage(**store, details, {}, pool, job, collector).has_value());
    for (int layer = 0; layer < 3; ++layer) {
        QCOMPARE(treeLines(collector.trees[layer]), kAppTrees[layer]);
        QCOMPARE(collector.proofs[layer].overall(), ProofState::Unavailable);
    }
}

void TestOpenStore::listsOtherKinds()
{
    ImageSpec image({ u"app:1"_s });
    image.layer(baseLayer(), "ADD base");
    FileList files = ociLayout({ image });
    QList<QByteArray> descriptors { image.descriptor(u"app:1"_s) };
    const auto add = [&](const QByteArray &config, const QByteArray &layerType, const QByteArray &layer,
                         const QByteArray &members = {}) {
        const QByteArray manifest = R"({"schemaVersion":2,"config":)" + descriptorOf(config, "{}") + R"(,"layers":[)"
            + descriptorOf(layerType, layer) + "]}";
        files.file(blobName(sha256Digest("{}")), "{}")
            .file(blobName(sha256Digest(layer)), layer)
            .file(blobName(sha256Digest(manifest)), manifest);
        descriptors.append(descriptorOf("application/vnd.oci.image.manifest.v1+json", manifest, members));
    };
    const QByteArray imageConfig = "application/vnd.oci.image.config.v1+json";
    const QByteArray hex(64, 'd');
    add(imageConfig, "application/vnd.in-toto+json", "[1]", R"("platform":{"os":"unknown","architecture":"unknown"})");
    add(imageConfig, "application/octet-stream", "[2]",
        R"("annotations":{"vnd.docker.reference.type":"attestation-manifest","org.opencontainers.image.ref.name":"app:1"})");
    add(imageConfig, "application/vnd.dev.cosign.simplesigning.v1+json", "[3]");
    add(imageConfig, "application/octet-stream", "[4]",
        R"("annotations":{"org.opencontainers.image.ref.name":"sha256-)" + hex + ".sig\"}");
    add("application/vnd.cncf.helm.config.v1+json", "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
        gzip(TarBuilder().file("Chart.yaml", "x").bytes()));
    add("application/vnd.oci.empty.v1+json", "text/plain", "a model");
    files.file("index.json", indexOf(descriptors));

    const Result<ImageStorePtr> store = open(asFolder(files));
    QVERIFY(store.has_value());
    Job job;
    const Listing listing = *(*store)->list(job);
    QVERIFY2(listing.warnings.isEmpty(), listing.warnings.isEmpty() ? "" : qPrintable(listing.warnings[0].detail));
    QList<ImageKind> kinds;
    for (const ImageSummary &summary : listing.images)
        kinds.append(summary.kind);
    QCOMPARE(kinds,
        (QList<ImageKind> { ImageKind::Image, ImageKind::Attestation, ImageKind::Attestation, ImageKind::Signature,
            ImageKind::Signature, ImageKind::HelmChart, ImageKind::Artifact }));
    QVERIFY(listing.images[1].names.isEmpty());
    QVERIFY(listing.images[2].names.isEmpty()); // the image's name is not its build record's
    QCOMPARE(listing.images[6].artifactType, u"application/vnd.oci.empty.v1+json"_s);

    // A chart is a tar and can be looked into; other content says what it is instead.
    const ImageDetails chart = *(*store)->inspect(listing.images[5].id, job);
    QVERIFY((*store)->openLayer(chart, 0, job).has_value());
    const ImageDetails artifact = *(*store)->inspect(listing.images[6].id, job);
    QVERIFY(artifact.warnings.isEmpty());
    const Result<LayerContent> content = (*store)->openLayer(artifact, 0, job);
    QVERIFY(!content);
    QCOMPARE(content.error().code, ErrorCode::Unsupported);
    QVERIFY(content.error().detail.contains(u"text"_s));
}

void TestOpenStore::listsPlatforms()
{
    ImageSpec amd;
    amd.layer(baseLayer(), "ADD base");
    ImageSpec arm;
    arm.platform("linux", "arm64").layer(topLayer(), "ADD base");
    ImageSpec riscv;
    riscv.platform("linux", "riscv64").layer(TarBuilder().file("r", "r").bytes(), "ADD base");
    FileList files = ociLayout({ amd, arm, riscv });
    // Of arm64 only the manifest is here, of riscv64 nothing.
    files.remove(blobName(arm.configDigest())).remove(blobName(arm.layers[0].digest()));
    files.remove(blobName(riscv.configDigest()))
        .remove(blobName(riscv.layers[0].digest()))
        .remove(blobName(riscv.manifestDigest()));
    const QByteArray index = indexOf({ amd.descriptor(), arm.descriptor(), riscv.descriptor() });
    files.file(blobName(sha256Digest(index)), index);
    files.file("index.json",
        indexOf(
            { descriptorOf(kIndexType, index, R"("annotations":{"org.opencontainers.image.ref.name":"multi:1"})") }));

    for (const Prepare &prepare : { asFolder(files), asTar(files), asCompressed(files, LayerForm::Gzip) }) {
        const Result<ImageStorePtr> store = open(prepare);
        QVERIFY(store.has_value());
        Job job;
        const Listing listing = *(*store)->list(job);
        QVERIFY(listing.warnings.isEmpty());
        QCOMPARE(listing.images.size(), 3);
        QStringList platforms;
        QList<bool> local;
        for (const ImageSummary &summary : listing.images) {
            QCOMPARE(summary.names, (QStringList { u"multi:1"_s }));
            platforms.append(summary.platform.toString());
            local.append(summary.isLocal);
        }
        QCOMPARE(platforms, (QStringList { u"linux/amd64"_s, u"linux/arm64"_s, u"linux/riscv64"_s }));
        QCOMPARE(local, (QList<bool> { true, false, false }));
        QVERIFY(listing.images[1].configDigest.isNull());
        const Result<ImageDetails> there = (*store)->inspect(listing.images[1].id, job);
        QVERIFY(there.has_value());
        QVERIFY(!there->layers[0].isLocal);
        QCOMPARE(there->layers[0].blobBytes, arm.layers[0].blob.size());
        const Result<LayerContent> content = (*store)->openLayer(*there, 0, job);
        QVERIFY(!content);
        QCOMPARE(content.error().code, ErrorCode::NotFound);
        const Result<ImageDetails> nothing = (*store)->inspect(listing.images[2].id, job);
        QVERIFY(!nothing);
        QCOMPARE(nothing.error().code, ErrorCode::NotFound);
    }
}

void TestOpenStore::listsWhatOnlyTheIndexNames()
{
    // What an engine with the containerd store saves of a multi-platform image: manifest.json has its own platform only.
    ImageSpec amd({ u"app:1"_s });
    amd.layer(baseLayer(), "ADD base", LayerForm::Gzip);
    ImageSpec arm;
    arm.platform("linux", "arm64").layer(topLayer(), "ADD base", LayerForm::Gzip);
    FileList files = dockerArchive25({ amd });
    const QByteArray statement = R"({"schemaVersion":2,"config":)"
        + descriptorOf("application/vnd.oci.image.config.v1+json", "{}") + R"(,"layers":[)"
        + descriptorOf("application/vnd.in-toto+json", "[]") + "]}";
    files.file(blobName(sha256Digest("{}")), "{}")
        .file(blobName(sha256Digest("[]")), "[]")
        .file(blobName(sha256Digest(statement)), statement);
    const QByteArray index = indexOf({ amd.descriptor(), arm.descriptor(),
        descriptorOf("application/vnd.oci.image.manifest.v1+json", statement,
            R"("platform":{"os":"unknown","architecture":"unknown"})") });
    files.file(blobName(sha256Digest(index)), index);
    files.file("index.json",
        indexOf({ descriptorOf(
            kIndexType, index, R"("annotations":{"io.containerd.image.name":"docker.io/library/app:1"})") }));
    const Result<ImageStorePtr> store = open(asTar(files));
    QVERIFY(store.has_value());
    Job job;
    const Listing listing = *(*store)->list(job);
    QVERIFY(listing.warnings.isEmpty());
    QCOMPARE(listing.images.size(), 3);
    QCOMPARE(listing.images[0].id.value.toLatin1(), amd.configDigest()); // as docker names it
    QCOMPARE(listing.images[0].manifestDigest.toString().toLatin1(), amd.manifestDigest());
    QCOMPARE(listing.images[0].names, (QStringList { u"app:1"_s })); // manifest.json's name wins
    QCOMPARE(listing.images[1].platform.toString(), u"linux/arm64"_s);
    QVERIFY(!listing.images[1].isLocal);
    QCOMPARE(listing.images[2].kind, ImageKind::Attestation);
    const ImageDetails details = *(*store)->inspect(listing.images[0].id, job);
    QCOMPARE(details.layers[0].mediaType, u"application/vnd.oci.image.layer.v1.tar+gzip"_s);
    QCOMPARE(details.layers[0].blobDigest.toString().toLatin1(), amd.layers[0].digest());
    QVERIFY(details.layers[0].blobDigest != details.layers[0].diffId);
}

void TestOpenStore::listsNestedIndexes()
{
    ImageSpec image;
    image.layer(baseLayer(), "ADD base");
    FileList files = ociLayout({ image });
    QByteArray inner = image.descriptor();
    for (int depth = 0; depth < 4; ++depth) {
        const QByteArray index = indexOf({ inner });
        files.file(blobName(sha256Digest(index)), index);
        inner = descriptorOf(kIndexType, index,
            depth == 2 ? QByteArray(R"("annotations":{"org.opencontainers.image.ref.name":"deep:1"})") : QByteArray());
    }
    files.file("index.json", indexOf({ inner }));
    const Result<ImageStorePtr> store = open(asFolder(files));
    QVERIFY(store.has_value());
    Job job;
    const Listing listing = *(*store)->list(job);
    QVERIFY(listing.warnings.isEmpty());
    QCOMPARE(listing.images.size(), 1);
    QCOMPARE(listing.images[0].names, (QStringList { u"deep:1"_s }));
}

void TestOpenStore::mergesNames()
{
    // docker writes one item per image, other tools one per name.
    ImageSpec first = appImage();
    ImageSpec second = appImage();
    first.names = { u"a:1"_s };
    second.names = { u"b:1"_s, u"a:1"_s };
    for (const Prepare &prepare : { asTar(dockerArchive({ first, second })), asTar(dockerArchive25({ first, second })),
             asFolder(ociLayout({ first, second })) }) {
        const Result<ImageStorePtr> store = open(prepare);
        QVERIFY(store.has_value());
        Job job;
        const Listing listing = *(*store)->list(job);
        QCOMPARE(listing.images.size(), 1);
        QCOMPARE(listing.images[0].names, (QStringList { u"a:1"_s, u"b:1"_s }));
    }
}

void TestOpenStore::completesRepositoryNames()
{
    // Where names are references, "debian" means its tag "latest"; in a layout a single word is a tag and stays one.
    ImageSpec image = appImage();
    image.names = { u"debian"_s };
    Job job;
    const Result<ImageStorePtr> layout = open(asFolder(ociLayout({ image })));
    QCOMPARE((*layout)->list(job)->images[0].names, (QStringList { u"debian"_s }));
    FileList files = dockerArchive({ image });
    const Result<ImageStorePtr> archive = open(asTar(files));
    QCOMPARE((*archive)->list(job)->images[0].names, (QStringList { u"debian:latest"_s }));
}

void TestOpenStore::linksEqualLayers()
{
    ImageSpec image({ u"a:1"_s });
    image.layer(baseLayer(), "one").layer(topLayer(), "two").layer(baseLayer(), "three");
    const FileList files = dockerArchive({ image });
    QCOMPARE(std::count_if(files.entries.cbegin(), files.entries.cend(),
                 [](const FileEntry &entry) { return entry.type == '2'; }),
        1);
    for (const Prepare &prepare : { asTar(files), asCompressed(files, LayerForm::Gzip) }) {
        const Result<ImageStorePtr> store = open(prepare);
        QVERIFY(store.has_value());
        Job job;
        const ImageDetails details = *(*store)->inspect((*store)->list(job)->images[0].id, job);
        WorkPool pool;
        ReadCollector collector;
        QVERIFY(readImage(**store, details, {}, pool, job, collector).has_value());
        QCOMPARE(treeLines(collector.trees[2]), kAppTrees[0]);
        QCOMPARE(collector.trees[2].get(), collector.trees[0].get()); // read once
        QCOMPARE(collector.proofs[2].overall(), ProofState::Verified);
    }
}

void TestOpenStore::prefersContainerdNames()
{
    ImageSpec image;
    image.layer(baseLayer(), "ADD base");
    FileList files = ociLayout({ image });
    QByteArray descriptor = image.descriptor();
    descriptor.chop(1);
    descriptor +=
        R"(,"annotations":{"org.opencontainers.image.ref.name":"1","io.containerd.image.name":"docker.io/library/app:1"}})";
    files.file("index.json", indexOf({ descriptor, image.descriptor(u"other"_s) }));
    const Result<ImageStorePtr> store = open(asFolder(files));
    Job job;
    QCOMPARE((*store)->list(job)->images[0].names, (QStringList { u"docker.io/library/app:1"_s, u"other"_s }));
}

void TestOpenStore::readsEmbeddedConfig()
{
    ImageSpec image({ u"a:1"_s });
    image.layer(baseLayer(), "ADD base");
    image.manifestText = R"({"schemaVersion":2,"config":)"
        + descriptorOf(
            "application/vnd.oci.image.config.v1+json", image.config(), "\"data\":\"" + image.config().toBase64() + '"')
        + R"(,"layers":[)" + descriptorOf(image.layers[0].mediaType(), image.layers[0].blob) + "]}";
    FileList files = ociLayout({ image });
    files.remove(blobName(image.configDigest()));
    const Result<ImageStorePtr> store = open(asFolder(files));
    Job job;
    const Listing listing = *(*store)->list(job);
    QVERIFY(listing.warnings.isEmpty());
    QCOMPARE(listing.images[0].platform.toString(), u"linux/amd64"_s);
}

void TestOpenStore::readsLayersNamedBySha512()
{
    const QByteArray layer = baseLayer();
    const QByteArray digest = "sha512:" + QCryptographicHash::hash(layer, QCryptographicHash::Sha512).toHex();
    ImageSpec image({ u"a:1"_s });
    image.layer(layer, "ADD base");
    image.configText =
        R"({"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[")" + digest + R"("]}})";
    image.manifestText = R"({"schemaVersion":2,"config":)"
        + descriptorOf("application/vnd.oci.image.config.v1+json", image.config()) + R"(,"layers":[{"mediaType":")"
        + image.layers[0].mediaType() + R"(","digest":")" + digest + R"(","size":)" + QByteArray::number(layer.size())
        + "}]}";
    FileList files = ociLayout({ image });
    files.file(blobName(digest), layer);
    const Result<ImageStorePtr> store = open(asFolder(files));
    Job job;
    const ImageDetails details = *(*store)->inspect((*store)->list(job)->images[0].id, job);
    WorkPool pool;
    ReadCollector collector;
    QVERIFY(readImage(**store, details, {}, pool, job, collector).has_value());
    QCOMPARE(collector.proofs[0].blob, ProofState::Verified);
    QCOMPARE(collector.proofs[0].diffId, ProofState::Verified);
}

void TestOpenStore::namesEveryDocument()
{
    const auto titles = [this](const Prepare &prepare) {
        const Result<ImageStorePtr> store = open(prepare);
        Job job;
        QStringList found;
        const Listing listing = *(*store)->list(job);
        const ImageDetails details = *(*store)->inspect(listing.images[0].id, job);
        for (const RawDocument &document : details.documents)
            found.append(document.title);
        return found;
    };
    QCOMPARE(titles(asTar(dockerArchive(bothImages()))), (QStringList { u"config"_s, u"manifest.json"_s }));
    QCOMPARE(titles(asTar(dockerArchive25(bothImages()))),
        (QStringList { u"config"_s, u"manifest.json"_s, u"manifest"_s, u"index.json"_s }));
    QCOMPARE(titles(asFolder(ociLayout(bothImages()))), (QStringList { u"config"_s, u"manifest"_s, u"index.json"_s }));
    QCOMPARE(titles(asTar(legacyArchive(bothImages()))), (QStringList { u"json"_s, u"repositories"_s }));
}

void TestOpenStore::opensFromManyThreads()
{
    const Result<ImageStorePtr> store = open(asFolder(ociLayout(bothImages(LayerForm::Gzip))));
    QVERIFY(store.has_value());
    WorkPool pool;
    std::atomic<int> failures { 0 };
    Job job;
    pool.parallelFor(200, job, [&](int i) {
        Job own;
        const Result<Listing> listing = (*store)->list(own);
        const Result<ImageDetails> details =
            listing ? (*store)->inspect(listing->images[i % 2].id, own) : fail(listing.error());
        if (!details || !(*store)->openLayer(*details, 0, own))
            ++failures;
    });
    QCOMPARE(failures.load(), 0);
}

QTEST_GUILESS_MAIN(TestOpenStore)
#include "tst_openstore.moc"
