// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// An engine with 10,000 images in the window: all are there, and what is chosen and what is looked at stay where they are
// while images come and go over there.

#include "services/stores/engine/enginestore.h"
#include "tests/support/fakeengine.h"
#include "tests/ui/uifixture.h"
#include "ui/imagerowmaker.h"
#include "ui/imagespanel.h"
#include "ui/treeview.h"

#include <algorithm>
#include <numeric>
#include <QtCore/QElapsedTimer>
#include <QtCore/QSet>
#include <QtTest/QSignalSpy>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLongMs = 60'000;

// The window over one engine.
struct Window : UiFixture {
    explicit Window(const QByteArray &images)
        : engine(images)
    {
        const Endpoint endpoint = Endpoint::unixSocket(engine.path());
        services.findStores = [endpoint](const QList<EngineCandidate> &, const EngineOptions &) {
            StoreOffer offer;
            offer.key = offer.location = endpoint.toString();
            offer.title = u"Engine"_s;
            offer.open = [endpoint](Job &job) {
                return EngineStore::connect(endpoint, EngineBrand::Docker, u"Engine"_s, job);
            };
            return FoundStores { { offer }, {} };
        };
        makeWindow();
    }
    ~Window()
    {
        window.reset();
        pool.shutdown();
    }

    ImagesModel &model() const { return window->images(); }
    TreeView *view() const { return window->findChild<ImagesPanel *>()->view(); }
    QString topName() const { return nameOf(view()->indexAt(QPoint(5, 5))); }
    QString nameOf(const QModelIndex &index) const
    {
        const ImageRow *row = model().rowAt(index);
        return row ? row->name : QString();
    }
    QStringList selectedNames() const
    {
        QStringList names;
        for (const QModelIndex &index : view()->selectionModel()->selectedRows())
            names += nameOf(index);
        names.sort();
        return names;
    }

    FakeEngine engine;
};

QByteArray listOf(const QList<int> &numbers)
{
    QByteArray all = "[";
    for (const int number : numbers)
        all += (all.size() > 1 ? "," : "") + FakeEngine::image(number);
    return all + ']';
}

QString nameOf(int number)
{
    return u"team/app%1:latest"_s.arg(number);
}

} // namespace

class tst_ManyImages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { UiFixture::prepareSettings(); }
    void tenThousand();
    void placesAreKept_data();
    void placesAreKept();
    void newestRowsWin();
    void removedWhileItsLayersAreRead();
};

void tst_ManyImages::tenThousand()
{
    constexpr int kMany = 10'000;
    Window test(FakeEngine::images(kMany));
    QElapsedTimer clock;
    clock.start();
    test.window->findStores();
    QTRY_COMPARE_WITH_TIMEOUT(test.model().rowCount(), kMany, kLongMs);
    qInfo("%d images of an engine are in the table after %lld ms", kMany, clock.elapsed());
    // It can be used at once: sorting, filtering, choosing.
    test.view()->sortByColumn(ImagesModel::Size, Qt::DescendingOrder);
    QCOMPARE(test.nameOf(test.model().index(0, 0)), nameOf(kMany - 1));
    test.model().setQuery(ImageQuery::parse(u"app123"_s, QDateTime::currentDateTimeUtc()));
    QCOMPARE(test.model().rowCount(), 11); // app123 and app1230 to app1239
}

void tst_ManyImages::placesAreKept_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("sorted");
    QTest::addRow("few") << 300 << false;
    QTest::addRow("few, sorted") << 300 << true;
    QTest::addRow("many") << 10'000 << false;
    QTest::addRow("many, sorted") << 10'000 << true;
}

void tst_ManyImages::placesAreKept()
{
    QFETCH(int, count);
    QFETCH(bool, sorted);
    QVERIFY(count < ImageRowMaker::kFewImages || count > ImageRowMaker::kFewImages);
    QList<int> numbers(count);
    std::iota(numbers.begin(), numbers.end(), 0);
    Window test(listOf(numbers));
    test.window->findStores();
    QTRY_COMPARE_WITH_TIMEOUT(test.model().rowCount(), count, kLongMs);
    if (sorted)
        test.view()->sortByColumn(ImagesModel::Size, Qt::AscendingOrder);
    TreeView *view = test.view();
    view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view->setCurrentIndex(test.model().index(count / 2, 0));
    view->selectionModel()->select(
        test.model().index(count / 2 + 3, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    view->scrollTo(test.model().index(count / 2, 0), QAbstractItemView::PositionAtTop);
    const QString top = test.topName();
    const QStringList selected = test.selectedNames();
    const QString current = test.nameOf(view->currentIndex());
    QCOMPARE(current, nameOf(count / 2));
    QCOMPARE(selected.size(), 2);
    const auto stays = [&] {
        QCOMPARE(test.nameOf(view->currentIndex()), current);
        QCOMPARE(test.selectedNames(), selected);
        QCOMPARE(test.topName(), top);
    };
    const auto change = [&](const QList<int> &now) {
        test.engine.setImages(listOf(now));
        test.engine.tellOfChange();
        QTRY_COMPARE_WITH_TIMEOUT(test.model().rowCount(), static_cast<int>(now.size()), kLongMs);
        QTRY_COMPARE_WITH_TIMEOUT(test.model().find(nameOf(now.constFirst())).isValid(), true, kLongMs);
    };
    // One more in front, as a pull makes.
    numbers.prepend(-1);
    change(numbers);
    stays();
    // Several above and below go.
    numbers.removeIf([&](int number) { return number % 7 == 3 && number != count / 2 && number != count / 2 + 3; });
    if (!numbers.contains(top.mid(8).section(u':', 0, 0).toInt()))
        return;
    change(numbers);
    stays();
    // All but some go and others come: more than can be told row by row.
    QList<int> others;
    for (int i = 0; i < count; ++i)
        others += i % 2 == 0 ? i + 2 * count : i;
    others.append({ count / 2, count / 2 + 3 });
    others = QList<int>(QSet<int>(others.cbegin(), others.cend()).values());
    std::sort(others.begin(), others.end());
    change(others);
    QCOMPARE(test.nameOf(view->currentIndex()), current);
    QCOMPARE(test.selectedNames(), selected);
    // The engine goes and comes back.
    test.engine.stop();
    QTRY_VERIFY_WITH_TIMEOUT(test.model().rowAt(view->currentIndex())->isStale, kLongMs);
    test.engine.start();
    QTRY_VERIFY_WITH_TIMEOUT(!test.model().rowAt(view->currentIndex())->isStale, kLongMs);
    QCOMPARE(test.nameOf(view->currentIndex()), current);
    QCOMPARE(test.selectedNames(), selected);
}

// Rows that were made of older images never replace newer ones.
void tst_ManyImages::newestRowsWin()
{
    WorkPool pool;
    ImagesModel model;
    ImageRowMaker maker(pool, model);
    QSignalSpy taken(&maker, &ImageRowMaker::taken);
    const auto images = [](int count) {
        SourceImages source;
        source.source = SourceId { 1 };
        for (int i = 0; i < count; ++i) {
            SourceImage image;
            image.summary.id.value = QString::number(i);
            image.summary.names = { u"app:%1"_s.arg(i) };
            source.images.append(image);
        }
        return QList<SourceImages> { source };
    };
    const int many = static_cast<int>(ImageRowMaker::kFewImages) + 1;
    maker.take(images(3));
    QCOMPARE(model.rowCount(), 3); // at once
    QCOMPARE(taken.size(), 1);
    maker.take(images(many));
    QVERIFY(maker.isMaking());
    QCOMPARE(model.rowCount(), 3);
    for (int i = 1; i <= 5; ++i)
        maker.take(images(many + i));
    QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), many + 5, kLongMs);
    QVERIFY(!maker.isMaking());
    QCOMPARE(taken.size(), 3); // the first, and the newest: what came between is of no use
    maker.take(images(many));
    maker.take(images(2));
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(!maker.isMaking());
    QTest::qWait(50);
    QCOMPARE(model.rowCount(), 2);
    pool.shutdown();
}

// The engine is busy with its export when somebody removes the image over there.
void tst_ManyImages::removedWhileItsLayersAreRead()
{
    Window test(FakeEngine::images(2));
    const QByteArray exported = "/images/" + QByteArray(FakeEngine::idOf(0)).replace(":", "%3A") + "/get";
    test.engine.setAnswer(exported, FakeEngine::silence());
    test.window->findStores();
    QTRY_COMPARE_WITH_TIMEOUT(test.model().rowCount(), 2, kLongMs);
    test.view()->setCurrentIndex(test.model().index(0, 0));
    QTRY_VERIFY_WITH_TIMEOUT(test.engine.requests(exported) > 0, kLongMs);
    QVERIFY(test.window->session().state() != ImageSession::State::Empty);
    test.engine.setImages(listOf({ 1 }));
    test.engine.tellOfChange();
    QTRY_COMPARE_WITH_TIMEOUT(test.model().rowCount(), 1, kLongMs);
    QTRY_COMPARE_WITH_TIMEOUT(test.window->session().state(), ImageSession::State::Empty, kLongMs);
    QTRY_VERIFY_WITH_TIMEOUT(test.window->sources().sources().constFirst().state == SourceState::Ready, kLongMs);

    // Gone before anybody heard of it: reading says so, and the engine stays.
    test.engine.setAnswer("/images/" + QByteArray(FakeEngine::idOf(1)).replace(":", "%3A") + "/get",
        FakeEngine::raw("HTTP/1.1 404 Not Found\r\nContent-Length: 28\r\n\r\n{\"message\":\"No such image\"}\n"));
    test.view()->setCurrentIndex(test.model().index(0, 0));
    QTRY_COMPARE_WITH_TIMEOUT(test.window->session().state(), ImageSession::State::Done, kLongMs);
    QVERIFY(!test.window->session().isWhole());
    const std::optional<Error> &why = test.window->session().layers().front().error;
    QVERIFY(why);
    QCOMPARE(why->code, ErrorCode::NotFound);
    QCOMPARE(test.window->sources().sources().constFirst().state, SourceState::Ready);
}

QTEST_MAIN(tst_ManyImages)
#include "tst_manyimages.moc"
