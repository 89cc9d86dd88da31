// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Logins that are kept: which one counts, what outlives the program, and what a keychain that refuses or has lost one does to it.
// The keychain is one in memory; tst_keychain has a real one.

#include "services/registry/credentialchain.h"
#include "services/registry/keptcredentials.h"

#include <QtCore/QFile>
#include <QtCore/QMutexLocker>
#include <QtCore/QSettings>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <thread>

using namespace varve;
using namespace Qt::StringLiterals;

namespace {

const QString kRegistry = u"registry.example.org:5000"_s;

class MemoryKeychain final : public SecretStore {
public:
    Result<QString> title(const Job &) override { return u"Memory"_s; }
    Result<std::optional<QByteArray>> read(const QString &key, const Job &) override
    {
        const QMutexLocker lock(&mutex);
        ++reads;
        if (isLocked)
            return fail(ErrorCode::AccessDenied, key, u"it is locked"_s);
        return secrets.contains(key) ? std::optional(secrets.value(key)) : std::nullopt;
    }
    Result<void> write(const QString &key, const QByteArray &secret, const Job &) override
    {
        const QMutexLocker lock(&mutex);
        if (isLocked)
            return fail(ErrorCode::AccessDenied, key, u"it is locked"_s);
        secrets.insert(key, secret);
        if (isSlow) // it gets there, but nobody waits for it
            return fail(ErrorCode::Cancelled, key, {});
        return {};
    }
    Result<void> erase(const QString &key, const Job &) override
    {
        const QMutexLocker lock(&mutex);
        if (isLocked)
            return fail(ErrorCode::AccessDenied, key, u"it is locked"_s);
        secrets.remove(key);
        return {};
    }

    QMutex mutex;
    QHash<QString, QByteArray> secrets;
    int reads = 0;
    bool isLocked = false;
    bool isSlow = false;
};

class Answering final : public CredentialSource {
public:
    explicit Answering(Result<std::optional<Credentials>> answer)
        : m_answer(std::move(answer))
    {
    }
    Result<std::optional<Credentials>> find(const QString &, const QString &, const Job &) override
    {
        ++asked;
        return m_answer;
    }
    int asked = 0;

private:
    const Result<std::optional<Credentials>> m_answer;
};

struct Answers {
    QList<Result<std::optional<Credentials>>> list;
};

// "user:secret", "" for none, or the error's name.
QString found(CredentialSource &source, const QString &registry = kRegistry)
{
    const Job job;
    const Result<std::optional<Credentials>> login = source.find(registry, {}, job);
    if (!login)
        return errorCodeName(login.error().code);
    if (!*login)
        return {};
    return (*login)->user + u':' + (*login)->secret + ((*login)->isIdentityToken ? u" token"_s : QString());
}

QString shown(const QList<KeptLogin> &logins)
{
    QStringList lines;
    for (const KeptLogin &login : logins)
        lines.append(login.registry + u' ' + login.user + (login.isInKeychain ? u" keychain"_s : QString()));
    return lines.join(u", "_s);
}

} // namespace

class TestKeptCredentials : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { QSettings().clear(); }
    void untilTheProgramEnds();
    void rememberedAcrossStarts();
    void settingsHoldNoSecret();
    void givenNowWinsOverTheKeychain();
    void lockedKeychain();
    void forgotten();
    void forgottenThoughTheKeychainRefuses();
    void writtenThoughNobodyWaited();
    void lostOrStrangeInTheKeychain();
    void withoutAKeychain();
    void chains_data();
    void chains();
    void manyThreads();

private:
    QTemporaryDir m_folder;
    const Job m_job;
};

void TestKeptCredentials::initTestCase()
{
    QCoreApplication::setOrganizationName(u"varve"_s);
    QCoreApplication::setApplicationName(u"tst_keptcredentials"_s);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
}

void TestKeptCredentials::untilTheProgramEnds()
{
    const auto keychain = std::make_shared<MemoryKeychain>();
    KeptCredentials kept(keychain);
    QCOMPARE(found(kept), QString());
    kept.keep(kRegistry, { u"ann"_s, u"s3cret"_s, false });
    QCOMPARE(found(kept), u"ann:s3cret"_s);
    QCOMPARE(found(kept, u"registry.example.org"_s), QString()); // another port is another registry
    QCOMPARE(shown(kept.logins()), kRegistry + u" ann"_s);
    QCOMPARE(keychain->reads, 0);
    KeptCredentials next(keychain);
    QCOMPARE(found(next), QString());
    QCOMPARE(shown(next.logins()), QString());
}

void TestKeptCredentials::rememberedAcrossStarts()
{
    const auto keychain = std::make_shared<MemoryKeychain>();
    QVERIFY(KeptCredentials(keychain).remember(kRegistry, { u"ann"_s, u"s3cret ü\"\\"_s, false }, m_job));
    QVERIFY(KeptCredentials(keychain).remember(u"other.example.org"_s, { u"<token>"_s, u"id"_s, true }, m_job));
    KeptCredentials next(keychain);
    QCOMPARE(shown(next.logins()), u"other.example.org <token> keychain, "_s + kRegistry + u" ann keychain"_s);
    QCOMPARE(keychain->reads, 0); // a list unlocks nothing
    QCOMPARE(found(next), u"ann:s3cret ü\"\\"_s);
    QCOMPARE(found(next), u"ann:s3cret ü\"\\"_s);
    QCOMPARE(keychain->reads, 1);
    QCOMPARE(found(next, u"other.example.org"_s), u"<token>:id token"_s);
    QCOMPARE(found(next, u"unknown.example.org"_s), QString());
    QCOMPARE(keychain->reads, 2); // not asked about those that it does not have
}

void TestKeptCredentials::settingsHoldNoSecret()
{
    QString path;
    {
        KeptCredentials kept(std::make_shared<MemoryKeychain>());
        QVERIFY(kept.remember(kRegistry, { u"ann"_s, u"hunter2-8732"_s, false }, m_job));
        QSettings settings;
        settings.sync();
        path = settings.fileName();
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY2(bytes.contains("ann"), bytes.constData());
    QVERIFY2(
        !bytes.contains("hunter2-8732") && !bytes.contains(QByteArray("hunter2-8732").toBase64()), bytes.constData());
}

void TestKeptCredentials::givenNowWinsOverTheKeychain()
{
    const auto keychain = std::make_shared<MemoryKeychain>();
    QVERIFY(KeptCredentials(keychain).remember(kRegistry, { u"ann"_s, u"old"_s, false }, m_job));
    KeptCredentials kept(keychain);
    kept.keep(kRegistry, { u"bob"_s, u"new"_s, false });
    QCOMPARE(found(kept), u"bob:new"_s);
    QCOMPARE(shown(kept.logins()), kRegistry + u" bob"_s); // the keychain has another one
    QCOMPARE(keychain->reads, 0);
    KeptCredentials next(keychain);
    QCOMPARE(found(next), u"ann:old"_s);
}

void TestKeptCredentials::lockedKeychain()
{
    const auto keychain = std::make_shared<MemoryKeychain>();
    QVERIFY(KeptCredentials(keychain).remember(kRegistry, { u"ann"_s, u"old"_s, false }, m_job));
    keychain->isLocked = true;
    KeptCredentials kept(keychain);
    QCOMPARE(found(kept), errorCodeName(ErrorCode::AccessDenied));
    QVERIFY(!kept.remember(kRegistry, { u"bob"_s, u"new"_s, false }, m_job));
    QCOMPARE(shown(kept.logins()), kRegistry + u" ann keychain"_s); // as it was
    keychain->isLocked = false;
    QCOMPARE(found(kept), u"ann:old"_s);
}

void TestKeptCredentials::forgotten()
{
    const auto keychain = std::make_shared<MemoryKeychain>();
    KeptCredentials kept(keychain);
    QVERIFY(kept.remember(kRegistry, { u"ann"_s, u"old"_s, false }, m_job));
    QVERIFY(kept.forget(kRegistry, m_job));
    QCOMPARE(found(kept), QString());
    QVERIFY(kept.logins().isEmpty());
    QVERIFY(keychain->secrets.isEmpty());
    QVERIFY(KeptCredentials(keychain).logins().isEmpty());
    kept.keep(kRegistry, { u"bob"_s, u"new"_s, false });
    QCOMPARE(found(kept), u"bob:new"_s);
    QVERIFY(kept.forget(kRegistry, m_job));
    QCOMPARE(found(kept), QString());
    QVERIFY(kept.forget(kRegistry, m_job)); // nothing is there: fine
}

void TestKeptCredentials::forgottenThoughTheKeychainRefuses()
{
    const auto keychain = std::make_shared<MemoryKeychain>();
    KeptCredentials kept(keychain);
    QVERIFY(kept.remember(kRegistry, { u"ann"_s, u"old"_s, false }, m_job));
    keychain->isLocked = true;
    QVERIFY(!kept.forget(kRegistry, m_job));
    keychain->isLocked = false;
    QCOMPARE(found(kept), QString()); // it was to be forgotten
    QCOMPARE(shown(kept.logins()), kRegistry + u" ann keychain"_s); // and is still there, to be tried again
    QVERIFY(kept.forget(kRegistry, m_job));
    QVERIFY(kept.logins().isEmpty() && keychain->secrets.isEmpty());
    QVERIFY(kept.remember(kRegistry, { u"ann"_s, u"again"_s, false }, m_job));
    QCOMPARE(found(kept), u"ann:again"_s);
}

// A secret in the keychain that the list does not show could not be taken out again.
void TestKeptCredentials::writtenThoughNobodyWaited()
{
    const auto keychain = std::make_shared<MemoryKeychain>();
    keychain->isSlow = true;
    KeptCredentials kept(keychain);
    QVERIFY(!kept.remember(kRegistry, { u"ann"_s, u"s"_s, false }, m_job));
    QCOMPARE(shown(kept.logins()), kRegistry + u" ann keychain"_s);
    QCOMPARE(shown(KeptCredentials(keychain).logins()), kRegistry + u" ann keychain"_s);
    QVERIFY(kept.forget(kRegistry, m_job));
    QVERIFY(keychain->secrets.isEmpty() && kept.logins().isEmpty());
}

void TestKeptCredentials::lostOrStrangeInTheKeychain()
{
    const auto keychain = std::make_shared<MemoryKeychain>();
    QVERIFY(KeptCredentials(keychain).remember(kRegistry, { u"ann"_s, u"old"_s, false }, m_job));
    keychain->secrets.clear();
    KeptCredentials lost(keychain);
    QCOMPARE(found(lost), QString());
    for (const char *strange : { "", "hello", "{}", "[1]", R"({"user":"ann"})", R"({"secret":5})" }) {
        keychain->secrets.insert(kRegistry, strange);
        KeptCredentials kept(keychain);
        QVERIFY2(found(kept) == errorCodeName(ErrorCode::Corrupt), strange);
    }
}

void TestKeptCredentials::withoutAKeychain()
{
    QVERIFY(KeptCredentials(std::make_shared<MemoryKeychain>()).remember(kRegistry, { u"a"_s, u"b"_s, false }, m_job));
    KeptCredentials kept; // the same user, a build or a machine without one
    QCOMPARE(found(kept), QString());
    const Result<void> remembered = kept.remember(kRegistry, { u"c"_s, u"d"_s, false }, m_job);
    QVERIFY(!remembered && remembered.error().code == ErrorCode::Unsupported);
    QVERIFY(!remembered.error().detail.contains(u'd' + u"d"_s));
    kept.keep(kRegistry, { u"c"_s, u"d"_s, false });
    QCOMPARE(found(kept), u"c:d"_s);
    QVERIFY(kept.forget(kRegistry, m_job)); // also what only the settings know of
    QVERIFY(kept.logins().isEmpty());
}

void TestKeptCredentials::chains_data()
{
    QTest::addColumn<Answers>("answers");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<int>("asked");
    const Result<std::optional<Credentials>> none = std::nullopt;
    const Result<std::optional<Credentials>> ann = std::optional(Credentials { u"ann"_s, u"1"_s, false });
    const Result<std::optional<Credentials>> bob = std::optional(Credentials { u"bob"_s, u"2"_s, false });
    const Result<std::optional<Credentials>> broken = fail(ErrorCode::Corrupt, {}, {});
    const Result<std::optional<Credentials>> locked = fail(ErrorCode::AccessDenied, {}, {});
    const Result<std::optional<Credentials>> cancelled = fail(ErrorCode::Cancelled, {}, {});
    const auto row = [](const char *name, const Answers &answers, const QString &expected, int asked) {
        QTest::addRow("%s", name) << answers << expected << asked;
    };
    row("nobody", {}, {}, 0);
    row("none knows", { { none, none } }, {}, 2);
    row("the first wins", { { ann, bob } }, u"ann:1"_s, 1);
    row("the second knows", { { none, bob } }, u"bob:2"_s, 2);
    row("a broken one keeps nobody", { { broken, bob } }, u"bob:2"_s, 2);
    row("broken, and none knows", { { none, broken, locked, none } }, errorCodeName(ErrorCode::Corrupt), 4);
    row("cancelled", { { cancelled, bob } }, errorCodeName(ErrorCode::Cancelled), 1);
}

void TestKeptCredentials::chains()
{
    QFETCH(Answers, answers);
    QFETCH(QString, expected);
    QFETCH(int, asked);
    QList<CredentialSourcePtr> sources;
    for (const auto &answer : answers.list)
        sources.append(std::make_shared<Answering>(answer));
    CredentialChain chain(sources);
    QCOMPARE(found(chain), expected);
    int sum = 0;
    for (const CredentialSourcePtr &source : sources)
        sum += static_cast<const Answering &>(*source).asked;
    QCOMPARE(sum, asked);
}

// Whoever asks gets a login or none, never half of one. Run under a sanitizer as well.
void TestKeptCredentials::manyThreads()
{
    KeptCredentials kept(std::make_shared<MemoryKeychain>());
    std::atomic<bool> isWrong = false;
    std::vector<std::thread> threads;
    threads.reserve(6);
    for (int at = 0; at < 6; ++at) {
        threads.emplace_back([&kept, &isWrong, at] {
            const Job job;
            const QString registry = u"r%1"_s.arg(at % 2);
            for (int i = 0; i < 50; ++i) {
                const QString text = QString::number(i);
                if (at < 2)
                    kept.remember(registry, { text, text, false }, job);
                else if (at < 4)
                    kept.forget(registry, job);
                const auto login = kept.find(registry, {}, job);
                if (!login || (*login && (*login)->user != (*login)->secret))
                    isWrong = true;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QVERIFY(!isWrong);
}

QTEST_GUILESS_MAIN(TestKeptCredentials)
#include "tst_keptcredentials.moc"
