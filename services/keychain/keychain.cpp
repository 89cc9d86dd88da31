// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/keychain/keychain.h"

#ifdef VARVE_HAS_KEYCHAIN

#include <QtCore/QCoreApplication>
#include <QtCore/QDeadlineTimer>
#include <QtCore/QMutexLocker>
#include <QtCore/QObject>
#include <QtCore/QStringList>
#include <QtCore/QThread>
#include <QtCore/QWaitCondition>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>

#include <qt6keychain/keychain.h>

#include <functional>

#endif

namespace varve {

#ifdef VARVE_HAS_KEYCHAIN

namespace {

using namespace Qt::StringLiterals;

constexpr int kAnswerWithinMs = 120'000; // somebody may have to type a password
constexpr int kLookMs = 50; // how often a waiting thread looks whether it was cancelled
constexpr int kBusWithinMs = 5'000;
const auto kService = "Varve"_L1; // under which keychains list what is ours

// What a job of QtKeychain ended with. Shared by who waits and the keychain's thread, whichever lasts longer.
struct Answer {
    QMutex mutex;
    QWaitCondition ended;
    bool hasEnded = false;
    QKeychain::Error error = QKeychain::NoError;
    QString words;
    QString secret;
};

// All names on the session's bus, of services that run and that could be started.
Result<QStringList> namesOnBus()
{
    // Without an address libdbus would start a bus of its own.
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") || !QDBusConnection::sessionBus().isConnected())
        return fail(ErrorCode::Unsupported, {}, u"there is no session bus"_s);
    QStringList names;
    for (const auto &method : { u"ListNames"_s, u"ListActivatableNames"_s }) {
        const QString bus = u"org.freedesktop.DBus"_s;
        const QDBusMessage answer = QDBusConnection::sessionBus().call(
            QDBusMessage::createMethodCall(bus, u"/org/freedesktop/DBus"_s, bus, method), QDBus::Block, kBusWithinMs);
        names += answer.arguments().value(0).toStringList();
    }
    return names;
}

// The one thread of this process that QtKeychain's jobs run in: its queue stays with the thread that used it first.
class KeychainThread {
public:
    // Until the application is gone; false: it is.
    static bool run(const std::function<void(QObject *)> &what)
    {
        if (!QCoreApplication::instance())
            return false;
        static KeychainThread thread;
        const QMutexLocker lock(&thread.m_mutex);
        if (thread.m_hasEnded)
            return false;
        return QMetaObject::invokeMethod(
            &thread.m_hand, [hand = &thread.m_hand, what] { what(hand); }, Qt::QueuedConnection);
    }

private:
    KeychainThread()
    {
        m_hand.moveToThread(&m_thread);
        m_thread.start();
        s_thread = this;
        qAddPostRoutine([] { s_thread->end(); });
    }
    void end()
    {
        const QMutexLocker lock(&m_mutex);
        m_hasEnded = true;
        m_thread.quit();
        m_thread.wait();
    }

    static inline KeychainThread *s_thread = nullptr; // while it runs
    QMutex m_mutex;
    bool m_hasEnded = false;
    QThread m_thread;
    QObject m_hand; // lives in the thread, for what is to be done there
};

class Keychain final : public SecretStore {
public:
    Result<QString> title(const Job &job) override;
    Result<std::optional<QByteArray>> read(const QString &key, const Job &job) override;
    Result<void> write(const QString &key, const QByteArray &secret, const Job &job) override;
    Result<void> erase(const QString &key, const Job &job) override;

private:
    using MakeJob = std::function<QKeychain::Job *()>;
    // True: the job has done what it should; false: there is no such entry.
    Result<bool> ask(const QString &key, const MakeJob &make, const Job &job, QString *secret = nullptr);
};

Result<QString> Keychain::title(const Job &job)
{
    if (job.isCancelled())
        return job.cancelled();
    const Result<QStringList> names = namesOnBus();
    if (!names)
        return fail(names.error());
    const bool isWallet = names->contains(u"org.kde.kwalletd5"_s) || names->contains(u"org.kde.kwalletd6"_s);
    const bool isSecrets = names->contains(u"org.freedesktop.secrets"_s);
    if (!isWallet && !isSecrets)
        return fail(ErrorCode::Unsupported, {}, u"no keychain service is on the session bus"_s);
    if (isWallet && (!isSecrets || qEnvironmentVariable("XDG_CURRENT_DESKTOP").contains(u"KDE")))
        return u"KWallet"_s;
    if (names->contains(u"org.gnome.keyring"_s))
        return u"GNOME Keyring"_s;
    return u"Secret Service"_s;
}

Result<bool> Keychain::ask(const QString &key, const MakeJob &make, const Job &job, QString *secret)
{
    if (job.isCancelled())
        return job.cancelled();
    // Not asked at all where nobody would answer: QtKeychain would look for services that are long gone.
    if (const Result<QString> there = title(job); !there)
        return fail(there.error());
    const auto answer = std::make_shared<Answer>();
    const bool isAsked = KeychainThread::run([answer, make](QObject *hand) {
        QKeychain::Job *const asked = make();
        asked->setInsecureFallback(false);
        QObject::connect(asked, &QKeychain::Job::finished, hand, [answer](const QKeychain::Job *ended) {
            const QMutexLocker lock(&answer->mutex);
            answer->error = ended->error();
            answer->words = ended->errorString();
            if (const auto *const reading = qobject_cast<const QKeychain::ReadPasswordJob *>(ended))
                answer->secret = reading->textData();
            answer->hasEnded = true;
            answer->ended.wakeAll();
        });
        asked->start();
    });
    if (!isAsked)
        return fail(ErrorCode::Unsupported, key, u"the program ends"_s);
    const QDeadlineTimer deadline(kAnswerWithinMs);
    QMutexLocker lock(&answer->mutex);
    while (!answer->hasEnded) {
        if (job.isCancelled())
            return job.cancelled();
        if (deadline.hasExpired())
            return fail(ErrorCode::Network, key, u"the keychain does not answer"_s);
        answer->ended.wait(&answer->mutex, kLookMs);
    }
    switch (answer->error) {
    case QKeychain::NoError:
        if (secret)
            *secret = answer->secret;
        return true;
    case QKeychain::EntryNotFound:
        return false;
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return fail(ErrorCode::AccessDenied, key, answer->words);
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return fail(ErrorCode::Unsupported, key, answer->words);
    default:
        return fail(ErrorCode::Internal, key, answer->words);
    }
}

Result<std::optional<QByteArray>> Keychain::read(const QString &key, const Job &job)
{
    QString secret;
    const auto make = [key] {
        auto *const reading = new QKeychain::ReadPasswordJob(kService);
        reading->setKey(key);
        return reading;
    };
    const Result<bool> found = ask(key, make, job, &secret);
    if (!found)
        return fail(found.error());
    return *found ? std::optional(secret.toUtf8()) : std::nullopt;
}

Result<void> Keychain::write(const QString &key, const QByteArray &secret, const Job &job)
{
    const auto make = [key, secret] {
        auto *const writing = new QKeychain::WritePasswordJob(kService);
        writing->setKey(key);
        writing->setTextData(QString::fromUtf8(secret));
        return writing;
    };
    const Result<bool> written = ask(key, make, job);
    if (!written)
        return fail(written.error());
    return {};
}

Result<void> Keychain::erase(const QString &key, const Job &job)
{
    const auto make = [key] {
        auto *const erasing = new QKeychain::DeletePasswordJob(kService);
        erasing->setKey(key);
        return erasing;
    };
    const Result<bool> erased = ask(key, make, job);
    if (!erased)
        return fail(erased.error());
    return {};
}

} // namespace

SecretStorePtr openKeychain()
{
    return std::make_shared<Keychain>();
}

#else

SecretStorePtr openKeychain()
{
    return nullptr;
}

#endif

} // namespace varve
