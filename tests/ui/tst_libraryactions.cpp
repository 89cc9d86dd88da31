// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The Library in the window: what is imported is shown, images are exported, named and removed, and what goes wrong is told.

#include "tests/ui/libraryfixture.h"

#include "services/stores/library/libraryexport.h"
#include "services/types/text.h"
#include "ui/enginesettings.h"
#include "ui/filterbar.h"
#include "ui/jobstrip.h"

#include <QtWidgets/QFileDialog>
#include <QtWidgets/QInputDialog>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

const QString kApp = u"docker.io/team/app:1"_s;
const QString kOther = u"docker.io/team/other:1"_s;

void press(QMessageBox *box, QMessageBox::ButtonRole role)
{
    for (QAbstractButton *button : box->buttons()) {
        if (box->buttonRole(button) == role)
            return QTest::mouseClick(button, Qt::LeftButton);
    }
    QFAIL("there is no such button");
}

bool isPlain(const QWidget *box)
{
    const QList<QLabel *> labels = box->findChildren<QLabel *>();
    return std::all_of(
        labels.cbegin(), labels.cend(), [](const QLabel *label) { return label->textFormat() == Qt::PlainText; });
}

} // namespace

class TestLibraryActions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { UiFixture::prepareSettings(); }
    void nothingWithoutAPlace();
    void importsFilesOfTheMenu();
    void importsAnArchiveThatIsOpen();
    void importsOneImage();
    void showsWhatFiltersHide();
    void bringsBackAHiddenLibrary();
    void cancelsAnImport();
    void tellsOfAFailedImport();
    void tellsOfOneAmongMany();
    void exports_data();
    void exports();
    void exportsTheNameOfTheRow();
    void tellsOfAFailedExport();
    void cancelsAnExport();
    void checkIsInTheMenus();
    void removesAnImage();
    void removesAPlatform();
    void namesAnImage();
    void goesWithItsWork();
};

void TestLibraryActions::nothingWithoutAPlace()
{
    LibraryFixture test;
    test.ui.services.pullRoot.clear();
    test.show();
    QVERIFY(!test.fileAction(u"Import into Library …"_s));
    QVERIFY(!test.fileAction(u"Check Library …"_s));
}

void TestLibraryActions::importsFilesOfTheMenu()
{
    LibraryFixture test;
    const QString app = test.archive(u"app.tar"_s, { libraryImage({ u"team/app:1"_s }) });
    const QString other = test.archive(u"other.tar"_s, { libraryImage({ u"team/other:1"_s }, "other") });
    test.show();
    QVERIFY(!test.source());
    test.fileAction(u"Import into Library …"_s)->trigger();
    auto *dialog = test.window()->findChild<QFileDialog *>(u"importDialog"_s);
    QVERIFY(dialog && dialog->isVisible());
    dialog->setDirectory(test.folder.path());
    dialog->findChild<QLineEdit *>()->setText(u"\"app.tar\" \"other.tar\""_s);
    QVERIFY(QMetaObject::invokeMethod(dialog, "accept"));
    QCOMPARE(test.window()->jobs().items().size(), 1);
    QVERIFY(test.window()->jobs().items().constFirst().title.contains(u"2 file"_s));
    // The Library becomes a source, and the first image is chosen.
    QTRY_VERIFY_WITH_TIMEOUT(test.source() && test.source()->source.state == SourceState::Ready, kLibraryMs);
    QTRY_VERIFY_WITH_TIMEOUT(test.window()->imagesPanel()->chosen(), kLibraryMs);
    QTRY_COMPARE_WITH_TIMEOUT(test.window()->imagesPanel()->chosen()->name, kApp, kLibraryMs);
    QCOMPARE(test.inLibrary(), (QStringList { kApp, kOther }));
    QTRY_COMPARE_WITH_TIMEOUT(test.window()->session().state(), ImageSession::State::Done, kLibraryMs);
    QVERIFY(test.statusText().contains(u"2 image"_s));
    QTRY_VERIFY(test.window()->jobs().items().isEmpty());
    QTRY_VERIFY(!test.window()->findChild<QFileDialog *>());
}

void TestLibraryActions::importsAnArchiveThatIsOpen()
{
    LibraryFixture test;
    const QString path = test.archive(
        u"both.tar"_s, { libraryImage({ u"team/app:1"_s }), libraryImage({ u"team/other:1"_s }, "other") });
    test.show();
    test.window()->openPaths({ path });
    QTRY_COMPARE_WITH_TIMEOUT(test.window()->images().totalCount(), 2, kLibraryMs);
    QVERIFY(LibraryFixture::trigger(
        LibraryFixture::menuOf(test.window()->sourcesView(), u"both.tar"_s), u"Import into Library"_s));
    QTRY_COMPARE_WITH_TIMEOUT(test.inLibrary(), (QStringList { kApp, kOther }), kLibraryMs);
    QTRY_VERIFY_WITH_TIMEOUT(test.source() && test.source()->source.state == SourceState::Ready, kLibraryMs);
    // The Library's own menu has no import, but the check.
    QMenu *menu = LibraryFixture::menuOf(test.window()->sourcesView(), u"Library"_s);
    QVERIFY(menu && !LibraryFixture::actionIn(menu, u"Import into Library"_s));
    QVERIFY(LibraryFixture::actionIn(menu, u"Check Library …"_s));
    menu->close();
}

void TestLibraryActions::importsOneImage()
{
    LibraryFixture test;
    const QString path = test.archive(
        u"both.tar"_s, { libraryImage({ u"team/app:1"_s }), libraryImage({ u"team/other:1"_s }, "other") });
    test.show();
    test.window()->openPaths({ path });
    QTRY_COMPARE_WITH_TIMEOUT(test.window()->images().totalCount(), 2, kLibraryMs);
    QMenu *menu = test.imageMenu(u"team/other"_s);
    QVERIFY(menu && !LibraryFixture::actionIn(menu, u"Export …"_s));
    QVERIFY(LibraryFixture::trigger(menu, u"Import into Library"_s));
    QTRY_COMPARE_WITH_TIMEOUT(test.inLibrary(), QStringList { kOther }, kLibraryMs);
    QTRY_COMPARE_WITH_TIMEOUT(
        test.window()->imagesPanel()->chosen() ? test.window()->imagesPanel()->chosen()->repository : QString(),
        u"team/other"_s, kLibraryMs);
    // It is the same row, of both; to import it again would be for nothing.
    QTRY_COMPARE_WITH_TIMEOUT(test.window()->imagesPanel()->chosen()->origins.size(), 2, kLibraryMs);
    menu = test.imageMenu(u"team/other"_s);
    QVERIFY(menu && !LibraryFixture::actionIn(menu, u"Import into Library"_s));
    QVERIFY(LibraryFixture::actionIn(menu, u"Export …"_s));
    menu->close();
}

void TestLibraryActions::showsWhatFiltersHide()
{
    LibraryFixture test;
    QCOMPARE(bring(test.root, ociLayout({ libraryImage({ u"team/app:1"_s }) })), QString());
    const QString path = test.archive(u"other.tar"_s, { libraryImage({ u"team/other:1"_s }, "other") });
    test.show();
    QTRY_COMPARE_WITH_TIMEOUT(test.window()->images().totalCount(), 1, kLibraryMs);
    auto *filter = test.window()->findChild<FilterBar *>();
    filter->findChild<QLineEdit *>()->setText(u"app"_s);
    QTRY_VERIFY(filter->isFiltering());
    test.window()->library().importFiles({ path });
    QTRY_COMPARE_WITH_TIMEOUT(
        test.window()->imagesPanel()->chosen() ? test.window()->imagesPanel()->chosen()->name : QString(), kOther,
        kLibraryMs);
    QVERIFY(!filter->isFiltering());
}

void TestLibraryActions::bringsBackAHiddenLibrary()
{
    LibraryFixture test;
    QCOMPARE(bring(test.root, ociLayout({ libraryImage({ u"team/app:1"_s }) })), QString());
    test.show();
    QMenu *menu = LibraryFixture::menuOf(test.window()->sourcesView(), u"Library"_s);
    QVERIFY(LibraryFixture::trigger(menu, u"Do not show"_s));
    QTRY_VERIFY(!test.source());
    test.window()->library().importFiles({ test.archive(u"other.tar"_s, { libraryImage({ u"team/other:1"_s }) }) });
    QTRY_VERIFY_WITH_TIMEOUT(test.source(), kLibraryMs);
    QVERIFY(EngineSettings::hidden().isEmpty());
}

void TestLibraryActions::cancelsAnImport()
{
    LibraryFixture test;
    const QString path = test.archive(u"app.tar"_s, { libraryImage({ u"team/app:1"_s }) });
    test.show();
    const LibraryLock lock = test.lockedLibrary();
    test.window()->library().importFiles({ path });
    QCOMPARE(test.window()->jobs().items().size(), 1);
    QTest::qWait(50); // until it waits for the lock
    QToolButton *cancel = test.window()->findChild<JobStrip *>()->findChild<QToolButton *>(u"jobCancel"_s);
    QTRY_VERIFY(cancel->isVisible());
    QTest::mouseClick(cancel, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(test.window()->jobs().items().isEmpty(), kLibraryMs);
    QCOMPARE(test.inLibrary(), QStringList());
    QVERIFY(!test.window()->findChild<QMessageBox *>());
}

void TestLibraryActions::tellsOfAFailedImport()
{
    LibraryFixture test;
    const QString path = test.folder.filePath(u"<b>no archive"_s);
    QVERIFY(writeFile(path, "text"));
    test.show();
    test.window()->library().importFiles({ path });
    QTRY_VERIFY_WITH_TIMEOUT(test.window()->findChild<QMessageBox *>(u"importFailure"_s), kLibraryMs);
    auto *box = test.window()->findChild<QMessageBox *>(u"importFailure"_s);
    QVERIFY(
        QString(box->text()).remove(QChar(0x200B)).contains(u"<b>no archive” holds nothing that can be imported"_s));
    QVERIFY(box->informativeText().contains(u"docker save"_s));
    QVERIFY(isPlain(box));
    QVERIFY(!box->isModal() || box->windowModality() == Qt::WindowModal);
    box->close();
    QTRY_VERIFY(!test.window()->findChild<QMessageBox *>());
    QCOMPARE(test.inLibrary(), QStringList());
}

void TestLibraryActions::tellsOfOneAmongMany()
{
    LibraryFixture test;
    const ImageSpec app = libraryImage({ u"team/app:1"_s });
    FileList files = ociLayout({ app, libraryImage({ u"team/other:1"_s }, "other") });
    files.flip(blobName(app.layers[1].digest()), 700);
    const QString path = test.folder.filePath(u"both.tar"_s);
    QVERIFY(writeFile(path, files.tar()));
    test.show();
    test.window()->library().importFiles({ path, test.folder.filePath(u"none.tar"_s) });
    QTRY_VERIFY_WITH_TIMEOUT(test.window()->findChild<QDialog *>(u"warningsDialog"_s), kLibraryMs);
    const QAbstractItemModel *model =
        test.window()->findChild<QDialog *>(u"warningsDialog"_s)->findChild<TreeView *>()->model();
    QCOMPARE(model->rowCount(), 2);
    QCOMPARE(model->index(0, 2).data().toString(), kApp);
    QVERIFY(model->index(1, 2).data().toString().endsWith(u"none.tar"_s));
    QCOMPARE(test.inLibrary(), QStringList { kOther });
    QTRY_VERIFY_WITH_TIMEOUT(test.window()->imagesPanel()->chosen(), kLibraryMs);
}

void TestLibraryActions::exports_data()
{
    QTest::addColumn<int>("filter");
    QTest::addColumn<StoreKind>("kind");
    QTest::newRow("OCI") << 0 << StoreKind::OciArchive;
    QTest::newRow("docker") << 1 << StoreKind::DockerArchive;
}

void TestLibraryActions::exports()
{
    QFETCH(int, filter);
    QFETCH(StoreKind, kind);
    LibraryFixture test;
    QCOMPARE(bring(test.root, ociLayout({ libraryImage({ u"team/app:1"_s }) })), QString());
    test.show();
    QTRY_COMPARE_WITH_TIMEOUT(test.window()->images().totalCount(), 1, kLibraryMs);
    QVERIFY(LibraryFixture::trigger(test.imageMenu(u"team/app"_s), u"Export …"_s));
    auto *dialog = test.window()->findChild<QFileDialog *>(u"exportDialog"_s);
    QVERIFY(dialog && dialog->isVisible());
    QVERIFY(dialog->selectedFiles().constFirst().endsWith(u"/app-1.tar"_s));
    dialog->setDirectory(test.folder.path());
    dialog->selectNameFilter(dialog->nameFilters().at(filter));
    dialog->selectFile(u"exported-image"_s); // gets its suffix
    QVERIFY(QMetaObject::invokeMethod(dialog, "accept"));
    const QString path = test.folder.filePath(u"exported-image.tar"_s);
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(path), kLibraryMs);
    QTRY_VERIFY(test.window()->jobs().items().isEmpty());
    QVERIFY(test.statusText().contains(u"exported-image.tar"_s));
    Job job;
    const ImageStorePtr store = *openStore(path, job);
    QCOMPARE(store->kind(), kind);
    QCOMPARE(store->list(job)->images.constFirst().names, QStringList { kApp });
}

void TestLibraryActions::exportsTheNameOfTheRow()
{
    LibraryFixture test;
    QCOMPARE(bring(test.root, ociLayout({ libraryImage({ u"team/app:1"_s, u"team/app:2"_s }) })), QString());
    test.show();
    QTRY_COMPARE_WITH_TIMEOUT(test.window()->images().totalCount(), 2, kLibraryMs);
    QVERIFY(LibraryFixture::trigger(test.imageMenu(u"team/app"_s), u"Export …"_s)); // the first of both
    auto *dialog = test.window()->findChild<QFileDialog *>(u"exportDialog"_s);
    const QString path = test.folder.filePath(u"exported-image.tar"_s);
    dialog->selectFile(path);
    QVERIFY(QMetaObject::invokeMethod(dialog, "accept"));
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(path), kLibraryMs);
    Job job;
    QCOMPARE((*openStore(path, job))->list(job)->images.constFirst().names, QStringList { kApp });
}

void TestLibraryActions::tellsOfAFailedExport()
{
    LibraryFixture test;
    const ImageSpec app = libraryImage({ u"team/app:1"_s });
    QCOMPARE(bring(test.root, ociLayout({ app })), QString());
    test.show();
    const ImageId id { QString::fromLatin1(app.manifestDigest()) };
    const auto fails = [&](const QString &target, const QString &said) {
        test.window()->library().exportImage(id, kApp, LibraryExportFormat::OciArchive, target);
        QTRY_VERIFY_WITH_TIMEOUT(test.window()->findChild<QMessageBox *>(u"exportFailure"_s), kLibraryMs);
        auto *box = test.window()->findChild<QMessageBox *>(u"exportFailure"_s);
        const QString text = QString(box->text() + box->informativeText()).remove(QChar(0x200B));
        QVERIFY2(text.contains(said), qPrintable(text));
        QVERIFY(isPlain(box));
        box->close();
        QTRY_VERIFY(!test.window()->findChild<QMessageBox *>());
    };
    fails(test.folder.filePath(u"none/out.tar"_s), u"does not exist"_s);
    fails(test.root + u"/index.json"_s, u"cannot be replaced"_s);
    const QString target = test.folder.filePath(u"exported-image.tar"_s);
    QVERIFY(writeFile(target, "old"));
    QVERIFY(QFile::resize(blobFile(test.root, app.layers[0].digest()), 100));
    fails(target, u"the image is damaged"_s);
    QCOMPARE(readFile(target), QByteArray("old"));
}

void TestLibraryActions::cancelsAnExport()
{
    LibraryFixture test;
    const ImageSpec app = libraryImage({ u"team/app:1"_s });
    QCOMPARE(bring(test.root, ociLayout({ app })), QString());
    test.show();
    const LibraryLock lock = test.lockedLibrary();
    const QString target = test.folder.filePath(u"exported-image.tar"_s);
    test.window()->library().exportImage(
        { QString::fromLatin1(app.manifestDigest()) }, kApp, LibraryExportFormat::OciArchive, target);
    QTest::qWait(50);
    QCOMPARE(test.window()->jobs().items().size(), 1);
    test.window()->jobs().items().constFirst().job->cancel();
    QTRY_VERIFY_WITH_TIMEOUT(test.window()->jobs().items().isEmpty(), kLibraryMs);
    QVERIFY(!QFileInfo::exists(target));
    QVERIFY(!test.window()->findChild<QMessageBox *>());
}

void TestLibraryActions::checkIsInTheMenus()
{
    LibraryFixture test;
    QCOMPARE(bring(test.root, ociLayout({ libraryImage({ u"team/app:1"_s }) })), QString());
    test.show();
    test.fileAction(u"Check Library …"_s)->trigger();
    QPointer<CheckDialog> dialog = test.window()->findChild<CheckDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    // Asked for again it is the same one.
    QVERIFY(LibraryFixture::trigger(
        LibraryFixture::menuOf(test.window()->sourcesView(), u"Library"_s), u"Check Library …"_s));
    QCOMPARE(test.window()->findChildren<CheckDialog *>().size(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(dialog->state(), CheckDialog::State::Done, kLibraryMs);
    dialog->close();
    QTRY_VERIFY(dialog.isNull());
}

// What becomes free is said exactly: the base is also that of another image.
void TestLibraryActions::removesAnImage()
{
    LibraryFixture test;
    const ImageSpec app = libraryImage({ u"team/app:1"_s, u"team/app:2"_s });
    QCOMPARE(bring(test.root, ociLayout({ app, libraryImage({ u"team/other:1"_s }, "other") })), QString());
    test.show();
    QTRY_COMPARE_WITH_TIMEOUT(test.window()->images().totalCount(), 3, kLibraryMs);
    LibraryStore store(test.root);
    Job job;
    const ImageId id { QString::fromLatin1(app.manifestDigest()) };
    const QString freed = humanSize(*store.bytesFreed({ id }, job));
    QVERIFY(LibraryFixture::trigger(test.imageMenu(u"team/app"_s), u"Remove the image …"_s));
    QTRY_VERIFY_WITH_TIMEOUT(test.window()->findChild<QMessageBox *>(), kLibraryMs);
    auto *box = test.window()->findChild<QMessageBox *>();
    QVERIFY2(box->informativeText().contains(freed + u" become free"_s)
            && box->informativeText().contains(u"All its 2 names"_s) && !box->informativeText().contains(u"engine"_s),
        qPrintable(box->informativeText()));
    press(box, QMessageBox::DestructiveRole);
    QTRY_COMPARE_WITH_TIMEOUT(test.inLibrary(), QStringList { kOther }, kLibraryMs);
    QTRY_COMPARE_WITH_TIMEOUT(test.window()->images().totalCount(), 1, kLibraryMs);
    QVERIFY(!QFileInfo::exists(blobFile(test.root, app.layers[1].digest())));
    QVERIFY(QFileInfo::exists(blobFile(test.root, app.layers[0].digest())));
}

void TestLibraryActions::removesAPlatform()
{
    LibraryFixture test;
    const ImageSpec amd = libraryImage({});
    const ImageSpec arm = libraryImage({}, "arm").platform("linux", "arm64");
    const QByteArray index = indexOf({ amd.descriptor(), arm.descriptor() });
    FileList files = ociLayout({ amd, arm });
    files.file(blobName(sha256Digest(index)), index);
    files.file("index.json",
        indexOf({ descriptorOf("application/vnd.oci.image.index.v1+json", index,
            R"("annotations":{"org.opencontainers.image.ref.name":"team/app:1"})") }));
    QCOMPARE(bring(test.root, files), QString());
    test.show();
    QTRY_COMPARE_WITH_TIMEOUT(test.window()->images().totalCount(), 2, kLibraryMs);
    QVERIFY(LibraryFixture::trigger(test.imageMenu(u"team/app"_s), u"Remove the image …"_s));
    QTRY_VERIFY_WITH_TIMEOUT(test.window()->findChild<QMessageBox *>(), kLibraryMs);
    auto *box = test.window()->findChild<QMessageBox *>();
    QVERIFY2(box->informativeText().contains(u"Only linux/amd64 goes"_s), qPrintable(box->informativeText()));
    press(box, QMessageBox::DestructiveRole);
    QTRY_VERIFY_WITH_TIMEOUT(!QFileInfo::exists(blobFile(test.root, amd.manifestDigest())), kLibraryMs);
    QTRY_VERIFY(test.window()->jobs().items().isEmpty());
    LibraryStore store(test.root);
    QVERIFY2(imagesOf(store).contains(kApp + u' ' + QString::fromLatin1(arm.manifestDigest())),
        qPrintable(imagesOf(store).join(u'\n')));
    QVERIFY(!test.window()->findChild<QMessageBox *>(u"refusal"_s));
}

void TestLibraryActions::namesAnImage()
{
    LibraryFixture test;
    QCOMPARE(bring(test.root, ociLayout({ libraryImage({ u"team/app:1"_s }) })), QString());
    test.show();
    QTRY_COMPARE_WITH_TIMEOUT(test.window()->images().totalCount(), 1, kLibraryMs);
    const auto name = [&](const QString &text) {
        QVERIFY(LibraryFixture::trigger(test.imageMenu(u"team/app"_s), u"Add a name …"_s));
        auto *dialog = test.window()->findChild<QInputDialog *>(u"nameDialog"_s);
        QVERIFY(dialog);
        dialog->setTextValue(text);
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY(!test.window()->findChild<QInputDialog *>());
    };
    name(u"Not A Name"_s);
    QTRY_VERIFY_WITH_TIMEOUT(test.window()->findChild<QMessageBox *>(u"refusal"_s), kLibraryMs);
    auto *refusal = test.window()->findChild<QMessageBox *>(u"refusal"_s);
    QVERIFY2(refusal->text().contains(u"Not A Name” cannot be the name"_s), qPrintable(refusal->text()));
    refusal->close();
    QTRY_VERIFY(!test.window()->findChild<QMessageBox *>());
    name(u"team/app:2"_s);
    QTRY_COMPARE_WITH_TIMEOUT(test.inLibrary(), (QStringList { kApp, u"docker.io/team/app:2"_s }), kLibraryMs);
    QTRY_COMPARE_WITH_TIMEOUT(test.window()->images().totalCount(), 2, kLibraryMs);
    QVERIFY(LibraryFixture::trigger(test.imageMenu(u"team/app"_s), u"Take this name away …"_s));
    press(test.window()->findChild<QMessageBox *>(), QMessageBox::DestructiveRole);
    QTRY_COMPARE_WITH_TIMEOUT(test.inLibrary().size(), 1, kLibraryMs);
    QTRY_COMPARE_WITH_TIMEOUT(test.window()->images().totalCount(), 1, kLibraryMs);
}

// The program ends in the middle of it all.
void TestLibraryActions::goesWithItsWork()
{
    LibraryFixture test;
    const ImageSpec app = libraryImage({ u"team/app:1"_s });
    QCOMPARE(bring(test.root, ociLayout({ app })), QString());
    test.show();
    const LibraryLock lock = test.lockedLibrary();
    test.window()->library().importFiles({ test.archive(u"a.tar"_s, { app }) });
    test.window()->library().exportImage({ QString::fromLatin1(app.manifestDigest()) }, {},
        LibraryExportFormat::OciArchive, test.folder.filePath(u"exported-image.tar"_s));
    const QPointer<CheckDialog> check = test.window()->library().showCheck();
    QCOMPARE(test.window()->jobs().items().size(), 3);
    test.ui.window.reset();
    QVERIFY(check.isNull());
    test.ui.pool.shutdown();
    QVERIFY(!QFileInfo::exists(test.folder.filePath(u"exported-image.tar"_s)));
}

QTEST_MAIN(TestLibraryActions)
#include "tst_libraryactions.moc"
