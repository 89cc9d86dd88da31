// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A pull that needs a login: the button beside it, the window that asks, tries and keeps, and the list of what is kept.

#include "services/registry/keptcredentials.h"
#include "tests/support/registryfixture.h"
#include "tests/support/tarbuilder.h"
#include "tests/ui/uifixture.h"
#include "ui/logindialog.h"
#include "ui/loginslist.h"
#include "ui/pulldialog.h"
#include "ui/treeview.h"

#include <QtGui/QClipboard>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QApplication>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using Fault = FaultyRegistry::Fault;
using State = PullSession::State;

namespace {

constexpr int kLongMs = 30'000;
const QString kSecret = u"hunter2-8732"_s;
const QByteArray kBasic = "Basic " + QByteArray("hugo:hunter2-8732").toBase64();

// A keychain that may be locked; a real one is in tst_keychain.
class SomeKeychain final : public SecretStore {
public:
    Result<QString> title(const Job &) override { return u"Some <b>keychain</b>"_s; }
    Result<std::optional<QByteArray>> read(const QString &, const Job &) override { return std::nullopt; }
    Result<void> write(const QString &key, const QByteArray &, const Job &) override
    {
        if (isLocked)
            return fail(ErrorCode::AccessDenied, key, u"it is <i>locked</i>"_s);
        keys.append(key);
        return {};
    }
    Result<void> erase(const QString &key, const Job &) override
    {
        if (isLocked)
            return fail(ErrorCode::AccessDenied, key, u"it is locked"_s);
        keys.removeAll(key);
        return {};
    }
    std::atomic<bool> isLocked = false;
    QStringList keys;
};

struct Shown {
    explicit Shown(const std::shared_ptr<SomeKeychain> &keychain = nullptr)
    {
        QSettings().clear();
        logins = std::make_shared<KeptCredentials>(keychain);
        services.pullRoot = folder.filePath(u"library"_s);
        services.logins = logins;
        services.registries = [logins = logins] {
            RegistryAccess access = quickAccess();
            access.credentials = logins;
            return access;
        };
        ImageSpec image;
        image.layer(TarBuilder().file("etc/a", "a").bytes(), "ADD base");
        putImage(registry, image, "1");
        dialog = new PullDialog(services, jobs,
            { [] {
                 return QList<PullTarget> { { u"Library"_s, nullptr } };
             },
                [] { return QList<ImageStorePtr>(); }, {} },
            nullptr);
        dialog->show();
    }
    ~Shown()
    {
        delete dialog;
        pool.shutdown();
    }
    void demand() { registry.demand("Basic realm=\"x\"", kBasic); }
    QString address() const { return QString::fromLatin1(registry.address()); }
    void ask() const
    {
        auto *name = dialog->findChild<QLineEdit *>(u"pullReference"_s);
        name->setText(address() + u"/team/app:1"_s);
        QTest::keyClick(name, Qt::Key_Return);
    }
    QPushButton *button() const { return dialog->findChild<QPushButton *>(u"pullLogin"_s); }
    LoginDialog *login() const { return dialog->findChild<LoginDialog *>(); }
    template <typename Widget>
    Widget *child(const char *name) const
    {
        return login()->findChild<Widget *>(QLatin1String(name));
    }
    QString message() const { return child<QLabel>("loginMessage")->text(); }
    void open() const
    {
        ask();
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Failed, kLongMs);
        QTRY_VERIFY(button()->isVisible());
        QTest::mouseClick(button(), Qt::LeftButton);
        QTRY_VERIFY(login() && QTest::qWaitForWindowExposed(login()));
    }
    void type(const QString &user, const QString &secret) const
    {
        for (const auto &[name, text] : { std::pair("loginUser", user), std::pair("loginSecret", secret) }) {
            auto *line = child<QLineEdit>(name);
            line->setFocus();
            line->selectAll();
            QTest::keyClicks(line, text);
        }
        QTRY_VERIFY_WITH_TIMEOUT(child<QPushButton>("loginAccept")->isEnabled(), kLongMs);
    }
    State state() const { return dialog->session().state(); }

    QTemporaryDir folder;
    WorkPool pool;
    FaultyRegistry registry;
    std::shared_ptr<KeptCredentials> logins;
    UiServices services { pool, nullptr, nullptr, openStore, {}, nullptr };
    JobList jobs;
    QPointer<PullDialog> dialog;
};

} // namespace

class TestLoginDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { UiFixture::prepareSettings(); }
    void offeredWhereItMayHelp_data();
    void offeredWhereItMayHelp();
    void wrongThenRight();
    void intoTheKeychain();
    void keychainThatRefuses();
    void passwordStaysHidden();
    void cancelled();
    void closedWhileItTries();
    void forgottenAgain();
    void isGoneWithAnotherName();
};

void TestLoginDialog::offeredWhereItMayHelp_data()
{
    QTest::addColumn<std::function<void(Shown &)>>("prepare");
    QTest::addColumn<bool>("isOffered");
    using Prepare = std::function<void(Shown &)>;
    QTest::addRow("401") << Prepare([](Shown &shown) { shown.demand(); }) << true;
    QTest::addRow("not there") << Prepare([](Shown &shown) { shown.registry.fail(Fault::Missing, "/manifests/"); })
                               << false;
    QTest::addRow("broken") << Prepare([](Shown &shown) { shown.registry.fail(Fault::ServerError, "/manifests/"); })
                            << false;
    QTest::addRow("nobody keeps logins") << Prepare([](Shown &shown) {
        shown.demand();
        delete shown.dialog;
        shown.services.logins = nullptr;
        shown.dialog = new PullDialog(shown.services, shown.jobs,
            { [] {
                 return QList<PullTarget> { { u"Library"_s, nullptr } };
             },
                [] { return QList<ImageStorePtr>(); }, {} },
            nullptr);
        shown.dialog->show();
    }) << false;
}

void TestLoginDialog::offeredWhereItMayHelp()
{
    QFETCH(std::function<void(Shown &)>, prepare);
    QFETCH(bool, isOffered);
    Shown shown;
    prepare(shown);
    QVERIFY(!shown.button()->isVisible());
    shown.ask();
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Failed, kLongMs);
    QCOMPARE(shown.button()->isVisible(), isOffered);
    if (isOffered)
        QVERIFY2(shown.button()->text().contains(shown.address()), qPrintable(shown.button()->text()));
}

void TestLoginDialog::wrongThenRight()
{
    Shown shown;
    shown.demand();
    shown.open();
    QCOMPARE(shown.child<QLabel>("loginRegistry")->text(), shown.address());
    QVERIFY(!shown.child<QPushButton>("loginAccept")->isEnabled());
    QVERIFY(!shown.child<QCheckBox>("loginRemember")->isVisible()); // there is no keychain
    QVERIFY(shown.child<QLineEdit>("loginUser")->hasFocus());
    shown.type(u"hugo"_s, u"wrong-4711"_s);
    QTest::keyClick(shown.child<QLineEdit>("loginSecret"), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(
        shown.message().contains(u"not"_s) && shown.child<QLineEdit>("loginUser")->isEnabled(), kLongMs);
    QVERIFY2(!shown.message().contains(u"4711"_s), qPrintable(shown.message()));
    QVERIFY(shown.child<QLineEdit>("loginSecret")->hasFocus());
    QVERIFY(shown.child<QLineEdit>("loginSecret")->hasSelectedText());
    QVERIFY(shown.logins->logins().isEmpty());
    shown.type(u"hugo"_s, kSecret);
    QTest::mouseClick(shown.child<QPushButton>("loginAccept"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!shown.login(), kLongMs);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs); // asked again by itself
    QVERIFY(!shown.button()->isVisible());
    QCOMPARE(shown.logins->logins(), QList<KeptLogin>({ { shown.address(), u"hugo"_s, false } }));
}

void TestLoginDialog::intoTheKeychain()
{
    const auto keychain = std::make_shared<SomeKeychain>();
    Shown shown(keychain);
    shown.demand();
    shown.open();
    auto *remember = shown.child<QCheckBox>("loginRemember");
    QTRY_VERIFY_WITH_TIMEOUT(remember->isVisible(), kLongMs);
    QVERIFY2(remember->text().contains(u"Some <b>keychain</b>"_s), qPrintable(remember->text()));
    remember->setChecked(true);
    shown.type(u"hugo"_s, kSecret);
    QTest::mouseClick(shown.child<QPushButton>("loginAccept"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!shown.login(), kLongMs);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs);
    QCOMPARE(keychain->keys, QStringList { shown.address() });
    QCOMPARE(shown.logins->logins(), QList<KeptLogin>({ { shown.address(), u"hugo"_s, true } }));
}

void TestLoginDialog::keychainThatRefuses()
{
    const auto keychain = std::make_shared<SomeKeychain>();
    keychain->isLocked = true;
    Shown shown(keychain);
    shown.demand();
    shown.open();
    auto *remember = shown.child<QCheckBox>("loginRemember");
    QTRY_VERIFY_WITH_TIMEOUT(remember->isVisible(), kLongMs);
    remember->setChecked(true);
    shown.type(u"hugo"_s, kSecret);
    QTest::mouseClick(shown.child<QPushButton>("loginAccept"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(shown.message().contains(u"until Varve ends"_s), kLongMs);
    QVERIFY2(shown.message().contains(u"<i>locked</i>"_s), qPrintable(shown.message()));
    QVERIFY(!shown.message().contains(kSecret));
    QVERIFY(shown.child<QLineEdit>("loginSecret")->text().isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), State::Planned, kLongMs); // the login counts all the same
    QCOMPARE(shown.logins->logins(), QList<KeptLogin>({ { shown.address(), u"hugo"_s, false } }));
    QTest::mouseClick(shown.child<QPushButton>("loginCancel"), Qt::LeftButton);
    QTRY_VERIFY(!shown.login());
}

void TestLoginDialog::passwordStaysHidden()
{
    Shown shown;
    shown.demand();
    shown.open();
    QGuiApplication::clipboard()->setText(u"before"_s);
    shown.type(u"hugo"_s, kSecret);
    auto *secret = shown.child<QLineEdit>("loginSecret");
    QCOMPARE(secret->echoMode(), QLineEdit::Password);
    secret->selectAll();
    secret->copy();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"before"_s);
    auto *reveal = shown.child<QToolButton>("revealSecret");
    QVERIFY(!reveal->toolTip().isEmpty());
    QTest::mousePress(reveal, Qt::LeftButton);
    QCOMPARE(secret->echoMode(), QLineEdit::Normal);
    QVERIFY(!secret->hasSelectedText());
    secret->copy();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"before"_s);
    QTest::mouseRelease(reveal, Qt::LeftButton);
    QCOMPARE(secret->echoMode(), QLineEdit::Password);
    QCOMPARE(secret->text(), kSecret);
}

void TestLoginDialog::cancelled()
{
    Shown shown;
    shown.demand();
    shown.open();
    shown.registry.fail(Fault::Hung, "/v2/");
    shown.type(u"hugo"_s, kSecret);
    QTest::mouseClick(shown.child<QPushButton>("loginAccept"), Qt::LeftButton);
    QVERIFY(!shown.child<QLineEdit>("loginUser")->isEnabled());
    QTest::mouseClick(shown.child<QPushButton>("loginCancel"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(shown.child<QLineEdit>("loginUser")->isEnabled(), kLongMs);
    QVERIFY(shown.login()); // what was typed is still there
    QCOMPARE(shown.child<QLineEdit>("loginSecret")->text(), kSecret);
    QVERIFY(shown.logins->logins().isEmpty());
    QTest::keyClick(shown.login(), Qt::Key_Escape);
    QTRY_VERIFY(!shown.login());
    QCOMPARE(shown.state(), State::Failed);
}

void TestLoginDialog::closedWhileItTries()
{
    Shown shown;
    shown.demand();
    shown.open();
    shown.registry.fail(Fault::Hung, "/v2/");
    shown.type(u"hugo"_s, kSecret);
    QTest::mouseClick(shown.child<QPushButton>("loginAccept"), Qt::LeftButton);
    shown.login()->close();
    QTRY_VERIFY_WITH_TIMEOUT(!shown.login(), kLongMs);
    QVERIFY(shown.logins->logins().isEmpty());
}

void TestLoginDialog::forgottenAgain()
{
    const auto keychain = std::make_shared<SomeKeychain>();
    const Shown shown(keychain);
    const Job job;
    shown.logins->keep(u"a.example.org"_s, { u"<b>ann</b>"_s, u"x"_s, false });
    QVERIFY(shown.logins->remember(u"b.example.org"_s, { u"bob"_s, u"y"_s, false }, job));
    LoginsList list(shown.services);
    list.show();
    auto *view = list.findChild<TreeView *>();
    auto *forget = list.findChild<QPushButton *>(u"forgetLogin"_s);
    auto *message = list.findChild<QLabel *>(u"loginsMessage"_s);
    QCOMPARE(view->model()->rowCount(), 2);
    QCOMPARE(view->model()->index(0, 1).data().toString(), u"<b>ann</b>"_s);
    QVERIFY(!forget->isEnabled());
    view->setCurrentIndex(view->model()->index(1, 0));
    QVERIFY(forget->isEnabled());
    keychain->isLocked = true;
    QTest::mouseClick(forget, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(message->isVisible(), kLongMs);
    QCOMPARE(view->model()->rowCount(), 2); // to be tried again
    keychain->isLocked = false;
    QTRY_VERIFY(forget->isEnabled());
    QTest::mouseClick(forget, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 1, kLongMs);
    QVERIFY(keychain->keys.isEmpty());
    view->setCurrentIndex(view->model()->index(0, 0));
    QTest::mouseClick(forget, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 0, kLongMs);
    QVERIFY(!forget->isEnabled());
}

void TestLoginDialog::isGoneWithAnotherName()
{
    Shown shown;
    shown.demand();
    shown.ask();
    QTRY_VERIFY_WITH_TIMEOUT(shown.button()->isVisible(), kLongMs);
    shown.dialog->findChild<QLineEdit *>(u"pullReference"_s)->setText(u"debian:12"_s);
    QVERIFY(!shown.button()->isVisible());
}

QTEST_MAIN(TestLoginDialog)
#include "tst_logindialog.moc"
