// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Engines far away, with real servers: a Docker engine that wants certificates, and one behind ssh. What works, and what is
// said of each thing that can be wrong.

#include "app/cli/errortext.h"
#include "services/stores/engine/enginestore.h"
#include "tests/integration/commandlinerun.h"
#include "tests/support/engineserver.h"
#include "tests/support/processrun.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;

namespace {

constexpr int kPatienceMs = 60'000;

QString script(const QString &name)
{
    return qEnvironmentVariable("VARVE_SOURCE_DIR") + u"/tests/integration/servers/"_s + name;
}

// How to be somebody by TLS; empty: without.
struct Identity {
    QString authority;
    QString certificate;
    QString key;
};

const Identity kRight { u"ca.pem"_s, u"client.pem"_s, u"client-key.pem"_s };

} // namespace

class TestTransports : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void tls_data();
    void tls();
    void tlsOfAContext_data();
    void tlsOfAContext();
    void certificatesAreNeverLeftOut();
    void tlsWhereNoneIs();
    void noTlsWhereSomeIs();
    void brokenCertificateFiles_data();
    void brokenCertificateFiles();
    void analyzesByTls();
    void ssh_data();
    void ssh();
    void sshWithItsOwnKey();
    void analyzesBySsh();

private:
    QString tlsFile(const QString &name) const
    {
        return name.isEmpty() ? QString() : m_folder.filePath(u"tls/"_s + name);
    }
    Endpoint tlsEndpoint(const QString &host, const Identity &identity) const;
    QProcessEnvironment environment() const;
    Outcome list(const QProcessEnvironment &environment) const;
    static std::optional<Error> errorOf(const Endpoint &endpoint);
    static void compare(const std::optional<Error> &error, const std::optional<ErrorCode> &code, ErrorCause cause);
    static void compare(const Outcome &outcome, const QString &words);

    QTemporaryDir m_folder;
    std::unique_ptr<EngineServer> m_engine;
    QString m_sshPort;
    quint16 m_tlsPort = 0;
};

void TestTransports::initTestCase()
{
    const auto needed = [](const ProcessOutcome &outcome) {
        if (outcome.code == ProcessOutcome::kSkipped)
            QSKIP(qPrintable(outcome.lastWords()));
        QVERIFY2(outcome.code == 0, outcome.err.constData());
    };
    needed(runProcess(script(u"certificates.sh"_s), { m_folder.filePath(u"tls"_s) }, kPatienceMs));
    if (QTest::currentTestFailed() || !QFile::exists(tlsFile(kRight.authority)))
        return;
    m_engine = EngineServer::start(EngineServer::Kind::Docker20, m_folder.filePath(u"tls"_s));
    if (!m_engine->skipReason().isEmpty() && qEnvironmentVariable("VARVE_REQUIRE_SERVERS") != u"1")
        QSKIP(qPrintable(m_engine->skipReason()));
    QVERIFY2(m_engine->skipReason().isEmpty(), qPrintable(m_engine->skipReason()));
    m_engine->command({ u"load"_s, u"-i"_s, QString::fromLocal8Bit(sampleFile()) });
    QVERIFY2(m_engine->failure().isEmpty(), qPrintable(m_engine->failure()));
    m_tlsPort = m_engine->variable(u"TLS_PORT"_s).toUShort();
    QVERIFY(m_tlsPort != 0);
    needed(runProcess(script(u"sshd.sh"_s),
        { u"start"_s, m_folder.filePath(u"ssh"_s), u"unix://"_s + m_engine->socketPath() }, kPatienceMs));
    m_sshPort = QString::fromLatin1(fileContent(m_folder.filePath(u"ssh/env"_s))).section(u'=', 1).trimmed();
}

void TestTransports::cleanupTestCase()
{
    const ProcessOutcome stopped =
        runProcess(script(u"sshd.sh"_s), { u"stop"_s, m_folder.filePath(u"ssh"_s) }, kPatienceMs);
    m_engine.reset();
    QVERIFY2(stopped.code == 0, stopped.err.constData());
}

Endpoint TestTransports::tlsEndpoint(const QString &host, const Identity &identity) const
{
    Endpoint endpoint;
    endpoint.kind = Endpoint::Kind::Tls;
    endpoint.host = host;
    endpoint.port = m_tlsPort;
    endpoint.tls = { tlsFile(identity.authority), tlsFile(identity.certificate), tlsFile(identity.key) };
    return endpoint;
}

// Of somebody who has nothing of the developer's.
QProcessEnvironment TestTransports::environment() const
{
    QProcessEnvironment environment = environmentWith(m_folder.path());
    for (const auto &name : { u"DOCKER_HOST"_s, u"DOCKER_CONTEXT"_s, u"DOCKER_TLS_VERIFY"_s, u"DOCKER_CERT_PATH"_s,
             u"DOCKER_CONFIG"_s, u"CONTAINER_HOST"_s, u"XDG_RUNTIME_DIR"_s, u"XDG_CONFIG_HOME"_s })
        environment.remove(name);
    environment.insert(u"HOME"_s, m_folder.filePath(u"home"_s));
    return environment;
}

Outcome TestTransports::list(const QProcessEnvironment &environment) const
{
    return runProgram({ u"ls"_s, u"docker-daemon:"_s }, m_folder.path(), environment);
}

std::optional<Error> TestTransports::errorOf(const Endpoint &endpoint)
{
    Job job;
    const auto store = EngineStore::connect(endpoint, EngineBrand::Docker, u"e"_s, job);
    if (!store)
        return store.error();
    const auto listing = (*store)->list(job);
    return listing ? std::nullopt : std::optional(listing.error());
}

void TestTransports::compare(const std::optional<Error> &error, const std::optional<ErrorCode> &code, ErrorCause cause)
{
    QCOMPARE(error.has_value(), code.has_value());
    if (!error)
        return;
    QVERIFY2(error->code == *code, qPrintable(errorCodeName(error->code) + u": "_s + error->detail));
    QVERIFY2(error->cause == cause, qPrintable(error->detail));
    QVERIFY(!error->subject.isEmpty());
}

// `words`: what the sentence holds; empty: it lists the images.
void TestTransports::compare(const Outcome &outcome, const QString &words)
{
    if (words.isEmpty()) {
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        QVERIFY2(outcome.out.contains("varve/sample"), outcome.out.constData());
        QCOMPARE(outcome.err, QByteArray());
        return;
    }
    QCOMPARE(outcome.code, 3);
    QCOMPARE(outcome.out, QByteArray());
    QVERIFY2(outcome.err.contains(words.toUtf8()), outcome.err.constData());
    QCOMPARE(linesOf(outcome.err), 1);
    for (const char *wrong : { "save or download", "log in", "defect" })
        QVERIFY2(!outcome.err.contains(wrong), outcome.err.constData());
}

void TestTransports::tls_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QStringList>("identity"); // authority, certificate, key
    QTest::addColumn<ErrorCause>("cause");
    QTest::addColumn<QString>("words"); // of the sentence; empty: it works
    const auto row = [](const char *name, const char *host, const Identity &identity,
                         ErrorCause cause = ErrorCause::None, const char *words = "") {
        QTest::addRow("%s", name) << QString::fromLatin1(host)
                                  << QStringList { identity.authority, identity.certificate, identity.key } << cause
                                  << QString::fromLatin1(words);
    };
    row("right", "127.0.0.1", kRight);
    row("right, by name", "localhost", kRight);
    row("no client certificate", "127.0.0.1", { kRight.authority, {}, {} }, ErrorCause::ClientCertificate,
        " does not let you in: the other side wants a client certificate, and none is given: ");
    row("client certificate of somebody else", "127.0.0.1", { kRight.authority, u"other.pem"_s, u"other-key.pem"_s },
        ErrorCause::ClientCertificate, " does not let you in: the other side does not accept the client certificate ");
    row("another authority", "127.0.0.1", { u"other-ca.pem"_s, kRight.certificate, kRight.key },
        ErrorCause::ServerCertificate, " does not prove who it is: ");
    row("another host", "127.0.0.2", kRight, ErrorCause::ServerCertificate, ": IP address mismatch; check the address");
}

void TestTransports::tls()
{
    QFETCH(QString, host);
    QFETCH(QStringList, identity);
    QFETCH(ErrorCause, cause);
    QFETCH(QString, words);
    const Identity somebody { identity.at(0), identity.at(1), identity.at(2) };
    const std::optional<ErrorCode> code = words.isEmpty() ? std::nullopt : std::optional(ErrorCode::AuthRequired);
    // What the other side has against a certificate comes while the request is on its way there: either may be first.
    for (int i = 0; i < 20; ++i)
        compare(errorOf(tlsEndpoint(host, somebody)), code, cause);

    QTemporaryDir folder;
    const QStringList names { u"ca.pem"_s, u"cert.pem"_s, u"key.pem"_s };
    for (int i = 0; i < 3; ++i) {
        if (!identity.at(i).isEmpty())
            QVERIFY(QFile::copy(tlsFile(identity.at(i)), folder.filePath(names.at(i))));
    }
    QProcessEnvironment variables = environment();
    variables.insert(u"DOCKER_HOST"_s, u"tcp://%1:%2"_s.arg(host).arg(m_tlsPort));
    variables.insert(u"DOCKER_TLS_VERIFY"_s, u"1"_s);
    variables.insert(u"DOCKER_CERT_PATH"_s, folder.path());
    compare(list(variables), words);
}

void TestTransports::tlsOfAContext_data()
{
    tls_data();
}

// A context as docker itself writes it, with its folder of certificates.
void TestTransports::tlsOfAContext()
{
    QFETCH(QString, host);
    QFETCH(QStringList, identity);
    QFETCH(QString, words);
    QTemporaryDir home;
    QString target = u"host=tcp://%1:%2"_s.arg(host).arg(m_tlsPort);
    const QStringList keys { u"ca"_s, u"cert"_s, u"key"_s };
    for (int i = 0; i < 3; ++i) {
        if (!identity.at(i).isEmpty())
            target += u",%1=%2"_s.arg(keys.at(i), tlsFile(identity.at(i)));
    }
    QProcessEnvironment variables = environment();
    variables.insert(u"HOME"_s, home.path());
    const QString docker = m_engine->variable(u"DOCKER_CLI"_s);
    const ProcessOutcome made =
        runProcess(docker, { u"context"_s, u"create"_s, u"far"_s, u"--docker"_s, target }, kPatienceMs, variables);
    QVERIFY2(made.code == 0, made.err.constData());
    variables.insert(u"DOCKER_CONTEXT"_s, u"far"_s);
    compare(list(variables), words);
    // ... and chosen for good.
    variables.remove(u"DOCKER_CONTEXT"_s);
    QVERIFY(runProcess(docker, { u"context"_s, u"use"_s, u"far"_s }, kPatienceMs, variables).code == 0);
    compare(list(variables), words);
}

// Who asks for TLS does not get a connection without it where a file is missing.
void TestTransports::certificatesAreNeverLeftOut()
{
    QTemporaryDir folder;
    QProcessEnvironment variables = environment();
    variables.insert(u"DOCKER_HOST"_s, u"tcp://127.0.0.1:%1"_s.arg(m_tlsPort));
    variables.insert(u"DOCKER_TLS_VERIFY"_s, u"1"_s);
    variables.insert(u"DOCKER_CERT_PATH"_s, folder.path());
    compare(list(variables), folder.filePath(u"ca.pem"_s) + u" is not usable for TLS: the authority: "_s);
}

void TestTransports::tlsWhereNoneIs()
{
    Endpoint endpoint = tlsEndpoint(u"127.0.0.1"_s, kRight);
    endpoint.port = m_sshPort.toUShort(); // which begins with a line of text
    const std::optional<Error> error = errorOf(endpoint);
    compare(error, ErrorCode::Corrupt, ErrorCause::None);
    QVERIFY2(error && error->detail.contains(u"does not speak TLS"), error ? qPrintable(error->detail) : "");
}

void TestTransports::noTlsWhereSomeIs()
{
    QProcessEnvironment variables = environment();
    variables.insert(u"DOCKER_HOST"_s, u"tcp://127.0.0.1:%1"_s.arg(m_tlsPort));
    compare(list(variables), u"Client sent an HTTP request to an HTTPS server"_s);
}

void TestTransports::brokenCertificateFiles_data()
{
    QTest::addColumn<QStringList>("identity");
    QTest::addColumn<QString>("named"); // the file that is to blame
    QTest::addRow("no such authority") << QStringList { u"none.pem"_s, kRight.certificate, kRight.key }
                                       << u"none.pem"_s;
    QTest::addRow("no such certificate") << QStringList { kRight.authority, u"none.pem"_s, kRight.key }
                                         << u"none.pem"_s;
    QTest::addRow("no such key") << QStringList { kRight.authority, kRight.certificate, u"none.pem"_s }
                                 << u"none.pem"_s;
    QTest::addRow("no PEM") << QStringList { kRight.authority, u"log"_s, kRight.key } << u"log"_s;
    QTest::addRow("key of another certificate")
        << QStringList { kRight.authority, kRight.certificate, u"other-key.pem"_s } << u"other-key.pem"_s;
}

void TestTransports::brokenCertificateFiles()
{
    QFETCH(QStringList, identity);
    QFETCH(QString, named);
    const std::optional<Error> error =
        errorOf(tlsEndpoint(u"127.0.0.1"_s, { identity.at(0), identity.at(1), identity.at(2) }));
    compare(error, ErrorCode::AuthRequired, ErrorCause::CertificateFile);
    QVERIFY(error);
    QCOMPARE(error->subject, tlsFile(named));
    const QString sentence = describeEngineError(*error, u"engine"_s);
    QVERIFY2(sentence.startsWith(tlsFile(named) + u" is not usable for TLS: "_s), qPrintable(sentence));
}

void TestTransports::analyzesByTls()
{
    QTemporaryDir folder;
    QVERIFY(QFile::copy(tlsFile(kRight.authority), folder.filePath(u"ca.pem"_s)));
    QVERIFY(QFile::copy(tlsFile(kRight.certificate), folder.filePath(u"cert.pem"_s)));
    QVERIFY(QFile::copy(tlsFile(kRight.key), folder.filePath(u"key.pem"_s)));
    QProcessEnvironment variables = environment();
    variables.insert(u"DOCKER_HOST"_s, u"tcp://127.0.0.1:%1"_s.arg(m_tlsPort));
    variables.insert(u"DOCKER_TLS_VERIFY"_s, u"1"_s);
    variables.insert(u"DOCKER_CERT_PATH"_s, folder.path());
    const Outcome outcome = runProgram(
        { u"analyze"_s, u"docker-daemon:varve/sample:latest"_s, u"--json"_s, u"-"_s }, m_folder.path(), variables);
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QCOMPARE(outcome.json()[u"analysis"_s][u"storedBytes"_s].toInt(), 136142); // as docs/cli.md has it
}

void TestTransports::ssh_data()
{
    QTest::addColumn<QString>("client"); // a folder of sshd.sh
    QTest::addColumn<QString>("url"); // %1: the port, %2: the engine's socket
    QTest::addColumn<QString>("words"); // of the sentence; empty: it works
    const auto row = [](const char *name, const char *client, const char *words,
                         const char *url = "ssh://127.0.0.1:%1") {
        QTest::addRow("%s", name) << QString::fromLatin1(client) << QString::fromLatin1(url)
                                  << QString::fromLatin1(words);
    };
    row("right", "right", "");
    row("right, with the socket", "right", "", "ssh://127.0.0.1:%1%2");
    row("no such socket there", "right", " cannot be reached: ssh: ", "ssh://127.0.0.1:%1/nonexistent/docker.sock");
    row("no key", "no-key", " does not let ssh in: ssh: ");
    row("another key", "wrong-key", " does not let ssh in: ssh: ");
    row("unknown host key", "unknown-host", " has no host key that ssh trusts: ssh: ");
    row("another host key", "changed-host", " has no host key that ssh trusts: ssh: ");
    row("no docker there", "no-program", " has no program to reach its engine by: ssh: ");
    row("nobody listens", "right", " cannot be reached: ssh: ", "ssh://127.0.0.1:1");
    row("no ssh here", "without-ssh", "; install ssh (openssh-client).");
}

void TestTransports::ssh()
{
    QFETCH(QString, client);
    QFETCH(QString, url);
    QFETCH(QString, words);
    QProcessEnvironment variables = environment();
    QString host = url;
    host.replace(u"%1"_s, m_sshPort).replace(u"%2"_s, m_engine->socketPath());
    variables.insert(u"DOCKER_HOST"_s, host);
    const QString folder = m_folder.filePath(u"ssh/clients/"_s + client);
    variables.insert(u"PATH"_s, client == u"without-ssh" ? folder : folder + u':' + variables.value(u"PATH"_s));
    compare(list(variables), words);
    if (words.isEmpty())
        return;
    // It is a warning among other sources, with the same words.
    const Outcome all = runProgram({ u"ls"_s }, m_folder.path(), variables);
    QVERIFY2(all.err.contains(words.toUtf8()), all.err.constData());
}

// As podman's connections name one; the key that ssh would take by itself is not let in.
void TestTransports::sshWithItsOwnKey()
{
    const QByteArray before = qgetenv("PATH");
    qputenv("PATH", QFile::encodeName(m_folder.filePath(u"ssh/clients/no-key"_s)) + ':' + before);
    Endpoint endpoint = *Endpoint::parse(u"ssh://127.0.0.1:%1"_s.arg(m_sshPort));
    compare(errorOf(endpoint), ErrorCode::AccessDenied, ErrorCause::Login);
    endpoint.identity = m_folder.filePath(u"ssh/keys/right"_s);
    compare(errorOf(endpoint), std::nullopt, ErrorCause::None);
    qputenv("PATH", before);
}

void TestTransports::analyzesBySsh()
{
    QProcessEnvironment variables = environment();
    variables.insert(u"DOCKER_HOST"_s, u"ssh://127.0.0.1:%1"_s.arg(m_sshPort));
    variables.insert(u"PATH"_s, m_folder.filePath(u"ssh/clients/right:"_s) + variables.value(u"PATH"_s));
    const Outcome outcome = runProgram(
        { u"analyze"_s, u"docker-daemon:varve/sample:latest"_s, u"--json"_s, u"-"_s }, m_folder.path(), variables);
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QCOMPARE(outcome.json()[u"analysis"_s][u"storedBytes"_s].toInt(), 136142);
}

QTEST_GUILESS_MAIN(TestTransports)
#include "tst_transports.moc"
