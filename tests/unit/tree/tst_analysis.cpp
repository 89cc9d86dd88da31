// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What bytes are counted as stored, visible and wasted, and the figures of dive: one row per rule.

#include "services/tree/analysis.h"
#include "tests/support/texttree.h"

#include <QtTest/QTest>

#include <numeric>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

class tst_Analysis : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void waste_data();
    void waste();
    void dive_data();
    void dive();
    void emptyImages();
    void largestFirst();
};

void tst_Analysis::waste_data()
{
    QTest::addColumn<QStringList>("layers");
    QTest::addColumn<qint64>("stored");
    QTest::addColumn<qint64>("visible");
    QTest::addColumn<QString>("items");
    const auto row = [](const char *name, const QStringList &layers, qint64 stored, qint64 visible, const char *items) {
        QTest::newRow(name) << layers << stored << visible << QString::fromUtf8(items);
    };
    row("nothing wasted", { u"+ a 10"_s, u"+ b 5"_s }, 15, 15, "");
    row("overwritten", { u"+ a 10"_s, u"+ a 7"_s }, 17, 7, "/a 10 0>1 overwritten\n");
    row("stored again for its mode", { u"+ a 10"_s, u"+ a 10 mode=600"_s }, 20, 10, "/a 10 0>1 metadata\n");
    row("removed", { u"+ a 10"_s, u"- a"_s }, 10, 0, "/a 10 0>1 removed\n");
    row("removed with its directory", { u"+ d/a 10\n+ d/e/b 5"_s, u"- d"_s }, 15, 0,
        "/d/a 10 0>1 removed\n/d/e/b 5 0>1 removed\n");
    row("removed by an opaque directory", { u"+ d/a 10"_s, u"opq d\n+ d/b 1"_s }, 11, 1, "/d/a 10 0>1 removed\n");
    row("overwritten below an opaque directory", { u"+ d/a 10"_s, u"opq d\n+ d/a 11"_s }, 21, 11,
        "/d/a 10 0>1 overwritten\n");
    row("replaced by a link", { u"+ a 10"_s, u"s a -> b"_s }, 10, 0, "/a 10 0>1 overwritten\n");
    row("below a directory that became a file", { u"+ d/a 10"_s, u"+ d 3"_s }, 13, 3, "/d/a 10 0>1 removed\n");
    row("three times", { u"+ a 10"_s, u"+ a 10 t=1"_s, u"+ a 12"_s, u"- a"_s }, 32, 0,
        "/a 12 2>3 removed\n/a 10 0>1 metadata\n/a 10 1>2 overwritten\n");
    row("removed and added again", { u"+ a 10"_s, u"- a"_s, u"+ a 10"_s }, 20, 10, "/a 10 0>1 removed\n");
    row("empty files waste nothing", { u"+ a 0"_s, u"- a"_s }, 0, 0, "");
    row("the same path twice in one layer: the tar's last one", { u"+ a 10\n+ a 7"_s }, 7, 7, "");
    row("hard links count once", { u"+ a 10\nh b -> a\nh c -> a"_s }, 10, 10, "");
    row("a name less wastes nothing", { u"+ a 10\nh b -> a"_s, u"- a"_s }, 10, 10, "");
    row("the last name wastes it all", { u"+ a 10\nh b -> a"_s, u"- a"_s, u"+ b 1"_s }, 11, 1,
        "/a 10 0>2 overwritten\n");
    row("all names in one layer", { u"+ z 10\nh b -> z"_s, u"- z\n+ b 1"_s }, 11, 1, "/z 10 0>1 removed\n");
    row("a link from above keeps it", { u"+ a 10"_s, u"h b -> a"_s, u"- a"_s }, 10, 10, "");
    row("a link from above that goes too", { u"+ a 10"_s, u"h b -> a"_s, u"- a"_s, u"- b"_s }, 10, 0,
        "/a 10 0>3 removed\n");
    row("a link in the file's own place", { u"+ a 10"_s, u"h a -> a"_s }, 10, 10, "");
    row("a link without its file", { u"h a -> b"_s, u"- a"_s }, 0, 0, "");
}

void tst_Analysis::waste()
{
    QFETCH(QStringList, layers);
    QFETCH(qint64, stored);
    QFETCH(qint64, visible);
    QFETCH(QString, items);
    const ImageTreePtr image = imageFromText(layers);
    const Analysis analysis = analyse(*image);
    QCOMPARE(printWaste(*image, analysis), items);
    QCOMPARE(qint64(analysis.storedBytes), stored);
    QCOMPARE(qint64(analysis.visibleBytes), visible);
    QCOMPARE(qint64(analysis.wastedBytes), stored - visible);
    QCOMPARE(analysis.efficiency, stored == 0 ? 1.0 : double(visible) / double(stored));
    std::vector<std::int64_t> byLayer(static_cast<std::size_t>(layers.size()));
    for (const WasteItem &item : analysis.waste)
        byLayer[item.storedBy] += item.bytes;
    QCOMPARE(analysis.wastedByLayer, byLayer);
    QCOMPARE(std::accumulate(byLayer.begin(), byLayer.end(), std::int64_t { 0 }), analysis.wastedBytes);
}

void tst_Analysis::dive_data()
{
    QTest::addColumn<QStringList>("layers");
    QTest::addColumn<qint64>("smallest");
    QTest::addColumn<qint64>("all");
    QTest::addColumn<qint64>("wasted");
    const auto row = [](const char *name, const QStringList &layers, qint64 smallest, qint64 all, qint64 wasted) {
        QTest::newRow(name) << layers << smallest << all << wasted;
    };
    row("one version each", { u"+ a 10\n+ d/b 5"_s, u"+ c 1"_s }, 16, 16, 0);
    row("two versions", { u"+ a 10"_s, u"+ a 4"_s }, 4, 14, 14);
    row("three versions", { u"+ a 10"_s, u"+ a 4"_s, u"+ a 6"_s }, 4, 20, 20);
    row("whiteout of a file", { u"+ a 10\n+ b 3"_s, u"- a"_s }, 3, 13, 10);
    // The whiteout weighs what lies below it; the files below have one version each.
    row("whiteout of a directory", { u"+ d/a 10\n+ d/e/b 5"_s, u"- d"_s }, 30, 30, 0);
    row("whiteout of an empty directory that was an entry", { u"d d"_s, u"- d"_s }, 0, 0, 0);
    row("whiteout of a directory that was a leaf once", { u"d d"_s, u"+ d/a 10"_s, u"- d"_s }, 10, 20, 10);
    row("whiteout of a directory: the last versions below it", { u"+ d/a 10"_s, u"+ d/a 7"_s, u"- d"_s }, 14, 24, 17);
    row("whiteout of a directory: not what was removed before", { u"+ d/a 10\n+ d/b 5"_s, u"- d/a"_s, u"- d"_s }, 10,
        20, 10);
    row("whiteout of a directory, twice", { u"+ d/a 10"_s, u"- d"_s, u"+ d/b 4"_s, u"- d"_s }, 18, 28, 14);
    row("whiteout within a directory that goes later", { u"+ d/e/a 10\n+ d/b 1"_s, u"- d/e"_s, u"- d"_s }, 22, 22, 0);
    row("whiteout of nothing is a version of 0 bytes", { u"+ b 1"_s, u"- a"_s, u"+ a 10"_s }, 1, 11, 10);
    row("opaque markers count as nothing", { u"+ d/a 10"_s, u"opq d\n+ d/b 1"_s }, 11, 11, 0);
    row("and hide nothing from a later whiteout", { u"+ d/a 10"_s, u"opq d"_s, u"- d"_s }, 10, 20, 10);
    row("a file in a directory's place weighs nothing when it goes", { u"+ d/a 10"_s, u"+ d 3"_s, u"- d"_s }, 10, 13,
        3);
    row("hard links weigh nothing", { u"+ a 10\nh b -> a"_s, u"+ b 3"_s }, 10, 13, 3);
}

void tst_Analysis::dive()
{
    QFETCH(QStringList, layers);
    QFETCH(qint64, smallest);
    QFETCH(qint64, all);
    QFETCH(qint64, wasted);
    const ImageTreePtr image = imageFromText(layers);
    const DiveFigures figures = analyse(*image).dive;
    QCOMPARE(qint64(figures.wastedBytes), wasted);
    QCOMPARE(figures.efficiency, all == 0 ? 1.0 : double(smallest) / double(all));
    qint64 size = 0;
    for (int layer = 0; layer < image->layerCount(); ++layer)
        size += image->layer(layer)->totals().contentBytes;
    const qint64 user = size - image->layer(0)->totals().contentBytes;
    QCOMPARE(qint64(figures.sizeBytes), size);
    QCOMPARE(qint64(figures.userSizeBytes), user);
    QCOMPARE(figures.userWastedPercent, user == 0 ? 0.0 : double(wasted) / double(user));
}

void tst_Analysis::emptyImages()
{
    Job job;
    const std::vector<std::vector<LayerTreePtr>> images { {}, { nullptr }, { layerFromText(u""_s), nullptr } };
    for (const std::vector<LayerTreePtr> &layers : images) {
        const Analysis analysis = analyse(**ImageTree::build(layers, job));
        QCOMPARE(analysis.efficiency, 1.0);
        QCOMPARE(analysis.dive.efficiency, 1.0);
        QCOMPARE(analysis.storedBytes, std::int64_t(0));
        QCOMPARE(analysis.wastedByLayer.size(), layers.size());
        QVERIFY(analysis.waste.empty());
    }
}

void tst_Analysis::largestFirst()
{
    QStringList layers { QString(), QString() };
    for (int i = 0; i < 500; ++i) {
        layers[0] += u"+ f%1 %2\n"_s.arg(i).arg(i * 7919 % 1000 + 1);
        layers[1] += u"- f%1\n"_s.arg(i);
    }
    const ImageTreePtr image = imageFromText(layers);
    const Analysis analysis = analyse(*image);
    QCOMPARE(analysis.waste.size(), std::size_t(500));
    for (std::size_t i = 1; i < analysis.waste.size(); ++i) {
        const WasteItem &a = analysis.waste[i - 1];
        const WasteItem &b = analysis.waste[i];
        QVERIFY(a.bytes > b.bytes || (a.bytes == b.bytes && index(a.node) < index(b.node)));
    }
}

QTEST_GUILESS_MAIN(tst_Analysis)
#include "tst_analysis.moc"
