// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The engines that a person names, through the widgets of the page and its form.

#include "tests/support/fakeengine.h"
#include "tests/support/imagebuilder.h"
#include "tests/ui/uifixture.h"
#include "ui/engineform.h"
#include "ui/enginesettings.h"
#include "ui/enginespage.h"
#include "ui/findernotice.h"
#include "ui/treeview.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLongMs = 60'000;

// The page over the real finder, in places of the test's own.
struct Shown {
    Shown()
        : services { pool, nullptr, nullptr, openStore, {},
            [this](const QList<EngineCandidate> &own, const EngineOptions &options) {
                EnginePlaces places;
                places.home = folder.filePath(u"home"_s);
                places.root = folder.filePath(u"root"_s);
                FoundStores found = findStores(places, own, options);
                found.stores.removeIf([](const StoreOffer &offer) { return offer.kind != StoreKind::Engine; });
                return found;
            } }
    {
        QSettings().clear();
    }
    ~Shown()
    {
        page.reset();
        pool.shutdown();
    }

    void open()
    {
        finder = std::make_unique<StoreFinder>(services);
        page = std::make_unique<EnginesPage>(services, *finder, nullptr);
        QObject::connect(page.get(), &EnginesPage::wanted, finder.get(), &StoreFinder::find); // as the window does
        page->show();
        QVERIFY(QTest::qWaitForWindowExposed(page.get()));
    }
    template <typename Widget>
    Widget *child(const char *name) const
    {
        return page->findChild<Widget *>(QLatin1String(name));
    }
    void press(const char *name) const { QTest::mouseClick(child<QPushButton>(name), Qt::LeftButton); }
    EngineForm *form() const { return page->findChild<EngineForm *>(); }
    void type(const char *field, const QString &text) const
    {
        auto *edit = child<QLineEdit>(field);
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
        if (text.isEmpty())
            QTest::keyClick(edit, Qt::Key_Delete);
    }
    QString message() const { return child<QLabel>("engineMessage")->text(); }
    QAbstractItemModel *rows() const { return page->findChild<TreeView *>()->model(); }
    QStringList titles() const
    {
        QStringList all;
        for (int row = 0; row < rows()->rowCount(); ++row)
            all += rows()->index(row, 0).data().toString();
        return all;
    }
    void choose(int row) const { page->findChild<TreeView *>()->setCurrentIndex(rows()->index(row, 0)); }

    QTemporaryDir folder;
    WorkPool pool;
    UiServices services;
    std::unique_ptr<StoreFinder> finder;
    std::unique_ptr<EnginesPage> page;
};

} // namespace

class tst_EnginesPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { UiFixture::prepareSettings(); }
    void addTestChangeRemove();
    void wrongAddresses_data();
    void wrongAddresses();
    void fieldsFitTheAddress();
    void testsThatFail_data();
    void testsThatFail();
    void wrongFileIsPointedAt();
    void testEndsWithTheForm();
    void sameAddressIsOneEngine();
    void hiding();
    void problemsAreShown();
};

void tst_EnginesPage::addTestChangeRemove()
{
    const FakeEngine engine(FakeEngine::images(3));
    const QString address = u"unix://"_s + engine.path();
    Shown test;
    test.open();
    QCOMPARE(test.titles(), QStringList());
    QVERIFY(!test.child<QPushButton>("editEngine")->isEnabled());
    QVERIFY(!test.child<QPushButton>("removeEngine")->isEnabled());
    QSignalSpy gone(test.page.get(), &EnginesPage::gone);

    test.press("addEngine");
    QVERIFY(test.form());
    QVERIFY(!test.child<QPushButton>("acceptEngine")->isEnabled());
    test.type("engineAddress", address);
    test.type("engineName", u"box"_s);
    QVERIFY(test.child<QPushButton>("acceptEngine")->isEnabled());
    test.press("tryEngine");
    QTRY_VERIFY_WITH_TIMEOUT(test.message().contains(u"3 image"_s), kLongMs);
    QVERIFY(test.child<QPushButton>("tryEngine")->isEnabled());
    test.press("acceptEngine");
    QCOMPARE(EngineSettings::own().size(), 1);
    QCOMPARE(EngineSettings::own().constFirst().endpoint.toString(), address);
    QTRY_COMPARE_WITH_TIMEOUT(test.titles(), QStringList { u"Docker · box"_s }, kLongMs);
    QCOMPARE(test.rows()->index(0, 1).data().toString(), address);
    QTRY_VERIFY(!test.form());

    test.choose(0);
    QVERIFY(test.child<QPushButton>("editEngine")->isEnabled());
    test.press("editEngine");
    QCOMPARE(test.child<QLineEdit>("engineAddress")->text(), address);
    QCOMPARE(test.child<QLineEdit>("engineName")->text(), u"box"_s);
    test.type("engineName", u"crate"_s);
    test.child<QComboBox>("engineBrand")->setCurrentIndex(1);
    gone.clear();
    test.press("acceptEngine");
    QTRY_COMPARE_WITH_TIMEOUT(test.titles(), QStringList { u"Podman · crate"_s }, kLongMs);
    QCOMPARE(EngineSettings::own().size(), 1);
    QCOMPARE(gone.size(), 1); // what is open is opened anew
    QCOMPARE(gone.constFirst().constFirst().toString(), address);
    QTRY_VERIFY(!test.form());

    // Cancelled: nothing happens.
    test.choose(0);
    test.press("editEngine");
    test.type("engineName", u"other"_s);
    QTest::keyClick(test.form(), Qt::Key_Escape);
    QTRY_VERIFY(!test.form());
    QCOMPARE(EngineSettings::own().constFirst().name, u"crate"_s);

    test.choose(0);
    gone.clear();
    test.press("removeEngine");
    QCOMPARE(EngineSettings::own().size(), 0);
    QCOMPARE(gone.size(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(test.titles(), QStringList(), kLongMs);
}

void tst_EnginesPage::wrongAddresses_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("words");
    QTest::addRow("no scheme") << u"/run/docker.sock"_s << u"starts with"_s;
    QTest::addRow("unknown scheme") << u"npipe:////./pipe/docker"_s << u"npipe://"_s;
    QTest::addRow("relative socket") << u"unix://docker.sock"_s << u"slash"_s;
    QTest::addRow("long socket") << u"unix:///"_s + QString(200, u'x') << u"107"_s;
    QTest::addRow("no host") << u"tcp://:2375"_s << u"host"_s;
    QTest::addRow("password") << u"ssh://me:secret@host"_s << u"password"_s;
    QTest::addRow("option for ssh") << u"ssh://-oProxyCommand=x"_s << QString();
    QTest::addRow("path behind a port") << u"tcp://host:1/path"_s << u"behind the port"_s;
}

void tst_EnginesPage::wrongAddresses()
{
    QFETCH(QString, address);
    QFETCH(QString, words);
    Shown test;
    test.open();
    test.press("addEngine");
    test.type("engineAddress", address);
    QVERIFY(!test.child<QPushButton>("acceptEngine")->isEnabled());
    QVERIFY(!test.child<QPushButton>("tryEngine")->isEnabled());
    QVERIFY(!test.message().isEmpty());
    QVERIFY2(test.message().contains(words), qPrintable(test.message()));
    test.type("engineAddress", u"unix:///run/docker.sock"_s);
    QVERIFY(test.child<QPushButton>("acceptEngine")->isEnabled());
    QVERIFY(test.message().isEmpty());
}

void tst_EnginesPage::fieldsFitTheAddress()
{
    Shown test;
    test.open();
    test.press("addEngine");
    const auto shown = [&](const char *name) { return test.child<QLineEdit>(name)->isVisible(); };
    test.type("engineAddress", u"https://host"_s);
    QVERIFY(shown("engineAuthority") && shown("engineCertificate") && shown("engineKey") && !shown("engineIdentity"));
    QVERIFY(test.message().isEmpty());
    test.type("engineAddress", u"ssh://host"_s);
    QVERIFY(!shown("engineAuthority") && shown("engineIdentity"));
    test.type("engineAddress", u"tcp://host"_s);
    QVERIFY(!shown("engineAuthority") && !shown("engineIdentity"));
    QVERIFY(test.message().contains(u"can read and change"_s));
    test.type("engineAddress", u"tcp://localhost"_s);
    QVERIFY(test.message().isEmpty());
    // What does not belong to the address is not kept.
    test.type("engineAddress", u"ssh://host"_s);
    test.type("engineIdentity", u"/keys/mine"_s);
    test.type("engineAddress", u"https://host"_s);
    test.type("engineAuthority", u"/keys/ca.pem"_s);
    test.press("acceptEngine");
    const EngineCandidate engine = EngineSettings::own().value(0);
    QCOMPARE(engine.endpoint.tls.authority, u"/keys/ca.pem"_s);
    QVERIFY(engine.endpoint.identity.isEmpty());
}

void tst_EnginesPage::testsThatFail_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("words");
    QTest::addRow("no socket") << u"unix:///nonexistent/docker.sock"_s << u" is not running."_s;
    QTest::addRow("no socket but a file") << u"unix:///etc/passwd"_s << u" cannot be reached."_s;
    QTest::addRow("nobody listens") << u"tcp://127.0.0.1:1"_s << u" cannot be reached."_s;
}

void tst_EnginesPage::testsThatFail()
{
    QFETCH(QString, address);
    QFETCH(QString, words);
    Shown test;
    test.open();
    test.press("addEngine");
    test.type("engineAddress", address);
    test.press("tryEngine");
    QTRY_VERIFY2_WITH_TIMEOUT(test.message().contains(words), qPrintable(test.message()), kLongMs);
    QVERIFY(test.message().startsWith(address)); // an engine that has no other name so far
    QVERIFY(test.child<QPushButton>("acceptEngine")->isEnabled()); // it may be there later
}

void tst_EnginesPage::wrongFileIsPointedAt()
{
    Shown test;
    test.open();
    test.press("addEngine");
    test.type("engineAddress", u"https://127.0.0.1:1"_s);
    test.type("engineCertificate", test.folder.filePath(u"none.pem"_s));
    test.child<QLineEdit>("engineAddress")->setFocus();
    test.press("tryEngine");
    QTRY_VERIFY_WITH_TIMEOUT(test.message().contains(u"cannot be used"_s), kLongMs);
    QVERIFY(test.message().contains(u"none.pem"_s));
    QVERIFY(test.child<QLineEdit>("engineCertificate")->hasFocus());
    QCOMPARE(test.child<QLineEdit>("engineCertificate")->selectedText(), test.folder.filePath(u"none.pem"_s));
}

// One that does not answer holds nothing up.
void tst_EnginesPage::testEndsWithTheForm()
{
    FakeEngine engine;
    engine.setRest(FakeEngine::silence());
    Shown test;
    test.open();
    test.press("addEngine");
    test.type("engineAddress", u"unix://"_s + engine.path());
    test.press("tryEngine");
    QTRY_VERIFY_WITH_TIMEOUT(engine.requests("/_ping") > 0, kLongMs);
    QElapsedTimer clock;
    clock.start();
    QTest::keyClick(test.form(), Qt::Key_Escape);
    QTRY_VERIFY(!test.form());
    test.pool.shutdown();
    QVERIFY2(clock.elapsed() < 8'000, qPrintable(QString::number(clock.elapsed()))); // it would be 10 s
}

void tst_EnginesPage::sameAddressIsOneEngine()
{
    Shown test;
    test.open();
    for (const auto &name : { u"one"_s, u"two"_s }) {
        test.press("addEngine");
        test.type("engineAddress", u"ssh://box"_s);
        test.type("engineName", name);
        test.press("acceptEngine");
        QTRY_VERIFY(!test.form());
    }
    QCOMPARE(EngineSettings::own().size(), 1);
    QCOMPARE(EngineSettings::own().constFirst().name, u"two"_s);
    QTRY_COMPARE_WITH_TIMEOUT(test.titles(), QStringList { u"Docker · two"_s }, kLongMs);
}

void tst_EnginesPage::hiding()
{
    Shown test;
    const QString contexts = test.folder.filePath(u"home/.docker/contexts/meta/aa"_s);
    QVERIFY(QDir().mkpath(contexts));
    QVERIFY(writeFile(
        contexts + u"/meta.json"_s, "{\"Name\":\"lab\",\"Endpoints\":{\"docker\":{\"Host\":\"ssh://lab.example\"}}}"));
    test.open();
    QTRY_COMPARE_WITH_TIMEOUT(test.titles(), QStringList { u"Docker · lab"_s }, kLongMs);
    QSignalSpy gone(test.page.get(), &EnginesPage::gone);
    QSignalSpy wanted(test.page.get(), &EnginesPage::wanted);
    test.choose(0);
    QVERIFY(!test.child<QPushButton>("editEngine")->isEnabled()); // it is docker's to change
    auto *view = test.page->findChild<TreeView *>();
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Space);
    QCOMPARE(gone.size(), 1);
    QCOMPARE(EngineSettings::hidden(), QSet<QString> { u"ssh://lab.example"_s });
    QCOMPARE(test.finder->offers().size(), 0);
    QTest::keyClick(view, Qt::Key_Space);
    QCOMPARE(wanted.size(), 1);
    QVERIFY(EngineSettings::hidden().isEmpty());
    QCOMPARE(test.finder->offers().size(), 1);
}

// What stands in the way of finding engines: here always, in the window until it was looked at.
void tst_EnginesPage::problemsAreShown()
{
    Shown test;
    const QString config = test.folder.filePath(u"home/.docker/config.json"_s);
    QVERIFY(QDir().mkpath(QFileInfo(config).path()));
    QVERIFY(writeFile(config, "{ no json"));
    test.open();
    auto *strip = test.page->findChild<FinderNotice *>();
    QTRY_VERIFY_WITH_TIMEOUT(strip->isVisible(), kLongMs);
    QVERIFY2(strip->text().contains(config), qPrintable(strip->text()));
    FinderNotice inWindow(*test.finder, FinderNotice::Shows::Unseen);
    QVERIFY(!inWindow.isHidden());
    QTest::mouseClick(strip->findChild<QPushButton *>(), Qt::LeftButton);
    auto *list = test.page->findChild<QDialog *>(u"warningsDialog"_s);
    QVERIFY(list);
    QCOMPARE(list->findChild<TreeView *>()->model()->rowCount(), 1);
    QVERIFY(strip->isVisible());
    list->close();

    test.finder->find();
    QSignalSpy found(test.finder.get(), &StoreFinder::found);
    QTRY_VERIFY_WITH_TIMEOUT(found.size() > 0, kLongMs);
    QVERIFY(inWindow.isHidden()); // seen
    // Another one is news; none is none.
    QVERIFY(QDir().mkpath(test.folder.filePath(u"home/.docker/contexts/meta/aa"_s)));
    QVERIFY(writeFile(test.folder.filePath(u"home/.docker/contexts/meta/aa/meta.json"_s),
        "{\"Name\":\"lab\",\"Endpoints\":{\"docker\":{\"Host\":\"lab\"}}}"));
    test.finder->find();
    QTRY_VERIFY_WITH_TIMEOUT(!inWindow.isHidden(), kLongMs);
    QVERIFY2(inWindow.text().contains(u"2 problem"_s), qPrintable(inWindow.text()));
    QVERIFY(QDir(test.folder.filePath(u"home"_s)).removeRecursively());
    test.finder->find();
    QTRY_VERIFY_WITH_TIMEOUT(inWindow.isHidden(), kLongMs);
    QTRY_VERIFY(!strip->isVisible());
}

QTEST_MAIN(tst_EnginesPage)
#include "tst_enginespage.moc"
