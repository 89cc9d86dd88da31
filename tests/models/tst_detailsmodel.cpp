// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/detailsmodel.h"
#include "tests/models/testimages.h"
#include "tests/support/printmodel.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QtTest>

using namespace varve;
using namespace Qt::StringLiterals;

namespace {

const QDateTime kNow(QDate(2024, 5, 1), QTime(12, 0), Qt::UTC);
constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

ImageDetails fullImage()
{
    ImageDetails image;
    image.summary = testImage(u"a"_s, { u"web:1"_s, u"web:latest"_s }, 1500).summary;
    image.summary.manifestDigest = digestOf(u"manifest"_s);
    image.summary.created = kNow.addDays(-3);
    image.layers = { testLayer(u"one"_s, 1000), testLayer(u"two"_s, 500) };
    image.config.author = u"Jane"_s;
    image.config.entrypoint = { u"/bin/web"_s, u"a \"b\""_s };
    image.config.cmd = { u"--port"_s, u"80"_s };
    image.config.env = { u"PATH=/bin"_s, u"EMPTY="_s };
    image.config.exposedPorts = { u"80/tcp"_s };
    image.config.volumes = { u"/data"_s };
    image.config.user = u"1000"_s;
    image.config.workingDir = u"/srv"_s;
    image.config.stopSignal = u"SIGQUIT"_s;
    image.config.healthCheck.test = { u"CMD-SHELL"_s, u"curl -f localhost"_s };
    image.config.healthCheck.intervalNs = 1'500'000'000;
    image.config.healthCheck.retries = 3;
    image.config.labels = { { u"title"_s, u"a\nb"_s } };
    image.config.annotations = { { u"org.x"_s, u"y"_s } };
    image.warnings = { { ErrorCode::Corrupt, u"config"_s, {}, u"history and layers do not pair"_s } };
    return image;
}

QModelIndex rowNamed(const DetailsModel &model, const QString &name)
{
    const QModelIndexList found =
        model.match(model.index(0, 0), Qt::DisplayRole, name, 1, Qt::MatchExactly | Qt::MatchRecursive);
    return found.isEmpty() ? QModelIndex() : found[0].siblingAtColumn(DetailsModel::Value);
}

} // namespace

class DetailsModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "UTC"); }
    void everythingOfAnImage();
    void emptyImage();
    void healthChecks_data();
    void healthChecks();
    void copiesWhatIsMeant();
    void figuresComeLater();
    void hostileText();
};

void DetailsModelTest::everythingOfAnImage()
{
    DetailsModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    model.setNow(kNow);
    model.setImage(fullImage());
    const QString expected = u"Image\n"
                             u"  Name | web:1\n"
                             u"  Name | web:latest\n"
                             u"  Image ID | "_s
        + digestOf(u"a"_s).toString()
        + u"\n"
          u"  Manifest digest | "_s
        + digestOf(u"manifest"_s).toString()
        + u"\n"
          u"  Platform | linux/amd64\n"
          u"  Created | 3 days ago (2024-04-28 12:00:00 UTC)\n"
          u"Size\n"
          u"  Layers | 2\n"
          u"  Layers as stored | 1.5kB (1,500 bytes)\n"
          u"  Unpacked (sum of the layers) | not known yet\n"
          u"Runs\n"
          u"  Entrypoint | [\"/bin/web\", \"a \\\"b\\\"\"]\n"
          u"  Command | [\"--port\", \"80\"]\n"
          u"  Working directory | /srv\n"
          u"  User | 1000\n"
          u"  Environment | PATH=/bin\n"
          u"  Environment | EMPTY=\n"
          u"  Port | 80/tcp\n"
          u"  Volume | /data\n"
          u"  Stop signal | SIGQUIT\n"
          u"  Health check | curl -f localhost, every 1.5 s, failed after 3 tries\n"
          u"Made by\n"
          u"  Author | Jane\n"
          u"Labels\n"
          u"  title | a\\nb\n"
          u"Annotations\n"
          u"  org.x | y\n"
          u"Warnings\n"
          u"  config | history and layers do not pair\n"_s;
    QCOMPARE(printModel(model), expected);
    QVERIFY(model.index(0, 0).data(HeadingRole).toBool());
    QVERIFY(!model.index(0, 0).flags().testFlag(Qt::ItemIsSelectable));
    QVERIFY(rowNamed(model, u"config"_s).data(ErrorRole).toBool());
    model.clear();
    QCOMPARE(printModel(model), QString());
}

void DetailsModelTest::emptyImage()
{
    DetailsModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    ImageDetails image;
    image.summary.kind = ImageKind::Artifact;
    image.summary.artifactType = u"application/x"_s;
    image.summary.isLocal = false;
    model.setImage(image);
    QCOMPARE(printModel(model),
        u"Image\n"
        u"  Name | none (dangling)\n"
        u"  Kind | Artifact\n"
        u"  Artifact type | application/x\n"
        u"  Content | not local: only its description is here\n"
        u"Size\n"
        u"  Layers | 0\n"
        u"  Layers as stored | not known yet\n"
        u"  Unpacked (sum of the layers) | not known yet\n"_s);
}

void DetailsModelTest::healthChecks_data()
{
    QTest::addColumn<QStringList>("test");
    QTest::addColumn<QString>("shown");
    QTest::newRow("none") << QStringList { u"NONE"_s } << u"switched off"_s;
    QTest::newRow("exec") << QStringList { u"CMD"_s, u"a"_s, u"b c"_s } << u"[\"a\", \"b c\"]"_s;
    QTest::newRow("shell") << QStringList { u"CMD-SHELL"_s, u"a b"_s } << u"a b"_s;
    QTest::newRow("shell without a command") << QStringList { u"CMD-SHELL"_s } << QString();
    QTest::newRow("unknown form") << QStringList { u"x"_s, u"y"_s } << u"[\"x\", \"y\"]"_s;
}

void DetailsModelTest::healthChecks()
{
    QFETCH(QStringList, test);
    ImageDetails image;
    image.config.healthCheck.test = test;
    DetailsModel model;
    model.setImage(image);
    QTEST(rowNamed(model, u"Health check"_s).data().toString(), "shown");
}

void DetailsModelTest::copiesWhatIsMeant()
{
    DetailsModel model;
    model.setNow(kNow);
    model.setImage(fullImage());
    const auto copied = [&model](const QString &name) { return rowNamed(model, name).data(RawTextRole).toByteArray(); };
    QCOMPARE(copied(u"title"_s), QByteArray("a\nb"));
    QCOMPARE(copied(u"Layers as stored"_s), QByteArray("1500"));
    QCOMPARE(copied(u"Created"_s), QByteArray("2024-04-28T12:00:00Z"));
    QCOMPARE(copied(u"Image ID"_s), digestOf(u"a"_s).toString().toUtf8());
    QVERIFY(rowNamed(model, u"Image ID"_s).data(FixedFontRole).toBool());
}

void DetailsModelTest::figuresComeLater()
{
    DetailsModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    model.setNow(kNow);
    model.setImage(fullImage());
    const QPersistentModelIndex labels = rowNamed(model, u"title"_s);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    auto analysis = std::make_shared<Analysis>();
    analysis->storedBytes = 4000;
    analysis->visibleBytes = 3000;
    analysis->wastedBytes = 1000;
    analysis->efficiency = 0.75;
    model.setFigures(analysis, 4100);
    QCOMPARE(rowNamed(model, u"Unpacked (sum of the layers)"_s).data().toString(), u"4.1kB (4,100 bytes)"_s);
    QCOMPARE(rowNamed(model, u"Wasted by overwriting and removing"_s).data().toString(), u"1kB (1,000 bytes)"_s);
    QCOMPARE(rowNamed(model, u"Efficiency"_s).data().toString(), u"75.0 % of the stored content is visible"_s);
    QCOMPARE(QModelIndex(labels), rowNamed(model, u"title"_s));
    model.setFigures({}, -1);
    QVERIFY(!rowNamed(model, u"Efficiency"_s).isValid());
    QCOMPARE(reset.size(), 0);

    model.setNow(kNow.addDays(1));
    QVERIFY(rowNamed(model, u"Created"_s).data().toString().startsWith(u"4 days ago"_s));
    model.clear();
    model.setFigures(analysis, 1); // too late: there is no image any more
    QCOMPARE(model.rowCount(), 0);
}

void DetailsModelTest::hostileText()
{
    ImageDetails image;
    image.config.labels = { { u"k\u202e"_s, u"<a href='x'>\u0007"_s } };
    image.config.cmd = { u"\u001b[2J"_s };
    image.config.author = QString(100'000, u'x');
    DetailsModel model;
    model.setImage(image);
    QCOMPARE(rowNamed(model, u"k\\u{202e}"_s).data().toString(), u"<a href='x'>\\x07"_s);
    QCOMPARE(rowNamed(model, u"Command"_s).data().toString(), u"[\"\\x1b[2J\"]"_s);
    QVERIFY(rowNamed(model, u"Author"_s).data().toString().size() <= kShownCharacters + 1);
    QCOMPARE(rowNamed(model, u"Author"_s).data(RawTextRole).toByteArray().size(), 100'000);
}

QTEST_GUILESS_MAIN(DetailsModelTest)
#include "tst_detailsmodel.moc"
