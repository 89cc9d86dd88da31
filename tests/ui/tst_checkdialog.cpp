// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The dialog that checks the Library: what it finds, what it offers, and what it does.

#include "tests/ui/libraryfixture.h"

#include "ui/checkdialog.h"
#include "ui/checktext.h"
#include "ui/statepage.h"

#include <QtCore/QMimeData>
#include <QtGui/QClipboard>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using State = CheckDialog::State;

namespace {

struct Checked {
    Checked()
        : services { pool, nullptr, nullptr, openStore, {}, nullptr, nullptr, folder.filePath(u"library"_s) }
    {
        QSettings().clear();
        app = libraryImage({ u"team/app:1"_s });
    }
    ~Checked()
    {
        delete dialog;
        pool.shutdown();
    }
    QString bringImages() const
    {
        return bring(services.pullRoot, ociLayout({ app, libraryImage({ u"team/other:1"_s }, "other") }));
    }
    void damage() const { QFile::resize(blobFile(services.pullRoot, app.layers[1].digest()), 100); }
    void leaveOrphan() const { writeFile(blobFile(services.pullRoot, sha256Digest("orphan")), "orphan"); }
    void show()
    {
        dialog = new CheckDialog(services, jobs, nullptr);
        dialog->show();
    }
    QPushButton *button(const char *name) const { return dialog->findChild<QPushButton *>(QLatin1String(name)); }
    QString summary() const { return dialog->findChild<QLabel *>(u"checkSummary"_s)->text(); }
    const StatePage *page() const { return dialog->findChild<StatePage *>(); }
    const QAbstractItemModel *rows() const { return dialog->findChild<TreeView *>()->model(); }

    QTemporaryDir folder;
    ImageSpec app;
    WorkPool pool;
    UiServices services;
    JobList jobs;
    QPointer<CheckDialog> dialog;
};

} // namespace

class TestCheckDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { UiFixture::prepareSettings(); }
    void allIsWell();
    void thereIsNoLibrary();
    void findsAndRepairs();
    void repairsAll();
    void repairsALostIndex();
    void copies();
    void cancels();
    void tellsWhatWentWrong();
    void closingCancels();
    void closingARepairTellsOfIt();
    void everyKindHasItsWords();
};

void TestCheckDialog::allIsWell()
{
    Checked test;
    QCOMPARE(test.bringImages(), QString());
    test.show();
    QCOMPARE(test.dialog->state(), State::Checking);
    QCOMPARE(test.jobs.items().size(), 1);
    QVERIFY(!test.button("checkAgain")->isVisible());
    QTRY_COMPARE_WITH_TIMEOUT(test.dialog->state(), State::Done, kLibraryMs);
    QCOMPARE(test.jobs.items().size(), 0);
    QVERIFY2(test.page()->isVisible() && test.page()->title().startsWith(u"Everything is as it should be: 2 image"_s)
            && test.page()->title().contains(u", 7 blob"_s),
        qPrintable(test.page()->title()));
    QVERIFY(!test.button("checkRepair")->isVisible() && !test.button("checkCopy")->isVisible());
    // It may have been damaged since.
    test.damage();
    QTest::mouseClick(test.button("checkAgain"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(test.dialog->report().problems.size(), 1, kLibraryMs);
    QVERIFY(!test.page()->isVisible());
}

void TestCheckDialog::thereIsNoLibrary()
{
    Checked test;
    test.show();
    QTRY_COMPARE_WITH_TIMEOUT(test.dialog->state(), State::Done, kLibraryMs);
    QVERIFY(test.page()->title().contains(u"0 image"_s) && test.page()->title().contains(u"0 blob"_s));
    QVERIFY(!QFileInfo::exists(test.services.pullRoot));
}

void TestCheckDialog::findsAndRepairs()
{
    Checked test;
    QCOMPARE(test.bringImages(), QString());
    test.damage();
    test.leaveOrphan();
    test.show();
    QTRY_COMPARE_WITH_TIMEOUT(test.dialog->state(), State::Done, kLibraryMs);
    QCOMPARE(test.rows()->rowCount(), 2);
    QVERIFY2(test.summary().startsWith(u"2 problem"_s) && test.summary().contains(u"docker.io/team/app:1"_s),
        qPrintable(test.summary()));
    QCOMPARE(test.button("checkRepair")->text().remove(u'&'), u"Repair: remove 2 file(s)"_s);
    QVERIFY(QFileInfo::exists(blobFile(test.services.pullRoot, sha256Digest("orphan"))));
    const QSignalSpy repaired(test.dialog, &CheckDialog::repaired);
    QTest::mouseClick(test.button("checkRepair"), Qt::LeftButton);
    QCOMPARE(test.dialog->state(), State::Repairing);
    QTRY_COMPARE_WITH_TIMEOUT(test.dialog->state(), State::Done, kLibraryMs);
    QCOMPARE(repaired.size(), 1);
    QVERIFY(!QFileInfo::exists(blobFile(test.services.pullRoot, sha256Digest("orphan"))));
    // The layer is missing now, which nothing here can mend.
    QCOMPARE(test.rows()->rowCount(), 1);
    QVERIFY2(test.summary().startsWith(u"2 file"_s) && test.summary().contains(u"1 problem(s)"_s),
        qPrintable(test.summary()));
    QVERIFY(!test.button("checkRepair")->isVisible());
    QCOMPARE(test.bringImages(), QString());
    QTest::mouseClick(test.button("checkAgain"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(test.page()->title().startsWith(u"Everything is as it should be"_s), kLibraryMs);
}

void TestCheckDialog::repairsAll()
{
    Checked test;
    QCOMPARE(test.bringImages(), QString());
    test.leaveOrphan();
    test.show();
    QTRY_COMPARE_WITH_TIMEOUT(test.dialog->state(), State::Done, kLibraryMs);
    QTest::mouseClick(test.button("checkRepair"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(test.dialog->state(), State::Done, kLibraryMs);
    QVERIFY(test.page()->isVisible());
    QVERIFY(test.page()->accessibleDescription().contains(u"1 file(s) were removed"_s));
}

void TestCheckDialog::repairsALostIndex()
{
    Checked test;
    QCOMPARE(test.bringImages(), QString());
    QVERIFY(QFile::remove(test.services.pullRoot + u"/index.json"_s));
    test.show();
    QTRY_COMPARE_WITH_TIMEOUT(test.dialog->state(), State::Done, kLibraryMs);
    QVERIFY(test.button("checkRepair")->text().contains(u"new index"_s));
    QTest::mouseClick(test.button("checkRepair"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(test.dialog->state(), State::Done, kLibraryMs);
    QVERIFY(test.page()->accessibleDescription().contains(u"no names"_s));
}

void TestCheckDialog::copies()
{
    Checked test;
    QCOMPARE(test.bringImages(), QString());
    test.damage();
    test.leaveOrphan();
    test.show();
    QTRY_COMPARE_WITH_TIMEOUT(test.dialog->state(), State::Done, kLibraryMs);
    QTest::mouseClick(test.button("checkCopy"), Qt::LeftButton);
    const auto copied = [] {
        return QString::fromUtf8(QGuiApplication::clipboard()->mimeData()->data(u"text/plain"_s));
    };
    QCOMPARE(copied().count(u'\n'), 3);
    QVERIFY(copied().startsWith(u"Problem\tObject\t"_s));
    QVERIFY(copied().contains(QString::fromLatin1(test.app.layers[1].digest()) + u"\tdocker.io/team/app:1\t"_s));
    // One row, by the button as by the keyboard.
    auto *view = test.dialog->findChild<TreeView *>();
    view->setCurrentIndex(view->model()->index(0, 0));
    QTest::mouseClick(test.button("checkCopy"), Qt::LeftButton);
    QCOMPARE(copied().count(u'\n'), 2);
    const QString row = copied().section(u'\n', 1, 1);
    QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(copied(), row);
}

void TestCheckDialog::cancels()
{
    Checked test;
    QCOMPARE(test.bringImages(), QString());
    const LibraryFolderPtr open = *LibraryFolder::create(test.services.pullRoot);
    std::optional<LibraryLock> lock =
        *LibraryLock::take(*open, LibraryLock::Of::Library, LibraryLock::Mode::Exclusive, Job());
    test.show();
    QTest::qWait(50);
    QCOMPARE(test.dialog->state(), State::Checking);
    QTest::mouseClick(test.button("checkClose"), Qt::LeftButton); // says Cancel now
    QTRY_COMPARE_WITH_TIMEOUT(test.dialog->state(), State::Cancelled, kLibraryMs);
    QVERIFY(test.dialog->isVisible());
    QCOMPARE(test.page()->title(), u"Cancelled"_s);
    QCOMPARE(test.jobs.items().size(), 0);
    lock.reset();
    QTest::mouseClick(test.button("checkAgain"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(test.dialog->state(), State::Done, kLibraryMs);
    QTest::mouseClick(test.button("checkClose"), Qt::LeftButton);
    QTRY_VERIFY(test.dialog.isNull());
}

void TestCheckDialog::tellsWhatWentWrong()
{
    Checked test;
    QVERIFY(writeFile(test.services.pullRoot, "a file"));
    test.show();
    QTRY_COMPARE_WITH_TIMEOUT(test.dialog->state(), State::Failed, kLibraryMs);
    QVERIFY2(test.page()->title().contains(u"Library"_s), qPrintable(test.page()->title()));
    QVERIFY(test.button("checkAgain")->isVisible() && !test.button("checkRepair")->isVisible());
}

void TestCheckDialog::closingCancels()
{
    Checked test;
    QCOMPARE(test.bringImages(), QString());
    const LibraryFolderPtr open = *LibraryFolder::create(test.services.pullRoot);
    const LibraryLock lock = *LibraryLock::take(*open, LibraryLock::Of::Library, LibraryLock::Mode::Exclusive, Job());
    test.show();
    const JobPtr job = test.jobs.items().constFirst().job;
    QTest::keyClick(test.dialog, Qt::Key_Escape);
    QTRY_VERIFY(test.dialog.isNull());
    QVERIFY(job->isCancelled());
    QCOMPARE(test.jobs.items().size(), 0);
}

// What it has done by then may be seen elsewhere.
void TestCheckDialog::closingARepairTellsOfIt()
{
    Checked test;
    QCOMPARE(test.bringImages(), QString());
    test.damage();
    test.show();
    QTRY_COMPARE(test.dialog->state(), State::Done);
    const LibraryFolderPtr open = *LibraryFolder::create(test.services.pullRoot);
    const LibraryLock lock = *LibraryLock::take(*open, LibraryLock::Of::Library, LibraryLock::Mode::Exclusive, Job());
    const QSignalSpy repaired(test.dialog, &CheckDialog::repaired);
    QTest::mouseClick(test.button("checkRepair"), Qt::LeftButton);
    QCOMPARE(test.dialog->state(), State::Repairing);
    QTest::keyClick(test.dialog, Qt::Key_Escape);
    QTRY_COMPARE(repaired.size(), 1);
    QTRY_VERIFY(test.dialog.isNull());
    QCOMPARE(test.jobs.items().size(), 0);
}

void TestCheckDialog::everyKindHasItsWords()
{
    QStringList words;
    for (int kind = 0; kind <= static_cast<int>(LibraryProblem::Kind::Stray); ++kind) {
        LibraryProblem problem;
        problem.kind = static_cast<LibraryProblem::Kind>(kind);
        words.append(problemRow(problem).problem);
        QVERIFY(!words.constLast().isEmpty() && !problemRow(problem).repair.isEmpty());
    }
    QCOMPARE(words.removeDuplicates(), 0);
}

QTEST_MAIN(TestCheckDialog)
#include "tst_checkdialog.moc"
