// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What is offered of the engines that were found: the command lines that reach them, and what stands in the way of others.

#include "services/stores/engine/enginefinder.h"
#include "services/stores/storeoffer.h"
#include "tests/support/imagebuilder.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

class TestStoreOffer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void commandsOfTls();
    void commandsOfOwnEngines_data();
    void commandsOfOwnEngines();
    void warnings();
    void unreadableFiles();

private:
    QString at(const QString &path) const { return m_folder->filePath(path); }
    void write(const QString &path, const QByteArray &bytes) const;
    EnginePlaces places() const;
    static QString commandOf(const FoundStores &found, qsizetype offer = 0);

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestStoreOffer::write(const QString &path, const QByteArray &bytes) const
{
    QVERIFY(QDir().mkpath(QFileInfo(at(path)).path()));
    QVERIFY(writeFile(at(path), bytes));
}

EnginePlaces TestStoreOffer::places() const
{
    EnginePlaces places;
    places.home = at(u"home"_s);
    places.root = at(u"root"_s);
    return places;
}

QString TestStoreOffer::commandOf(const FoundStores &found, qsizetype offer)
{
    return found.stores.value(offer).command.join(u' ');
}

// All that docker needs to connect, in a terminal that need not have the variables of this program.
void TestStoreOffer::commandsOfTls()
{
    for (const auto &name : { u"ca"_s, u"cert"_s, u"key"_s })
        write(u"tls/"_s + name + u".pem"_s, "x");
    EnginePlaces here = places();
    here.environment.insert(u"DOCKER_HOST"_s, u"tcp://far.example:2376"_s);
    here.environment.insert(u"DOCKER_TLS_VERIFY"_s, u"1"_s);
    here.environment.insert(u"DOCKER_CERT_PATH"_s, at(u"tls"_s));
    QString command = commandOf(findStores(here));
    QCOMPARE(command.replace(m_folder->path(), u"~"_s),
        u"docker --host tcp://far.example:2376 --tlsverify --tlscacert=~/tls/ca.pem --tlscert=~/tls/cert.pem "
        "--tlskey=~/tls/key.pem"_s);

    // A context holds it all, also one that is not used now.
    here.environment = {};
    write(u"home/.docker/contexts/meta/aa/meta.json"_s,
        "{\"Name\":\"prod\",\"Endpoints\":{\"docker\":{\"Host\":\"tcp://prod.example:2376\"}}}");
    write(u"home/.docker/contexts/tls/aa/docker/ca.pem"_s, "x");
    QCOMPARE(commandOf(findStores(here)), u"docker --context prod"_s);
    here.environment.insert(u"DOCKER_CONTEXT"_s, u"prod"_s);
    QCOMPARE(commandOf(findStores(here)), u"docker --context prod"_s);
}

void TestStoreOffer::commandsOfOwnEngines_data()
{
    QTest::addColumn<EngineCandidate>("engine");
    QTest::addColumn<QString>("command");
    const auto row = [](const char *name, const char *url, EngineBrand brand, const TlsFiles &tls, const char *identity,
                         const char *command) {
        EngineCandidate engine;
        engine.brand = brand;
        engine.endpoint = *Endpoint::parse(QString::fromLatin1(url));
        engine.endpoint.tls = tls;
        engine.endpoint.identity = QString::fromLatin1(identity);
        engine.name = u"mine"_s;
        engine.isChosen = true;
        QTest::addRow("%s", name) << engine << QString::fromLatin1(command);
    };
    row("socket", "unix:///s", EngineBrand::Docker, {}, "", "docker --host unix:///s");
    row("ssh", "ssh://me@h:2222", EngineBrand::Docker, {}, "", "docker --host ssh://me@h:2222");
    row("podman by ssh with a key", "ssh://me@h/run/podman.sock", EngineBrand::Podman, {}, "/k",
        "podman --url ssh://me@h/run/podman.sock --identity /k");
    row("TLS", "https://h", EngineBrand::Docker, { u"/ca"_s, u"/cert"_s, u"/key"_s }, "",
        "docker --host tcp://h:2376 --tlsverify --tlscacert=/ca --tlscert=/cert --tlskey=/key");
    row("TLS, the system's authorities", "https://h:1", EngineBrand::Docker, {}, "",
        "docker --host tcp://h:1 --tlsverify --tlscacert=");
    row("podman by TLS", "https://h", EngineBrand::Podman, { u"/ca"_s, {}, {} }, "",
        "docker --host tcp://h:2376 --tlsverify --tlscacert=/ca");
}

void TestStoreOffer::commandsOfOwnEngines()
{
    QFETCH(EngineCandidate, engine);
    const FoundStores found = findStores(places(), { engine });
    QTEST(commandOf(found), "command");
}

// What cannot be used is told of, and hides nothing.
void TestStoreOffer::warnings()
{
    write(u"home/.docker/config.json"_s, "{ no json");
    write(u"home/.docker/contexts/meta/aa/meta.json"_s,
        "{\"Name\":\"odd\",\"Endpoints\":{\"docker\":{\"Host\":\"npipe:////./pipe/docker\"}}}");
    write(u"home/.docker/contexts/meta/bb/meta.json"_s,
        "{\"Name\":\"ok\",\"Endpoints\":{\"docker\":{\"Host\":\"ssh://ok\"}}}");
    write(u"home/.config/containers/containers.conf"_s,
        "[engine.service_destinations.bad]\nuri = \"gopher://x\"\n[engine.service_destinations.good]\nuri = "
        "\"ssh://good\"\n");
    const FoundStores found = findStores(places());
    QStringList subjects;
    for (const Warning &warning : found.warnings) {
        QString subject = warning.subject;
        subjects += subject.replace(m_folder->path(), u"~"_s);
        QVERIFY(!warning.detail.isEmpty());
    }
    QCOMPARE(subjects,
        (QStringList { u"~/home/.docker/config.json"_s, u"~/home/.docker/contexts/meta/aa/meta.json"_s,
            u"~/home/.config/containers/containers.conf"_s }));
    QStringList locations;
    for (const StoreOffer &offer : found.stores) {
        if (offer.kind == StoreKind::Engine)
            locations += offer.location;
    }
    QCOMPARE(locations, (QStringList { u"ssh://ok"_s, u"ssh://good"_s }));
}

void TestStoreOffer::unreadableFiles()
{
    QVERIFY(QDir().mkpath(at(u"home/.docker/config.json"_s))); // a folder: not even root can read it as a file
    const FoundStores found = findStores(places());
    QCOMPARE(found.warnings.size(), 1);
    QCOMPARE(found.warnings.constFirst().subject, at(u"home/.docker/config.json"_s));
    QCOMPARE(found.warnings.constFirst().code, ErrorCode::AccessDenied);
}

QTEST_GUILESS_MAIN(TestStoreOffer)
#include "tst_storeoffer.moc"
