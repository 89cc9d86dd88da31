// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Engines found in the files and places of a user made up for the test.

#include "services/stores/engine/enginefinder.h"
#include "tests/support/imagebuilder.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;

class TestEngineFinder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void nothingThere();
    void socketsWhereTheyUsuallyAre();
    void dockerHostIsTheChosenOne();
    void dockerHostWithCertificates();
    void contexts();
    void brokenContextsHideNothing();
    void podmanConnections();
    void sameSocketOnce();

private:
    EnginePlaces places() const;
    QString at(const QString &path) const { return m_folder->filePath(path); }
    void write(const QString &path, const QByteArray &bytes) const;
    void listenAt(const QString &path);
    static QString text(const FoundEngines &found);

    std::unique_ptr<QTemporaryDir> m_folder;
    QList<int> m_sockets;
};

void TestEngineFinder::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestEngineFinder::cleanup()
{
    for (const int descriptor : std::exchange(m_sockets, {}))
        close(descriptor);
}

EnginePlaces TestEngineFinder::places() const
{
    EnginePlaces places;
    places.home = at(u"home"_s);
    places.runtimeFolder = at(u"run-user"_s);
    places.root = at(u"root"_s);
    return places;
}

void TestEngineFinder::write(const QString &path, const QByteArray &bytes) const
{
    QVERIFY(QDir().mkpath(QFileInfo(at(path)).path()));
    QVERIFY(writeFile(at(path), bytes));
}

void TestEngineFinder::listenAt(const QString &path)
{
    QVERIFY(QDir().mkpath(QFileInfo(at(path)).path()));
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    qstrncpy(address.sun_path, at(path).toUtf8().constData(), sizeof address.sun_path);
    const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    QCOMPARE(bind(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
    m_sockets.append(descriptor);
}

// One line per engine, with the test's folder cut away.
QString TestEngineFinder::text(const FoundEngines &found)
{
    QString lines;
    for (const EngineCandidate &engine : found.engines) {
        lines += engine.isChosen ? u"* "_s : u"- "_s;
        lines += engine.brand == EngineBrand::Podman ? u"podman "_s : u"docker "_s;
        lines += engine.endpoint.toString() + u' ' + engine.name;
        lines = lines.trimmed() + u'\n';
    }
    return lines;
}

void TestEngineFinder::nothingThere()
{
    const FoundEngines found = findEngines(places());
    QCOMPARE(found.engines.size(), 0);
    QCOMPARE(found.warnings.size(), 0);
}

void TestEngineFinder::socketsWhereTheyUsuallyAre()
{
    listenAt(u"root/var/run/docker.sock"_s);
    listenAt(u"run-user/docker.sock"_s);
    listenAt(u"home/.docker/desktop/docker.sock"_s);
    listenAt(u"run-user/podman/podman.sock"_s);
    listenAt(u"root/run/podman/podman.sock"_s);
    write(u"home/.docker/run/docker.sock"_s, "a file is no socket");
    QString lines = text(findEngines(places()));
    QCOMPARE(lines.replace(m_folder->path(), u"~"_s),
        u"* docker unix://~/root/var/run/docker.sock\n"
        "- docker unix://~/run-user/docker.sock\n"
        "- docker unix://~/home/.docker/desktop/docker.sock\n"
        "- podman unix://~/run-user/podman/podman.sock\n"
        "- podman unix://~/root/run/podman/podman.sock\n"_s);
}

void TestEngineFinder::dockerHostIsTheChosenOne()
{
    listenAt(u"root/var/run/docker.sock"_s);
    EnginePlaces here = places();
    here.environment.insert(u"DOCKER_HOST"_s, u"ssh://me@build.example"_s);
    here.environment.insert(u"CONTAINER_HOST"_s, u"unix:///run/other.sock"_s);
    QString lines = text(findEngines(here));
    QCOMPARE(lines.replace(m_folder->path(), u"~"_s),
        u"* docker ssh://me@build.example\n"
        "* podman unix:///run/other.sock\n"
        "- docker unix://~/root/var/run/docker.sock\n"_s);

    here.environment.insert(u"DOCKER_HOST"_s, u"build.example"_s);
    const FoundEngines broken = findEngines(here);
    QCOMPARE(broken.warnings.size(), 1);
    QCOMPARE(broken.warnings.constFirst().subject, u"DOCKER_HOST"_s);
    QVERIFY(broken.warnings.constFirst().detail.contains(u"build.example"_s));
}

void TestEngineFinder::dockerHostWithCertificates()
{
    write(u"certs/ca.pem"_s, "x");
    write(u"certs/key.pem"_s, "x");
    EnginePlaces here = places();
    here.environment.insert(u"DOCKER_HOST"_s, u"tcp://build.example:2376"_s);
    here.environment.insert(u"DOCKER_CERT_PATH"_s, at(u"certs"_s));
    QCOMPARE(findEngines(here).engines.constFirst().endpoint.kind, Endpoint::Kind::Tcp);
    here.environment.insert(u"DOCKER_TLS_VERIFY"_s, u"1"_s);
    const Endpoint endpoint = findEngines(here).engines.constFirst().endpoint;
    QCOMPARE(endpoint.kind, Endpoint::Kind::Tls);
    QCOMPARE(endpoint.tls.authority, at(u"certs/ca.pem"_s));
    QCOMPARE(endpoint.tls.key, at(u"certs/key.pem"_s));
    QCOMPARE(endpoint.tls.certificate, QString());
}

void TestEngineFinder::contexts()
{
    write(u"home/.docker/config.json"_s, "{\"currentContext\":\"remote\"}");
    write(u"home/.docker/contexts/meta/aa/meta.json"_s,
        "{\"Name\":\"remote\",\"Metadata\":{},\"Endpoints\":{\"docker\":{\"Host\":\"tcp://"
        "r.example:1\",\"SkipTLSVerify\":true}}}");
    write(u"home/.docker/contexts/tls/aa/docker/ca.pem"_s, "x");
    write(u"home/.docker/contexts/meta/bb/meta.json"_s,
        "{\"Name\":\"kube\",\"Endpoints\":{\"kubernetes\":{\"Host\":\"https://k\"}}}");
    write(u"home/.docker/contexts/meta/cc/meta.json"_s,
        "{\"Name\":\"lab\",\"Endpoints\":{\"docker\":{\"Host\":\"ssh://lab.example\"}}}");
    listenAt(u"root/var/run/docker.sock"_s);
    EnginePlaces here = places();
    FoundEngines found = findEngines(here);
    QString lines = text(found);
    QCOMPARE(lines.replace(m_folder->path(), u"~"_s),
        u"* docker https://r.example:1 remote\n"
        "- docker ssh://lab.example lab\n"
        "- docker unix://~/root/var/run/docker.sock\n"_s);
    QVERIFY(found.engines.constFirst().skipsTlsVerification);
    QCOMPARE(found.warnings.size(), 0);

    here.environment.insert(u"DOCKER_CONTEXT"_s, u"lab"_s);
    QCOMPARE(findEngines(here).engines.constFirst().name, u"lab"_s);
    here.environment.insert(u"DOCKER_CONTEXT"_s, u"default"_s);
    QCOMPARE(findEngines(here).engines.constFirst().endpoint.kind, Endpoint::Kind::Unix);
}

void TestEngineFinder::brokenContextsHideNothing()
{
    write(u"home/.docker/config.json"_s, "{ no json");
    write(u"home/.docker/contexts/meta/aa/meta.json"_s, "[1,2]");
    write(u"home/.docker/contexts/meta/bb/meta.json"_s, "{\"Name\":7,\"Endpoints\":{\"docker\":{\"Host\":null}}}");
    write(u"home/.docker/contexts/meta/cc/meta.json"_s,
        "{\"Name\":\"ok\",\"Endpoints\":{\"docker\":{\"Host\":\"ssh://ok\"}}}");
    QVERIFY(QDir().mkpath(at(u"home/.docker/contexts/meta/dd"_s)));
    const FoundEngines found = findEngines(places());
    QCOMPARE(found.engines.size(), 1);
    QCOMPARE(found.engines.constFirst().name, u"ok"_s);
    QCOMPARE(found.warnings.size(), 2); // config.json, and the context without an address
}

void TestEngineFinder::podmanConnections()
{
    write(u"home/.config/containers/containers.conf"_s,
        "[engine]\nactive_service = \"old\"\n[engine.service_destinations.old]\nuri = "
        "\"ssh://old.example/run/podman/podman.sock\"\n"
        "[engine.service_destinations.box]\nuri = \"ssh://box.example\"\nidentity = \"/keys/box\"\n");
    FoundEngines found = findEngines(places());
    QCOMPARE(text(found),
        u"* podman ssh://old.example/run/podman/podman.sock old\n"
        "- podman ssh://box.example box\n"_s);
    QCOMPARE(found.engines.constLast().endpoint.identity, u"/keys/box"_s);

    write(u"home/.config/containers/podman-connections.json"_s,
        "{\"Connection\":{\"Default\":\"box\",\"Connections\":{\"box\":{\"URI\":\"ssh://"
        "newbox.example\",\"Identity\":\"\"}}}}");
    found = findEngines(places());
    QCOMPARE(text(found),
        u"* podman ssh://newbox.example box\n"
        "- podman ssh://old.example/run/podman/podman.sock old\n"_s);

    write(u"home/.config/containers/containers.conf"_s, "[engine\n");
    found = findEngines(places());
    QCOMPARE(found.engines.size(), 1);
    QCOMPARE(found.warnings.size(), 1);
}

void TestEngineFinder::sameSocketOnce()
{
    listenAt(u"root/run/docker.sock"_s);
    QVERIFY(QFile::link(at(u"root/run"_s), at(u"root/var-run"_s)));
    QVERIFY(QDir().mkpath(at(u"root/var"_s)));
    QVERIFY(QFile::link(at(u"root/run"_s), at(u"root/var/run"_s)));
    EnginePlaces here = places();
    here.environment.insert(u"DOCKER_HOST"_s, u"unix://"_s + at(u"root/run/docker.sock"_s));
    const FoundEngines found = findEngines(here);
    QCOMPARE(found.engines.size(), 1);
    QVERIFY(found.engines.constFirst().isChosen);
    QCOMPARE(found.engines.constFirst().origin, u"DOCKER_HOST"_s);
}

QTEST_GUILESS_MAIN(TestEngineFinder)
#include "tst_enginefinder.moc"
