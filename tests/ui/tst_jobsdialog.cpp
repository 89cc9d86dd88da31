// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The list of all jobs, and what the desktop is told when one ends while nobody looks.

#include "tests/ui/uifixture.h"
#include "ui/jobsdialog.h"
#include "ui/jobstrip.h"
#include "ui/notifier.h"
#include "ui/statepage.h"
#include "ui/treeview.h"

#include <QtCore/QPointer>
#include <QtCore/QProcess>
#include <QtDBus/QDBusConnection>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

// What a desktop has for notifications.
class FakeNotifications : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Told {
        QString program;
        QString title;
        QString text;
    };
    QList<Told> told;

public Q_SLOTS:
    uint Notify(const QString &program, uint, const QString &, const QString &title, const QString &text,
        const QStringList &, const QVariantMap &, int)
    {
        told.append({ program, title, text });
        return static_cast<uint>(told.size());
    }
};

class TestJobsDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void listsWhatRunsAndWhatEnded();
    void cancelsTheSelectedOnes();
    void showsWhatAJobIsAbout();
    void selectionStaysWithItsJob();
    void keepsNoMoreThanItShould();
    void isReachedFromTheWindow();
    void tellsTheDesktop();
    void saysNothingWhereSomebodyLooks();

private:
    QProcess m_bus;
    FakeNotifications m_desktop;
};

void TestJobsDialog::initTestCase()
{
    UiFixture::prepareSettings();
    m_bus.start(u"dbus-daemon"_s, { u"--session"_s, u"--nofork"_s, u"--print-address"_s });
    QVERIFY2(m_bus.waitForStarted(), "dbus-daemon is needed");
    QTRY_VERIFY(m_bus.canReadLine());
    const QByteArray address = m_bus.readLine().trimmed();
    qputenv("DBUS_SESSION_BUS_ADDRESS", address);
    // A connection of its own, as another program has.
    QDBusConnection desktop = QDBusConnection::connectToBus(QString::fromLatin1(address), u"desktop"_s);
    QVERIFY(desktop.registerObject(u"/org/freedesktop/Notifications"_s, &m_desktop, QDBusConnection::ExportAllSlots));
    QVERIFY(desktop.registerService(u"org.freedesktop.Notifications"_s));
}

void TestJobsDialog::cleanupTestCase()
{
    QDBusConnection::disconnectFromBus(u"desktop"_s);
    m_bus.kill();
    m_bus.waitForFinished();
}

void TestJobsDialog::listsWhatRunsAndWhatEnded()
{
    JobList jobs;
    JobsDialog dialog(jobs, nullptr);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    auto *page = dialog.findChild<StatePage *>();
    QVERIFY(page->isVisible());
    const auto job = std::make_shared<Job>();
    job->setProgress(45'000'000, 90'000'000, Job::Unit::Bytes);
    job->setNote(u"layer 2"_s);
    const int id = jobs.add(u"Pulling debian:12"_s, job);
    QVERIFY(!page->isVisible());
    const JobsModel &model = dialog.model();
    const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
    QCOMPARE(text(0, JobsModel::Title), u"Pulling debian:12"_s);
    QVERIFY2(text(0, JobsModel::Amount).startsWith(u"45MB of 90MB"_s), qPrintable(text(0, JobsModel::Amount)));
    QCOMPARE(model.index(0, JobsModel::Amount).data(BarFractionRole).toDouble(), 0.5);
    QCOMPARE(text(0, JobsModel::Status), u"layer 2"_s);
    job->setProgress(90'000'000, 90'000'000, Job::Unit::Bytes);
    QTRY_COMPARE(model.index(0, JobsModel::Amount).data(BarFractionRole).toDouble(), 1.0);

    jobs.remove(id);
    JobList::Ended ended;
    ended.title = u"Pulled debian:12"_s;
    ended.result = u"It is in Library now."_s;
    jobs.addEnded(ended);
    ended.title = u"Pull of redis"_s;
    ended.how = JobList::How::Failed;
    jobs.addEnded(ended);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(text(0, JobsModel::Title), u"Pull of redis"_s); // newest first
    QVERIFY(model.index(0, JobsModel::Status).data(ErrorRole).toBool());
    QVERIFY(text(1, JobsModel::Status).contains(u"It is in Library now."_s));
    QTest::mouseClick(dialog.findChild<QPushButton *>(u"jobsClear"_s), Qt::LeftButton);
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(page->isVisible());
}

void TestJobsDialog::cancelsTheSelectedOnes()
{
    JobList jobs;
    const JobPtr all[] { std::make_shared<Job>(), std::make_shared<Job>(), std::make_shared<Job>() };
    for (const JobPtr &job : all)
        jobs.add(u"a job"_s, job);
    JobsDialog dialog(jobs, nullptr);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    auto *view = dialog.findChild<TreeView *>();
    view->setCurrentIndex(dialog.model().index(1, 0));
    QTest::mouseClick(dialog.findChild<QPushButton *>(u"jobsCancel"_s), Qt::LeftButton);
    QVERIFY(!all[0]->isCancelled() && all[1]->isCancelled() && !all[2]->isCancelled());
    QVERIFY(dialog.model().index(1, JobsModel::Status).data().toString().contains(u"stopping"_s));
    QVERIFY(!dialog.findChild<QPushButton *>(u"jobsCancel"_s)->isEnabled());
}

void TestJobsDialog::showsWhatAJobIsAbout()
{
    JobList jobs;
    int shown = 0;
    jobs.add(u"dull"_s, std::make_shared<Job>());
    jobs.add(u"pull"_s, std::make_shared<Job>(), [&shown] { ++shown; });
    JobsDialog dialog(jobs, nullptr);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    auto *view = dialog.findChild<TreeView *>();
    auto *show = dialog.findChild<QPushButton *>(u"jobsShow"_s);
    view->setCurrentIndex(dialog.model().index(0, 0));
    QVERIFY(!show->isEnabled());
    view->setCurrentIndex(dialog.model().index(1, 0));
    QTest::mouseClick(show, Qt::LeftButton);
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(shown, 2);
}

void TestJobsDialog::selectionStaysWithItsJob()
{
    JobList jobs;
    const int first = jobs.add(u"first"_s, std::make_shared<Job>());
    jobs.add(u"second"_s, std::make_shared<Job>());
    JobsDialog dialog(jobs, nullptr);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    auto *view = dialog.findChild<TreeView *>();
    view->setCurrentIndex(dialog.model().index(1, 0));
    jobs.remove(first);
    QCOMPARE(dialog.model().rowCount(), 1);
    QCOMPARE(view->selectionModel()->selectedRows().size(), 1);
    QCOMPARE(dialog.model().rowAt(view->currentIndex())->title, u"second"_s);
}

void TestJobsDialog::keepsNoMoreThanItShould()
{
    JobList jobs;
    for (int i = 0; i < 2 * JobList::kEndedKept; ++i)
        jobs.addEnded({ .title = QString::number(i), .amount = {}, .result = {}, .when = {}, .show = {} });
    QCOMPARE(jobs.ended().size(), JobList::kEndedKept);
    QCOMPARE(jobs.ended().constFirst().title, QString::number(2 * JobList::kEndedKept - 1));
}

void TestJobsDialog::isReachedFromTheWindow()
{
    UiFixture fixture;
    fixture.window->jobs().add(u"a job"_s, std::make_shared<Job>());
    QTest::keyClick(fixture.window.get(), Qt::Key_J, Qt::ControlModifier | Qt::ShiftModifier);
    QPointer<JobsDialog> dialog = fixture.window->findChild<JobsDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    fixture.window->findChild<QToolButton *>(u"jobsMore"_s)->click();
    QCOMPARE(fixture.window->findChildren<JobsDialog *>().size(), 1);
    dialog->reject();
    QTRY_VERIFY(!dialog);
}

void TestJobsDialog::tellsTheDesktop()
{
    JobList jobs;
    Notifier notifier(jobs);
    m_desktop.told.clear();
    QVERIFY(!QApplication::activeWindow());
    JobList::Ended ended;
    ended.title = u"Pull of app"_s;
    ended.how = JobList::How::Failed;
    ended.result = u"<b>a & b</b>"_s;
    jobs.addEnded(ended);
    QTRY_COMPARE(m_desktop.told.size(), 1);
    QCOMPARE(m_desktop.told[0].program, u"Varve"_s);
    QCOMPARE(m_desktop.told[0].title, u"Pull of app"_s);
    QCOMPARE(m_desktop.told[0].text, u"&lt;b&gt;a &amp; b&lt;/b&gt;"_s);
    ended.how = JobList::How::Cancelled;
    jobs.addEnded(ended);
    ended.how = JobList::How::Done;
    jobs.addEnded(ended);
    QTRY_COMPARE(m_desktop.told.size(), 2); // nothing of what was cancelled
}

void TestJobsDialog::saysNothingWhereSomebodyLooks()
{
    QWidget window;
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    JobList jobs;
    Notifier notifier(jobs);
    m_desktop.told.clear();
    jobs.addEnded({ .title = u"seen"_s, .amount = {}, .result = {}, .when = {}, .show = {} });
    window.close();
    QTRY_VERIFY(!QApplication::activeWindow());
    jobs.addEnded({ .title = u"unseen"_s, .amount = {}, .result = {}, .when = {}, .show = {} });
    QTRY_COMPARE(m_desktop.told.size(), 1);
    QCOMPARE(m_desktop.told[0].title, u"unseen"_s);
}

QTEST_MAIN(TestJobsDialog)
#include "tst_jobsdialog.moc"
