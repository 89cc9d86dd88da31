// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/oci/documents.h"
#include "services/types/limits.h"

#include <QtTest/QtTest>

using namespace varve;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kHexA(64, 'a');
const QByteArray kHexB(64, 'b');

QByteArray descriptor(const QByteArray &mediaType, const QByteArray &hex = kHexA, const QByteArray &more = {})
{
    return R"({"mediaType":")" + mediaType + R"(","digest":"sha256:)" + hex + R"(","size":12)" + more + '}';
}

const QByteArray kImageConfig = "application/vnd.oci.image.config.v1+json";
const QByteArray kTarLayer = "application/vnd.oci.image.layer.v1.tar+gzip";

QByteArray manifestText(const QByteArray &configType, const QByteArray &layerType, const QByteArray &more = {})
{
    return R"({"schemaVersion":2,"config":)" + descriptor(configType) + R"(,"layers":[)" + descriptor(layerType, kHexB)
        + "]" + more + '}';
}

} // namespace

class TestDocuments : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shape_data();
    void shape();
    void manifestKind_data();
    void manifestKind();
    void manifestErrors_data();
    void manifestErrors();
    void readsManifest();
    void readsNullLayers();
    void readsIndex();
    void leavesOutBadDescriptors();
    void readsNullManifests();
    void limitsIndex();
    void created_data();
    void created();
    void readsDockerConfig();
    void readsConfigWithNulls();
    void readsConfigWithoutRootfs();
    void pairsHistory_data();
    void pairsHistory();
    void configErrors_data();
    void configErrors();
    void readsDockerManifest();
    void dockerManifestErrors_data();
    void dockerManifestErrors();
    void readsRepositories();
    void readsLegacyLayer();
};

void TestDocuments::shape_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("claimed");
    QTest::addColumn<int>("expected"); // DocumentShape, or -1 for Corrupt, -2 for Unsupported
    const QString index = u"application/vnd.oci.image.index.v1+json"_s;
    const QString list = u"application/vnd.docker.distribution.manifest.list.v2+json"_s;
    const QString manifest = u"application/vnd.oci.image.manifest.v1+json"_s;
    const auto with = [](const QString &type, const QByteArray &rest) {
        return R"({"mediaType":")" + type.toUtf8() + R"(",)" + rest + '}';
    };
    const int isIndex = static_cast<int>(DocumentShape::Index);
    const int isManifest = static_cast<int>(DocumentShape::Manifest);
    const int isOther = static_cast<int>(DocumentShape::Other);
    QTest::newRow("index by shape") << QByteArray(R"({"manifests":[]})") << QString() << isIndex;
    QTest::newRow("index by claim") << QByteArray("{}") << index << isIndex;
    QTest::newRow("docker list") << with(list, R"("manifests":[])") << list << isIndex;
    QTest::newRow("manifest by shape") << QByteArray(R"({"config":{},"layers":[]})") << QString() << isManifest;
    QTest::newRow("manifest with null layers") << QByteArray(R"({"layers":null})") << QString() << isManifest;
    QTest::newRow("manifest by own type") << with(manifest, R"("config":{})") << QString() << isManifest;
    QTest::newRow("generic claim says nothing")
        << with(manifest, R"("layers":[])") << u"application/json"_s << isManifest;
    QTest::newRow("other") << QByteArray(R"({"architecture":"amd64"})") << QString() << isOther;
    QTest::newRow("both") << QByteArray(R"({"layers":[],"manifests":[]})") << QString() << -1;
    QTest::newRow("both, one null") << QByteArray(R"({"layers":null,"manifests":[]})") << QString() << -1;
    QTest::newRow("claim against own type") << with(manifest, R"("layers":[])") << index << -1;
    QTest::newRow("claim against own type, index") << with(index, R"("manifests":[])") << list << -1;
    QTest::newRow("index type, manifest shape") << with(index, R"("layers":[])") << index << -1;
    QTest::newRow("manifest type, index shape") << with(manifest, R"("manifests":[])") << manifest << -1;
    QTest::newRow("claim against shape") << QByteArray(R"({"manifests":[]})") << manifest << -1;
    QTest::newRow("schema 1") << QByteArray(R"({"schemaVersion":1,"fsLayers":[]})") << QString() << -2;
    QTest::newRow("no object") << QByteArray("[]") << QString() << -1;
}

void TestDocuments::shape()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, claimed);
    QFETCH(int, expected);
    const Result<DocumentShape> result = documentShape(text, claimed, u"x"_s);
    if (expected >= 0) {
        QVERIFY2(result.has_value(), result ? "" : qPrintable(result.error().detail));
        QCOMPARE(static_cast<int>(*result), expected);
    } else {
        QVERIFY(!result);
        QCOMPARE(result.error().code, expected == -1 ? ErrorCode::Corrupt : ErrorCode::Unsupported);
    }
}

void TestDocuments::manifestKind_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<ImageKind>("kind");
    const QByteArray empty = "application/vnd.oci.empty.v1+json";
    QTest::newRow("OCI image") << manifestText(kImageConfig, kTarLayer) << ImageKind::Image;
    QTest::newRow("Docker image") << manifestText(
        "application/vnd.docker.container.image.v1+json", "application/vnd.docker.image.rootfs.diff.tar.gzip")
                                  << ImageKind::Image;
    QTest::newRow("encrypted layer") << manifestText(kImageConfig, kTarLayer + "+encrypted") << ImageKind::Image;
    QTest::newRow("image without layers")
        << QByteArray(R"({"config":)" + descriptor(kImageConfig) + R"(,"layers":[]})") << ImageKind::Image;
    QTest::newRow("attestation") << manifestText(kImageConfig, "application/vnd.in-toto+json")
                                 << ImageKind::Attestation;
    QTest::newRow("cosign signature") << manifestText(kImageConfig, "application/vnd.dev.cosign.simplesigning.v1+json")
                                      << ImageKind::Signature;
    QTest::newRow("notation signature") << manifestText("application/vnd.cncf.notary.signature",
        "application/jose+json") << ImageKind::Signature;
    QTest::newRow("sigstore bundle") << manifestText(empty, "application/vnd.dev.sigstore.bundle.v0.3+json")
                                     << ImageKind::Signature;
    QTest::newRow("Helm chart") << manifestText(
        "application/vnd.cncf.helm.config.v1+json", "application/vnd.cncf.helm.chart.content.v1.tar+gzip")
                                << ImageKind::HelmChart;
    QTest::newRow("artifact, empty config")
        << manifestText(empty, "text/x-model", R"(,"artifactType":"application/x.model")") << ImageKind::Artifact;
    QTest::newRow("artifact under an image config")
        << manifestText(kImageConfig, "application/wasm") << ImageKind::Artifact;
}

void TestDocuments::manifestKind()
{
    QFETCH(QByteArray, text);
    QFETCH(ImageKind, kind);
    const Result<ManifestDocument> manifest = parseManifest(text, u"m"_s);
    QVERIFY2(manifest.has_value(), manifest ? "" : qPrintable(manifest.error().detail));
    QCOMPARE(manifest->kind, kind);
}

void TestDocuments::manifestErrors_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("both") << QByteArray(R"({"layers":[],"manifests":[]})") << ErrorCode::Corrupt;
    QTest::newRow("index") << QByteArray(R"({"manifests":[]})") << ErrorCode::Corrupt;
    QTest::newRow("nothing of a manifest") << QByteArray("{}") << ErrorCode::Corrupt;
    QTest::newRow("layers no list") << QByteArray(R"({"layers":{}})") << ErrorCode::Corrupt;
    QTest::newRow("layer without digest") << QByteArray(R"({"layers":[{"size":1}]})") << ErrorCode::Corrupt;
    QTest::newRow("upper case digest") << QByteArray(R"({"layers":[)" + descriptor(kTarLayer, QByteArray(64, 'A'))
        + "]}") << ErrorCode::Corrupt;
    QTest::newRow("path as digest") << QByteArray(R"({"layers":[{"digest":"sha256:../../../etc/passwd"}]})")
                                    << ErrorCode::Corrupt;
    QTest::newRow("unknown algorithm") << QByteArray(
        R"({"layers":[{"digest":"md5:d41d8cd98f00b204e9800998ecf8427e"}]})")
                                       << ErrorCode::Unsupported;
    QTest::newRow("schema 1") << QByteArray(R"({"schemaVersion":1})") << ErrorCode::Unsupported;
    QTest::newRow("5 MB") << R"({"layers":[],"x":")" + QByteArray(5'000'000, 'x') + "\"}" << ErrorCode::LimitExceeded;
    QByteArray many = R"({"layers":[)";
    for (std::size_t i = 0; i <= limits::kLayersPerImage; ++i)
        many += (i ? "," : "") + descriptor(kTarLayer);
    QTest::newRow("too many layers") << many + "]}" << ErrorCode::LimitExceeded;
}

void TestDocuments::manifestErrors()
{
    QFETCH(QByteArray, text);
    QFETCH(ErrorCode, code);
    const Result<ManifestDocument> manifest = parseManifest(text, u"m"_s);
    QVERIFY(!manifest);
    QCOMPARE(manifest.error().code, code);
    QCOMPARE(manifest.error().subject, u"m"_s);
}

void TestDocuments::readsManifest()
{
    const QByteArray layer =
        descriptor(kTarLayer, kHexB, R"(,"annotations":{"z":"1","a":"2","n":3},"data":"aGVsbG8=")");
    const Result<ManifestDocument> manifest = parseManifest(
        R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":)"
            + descriptor(kImageConfig) + R"(,"layers":[)" + layer + R"(],"annotations":{"k":"v"},"artifactType":"t"})",
        u"m"_s);
    QVERIFY(manifest.has_value());
    QCOMPARE(manifest->mediaType, u"application/vnd.oci.image.manifest.v1+json"_s);
    QCOMPARE(manifest->artifactType, u"t"_s);
    QCOMPARE(manifest->config.digest.hex(), QString::fromLatin1(kHexA));
    QCOMPARE(manifest->config.sizeBytes, 12);
    QCOMPARE(manifest->layers.size(), 1);
    QCOMPARE(
        manifest->layers[0].annotations, (QList<QPair<QString, QString>> { { u"a"_s, u"2"_s }, { u"z"_s, u"1"_s } }));
    QCOMPARE(manifest->layers[0].annotation(u"z"_s), u"1"_s);
    QCOMPARE(manifest->layers[0].annotation(u"no"_s), QString());
    QCOMPARE(manifest->layers[0].data, QByteArray("hello"));
    QCOMPARE(manifest->annotations, (QList<QPair<QString, QString>> { { u"k"_s, u"v"_s } }));
}

void TestDocuments::readsNullLayers()
{
    const Result<ManifestDocument> manifest =
        parseManifest(R"({"config":)" + descriptor(kImageConfig) + R"(,"layers":null})", u"m"_s);
    QVERIFY(manifest.has_value());
    QVERIFY(manifest->layers.isEmpty());
    QCOMPARE(manifest->kind, ImageKind::Image);
}

void TestDocuments::readsIndex()
{
    const Result<IndexDocument> index = parseIndex(R"({"manifests":[)"
            + descriptor("t", kHexA,
                R"(,"platform":{"os":"linux","architecture":"arm64","variant":"v8","os.version":"1"},"artifactType":"at")")
            + R"(],"annotations":{"x":"y"}})",
        u"i"_s);
    QVERIFY(index.has_value());
    QVERIFY(!index->manifestsAreNull);
    QCOMPARE(index->manifests.size(), 1);
    QCOMPARE(index->manifests[0].platform, (Platform { u"linux"_s, u"arm64"_s, u"v8"_s, u"1"_s }));
    QCOMPARE(index->manifests[0].artifactType, u"at"_s);
    QCOMPARE(index->annotations.size(), 1);
}

void TestDocuments::leavesOutBadDescriptors()
{
    const Result<IndexDocument> index = parseIndex(
        R"({"manifests":[7,{"digest":"sha256:zz"},)" + descriptor("t", kHexB, R"(,"size2":1)") + "]}", u"i"_s);
    QVERIFY(index.has_value());
    QCOMPARE(index->manifests.size(), 1);
    QCOMPARE(index->warnings.size(), 2);
    QCOMPARE(index->warnings[0].code, ErrorCode::Corrupt);
}

void TestDocuments::readsNullManifests()
{
    const Result<IndexDocument> index = parseIndex(R"({"schemaVersion":2,"manifests":null})", u"i"_s);
    QVERIFY(index.has_value());
    QVERIFY(index->manifestsAreNull);
    QVERIFY(index->manifests.isEmpty());
}

void TestDocuments::limitsIndex()
{
    QByteArray text = R"({"manifests":[)";
    for (std::size_t i = 0; i <= limits::kImagesPerIndex; ++i)
        text += i ? ",0" : "0";
    const Result<IndexDocument> index = parseIndex(text + "]}", u"i"_s);
    QVERIFY(!index);
    QCOMPARE(index.error().code, ErrorCode::LimitExceeded);
}

void TestDocuments::created_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected"); // ISO with milliseconds in UTC, empty: invalid
    QTest::newRow("seconds") << QByteArray("2024-01-02T03:04:05Z") << u"2024-01-02T03:04:05.000Z"_s;
    QTest::newRow("nanoseconds") << QByteArray("2024-01-02T03:04:05.123456789Z") << u"2024-01-02T03:04:05.123Z"_s;
    QTest::newRow("one digit") << QByteArray("2024-01-02T03:04:05.5Z") << u"2024-01-02T03:04:05.500Z"_s;
    QTest::newRow("zone east") << QByteArray("2024-01-02T03:04:05+05:30") << u"2024-01-01T21:34:05.000Z"_s;
    QTest::newRow("zone west with fraction")
        << QByteArray("2024-01-02T23:04:05.25-08:00") << u"2024-01-03T07:04:05.250Z"_s;
    QTest::newRow("lower case") << QByteArray("2024-01-02t03:04:05z") << u"2024-01-02T03:04:05.000Z"_s;
    QTest::newRow("epoch") << QByteArray("1970-01-01T00:00:00Z") << u"1970-01-01T00:00:00.000Z"_s;
    QTest::newRow("leap second") << QByteArray("2016-12-31T23:59:60Z") << u"2016-12-31T23:59:59.000Z"_s;
    QTest::newRow("never set") << QByteArray("0001-01-01T00:00:00Z") << QString();
    QTest::newRow("no zone") << QByteArray("2024-01-02T03:04:05") << QString();
    QTest::newRow("rubbish behind") << QByteArray("2024-01-02T03:04:05Zx") << QString();
    QTest::newRow("no such day") << QByteArray("2024-02-31T03:04:05Z") << QString();
    QTest::newRow("text") << QByteArray("yesterday") << QString();
    QTest::newRow("empty") << QByteArray() << QString();
}

void TestDocuments::created()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, expected);
    const Result<ConfigDocument> config = parseConfig(R"({"rootfs":{},"created":")" + text + "\"}", u"c"_s);
    QVERIFY(config.has_value());
    QCOMPARE(config->created.isValid() ? config->created.toString(Qt::ISODateWithMs) : QString(), expected);
}

void TestDocuments::readsDockerConfig()
{
    const QByteArray text = R"({
      "architecture":"arm","os":"linux","variant":"v7","author":"me","docker_version":"20.10.24",
      "created":"2024-01-02T03:04:05.1Z","container":"abc","container_config":{"Cmd":["not this"],"User":"nor this"},
      "config":{"User":"app","ExposedPorts":{"8080/udp":{},"80/tcp":{}},"Env":["B=1","A=2"],"Entrypoint":["/e"],"Cmd":["c","d"],
        "Volumes":{"/data":{}},"WorkingDir":"/w","Labels":{"z":"1","a":"2"},"StopSignal":"SIGINT","Shell":["/bin/bash"],
        "OnBuild":["RUN x"],"Healthcheck":{"Test":["CMD","true"],"Interval":30000000000,"Timeout":1,"StartPeriod":2,"Retries":3}},
      "rootfs":{"type":"layers","diff_ids":["sha256:)"
        + kHexA + R"("]},
      "history":[{"created":"2024-01-01T00:00:00Z","created_by":"ADD x","comment":"c","author":"a"},{"created_by":"CMD","empty_layer":true}]})";
    const Result<ConfigDocument> config = parseConfig(text, u"c"_s);
    QVERIFY(config.has_value());
    QVERIFY(config->warnings.isEmpty());
    QCOMPARE(config->platform.toString(), u"linux/arm/v7"_s);
    const ImageConfig &run = config->config;
    QCOMPARE(run.author, u"me"_s);
    QCOMPARE(run.dockerVersion, u"20.10.24"_s);
    QCOMPARE(run.user, u"app"_s);
    QCOMPARE(run.exposedPorts, (QStringList { u"80/tcp"_s, u"8080/udp"_s }));
    QCOMPARE(run.env, (QStringList { u"B=1"_s, u"A=2"_s }));
    QCOMPARE(run.entrypoint, (QStringList { u"/e"_s }));
    QCOMPARE(run.cmd, (QStringList { u"c"_s, u"d"_s }));
    QCOMPARE(run.volumes, (QStringList { u"/data"_s }));
    QCOMPARE(run.workingDir, u"/w"_s);
    QCOMPARE(run.labels.constFirst().first, u"a"_s);
    QCOMPARE(run.stopSignal, u"SIGINT"_s);
    QCOMPARE(run.shell, (QStringList { u"/bin/bash"_s }));
    QCOMPARE(run.onBuild, (QStringList { u"RUN x"_s }));
    QCOMPARE(run.healthCheck.test, (QStringList { u"CMD"_s, u"true"_s }));
    QCOMPARE(run.healthCheck.intervalNs, 30'000'000'000);
    QCOMPARE(run.healthCheck.retries, 3);
    QCOMPARE(config->diffIds.size(), 1);
    QCOMPARE(config->history.size(), 2);
    QCOMPARE(config->history[0].instruction, u"ADD x"_s);
    QCOMPARE(config->history[0].comment, u"c"_s);
    QCOMPARE(config->history[0].layerIndex, 0);
    QVERIFY(config->history[1].isEmptyLayer);
    QCOMPARE(config->history[1].layerIndex, -1);
}

void TestDocuments::readsConfigWithNulls()
{
    const Result<ConfigDocument> config =
        parseConfig(R"({"created":null,"author":null,"config":{"Env":null,"Cmd":null,"Entrypoint":null,
        "Labels":null,"Volumes":null,"ExposedPorts":null,"OnBuild":null,"Healthcheck":null},"rootfs":{"type":"layers","diff_ids":null},"history":null})",
            u"c"_s);
    QVERIFY(config.has_value());
    QVERIFY(config->warnings.isEmpty());
    QVERIFY(!config->created.isValid());
    QVERIFY(config->config.env.isEmpty() && config->config.cmd.isEmpty() && config->config.healthCheck.isEmpty());
    QVERIFY(config->historyPairs); // no layers, no instructions
}

void TestDocuments::readsConfigWithoutRootfs()
{
    const Result<ConfigDocument> config = parseConfig(R"({"config":"what","history":{}})", u"c"_s);
    QVERIFY(config.has_value());
    QCOMPARE(config->warnings.size(), 1);
    QVERIFY(config->warnings[0].detail.contains(u"rootfs"_s));
}

void TestDocuments::pairsHistory_data()
{
    QTest::addColumn<int>("layers");
    QTest::addColumn<QByteArray>("history"); // 'L': makes a layer, 'e': empty layer
    QTest::addColumn<bool>("pairs");
    QTest::addColumn<int>("warnings");
    QTest::addColumn<QList<int>>("indices");
    QTest::newRow("all layers") << 2 << QByteArray("LL") << true << 0 << QList<int> { 0, 1 };
    QTest::newRow("empty between") << 2 << QByteArray("LeeLe") << true << 0 << QList<int> { 0, -1, -1, 1, -1 };
    QTest::newRow("only empty") << 0 << QByteArray("ee") << true << 0 << QList<int> { -1, -1 };
    QTest::newRow("too few") << 3 << QByteArray("LL") << false << 1 << QList<int> { -1, -1 };
    QTest::newRow("too many") << 1 << QByteArray("LeL") << false << 1 << QList<int> { -1, -1, -1 };
    QTest::newRow("no history") << 2 << QByteArray() << false << 0 << QList<int> {};
}

void TestDocuments::pairsHistory()
{
    QFETCH(int, layers);
    QFETCH(QByteArray, history);
    QFETCH(bool, pairs);
    QFETCH(int, warnings);
    QFETCH(QList<int>, indices);
    QList<QByteArray> ids;
    for (int i = 0; i < layers; ++i)
        ids.append("\"sha256:" + QByteArray(64, static_cast<char>('0' + i)) + '"');
    QList<QByteArray> entries;
    for (const char c : history)
        entries.append(c == 'e' ? R"({"created_by":"x","empty_layer":true})" : R"({"created_by":"y"})");
    const Result<ConfigDocument> config = parseConfig(
        R"({"rootfs":{"diff_ids":[)" + ids.join(',') + R"(]},"history":[)" + entries.join(',') + "]}", u"c"_s);
    QVERIFY(config.has_value());
    QCOMPARE(config->historyPairs, pairs);
    QCOMPARE(config->warnings.size(), warnings);
    QList<int> found;
    for (const HistoryEntry &entry : config->history)
        found.append(entry.layerIndex);
    QCOMPARE(found, indices);
}

void TestDocuments::configErrors_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("list") << QByteArray("[]") << ErrorCode::Corrupt;
    QTest::newRow("cut off") << QByteArray("{\"a") << ErrorCode::Corrupt;
    QTest::newRow("5 MB") << "{\"x\":\"" + QByteArray(5'000'000, 'x') + "\"}" << ErrorCode::LimitExceeded;
    QByteArray ids;
    for (std::size_t i = 0; i <= limits::kLayersPerImage; ++i)
        ids += (i ? ",\"" : "\"") + QByteArray("sha256:") + kHexA + '"';
    QTest::newRow("too many DiffIDs") << R"({"rootfs":{"diff_ids":[)" + ids + "]}}" << ErrorCode::LimitExceeded;
}

void TestDocuments::configErrors()
{
    QFETCH(QByteArray, text);
    QFETCH(ErrorCode, code);
    const Result<ConfigDocument> config = parseConfig(text, u"c"_s);
    QVERIFY(!config);
    QCOMPARE(config.error().code, code);
}

void TestDocuments::readsDockerManifest()
{
    const QByteArray text = R"([{"Config":"c.json","RepoTags":["a:1","a:2"],"Layers":["x/layer.tar","y/layer.tar"],
        "LayerSources":{"sha256:)"
        + kHexA + "\":" + descriptor(kTarLayer, kHexB) + R"(}},
        {"Config":"d.json","RepoTags":null,"Layers":null}])";
    const Result<QList<DockerManifestItem>> items = parseDockerManifest(text, u"m"_s);
    QVERIFY(items.has_value());
    QCOMPARE(items->size(), 2);
    QCOMPARE(items->at(0).repoTags, (QStringList { u"a:1"_s, u"a:2"_s }));
    QCOMPARE(items->at(0).layers.size(), 2);
    QCOMPARE(items->at(0).layerSources.size(), 1);
    QCOMPARE(items->at(0).layerSources[0].second.digest.hex(), QString::fromLatin1(kHexB));
    QCOMPARE(items->at(1).config, u"d.json"_s);
    QVERIFY(items->at(1).repoTags.isEmpty() && items->at(1).layers.isEmpty());
    QVERIFY(parseDockerManifest("null", u"m"_s)->isEmpty());
}

void TestDocuments::dockerManifestErrors_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("object") << QByteArray(R"({"name":"web app"})") << ErrorCode::Corrupt;
    QTest::newRow("numbers") << QByteArray("[1]") << ErrorCode::Corrupt;
    QTest::newRow("no content") << QByteArray("[{}]") << ErrorCode::Corrupt;
    QTest::newRow("a layer without name")
        << QByteArray(R"([{"Config":"c","Layers":["a",null]}])") << ErrorCode::Corrupt;
    QTest::newRow("layers no list") << QByteArray(R"([{"Config":"c","Layers":"a"}])") << ErrorCode::Corrupt;
    QTest::newRow("2 MB") << "[\"" + QByteArray(2'000'000, 'x') + "\"]" << ErrorCode::LimitExceeded;
}

void TestDocuments::dockerManifestErrors()
{
    QFETCH(QByteArray, text);
    QFETCH(ErrorCode, code);
    const Result<QList<DockerManifestItem>> items = parseDockerManifest(text, u"m"_s);
    QVERIFY(!items);
    QCOMPARE(items.error().code, code);
}

void TestDocuments::readsRepositories()
{
    const Result<QList<RepositoryTag>> tags =
        parseRepositories(R"({"b":{"1":"id1"},"host:5000/a":{"x":"id2","y":"id1"}})", u"r"_s);
    QVERIFY(tags.has_value());
    QCOMPARE(tags->size(), 3);
    QCOMPARE(tags->at(0).name, u"b:1"_s);
    QCOMPARE(tags->at(1).name, u"host:5000/a:x"_s);
    QCOMPARE(tags->at(1).topLayer, u"id2"_s);
    QVERIFY(!parseRepositories("[]", u"r"_s));
    QVERIFY(!parseRepositories(R"({"a":"b"})", u"r"_s));
}

void TestDocuments::readsLegacyLayer()
{
    const Result<LegacyLayer> layer =
        parseLegacyLayer(R"({"id":"i","parent":"p","created":"2015-01-02T03:04:05Z","author":"a","comment":"c",
        "container_config":{"Cmd":["/bin/sh","-c","#(nop) CMD x"]},"config":{"Cmd":["x"]},"os":"linux","architecture":"amd64"})",
            u"l"_s);
    QVERIFY(layer.has_value());
    QCOMPARE(layer->id, u"i"_s);
    QCOMPARE(layer->parent, u"p"_s);
    QCOMPARE(layer->config.config.cmd, (QStringList { u"x"_s }));
    QCOMPARE(layer->config.history.size(), 1);
    QCOMPARE(layer->config.history[0].instruction, u"/bin/sh -c #(nop) CMD x"_s);
    QCOMPARE(layer->config.history[0].author, u"a"_s);
    QCOMPARE(layer->config.history[0].created.date(), QDate(2015, 1, 2));
}

QTEST_APPLESS_MAIN(TestDocuments)
#include "tst_documents.moc"
