// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/imagerow.h"
#include "tests/models/testimages.h"

#include <QtTest/QtTest>

using namespace varve;
using namespace Qt::StringLiterals;

class ImageRowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneRowPerName();
    void namesAreCut_data();
    void namesAreCut();
    void sameDigestInTwoSources();
    void listedTwiceInOneSource();
    void sameDigestOtherName();
    void podmanNamesMerge();
    void alikeNamesOfOneSourceStay();
    void withoutDigestNothingMerges();
    void sharing();
    void sharingNeedsAllLayers();
    void partsAddUpToTheSize_data();
    void partsAddUpToTheSize();
    void claimedSizesDoNotOverflow();
    void sizeIsUnpackedWhenKnown();
};

void ImageRowTest::oneRowPerName()
{
    const QList<ImageRow> rows = makeImageRows({ { SourceId { 1 }, u"app.tar"_s,
        { testImage(u"a"_s, { u"app:1"_s, u"app:latest"_s }), testImage(u"b"_s, {}) } } });
    QCOMPARE(rows.size(), 3);
    QCOMPARE(rows[0].tag, u"1"_s);
    QCOMPARE(rows[1].tag, u"latest"_s);
    QCOMPARE(rows[0].imageKey, rows[1].imageKey);
    QVERIFY(rows[0].key != rows[1].key);
    QVERIFY(!rows[0].isDangling());
    QVERIFY(rows[2].isDangling());
}

void ImageRowTest::namesAreCut_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("repository");
    QTest::addColumn<QString>("tag");
    QTest::newRow("official") << u"docker.io/library/debian:12"_s << u"debian"_s << u"12"_s;
    QTest::newRow("registry with a port") << u"localhost:5000/a/b"_s << u"localhost:5000/a/b"_s << QString();
    QTest::newRow("port and tag") << u"localhost:5000/a:x"_s << u"localhost:5000/a"_s << u"x"_s;
    QTest::newRow("no name at all") << u":::"_s << u"::"_s << QString();
}

void ImageRowTest::namesAreCut()
{
    QFETCH(QString, name);
    const QList<ImageRow> rows = makeImageRows({ { SourceId { 1 }, u"s"_s, { testImage(u"a"_s, { name }) } } });
    QCOMPARE(rows.size(), 1);
    QTEST(rows[0].repository, "repository");
    QTEST(rows[0].tag, "tag");
}

void ImageRowTest::sameDigestInTwoSources()
{
    const SourceImage image = testImage(u"a"_s, { u"app:1"_s });
    SourceImage other = image;
    other.summary.id.value = u"another id in the other store"_s;
    const QList<ImageRow> rows =
        makeImageRows({ { SourceId { 1 }, u"one.tar"_s, { image } }, { SourceId { 2 }, u"two.tar"_s, { other } } });
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows[0].sourceTitles, u"one.tar, two.tar"_s);
    QCOMPARE(rows[0].origins,
        (QList<ImageOrigin> { { SourceId { 1 }, image.summary.id }, { SourceId { 2 }, other.summary.id } }));
    QVERIFY(rows[0].hasSource(SourceId { 2 }));
    QVERIFY(!rows[0].hasSource(SourceId { 3 }));
}

void ImageRowTest::listedTwiceInOneSource()
{
    // Indexes may name the same manifest twice.
    const SourceImage image = testImage(u"a"_s, { u"app:1"_s });
    const QList<ImageRow> rows = makeImageRows({ { SourceId { 1 }, u"one"_s, { image, image } } });
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows[0].origins.size(), 1);
    QCOMPARE(rows[0].sourceTitles, u"one"_s);
}

void ImageRowTest::sameDigestOtherName()
{
    const QList<ImageRow> rows = makeImageRows({ { SourceId { 1 }, u"one"_s, { testImage(u"a"_s, { u"app:1"_s }) } },
        { SourceId { 2 }, u"two"_s, { testImage(u"a"_s, { u"app:2"_s }) } } });
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[0].imageKey, rows[1].imageKey);
}

void ImageRowTest::podmanNamesMerge()
{
    SourceImage docker = testImage(u"a"_s, { u"app:1"_s });
    docker.containers = 2;
    docker.runningContainers = 1;
    SourceImage podman = testImage(u"a"_s, { u"localhost/app:1"_s });
    podman.containers = 3;
    SourceImages first { SourceId { 1 }, u"Docker"_s, { docker } };
    first.isStale = true;
    const QList<ImageRow> rows = makeImageRows({ first, { SourceId { 2 }, u"Podman"_s, { podman } } });
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows[0].repository, u"app"_s);
    QCOMPARE(rows[0].sourceTitles, u"Docker, Podman"_s);
    QCOMPARE(rows[0].image.containers, 5);
    QCOMPARE(rows[0].image.runningContainers, 1);
    QVERIFY(!rows[0].isStale); // one of them is there
    QVERIFY(makeImageRows({ first }).constFirst().isStale);
    // Another tag is another name.
    podman.summary.names = { u"localhost/app:2"_s };
    QCOMPARE(makeImageRows({ first, { SourceId { 2 }, u"Podman"_s, { podman } } }).size(), 2);
}

void ImageRowTest::alikeNamesOfOneSourceStay()
{
    const QList<ImageRow> rows = makeImageRows({ { SourceId { 1 }, u"Podman"_s,
        { testImage(u"a"_s, { u"localhost/app:1"_s, u"docker.io/library/app:1"_s }) } } });
    QCOMPARE(rows.size(), 2);
    QVERIFY(rows[0].key != rows[1].key);
}

void ImageRowTest::withoutDigestNothingMerges()
{
    SourceImage image;
    image.summary.id.value = u"x"_s;
    const QList<ImageRow> rows =
        makeImageRows({ { SourceId { 1 }, u"one"_s, { image } }, { SourceId { 2 }, u"two"_s, { image } } });
    QCOMPARE(rows.size(), 2);
}

void ImageRowTest::sharing()
{
    SourceImage first = testImage(u"first"_s, { u"first:1"_s, u"first:2"_s });
    first.layers = { testLayer(u"base"_s, 100), testLayer(u"own"_s, 10), testLayer(u"own"_s, 10) };
    SourceImage second = testImage(u"second"_s, { u"second:1"_s });
    second.layers = { testLayer(u"base"_s, 100), testLayer(u"other"_s, 5) };
    const QList<ImageRow> rows = makeImageRows({ { SourceId { 1 }, u"s"_s, { first, second } } });
    QCOMPARE(rows[0].uniqueBytes, 20); // two names are one image; the same layer twice counts twice, as in its size
    QCOMPARE(rows[0].sharedBytes, 100);
    QCOMPARE(rows[1].uniqueBytes, 20);
    QCOMPARE(rows[2].uniqueBytes, 5);
    QCOMPARE(rows[2].sharedBytes, 100);

    // Another source shares nothing with this one: removing an image there frees nothing here.
    const QList<ImageRow> apart =
        makeImageRows({ { SourceId { 1 }, u"s"_s, { first } }, { SourceId { 2 }, u"t"_s, { second } } });
    QCOMPARE(apart[0].uniqueBytes, 120);
    QCOMPARE(apart[0].sharedBytes, 0);
}

void ImageRowTest::sharingNeedsAllLayers()
{
    SourceImage known = testImage(u"known"_s, { u"known:1"_s });
    known.layers = { testLayer(u"base"_s, 100) };
    SourceImage unknown = testImage(u"unknown"_s, { u"unknown:1"_s });
    unknown.summary.layerCount = 2;
    const QList<ImageRow> rows = makeImageRows({ { SourceId { 1 }, u"s"_s, { known, unknown } } });
    QCOMPARE(rows[0].uniqueBytes, -1);
    QCOMPARE(rows[1].sharedBytes, -1);
}

void ImageRowTest::partsAddUpToTheSize_data()
{
    QTest::addColumn<std::int64_t>("unpacked");
    QTest::addColumn<QList<std::int64_t>>("unpackedLayers");
    QTest::addColumn<std::int64_t>("unique");
    QTest::addColumn<std::int64_t>("shared");
    QTest::newRow("as stored") << std::int64_t { -1 } << QList<std::int64_t> {} << std::int64_t { 20 }
                               << std::int64_t { 100 };
    QTest::newRow("unpacked") << std::int64_t { 360 } << QList<std::int64_t> { 300, 30, 30 } << std::int64_t { 60 }
                              << std::int64_t { 300 };
    // Parts of another kind than the whole would say that 120 of 360 bytes make up all of it.
    QTest::newRow("unpacked as a whole only")
        << std::int64_t { 360 } << QList<std::int64_t> {} << std::int64_t { -1 } << std::int64_t { -1 };
}

void ImageRowTest::partsAddUpToTheSize()
{
    QFETCH(std::int64_t, unpacked);
    QFETCH(QList<std::int64_t>, unpackedLayers);
    SourceImage image = testImage(u"first"_s, { u"first:1"_s }, 120);
    image.layers = { testLayer(u"base"_s, 100), testLayer(u"own"_s, 10), testLayer(u"own"_s, 10) };
    image.summary.unpackedBytes = unpacked;
    image.unpackedLayerBytes = unpackedLayers;
    SourceImage other = testImage(u"second"_s, { u"second:1"_s }, 105);
    other.layers = { testLayer(u"base"_s, 100), testLayer(u"other"_s, 5) };
    const QList<ImageRow> rows = makeImageRows({ { SourceId { 1 }, u"s"_s, { image, other } } });
    QTEST(rows[0].uniqueBytes, "unique");
    QTEST(rows[0].sharedBytes, "shared");
    if (rows[0].uniqueBytes >= 0)
        QCOMPARE(rows[0].uniqueBytes + rows[0].sharedBytes, rows[0].sizeBytes);
    // The other image was not read: all three of its sizes are as stored.
    QCOMPARE(rows[1].uniqueBytes + rows[1].sharedBytes, rows[1].sizeBytes);
    QVERIFY(!rows[1].isUnpackedSize);
}

void ImageRowTest::claimedSizesDoNotOverflow()
{
    SourceImage image = testImage(u"a"_s, { u"a:1"_s });
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    image.layers = { testLayer(u"x"_s, kMost), testLayer(u"y"_s, kMost) };
    const QList<ImageRow> rows = makeImageRows({ { SourceId { 1 }, u"s"_s, { image } } });
    QCOMPARE(rows[0].uniqueBytes, -1);
    QCOMPARE(rows[0].sharedBytes, -1);
}

void ImageRowTest::sizeIsUnpackedWhenKnown()
{
    SourceImage image = testImage(u"a"_s, { u"a:1"_s }, 10);
    QCOMPARE(makeImageRows({ { SourceId { 1 }, u"s"_s, { image } } })[0].sizeBytes, 10);
    QVERIFY(!makeImageRows({ { SourceId { 1 }, u"s"_s, { image } } })[0].isListedSize);
    image.summary.listedBytes = 20; // an engine's own figure, and known as such
    QCOMPARE(makeImageRows({ { SourceId { 1 }, u"s"_s, { image } } })[0].sizeBytes, 20);
    QVERIFY(makeImageRows({ { SourceId { 1 }, u"s"_s, { image } } })[0].isListedSize);
    image.summary.unpackedBytes = 30;
    QCOMPARE(makeImageRows({ { SourceId { 1 }, u"s"_s, { image } } })[0].sizeBytes, 30);
    QVERIFY(makeImageRows({ { SourceId { 1 }, u"s"_s, { image } } })[0].isUnpackedSize);
    QVERIFY(!makeImageRows({ { SourceId { 1 }, u"s"_s, { image } } })[0].isListedSize);
}

QTEST_GUILESS_MAIN(ImageRowTest)
#include "tst_imagerow.moc"
