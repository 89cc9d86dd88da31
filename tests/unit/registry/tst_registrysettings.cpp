// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// How registries are reached, by the files of a system made up for the test.

#include "services/registry/registrysettings.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;

class TestRegistrySettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void endpoints_data();
    void endpoints();
    void filesInTheirOrder();
    void brokenFilesAreWarnings_data();
    void brokenFilesAreWarnings();
    void certificates();
    void plainHttp_data();
    void plainHttp();

private:
    void write(const QString &path, const QByteArray &bytes = {}) const;
    RegistryPlaces places() const;
    static QString text(const QList<RegistryEndpoint> &endpoints);

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestRegistrySettings::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestRegistrySettings::write(const QString &path, const QByteArray &bytes) const
{
    const QString whole = m_folder->filePath(path);
    QDir().mkpath(whole.section(u'/', 0, -2));
    QFile file(whole);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

RegistryPlaces TestRegistrySettings::places() const
{
    RegistryPlaces places;
    places.home = m_folder->filePath(u"home"_s);
    places.root = m_folder->path();
    return places;
}

QString TestRegistrySettings::text(const QList<RegistryEndpoint> &endpoints)
{
    QStringList words;
    for (const RegistryEndpoint &endpoint : endpoints) {
        words.append(endpoint.registry + u' ' + endpoint.repository + (endpoint.isInsecure ? u" insecure"_s : QString())
            + (endpoint.isMirror ? u" mirror"_s : QString()));
    }
    return words.join(u", "_s);
}

void TestRegistrySettings::endpoints_data()
{
    QTest::addColumn<QByteArray>("conf");
    QTest::addColumn<QString>("reference");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QByteArray &conf, const char *reference, const char *expected) {
        QTest::addRow("%s", name) << conf << QString::fromLatin1(reference) << QString::fromLatin1(expected);
    };
    const QByteArray digest = "@sha256:" + QByteArray(64, 'a');
    row("nothing is said", "", "nginx", "docker.io library/nginx");
    row("insecure", "[[registry]]\nlocation='h.io:5000'\ninsecure=true\n", "h.io:5000/a:b", "h.io:5000 a insecure");
    row("of another host", "[[registry]]\nlocation='h.io'\ninsecure=true\n", "h.io.example/a", "h.io.example a");
    row("another place", "[[registry]]\nprefix='h.io/x'\nlocation='o.io/y/z'\n", "h.io/x/a", "o.io y/z/a");
    row("the prefix alone", "[[registry]]\nprefix='h.io/x'\nlocation='o.io/y'\n", "h.io/x", "o.io y");
    row("half a part", "[[registry]]\nprefix='h.io/x'\nlocation='o.io/y'\n", "h.io/xx/a", "h.io xx/a");
    row("the longest prefix",
        "[[registry]]\nprefix='h.io'\nlocation='o.io'\n[[registry]]\nprefix='h.io/x'\nlocation='p.io'\n", "h.io/x/a",
        "p.io a");
    row("any host below", "[[registry]]\nprefix='*.h.io'\ninsecure=true\n", "a.b.h.io/x", "a.b.h.io x insecure");
    row("any host below, not itself", "[[registry]]\nprefix='*.h.io'\ninsecure=true\n", "h.io/x", "h.io x");
    row("any host, elsewhere", "[[registry]]\nprefix='*.h.io'\nlocation='o.io/all'\n", "a.h.io/x", "o.io all/x");
    row("a name before a star",
        "[[registry]]\nprefix='a.h.io'\nlocation='o.io'\n[[registry]]\nprefix='*.h.io'\nlocation='p.io'\n", "a.h.io/x",
        "o.io x");
    row("blocked", "[[registry]]\nlocation='h.io'\nblocked=true\n", "h.io/x", "");
    row("mirrors first",
        "[[registry]]\nlocation='docker.io'\n[[registry.mirror]]\nlocation='m.io'\ninsecure=true\n"
        "[[registry.mirror]]\nlocation='n.io/hub'\n",
        "nginx", "m.io library/nginx insecure mirror, n.io hub/library/nginx mirror, docker.io library/nginx");
    row("mirrors of digests, by tag",
        "[[registry]]\nlocation='h.io'\nmirror-by-digest-only=true\n[[registry.mirror]]\nlocation='m.io'\n", "h.io/a:b",
        "h.io a");
    row("mirrors of digests, by digest",
        "[[registry]]\nlocation='h.io'\nmirror-by-digest-only=true\n[[registry.mirror]]\nlocation='m.io'\n",
        ("h.io/a" + digest).constData(), "m.io a mirror, h.io a");
    row("each mirror for something",
        "[[registry]]\nlocation='h.io'\n[[registry.mirror]]\nlocation='m.io'\npull-from-mirror='digest-only'\n"
        "[[registry.mirror]]\nlocation='n.io'\npull-from-mirror='tag-only'\n",
        "h.io/a:b", "n.io a mirror, h.io a");
    row("the first version",
        "[registries.insecure]\nregistries=['h.io:5000']\n[registries.block]\nregistries=['x.io']\n", "h.io:5000/a",
        "h.io:5000 a insecure");
    row("the first version, blocked", "[registries.block]\nregistries=['x.io']\n", "x.io/a", "");
}

void TestRegistrySettings::endpoints()
{
    QFETCH(QByteArray, conf);
    QFETCH(QString, reference);
    write(u"etc/containers/registries.conf"_s, conf);
    const RegistrySettings settings = RegistrySettings::read(places());
    QVERIFY(settings.warnings().isEmpty());
    QTEST(text(settings.endpointsFor(*Reference::parse(reference))), "expected");
}

void TestRegistrySettings::filesInTheirOrder()
{
    const Reference reference = *Reference::parse(u"h.io/a"_s);
    const auto elsewhere = [](const char *place) {
        return QByteArray("[[registry]]\nprefix='h.io'\nlocation='") + place + "'\n";
    };
    const auto read = [&] { return text(RegistrySettings::read(places()).endpointsFor(reference)); };
    write(u"etc/containers/registries.conf"_s, elsewhere("system.io"));
    QCOMPARE(read(), u"system.io a"_s);
    write(u"home/.config/containers/registries.conf"_s, elsewhere("own.io"));
    QCOMPARE(read(), u"own.io a"_s);
    write(u"etc/containers/registries.conf.d/50-x.conf"_s, elsewhere("piece.io"));
    QCOMPARE(read(), u"piece.io a"_s);
    write(u"etc/containers/registries.conf.d/60-x.conf"_s, elsewhere("later.io"));
    QCOMPARE(read(), u"later.io a"_s);
    write(u"chosen.conf"_s, elsewhere("chosen.io"));
    RegistryPlaces chosen = places();
    chosen.environment.insert(u"CONTAINERS_REGISTRIES_CONF"_s, m_folder->filePath(u"chosen.conf"_s));
    QCOMPARE(text(RegistrySettings::read(chosen).endpointsFor(reference)), u"chosen.io a"_s);
}

void TestRegistrySettings::brokenFilesAreWarnings_data()
{
    QTest::addColumn<QByteArray>("conf");
    QTest::addRow("no TOML") << QByteArray("[[registry\n");
    QTest::addRow("an entry of nothing") << QByteArray("[[registry]]\ninsecure=true\n");
    QTest::addRow("5 MB") << QByteArray(5'000'000, '\n');
}

void TestRegistrySettings::brokenFilesAreWarnings()
{
    QFETCH(QByteArray, conf);
    write(u"etc/containers/registries.conf"_s, conf);
    write(u"etc/containers/registries.conf.d/1.conf"_s, "[[registry]]\nlocation='h.io'\ninsecure=true\n");
    const RegistrySettings settings = RegistrySettings::read(places());
    QCOMPARE(settings.warnings().size(), 1);
    QCOMPARE(settings.warnings().constFirst().subject, m_folder->filePath(u"etc/containers/registries.conf"_s));
    QCOMPARE(text(settings.endpointsFor(*Reference::parse(u"h.io/a"_s))), u"h.io a insecure"_s);
}

void TestRegistrySettings::certificates()
{
    write(u"etc/docker/certs.d/h.io:5000/ca.crt"_s);
    write(u"etc/docker/certs.d/c.io/b.cert"_s); // without its key
    write(u"etc/docker/certs.d/c.io/client.cert"_s);
    write(u"etc/docker/certs.d/c.io/client.key"_s);
    write(u"etc/containers/certs.d/c.io:443/x.crt"_s);
    write(u"home/.config/containers/certs.d/own.io/x.crt"_s);
    RegistrySettings settings = RegistrySettings::read(places());
    QCOMPARE(settings.tlsFor(u"h.io:5000"_s).authority, m_folder->filePath(u"etc/docker/certs.d/h.io:5000"_s));
    QVERIFY(settings.tlsFor(u"h.io:5000"_s).certificate.isEmpty());
    QVERIFY(settings.tlsFor(u"h.io"_s).isEmpty());
    QVERIFY(settings.tlsFor(u"../../etc"_s).isEmpty());
    QVERIFY(settings.tlsFor(u"own.io"_s).authority.endsWith(u"certs.d/own.io"_s));
    QVERIFY(settings.tlsFor(u"c.io"_s).authority.endsWith(u"certs.d/c.io:443"_s)); // podman's come first
    QFile::remove(m_folder->filePath(u"etc/containers/certs.d/c.io:443/x.crt"_s));
    QVERIFY(settings.tlsFor(u"c.io"_s).certificate.endsWith(u"/client.cert"_s));
    QVERIFY(settings.tlsFor(u"c.io"_s).key.endsWith(u"/client.key"_s));
    settings.setTls(u"c.io"_s, { u"/mine.pem"_s, {}, {} });
    QCOMPARE(settings.tlsFor(u"c.io"_s).authority, u"/mine.pem"_s);
}

void TestRegistrySettings::plainHttp_data()
{
    QTest::addColumn<QString>("registry");
    QTest::addColumn<bool>("isAllowed");
    for (const char *host : { "localhost", "localhost:5000", "127.0.0.1", "127.8.9.1:80", "[::1]:5000", "a.localhost" })
        QTest::addRow("%s", host) << QString::fromLatin1(host) << true;
    for (const char *host :
        { "docker.io", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "[::2]", "127.evil.example:1" })
        QTest::addRow("%s", host) << QString::fromLatin1(host) << false;
}

void TestRegistrySettings::plainHttp()
{
    QFETCH(QString, registry);
    RegistryEndpoint endpoint;
    endpoint.registry = registry;
    QTEST(RegistrySettings::allowsPlainHttp(endpoint), "isAllowed");
    endpoint.isInsecure = true;
    QVERIFY(RegistrySettings::allowsPlainHttp(endpoint));
}

QTEST_GUILESS_MAIN(TestRegistrySettings)
#include "tst_registrysettings.moc"
