// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Pulling through the window's own dialog, from a registry that does what a test wants.

#include "services/stores/library/librarystore.h"
#include "tests/support/registryfixture.h"
#include "tests/support/tarbuilder.h"
#include "tests/ui/uifixture.h"
#include "ui/findimagedialog.h"
#include "ui/notice.h"
#include "ui/pulldialog.h"
#include "ui/statepage.h"
#include "ui/treeview.h"

#include <QtTest/QSignalSpy>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using Fault = FaultyRegistry::Fault;
using State = PullSession::State;

namespace {

constexpr int kLongMs = 30'000;

ImageSpec imageFor(const QByteArray &architecture)
{
    ImageSpec image;
    image.platform("linux", architecture);
    image.layer(TarBuilder().file("etc/a", std::string(2000, 'a')).bytes(), "ADD base");
    image.layer(
        TarBuilder().file("srv/" + architecture.toStdString(), std::string(900'000, 'b')).bytes(), "COPY srv /srv");
    return image;
}

// The dialog over a Library and a registry of the test's own.
struct Shown {
    Shown()
        : services { pool, nullptr, nullptr, openStore, {}, nullptr, quickAccess, folder.filePath(u"library"_s) }
    {
        QSettings().clear();
        const ImageSpec amd = imageFor("amd64");
        const ImageSpec arm = imageFor("arm64");
        putImage(registry, amd, "1");
        putIndex(registry, "many", { amd, arm });
        large = "/blobs/" + amd.layers[1].digest();
        dialog = new PullDialog(services, jobs,
            { [] {
                 return QList<PullTarget> { { u"Library"_s, nullptr } };
             },
                [] { return QList<ImageStorePtr>(); }, { u"debian:12"_s },
                [this](const Reference &reference) { askedAgain += reference.familiar(); } },
            nullptr);
        dialog->show();
    }
    ~Shown()
    {
        delete dialog;
        pool.shutdown();
    }

    template <typename Widget>
    Widget *child(const char *name) const
    {
        return dialog->findChild<Widget *>(QLatin1String(name));
    }
    QString text(const char *label) const { return child<QLabel>(label)->text(); }
    QPushButton *act() const { return child<QPushButton>("pullAct"); }
    QLineEdit *name() const { return child<QLineEdit>("pullReference"); }
    void type(const QString &what) const
    {
        name()->setFocus();
        name()->clear();
        QTest::keyClicks(name(), what);
    }
    QString reference(const QString &rest) const
    {
        return QString::fromLatin1(registry.address()) + u"/team/app"_s + rest;
    }
    State state() const { return dialog->session().state(); }
    int rows() const { return dialog->findChild<TreeView *>()->model()->rowCount(); }
    QStringList inLibrary() const
    {
        Job job;
        QStringList names;
        const Result<Listing> listing = LibraryStore(services.pullRoot).list(job);
        for (const ImageSummary &image : listing ? listing->images : QList<ImageSummary>())
            names += image.names;
        return names;
    }

    QTemporaryDir folder;
    WorkPool pool;
    FaultyRegistry registry;
    QByteArray large; // target of the blob
    UiServices services;
    JobList jobs;
    QStringList askedAgain; // for another dialog
    QPointer<PullDialog> dialog;
};

} // namespace

class TestPullDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { UiFixture::prepareSettings(); }
    void checksWhatIsTyped_data();
    void checksWhatIsTyped();
    void plansThenPulls();
    void platforms();
    void cancelsAndGoesOn();
    void tellsWhatWentWrong();
    void goesOnWithoutTheDialog();
    void comesBackWhenItFails();
    void endedOnesAreShownAgain();
    void findingLeavesAPullAlone();
    void tellsTheProblemsOfAPlan();
    void escapeClosesIt();
    void asksAgainForAnotherTarget();
    void isReachedFromTheWindow();
    void endsWithTheWindow();
};

void TestPullDialog::checksWhatIsTyped_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("said"); // a part of it; empty: nothing is wrong
    QTest::addColumn<QString>("corrected");
    QTest::addRow("nothing") << QString() << QString() << QString();
    QTest::addRow("fine") << u"debian:12"_s << QString() << QString();
    QTest::addRow("second colon") << u"ubuntu:18:04"_s << u"second colon"_s << u"ubuntu:18.04"_s;
    QTest::addRow("upper case") << u"Debian"_s << u"lower case"_s << u"debian"_s;
    QTest::addRow("address") << u"https://ghcr.io/a/b"_s << u"https://"_s << u"ghcr.io/a/b"_s;
    QTest::addRow("command") << u"docker pull redis"_s << u"command"_s << u"redis"_s;
    QTest::addRow("no tag") << u"redis:"_s << u"tag behind the colon"_s << u"redis:latest"_s;
    QTest::addRow("short digest") << u"redis@sha256:abc"_s << u"not of the right length"_s << QString();
}

void TestPullDialog::checksWhatIsTyped()
{
    QFETCH(QString, typed);
    QFETCH(QString, said);
    QFETCH(QString, corrected);
    const Shown shown;
    shown.type(typed);
    QCOMPARE(shown.text("pullProblem").isEmpty(), said.isEmpty());
    QVERIFY2(shown.text("pullProblem").contains(said), qPrintable(shown.text("pullProblem")));
    QCOMPARE(shown.act()->isEnabled(), said.isEmpty() && !typed.isEmpty());
    auto *correct = shown.child<QPushButton>("pullCorrection");
    QCOMPARE(correct->isVisible(), !corrected.isEmpty());
    if (corrected.isEmpty())
        return;
    QTest::mouseClick(correct, Qt::LeftButton);
    QCOMPARE(shown.name()->text(), corrected);
    QVERIFY(shown.text("pullProblem").isEmpty());
    QVERIFY(shown.act()->isEnabled());
}

void TestPullDialog::plansThenPulls()
{
    const Shown shown;
    const QSignalSpy pulled(shown.dialog, &PullDialog::pulled);
    shown.type(shown.reference(u":1"_s));
    QTest::keyClick(shown.name(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    QCOMPARE(shown.rows(), 2);
    QCOMPARE(shown.child<QComboBox>("pullPlatform")->currentText(), u"Only one"_s);
    QVERIFY2(shown.text("pullSummary").contains(u"to download"), qPrintable(shown.text("pullSummary")));
    QVERIFY2(shown.act()->text().contains(u"90"), qPrintable(shown.act()->text())); // 905kB
    QCOMPARE(shown.registry.count("/blobs/"), 1); // the config
    QCOMPARE(shown.inLibrary(), QStringList());
    QTest::keyClick(shown.name(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Done, kLongMs);
    QCOMPARE(pulled.size(), 1);
    QCOMPARE(shown.inLibrary(), QStringList { shown.reference(u":1"_s) });
    QVERIFY(shown.text("pullSummary").contains(u"was pulled into Library"));
    QCOMPARE(shown.jobs.items().size(), 0);
    // Something else is a new question.
    shown.type(shown.reference(u":many"_s));
    QCOMPARE(shown.state(), State::Idle);
}

void TestPullDialog::platforms()
{
    const Shown shown;
    auto *platform = shown.child<QComboBox>("pullPlatform");
    QVERIFY(!platform->isEnabled());
    shown.type(shown.reference(u":many"_s));
    QTest::keyClick(shown.name(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    QVERIFY(platform->isEnabled());
    QCOMPARE(platform->count(), 3); // and all of them
    QCOMPARE(platform->currentText(), Platform::host().toString());
    QVERIFY(!shown.dialog->session().plan()->isPlatformChosen); // an engine elsewhere takes its own
    platform->setCurrentIndex(platform->findText(u"linux/arm64"_s));
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    QCOMPARE(platform->currentText(), u"linux/arm64"_s);
    QCOMPARE(shown.dialog->session().plan()->platforms.constFirst().architecture, u"arm64"_s);
    QVERIFY(shown.dialog->session().plan()->isPlatformChosen);
    platform->setCurrentIndex(2);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    QCOMPARE(platform->currentIndex(), 2);
    QCOMPARE(shown.rows(), 3); // the base is that of both
    QTest::mouseClick(shown.act(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Done, kLongMs);
    QCOMPARE(shown.inLibrary().size(), 2);
}

void TestPullDialog::cancelsAndGoesOn()
{
    Shown shown;
    shown.registry.fail(Fault::Hung, shown.large, 1);
    shown.type(shown.reference(u":1"_s));
    QTest::keyClick(shown.name(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    QTest::mouseClick(shown.act(), Qt::LeftButton);
    QCOMPARE(shown.state(), State::Pulling);
    QVERIFY(shown.name()->isReadOnly());
    QVERIFY(!shown.act()->isEnabled());
    QCOMPARE(shown.jobs.items().size(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(shown.dialog->session().progress().done > 400'000, kLongMs);
    QTest::mouseClick(shown.child<QPushButton>("pullClose"), Qt::LeftButton); // says Cancel now
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    QVERIFY(shown.text("pullSummary").contains(u"Cancelled"));
    QVERIFY(shown.dialog->isVisible());
    QCOMPARE(shown.inLibrary(), QStringList());
    QTest::mouseClick(shown.act(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Done, kLongMs);
    QCOMPARE(shown.inLibrary().size(), 1);
}

void TestPullDialog::tellsWhatWentWrong()
{
    Shown shown;
    shown.type(shown.reference(u":gone"_s));
    QTest::keyClick(shown.name(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Failed, kLongMs);
    auto *page = shown.dialog->findChild<StatePage *>();
    QVERIFY2(page->isVisible() && page->title().contains(u"is not there"), qPrintable(page->title()));
    // One layer is not what it should be: said, and tried again.
    shown.registry.fail(Fault::WrongBytes, shown.large, 1);
    shown.type(shown.reference(u":1"_s));
    QTest::keyClick(shown.name(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    QTest::mouseClick(shown.act(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Failed, kLongMs);
    QVERIFY2(shown.text("pullSummary").contains(u"not what it should be"), qPrintable(shown.text("pullSummary")));
    QCOMPARE(shown.rows(), 2); // which layer it was is still to be seen
    QTest::mouseClick(shown.act(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Done, kLongMs);
}

void TestPullDialog::goesOnWithoutTheDialog()
{
    Shown shown;
    shown.registry.fail(Fault::Hung, shown.large, 1);
    shown.type(shown.reference(u":1"_s));
    QTest::keyClick(shown.name(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    QTest::mouseClick(shown.act(), Qt::LeftButton);
    shown.dialog->close();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(shown.dialog);
    QCOMPARE(shown.jobs.items().size(), 1);
    shown.jobs.items().constFirst().job->cancel(); // as the status bar does it
    QTRY_VERIFY_WITH_TIMEOUT(shown.dialog.isNull(), kLongMs);
    QCOMPARE(shown.jobs.items().size(), 0);
}

void TestPullDialog::comesBackWhenItFails()
{
    Shown shown;
    shown.registry.fail(Fault::WrongBytes, shown.large);
    shown.type(shown.reference(u":1"_s));
    QTest::keyClick(shown.name(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    QTest::mouseClick(shown.act(), Qt::LeftButton);
    shown.dialog->close();
    QVERIFY(!shown.dialog->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(shown.dialog && shown.dialog->isVisible(), kLongMs);
    QCOMPARE(shown.state(), State::Failed);
}

// By the dialog it had, and by another one once that is gone.
void TestPullDialog::endedOnesAreShownAgain()
{
    Shown shown;
    shown.registry.fail(Fault::WrongBytes, shown.large);
    shown.type(shown.reference(u":1"_s));
    QTest::keyClick(shown.name(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    QTest::mouseClick(shown.act(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Failed, kLongMs);
    QCOMPARE(shown.jobs.ended().size(), 1);
    const int id = shown.jobs.ended().constFirst().id;
    QVERIFY(shown.jobs.canShow(id));
    shown.jobs.show(id);
    QVERIFY(shown.dialog->isVisible());
    QCOMPARE(shown.askedAgain, QStringList());
    shown.dialog->close();
    QTRY_VERIFY_WITH_TIMEOUT(shown.dialog.isNull(), kLongMs);
    QVERIFY(shown.jobs.canShow(id));
    shown.jobs.show(id);
    QCOMPARE(shown.askedAgain, QStringList { shown.reference(u":1"_s) });
}

void TestPullDialog::findingLeavesAPullAlone()
{
    Shown shown;
    shown.registry.fail(Fault::Hung, shown.large, 1);
    shown.type(shown.reference(u":1"_s));
    auto *find = shown.child<QAction>("pullFind");
    find->trigger();
    find->trigger();
    const auto finding = shown.dialog->findChildren<FindImageDialog *>();
    QCOMPARE(finding.size(), 1);
    QTest::keyClick(shown.name(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    QTest::mouseClick(shown.act(), Qt::LeftButton);
    QCOMPARE(shown.state(), State::Pulling);
    Q_EMIT finding.constFirst()->chosen(shown.reference(u":many"_s));
    QCOMPARE(shown.name()->text(), shown.reference(u":1"_s));
    QCOMPARE(shown.state(), State::Pulling);
    shown.dialog->session().cancel();
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    Q_EMIT finding.constFirst()->chosen(shown.reference(u":many"_s));
    QCOMPARE(shown.name()->text(), shown.reference(u":many"_s));
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
}

void TestPullDialog::tellsTheProblemsOfAPlan()
{
    const Shown shown;
    auto *notice = shown.dialog->findChild<Notice *>();
    shown.type(shown.reference(u":1"_s));
    QTest::keyClick(shown.name(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    QVERIFY(!notice->isVisible());
    QFile library(shown.services.pullRoot); // where a folder should be
    QVERIFY(library.open(QIODevice::WriteOnly));
    shown.type(shown.reference(u":many"_s));
    QTest::keyClick(shown.name(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    QVERIFY(notice->isVisible());
    QVERIFY2(notice->text().contains(u"library"_s), qPrintable(notice->text()));
    auto *show = notice->findChild<QPushButton *>();
    QTest::mouseClick(show, Qt::LeftButton);
    QTRY_VERIFY(!shown.dialog->findChildren<QDialog *>().isEmpty());
    shown.type(u"debian"_s); // another question has none yet
    QVERIFY(!notice->isVisible());
}

void TestPullDialog::escapeClosesIt()
{
    const Shown shown;
    QTest::keyClick(shown.name(), Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(shown.dialog.isNull(), kLongMs);
}

// While the first answer is still to come as well.
void TestPullDialog::asksAgainForAnotherTarget()
{
    Shown shown;
    delete shown.dialog;
    const auto engine = openStore(UiFixture::samplePath(), *std::make_unique<Job>());
    QVERIFY(engine);
    shown.dialog = new PullDialog(shown.services, shown.jobs,
        { [&] {
             return QList<PullTarget> { { u"Library"_s, nullptr }, { u"Engine"_s, *engine } };
         },
            [] { return QList<ImageStorePtr>(); }, {} },
        nullptr);
    shown.dialog->show();
    shown.registry.fail(Fault::Hung, "/manifests/", 1);
    shown.type(shown.reference(u":many"_s));
    QTest::keyClick(shown.name(), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(shown.registry.count("/manifests/") > 0, kLongMs);
    QCOMPARE(shown.state(), State::Planning);
    shown.child<QComboBox>("pullTarget")->setCurrentIndex(1);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    QCOMPARE(shown.dialog->session().target().title, u"Engine"_s);
    QVERIFY(!shown.text("pullSummary").contains(u"Library grows"));
    // What the chooser proposes has not been chosen by anybody.
    shown.child<QComboBox>("pullTarget")->setCurrentIndex(0);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    QVERIFY(!shown.dialog->session().plan()->isPlatformChosen);
}

void TestPullDialog::isReachedFromTheWindow()
{
    UiFixture fixture;
    QVERIFY(!fixture.window->findChild<PullDialog *>());
    QTest::keyClick(fixture.window.get(), Qt::Key_P, Qt::ControlModifier);
    QVERIFY(!fixture.window->findChild<PullDialog *>()); // nothing says how registries are reached
    fixture.services.registries = [] { return RegistryAccess { std::make_shared<RegistrySettings>(), nullptr }; };
    fixture.makeWindow();
    QTest::keyClick(fixture.window.get(), Qt::Key_P, Qt::ControlModifier);
    auto *dialog = fixture.window->findChild<PullDialog *>();
    QVERIFY(dialog);
    QTRY_VERIFY(dialog->isVisible());
    QCOMPARE(dialog->findChild<QComboBox *>(u"pullTarget"_s)->currentText(), u"Library"_s);
}

// The program ends in the middle of a pull.
void TestPullDialog::endsWithTheWindow()
{
    Shown shown; // for its registry
    shown.registry.fail(Fault::Hung, shown.large, 1);
    UiFixture fixture;
    fixture.services.registries = shown.services.registries;
    fixture.services.pullRoot = shown.services.pullRoot;
    fixture.makeWindow();
    QTest::keyClick(fixture.window.get(), Qt::Key_P, Qt::ControlModifier);
    QPointer<PullDialog> dialog = fixture.window->findChild<PullDialog *>();
    QVERIFY(dialog);
    dialog->setReference(shown.reference(u":1"_s));
    QTRY_COMPARE_WITH_TIMEOUT(dialog->session().state(), State::Planned, kLongMs);
    dialog->session().pull();
    QCOMPARE(fixture.window->jobs().items().size(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->session().progress().done > 400'000, kLongMs);
    fixture.window.reset();
    QVERIFY(dialog.isNull());
    QCOMPARE(shown.inLibrary(), QStringList());
}

QTEST_MAIN(TestPullDialog)
#include "tst_pulldialog.moc"
