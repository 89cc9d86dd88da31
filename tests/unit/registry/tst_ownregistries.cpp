// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Registries that are set up in the program: kept, read again, and on top of what the files of the system say.

#include "services/registry/ownregistries.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QSettings>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;
using Problem = RegistryNameProblem;

namespace {

OwnRegistry registryOf(const QString &name)
{
    OwnRegistry registry;
    registry.registry = name;
    return registry;
}

QString places(const RegistrySettings &settings, const QString &reference)
{
    QStringList words;
    for (const RegistryEndpoint &endpoint : settings.endpointsFor(Reference::parse(reference).value())) {
        words.append(endpoint.registry + u'/' + endpoint.repository + (endpoint.isInsecure ? u" insecure"_s : QString())
            + (endpoint.isMirror ? u" mirror"_s : QString()));
    }
    return words.join(u", "_s);
}

} // namespace

class TestOwnRegistries : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { QSettings().clear(); }
    void keptAndReadAgain();
    void nonsenseInTheSettingsIsLeftOut();
    void onTopOfTheSystem_data();
    void onTopOfTheSystem();
    void certificates();
    void names_data();
    void names();

private:
    QTemporaryDir m_folder;
};

void TestOwnRegistries::initTestCase()
{
    QCoreApplication::setOrganizationName(u"varve"_s);
    QCoreApplication::setApplicationName(u"tst_ownregistries"_s);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
}

void TestOwnRegistries::keptAndReadAgain()
{
    QVERIFY(ownRegistries().isEmpty());
    OwnRegistry first = registryOf(u"registry.example.org:5000"_s);
    first.isInsecure = true;
    first.mirrors = { { u"m.example.org/hub"_s, true }, { u"n.example.org"_s, false } };
    OwnRegistry second = registryOf(u"docker.io"_s);
    second.tls = { u"/etc/ca ü.crt"_s, u"/a b.crt"_s, u"/c.key"_s };
    setOwnRegistries({ first, second });
    QCOMPARE(ownRegistries(), QList<OwnRegistry>({ first, second }));
    setOwnRegistries({ second });
    QCOMPARE(ownRegistries(), QList<OwnRegistry>({ second }));
    setOwnRegistries({});
    QVERIFY(ownRegistries().isEmpty());
}

void TestOwnRegistries::nonsenseInTheSettingsIsLeftOut()
{
    OwnRegistry strange = registryOf(u"REGISTRY.Example.org"_s);
    strange.mirrors = { { u"https://m.example.org"_s, false }, { u"m.example.org"_s, false } };
    setOwnRegistries({ registryOf(u"a b"_s), strange, registryOf({}), registryOf(u"x.org/y"_s) });
    const QList<OwnRegistry> read = ownRegistries();
    QCOMPARE(read.size(), 1);
    QCOMPARE(read[0].registry, u"registry.example.org"_s);
    QCOMPARE(read[0].mirrors.size(), 1);
}

void TestOwnRegistries::onTopOfTheSystem_data()
{
    QTest::addColumn<QByteArray>("conf");
    QTest::addColumn<OwnRegistry>("own");
    QTest::addColumn<QString>("reference");
    QTest::addColumn<QString>("expected");
    OwnRegistry insecure = registryOf(u"h.io"_s);
    insecure.isInsecure = true;
    OwnRegistry mirrored = registryOf(u"h.io"_s);
    mirrored.mirrors = { { u"m.io/p"_s, true }, { u"n.io"_s, false } };
    OwnRegistry hub = registryOf(u"docker.io"_s);
    hub.mirrors = { { u"m.io/hub"_s, false } };
    const QByteArray other = "[[registry]]\nprefix='h.io'\nlocation='l.io/q'\n";
    const QByteArray withMirror = other + "[[registry.mirror]]\nlocation='old.io'\n";
    QTest::addRow("nothing in files") << QByteArray() << insecure << u"h.io/a"_s << u"h.io/a insecure"_s;
    QTest::addRow("another registry") << QByteArray() << insecure << u"g.io/a"_s << u"g.io/a"_s;
    QTest::addRow("mirrors") << QByteArray() << mirrored << u"h.io/a"_s
                             << u"m.io/p/a insecure mirror, n.io/a mirror, h.io/a"_s;
    QTest::addRow("mirrors of Docker Hub")
        << QByteArray() << hub << u"debian"_s << u"m.io/hub/library/debian mirror, docker.io/library/debian"_s;
    QTest::addRow("another place in files") << other << insecure << u"h.io/a"_s << u"l.io/q/a insecure"_s;
    QTest::addRow("mirrors of files stay")
        << withMirror << insecure << u"h.io/a"_s << u"old.io/a mirror, l.io/q/a insecure"_s;
    QTest::addRow("own mirrors instead") << withMirror << mirrored << u"h.io/a"_s
                                         << u"m.io/p/a insecure mirror, n.io/a mirror, l.io/q/a"_s;
    QTest::addRow("insecure in files stays")
        << QByteArray("[[registry]]\nlocation='h.io'\ninsecure=true\n") << mirrored << u"h.io/a"_s
        << u"m.io/p/a insecure mirror, n.io/a mirror, h.io/a insecure"_s;
    QTest::addRow("blocked by a rule for several")
        << QByteArray("[[registry]]\nprefix='*.io'\nblocked=true\n") << insecure << u"h.io/a"_s << QString();
    QTest::addRow("another place by a rule for several")
        << QByteArray("[[registry]]\nprefix='*.io'\nlocation='l.org/q'\n[[registry.mirror]]\nlocation='m.org'\n")
        << insecure << u"h.io/a"_s << u"m.org/a mirror, l.org/q/a insecure"_s;
    QTest::addRow("blocked stays blocked")
        << QByteArray("[[registry]]\nlocation='h.io'\nblocked=true\n") << insecure << u"h.io/a"_s << QString();
}

void TestOwnRegistries::onTopOfTheSystem()
{
    QFETCH(QByteArray, conf);
    QFETCH(OwnRegistry, own);
    QFETCH(QString, reference);
    QFETCH(QString, expected);
    const QTemporaryDir system;
    QDir().mkpath(system.filePath(u"etc/containers"_s));
    QFile file(system.filePath(u"etc/containers/registries.conf"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(conf);
    file.close();
    setOwnRegistries({ own });
    RegistryPlaces where;
    where.home = system.filePath(u"home"_s);
    where.root = system.path();
    QCOMPARE(places(registrySettingsOfUser(where), reference), expected);
}

void TestOwnRegistries::certificates()
{
    OwnRegistry own = registryOf(u"h.io:5000"_s);
    own.tls = { u"/ca.crt"_s, {}, {} };
    RegistrySettings settings;
    applyOwnRegistries({ own }, settings);
    QCOMPARE(settings.tlsFor(u"h.io:5000"_s).authority, u"/ca.crt"_s);
    QVERIFY(settings.tlsFor(u"h.io"_s).isEmpty());
    QVERIFY(settings.rules().isEmpty());
}

void TestOwnRegistries::names_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<std::optional<Problem>>("asRegistry");
    QTest::addColumn<std::optional<Problem>>("asMirror");
    const auto row = [](const char *text, std::optional<Problem> asRegistry, std::optional<Problem> asMirror) {
        QTest::addRow("%s", text) << QString::fromUtf8(text) << asRegistry << asMirror;
    };
    const std::optional<Problem> fine;
    row("", Problem::Empty, Problem::Empty);
    row("h.io", fine, fine);
    row("H.io:5000", fine, fine);
    row("localhost", fine, fine);
    row("localhost:5000", fine, fine);
    row("10.0.0.1:80", fine, fine);
    row("[::1]:5000", fine, fine);
    row("docker.io", fine, fine);
    row("index.docker.io", fine, fine);
    row("h.io/a/b", Problem::Path, fine);
    row("https://h.io", Problem::Scheme, Problem::Scheme);
    row("http://h.io/a", Problem::Scheme, Problem::Scheme);
    row("h.io/a:1", Problem::Path, Problem::Tag);
    row("myhost", Problem::NoRegistry, Problem::NoRegistry);
    row("h.io:", Problem::Host, Problem::Host);
    row("h.io:99999999", Problem::Host, Problem::Host);
    row("h io", Problem::Host, Problem::Host);
    row("-", Problem::Host, Problem::Host);
    row("h.io/", Problem::Path, Problem::Host);
    row("h.io?x=1", Problem::Host, Problem::Host);
    row("user:pw@h.io", Problem::Host, Problem::Host);
}

void TestOwnRegistries::names()
{
    QFETCH(QString, text);
    QFETCH(std::optional<Problem>, asRegistry);
    QFETCH(std::optional<Problem>, asMirror);
    QVERIFY2(findRegistryProblem(text) == asRegistry,
        qPrintable(QString::number(findRegistryProblem(text) ? int(*findRegistryProblem(text)) : -1)));
    QVERIFY2(findMirrorProblem(text) == asMirror,
        qPrintable(QString::number(findMirrorProblem(text) ? int(*findMirrorProblem(text)) : -1)));
}

QTEST_GUILESS_MAIN(TestOwnRegistries)
#include "tst_ownregistries.moc"
