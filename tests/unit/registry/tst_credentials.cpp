// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Logins out of the files and helpers of a user made up for the test.

#include "services/registry/credentialfiles.h"
#include "services/registry/credentialhelper.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace varve;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray base64(const char *text)
{
    return QByteArray(text).toBase64();
}

} // namespace

class TestCredentials : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void entries_data();
    void entries();
    void orderOfFiles();
    void chosenFile();
    void brokenFiles_data();
    void brokenFiles();
    void helpers_data();
    void helpers();
    void helperIsToldTheHostAndNothingElse();
    void helperNames_data();
    void helperNames();
    void helperEndsWithTheJob();
    void helpersOfConfig_data();
    void helpersOfConfig();

private:
    void write(const QString &path, const QByteArray &bytes) const;
    void writeHelper(const QString &name, const QByteArray &script) const;
    CredentialPlaces places() const;
    static QString text(const Result<std::optional<Credentials>> &found);

    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_path;
};

void TestCredentials::initTestCase()
{
    m_path = qgetenv("PATH");
}

void TestCredentials::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("PATH", QFile::encodeName(m_folder->filePath(u"bin"_s)) + ':' + m_path);
}

void TestCredentials::cleanup()
{
    qputenv("PATH", m_path);
}

void TestCredentials::write(const QString &path, const QByteArray &bytes) const
{
    const QString whole = m_folder->filePath(path);
    QDir().mkpath(whole.section(u'/', 0, -2));
    QFile file(whole);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

void TestCredentials::writeHelper(const QString &name, const QByteArray &script) const
{
    const QString path = u"bin/docker-credential-"_s + name;
    write(path, "#!/bin/sh\n" + script);
    QFile::setPermissions(
        m_folder->filePath(path), QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
}

CredentialPlaces TestCredentials::places() const
{
    CredentialPlaces places;
    places.home = m_folder->filePath(u"home"_s);
    places.environment.insert(u"XDG_RUNTIME_DIR"_s, m_folder->filePath(u"run"_s));
    return places;
}

QString TestCredentials::text(const Result<std::optional<Credentials>> &found)
{
    if (!found)
        return u"error: "_s + errorCodeName(found.error().code);
    if (!*found)
        return u"none"_s;
    return ((*found)->isIdentityToken ? u"token "_s : QString()) + (*found)->user + u':' + (*found)->secret;
}

void TestCredentials::entries_data()
{
    QTest::addColumn<QByteArray>("auths");
    QTest::addColumn<QString>("registry");
    QTest::addColumn<QString>("repository");
    QTest::addColumn<QString>("found");
    const auto row = [](const char *name, const QByteArray &auths, const char *registry, const char *repository,
                         const char *found) {
        QTest::addRow("%s", name) << auths << QString::fromLatin1(registry) << QString::fromLatin1(repository)
                                  << QString::fromLatin1(found);
    };
    const auto auth = [](const char *key, const char *login) {
        return QByteArray("\"") + key + "\":{\"auth\":\"" + base64(login) + "\"}";
    };
    row("a host", auth("ghcr.io", "me:pw"), "ghcr.io", "a/b", "me:pw");
    row("a port", auth("localhost:5000", "me:pw"), "localhost:5000", "a", "me:pw");
    row("another port", auth("localhost:5000", "me:pw"), "localhost:5001", "a", "none");
    row("another host", auth("ghcr.io", "me:pw"), "quay.io", "a/b", "none");
    row("a host that begins so", auth("ghcr.io", "me:pw"), "ghcr.io.evil.example", "a", "none");
    row("a colon in the password", auth("h.io", "me:p:w"), "h.io", "a", "me:p:w");
    row("Docker Hub", auth("https://index.docker.io/v1/", "me:pw"), "docker.io", "library/nginx", "me:pw");
    row("Docker Hub, as podman has it", auth("docker.io", "me:pw"), "docker.io", "library/nginx", "me:pw");
    row("Docker Hub, by its other names", auth("registry-1.docker.io", "me:pw"), "index.docker.io", "", "me:pw");
    row("an address", auth("https://h.io/v2/", "me:pw"), "h.io", "a", "me:pw");
    row("an address with a path", auth("https://h.io/some/path", "me:pw"), "h.io", "a", "me:pw");
    row("a namespace", auth("quay.io/owner", "me:pw"), "quay.io", "owner/x", "me:pw");
    row("another namespace", auth("quay.io/owner", "me:pw"), "quay.io", "owner2/x", "none");
    row("the longest", auth("quay.io", "a:1") + ',' + auth("quay.io/o/x", "c:3") + ',' + auth("quay.io/o", "b:2"),
        "quay.io", "o/x", "c:3");
    row("the longest that fits",
        auth("quay.io", "a:1") + ',' + auth("quay.io/o/x", "c:3") + ',' + auth("quay.io/o", "b:2"), "quay.io", "o/y",
        "b:2");
    row("Docker Hub's namespace", auth("docker.io/me", "b:2") + ',' + auth("https://index.docker.io/v1/", "a:1"),
        "docker.io", "me/x", "b:2");
    row("an identity token", R"("h.io":{"auth":")" + base64("me:") + R"(","identitytoken":"tok"})", "h.io", "a",
        "token me:tok");
    row("in two fields", R"("h.io":{"username":"me","password":"pw"})", "h.io", "a", "me:pw");
    row("kept by a helper", R"("h.io":{})", "h.io", "a", "none");
    row("no base64", R"("h.io":{"auth":"!!!"})", "h.io", "a", "error: corrupt");
    row("no colon", R"("h.io":{"auth":")" + base64("mepw") + R"("})", "h.io", "a", "error: corrupt");
    row("of another kind", R"("h.io":"x")", "h.io", "a", "none");
    row("an empty key", auth("", "me:pw"), "h.io", "a", "none");
}

void TestCredentials::entries()
{
    QFETCH(QByteArray, auths);
    QFETCH(QString, registry);
    QFETCH(QString, repository);
    Job job;
    for (const QString &file : { u"home/.docker/config.json"_s, u"run/containers/auth.json"_s }) {
        init();
        write(file, "{\"auths\":{" + auths + "}}");
        const auto found = CredentialFiles(places()).find(registry, repository, job);
        QTEST(text(found), "found");
        if (!found)
            QVERIFY(!found.error().detail.contains(u"mepw"_s) && !found.error().detail.contains(u"!!!"_s));
    }
}

void TestCredentials::orderOfFiles()
{
    Job job;
    const auto with = [](const char *login) { return "{\"auths\":{\"h.io\":{\"auth\":\"" + base64(login) + "\"}}}"; };
    CredentialFiles files(places());
    QCOMPARE(text(files.find(u"h.io"_s, u"a"_s, job)), u"none"_s);
    write(u"home/.docker/config.json"_s, with("docker:1"));
    QCOMPARE(text(files.find(u"h.io"_s, u"a"_s, job)), u"docker:1"_s); // a login that came later is seen
    write(u"home/.config/containers/auth.json"_s, with("podman:2"));
    QCOMPARE(text(files.find(u"h.io"_s, u"a"_s, job)), u"podman:2"_s);
    write(u"run/containers/auth.json"_s, with("session:3"));
    QCOMPARE(text(files.find(u"h.io"_s, u"a"_s, job)), u"session:3"_s);
    write(u"run/containers/auth.json"_s, "{\"auths\":{}}");
    QCOMPARE(text(files.find(u"h.io"_s, u"a"_s, job)), u"podman:2"_s);
    // One that is broken hides nothing that another knows.
    write(u"run/containers/auth.json"_s, "{");
    QCOMPARE(text(files.find(u"h.io"_s, u"a"_s, job)), u"podman:2"_s);
    QCOMPARE(text(files.find(u"other.io"_s, u"a"_s, job)), u"error: corrupt"_s);
}

void TestCredentials::chosenFile()
{
    Job job;
    write(u"x.json"_s, "{\"auths\":{\"h.io\":{\"auth\":\"" + base64("chosen:1") + "\"}}}");
    write(u"run/containers/auth.json"_s, "{\"auths\":{\"h.io\":{\"auth\":\"" + base64("other:1") + "\"}}}");
    CredentialPlaces chosen = places();
    chosen.environment.insert(u"REGISTRY_AUTH_FILE"_s, m_folder->filePath(u"x.json"_s));
    QCOMPARE(text(CredentialFiles(chosen).find(u"h.io"_s, {}, job)), u"chosen:1"_s);
    write(u"d/config.json"_s, "{\"auths\":{\"d.io\":{\"auth\":\"" + base64("docker:1") + "\"}}}");
    chosen.environment.insert(u"DOCKER_CONFIG"_s, m_folder->filePath(u"d"_s));
    QCOMPARE(text(CredentialFiles(chosen).find(u"d.io"_s, {}, job)), u"docker:1"_s);
}

void TestCredentials::brokenFiles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("found");
    const auto row = [](const char *name, const QByteArray &bytes, const char *found) {
        QTest::addRow("%s", name) << bytes << QString::fromLatin1(found);
    };
    row("empty", "", "error: corrupt");
    row("no JSON", "secret-in-no-json", "error: corrupt");
    row("a list", "[]", "none");
    row("auths is a list", "{\"auths\":[]}", "none");
    row("5 MB", "{\"auths\":{}}" + QByteArray(5'000'000, ' '), "error: limitExceeded");
    row("deep", QByteArray("[").repeated(1000), "error: corrupt");
}

void TestCredentials::brokenFiles()
{
    QFETCH(QByteArray, bytes);
    write(u"home/.docker/config.json"_s, bytes);
    Job job;
    const auto found = CredentialFiles(places()).find(u"h.io"_s, u"a"_s, job);
    if (!found) {
        QCOMPARE(found.error().subject, m_folder->filePath(u"home/.docker/config.json"_s));
        QVERIFY(!found.error().detail.contains(u"secret"_s));
    }
    if (QByteArray(QTest::currentDataTag()) != "deep") // a limit or no JSON, whichever is seen first
        QTEST(text(found), "found");
    else
        QVERIFY(!found);
}

void TestCredentials::helpers_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("found");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *name, const QByteArray &script, const char *found, const char *detail = "") {
        QTest::addRow("%s", name) << script << QString::fromLatin1(found) << QString::fromLatin1(detail);
    };
    row("a login", R"(echo '{"ServerURL":"h.io","Username":"me","Secret":"pw"}')", "me:pw");
    row("a token", R"(echo '{"ServerURL":"h.io","Username":"<token>","Secret":"tok"}')", "token <token>:tok");
    row("nothing", "echo 'credentials not found in native keychain'; exit 1", "none");
    row("an empty secret", R"(echo '{"ServerURL":"h.io","Username":"me","Secret":""}')", "none");
    row("a message", "echo 'the keychain is locked'; exit 1", "error: accessDenied", "the keychain is locked");
    row("no message", "exit 3", "error: accessDenied", "it ended with 3");
    row("no JSON", "echo Secret: hunter2", "error: corrupt", "its answer is no JSON object");
    row("a list", "echo '[]'", "error: corrupt", "its answer is no JSON object");
    row("nothing at all", "true", "error: corrupt", "its answer is no JSON object");
    row("too much", "yes hunter2 | head -c 200000", "error: limitExceeded");
    row("killed", "kill -9 $$", "error: accessDenied", "it ended with -1");
    row("reads nothing", R"(exec <&-; echo '{"Username":"me","Secret":"pw"}')", "me:pw");
    row("noise on its errors", R"(echo warning >&2; cat >/dev/null; echo '{"Username":"me","Secret":"pw"}')", "me:pw");
}

void TestCredentials::helpers()
{
    QFETCH(QByteArray, script);
    QFETCH(QString, detail);
    writeHelper(u"test"_s, script);
    Job job;
    const auto found = askCredentialHelper(u"test"_s, u"h.io"_s, job);
    QTEST(text(found), "found");
    if (found)
        return;
    QCOMPARE(found.error().subject, u"docker-credential-test"_s);
    QVERIFY(!found.error().detail.contains(u"hunter2"_s));
    if (!detail.isEmpty())
        QCOMPARE(found.error().detail, detail);
}

void TestCredentials::helperIsToldTheHostAndNothingElse()
{
    const QByteArray out = QFile::encodeName(m_folder->filePath(u"told"_s));
    writeHelper(u"test"_s, "echo \"$# $*\" >" + out + "; cat >>" + out + R"(; echo '{"Username":"a","Secret":"b"}')");
    Job job;
    QVERIFY(askCredentialHelper(u"test"_s, u"h.io:5000; touch x"_s, job));
    QFile told(m_folder->filePath(u"told"_s));
    QVERIFY(told.open(QIODevice::ReadOnly));
    QCOMPARE(told.readAll(), "1 get\nh.io:5000; touch x");
}

void TestCredentials::helperNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<ErrorCode>("code");
    for (const char *name : { "", "../x", "a b", "A", "a;b", "a/b", "a.b", "$(x)", "\xc3\xa4" })
        QTest::addRow("\"%s\"", name) << QString::fromUtf8(name) << ErrorCode::Corrupt;
    QTest::addRow("65 letters") << QString(65, u'a') << ErrorCode::Corrupt;
    QTest::addRow("not there") << u"no-such_helper1"_s << ErrorCode::Unsupported;
}

void TestCredentials::helperNames()
{
    QFETCH(QString, name);
    Job job;
    const auto found = askCredentialHelper(name, u"h.io"_s, job);
    QVERIFY(!found);
    QTEST(found.error().code, "code");
}

void TestCredentials::helperEndsWithTheJob()
{
    const QString mark = m_folder->filePath(u"mark"_s);
    writeHelper(u"test"_s, "sleep 2; touch " + QFile::encodeName(mark));
    Job job;
    job.cancelAfter(200ms);
    QCOMPARE(askCredentialHelper(u"test"_s, u"h.io"_s, job).error().code, ErrorCode::Cancelled);
    Job patient;
    QCOMPARE(askCredentialHelper(u"test"_s, u"h.io"_s, patient, 200ms).error().code, ErrorCode::Network);
    // One that closes its output and stays.
    writeHelper(u"test"_s, "exec >&-; sleep 2; touch " + QFile::encodeName(mark));
    QCOMPARE(askCredentialHelper(u"test"_s, u"h.io"_s, patient, 200ms).error().code, ErrorCode::Network);
    QTest::qWait(2500);
    QVERIFY(!QFile::exists(mark)); // what it had started went with it
}

void TestCredentials::helpersOfConfig_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QString>("registry");
    QTest::addColumn<QString>("found");
    const auto row = [](const char *name, const QByteArray &config, const char *registry, const char *found) {
        QTest::addRow("%s", name) << config << QString::fromLatin1(registry) << QString::fromLatin1(found);
    };
    const QByteArray auths = R"("auths":{"h.io":{"auth":")" + base64("file:1") + "\"}}";
    row("of a host", R"({"credHelpers":{"h.io":"one"},"credsStore":"two"})", "h.io", "one:h.io");
    row("of all", R"({"credHelpers":{"h.io":"one"},"credsStore":"two"})", "x.io", "two:x.io");
    row("Docker Hub", R"({"credsStore":"two"})", "docker.io", "two:https://index.docker.io/v1/");
    row("Docker Hub's own", R"({"credHelpers":{"docker.io":"one"}})", "docker.io", "one:https://index.docker.io/v1/");
    row("before the file", "{\"credsStore\":\"two\"," + auths + "}", "h.io", "two:h.io");
    row("the file when it knows none", "{\"credsStore\":\"none\"," + auths + "}", "h.io", "file:1");
    row("the file when it is broken", "{\"credsStore\":\"absent\"," + auths + "}", "h.io", "file:1");
    row("broken and nothing else", R"({"credsStore":"absent"})", "h.io", "error: unsupported");
    row("a bad name", R"({"credsStore":"../x"})", "h.io", "error: corrupt");
    row("no name", R"({"credHelpers":{"h.io":5}})", "h.io", "none");
}

void TestCredentials::helpersOfConfig()
{
    QFETCH(QByteArray, config);
    QFETCH(QString, registry);
    for (const QString &name : { u"one"_s, u"two"_s })
        writeHelper(name, "read -r host; echo '{\"Username\":\"" + name.toLatin1() + "\",\"Secret\":\"'\"$host\"'\"}'");
    writeHelper(u"none"_s, "echo credentials not found in native keychain; exit 1");
    write(u"home/.docker/config.json"_s, config);
    Job job;
    QTEST(text(CredentialFiles(places()).find(registry, u"a"_s, job)), "found");
}

QTEST_GUILESS_MAIN(TestCredentials)
#include "tst_credentials.moc"
