// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The desktop portal, played by this test on a session bus of its own.

#include "tests/ui/uifixture.h"

#include "ui/theme.h"

#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusContext>
#include <QtDBus/QDBusMessage>
#include <QtDBus/QDBusVariant>

using namespace varve;
using namespace varve::test;

// Answers when it is told to.
class Portal : public QObject, protected QDBusContext {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    int asked = 0;
    void answer(uint scheme)
    {
        m_bus.send(m_question.createReply(QVariant::fromValue(QDBusVariant(QVariant::fromValue(scheme)))));
    }

public Q_SLOTS:
    QDBusVariant Read(const QString &, const QString &)
    {
        setDelayedReply(true);
        m_question = message();
        m_bus = connection();
        ++asked;
        return {};
    }

private:
    QDBusMessage m_question;
    QDBusConnection m_bus { QString() };
};

class tst_ThemeManager : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void aSlowPortalHoldsNobodyUp();

private:
    QProcess m_daemon;
};

void tst_ThemeManager::initTestCase()
{
    UiFixture::prepareSettings();
    const QString program = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
    if (program.isEmpty())
        QSKIP("dbus-daemon is not installed");
    m_daemon.start(
        program, { QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address") });
    QVERIFY(m_daemon.waitForStarted() && m_daemon.waitForReadyRead());
    qputenv("DBUS_SESSION_BUS_ADDRESS", m_daemon.readLine().trimmed());
}

void tst_ThemeManager::cleanupTestCase()
{
    m_daemon.terminate();
    m_daemon.waitForFinished();
}

void tst_ThemeManager::aSlowPortalHoldsNobodyUp()
{
    Portal portal;
    QDBusConnection bus =
        QDBusConnection::connectToBus(qEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS"), QStringLiteral("portal"));
    QVERIFY(bus.registerObject(
        QStringLiteral("/org/freedesktop/portal/desktop"), &portal, QDBusConnection::ExportAllSlots));
    QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));

    WorkPool pool;
    ThemeManager theme(pool);
    theme.apply();
    QVERIFY(!Theme::current().isDark);
    theme.followSystem();
    QTRY_COMPARE(portal.asked, 1);
    // No worker waits for the answer: all eight are free to run these side by side.
    constexpr int kThreads = 8;
    QSemaphore arrived;
    QSemaphore go;
    std::vector<JobHandle<bool>> jobs;
    for (int i = 0; i < kThreads; ++i)
        jobs.push_back(pool.run(WorkPool::Kind::Io, std::make_shared<Job>(), [&](Job &) -> Result<bool> {
            arrived.release();
            go.acquire();
            return true;
        }));
    arrived.acquire(kThreads);
    go.release(kThreads);
    for (JobHandle<bool> &job : jobs)
        job.future.waitForFinished();
    // However late it comes, the answer counts.
    portal.answer(1);
    QTRY_VERIFY(Theme::current().isDark);
    QDBusMessage changed = QDBusMessage::createSignal(QStringLiteral("/org/freedesktop/portal/desktop"),
        QStringLiteral("org.freedesktop.portal.Settings"), QStringLiteral("SettingChanged"));
    changed << QStringLiteral("org.freedesktop.appearance") << QStringLiteral("color-scheme")
            << QVariant::fromValue(QDBusVariant(QVariant::fromValue(uint(2))));
    QVERIFY(bus.send(changed));
    QTRY_VERIFY(!Theme::current().isDark);
    QDBusConnection::disconnectFromBus(QStringLiteral("portal"));
}

QTEST_MAIN(tst_ThemeManager)
#include "tst_thememanager.moc"
