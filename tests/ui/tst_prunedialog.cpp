// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Pruning as a person does it: what the dialog proposes, what it removes, and what the list of pruned images brings back. The
// Library is a real one.

#include "tests/support/pullfixture.h"
#include "tests/ui/libraryfixture.h"

#include "services/prune/prunesettings.h"
#include "ui/format.h"
#include "ui/pruneddialog.h"
#include "ui/prunedialog.h"
#include "ui/prunetext.h"
#include "ui/statepage.h"

#include <QtCore/QMimeData>
#include <QtGui/QClipboard>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using State = PruneSession::State;

namespace {

// A window with a Library: one image without a name, and two with one.
struct Pruning : LibraryFixture {
    Pruning()
    {
        ui.services.prunedRoot = folder.filePath(u"pruned"_s);
        for (const char *content : { "first", "second" })
            bring(root, ociLayout({ libraryImage({ u"localhost/team/app:1"_s }, content) }));
        bring(root, ociLayout({ libraryImage({ u"localhost/team/other:2"_s }, "other") }));
        show();
    }
    void open()
    {
        dialog = window()->prune().prune();
        QTRY_COMPARE_WITH_TIMEOUT(dialog->session().state(), State::Planned, kLibraryMs);
    }
    template <typename T>
    T *find(const char *name) const
    {
        return dialog->findChild<T *>(QLatin1String(name));
    }
    QPushButton *button(const char *name) const { return find<QPushButton>(name); }
    QString buttonText() const { return button("pruneAct")->text().remove(u'&'); }
    QString summary() const { return find<QLabel>("pruneSummary")->text(); }
    void showUnused() const { find<QComboBox>("pruneWhich")->setCurrentIndex(1); }
    void run() const
    {
        button("pruneAct")->click();
        QTRY_COMPARE_WITH_TIMEOUT(dialog->session().state(), State::Done, kLibraryMs);
    }
    PrunedDialog *pruned()
    {
        PrunedDialog *list = window()->prune().showPruned();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(list->findChild<StateStack *>()->isContent(), kLibraryMs); }();
        return list;
    }

    QPointer<PruneDialog> dialog;
};

} // namespace

class TestPruneDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { UiFixture::prepareSettings(); }
    void oneClickRemovesWhatIsDangling();
    void ticksChangeTheTotal();
    void rules();
    void protectedNames();
    void keepsACopyAndRestores();
    void whatChangedMeanwhileIsTold();
    void withoutRoomNothingGoes();
    void nothingToRemove();
    void goesOnWhenClosed();
    void forgets();
    void copiesTheResult();
    void settingsPage();
    void statusBarTellsWhatCouldBeFreed();
};

void TestPruneDialog::oneClickRemovesWhatIsDangling()
{
    Pruning prune;
    prune.open();
    QCOMPARE(prune.dialog->model().rowCount(), 1);
    const PruneRow row = prune.dialog->model().rows().constFirst();
    QVERIFY(row.isTicked && row.name.isEmpty() && row.freedBytes > 0);
    QVERIFY2(row.why.contains(u"no name"_s) && row.warning.contains(u"registry"_s), qPrintable(row.why));
    QVERIFY2(
        prune.buttonText().startsWith(u"Remove 1 image"_s) && prune.buttonText().contains(sizeText(row.freedBytes)),
        qPrintable(prune.buttonText()));
    QVERIFY2(prune.summary().contains(u"exactly"_s), qPrintable(prune.summary()));
    prune.run();
    QCOMPARE(prune.dialog->session().plannedBytes(), row.freedBytes);
    QCOMPARE(prune.dialog->session().measuredBytes(), row.freedBytes);
    QCOMPARE(prune.inLibrary(), QStringList({ u"localhost/team/app:1"_s, u"localhost/team/other:2"_s }));
    QCOMPARE(prune.dialog->model().rows().constFirst().state, PruneRow::State::Removed);
    // The window knows, too, and the list of jobs.
    QTRY_COMPARE_WITH_TIMEOUT(prune.source()->images.images.size(), 2, kLibraryMs);
    QCOMPARE(prune.window()->jobs().ended().constFirst().how, JobList::How::Done);
}

void TestPruneDialog::ticksChangeTheTotal()
{
    Pruning prune;
    prune.open();
    PruneModel &model = prune.dialog->model();
    auto *view = prune.dialog->findChild<TreeView *>();
    const QModelIndex first = model.index(0, PruneModel::Image);
    // By the space bar, and by the pointer where the box is painted.
    view->setCurrentIndex(first);
    QTest::keyClick(view, Qt::Key_Space);
    QVERIFY(!model.rows().constFirst().isTicked);
    QCOMPARE(prune.buttonText(), u"Remove nothing"_s);
    QVERIFY(!prune.button("pruneAct")->isEnabled());
    const QRect cell = view->visualRect(first);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, QPoint(cell.left() + 10, cell.center().y()));
    QVERIFY(model.rows().constFirst().isTicked);
    QVERIFY(prune.button("pruneAct")->isEnabled());
    auto *all = prune.find<QCheckBox>("pruneAll");
    QCOMPARE(all->checkState(), Qt::Checked);
    all->click();
    QVERIFY(!model.rows().constFirst().isTicked);
    QCOMPARE(all->checkState(), Qt::Unchecked);
    all->click();
    QVERIFY(model.rows().constFirst().isTicked);
    // What is unticked stays so, whatever the rules hide in between, and when it is looked at anew.
    all->click();
    PruneRules narrow;
    narrow.olderThan = std::chrono::days(3000);
    prune.dialog->setRules(narrow);
    QCOMPARE(model.rowCount(), 0);
    prune.dialog->setRules({});
    QVERIFY(!model.rows().constFirst().isTicked);
    prune.button("pruneAgain")->click();
    QTRY_COMPARE_WITH_TIMEOUT(prune.dialog->session().state(), State::Planned, kLibraryMs);
    QVERIFY(!model.rows().constFirst().isTicked);
    // In whichever column the cursor is.
    view->setCurrentIndex(model.index(0, PruneModel::Frees));
    QTest::keyClick(view, Qt::Key_Space);
    QVERIFY(model.rows().constFirst().isTicked);
    // Also where nothing is selected.
    view->clearSelection();
    QTest::keyClick(view, Qt::Key_Space);
    QVERIFY(!model.rows().constFirst().isTicked);
    QTest::keyClick(view, Qt::Key_Space);
    QVERIFY(model.rows().constFirst().isTicked);
}

void TestPruneDialog::rules()
{
    Pruning prune;
    prune.open();
    prune.showUnused();
    // What came within the day stays, and it says so.
    const QList<PruneRow> rows = prune.dialog->model().rows();
    QCOMPARE(rows.size(), 3);
    QCOMPARE(std::count_if(rows.cbegin(), rows.cend(),
                 [](const PruneRow &row) { return row.state == PruneRow::State::Kept && row.why.contains(u"day"_s); }),
        2);
    prune.button("pruneMore")->click();
    prune.find<QSpinBox>("pruneDays")->setValue(30);
    QCOMPARE(prune.dialog->session().rules().olderThan, std::optional<std::chrono::seconds>(std::chrono::days(30)));
    prune.find<QSpinBox>("pruneNewest")->setValue(2);
    prune.find<QLineEdit>("pruneLabel")->setText(u"a=b"_s);
    prune.find<QLineEdit>("pruneName")->setText(u"*/app"_s);
    const PruneRules &now = prune.dialog->session().rules();
    QCOMPARE(now.keepNewest, 2);
    QCOMPARE(now.labels, QStringList { u"a=b"_s });
    QCOMPARE(now.namePattern, u"*/app"_s);
    QCOMPARE(prune.dialog->model().rowCount(), 0);
    QVERIFY(prune.dialog->findChild<StatePage *>()->title().contains(u"needed"_s));
    // Hidden rules do not count.
    prune.button("pruneMore")->click();
    QVERIFY(!prune.dialog->session().rules().olderThan && prune.dialog->session().rules().namePattern.isEmpty());
    QCOMPARE(prune.dialog->model().rowCount(), 3);
}

void TestPruneDialog::protectedNames()
{
    Pruning prune;
    PruneSettings::setProtectedNames({ u"*/other"_s });
    prune.open();
    prune.showUnused();
    const QList<PruneRow> rows = prune.dialog->model().rows();
    const auto other =
        std::find_if(rows.cbegin(), rows.cend(), [](const PruneRow &row) { return row.name.contains(u"other"_s); });
    QVERIFY(other != rows.cend());
    QVERIFY2(other->state == PruneRow::State::Kept && other->why.contains(u"*/other"_s), qPrintable(other->why));
    // What is protected while the dialog is open counts as well: nothing goes before that was seen.
    PruneSettings::setProtectedNames({ u"*"_s });
    prune.button("pruneAct")->click();
    QCOMPARE(prune.dialog->session().state(), State::Planned);
    QCOMPARE(prune.dialog->session().rules().protectedNames, QStringList { u"*"_s });
    QCOMPARE(prune.inLibrary().size(), 3);
}

void TestPruneDialog::keepsACopyAndRestores()
{
    Pruning prune;
    prune.open();
    const QString id = prune.dialog->model().rows().constFirst().id;
    prune.find<QCheckBox>("pruneKeep")->setChecked(true);
    QVERIFY(PruneSettings::keepsCopy());
    prune.run();
    QCOMPARE(prune.inLibrary().size(), 2);
    PrunedDialog *list = prune.pruned();
    QCOMPARE(list->model().rowCount(), 1);
    const PrunedRow row = list->model().rows().constFirst();
    QVERIFY(row.id.contains(id) && row.way == PrunedRow::Way::Copy && !row.isRestored);
    QVERIFY(!list->findChild<QPushButton *>(u"prunedRestore"_s)->isEnabled()); // nothing is chosen
    list->findChild<TreeView *>()->selectAll();
    list->findChild<QPushButton *>(u"prunedRestore"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(prune.inLibrary().size(), 3, kLibraryMs);
    QTRY_VERIFY_WITH_TIMEOUT(list->model().rows().constFirst().isRestored, kLibraryMs);
    QVERIFY(list->findChild<QLabel *>(u"prunedResult"_s)->text().contains(u"restored"_s));
    // The table of the window has it again, under the same id.
    QTRY_COMPARE_WITH_TIMEOUT(prune.source()->images.images.size(), 3, kLibraryMs);
    const auto &images = prune.source()->images.images;
    QVERIFY(std::any_of(
        images.cbegin(), images.cend(), [&row](const SourceImage &image) { return image.summary.id.value == row.id; }));
}

void TestPruneDialog::whatChangedMeanwhileIsTold()
{
    Pruning prune;
    prune.open();
    const PruneSession::Place &place = prune.dialog->session().places().constFirst();
    const ImageId id = place.facts.images[prune.dialog->model().rows().constFirst().image].id;
    Job job;
    LibraryStore store(prune.root);
    VERIFY_DONE(store.tag(id, u"localhost/team/late:1"_s, job));
    prune.run();
    const PruneRow row = prune.dialog->model().rows().constFirst();
    QCOMPARE(row.state, PruneRow::State::Skipped);
    QVERIFY2(row.why.contains(u"late"_s), qPrintable(row.why));
    QVERIFY2(prune.summary().startsWith(u"0 image"_s) && prune.summary().contains(u"1 skipped"_s),
        qPrintable(prune.summary()));
    QCOMPARE(prune.inLibrary().size(), 3);
}

void TestPruneDialog::withoutRoomNothingGoes()
{
    Pruning prune;
    PrunedLimits limits;
    limits.copyBytes = 100;
    PruneSettings::setLimits(limits);
    prune.open();
    prune.find<QCheckBox>("pruneKeep")->setChecked(true);
    prune.run();
    QCOMPARE(prune.inLibrary().size(), 3);
    const QString problem = prune.find<QLabel>("pruneProblem")->text();
    QVERIFY2(problem.contains(u"nothing was removed"_s), qPrintable(problem));
    QCOMPARE(prune.window()->jobs().ended().constFirst().how, JobList::How::Failed);
    QCOMPARE(filesBelow(prune.ui.services.prunedRoot), QStringList());
    // Without a copy it goes.
    prune.button("pruneAgain")->click();
    QTRY_COMPARE_WITH_TIMEOUT(prune.dialog->session().state(), State::Planned, kLibraryMs);
    prune.find<QCheckBox>("pruneKeep")->setChecked(false);
    prune.run();
    QCOMPARE(prune.inLibrary().size(), 2);
    QVERIFY(prune.find<QLabel>("pruneProblem")->text().isEmpty());
}

void TestPruneDialog::nothingToRemove()
{
    Pruning prune;
    prune.open();
    prune.run();
    prune.button("pruneAgain")->click();
    QTRY_COMPARE_WITH_TIMEOUT(prune.dialog->session().state(), State::Planned, kLibraryMs);
    QCOMPARE(prune.dialog->model().rowCount(), 0);
    QCOMPARE(prune.dialog->findChild<StatePage *>()->title(), u"No dangling images"_s);
    QVERIFY(!prune.button("pruneAct")->isEnabled());
}

// Closed while it waits for the Library: what was begun is brought to its end, and nothing is left over.
void TestPruneDialog::goesOnWhenClosed()
{
    Pruning prune;
    prune.open();
    prune.button("pruneAct")->click();
    QCOMPARE(prune.dialog->session().state(), State::Running);
    prune.dialog->close();
    QTRY_COMPARE_WITH_TIMEOUT(prune.inLibrary().size(), 2, kLibraryMs);
    QTRY_VERIFY_WITH_TIMEOUT(!prune.dialog, kLibraryMs);
    // The list of jobs remembers a dialog that is no more.
    QVERIFY(!prune.window()->jobs().ended().isEmpty());
    prune.window()->jobs().show(prune.window()->jobs().ended().constFirst().id);
    // A window that closes while a dialog looks.
    Pruning other;
    other.dialog = other.window()->prune().prune();
    other.ui.window.reset();
    QVERIFY(!other.dialog);
    other.ui.makeWindow();
}

void TestPruneDialog::forgets()
{
    Pruning prune;
    prune.open();
    prune.find<QCheckBox>("pruneKeep")->setChecked(true);
    prune.run();
    PrunedDialog *list = prune.pruned();
    list->findChild<TreeView *>()->selectAll();
    const auto confirm = [list] {
        auto *box = list->findChild<QMessageBox *>();
        QVERIFY(box);
        for (QAbstractButton *button : box->buttons()) {
            if (box->buttonRole(button) == QMessageBox::DestructiveRole)
                button->click();
        }
    };
    QMenu *menu = LibraryFixture::menuOf(list->findChild<TreeView *>(), u"no name"_s);
    QVERIFY(LibraryFixture::trigger(menu, u"Delete the copy …"_s));
    confirm();
    QTRY_COMPARE_WITH_TIMEOUT(list->model().rows().constFirst().way, PrunedRow::Way::None, kLibraryMs);
    QTRY_VERIFY(!list->findChild<QMessageBox *>());
    list->findChild<TreeView *>()->selectAll();
    list->findChild<QPushButton *>(u"prunedForget"_s)->click();
    confirm();
    QTRY_COMPARE_WITH_TIMEOUT(list->model().rowCount(), 0, kLibraryMs);
    QCOMPARE(filesBelow(prune.ui.services.prunedRoot), QStringList());
    QCOMPARE(list->findChild<StatePage *>()->title(), u"Nothing was pruned yet"_s);
}

void TestPruneDialog::copiesTheResult()
{
    Pruning prune;
    prune.open();
    prune.showUnused();
    prune.run();
    prune.button("pruneCopy")->click();
    const QString text = QApplication::clipboard()->text();
    QVERIFY2(text.contains(prune.summary()) && text.contains(u"removed"_s) && text.contains(u"planned"_s)
            && !text.contains(u"other"_s),
        qPrintable(text));
}

void TestPruneDialog::settingsPage()
{
    Pruning prune;
    prune.fileAction(u"Settings …"_s)->trigger();
    auto *page = prune.window()->findChild<QWidget *>(u"prunePage"_s);
    QVERIFY(page);
    page->findChild<QPlainTextEdit *>(u"protectedNames"_s)->setPlainText(u" debian:* \n\nteam/*\n"_s);
    QCOMPARE(PruneSettings::protectedNames(), QStringList({ u"debian:*"_s, u"team/*"_s }));
    page->findChild<QSpinBox *>(u"prunedDays"_s)->setValue(7);
    QCOMPARE(PruneSettings::limits().copyAge, std::chrono::days(7));
    QCOMPARE(PruneSettings::limits().copyBytes, PrunedLimits().copyBytes);
}

void TestPruneDialog::statusBarTellsWhatCouldBeFreed()
{
    Pruning prune;
    QTRY_VERIFY2_WITH_TIMEOUT(
        prune.statusText().contains(u"reclaimable"_s), qPrintable(prune.statusText()), kLibraryMs);
    QVERIFY(prune.window()->prune().danglingBytes() > 0);
}

QTEST_MAIN(TestPruneDialog)
#include "tst_prunedialog.moc"
