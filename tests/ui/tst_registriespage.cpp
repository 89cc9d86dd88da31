// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Setting registries up through the widgets of the page and its form, and what files of the system say beside them.

#include "services/registry/keptcredentials.h"
#include "services/registry/ownregistries.h"
#include "tests/ui/uifixture.h"
#include "ui/notice.h"
#include "ui/registriespage.h"
#include "ui/registryform.h"
#include "ui/treeview.h"

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLongMs = 30'000;

struct Shown {
    Shown()
    {
        QSettings().clear();
        services.registries = [] { return RegistryAccess(); };
        services.logins = std::make_shared<KeptCredentials>();
        services.systemRegistries = [] {
            RegistrySettings settings;
            settings.addRule({ u"<b>blocked</b>.io"_s, {}, false, true, {} });
            settings.addRule({ u"h.io"_s, u"l.io"_s, true, false, { { u"m.io"_s, false }, { u"n.io"_s, false } } });
            return settings;
        };
        page = std::make_unique<RegistriesPage>(services, nullptr);
        page->resize(800, 500);
        page->show();
    }
    ~Shown()
    {
        page.reset();
        pool.shutdown();
    }
    void press(const char *name) const
    {
        QTest::mouseClick(page->findChild<QPushButton *>(QLatin1String(name)), Qt::LeftButton);
    }
    RegistryForm *form() const { return page->findChild<RegistryForm *>(); }
    template <typename Widget>
    Widget *child(const char *name) const
    {
        return form()->findChild<Widget *>(QLatin1String(name));
    }
    template <typename Widget>
    QList<Widget *> children(const char *name) const
    {
        QList<Widget *> shown = form()->findChildren<Widget *>(QLatin1String(name));
        shown.removeIf([](const Widget *each) { return !each->isVisible(); });
        return shown;
    }
    QString message() const { return child<QLabel>("registryMessage")->text(); }
    bool canSave() const { return child<QPushButton>("acceptRegistry")->isEnabled(); }
    void name(const QString &text) const { child<QLineEdit>("registryName")->setText(text); }
    void addMirror(const QString &location) const
    {
        const auto lines = [this] { return children<QLineEdit>("mirrorLocation"); };
        const qsizetype before = lines().size();
        press("addMirror");
        QTRY_COMPARE(lines().size(), before + 1);
        QTRY_VERIFY(lines().constLast()->hasFocus());
        lines().constLast()->setText(location);
    }
    void save() const
    {
        QTest::mouseClick(child<QPushButton>("acceptRegistry"), Qt::LeftButton);
        QTRY_VERIFY(!form());
    }
    TreeView *view(const char *name) const
    {
        for (TreeView *each : page->findChildren<TreeView *>()) {
            if (each->accessibleName() == QLatin1String(name))
                return each;
        }
        return nullptr;
    }
    QStringList rows(const char *name) const
    {
        QStringList lines;
        const QAbstractItemModel *model = view(name)->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < model->columnCount(); ++column)
                cells.append(model->index(row, column).data().toString());
            lines.append(cells.join(u'|'));
        }
        return lines;
    }
    QStringList own() const { return rows("Registries that are set up here"); }

    WorkPool pool;
    UiServices services { pool, nullptr, nullptr, openStore, {}, nullptr };
    std::unique_ptr<RegistriesPage> page;
};

} // namespace

class TestRegistriesPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { UiFixture::prepareSettings(); }
    void emptyAndWhatTheSystemSays();
    void addChangeRemove();
    void mirrorsInTheirOrder();
    void namesTheMistake_data();
    void namesTheMistake();
    void escapeKeepsNothing();
};

void TestRegistriesPage::emptyAndWhatTheSystemSays()
{
    const Shown shown;
    QVERIFY(shown.own().isEmpty());
    QVERIFY(!shown.page->findChild<QPushButton *>(u"editRegistry"_s)->isEnabled());
    QVERIFY(!shown.page->findChild<QPushButton *>(u"removeRegistry"_s)->isEnabled());
    const auto system = [&shown] { return shown.rows("Registries that files of this system set up"); };
    QTRY_COMPARE_WITH_TIMEOUT(system().size(), 2, kLongMs);
    QCOMPARE(system()[0], u"<b>blocked</b>.io|blocked"_s);
    QVERIFY2(system()[1].contains(u"plain http allowed · at l.io · 2 mirror"_s), qPrintable(system()[1]));
}

void TestRegistriesPage::addChangeRemove()
{
    const Shown shown;
    shown.press("addRegistry");
    QVERIFY(shown.form());
    QVERIFY(!shown.canSave());
    QTRY_VERIFY(shown.child<QLineEdit>("registryName")->hasFocus());
    QTest::keyClicks(shown.child<QLineEdit>("registryName"), u"Registry.Example.org:5000"_s);
    QVERIFY(!shown.canSave()); // nothing is said of it yet
    QVERIFY(!shown.child<QLabel>("registryWarning")->isVisible());
    QTest::mouseClick(shown.child<QCheckBox>("registryInsecure"), Qt::LeftButton, {}, QPoint(8, 8));
    QVERIFY(shown.child<QLabel>("registryWarning")->isVisible());
    QVERIFY(shown.canSave());
    shown.save();
    QCOMPARE(shown.own(), QStringList { u"registry.example.org:5000|plain http allowed|"_s });
    QVERIFY(ownRegistries().value(0).isInsecure);

    shown.view("Registries that are set up here")
        ->setCurrentIndex(shown.view("Registries that are set up here")->model()->index(0, 0));
    shown.press("editRegistry");
    QCOMPARE(shown.child<QLineEdit>("registryName")->text(), u"registry.example.org:5000"_s);
    QVERIFY(shown.message().isEmpty()); // its own name is not taken
    shown.child<QCheckBox>("registryInsecure")->setChecked(false);
    shown.child<QLineEdit>("registryAuthority")->setText(u"/etc/ssl/ours.crt"_s);
    shown.save();
    QCOMPARE(shown.own(), QStringList { u"registry.example.org:5000|own authority|"_s });
    QCOMPARE(ownRegistries().value(0).tls.authority, u"/etc/ssl/ours.crt"_s);

    shown.press("removeRegistry");
    QVERIFY(shown.own().isEmpty() && ownRegistries().isEmpty());
    QVERIFY(!shown.page->findChild<QPushButton *>(u"removeRegistry"_s)->isEnabled());
}

void TestRegistriesPage::mirrorsInTheirOrder()
{
    const Shown shown;
    shown.press("addRegistry");
    shown.name(u"docker.io"_s);
    for (const QString &mirror : { u"a.io"_s, u"b.io/hub"_s, u"c.io"_s }) {
        shown.addMirror(mirror);
    }
    shown.children<QCheckBox>("mirrorInsecure").constLast()->setChecked(true);
    QVERIFY(shown.child<QLabel>("registryWarning")->isVisible());
    QVERIFY(!shown.children<QToolButton>("mirrorUp").constFirst()->isEnabled());
    QTest::mouseClick(shown.children<QToolButton>("mirrorUp").at(2), Qt::LeftButton); // c before b
    QTest::mouseClick(shown.children<QToolButton>("mirrorRemove").at(0), Qt::LeftButton); // without a
    shown.save();
    QCOMPARE(ownRegistries().value(0).mirrors,
        QList<OwnRegistry::Mirror>({ { u"c.io"_s, true }, { u"b.io/hub"_s, false } }));
    QCOMPARE(shown.own(), QStringList { u"docker.io|as usual|c.io (plain http), b.io/hub"_s });
    shown.view("Registries that are set up here")
        ->setCurrentIndex(shown.view("Registries that are set up here")->model()->index(0, 0));
    shown.press("editRegistry");
    while (shown.child<QPushButton>("addMirror")->isEnabled())
        shown.press("addMirror");
    QTRY_COMPARE(shown.children<QLineEdit>("mirrorLocation").size(), 8);
    QTest::keyClick(shown.form(), Qt::Key_Escape);
    QTRY_VERIFY(!shown.form());
}

void TestRegistriesPage::namesTheMistake_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("mirror");
    QTest::addColumn<QString>("said");
    QTest::addRow("scheme") << u"https://h.io"_s << QString() << u"leave out"_s;
    QTest::addRow("path") << u"h.io/a"_s << QString() << u"without anything behind it"_s;
    QTest::addRow("no registry") << u"myhost"_s << QString() << u"Docker Hub"_s;
    QTest::addRow("no host") << u"h io"_s << QString() << u"no host"_s;
    QTest::addRow("taken") << u"taken.io"_s << QString() << u"already"_s;
    QTest::addRow("markup") << u"<b>h</b>"_s << QString() << u"<b>h</b>"_s;
    QTest::addRow("mirror with a tag") << u"h.io"_s << u"m.io/a:1"_s << u"one image"_s;
    QTest::addRow("mirror is itself") << u"h.io"_s << u"h.io"_s << u"asked last anyway"_s;
    QTest::addRow("fine") << u"h.io"_s << u"m.io"_s << QString();
}

void TestRegistriesPage::namesTheMistake()
{
    QFETCH(QString, name);
    QFETCH(QString, mirror);
    QFETCH(QString, said);
    const Shown shown;
    OwnRegistry taken;
    taken.registry = u"taken.io"_s;
    setOwnRegistries({ taken });
    shown.press("addRegistry");
    shown.name(name);
    shown.child<QCheckBox>("registryInsecure")->setChecked(true);
    if (!mirror.isEmpty()) {
        shown.addMirror(mirror);
    }
    const QString message = shown.message().remove(QChar(0x200B)); // where a line may break
    QVERIFY2(message.contains(said), qPrintable(message));
    QCOMPARE(shown.canSave(), said.isEmpty());
    shown.child<QLineEdit>("registryCertificate")->setText(u"/a.crt"_s);
    QVERIFY(!shown.canSave()); // where is its key?
}

void TestRegistriesPage::escapeKeepsNothing()
{
    const Shown shown;
    shown.press("addRegistry");
    shown.name(u"h.io"_s);
    shown.child<QCheckBox>("registryInsecure")->setChecked(true);
    QTest::keyClick(shown.form(), Qt::Key_Escape);
    QTRY_VERIFY(!shown.form());
    QVERIFY(shown.own().isEmpty() && ownRegistries().isEmpty());
}

QTEST_MAIN(TestRegistriesPage)
#include "tst_registriespage.moc"
