// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Images made by real engines and tools must look in Varve as those tools say they are: the finished file system as
// umoci unpacks it, instructions and sizes as `history` prints them, everything else as `image inspect` has it.
#include "tests/support/realimages.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QHash>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;

namespace {

// The JSON values of a file: one array, or one object per line.
QJsonArray readJson(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray bytes = file.readAll();
    const QJsonDocument whole = QJsonDocument::fromJson(bytes);
    if (whole.isArray())
        return whole.array();
    QJsonArray values;
    for (const QByteArray &line : bytes.split('\n')) {
        if (!line.isEmpty())
            values.append(QJsonDocument::fromJson(line).object());
    }
    return values;
}

QStringList stringList(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue item : value.toArray())
        list.append(item.toString());
    return list;
}

QStringList labelList(const QJsonValue &value)
{
    QStringList list;
    const QJsonObject labels = value.toObject();
    for (auto it = labels.begin(); it != labels.end(); ++it)
        list.append(it.key() + u'=' + it.value().toString());
    return list;
}

QStringList labelList(const QList<QPair<QString, QString>> &labels)
{
    QStringList list;
    for (const auto &[key, value] : labels)
        list.append(key + u'=' + value);
    return list;
}

// What an engine counts for a layer. overlay2 adds up the folder it unpacked the layer into, podman takes the tar.
std::int64_t layerBytesAsCountedBy(const QString &producer, const LayerTree &layer)
{
    const LayerTree::Totals &totals = layer.totals();
    return producer == QLatin1String("podman") ? totals.tarBytes : totals.contentBytes + totals.symlinkBytes;
}

// containerd reports the disk blocks that a snapshot occupies, which an image does not determine.
bool countsBytes(const QString &producer)
{
    return producer != QLatin1String("docker26-containerd");
}

QString compacted(const QString &text)
{
    return text.simplified();
}

} // namespace

class RealImagesTest : public QObject {
    Q_OBJECT

public:
    bool isSkipped() const { return !m_real.skipReason.isEmpty(); }

private Q_SLOTS:
    void initTestCase();
    void hasImagesOfEveryTool();
    void everyLayerHasItsDigest_data() { addRows(&RealImage::path); }
    void everyLayerHasItsDigest();
    void treeIsWhatUmociUnpacks_data() { addRows(&RealImage::listing); }
    void treeIsWhatUmociUnpacks();
    void historyIsWhatTheEngineSays_data() { addRows(&RealImage::history); }
    void historyIsWhatTheEngineSays();
    void configIsWhatTheEngineSays_data() { addRows(&RealImage::inspect); }
    void configIsWhatTheEngineSays();

private:
    void addRows(QString RealImage::*needed);
    ReadImagePtr current();

    RealImages m_real;
    QHash<int, ReadImagePtr> m_read;
    WorkPool m_pool;
    QString m_failure;
};

void RealImagesTest::initTestCase()
{
    m_real = makeRealImages();
    if (!m_real.skipReason.isEmpty())
        QSKIP(qPrintable(m_real.skipReason));
    QVERIFY2(m_real.failure.isEmpty(), qPrintable(m_real.failure));
}

void RealImagesTest::hasImagesOfEveryTool()
{
    QSet<QString> producers;
    for (const RealImage &image : std::as_const(m_real.images))
        producers.insert(image.producer + u' ' + image.kind);
    QVERIFY(!m_real.images.isEmpty());
    if (qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != QLatin1String("1"))
        return; // make-images.sh has left out what this machine lacks
    for (const char *wanted :
        { "docker20 docker-archive", "docker26 docker-archive", "docker26-containerd docker-archive",
            "podman docker-archive", "podman oci-archive", "podman oci-layout", "buildah docker-archive",
            "buildah oci-layout", "skopeo docker-archive", "skopeo oci-archive", "skopeo oci-layout" })
        QVERIFY2(producers.contains(QLatin1String(wanted)), wanted);
}

void RealImagesTest::addRows(QString RealImage::*needed)
{
    QTest::addColumn<int>("number");
    for (int i = 0; i < m_real.images.size(); ++i) {
        const RealImage &image = m_real.images[i];
        if ((image.*needed).isEmpty())
            continue;
        const QString file = image.producer + image.path.mid(image.path.lastIndexOf(u'/'));
        QTest::addRow("%s %s", qPrintable(file), qPrintable(image.name)) << i;
    }
}

// The image of the current row; reads each once. Null with m_failure set when it cannot be read.
ReadImagePtr RealImagesTest::current()
{
    QFETCH(int, number);
    if (!m_read.contains(number)) {
        const Result<ReadImagePtr> read = readRealImage(m_real.images[number], m_pool);
        m_failure = read ? QString() : read.error().subject + QLatin1String(": ") + read.error().detail;
        m_read.insert(number, read ? *read : nullptr);
    }
    return m_read.value(number);
}

void RealImagesTest::everyLayerHasItsDigest()
{
    const ReadImagePtr image = current();
    QVERIFY2(image, qPrintable(m_failure));
    for (const LayerProof &proof : image->proofs) {
        QVERIFY(proof.diffId == ProofState::Verified);
        QVERIFY(proof.blob != ProofState::Mismatch);
    }
    QVERIFY2(image->details.warnings.isEmpty(), "a real image must not give warnings");
    QVERIFY(image->tree->warnings().isEmpty());
    for (const LayerTreePtr &layer : image->layers)
        QVERIFY2(layer->warnings().isEmpty(), "a real layer must not give warnings");
}

void RealImagesTest::treeIsWhatUmociUnpacks()
{
    QFETCH(int, number);
    const ReadImagePtr image = current();
    QVERIFY2(image, qPrintable(m_failure));
    const FileListing expected = readListing(m_real.images[number].listing);
    QVERIFY2(!expected.isEmpty(), "the listing is empty");
    const QStringList found = differences(expected, listTree(*image->tree));
    QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
}

void RealImagesTest::historyIsWhatTheEngineSays()
{
    QFETCH(int, number);
    const RealImage &real = m_real.images[number];
    const ReadImagePtr image = current();
    QVERIFY2(image, qPrintable(m_failure));
    const QJsonArray said = readJson(real.history);
    const QList<HistoryEntry> &history = image->details.history;
    QCOMPARE(history.size(), said.size());
    const bool isPodman = real.producer == QLatin1String("podman");
    for (int i = 0; i < history.size(); ++i) {
        const QJsonObject row = said.at(said.size() - 1 - i).toObject(); // the newest comes first
        // The command lines of both programs turn tabs into blanks.
        QCOMPARE(compacted(history[i].instruction), compacted(row[QLatin1String("CreatedBy")].toString()));
        if (!isPodman) { // podman's first row repeats a comment that is not in the image
            QCOMPARE(compacted(history[i].comment), compacted(row[QLatin1String("Comment")].toString()));
        }
        const QString created = row[QLatin1String(isPodman ? "created" : "CreatedAt")].toString();
        QCOMPARE(history[i].created.toSecsSinceEpoch(),
            QDateTime::fromString(created, Qt::ISODateWithMs).toSecsSinceEpoch());
        if (!countsBytes(real.producer))
            continue;
        const std::int64_t size =
            isPodman ? row[QLatin1String("size")].toInteger() : row[QLatin1String("Size")].toString().toLongLong();
        if (history[i].isEmptyLayer) {
            QCOMPARE(size, 0);
            continue;
        }
        QVERIFY(history[i].layerIndex >= 0);
        const LayerTree &layer = *image->layers[static_cast<std::size_t>(history[i].layerIndex)];
        QCOMPARE(layerBytesAsCountedBy(real.producer, layer), size);
    }
}

void RealImagesTest::configIsWhatTheEngineSays()
{
    QFETCH(int, number);
    const RealImage &real = m_real.images[number];
    const ReadImagePtr image = current();
    QVERIFY2(image, qPrintable(m_failure));
    const QJsonArray all = readJson(real.inspect);
    QCOMPARE(all.size(), 1);
    const QJsonObject said = all.first().toObject();
    const QJsonObject config = said[QLatin1String("Config")].toObject();
    const ImageDetails &details = image->details;

    QStringList diffIds;
    for (const LayerInfo &layer : details.layers)
        diffIds.append(layer.diffId.toString());
    QCOMPARE(diffIds, stringList(said[QLatin1String("RootFS")][QLatin1String("Layers")]));
    QCOMPARE(details.summary.platform.os, said[QLatin1String("Os")].toString());
    QCOMPARE(details.summary.platform.architecture, said[QLatin1String("Architecture")].toString());
    QCOMPARE(details.summary.created.toSecsSinceEpoch(),
        QDateTime::fromString(said[QLatin1String("Created")].toString(), Qt::ISODateWithMs).toSecsSinceEpoch());
    QCOMPARE(details.config.author, said[QLatin1String("Author")].toString());

    QCOMPARE(details.config.env, stringList(config[QLatin1String("Env")]));
    QCOMPARE(details.config.cmd, stringList(config[QLatin1String("Cmd")]));
    QCOMPARE(details.config.entrypoint, stringList(config[QLatin1String("Entrypoint")]));
    if (real.producer != QLatin1String("podman")) // which does not show them
        QCOMPARE(details.config.onBuild, stringList(config[QLatin1String("OnBuild")]));
    QCOMPARE(details.config.user, config[QLatin1String("User")].toString());
    QCOMPARE(details.config.workingDir, config[QLatin1String("WorkingDir")].toString());
    QCOMPARE(details.config.stopSignal, config[QLatin1String("StopSignal")].toString());
    QCOMPARE(labelList(details.config.labels), labelList(config[QLatin1String("Labels")]));
    QCOMPARE(details.config.exposedPorts, config[QLatin1String("ExposedPorts")].toObject().keys());
    QCOMPARE(details.config.volumes, config[QLatin1String("Volumes")].toObject().keys());
    // podman has it beside the config, and names it only for images that have one.
    const QJsonValue anyCheck = config.contains(QLatin1String("Healthcheck")) ? config[QLatin1String("Healthcheck")]
                                                                              : said[QLatin1String("Healthcheck")];
    QCOMPARE(details.config.healthCheck.isEmpty(), !anyCheck.isObject());
    if (anyCheck.isObject()) {
        const QJsonObject check = anyCheck.toObject();
        QCOMPARE(details.config.healthCheck.test, stringList(check[QLatin1String("Test")]));
        QCOMPARE(details.config.healthCheck.intervalNs, check[QLatin1String("Interval")].toInteger());
        QCOMPARE(details.config.healthCheck.timeoutNs, check[QLatin1String("Timeout")].toInteger());
        QCOMPARE(details.config.healthCheck.startPeriodNs, check[QLatin1String("StartPeriod")].toInteger());
        QCOMPARE(details.config.healthCheck.retries, check[QLatin1String("Retries")].toInt());
    }
    if (config.contains(QLatin1String("Shell")))
        QCOMPARE(details.config.shell, stringList(config[QLatin1String("Shell")]));

    if (real.producer == QLatin1String("docker20") || real.producer == QLatin1String("docker26")) {
        QCOMPARE(details.summary.configDigest.toString(), said[QLatin1String("Id")].toString());
        QCOMPARE(details.config.dockerVersion, said[QLatin1String("DockerVersion")].toString());
        std::int64_t bytes = 0;
        for (const LayerTreePtr &layer : image->layers)
            bytes += layerBytesAsCountedBy(real.producer, *layer);
        QCOMPARE(bytes, said[QLatin1String("Size")].toInteger());
    }
}

// A test of QtTest that skips everything ends like one that passed; ctest shall show the difference.
int main(int argc, char *argv[])
{
    constexpr int kSkipped = 77;
    QCoreApplication app(argc, argv);
    RealImagesTest test;
    const int result = QTest::qExec(&test, argc, argv);
    return test.isSkipped() ? kSkipped : result;
}

#include "tst_realimages.moc"
