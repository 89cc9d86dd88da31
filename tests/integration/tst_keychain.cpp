// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Logins in a real keychain: on a session bus of the test's own, and used by the real program on a registry that asks for one.

#include "services/keychain/keychain.h"
#include "services/registry/keptcredentials.h"
#include "tests/integration/commandlinerun.h"
#include "tests/support/processrun.h"
#include "tests/support/registryserver.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QSettings>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>
#include <thread>

using namespace varve;
using namespace varve::test;

namespace {
constexpr int kScriptMs = 60'000;
}

class TestKeychain : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void writtenReadErased();
    void manyThreadsAtOnce();
    void loginOfTheWindowIsUsedByThePull();
    void cancelled();
    void withoutABus();
    void serviceThatIsGone();

private:
    static QString script()
    {
        return qEnvironmentVariable("VARVE_SOURCE_DIR") + u"/tests/integration/servers/keychain.sh"_s;
    }
    QTemporaryDir m_folder;
    Job m_job;
};

void TestKeychain::initTestCase()
{
    for (const char *name : { "http_proxy", "https_proxy", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "ALL_PROXY" })
        qunsetenv(name);
    const bool isRequired = qEnvironmentVariable("VARVE_REQUIRE_SERVERS") == u"1";
    if (!openKeychain()) {
        QVERIFY2(!isRequired, "this build has no keychain");
        QSKIP("this build has no keychain");
    }
    const ProcessOutcome started = runProcess(script(), { u"start"_s, m_folder.filePath(u"k"_s) }, kScriptMs);
    if (started.code == ProcessOutcome::kSkipped)
        QSKIP(qPrintable(started.lastWords()));
    QVERIFY2(started.code == 0, started.err.constData());
    const QByteArray bus = fileContent(m_folder.filePath(u"k/env"_s)).trimmed();
    qputenv("DBUS_SESSION_BUS_ADDRESS", bus.mid(bus.indexOf('=') + 1));
    // The real program reads the settings of this test.
    qputenv("XDG_CONFIG_HOME", m_folder.filePath(u"config"_s).toLocal8Bit());
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.filePath(u"config"_s));
    QCoreApplication::setOrganizationName(u"varve"_s);
    QCoreApplication::setApplicationName(u"varve"_s);
}

void TestKeychain::cleanupTestCase()
{
    std::signal(SIGTERM, SIG_IGN); // GLib ends programs whose bus is gone
    runProcess(script(), { u"stop"_s, m_folder.filePath(u"k"_s) }, kScriptMs);
}

void TestKeychain::writtenReadErased()
{
    const QByteArray secret = "a secret: ü\"\\\n" + QByteArray(4000, 'x');
    {
        const SecretStorePtr keychain = openKeychain();
        const Result<QString> title = keychain->title(m_job);
        QVERIFY2(title, title ? "" : qPrintable(title.error().detail));
        QCOMPARE(*title, u"GNOME Keyring"_s);
        QCOMPARE(keychain->read(u"r.example.org"_s, m_job).value(), std::optional<QByteArray>());
        const Result<void> written = keychain->write(u"r.example.org"_s, secret, m_job);
        QVERIFY2(written, written ? "" : qPrintable(written.error().detail));
    }
    const SecretStorePtr next = openKeychain();
    QCOMPARE(next->read(u"r.example.org"_s, m_job).value(), std::optional(secret));
    QCOMPARE(next->read(u"r.example.org:5000"_s, m_job).value(), std::optional<QByteArray>());
    QVERIFY(next->erase(u"r.example.org"_s, m_job));
    QCOMPARE(next->read(u"r.example.org"_s, m_job).value(), std::optional<QByteArray>());
    QVERIFY(next->erase(u"r.example.org"_s, m_job)); // nothing is there: fine
}

void TestKeychain::manyThreadsAtOnce()
{
    const SecretStorePtr keychain = openKeychain();
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    threads.reserve(8);
    for (int at = 0; at < 8; ++at) {
        threads.emplace_back([&keychain, &right, at] {
            const Job job;
            const QString key = u"r%1.example.org"_s.arg(at);
            const QByteArray secret = "secret " + QByteArray::number(at);
            if (keychain->write(key, secret, job) && keychain->read(key, job).value_or(std::nullopt) == secret
                && keychain->erase(key, job))
                ++right;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(right, 8);
}

void TestKeychain::loginOfTheWindowIsUsedByThePull()
{
    const auto registry = RegistryServer::start(RegistryServer::Kind::Tls);
    if (!registry->skipReason().isEmpty())
        QSKIP(qPrintable(registry->skipReason()));
    QVERIFY2(registry->failure().isEmpty(), qPrintable(registry->failure()));
    const bool isPushed =
        registry->push(u"docker-archive:"_s + QString::fromLocal8Bit(sampleFile()) + u":@0"_s, u"team/sample:1"_s);
    QVERIFY2(isPushed, qPrintable(registry->failure()));
    const QString home = m_folder.filePath(u"home"_s);
    const QString certificates = home + u"/.config/containers/certs.d/"_s + registry->address();
    QDir().mkpath(certificates);
    QVERIFY(QFile::copy(registry->variable(u"REGISTRY_CA"_s) + u"/ca.crt"_s, certificates + u"/ca.crt"_s));
    QProcessEnvironment environment = environmentWith(m_folder.path());
    environment.insert(u"HOME"_s, home);
    environment.insert(u"XDG_DATA_HOME"_s, home + u"/data"_s);
    for (const QString &name : { u"DOCKER_CONFIG"_s, u"REGISTRY_AUTH_FILE"_s })
        environment.remove(name);
    const auto pull = [&] {
        return runProgram({ u"pull"_s, u"--quiet"_s, registry->address() + u"/team/sample:1"_s }, home, environment);
    };
    const Outcome before = pull();
    QCOMPARE(before.code, 3);
    QVERIFY2(before.err.contains("podman login " + registry->address().toUtf8()), before.err.constData());

    KeptCredentials kept(openKeychain());
    const Credentials login { registry->variable(u"REGISTRY_USER"_s), registry->variable(u"REGISTRY_PASSWORD"_s),
        false };
    QVERIFY(kept.remember(registry->address(), login, m_job));
    const Outcome pulled = pull();
    QVERIFY2(pulled.code == 0, pulled.err.constData());
    // In the keychain, and nowhere else.
    const ProcessOutcome found = runProcess(u"grep"_s,
        { u"-rlaF"_s, registry->variable(u"REGISTRY_PASSWORD"_s), home, m_folder.filePath(u"config"_s) }, kScriptMs);
    QVERIFY2(found.out.isEmpty(), found.out.constData());

    QVERIFY(kept.forget(registry->address(), m_job));
    QCOMPARE(pull().code, 3);
}

void TestKeychain::cancelled()
{
    const SecretStorePtr keychain = openKeychain();
    Job job;
    job.cancel();
    const Result<std::optional<QByteArray>> read = keychain->read(u"x"_s, job);
    QVERIFY(!read && read.error().code == ErrorCode::Cancelled);
}

// As on a server: nobody waits, and nothing is started.
void TestKeychain::withoutABus()
{
    const QByteArray bus = qgetenv("DBUS_SESSION_BUS_ADDRESS");
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    QElapsedTimer timer;
    timer.start();
    const Result<std::optional<QByteArray>> read = openKeychain()->read(u"x"_s, m_job);
    qputenv("DBUS_SESSION_BUS_ADDRESS", bus);
    QVERIFY(!read && read.error().code == ErrorCode::Unsupported);
    QVERIFY(timer.elapsed() < 2000);
}

// Last: the keychain's program ends while we are connected to its bus.
void TestKeychain::serviceThatIsGone()
{
    const SecretStorePtr keychain = openKeychain();
    QVERIFY(keychain->write(u"x"_s, "y", m_job));
    const QByteArray pid = fileContent(m_folder.filePath(u"k/keyring.pid"_s)).trimmed();
    QCOMPARE(runProcess(u"kill"_s, { u"-KILL"_s, QString::fromLatin1(pid) }, kScriptMs).code, 0);
    QElapsedTimer timer;
    timer.start();
    const Result<std::optional<QByteArray>> read = keychain->read(u"x"_s, m_job);
    // The bus may start another one, which is locked or empty; nobody may hang.
    QVERIFY(!read || !*read);
    QVERIFY2(timer.elapsed() < 30'000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_GUILESS_MAIN(TestKeychain)
#include "tst_keychain.moc"
