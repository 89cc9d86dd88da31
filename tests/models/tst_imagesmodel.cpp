// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/imagesmodel.h"
#include "models/roles.h"
#include "tests/models/testimages.h"
#include "tests/support/printmodel.h"

#include <QtCore/QItemSelectionModel>
#include <QtCore/QRandomGenerator>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QtTest>

#include <limits>

using namespace varve;
using namespace Qt::StringLiterals;

namespace {

const QDateTime kNow(QDate(2024, 5, 1), QTime(12, 0), Qt::UTC);
constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

SourceImage made(SourceImage image, int daysAgo)
{
    image.summary.created = kNow.addDays(-daysAgo);
    return image;
}

QList<SourceImages> oneSource(const QList<SourceImage> &images)
{
    return { { SourceId { 1 }, u"s"_s, images } };
}

QString repositories(const ImagesModel &model)
{
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row)
        names += model.index(row, ImagesModel::Repository).data().toString();
    return names.join(u' ');
}

ImageQuery query(const QString &text)
{
    return ImageQuery::parse(text, kNow);
}

} // namespace

class ImagesModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rowsAsDockerPrintsThem();
    void bareTagIsNoRepository();
    void artifactsSayWhatTheyAre();
    void namesAreEscapedAndCopiedAsTheyAre();
    void bars();
    void sorting_data();
    void sorting();
    void tiesKeepTheirOrder();
    void filterAndSource();
    void find_data();
    void find();
    void originFollowsTheSource();
    void countsAreRightWhenTold();
    void smallUpdatesAreRowSignals();
    void changesAreDataSignals();
    void selectionSurvives();
    void manyStretchesAreOneLayoutChange();
    void randomUpdates();
};

void ImagesModelTest::rowsAsDockerPrintsThem()
{
    ImagesModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    QCOMPARE(printModel(model), QString());
    model.setNow(kNow);
    SourceImage used = made(testImage(u"a"_s, { u"app:1"_s, u"app:latest"_s }, 1'440'000'000), 90);
    used.containers = 2;
    used.runningContainers = 1;
    SourceImage dangling = made(testImage(u"b"_s, {}, 96'000'000), 36);
    dangling.containers = 0;
    dangling.summary.platform.architecture = u"arm64"_s;
    dangling.summary.platform.variant = u"v8"_s;
    model.setImages(oneSource({ used, dangling }));
    const QString a = digestOf(u"a"_s).shortHex();
    const QString b = digestOf(u"b"_s).shortHex();
    QCOMPARE(printModel(model),
        u"app | 1 | "_s + a
            + u" | 3 months ago | 1.44GB | - | - | 2 (1▶) | amd64 | s\n"_s
              u"app | latest | "_s
            + a
            + u" | 3 months ago | 1.44GB | - | - | 2 (1▶) | amd64 | s\n"_s
              u"<dangling> |  | "_s
            + b + u" | 5 weeks ago | 96MB | - | - | 0 | arm64/v8 | s\n"_s);
    QVERIFY(model.index(2, 0).data(QuietRole).toBool());
    QVERIFY(!model.index(0, 0).data(QuietRole).toBool());
    QVERIFY(model.index(0, ImagesModel::Id).data(FixedFontRole).toBool());
    QCOMPARE(model.index(0, ImagesModel::Id).data(RawTextRole).toByteArray(), digestOf(u"a"_s).toString().toUtf8());
    QVERIFY(model.index(0, ImagesModel::Id).data(Qt::ToolTipRole).toString().contains(digestOf(u"a"_s).toString()));
    model.setImages({});
    QCOMPARE(printModel(model), QString());
}

// An OCI layout may know its image by a tag alone: it stands where tags stand.
void ImagesModelTest::bareTagIsNoRepository()
{
    ImagesModel model;
    model.setImages(oneSource({ testImage(u"a"_s, { u"1.4.2"_s, u"app:2"_s, u"host/team/app"_s }) }));
    QCOMPARE(printModel(model, { ImagesModel::Repository, ImagesModel::Tag }),
        u"<none> | 1.4.2\napp | 2\nhost/team/app\n"_s);
    QVERIFY(model.index(0, 0).data(QuietRole).toBool());
    QVERIFY(!model.index(1, 0).data(QuietRole).toBool());
    QVERIFY(model.find(u"1.4.2"_s).isValid());
}

void ImagesModelTest::artifactsSayWhatTheyAre()
{
    ImagesModel model;
    SourceImage signature = testImage(u"a"_s, {});
    signature.summary.kind = ImageKind::Signature;
    signature.summary.artifactType = u"application/vnd.dev.cosign"_s;
    SourceImage remote = testImage(u"b"_s, { u"remote:1"_s });
    remote.summary.isLocal = false;
    model.setImages(oneSource({ signature, remote }));
    QCOMPARE(printModel(model, { ImagesModel::Repository, ImagesModel::PlatformColumn }),
        u"<signature> | Signature\nremote | amd64\n"_s);
    QVERIFY(model.index(0, 0).data(QuietRole).toBool());
    QVERIFY(model.index(1, 0).data(QuietRole).toBool());
    QVERIFY(model.index(0, 0).data(Qt::ToolTipRole).toString().contains(u"application/vnd.dev.cosign"_s));
    QVERIFY(model.index(1, 0).data(Qt::ToolTipRole).toString().contains(u"Not local"_s));
}

void ImagesModelTest::namesAreEscapedAndCopiedAsTheyAre()
{
    ImagesModel model;
    model.setImages(oneSource({ testImage(u"a"_s, { u"ev\u202eil\n:x\u001b"_s }) }));
    QCOMPARE(model.index(0, ImagesModel::Repository).data().toString(), u"ev\\u{202e}il\\n"_s);
    QCOMPARE(model.index(0, ImagesModel::Tag).data().toString(), u"x\\x1b"_s);
    QCOMPARE(model.index(0, ImagesModel::Repository).data(RawTextRole).toByteArray(), u"ev\u202eil\n"_s.toUtf8());
    QVERIFY(!model.index(0, ImagesModel::Repository).data(Qt::ToolTipRole).toString().contains(QChar(0x202e)));
}

void ImagesModelTest::bars()
{
    ImagesModel model;
    model.setImages(oneSource({ testImage(u"a"_s, { u"a:latest"_s }, 100), testImage(u"b"_s, { u"b:latest"_s }, 25),
        testImage(u"c"_s, { u"c:latest"_s }), testImage(u"d"_s, { u"d:latest"_s }, 0) }));
    QCOMPARE(model.index(1, ImagesModel::Size).data(BarFractionRole).toDouble(), 0.25);
    QCOMPARE(model.index(1, ImagesModel::Size).data(MaxBytesRole).toLongLong(), 100);
    QVERIFY(!model.index(2, ImagesModel::Size).data(BarFractionRole).isValid());
    QCOMPARE(model.index(2, ImagesModel::Size).data().toString(), u"-"_s);
    QCOMPARE(model.index(3, ImagesModel::Size).data(BarFractionRole), QVariant(0.0));
    QVERIFY(!model.index(1, ImagesModel::Tag).data(BarFractionRole).isValid());
    // The largest is gone: the next one has the full bar.
    model.setImages(oneSource({ testImage(u"b"_s, { u"b:latest"_s }, 25) }));
    QCOMPARE(model.index(0, ImagesModel::Size).data(BarFractionRole).toDouble(), 1.0);
}

void ImagesModelTest::sorting_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("ascending");
    QTest::addColumn<QString>("descending");
    const auto row = [](const char *name, int column, const QString &ascending, const QString &descending) {
        QTest::newRow(name) << column << ascending << descending;
    };
    // As listed: b:2, A:10, c:1, b:1, and one without a name.
    row("as listed", -1, u"b A c b <dangling>"_s, u"b A c b <dangling>"_s);
    row("repository, then tag", ImagesModel::Repository, u"A b b c <dangling>"_s, u"<dangling> c b b A"_s);
    row("tag", ImagesModel::Tag, u"<dangling> c b A b"_s, u"b A c b <dangling>"_s);
    row("created", ImagesModel::Created, u"<dangling> b b c A"_s, u"A c b b <dangling>"_s);
    row("size: 9 before 10, unknown first", ImagesModel::Size, u"c b A b <dangling>"_s, u"<dangling> b A b c"_s);
    row("used by", ImagesModel::UsedBy, u"A c b <dangling> b"_s, u"b <dangling> A c b"_s);
}

void ImagesModelTest::sorting()
{
    QFETCH(int, column);
    ImagesModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    SourceImage b2 = made(testImage(u"b2"_s, { u"b:2"_s }, 10), 3);
    b2.containers = 11;
    SourceImage a10 = made(testImage(u"a10"_s, { u"A:10"_s }, 9), 1);
    SourceImage c1 = made(testImage(u"c1"_s, { u"c:1"_s }), 2);
    SourceImage b1 = made(testImage(u"b1"_s, { u"b:1"_s }, 8), 3);
    SourceImage none = testImage(u"none"_s, {}, 100);
    none.containers = 2;
    model.setImages(oneSource({ b2, a10, c1, b1, none }));
    model.sort(column, Qt::AscendingOrder);
    QTEST(repositories(model), "ascending");
    model.sort(column, Qt::DescendingOrder);
    QTEST(repositories(model), "descending");
}

void ImagesModelTest::tiesKeepTheirOrder()
{
    ImagesModel model;
    QList<SourceImage> images;
    for (int i = 0; i < 50; ++i)
        images += testImage(QString::number(i), { u"r%1:latest"_s.arg(i) }, i % 2);
    model.setImages(oneSource(images));
    const auto tags = [&model](Qt::SortOrder order) {
        model.sort(ImagesModel::Size, order);
        return repositories(model);
    };
    QString even;
    QString odd;
    for (int i = 0; i < 50; ++i)
        (i % 2 ? odd : even) += u" r%1"_s.arg(i);
    QCOMPARE(tags(Qt::AscendingOrder), (even + odd).mid(1));
    QCOMPARE(tags(Qt::DescendingOrder), (odd + even).mid(1));
}

void ImagesModelTest::filterAndSource()
{
    ImagesModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    QSignalSpy shown(&model, &ImagesModel::shownChanged);
    SourceImage inUse = testImage(u"a"_s, { u"apple:1"_s });
    inUse.containers = 1;
    model.setImages({ { SourceId { 1 }, u"one"_s,
                          { inUse, testImage(u"b"_s, { u"pear:1"_s }), testImage(u"c"_s, {}) } },
        { SourceId { 2 }, u"two"_s, { testImage(u"b"_s, { u"pear:1"_s }), testImage(u"d"_s, { u"apple:2"_s }) } } });
    QCOMPARE(repositories(model), u"apple pear <dangling> apple"_s);
    QCOMPARE(shown.size(), 1);
    model.setQuery(query(u"apple"_s));
    QCOMPARE(repositories(model), u"apple apple"_s);
    QCOMPARE(model.countFor(QuickFilter::InUse), 1);
    QCOMPARE(model.countFor(QuickFilter::Dangling), 0);
    model.setQuickFilter(QuickFilter::InUse);
    QCOMPARE(repositories(model), u"apple"_s);
    model.setQuery(query(QString()));
    model.setQuickFilter(QuickFilter::Dangling);
    QCOMPARE(repositories(model), u"<dangling>"_s);
    model.setQuickFilter(QuickFilter::All);
    model.setSource(SourceId { 2 });
    QCOMPARE(repositories(model), u"pear apple"_s);
    QCOMPARE(model.totalCount(), 4);
    model.setSource(SourceId { 3 });
    QCOMPARE(repositories(model), QString());
    model.setSource(kAllSources);
    QCOMPARE(repositories(model), u"apple pear <dangling> apple"_s);
    const qsizetype signalsBefore = shown.size();
    model.setSource(kAllSources);
    QCOMPARE(shown.size(), signalsBefore); // nothing changed, nothing said
}

void ImagesModelTest::find_data()
{
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<int>("row");
    QTest::newRow("full name") << u"docker.io/library/debian:12"_s << 0;
    QTest::newRow("short name") << u"debian:12"_s << 0;
    QTest::newRow("repository alone") << u"debian"_s << 0;
    QTest::newRow("another tag") << u"debian:13"_s << -1;
    QTest::newRow("a name like an id") << u"cafe"_s << 1;
    QTest::newRow("id prefix") << digestOf(u"x"_s).shortHex() << 2;
    QTest::newRow("whole digest") << digestOf(u"x"_s).toString() << 2;
    QTest::newRow("nothing") << QString() << -1;
}

void ImagesModelTest::find()
{
    QFETCH(QString, wanted);
    ImagesModel model;
    model.setImages(oneSource({ testImage(u"a"_s, { u"docker.io/library/debian:12"_s }),
        testImage(u"b"_s, { u"cafe:1"_s }), testImage(u"x"_s, {}) }));
    QTEST(model.find(wanted).row(), "row");
}

void ImagesModelTest::originFollowsTheSource()
{
    ImagesModel model;
    SourceImage there = testImage(u"a"_s, { u"a:1"_s });
    there.summary.id.value = u"there"_s;
    model.setImages(
        { { SourceId { 1 }, u"one"_s, { testImage(u"a"_s, { u"a:1"_s }) } }, { SourceId { 2 }, u"two"_s, { there } } });
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.originFor(model.row(0)).source, SourceId { 1 });
    model.setSource(SourceId { 2 });
    QCOMPARE(model.originFor(model.row(0)), (ImageOrigin { SourceId { 2 }, there.summary.id }));
    QCOMPARE(model.rowAt({}), nullptr);
}

void ImagesModelTest::countsAreRightWhenTold()
{
    ImagesModel model;
    model.setQuery(query(u"shown"_s));
    QStringList told;
    connect(&model, &ImagesModel::shownChanged, this, [&] {
        told += u"%1/%2/%3"_s.arg(model.rowCount()).arg(model.countFor(QuickFilter::All)).arg(model.totalCount());
    });
    model.setImages(oneSource({ testImage(u"a"_s, { u"shown:latest"_s }), testImage(u"b"_s, { u"b:latest"_s }) }));
    model.setImages(oneSource({ testImage(u"b"_s, { u"b:latest"_s }) }));
    model.setImages(oneSource({})); // no row that is shown changes, but the total does
    QCOMPARE(told.join(u' '), u"1/1/2 0/0/1 0/0/0"_s);
}

void ImagesModelTest::smallUpdatesAreRowSignals()
{
    ImagesModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    const SourceImage a = testImage(u"a"_s, { u"a:latest"_s });
    const SourceImage b = testImage(u"b"_s, { u"b:latest"_s });
    const SourceImage c = testImage(u"c"_s, { u"c:latest"_s });
    model.setImages(oneSource({ a, b, c }));
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy laidOut(&model, &QAbstractItemModel::layoutChanged);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setImages(oneSource({ a, c, testImage(u"d"_s, { u"d:latest"_s }) }));
    QCOMPARE(repositories(model), u"a c d"_s);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(removed[0][1].toInt(), 1);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(inserted[0][1].toInt(), 2);
    model.setImages(oneSource({ a, c, testImage(u"d"_s, { u"d:latest"_s }) }));
    QCOMPARE(removed.size() + inserted.size(), 2);
    QCOMPARE(laidOut.size(), 0);
    QCOMPARE(reset.size(), 0);
}

void ImagesModelTest::changesAreDataSignals()
{
    ImagesModel model;
    model.setImages(oneSource({ testImage(u"a"_s, { u"a:latest"_s }, 50), testImage(u"b"_s, { u"b:latest"_s }, 10) }));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setImages(oneSource({ testImage(u"a"_s, { u"a:latest"_s }, 50), testImage(u"b"_s, { u"b:latest"_s }, 20) }));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed[0][0].toModelIndex().row(), 1);
    QCOMPARE(changed[0][1].toModelIndex().row(), 1);
    QCOMPARE(model.index(1, ImagesModel::Size).data().toString(), u"20B"_s);
    // A new largest image makes every bar another length.
    model.setImages(oneSource({ testImage(u"a"_s, { u"a:latest"_s }, 50), testImage(u"b"_s, { u"b:latest"_s }, 80) }));
    QCOMPARE(changed.size(), 2);
    QCOMPARE(changed[1][0].toModelIndex().row(), 0);
    QCOMPARE(changed[1][1].toModelIndex().row(), 1);
}

void ImagesModelTest::selectionSurvives()
{
    ImagesModel model;
    QItemSelectionModel selection(&model);
    QList<SourceImage> images;
    for (int i = 0; i < 2000; ++i)
        images += testImage(QString::number(i), { u"repo%1:x"_s.arg(i, 4, 10, QChar(u'0')) }, (i * 7919) % 2000);
    model.setImages(oneSource(images));
    const QModelIndex wanted = model.find(u"repo0900:x"_s);
    selection.setCurrentIndex(wanted, QItemSelectionModel::SelectCurrent | QItemSelectionModel::Rows);
    const auto selected = [&selection, &model] {
        const QModelIndexList rows = selection.selectedRows();
        return rows.size() == 1 && selection.currentIndex().row() == rows[0].row() ? model.row(rows[0].row()).repository
                                                                                   : QString();
    };
    QCOMPARE(selected(), u"repo0900"_s);
    model.sort(ImagesModel::Size, Qt::DescendingOrder);
    QCOMPARE(selected(), u"repo0900"_s);
    model.setQuery(query(u"900"_s));
    QCOMPARE(selected(), u"repo0900"_s);
    model.setQuery(query(QString()));
    QCOMPARE(selected(), u"repo0900"_s);
    images.remove(100, 700);
    model.setImages(oneSource(images));
    QCOMPARE(selected(), u"repo0900"_s);
    model.setQuery(query(u"repo0901"_s));
    QVERIFY(
        !selection.currentIndex().isValid() || model.row(selection.currentIndex().row()).repository == u"repo0901"_s);
}

void ImagesModelTest::manyStretchesAreOneLayoutChange()
{
    ImagesModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    QList<SourceImage> images;
    for (int i = 0; i < 10'000; ++i)
        images += testImage(QString::number(i), { i % 2 ? u"odd%1:1"_s.arg(i) : u"even%1:1"_s.arg(i) });
    model.setImages(oneSource(images));
    const QPersistentModelIndex odd = model.index(4711, 0);
    const QPersistentModelIndex even = model.index(4712, 0);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy laidOut(&model, &QAbstractItemModel::layoutChanged);
    model.setQuery(query(u"odd"_s));
    QCOMPARE(removed.size(), 0);
    QCOMPARE(laidOut.size(), 1);
    QCOMPARE(model.rowCount(), 5000);
    QCOMPARE(odd.data().toString(), u"odd4711"_s);
    QVERIFY(!even.isValid());
}

void ImagesModelTest::randomUpdates()
{
    // Every sequence of updates, filters and sorts must show what a fresh model shows, with indexes that stay with rows.
    ImagesModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    model.setNow(kNow);
    QRandomGenerator random(11);
    QList<SourceImages> sources;
    ImageQuery filter;
    int column = -1;
    Qt::SortOrder order = Qt::AscendingOrder;
    for (int step = 0; step < 400; ++step) {
        QHash<QString, QPersistentModelIndex> kept;
        for (int row = 0; row < model.rowCount(); ++row)
            kept.insert(model.row(row).key, model.index(row, row % ImagesModel::kColumns));
        switch (random.bounded(4)) {
        case 0:
            filter = query(QString(random.bounded(2), QChar(u'0' + random.bounded(10))));
            model.setQuery(filter);
            break;
        case 1:
            column = random.bounded(-1, static_cast<int>(ImagesModel::kColumns));
            order = random.bounded(2) ? Qt::AscendingOrder : Qt::DescendingOrder;
            model.sort(column, order);
            break;
        default: {
            sources = { { SourceId { 1 }, u"one"_s, {} }, { SourceId { 2 }, u"two"_s, {} } };
            const int count = random.bounded(120);
            for (int i = 0; i < count; ++i) {
                const int which = random.bounded(80);
                QStringList names { u"name%1:x"_s.arg(which) };
                if (which % 5 == 0)
                    names = which % 2 ? QStringList() : QStringList { names[0], u"other%1"_s.arg(which) };
                sources[random.bounded(2)].images += testImage(QString::number(which), names, random.bounded(1000));
            }
            model.setImages(sources);
        }
        }
        ImagesModel fresh;
        fresh.setNow(kNow);
        fresh.setQuery(filter);
        fresh.sort(column, order);
        fresh.setImages(sources);
        QCOMPARE(printModel(model), printModel(fresh));
        for (int row = 0; row < model.rowCount(); ++row) {
            const auto known = kept.constFind(model.row(row).key);
            if (known != kept.cend())
                QCOMPARE(known->row(), row);
        }
    }
}

QTEST_GUILESS_MAIN(ImagesModelTest)
#include "tst_imagesmodel.moc"
