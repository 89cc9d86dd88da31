// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/imagebuilder.h"
#include "tests/support/tarbuilder.h"
#include "tests/ui/uifixture.h"

#include "models/detailsmodel.h"
#include "models/filetreemodel.h"
#include "ui/filesbar.h"
#include "ui/filespanel.h"
#include "ui/filterbar.h"
#include "ui/imagespanel.h"
#include "ui/inspector.h"
#include "ui/jsonpanel.h"
#include "ui/labels.h"
#include "ui/layerspanel.h"
#include "ui/overviewpanel.h"
#include "ui/recentfiles.h"
#include "ui/statepage.h"
#include "ui/theme.h"
#include "ui/treeview.h"

#include <QtCore/QMimeData>
#include <QtCore/QTemporaryDir>
#include <QtGui/QClipboard>
#include <QtGui/QDropEvent>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMenuBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QToolButton>

using namespace varve;
using namespace varve::test;

class tst_MainWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { UiFixture::prepareSettings(); }
    void init() { QSettings().clear(); }

    void startsWithTheEmptyPage();
    void opensTheSample();
    void layerSelectionDrivesTheFiles();
    void everyModeShowsItsFiles();
    void filterOpensFoldersAndGivesThemBack();
    void kindsOfChangeAreFiltered();
    void expansionAndSelectionSurviveLayers();
    void jumpGoesToTheLastChange();
    void sortAsksForAnotherProjection();
    void duplicatesAreOpenedOnce();
    void errorsStayInTheListWithTheirReason_data();
    void errorsStayInTheListWithTheirReason();
    void oneBadArchiveOfTwo();
    void closingGoesBackToTheEmptyPage();
    void cancelledOpeningSaysSo();
    void windowAnswersWhileAStoreHangs();
    void layersAppearAsTheyAreReadAndCanBeCancelled();
    void closingTheWindowWhileReading();
    void dropOpensFilesAndFolders();
    void imageFilterKeepsTheInspector();
    void overviewAndJsonShowTheImage();
    void wrongDocumentIsNamed();
    void copyTakesTheRealBytes();
    void contextMenusOpenByKeyboard();
    void recentFilesAreRemembered();
    void shortcutsWork();
    void columnsGiveWayAndComeBack();
    void typingKeepsTheFocus();
    void arrowKeysPassOverHeadings();
    void coloursFollowTheTheme();
    void timesGoOn();
    void columnMenusAreMadeOnce();
    void partialFiguresSaySo();
    void hugeNamesAreCut();
    void rowsFitLargeFonts();
    void aFailedMergeIsNotOverwritten();
    void stateIsRestored();

private:
    static FileTreeModel *files(UiFixture &ui)
    {
        return qobject_cast<FileTreeModel *>(ui.window->inspector()->files()->view()->model());
    }
    static QString childNames(UiFixture &ui)
    {
        QStringList names;
        for (int row = 0; row < files(ui)->rowCount(); ++row)
            names += files(ui)->index(row, FileTreeModel::Change).data().toString() + QLatin1Char(' ')
                + files(ui)->index(row, 0).data().toString();
        return names.join(QLatin1Char(','));
    }
    static QModelIndex at(UiFixture &ui, const QByteArray &path)
    {
        const auto projection = ui.window->session().projection();
        return files(ui)->indexOf(projection->tree().find(path.toStdString()));
    }
    static QString settled(UiFixture &ui)
    {
        // The projection that is shown is the one that was asked for last.
        const auto isCurrent = [&ui] { return !ui.window->session().isProjecting(); };
        return QTest::qWaitFor(isCurrent, 10'000) ? childNames(ui) : QStringLiteral("timeout");
    }
    static void selectLayer(UiFixture &ui, int layer) { ui.window->inspector()->layers()->selectLayer(layer); }
};

void tst_MainWindow::startsWithTheEmptyPage()
{
    UiFixture ui;
    auto *page = ui.window->findChild<QWidget *>(QStringLiteral("emptyPage"));
    QVERIFY(page && page->isVisible());
    const auto buttons = page->findChildren<QPushButton *>();
    QStringList texts;
    for (const QPushButton *button : buttons) {
        if (button->isVisible())
            texts += button->text();
    }
    QCOMPARE(texts.size(), 3);
    QVERIFY(ui.window->jobs().items().isEmpty());
}

void tst_MainWindow::opensTheSample()
{
    UiFixture ui;
    auto *page = ui.window->findChild<QWidget *>(QStringLiteral("emptyPage"));
    for (QPushButton *button : page->findChildren<QPushButton *>()) {
        if (button->text().contains(QStringLiteral("sample")))
            QTest::mouseClick(button, Qt::LeftButton);
    }
    QTRY_COMPARE_WITH_TIMEOUT(ui.window->session().state(), ImageSession::State::Done, 20'000);
    QCOMPARE(ui.window->images().rowCount(), 3);
    QTRY_COMPARE(ui.window->inspector()->layers()->model().rowCount(), 8);
    QTRY_COMPARE(ui.window->session().proof(), ProofState::Verified);
    auto *proof = ui.window->findChild<QLabel *>(QStringLiteral("imageProof"));
    QTRY_COMPARE(proof->text(), QStringLiteral("Verified"));
    QVERIFY(!page->isVisible());
    QTRY_VERIFY(ui.window->jobs().items().isEmpty());
    // The table's size becomes the content of the layers once it is known, as engines print it.
    const ImageRow *row = ui.window->imagesPanel()->chosen();
    QVERIFY(row);
    QTRY_COMPARE(ui.window->imagesPanel()->chosen()->sizeBytes, ui.window->session().unpackedBytes());
}

void tst_MainWindow::layerSelectionDrivesTheFiles()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    selectLayer(ui, 0);
    const QString bottom = settled(ui);
    QVERIFY(bottom.contains(QStringLiteral("A etc")));
    selectLayer(ui, 5);
    QVERIFY(settled(ui) != bottom);
    // Layer 6 deletes the package cache.
    const QModelIndex cache = at(ui, "var/cache/pkg");
    QVERIFY(cache.isValid());
    QCOMPARE(cache.siblingAtColumn(FileTreeModel::Change).data().toString(), QStringLiteral("R"));
}

void tst_MainWindow::everyModeShowsItsFiles()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    FilesBar *bar = ui.window->inspector()->files()->bar();
    selectLayer(ui, 5);
    QMap<TreeMode, bool> hasCache;
    for (const TreeMode mode :
        { TreeMode::ThisLayer, TreeMode::UpToHere, TreeMode::WholeImage, TreeMode::ChangesOnly }) {
        bar->setMode(mode);
        QVERIFY(!settled(ui).isEmpty());
        QCOMPARE(ui.window->session().projection()->request().mode, mode);
        hasCache[mode] = at(ui, "var/cache/pkg").isValid();
    }
    QVERIFY(hasCache[TreeMode::ThisLayer]);
    QVERIFY(hasCache[TreeMode::UpToHere]); // removed here, so still visible
    QVERIFY(!hasCache[TreeMode::WholeImage]);
}

void tst_MainWindow::filterOpensFoldersAndGivesThemBack()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    FilesPanel *panel = ui.window->inspector()->files();
    panel->bar()->setMode(TreeMode::WholeImage);
    settled(ui);
    const QModelIndex etc = at(ui, "etc");
    QVERIFY(etc.isValid());
    panel->view()->collapse(etc); // small trees open by themselves
    QVERIFY(!panel->view()->isExpanded(etc));
    auto *edit = panel->findChild<QLineEdit *>(QStringLiteral("fileFilter"));
    QTest::keyClicks(edit, QStringLiteral("passwd"));
    settled(ui);
    QCOMPARE(files(ui)->rowCount(), 1);
    QVERIFY(panel->view()->isExpanded(at(ui, "etc")));
    QVERIFY(at(ui, "etc/passwd").isValid());
    QTest::keyClicks(edit, QStringLiteral("-nowhere"));
    settled(ui);
    QTRY_COMPARE(panel->findChild<StatePage *>()->title(), QStringLiteral("Nothing matches the filter"));
    QTest::mouseClick(panel->findChild<StatePage *>()->findChild<QPushButton *>(), Qt::LeftButton);
    settled(ui);
    QVERIFY(edit->text().isEmpty());
    QVERIFY(files(ui)->rowCount() > 5);
    QVERIFY(!panel->view()->isExpanded(at(ui, "etc")));
}

void tst_MainWindow::kindsOfChangeAreFiltered()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    FilesPanel *panel = ui.window->inspector()->files();
    panel->bar()->setMode(TreeMode::ChangesOnly);
    settled(ui);
    const auto all = ui.window->session().projection()->shownCount();
    for (QToolButton *button : panel->bar()->findChildren<QToolButton *>()) {
        if (button->text() == QStringLiteral("A"))
            QTest::mouseClick(button, Qt::LeftButton);
    }
    settled(ui);
    const TreeProjectionPtr projection = ui.window->session().projection();
    QVERIFY(projection->shownCount() < all);
    QVERIFY(panel->bar()->isFiltering());
    for (std::uint32_t node = 1; node < projection->tree().size(); ++node) {
        const NodeId id { node };
        if (projection->contains(id) && projection->hasChange(id) && projection->rowCount(id) == 0)
            QVERIFY(projection->change(id) != ChangeKind::Added);
    }
}

void tst_MainWindow::expansionAndSelectionSurviveLayers()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    FilesPanel *panel = ui.window->inspector()->files();
    TreeView *view = panel->view();
    panel->bar()->setMode(TreeMode::UpToHere);
    selectLayer(ui, 0);
    settled(ui);
    view->expand(at(ui, "etc"));
    view->expand(at(ui, "usr"));
    view->setCurrentIndex(at(ui, "etc/passwd"));
    QVERIFY(view->currentIndex().isValid());
    for (const int layer : { 3, 7, 1 }) {
        selectLayer(ui, layer);
        settled(ui);
        QVERIFY(view->isExpanded(at(ui, "etc")));
        QVERIFY(view->isExpanded(at(ui, "usr")));
        QCOMPARE(view->currentIndex().data(PathRole).toByteArray(), QByteArray("etc/passwd"));
    }
    // A layer that does not know the folder, and back.
    panel->bar()->setMode(TreeMode::ThisLayer);
    selectLayer(ui, 2);
    settled(ui);
    QVERIFY(!at(ui, "etc").isValid());
    panel->bar()->setMode(TreeMode::UpToHere);
    settled(ui);
    QVERIFY(view->isExpanded(at(ui, "etc")));
    QCOMPARE(view->currentIndex().data(PathRole).toByteArray(), QByteArray("etc/passwd"));
    // What was closed by hand stays closed.
    view->collapse(at(ui, "etc"));
    selectLayer(ui, 6);
    settled(ui);
    QVERIFY(!view->isExpanded(at(ui, "etc")));
    QVERIFY(view->isExpanded(at(ui, "usr")));
}

void tst_MainWindow::jumpGoesToTheLastChange()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    FilesPanel *panel = ui.window->inspector()->files();
    panel->bar()->setMode(TreeMode::WholeImage);
    settled(ui);
    panel->view()->setCurrentIndex(at(ui, "etc/passwd"));
    const auto changes = ui.window->session().tree()->changes(files(ui)->nodeOf(panel->view()->currentIndex()));
    const int expected = changes.back().layer;
    QVERIFY(expected > 0);
    panel->jumpToLastChange();
    settled(ui);
    QCOMPARE(ui.window->inspector()->layers()->selectedRange(), std::pair(expected, expected));
    QCOMPARE(panel->bar()->mode(), TreeMode::ThisLayer);
    QCOMPARE(panel->view()->currentIndex().data(PathRole).toByteArray(), QByteArray("etc/passwd"));
}

void tst_MainWindow::sortAsksForAnotherProjection()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    FilesPanel *panel = ui.window->inspector()->files();
    panel->bar()->setMode(TreeMode::WholeImage);
    panel->view()->sortByColumn(FileTreeModel::Size, Qt::DescendingOrder);
    settled(ui);
    qint64 before = std::numeric_limits<qint64>::max();
    for (int row = 0; row < files(ui)->rowCount(); ++row) {
        const qint64 bytes = files(ui)->index(row, FileTreeModel::Size).data(BytesRole).toLongLong();
        QVERIFY(bytes <= before);
        before = bytes;
    }
}

void tst_MainWindow::duplicatesAreOpenedOnce()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    const ImageTreePtr tree = ui.window->session().tree();
    const QString other = QFileInfo(UiFixture::samplePath()).path() + QStringLiteral("/../sample/./varve-sample.tar");
    ui.window->openPaths({ UiFixture::samplePath(), other });
    QTest::qWait(50);
    QCOMPARE(ui.window->sources().sources().size(), 1);
    QCOMPARE(ui.window->images().rowCount(), 3);
    QCOMPARE(ui.window->session().tree(), tree); // nothing was read again
    // With another source shown, opening the first one again goes back to it.
    QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("copy.tar"));
    ImageSpec image({ QStringLiteral("copy:1") });
    image.layer(TarBuilder().file("a", "1").bytes(), "COPY a /");
    QVERIFY(writeFile(copy, dockerArchive({ image }).tar()));
    ui.window->openPaths({ copy });
    QTRY_VERIFY(ui.window->session().details() && ui.window->session().details()->layers.size() == 1);
    QTRY_COMPARE(ui.window->session().state(), ImageSession::State::Done);
    ui.window->openPaths({ UiFixture::samplePath() });
    QTRY_VERIFY(ui.window->session().details() && ui.window->session().details()->layers.size() == 8);
}

void tst_MainWindow::errorsStayInTheListWithTheirReason_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("exists");
    QTest::addRow("text") << QByteArray("This is no archive.\n") << true;
    QTest::addRow("empty") << QByteArray() << true;
    QTest::addRow("absent") << QByteArray() << false;
    QTest::addRow("cut short") << QByteArray("cut") << true;
}

void tst_MainWindow::errorsStayInTheListWithTheirReason()
{
    QFETCH(QByteArray, content);
    QFETCH(bool, exists);
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("bad.tar"));
    if (exists) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        if (content == "cut") {
            QFile sample(UiFixture::samplePath());
            QVERIFY(sample.open(QIODevice::ReadOnly));
            content = sample.read(700);
        }
        file.write(content);
    }
    UiFixture ui;
    ui.window->openPaths({ path });
    QTRY_COMPARE(ui.window->sources().sources().constFirst().state, SourceState::Failed);
    StatePage *page = ui.window->imagesPanel()->states()->page();
    QTRY_VERIFY(page->isVisible());
    QVERIFY2(page->title().contains(QStringLiteral("bad.tar")), qPrintable(page->title()));
    QPushButton *retry = nullptr;
    QPushButton *remove = nullptr;
    for (QPushButton *button : page->findChildren<QPushButton *>()) {
        if (button->text() == QStringLiteral("Try again"))
            retry = button;
        if (button->text() == QStringLiteral("Remove"))
            remove = button;
    }
    QVERIFY(retry && retry->isVisible() && remove && remove->isVisible());
    // Once the file is good, trying again opens it.
    if (qstrcmp(QTest::currentDataTag(), "empty") == 0) {
        QVERIFY(QFile::remove(path) && QFile::copy(UiFixture::samplePath(), path));
        QTest::mouseClick(retry, Qt::LeftButton);
        QTRY_COMPARE(ui.window->sources().sources().constFirst().state, SourceState::Ready);
        QTRY_COMPARE(ui.window->images().rowCount(), 3);
        return;
    }
    QTest::mouseClick(remove, Qt::LeftButton);
    QTRY_VERIFY(ui.window->sources().isEmpty());
}

void tst_MainWindow::oneBadArchiveOfTwo()
{
    QTemporaryDir folder;
    const QString bad = folder.filePath(QStringLiteral("bad.tar"));
    QFile file(bad);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("no archive");
    file.close();
    UiFixture ui;
    ui.window->openPaths({ bad, UiFixture::samplePath() });
    QTRY_COMPARE_WITH_TIMEOUT(ui.window->session().state(), ImageSession::State::Done, 20'000);
    QCOMPARE(ui.window->sources().sources().size(), 2);
    QCOMPARE(ui.window->images().rowCount(), 3);
}

void tst_MainWindow::closingGoesBackToTheEmptyPage()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    const SourceId id = ui.window->sources().sources().constFirst().id;
    ui.window->sources().close(id);
    QTRY_VERIFY(ui.window->findChild<QWidget *>(QStringLiteral("emptyPage"))->isVisible());
    QCOMPARE(ui.window->session().state(), ImageSession::State::Empty);
    QCOMPARE(files(ui)->rowCount(), 0);
    // And once more: nothing is left of the first time.
    ui.openAndRead(UiFixture::samplePath());
    QCOMPARE(ui.window->images().rowCount(), 3);
}

void tst_MainWindow::cancelledOpeningSaysSo()
{
    UiFixture ui;
    ui.isHeld = true;
    ui.window->openPaths({ UiFixture::samplePath() });
    QTRY_COMPARE(ui.window->jobs().items().size(), 1);
    QToolButton *cancel = nullptr;
    for (QToolButton *button : ui.window->findChildren<QToolButton *>()) {
        if (button->isVisible() && button->accessibleName().startsWith(QStringLiteral("Cancel")))
            cancel = button;
    }
    QVERIFY(cancel);
    QTest::mouseClick(cancel, Qt::LeftButton);
    QTRY_COMPARE(ui.window->sources().sources().constFirst().state, SourceState::Failed);
    QVERIFY(ui.window->sources().sources().constFirst().errorText.contains(QStringLiteral("cancelled")));
    QVERIFY(ui.window->jobs().items().isEmpty());
}

void tst_MainWindow::windowAnswersWhileAStoreHangs()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    ui.isHeld = true;
    QTemporaryDir folder;
    ui.window->openPaths({ folder.filePath(QStringLiteral("slow.tar")) });
    // The other source can be used meanwhile.
    selectLayer(ui, 0);
    QVERIFY(settled(ui).contains(QStringLiteral("etc")));
    QCOMPARE(ui.window->sources().sources().constLast().state, SourceState::Reading);
    ui.isHeld = false;
    QTRY_COMPARE(ui.window->sources().sources().constLast().state, SourceState::Failed);
}

void tst_MainWindow::layersAppearAsTheyAreReadAndCanBeCancelled()
{
    UiFixture ui;
    ui.isSlow = true;
    ui.window->openPaths({ UiFixture::samplePath() });
    QTRY_COMPARE_WITH_TIMEOUT(ui.window->session().state(), ImageSession::State::Reading, 10'000);
    LayersPanel *layers = ui.window->inspector()->layers();
    QTRY_COMPARE(layers->model().rowCount(), 8);
    StatePage *page = ui.window->inspector()->files()->findChild<StatePage *>();
    QTRY_VERIFY(page->title().contains(QStringLiteral("Reading layer 8")));
    if (ui.window->session().layersRead() == 0)
        QTRY_VERIFY(!ui.window->jobs().items().isEmpty());
    QToolButton *cancel = nullptr;
    for (QToolButton *button : ui.window->findChildren<QToolButton *>()) {
        if (button->isVisible() && button->accessibleName().startsWith(QStringLiteral("Cancel")))
            cancel = button;
    }
    QVERIFY(cancel);
    QTest::mouseClick(cancel, Qt::LeftButton);
    QTRY_COMPARE(ui.window->session().state(), ImageSession::State::Failed);
    QCOMPARE(ui.window->session().error().code, ErrorCode::Cancelled);
    QVERIFY(ui.window->jobs().items().isEmpty());
    QTRY_VERIFY2(page->title().contains(QStringLiteral("cancelled")), qPrintable(page->title()));
    // The reading starts once more; another image takes its place and cancels it.
    for (QPushButton *button : page->findChildren<QPushButton *>()) {
        if (button->text() == QStringLiteral("Read again"))
            QTest::mouseClick(button, Qt::LeftButton);
    }
    QTRY_COMPARE(ui.window->session().state(), ImageSession::State::Reading);
    const JobPtr reading = ui.window->jobs().items().constLast().job;
    ui.window->imagesPanel()->view()->setCurrentIndex(ui.window->images().find(QStringLiteral("varve/base")));
    QVERIFY(reading->isCancelled());
    QTRY_COMPARE_WITH_TIMEOUT(ui.window->session().state(), ImageSession::State::Done, 10'000);
    QCOMPARE(ui.window->session().layers().size(), std::size_t(1));
}

void tst_MainWindow::closingTheWindowWhileReading()
{
    UiFixture ui;
    ui.isHeld = true;
    ui.window->openPaths({ UiFixture::samplePath() });
    QTRY_COMPARE(ui.window->jobs().items().size(), 1);
    ui.window->close();
    ui.window.reset(); // the worker stops by the cancel, not by the release
    ui.pool.shutdown();
}

void tst_MainWindow::dropOpensFilesAndFolders()
{
    UiFixture ui;
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(UiFixture::samplePath()), QUrl(QStringLiteral("https://example.org/x.tar")) });
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(ui.window.get(), &enter);
    QVERIFY(enter.isAccepted());
    // Text fields leave it to the window, too: else a file dropped there would become a word.
    for (const QLineEdit *edit : ui.window->findChildren<QLineEdit *>())
        QVERIFY2(!edit->acceptDrops(), qPrintable(edit->objectName()));
    auto *overlay = ui.window->findChild<QWidget *>(QStringLiteral("dropOverlay"));
    QVERIFY(overlay && overlay->isVisible());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(ui.window.get(), &drop);
    QVERIFY(!overlay->isVisible());
    QTRY_COMPARE_WITH_TIMEOUT(ui.window->session().state(), ImageSession::State::Done, 20'000);
    QCOMPARE(ui.window->sources().sources().size(), 1);

    QMimeData text;
    text.setText(QStringLiteral("words"));
    QDragEnterEvent refused(QPoint(10, 10), Qt::CopyAction, &text, Qt::LeftButton, Qt::NoModifier);
    refused.ignore();
    QApplication::sendEvent(ui.window.get(), &refused);
    QVERIFY(!refused.isAccepted());
}

void tst_MainWindow::imageFilterKeepsTheInspector()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    const QString chosen = ui.window->imagesPanel()->chosen()->key;
    auto *edit = ui.window->findChild<QLineEdit *>(QStringLiteral("imageFilter"));
    QTest::keyClicks(edit, QStringLiteral("repo:base"));
    QCOMPARE(ui.window->images().rowCount(), 1);
    QCOMPARE(ui.window->session().details()->layers.size(), 8);
    QTest::keyClick(edit, Qt::Key_Escape);
    QTRY_COMPARE(ui.window->images().rowCount(), 3);
    QVERIFY(ui.window->imagesPanel()->chosen());
    QCOMPARE(ui.window->imagesPanel()->chosen()->key, chosen);
    QTest::keyClicks(edit, QStringLiteral("size:>x"));
    auto *error = ui.window->findChild<QLabel *>(QStringLiteral("filterError"));
    QVERIFY(error->isVisible() && !error->text().isEmpty());
}

void tst_MainWindow::overviewAndJsonShowTheImage()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    Inspector *inspector = ui.window->inspector();
    QVERIFY(!inspector->overview() && !inspector->json()); // made when they are looked at
    inspector->tabs()->setCurrentIndex(1);
    QAbstractItemModel *overview = inspector->overview()->view()->model();
    QVERIFY(overview->rowCount() >= 3);
    QVERIFY(inspector->overview()->view()->isExpanded(overview->index(0, 0)));
    inspector->tabs()->setCurrentIndex(3);
    QAbstractItemModel *json = inspector->json()->view()->model();
    QTRY_VERIFY(json->rowCount() > 3);
    auto *search = inspector->json()->findChild<QLineEdit *>(QStringLiteral("jsonSearch"));
    auto *matches = inspector->json()->findChild<QLabel *>(QStringLiteral("jsonMatches"));
    search->setText(QStringLiteral("APP_ENV"));
    QVERIFY(matches->text().isEmpty()); // nothing is searched between two letters
    QTRY_VERIFY(!matches->text().isEmpty());
    // Who does not wait asks with Enter.
    search->setText(QStringLiteral("no such word"));
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(matches->text(), QStringLiteral("no match"));
    search->setText(QStringLiteral("APP_ENV"));
    QTest::keyClick(search, Qt::Key_Return);
    const QModelIndex match = inspector->json()->view()->currentIndex();
    QVERIFY(match.isValid());
    QVERIFY(match.siblingAtColumn(JsonModel::Value).data().toString().contains(QStringLiteral("APP_ENV")));
    // Another image: other documents.
    ui.window->imagesPanel()->view()->setCurrentIndex(ui.window->images().find(QStringLiteral("varve/base")));
    QTRY_COMPARE_WITH_TIMEOUT(ui.window->session().state(), ImageSession::State::Done, 20'000);
    QTRY_VERIFY(json->rowCount() > 3);
    QCOMPARE(qobject_cast<JsonModel *>(json)->matchCount(QStringLiteral("APP_ENV")), 0);
}

void tst_MainWindow::wrongDocumentIsNamed()
{
    ImageSpec image({ QStringLiteral("app:1") });
    image.layer(TarBuilder().file("a", "1").bytes(), "ADD a");
    QTemporaryDir folder;
    ociLayout({ image }).flip(blobName(image.configDigest()), 20).writeTo(folder.filePath(QStringLiteral("layout")));
    UiFixture ui;
    ui.openAndRead(folder.filePath(QStringLiteral("layout")));
    Inspector *inspector = ui.window->inspector();
    QCOMPARE(ui.window->session().layers()[0].proof.overall(), ProofState::Verified); // by the manifest
    QCOMPARE(ui.window->session().proof(), ProofState::Mismatch);
    inspector->tabs()->setCurrentIndex(3);
    const auto *chooser = inspector->json()->findChild<QComboBox *>();
    QVERIFY(chooser);
    QStringList titles;
    for (int i = 0; i < chooser->count(); ++i)
        titles += chooser->itemText(i);
    QCOMPARE(titles.join(QLatin1Char('|')), QStringLiteral("config (wrong digest)|manifest|index.json"));
}

void tst_MainWindow::copyTakesTheRealBytes()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    FilesPanel *panel = ui.window->inspector()->files();
    panel->bar()->setMode(TreeMode::WholeImage);
    settled(ui);
    panel->view()->setFocus();
    panel->view()->setCurrentIndex(at(ui, "etc/passwd"));
    QTest::keyClick(panel->view(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->mimeData()->data(QStringLiteral("text/plain")), QByteArray("/etc/passwd"));
    TreeView *images = ui.window->imagesPanel()->view();
    images->setFocus();
    images->setCurrentIndex(ui.window->images().index(0, ImagesModel::Id));
    QTest::keyClick(images, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("sha256:")));
}

void tst_MainWindow::contextMenusOpenByKeyboard()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    FilesPanel *panel = ui.window->inspector()->files();
    panel->bar()->setMode(TreeMode::WholeImage);
    settled(ui);
    panel->view()->setCurrentIndex(at(ui, "etc/passwd"));
    const QList<TreeView *> views { panel->view(), ui.window->inspector()->layers()->view(),
        ui.window->imagesPanel()->view() };
    for (TreeView *view : views) {
        view->setFocus();
        QTest::keyClick(view, Qt::Key_F10, Qt::ShiftModifier);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QVERIFY(!menu->actions().isEmpty());
        for (QAction *action : menu->actions()) {
            if (QMenu *history = action->menu())
                QVERIFY(history->actions().size() >= 2); // added below, modified above
        }
        menu->close();
        QTRY_VERIFY(!QApplication::activePopupWidget());
    }
}

void tst_MainWindow::recentFilesAreRemembered()
{
    {
        UiFixture ui;
        ui.openAndRead(UiFixture::samplePath());
    }
    QCOMPARE(RecentFiles::paths(), QStringList { UiFixture::samplePath() });
    for (int i = 0; i < 20; ++i)
        RecentFiles::add(QStringLiteral("/x/%1").arg(i));
    QCOMPARE(RecentFiles::paths().size(), RecentFiles::kKept);
    QCOMPARE(RecentFiles::paths().constFirst(), QStringLiteral("/x/19"));
    RecentFiles::clear();
    QVERIFY(RecentFiles::paths().isEmpty());
}

void tst_MainWindow::shortcutsWork()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    MainWindow *window = ui.window.get();
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window));
    QTest::keyClick(window, Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(window->inspector()->tabs()->currentIndex(), 1);
    QTest::keyClick(window, Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(window->inspector()->tabs()->currentIndex(), 0);
    QTest::keyClick(window, Qt::Key_3, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(window->inspector()->files()->bar()->mode(), TreeMode::WholeImage);
    QTest::keyClick(window, Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(QApplication::focusWidget(), window->findChild<QLineEdit *>(QStringLiteral("imageFilter")));
    window->inspector()->layers()->view()->setFocus();
    QTest::keyClick(window, Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(QApplication::focusWidget(), window->findChild<QLineEdit *>(QStringLiteral("fileFilter")));
    QList<QWidget *> panes;
    for (int i = 0; i < 4; ++i) {
        QTest::keyClick(window, Qt::Key_F6);
        panes += QApplication::focusWidget();
    }
    const QList<QWidget *> expected { window->sourcesView(), window->imagesPanel()->view(),
        window->inspector()->layers()->view(), window->inspector()->files()->view() };
    QCOMPARE(panes, expected);
    // F5 reads the file again and shows the same image.
    QSignalSpy opened(&window->sources(), &SourceManager::opened);
    QTest::keyClick(window, Qt::Key_F5);
    QTRY_COMPARE(opened.size(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(window->session().state(), ImageSession::State::Done, 20'000);
    QTest::keyClick(window, Qt::Key_W, Qt::ControlModifier);
    QTRY_VERIFY(window->sources().isEmpty());
}

void tst_MainWindow::columnsGiveWayAndComeBack()
{
    UiFixture ui;
    ui.window->resize(1600, 900);
    ui.openAndRead(UiFixture::samplePath());
    TreeView *view = ui.window->inspector()->files()->view();
    const auto hidden = [view] {
        int count = 0;
        for (int column = 0; column < FileTreeModel::kColumns; ++column)
            count += view->isColumnHidden(column) ? 1 : 0;
        return count;
    };
    QTRY_COMPARE(hidden(), 0);
    const TreeView *layers = ui.window->inspector()->layers()->view();
    for (const int width : { 760, 1600, 900, 1600 }) {
        ui.window->resize(width, width > 760 ? 900 : 480);
        QTRY_VERIFY(layers->header()->length() <= layers->viewport()->width());
        QTRY_COMPARE(hidden() > 0, width < 1600);
        if (width > 760)
            QTRY_COMPARE(view->header()->length(), view->viewport()->width());
    }
    for (const int layer : { 5, 0, 7 }) {
        selectLayer(ui, layer);
        settled(ui);
        QCOMPARE(hidden(), 0);
    }
    // What a person shows stays.
    ui.window->resize(760, 900);
    QTRY_VERIFY(view->isColumnHidden(FileTreeModel::Modified));
    QMenu menu;
    view->fillColumnMenu(&menu);
    menu.actions().at(FileTreeModel::Modified)->setChecked(false);
    menu.actions().at(FileTreeModel::Modified)->setChecked(true);
    QVERIFY(!view->isColumnHidden(FileTreeModel::Modified));
}

void tst_MainWindow::typingKeepsTheFocus()
{
    UiFixture ui;
    MainWindow *window = ui.window.get();
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window));
    ui.openAndRead(UiFixture::samplePath());
    // Nobody chose anything before: the first image's row is where one goes on from.
    QTRY_COMPARE(QApplication::focusWidget(), window->imagesPanel()->view());
    auto *edit = window->findChild<QLineEdit *>(QStringLiteral("imageFilter"));
    edit->setFocus(Qt::ShortcutFocusReason);
    QTest::keyClicks(edit, QStringLiteral("ba"));
    QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("copy.tar"));
    QVERIFY(QFile::copy(UiFixture::samplePath(), copy));
    QSignalSpy opened(&window->sources(), &SourceManager::opened);
    window->openPaths({ copy });
    QTRY_COMPARE(opened.size(), 1);
    QCOMPARE(QApplication::focusWidget(), edit);
    QSignalSpy failed(&window->sources(), &SourceManager::failed);
    window->openPaths({ folder.filePath(QStringLiteral("absent.tar")) });
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(QApplication::focusWidget(), edit);
}

void tst_MainWindow::arrowKeysPassOverHeadings()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    TreeView *view = ui.window->sourcesView();
    view->setFocus();
    const QModelIndex all = view->model()->index(0, 0);
    const QModelIndex archive = view->model()->index(0, 0, view->model()->index(1, 0));
    QVERIFY(archive.isValid());
    view->setCurrentIndex(all);
    QTest::keyClick(view, Qt::Key_Down);
    QCOMPARE(view->currentIndex(), archive);
    QVERIFY(view->selectionModel()->isSelected(archive));
    QTest::keyClick(view, Qt::Key_Left); // its heading is no place to be
    QCOMPARE(view->currentIndex(), archive);
    QTest::keyClick(view, Qt::Key_Up);
    QCOMPARE(view->currentIndex(), all);
    // Nor does a click on the heading change what is shown.
    view->setCurrentIndex(archive);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(archive.parent()).center());
    QCOMPARE(view->currentIndex(), archive);
    QVERIFY(view->selectionModel()->isSelected(archive));
}

void tst_MainWindow::coloursFollowTheTheme()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    auto *proof = ui.window->findChild<QLabel *>(QStringLiteral("imageProof"));
    QTRY_COMPARE(proof->text(), QStringLiteral("Verified"));
    auto *edit = ui.window->findChild<QLineEdit *>(QStringLiteral("imageFilter"));
    edit->setText(QStringLiteral("size:>x"));
    auto *error = ui.window->findChild<QLabel *>(QStringLiteral("filterError"));
    QVERIFY(error->isVisible());
    const auto ink = [](const QLabel *label) { return label->palette().color(QPalette::WindowText).name(); };
    for (const Theme *theme : { &Theme::light(), &Theme::dark(), &Theme::light() }) {
        ui.theme.overrideChoice(theme->isDark ? ThemeManager::Choice::Dark : ThemeManager::Choice::Light);
        QCOMPARE(ink(proof), theme->readableOn(theme->good, theme->window).name());
        QCOMPARE(ink(error), theme->readableOn(theme->bad, theme->window).name());
    }
}

void tst_MainWindow::timesGoOn()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    Inspector *inspector = ui.window->inspector();
    inspector->tabs()->setCurrentIndex(1);
    const auto overview = [inspector] {
        QStringList texts;
        const QAbstractItemModel *model = inspector->overview()->view()->model();
        for (int section = 0; section < model->rowCount(); ++section) {
            for (int row = 0; row < model->rowCount(model->index(section, 0)); ++row)
                texts += model->index(row, DetailsModel::Value, model->index(section, 0)).data().toString();
        }
        return texts.join(QLatin1Char('\n'));
    };
    const QModelIndex created = inspector->layers()->model().index(0, LayersModel::Created);
    QVERIFY(!overview().contains(QStringLiteral("99 years ago")));
    inspector->setNow(inspector->layers()->model().image().layers.constLast().created.addYears(99).addDays(60));
    QCOMPARE(created.data().toString(), QStringLiteral("99 years ago"));
    QVERIFY(overview().contains(QStringLiteral("99 years ago")));
    // The window's clock sees to it.
    auto *clock = ui.window->findChild<QTimer *>(QStringLiteral("clock"));
    QVERIFY(clock && clock->isActive());
    clock->setInterval(1);
    QTRY_VERIFY(!overview().contains(QStringLiteral("99 years ago")));
    QVERIFY(created.data().toString() != QStringLiteral("99 years ago"));
}

void tst_MainWindow::columnMenusAreMadeOnce()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    QMenu *columns = nullptr;
    for (QMenu *menu : ui.window->findChildren<QMenu *>()) {
        if (menu->title() == QStringLiteral("&Columns"))
            columns = menu;
    }
    QVERIFY(columns);
    for (int i = 0; i < 3; ++i)
        Q_EMIT columns->aboutToShow();
    QCOMPARE(columns->findChildren<QMenu *>().size(), 3);
    QCOMPARE(columns->actions().size(), 3);
}

void tst_MainWindow::partialFiguresSaySo()
{
    class HoleyStore : public SlowStore {
    public:
        using SlowStore::SlowStore;
        Result<LayerContent> openLayer(const ImageDetails &image, int layer, Job &job) override
        {
            if (layer >= 1)
                return fail(ErrorCode::Corrupt, QStringLiteral("layer"), QStringLiteral("cut"));
            return SlowStore::openLayer(image, layer, job);
        }
    };
    UiFixture ui;
    ui.wrap = [](ImageStorePtr store) { return std::make_shared<HoleyStore>(std::move(store)); };
    ui.window->openPaths({ UiFixture::samplePath() });
    QTRY_VERIFY_WITH_TIMEOUT(ui.window->session().state() == ImageSession::State::Done
            || ui.window->session().state() == ImageSession::State::Failed,
        10'000);
    ui.window->inspector()->files()->bar()->setMode(TreeMode::WholeImage);
    QTRY_VERIFY(!childNames(ui).isEmpty());
    QCOMPARE(ui.window->session().layersRead(), 1);
    QVERIFY(ui.window->session().analysis() && !ui.window->session().isWhole());
    const auto says = [&ui](const QString &text) {
        const auto labels = ui.window->inspector()->findChildren<ElidedLabel *>();
        return std::any_of(labels.begin(), labels.end(),
            [&text](const ElidedLabel *label) { return label->fullText().contains(text); });
    };
    QTRY_VERIFY(says(QStringLiteral("layers are missing")));
    QVERIFY(says(QStringLiteral("1 of 8 layers read")));
    QVERIFY(!says(QStringLiteral("efficient")));
    QVERIFY(!says(QStringLiteral("wasted")));
    QCOMPARE(ui.window->session().warningCount(), ui.window->session().warnings().size());
    QCOMPARE(ui.window->session().warningCount(), 7);
}

void tst_MainWindow::hugeNamesAreCut()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("huge.tar"));
    ImageSpec image({ QStringLiteral("huge/") + QString(700'000, QLatin1Char('n')) + QStringLiteral(":tag") });
    image.layer(TarBuilder().file("a", "1").bytes(), "COPY a /");
    QVERIFY(writeFile(path, dockerArchive({ image }).tar()));
    UiFixture ui;
    ui.openAndRead(path);
    QVERIFY(ui.window->windowTitle().size() < 1000);
    const auto labels = ui.window->findChildren<ElidedLabel *>();
    for (const ElidedLabel *label : labels) {
        QVERIFY(label->fullText().size() < 3000);
        QVERIFY(label->sizeHint().width() < 100'000);
    }
    // The end of a name tells it from others.
    const auto *title = ui.window->findChild<ElidedLabel *>(QStringLiteral("imageTitle"));
    QVERIFY(title->fullText().startsWith(QStringLiteral("huge/n")));
    QVERIFY(title->fullText().endsWith(QStringLiteral("n:tag")));
    QVERIFY(ui.window->minimumSizeHint().width() < 2000);
}

void tst_MainWindow::rowsFitLargeFonts()
{
    const QFont before = QApplication::font();
    for (const int points : { 9, 16, 30 }) {
        QFont font = before;
        font.setPointSize(points);
        QApplication::setFont(font);
        UiFixture ui;
        ui.openAndRead(UiFixture::samplePath());
        TreeView *view = ui.window->imagesPanel()->view();
        const int height = view->visualRect(view->model()->index(0, 0)).height();
        QCOMPARE(view->font().pointSize(), points);
        QVERIFY(height >= 24 && height >= view->fontMetrics().height() + 8);
        QCOMPARE(height > 40, points == 30);
        // Columns as well; where they do not fit, the others go before one has to scroll for the size.
        QTRY_VERIFY(!view->isColumnHidden(ImagesModel::Size));
        QVERIFY(
            view->columnWidth(ImagesModel::Size) >= view->fontMetrics().horizontalAdvance(QStringLiteral("136kB")) * 2);
        QCOMPARE(view->isColumnHidden(ImagesModel::Created), points == 30);
        const TreeView *layers = ui.window->inspector()->layers()->view();
        QTRY_VERIFY2(points == 30 || layers->header()->length() <= layers->viewport()->width(),
            qPrintable(QStringLiteral("%1 %2").arg(layers->header()->length()).arg(layers->viewport()->width())));
    }
    QApplication::setFont(before);
}

void tst_MainWindow::aFailedMergeIsNotOverwritten()
{
    // More layers than can be merged: each of them is read, and the image is not done for all that.
    class ManyLayersStore : public SlowStore {
    public:
        using SlowStore::SlowStore;
        Result<ImageDetails> inspect(const ImageId &id, Job &job) override
        {
            Result<ImageDetails> details = SlowStore::inspect(id, job);
            if (details)
                details->layers = QList<LayerInfo>(1025, details->layers.constFirst());
            return details;
        }
        Result<LayerContent> openLayer(const ImageDetails &image, int, Job &job) override
        {
            return SlowStore::openLayer(image, 0, job);
        }
    };
    UiFixture ui;
    Job job;
    const Result<ImageStorePtr> store = openStore(UiFixture::samplePath(), job);
    QVERIFY(store);
    const auto many = std::make_shared<ManyLayersStore>(*store);
    const Result<Listing> listing = many->list(job);
    QVERIFY(listing);
    JobList jobs;
    ImageSession session(ui.services, jobs);
    session.open(many, listing->images.constFirst());
    QTRY_COMPARE_WITH_TIMEOUT(session.layersRead(), 1025, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(jobs.items().isEmpty() && session.state() != ImageSession::State::Reading, 60'000);
    QCOMPARE(session.state(), ImageSession::State::Failed);
    QCOMPARE(session.error().code, ErrorCode::LimitExceeded);
}

void tst_MainWindow::stateIsRestored()
{
    UiFixture ui;
    ui.openAndRead(UiFixture::samplePath());
    ui.window->resize(1111, 777);
    TreeView *images = ui.window->imagesPanel()->view();
    QMenu menu;
    images->fillColumnMenu(&menu);
    menu.actions().at(ImagesModel::Created)->setChecked(false);
    QVERIFY(images->isColumnHidden(ImagesModel::Created));
    ui.window->close();
    ui.makeWindow();
    QVERIFY(ui.window->imagesPanel()->view()->isColumnHidden(ImagesModel::Created));
    // makeWindow() set a size of its own; what was saved is in the settings.
    MainWindow restored(ui.services, ui.theme);
    QCOMPARE(restored.size(), QSize(1111, 777));
}

QTEST_MAIN(tst_MainWindow)
#include "tst_mainwindow.moc"
