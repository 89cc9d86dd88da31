// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Which blobs an image of the containerd image store consists of: from its digest through indexes to the layers. On disk, where
// the store is found; no engine is asked.

#include "services/archive/digester.h"
#include "services/stores/engine/engineblobs.h"
#include "services/stores/engine/enginestore.h"
#include "tests/support/tarbuilder.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

const QString kOwnStore = u"/docker/containerd/daemon/io.containerd.content.v1.content/blobs/sha256"_s;
const QString kSystemStore = u"/containerd/io.containerd.content.v1.content/blobs/sha256"_s;

QByteArray quotedDigest(const QByteArray &bytes)
{
    return '"' + digestOf(asBytes(bytes)).toString().toLatin1() + '"';
}

QByteArray descriptor(const QByteArray &mediaType, const QByteArray &bytes, const QByteArray &platform = {})
{
    return R"({"mediaType":")" + mediaType + R"(","digest":)" + quotedDigest(bytes) + R"(,"size":)"
        + QByteArray::number(bytes.size()) + (platform.isEmpty() ? QByteArray() : R"(,"platform":)" + platform) + '}';
}

constexpr auto kManifest = "application/vnd.oci.image.manifest.v1+json";
constexpr auto kIndex = "application/vnd.oci.image.index.v1+json";

QByteArray indexOf(const QByteArrayList &descriptors)
{
    return QByteArray(R"({"schemaVersion":2,"mediaType":")") + kIndex + R"(","manifests":[)" + descriptors.join(',')
        + "]}";
}

} // namespace

class TestEngineBlobs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void finds_data();
    void finds();
    void looksInBothFolders();
    void folders();

private:
    struct Made {
        QByteArray manifest;
        ImageDetails details; // as the engine tells of it, but for the id
        QByteArray layer;
    };
    void write(const QByteArray &bytes);
    Made make(const QByteArray &content, bool hasLayer = true);
    std::shared_ptr<EngineBlobs> open(const ImageDetails &image);

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_store;
    EngineApi m_api { Endpoint::unixSocket(u"/nowhere"_s) };
    ReaderStanding m_standing;
    Job m_job;
};

void TestEngineBlobs::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = m_folder->path() + kOwnStore;
}

void TestEngineBlobs::write(const QByteArray &bytes)
{
    QVERIFY(QDir().mkpath(m_store));
    QFile file(m_store + u'/' + digestOf(asBytes(bytes)).hex());
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

// An image of one layer, for linux/amd64.
TestEngineBlobs::Made TestEngineBlobs::make(const QByteArray &content, bool hasLayer)
{
    Made made;
    const QByteArray tar = TarBuilder().file("f", content.toStdString()).bytes();
    made.layer = gzip(tar);
    const QByteArray config =
        R"({"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[)" + quotedDigest(tar) + "]}}";
    made.manifest = QByteArray(R"({"schemaVersion":2,"mediaType":")") + kManifest + R"(","config":)"
        + descriptor("application/vnd.oci.image.config.v1+json", config) + R"(,"layers":[)"
        + descriptor("application/vnd.oci.image.layer.v1.tar+gzip", made.layer) + "]}";
    write(config);
    write(made.manifest);
    if (hasLayer)
        write(made.layer);
    LayerInfo layer;
    layer.diffId = digestOf(asBytes(tar));
    made.details.layers.append(layer);
    made.details.summary.platform = { u"linux"_s, u"amd64"_s, {}, {} };
    return made;
}

std::shared_ptr<EngineBlobs> TestEngineBlobs::open(const ImageDetails &image)
{
    EngineInfo info;
    info.hasContainerdStore = true;
    info.rootFolder = m_folder->path() + u"/docker"_s;
    return std::make_shared<EngineBlobs>(m_api, info, EngineOptions { true, true }, image, m_standing);
}

void TestEngineBlobs::finds_data()
{
    QTest::addColumn<QString>("shape");
    QTest::addColumn<bool>("isFound");
    const auto row = [](const char *shape, bool isFound) {
        QTest::addRow("%s", shape) << QString::fromLatin1(shape) << isFound;
    };
    row("manifest", true);
    row("index", true);
    row("nested index", true);
    row("two of one platform", true);
    row("absent platform", true);
    row("empty index", false);
    row("other layers", false);
    row("not what its digest promises", false);
    row("absent", false);
    row("no document", false);
}

void TestEngineBlobs::finds()
{
    QFETCH(QString, shape);
    QFETCH(bool, isFound);
    Made image = make("the one");
    const Made other = make("another");
    const QByteArray amd = R"({"os":"linux","architecture":"amd64"})";
    const QByteArray arm = R"({"os":"linux","architecture":"arm64"})";
    const QByteArray unknown = R"({"os":"unknown","architecture":"unknown"})";
    QByteArray root = image.manifest;
    if (shape == u"index"_s) {
        root = indexOf({ descriptor(kManifest, other.manifest, arm), descriptor(kManifest, image.manifest, amd),
            descriptor(kManifest, other.manifest, unknown) });
    } else if (shape == u"nested index"_s) {
        const QByteArray inner = indexOf({ descriptor(kManifest, image.manifest, amd) });
        write(inner);
        root = indexOf({ descriptor(kIndex, inner) });
    } else if (shape == u"two of one platform"_s) {
        root = indexOf({ descriptor(kManifest, other.manifest, amd), descriptor(kManifest, image.manifest, amd) });
    } else if (shape == u"absent platform"_s) {
        root = indexOf({ descriptor(kManifest, "{}", amd), descriptor(kManifest, image.manifest, amd) });
    } else if (shape == u"empty index"_s) {
        root = indexOf({});
    } else if (shape == u"other layers"_s) {
        image.details.layers.append(image.details.layers.constFirst());
    } else if (shape == u"no document"_s) {
        root = image.layer;
    }
    write(root);
    if (shape == u"absent"_s || shape == u"not what its digest promises"_s) {
        QFile file(m_store + u'/' + digestOf(asBytes(root)).hex());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(" " + root);
        file.close();
        if (shape == u"absent"_s)
            QVERIFY(file.remove());
    }
    image.details.summary.id.value = digestOf(asBytes(root)).toString();
    const LayerContent content = open(image.details)->layer(0, m_job);
    QCOMPARE(content.range.file != nullptr, isFound);
    QCOMPARE(content.reader == nullptr, isFound); // it may find more
    if (!isFound)
        return;
    QCOMPARE(content.range.length, static_cast<std::uint64_t>(image.layer.size()));
    const auto tree = scanStream(content.range, u"layer"_s, m_job);
    QVERIFY(tree);
    QCOMPARE((*tree)->sizeBytes((*tree)->find("f")), std::int64_t { 7 }); // "the one"
}

// dockerd's own containerd, else that of the system.
void TestEngineBlobs::looksInBothFolders()
{
    m_store = m_folder->path() + kSystemStore;
    Made image = make("the one", false);
    image.details.summary.id.value = digestOf(asBytes(image.manifest)).toString();
    LayerContent content = open(image.details)->layer(0, m_job);
    // A layer that is not there is nothing to map: a reader may find out.
    QVERIFY(!content.range.file);
    QVERIFY(content.reader && content.reader->mayBeStreamed());
    QCOMPARE(content.reader->readTree(m_job).error().code, ErrorCode::NotFound); // nobody is at that socket
    write(image.layer);
    content = open(image.details)->layer(0, m_job);
    QVERIFY(content.range.file);
}

void TestEngineBlobs::folders()
{
    EngineInfo info;
    QCOMPARE(contentStoreFolders(info), QStringList()); // an engine that does not say where it is
    info.rootFolder = u"/var/lib/docker"_s;
    const QString store = u"io.containerd.content.v1.content/blobs/sha256"_s;
    QCOMPARE(contentStoreFolders(info),
        (QStringList { u"/var/lib/docker/containerd/daemon/"_s + store, u"/var/lib/containerd/"_s + store }));
    info.rootFolder = u"relative"_s;
    QCOMPARE(contentStoreFolders(info), QStringList());
}

QTEST_APPLESS_MAIN(TestEngineBlobs)
#include "tst_engineblobs.moc"
