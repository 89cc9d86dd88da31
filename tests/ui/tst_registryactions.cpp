// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Images in a registry in the window: looked into without pulling them, and asked whether there is a newer one.

#include "services/pull/librarypull.h"
#include "services/stores/library/librarystore.h"
#include "tests/support/registryfixture.h"
#include "tests/support/tarbuilder.h"
#include "tests/ui/uifixture.h"
#include "ui/filesbar.h"
#include "ui/filespanel.h"
#include "ui/imagespanel.h"
#include "ui/inspector.h"
#include "ui/layerspanel.h"
#include "ui/notice.h"
#include "ui/statepage.h"
#include "ui/treeview.h"

#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using Fault = FaultyRegistry::Fault;
using SessionState = ImageSession::State;

namespace {

ImageSpec imageFor(const QByteArray &architecture)
{
    ImageSpec image;
    image.platform("linux", architecture);
    image.layer(TarBuilder().file("etc/base", std::string(3000, 'a')).bytes(), "ADD base");
    image.layer(
        TarBuilder().file("srv/" + architecture.toStdString(), std::string(90'000, 'b')).bytes(), "COPY srv /srv");
    return image;
}

struct Shown {
    Shown()
    {
        fixture.services.registries = quickAccess;
        fixture.services.pullRoot = folder.filePath(u"images"_s);
        fixture.services.findStores = [path = fixture.services.pullRoot](const auto &, const auto &) {
            FoundStores found;
            StoreOffer offer;
            offer.kind = StoreKind::Library;
            offer.key = offer.location = path;
            offer.title = u"Library"_s;
            offer.open = [path](Job &) { return Result<ImageStorePtr>(std::make_shared<LibraryStore>(path)); };
            found.stores = { offer };
            return found;
        };
        fixture.makeWindow();
        amd = imageFor("amd64");
        arm = imageFor("arm64");
        putImage(registry, amd, "1");
        putIndex(registry, "many", { amd, arm });
    }

    MainWindow &window() { return *fixture.window; }
    QString name(const QString &rest) const { return referenceTo(registry, rest).toString(); }
    void look(const QString &rest) { window().openPaths({ u"docker://"_s + name(rest) }); }
    StatePage *filesPage() { return window().inspector()->files()->findChild<StatePage *>(); }
    QPushButton *button(const QString &part)
    {
        const auto all = filesPage()->findChildren<QPushButton *>();
        for (QPushButton *each : all) {
            if (each->isVisible() && each->text().contains(part))
                return each;
        }
        return nullptr;
    }
    void pull(const QString &rest)
    {
        RemoteRepository repository(referenceTo(registry, rest), quickAccess());
        Job job;
        const PullSources sources { fixture.services.pullRoot, {} };
        const auto plan = planPull(repository, resolve(repository, job).value(), {}, sources, job).value();
        PullProgress progress(plan);
        QVERIFY(pullIntoLibrary(repository, plan, sources, progress, fixture.pool, job));
    }
    QString updateOf(const QString &tag)
    {
        ImagesModel &images = window().images();
        for (int row = 0; row < images.rowCount(); ++row) {
            if (images.row(row).tag == tag)
                return images.index(row, ImagesModel::Update).data().toString();
        }
        return u"no such row"_s;
    }

    QTemporaryDir folder;
    FaultyRegistry registry;
    ImageSpec amd;
    ImageSpec arm;
    UiFixture fixture;
};

} // namespace

class TestRegistryActions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { UiFixture::prepareSettings(); }
    void init() { QSettings().clear(); }
    void looksInsideWithoutPulling();
    void downloadsAllLayers();
    void failedLayerIsTriedAgain();
    void endedDownloadsTakeNoFocus_data();
    void endedDownloadsTakeNoFocus();
    void cancelledDownloadCanBeAskedForAgain();
    void anotherPlatform();
    void standsForItself();
    void unreachableOneSaysSo();
    void tellsNewerOnes();
    void asksOnlyAboutWhatWasPulled();
    void anotherQuestionEndsNoCheck();
    void passingByAsksForNothing();
    void menuHasEachLetterOnce();
};

void TestRegistryActions::looksInsideWithoutPulling()
{
    Shown shown;
    MainWindow &window = shown.window();
    shown.look(u":1"_s);
    QTRY_COMPARE(window.session().state(), SessionState::Done);
    QCOMPARE(window.images().rowCount(), 1);
    LayersModel &layers = window.inspector()->layers()->model();
    QCOMPARE(layers.layerCount(), 2);
    QCOMPARE(layers.state(1), LayerState::Remote);
    QVERIFY(layers.indexOf(1, LayersModel::Size).data().toString().endsWith(u"↓"_s));
    QCOMPARE(shown.registry.count("/blobs/sha256"), 1); // the config
    QVERIFY(shown.filesPage()->isVisible());
    QVERIFY2(shown.filesPage()->title().contains(u"in the registry"_s), qPrintable(shown.filesPage()->title()));

    QPushButton *one = shown.button(u"this layer"_s);
    QVERIFY(one);
    QTest::mouseClick(one, Qt::LeftButton);
    QTRY_COMPARE(layers.state(1), LayerState::Ready);
    QTRY_COMPARE(window.session().state(), SessionState::Done);
    QTRY_VERIFY(window.inspector()->files()->view()->isVisible());
    QCOMPARE(window.session().proof(), ProofState::Skipped); // one layer of two proves nothing of the image
    QCOMPARE(layers.state(0), LayerState::Remote);
    QCOMPARE(shown.registry.count("/blobs/" + shown.amd.layers[0].digest()), 0);
    QVERIFY(!QFileInfo::exists(shown.fixture.services.pullRoot)); // nothing is kept
}

void TestRegistryActions::downloadsAllLayers()
{
    Shown shown;
    MainWindow &window = shown.window();
    shown.look(u":1"_s);
    QTRY_COMPARE(window.session().state(), SessionState::Done);
    QPushButton *all = shown.button(u"all 2 layer"_s);
    QVERIFY(all);
    QTest::mouseClick(all, Qt::LeftButton);
    QTRY_VERIFY(window.session().isWhole());
    QTRY_COMPARE(window.session().state(), SessionState::Done);
    QVERIFY(window.session().leftLayers().isEmpty());
    QCOMPARE(window.session().layersRead(), 2);
}

void TestRegistryActions::failedLayerIsTriedAgain()
{
    Shown shown;
    MainWindow &window = shown.window();
    shown.registry.fail(Fault::WrongBytes, "/blobs/" + shown.amd.layers[1].digest(), 1);
    shown.look(u":1"_s);
    QTRY_COMPARE(window.session().state(), SessionState::Done);
    QTest::mouseClick(shown.button(u"this layer"_s), Qt::LeftButton);
    LayersModel &layers = window.inspector()->layers()->model();
    QTRY_COMPARE(layers.state(1), LayerState::Failed);
    QTRY_VERIFY(shown.button(u"Download again"_s));
    // What the registry did wrong, in the words of a pull.
    QVERIFY2(shown.filesPage()->title().contains(u"What the registry sent of"_s)
            && shown.filesPage()->title().contains(shown.name(u":1"_s)),
        qPrintable(shown.filesPage()->title()));
    QTest::mouseClick(shown.button(u"Download again"_s), Qt::LeftButton);
    QTRY_COMPARE(layers.state(1), LayerState::Ready);
}

void TestRegistryActions::endedDownloadsTakeNoFocus_data()
{
    QTest::addColumn<QString>("end");
    for (const char *end : { "failed", "cancelled", "another image" })
        QTest::addRow("%s", end) << QString::fromLatin1(end);
}

// The button that asked is gone, so the files get the focus; but not long after, when nobody waits for them any more.
void TestRegistryActions::endedDownloadsTakeNoFocus()
{
    QFETCH(QString, end);
    Shown shown;
    MainWindow &window = shown.window();
    const QByteArray blob = "/blobs/" + shown.amd.layers[1].digest();
    shown.registry.fail(end == u"failed"_s ? Fault::WrongBytes : Fault::Hung, blob, 1);
    shown.look(u":1"_s);
    QTRY_COMPARE(window.session().state(), SessionState::Done);
    QTest::mouseClick(shown.button(u"this layer"_s), Qt::LeftButton);
    QTRY_VERIFY(shown.registry.count(blob) > 0);
    TreeView *images = window.imagesPanel()->view();
    if (end == u"another image"_s) {
        shown.look(u":many"_s);
        QTRY_COMPARE(window.session().state(), SessionState::Done);
        shown.look(u":1"_s);
        QTRY_COMPARE(window.session().store()->title(), shown.name(u":1"_s));
    } else if (end == u"cancelled"_s) {
        window.session().cancel();
    }
    QTRY_COMPARE(window.session().state(), SessionState::Done);
    QTRY_VERIFY(shown.button(u"ownload"_s)); // again, or this layer
    images->setFocus();
    window.session().download({ 1 });
    QTRY_COMPARE(window.inspector()->layers()->model().state(1), LayerState::Ready);
    QTRY_VERIFY(window.inspector()->files()->view()->isVisible());
    QTRY_COMPARE(window.session().state(), SessionState::Done);
    QCOMPARE(window.focusWidget(), images);
}

void TestRegistryActions::cancelledDownloadCanBeAskedForAgain()
{
    Shown shown;
    MainWindow &window = shown.window();
    shown.registry.fail(Fault::Hung, "/blobs/" + shown.amd.layers[1].digest(), 1);
    shown.look(u":1"_s);
    QTRY_COMPARE(window.session().state(), SessionState::Done);
    QTest::mouseClick(shown.button(u"this layer"_s), Qt::LeftButton);
    QTRY_COMPARE(window.session().state(), SessionState::Reading);
    QTRY_VERIFY(shown.registry.count("/blobs/" + shown.amd.layers[1].digest()) > 0);
    window.session().cancel();
    QTRY_COMPARE(window.session().state(), SessionState::Done);
    LayersModel &layers = window.inspector()->layers()->model();
    QCOMPARE(layers.state(1), LayerState::Remote);
    QTRY_VERIFY(shown.button(u"this layer"_s));
    QTest::mouseClick(shown.button(u"this layer"_s), Qt::LeftButton);
    QTRY_COMPARE(layers.state(1), LayerState::Ready);
}

void TestRegistryActions::anotherPlatform()
{
    Shown shown;
    MainWindow &window = shown.window();
    shown.look(u":many"_s);
    QTRY_COMPARE(window.images().rowCount(), 2);
    QTRY_COMPARE(window.session().state(), SessionState::Done);
    const int other = window.images().row(0).image.summary.isLocal ? 1 : 0;
    QVERIFY(!window.images().row(other).image.summary.isLocal);
    window.imagesPanel()->view()->setCurrentIndex(window.images().index(other, 0));
    QTRY_COMPARE(window.session().details() ? window.session().details()->layers.size() : 0, 2);
    QTRY_VERIFY(window.images().row(other).image.summary.isLocal); // known by now
    QVERIFY(window.images().row(other).sizeBytes > 0);
}

// What is in a registry is no part of what is here: neither in a row with it, nor in a total.
void TestRegistryActions::standsForItself()
{
    Shown shown;
    MainWindow &window = shown.window();
    shown.pull(u":1"_s);
    window.findStores();
    QTRY_COMPARE(window.images().rowCount(), 1);
    shown.look(u":1"_s);
    QTRY_COMPARE(window.images().totalCount(), 2);
    QTRY_COMPARE(window.images().rowCount(), 1);
    QVERIFY(window.images().row(0).isRemote);
    QTRY_COMPARE(window.session().state(), SessionState::Done);
    // The Library has the layers: they are read there.
    QTRY_VERIFY(window.session().isWhole());
    QCOMPARE(window.session().store()->kind(), StoreKind::Registry);
    window.sourcesView()->setCurrentIndex(window.sourcesView()->model()->index(0, 0));
    QCOMPARE(window.images().rowCount(), 1);
    QVERIFY(!window.images().row(0).isRemote);
    QCOMPARE(window.images().row(0).origins.size(), 1);
}

void TestRegistryActions::unreachableOneSaysSo()
{
    Shown shown;
    MainWindow &window = shown.window();
    shown.look(u":missing"_s);
    StatePage *page = window.imagesPanel()->states()->page();
    QCOMPARE(window.sources().sources().size(), 1);
    QTRY_COMPARE(window.sources().sources()[0].state, SourceState::Failed);
    QVERIFY(page->isVisible());
    QVERIFY2(page->title().contains(u"missing"_s), qPrintable(page->title()));
    // The same again is the same source; it is there by now.
    putImage(shown.registry, shown.amd, "missing");
    shown.look(u":missing"_s);
    QTRY_COMPARE(window.images().rowCount(), 1);
    QCOMPARE(window.sources().sources().size(), 1);
}

void TestRegistryActions::tellsNewerOnes()
{
    Shown shown;
    MainWindow &window = shown.window();
    shown.pull(u":1"_s);
    shown.pull(u":many"_s);
    window.findStores();
    QTRY_COMPARE(window.images().rowCount(), 2);
    QVERIFY(window.imagesPanel()->view()->isColumnHidden(ImagesModel::Update));
    ImageSpec after = imageFor("amd64");
    after.instruction("ENV NEW=1");
    putImage(shown.registry, after, "1");
    auto *actions = window.findChild<QAction *>(u"lookForNewer"_s);
    QVERIFY(actions);
    actions->trigger();
    QVERIFY(!window.imagesPanel()->view()->isColumnHidden(ImagesModel::Update));
    QTRY_COMPARE(shown.updateOf(u"1"_s), u"newer"_s);
    QTRY_COMPARE(shown.updateOf(u"many"_s), u"up to date"_s);
    QCOMPARE(shown.registry.count("/manifests/many"), 2); // pulled, then asked about
    // Once the newer one is here, nothing is said of it any more.
    shown.pull(u":1"_s);
    QTRY_COMPARE(shown.updateOf(u"1"_s), QString());
}

void TestRegistryActions::asksOnlyAboutWhatWasPulled()
{
    Shown shown;
    MainWindow &window = shown.window();
    shown.fixture.openAndRead(UiFixture::samplePath());
    shown.registry.forgetRequests();
    window.findChild<QAction *>(u"lookForNewer"_s)->trigger();
    QTRY_COMPARE(shown.updateOf(u"latest"_s), u"not pulled"_s);
    QVERIFY(shown.registry.requests().isEmpty());
}

void TestRegistryActions::anotherQuestionEndsNoCheck()
{
    Shown shown;
    MainWindow &window = shown.window();
    shown.pull(u":1"_s);
    shown.pull(u":many"_s);
    window.findStores();
    QTRY_COMPARE(window.images().rowCount(), 2);
    auto *all = window.findChild<QAction *>(u"lookForNewer"_s);
    all->trigger();
    QTRY_COMPARE(shown.updateOf(u"1"_s), u"up to date"_s);
    QTRY_COMPARE(shown.updateOf(u"many"_s), u"up to date"_s);
    // What was known comes back when nobody answers, and the one question that waited is dropped with the others.
    shown.registry.fail(Fault::Hung, "/manifests/");
    const auto ask = [&](const QString &tag) {
        for (int row = 0; row < window.images().rowCount(); ++row) {
            if (window.images().row(row).tag == tag)
                window.registries().checkForNewer({ window.images().row(row) });
        }
    };
    ask(u"1"_s);
    ask(u"many"_s);
    QCOMPARE(shown.updateOf(u"1"_s), shown.updateOf(u"many"_s));
    QVERIFY(shown.updateOf(u"1"_s) != u"up to date"_s); // it is asked about
    QCOMPARE(window.jobs().items().size(), 1);
    window.jobs().items().constFirst().job->cancel();
    QTRY_COMPARE(shown.updateOf(u"1"_s), u"up to date"_s);
    QTRY_COMPARE(shown.updateOf(u"many"_s), u"up to date"_s);
    QTRY_VERIFY(window.jobs().items().isEmpty());
}

void TestRegistryActions::passingByAsksForNothing()
{
    Shown shown;
    MainWindow &window = shown.window();
    QList<ImageSpec> images;
    for (const char *name : { "amd64", "arm64", "s390x", "ppc64le", "riscv64", "386" })
        images.append(imageFor(name));
    putIndex(shown.registry, "all", images);
    shown.look(u":all"_s);
    QTRY_COMPARE(window.images().rowCount(), 6);
    QTRY_COMPARE(window.session().state(), SessionState::Done);
    shown.registry.forgetRequests();
    TreeView *view = window.imagesPanel()->view();
    view->setFocus();
    view->setCurrentIndex(view->model()->index(0, 0));
    for (int i = 1; i < 6; ++i)
        QTest::keyClick(view, Qt::Key_Down);
    QTest::qWait(400);
    QTRY_COMPARE(window.session().state(), SessionState::Done);
    QVERIFY(shown.registry.count("/manifests/") <= 1);
}

// Of an image in the Library with a newer one, in an archive, and in a registry.
void TestRegistryActions::menuHasEachLetterOnce()
{
    Shown shown;
    MainWindow &window = shown.window();
    QStringList seen;
    const auto lookAtMenus = [&] {
        for (int row = 0; row < window.images().rowCount(); ++row) {
            QMenu menu;
            Q_EMIT window.imagesPanel()->menuWanted(&menu, window.images().row(row));
            QHash<QChar, QString> letters;
            for (const QAction *action : menu.actions()) {
                if (action->isSeparator() || !action->isVisible())
                    continue;
                const QString text = action->text();
                seen += QString(text).remove(u'&');
                const qsizetype at = text.indexOf(u'&');
                QVERIFY2(at >= 0 && at + 1 < text.size(), qPrintable(text));
                const QChar letter = text.at(at + 1).toLower();
                QVERIFY2(!letters.contains(letter), qPrintable(letters.value(letter) + u" and "_s + text));
                letters.insert(letter, text);
            }
        }
    };
    shown.pull(u":1"_s);
    window.findStores();
    QTRY_COMPARE(window.images().rowCount(), 1);
    ImageSpec after = imageFor("amd64");
    after.instruction("ENV NEW=1");
    putImage(shown.registry, after, "1");
    window.findChild<QAction *>(u"lookForNewer"_s)->trigger();
    QTRY_COMPARE(shown.updateOf(u"1"_s), u"newer"_s);
    lookAtMenus();
    shown.fixture.openAndRead(UiFixture::samplePath());
    lookAtMenus();
    shown.look(u":many"_s);
    QTRY_COMPARE(window.session().store() ? window.session().store()->kind() : StoreKind::Library, StoreKind::Registry);
    lookAtMenus();
    for (const QString &text : { u"Import into Library"_s, u"Export …"_s, u"Is there a newer one?"_s,
             u"Pull the newer one …"_s, u"Pull …"_s, u"Remove the image …"_s, u"Look at it in the registry"_s })
        QVERIFY2(seen.contains(text), qPrintable(text));
}

QTEST_MAIN(TestRegistryActions)
#include "tst_registryactions.moc"
