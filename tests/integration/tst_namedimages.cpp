// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// `varve analyze NAME` among several real engines: the same image in two of them, other images of one name, an engine that
// is away; and a name server that never answers.

#include "tests/integration/commandlinerun.h"
#include "tests/support/engineserver.h"
#include "tests/support/processrun.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <arpa/inet.h>
#include <csignal>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace varve::test;

class TestNamedImages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void severalEngines();
    void silentNameServer();

private:
    QProcessEnvironment environment() const;
    QTemporaryDir m_folder;
};

QProcessEnvironment TestNamedImages::environment() const
{
    QProcessEnvironment environment = environmentWith(m_folder.path());
    for (const auto &name : { u"DOCKER_HOST"_s, u"DOCKER_CONTEXT"_s, u"DOCKER_TLS_VERIFY"_s, u"DOCKER_CONFIG"_s,
             u"CONTAINER_HOST"_s, u"XDG_RUNTIME_DIR"_s, u"XDG_CONFIG_HOME"_s, u"XDG_DATA_HOME"_s })
        environment.remove(name);
    environment.insert(u"HOME"_s, m_folder.filePath(u"home"_s));
    // The storage of the machine's own Podman is none of the test's.
    environment.insert(u"CONTAINERS_STORAGE_CONF"_s, m_folder.filePath(u"storage.conf"_s));
    return environment;
}

void TestNamedImages::severalEngines()
{
    const auto classic = EngineServer::start(EngineServer::Kind::Docker20);
    const auto containerd = EngineServer::start(EngineServer::Kind::Docker26Containerd);
    for (const EngineServer *server : { classic.get(), containerd.get() }) {
        if (!server->skipReason().isEmpty() && qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != u"1")
            QSKIP(qPrintable(server->skipReason()));
        QVERIFY2(server->skipReason().isEmpty(), qPrintable(server->skipReason()));
        QVERIFY2(server->failure().isEmpty(), qPrintable(server->failure()));
    }
    const auto load = [](EngineServer &server) {
        server.command({ u"load"_s, u"-i"_s, QString::fromLocal8Bit(sampleFile()) });
        QVERIFY2(server.failure().isEmpty(), qPrintable(server.failure()));
    };
    load(*classic);
    load(*containerd);
    const QString meta = m_folder.filePath(u"home/.docker/contexts/meta/two"_s);
    QVERIFY(QDir().mkpath(meta));
    QVERIFY(writeFile(meta + u"/meta.json"_s,
        "{\"Name\":\"two\",\"Endpoints\":{\"docker\":{\"Host\":\"unix://" + containerd->socketPath().toUtf8()
            + "\"}}}"));
    QVERIFY(writeFile(m_folder.filePath(u"storage.conf"_s),
        "[storage]\ndriver = \"overlay\"\ngraphroot = \"" + m_folder.path().toUtf8() + "/none\"\nrunroot = \""
            + m_folder.path().toUtf8() + "/run\"\n"));
    QProcessEnvironment variables = environment();
    variables.insert(u"DOCKER_HOST"_s, u"unix://"_s + classic->socketPath());
    const auto analyze = [&](const QStringList &words) {
        return runProgram(QStringList { u"analyze"_s, u"--json"_s, u"-"_s } + words, m_folder.path(), variables);
    };
    const auto storedBytes = [](const Outcome &outcome) {
        return outcome.json()[u"analysis"_s][u"storedBytes"_s].toInt();
    };

    // One image, under the digest of its config and under that of its manifest.
    const Outcome same = analyze({ u"varve/sample"_s });
    QVERIFY2(same.code == 0, same.err.constData());
    QVERIFY2(!same.err.contains("different"), same.err.constData());
    QCOMPARE(storedBytes(same), 136142);

    // The name means another image over there.
    containerd->command({ u"tag"_s, u"varve/base:latest"_s, u"varve/sample:latest"_s });
    QVERIFY2(containerd->failure().isEmpty(), qPrintable(containerd->failure()));
    const Outcome different = analyze({ u"varve/sample"_s });
    QCOMPARE(different.code, 2);
    QVERIFY2(different.err.contains("different images are called varve/sample: ")
            && different.err.contains("Docker · two has ") && different.err.contains("--source"),
        different.err.constData());
    const Outcome chosen = analyze({ u"varve/sample"_s, u"--source"_s, u"two"_s });
    QVERIFY2(chosen.code == 0, chosen.err.constData());
    QVERIFY(storedBytes(chosen) > 0 && storedBytes(chosen) != storedBytes(same));
    const Outcome byAddress = analyze({ u"varve/sample"_s, u"--source"_s, u"unix://"_s + classic->socketPath() });
    QVERIFY2(byAddress.code == 0, byAddress.err.constData());
    QCOMPARE(storedBytes(byAddress), 136142);
    QCOMPARE(analyze({ u"varve/sample"_s, u"--source"_s, u"nothing"_s }).code, 2);
    QCOMPARE(analyze({ u"docker-daemon:varve/sample"_s, u"--source"_s, u"two"_s }).code, 2);

    // Away: said, as it may have another image of that name.
    QVERIFY(containerd->halt());
    const Outcome away = analyze({ u"varve/sample"_s });
    QVERIFY2(away.code == 0, away.err.constData());
    QVERIFY2(away.err.contains("warning: Docker · two: "), away.err.constData());
    QCOMPARE(linesOf(away.err), 1);
    QCOMPARE(storedBytes(away), 136142);
    // ... and so is a context that cannot be used.
    QVERIFY(writeFile(meta + u"/meta.json"_s, "{ no json"));
    const Outcome broken = analyze({ u"varve/sample"_s });
    QVERIFY2(broken.code == 0, broken.err.constData());
    QVERIFY2(broken.err.startsWith("warning: ") && broken.err.contains("meta.json"), broken.err.constData());
    const Outcome listed = runProgram({ u"ls"_s }, m_folder.path(), variables);
    QVERIFY2(listed.err.contains("meta.json"), listed.err.constData());
    QVERIFY2(listed.out.contains("varve/sample"), listed.out.constData());
}

// A look-up that hangs for minutes holds up neither Ctrl-C nor the deadline.
void TestNamedImages::silentNameServer()
{
    if (getuid() != 0 || runProcess(u"unshare"_s, { u"--mount"_s, u"true"_s }, kProcessMs).code != 0) {
        QVERIFY2(qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != u"1", "a name server of its own needs root");
        QSKIP("a name server of its own needs root");
    }
    const int server = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(53);
    QCOMPARE(inet_pton(AF_INET, "127.0.0.153", &address.sin_addr), 1);
    QVERIFY2(bind(server, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0, "port 53 of 127.0.0.153");
    QVERIFY(writeFile(m_folder.filePath(u"resolv.conf"_s), "nameserver 127.0.0.153\noptions timeout:30 attempts:5\n"));
    QVERIFY(writeFile(m_folder.filePath(u"nsswitch.conf"_s), "hosts: files dns\n"));
    const QString inside =
        u"mount --bind resolv.conf /etc/resolv.conf && mount --bind nsswitch.conf /etc/nsswitch.conf && "
        "exec \"$VARVE_BINARY\" ls docker-daemon:"_s;
    QProcessEnvironment variables = environment();
    const auto start = [&](QProcess &program, const QString &host) {
        variables.insert(u"DOCKER_HOST"_s, host);
        program.setProcessEnvironment(variables);
        program.setWorkingDirectory(m_folder.path());
        program.start(u"unshare"_s, { u"--mount"_s, u"sh"_s, u"-c"_s, inside });
        QVERIFY(program.waitForStarted());
        pollfd waiting { server, POLLIN, 0 };
        QVERIFY2(poll(&waiting, 1, kProcessMs) == 1, "it asked nobody"); // from here on it hangs
        char question[512];
        QVERIFY(recv(server, question, sizeof question, 0) > 0);
    };
    QProcess stopped;
    start(stopped, u"tcp://engine.example.org:2375"_s);
    QElapsedTimer clock;
    clock.start();
    QVERIFY(::kill(static_cast<pid_t>(stopped.processId()), SIGINT) == 0);
    QVERIFY(stopped.waitForFinished(kProcessMs));
    QVERIFY2(clock.elapsed() < 8'000, qPrintable(QString::number(clock.elapsed()))); // it would be 150 s
    QCOMPARE(stopped.exitCode(), 130);

    QProcess waited;
    start(waited, u"tcp://other.example.org:2375"_s);
    QVERIFY(waited.waitForFinished(kProcessMs));
    QCOMPARE(waited.exitCode(), 3);
    const QByteArray said = waited.readAllStandardError();
    QVERIFY2(said.contains("looking up other.example.org: no answer for 10 s"), said.constData());
    close(server);
}

QTEST_GUILESS_MAIN(TestNamedImages)
#include "tst_namedimages.moc"
