// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Images in real registries: plain, behind TLS and a password, and behind a server that gives tokens. skopeo pushes them and is
// asked what they are.

#include "services/registry/credentialfiles.h"
#include "services/registry/registryclient.h"
#include "services/types/limits.h"
#include "tests/support/processrun.h"
#include "tests/support/registryserver.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtTest/QTest>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using Kind = RegistryServer::Kind;

namespace {

const QString kRepository = u"public/sample"_s;

class OneLogin final : public CredentialSource {
public:
    explicit OneLogin(Credentials credentials)
        : m_credentials(std::move(credentials))
    {
    }
    Result<std::optional<Credentials>> find(const QString &, const QString &, const Job &) override
    {
        return m_credentials;
    }

private:
    const Credentials m_credentials;
};

QString sha256(const QByteArray &bytes)
{
    return u"sha256:"_s + QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

template <typename T>
QString problem(const Result<T> &result)
{
    return result ? QString() : errorCodeName(result.error().code) + u": "_s + result.error().detail;
}

} // namespace

class TestRegistry : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void manifestsAreThoseThatSkopeoSees_data();
    void manifestsAreThoseThatSkopeoSees();
    void allBlobsOfAnImage_data();
    void allBlobsOfAnImage();
    void goesOnInTheMiddle();
    void tags();
    void whatIsNotThere();
    void logins_data();
    void logins();
    void loginOfSkopeo();
    void withoutItsCertificate();

private:
    void makeLayout();
    std::unique_ptr<RegistryClient> client(Kind kind, const CredentialSourcePtr &login) const;
    CredentialSourcePtr rightLogin(Kind kind) const;
    RegistryServer &server(Kind kind) const { return *m_servers[static_cast<std::size_t>(kind)]; }

    QTemporaryDir m_folder;
    std::array<std::unique_ptr<RegistryServer>, 3> m_servers;
};

void TestRegistry::makeLayout()
{
    const QString source = qEnvironmentVariable("VARVE_SOURCE_DIR");
    const QString layout = m_folder.filePath(u"layout"_s);
    const ProcessOutcome copied = runProcess(u"skopeo"_s,
        { u"--insecure-policy"_s, u"copy"_s, u"--quiet"_s,
            u"docker-archive:"_s + source + u"/resources/sample/varve-sample.tar:@0"_s,
            u"oci:"_s + layout + u":one"_s },
        60'000);
    QVERIFY2(copied.code == 0, copied.err.constData());
    const ProcessOutcome made =
        runProcess(u"python3"_s, { source + u"/tests/integration/make-index.py"_s, layout, u"many"_s }, 60'000);
    QVERIFY2(made.code == 0, made.err.constData());
}

void TestRegistry::initTestCase()
{
    for (const char *name : { "http_proxy", "https_proxy", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "ALL_PROXY" })
        qunsetenv(name);
    const bool isRequired = qEnvironmentVariable("VARVE_REQUIRE_SERVERS") == u"1";
    if (runProcess(u"skopeo"_s, { u"--version"_s }, 10'000).code != 0) {
        QVERIFY2(!isRequired, "skopeo is not installed");
        QSKIP("skopeo is not installed");
    }
    makeLayout();
    if (QTest::currentTestFailed())
        return;
    for (const Kind kind : { Kind::Plain, Kind::Tls, Kind::Token }) {
        auto started = RegistryServer::start(kind);
        if (!started->skipReason().isEmpty() && !isRequired)
            QSKIP(qPrintable(started->skipReason()));
        QVERIFY2(started->skipReason().isEmpty(), qPrintable(started->skipReason()));
        QVERIFY2(started->failure().isEmpty(), qPrintable(started->failure()));
        for (const QString &name : { u"one"_s, u"many"_s }) {
            for (const QString &repository : { kRepository, u"private/sample"_s }) {
                const bool isPushed =
                    started->push(u"oci:"_s + m_folder.filePath(u"layout:"_s) + name, repository + u':' + name);
                QVERIFY2(isPushed, qPrintable(started->failure()));
            }
        }
        m_servers[static_cast<std::size_t>(kind)] = std::move(started);
    }
}

CredentialSourcePtr TestRegistry::rightLogin(Kind kind) const
{
    const RegistryServer &registry = server(kind);
    return std::make_shared<OneLogin>(
        Credentials { registry.variable(u"REGISTRY_USER"_s), registry.variable(u"REGISTRY_PASSWORD"_s), false });
}

std::unique_ptr<RegistryClient> TestRegistry::client(Kind kind, const CredentialSourcePtr &login) const
{
    auto settings = std::make_shared<RegistrySettings>();
    if (kind == Kind::Tls)
        settings->setTls(server(kind).address(), { server(kind).variable(u"REGISTRY_CA"_s), {}, {} });
    RegistryEndpoint endpoint;
    endpoint.registry = server(kind).address();
    endpoint.isInsecure = kind == Kind::Token; // its realm is on another port, without TLS
    return std::make_unique<RegistryClient>(endpoint, settings, login);
}

void TestRegistry::manifestsAreThoseThatSkopeoSees_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("tag");
    for (const auto &[name, kind] :
        { std::pair("plain", Kind::Plain), std::pair("TLS", Kind::Tls), std::pair("token", Kind::Token) }) {
        QTest::addRow("%s, one platform", name) << static_cast<int>(kind) << u"one"_s;
        QTest::addRow("%s, two platforms", name) << static_cast<int>(kind) << u"many"_s;
    }
}

void TestRegistry::manifestsAreThoseThatSkopeoSees()
{
    QFETCH(int, kind);
    QFETCH(QString, tag);
    RegistryServer &registry = server(static_cast<Kind>(kind));
    const QByteArray raw = registry.rawManifest(kRepository + u':' + tag);
    QVERIFY2(!raw.isEmpty(), qPrintable(registry.failure()));
    const auto remote = client(static_cast<Kind>(kind), rightLogin(static_cast<Kind>(kind)));
    Job job;
    const Result<RemoteManifest> manifest = remote->manifest(kRepository, tag, job);
    QVERIFY2(manifest, qPrintable(problem(manifest)));
    QCOMPARE(manifest->bytes, raw);
    QCOMPARE(manifest->digest.toString(), sha256(raw));
    QVERIFY(manifest->shape == (tag == u"many" ? DocumentShape::Index : DocumentShape::Manifest));
    const Result<RemoteManifest> again = remote->manifest(kRepository, manifest->digest, job);
    QVERIFY2(again, qPrintable(problem(again)));
    QCOMPARE(again->bytes, raw);
    const Result<RemoteManifestHead> head = remote->headOfManifest(kRepository, tag, job);
    QVERIFY2(head, qPrintable(problem(head)));
    QVERIFY(head->digest == manifest->digest);
    QCOMPARE(head->sizeBytes, raw.size());
    QCOMPARE(head->mediaType, manifest->mediaType);
}

void TestRegistry::allBlobsOfAnImage_data()
{
    QTest::addColumn<int>("kind");
    QTest::addRow("plain") << static_cast<int>(Kind::Plain);
    QTest::addRow("TLS") << static_cast<int>(Kind::Tls);
    QTest::addRow("token") << static_cast<int>(Kind::Token);
}

void TestRegistry::allBlobsOfAnImage()
{
    QFETCH(int, kind);
    const auto remote = client(static_cast<Kind>(kind), rightLogin(static_cast<Kind>(kind)));
    Job job;
    const Result<RemoteManifest> many = remote->manifest(kRepository, u"many"_s, job);
    QVERIFY2(many, qPrintable(problem(many)));
    const Result<IndexDocument> index = parseIndex(many->bytes, {});
    QVERIFY(index);
    QCOMPARE(index->manifests.size(), 2);
    QStringList architectures;
    for (const Descriptor &each : index->manifests) {
        const Result<RemoteManifest> manifest = remote->manifest(kRepository, each.digest, job);
        QVERIFY2(manifest, qPrintable(problem(manifest)));
        const Result<ManifestDocument> document = parseManifest(manifest->bytes, {});
        QVERIFY(document);
        QVERIFY(!document->layers.isEmpty());
        const Result<QByteArray> config =
            remote->verifiedBlob(kRepository, document->config, limits::kConfigBytes, job);
        QVERIFY2(config, qPrintable(problem(config)));
        architectures += parseConfig(*config, {})->platform.architecture;
        for (const Descriptor &layer : document->layers) {
            const Result<QByteArray> bytes = remote->verifiedBlob(kRepository, layer, limits::kManifestBytes, job);
            QVERIFY2(bytes, qPrintable(problem(bytes)));
            QCOMPARE(bytes->size(), layer.sizeBytes);
        }
    }
    QVERIFY(architectures.contains(u"s390x"_s));
}

void TestRegistry::goesOnInTheMiddle()
{
    const auto remote = client(Kind::Plain, nullptr);
    Job job;
    const Result<RemoteManifest> manifest = remote->manifest(kRepository, u"one"_s, job);
    QVERIFY2(manifest, qPrintable(problem(manifest)));
    const Descriptor layer = parseManifest(manifest->bytes, {})->layers.constFirst();
    const Result<QByteArray> whole = remote->verifiedBlob(kRepository, layer, limits::kManifestBytes, job);
    QVERIFY2(whole, qPrintable(problem(whole)));
    for (const std::int64_t offset : { std::int64_t { 1 }, layer.sizeBytes / 2, layer.sizeBytes - 1 }) {
        const auto blob = remote->blob(kRepository, layer.digest, layer.sizeBytes, offset, job);
        QVERIFY2(blob, qPrintable(problem(blob)));
        QVERIFY((*blob)->start() == RegistryBlob::Start::AsAsked);
        QByteArray rest;
        std::vector<std::byte> block(1000);
        for (;;) {
            const Result<std::size_t> count = (*blob)->read(block, job);
            QVERIFY2(count, qPrintable(problem(count)));
            if (*count == 0)
                break;
            rest.append(reinterpret_cast<const char *>(block.data()), static_cast<qsizetype>(*count));
        }
        QCOMPARE(sha256(whole->first(offset) + rest), layer.digest.toString());
    }
    const auto behind = remote->blob(kRepository, layer.digest, layer.sizeBytes, layer.sizeBytes, job);
    QVERIFY2(behind, qPrintable(problem(behind)));
    QVERIFY((*behind)->start() == RegistryBlob::Start::BehindEnd);
}

void TestRegistry::tags()
{
    const auto remote = client(Kind::Token, rightLogin(Kind::Token));
    Job job;
    QVERIFY(remote->ping(job));
    Result<RemoteTags> tags = remote->tags(kRepository, job);
    QVERIFY2(tags, qPrintable(problem(tags)));
    tags->tags.sort();
    QCOMPARE(tags->tags, (QStringList { u"many"_s, u"one"_s }));
    QVERIFY(tags->warnings.isEmpty());
    // This registry has no list of referrers, and nothing under the tag that stands for one.
    const Result<RemoteManifest> manifest = remote->manifest(kRepository, u"one"_s, job);
    const Result<RemoteReferrers> referrers = remote->referrers(kRepository, manifest->digest, {}, job);
    QVERIFY2(referrers, qPrintable(problem(referrers)));
    QVERIFY(referrers->manifests.isEmpty());
    QVERIFY(referrers->isFromTag);
}

void TestRegistry::whatIsNotThere()
{
    const auto remote = client(Kind::Plain, nullptr);
    Job job;
    QCOMPARE(remote->manifest(kRepository, u"none"_s, job).error().code, ErrorCode::NotFound);
    QCOMPARE(remote->manifest(u"no/such"_s, u"one"_s, job).error().code, ErrorCode::NotFound);
    QCOMPARE(remote->headOfManifest(kRepository, u"none"_s, job).error().code, ErrorCode::NotFound);
    QCOMPARE(remote->tags(u"no/such"_s, job).error().code, ErrorCode::NotFound);
    const Digest digest = *Digest::parse("sha256:" + QByteArray(64, 'a'));
    const auto blob = remote->blob(kRepository, digest, -1, 0, job);
    QCOMPARE(blob.error().code, ErrorCode::NotFound);
    QVERIFY2(blob.error().detail.contains(u"BLOB_UNKNOWN"_s), qPrintable(blob.error().detail));
}

void TestRegistry::logins_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("login"); // right, wrong, none, refresh, wrong refresh
    QTest::addColumn<QString>("repository");
    QTest::addColumn<bool>("isLetIn");
    const QString secret = u"private/sample"_s;
    const auto row = [](const char *name, Kind kind, const QString &login, const QString &repository, bool isLetIn) {
        QTest::addRow("%s", name) << static_cast<int>(kind) << login << repository << isLetIn;
    };
    row("password, right", Kind::Tls, u"right"_s, secret, true);
    row("password, wrong", Kind::Tls, u"wrong"_s, secret, false);
    row("password, none", Kind::Tls, u"none"_s, kRepository, false);
    row("token, right", Kind::Token, u"right"_s, secret, true);
    row("token, wrong", Kind::Token, u"wrong"_s, kRepository, false);
    row("token, none, what is public", Kind::Token, u"none"_s, kRepository, true);
    row("token, none, what is not", Kind::Token, u"none"_s, secret, false);
    row("token, by a refresh token", Kind::Token, u"refresh"_s, secret, true);
    row("token, by a wrong refresh token", Kind::Token, u"wrong refresh"_s, secret, false);
}

void TestRegistry::logins()
{
    QFETCH(int, kind);
    QFETCH(QString, login);
    QFETCH(QString, repository);
    QFETCH(bool, isLetIn);
    const RegistryServer &registry = server(static_cast<Kind>(kind));
    Credentials credentials { registry.variable(u"REGISTRY_USER"_s), registry.variable(u"REGISTRY_PASSWORD"_s), false };
    if (login.contains(u"wrong"_s))
        credentials.secret = u"hunter2"_s;
    if (login == u"refresh")
        credentials.secret = registry.variable(u"REGISTRY_REFRESH"_s);
    credentials.isIdentityToken = login.contains(u"refresh"_s);
    const CredentialSourcePtr source = login == u"none" ? nullptr : std::make_shared<OneLogin>(credentials);
    const auto remote = client(static_cast<Kind>(kind), source);
    Job job;
    const Result<RemoteManifest> manifest = remote->manifest(repository, u"one"_s, job);
    QVERIFY2(manifest.has_value() == isLetIn, qPrintable(problem(manifest)));
    if (isLetIn)
        return;
    QVERIFY2(manifest.error().code == ErrorCode::AuthRequired, qPrintable(problem(manifest)));
    QVERIFY(!manifest.error().detail.contains(u"hunter2"_s));
}

void TestRegistry::loginOfSkopeo()
{
    // As `skopeo login` leaves it behind.
    const RegistryServer &registry = server(Kind::Tls);
    const QString file = m_folder.filePath(u"auth.json"_s);
    const ProcessOutcome loggedIn = runProcess(u"skopeo"_s,
        { u"login"_s, u"--authfile"_s, file, u"--cert-dir"_s, registry.variable(u"REGISTRY_CA"_s), u"--username"_s,
            registry.variable(u"REGISTRY_USER"_s), u"--password"_s, registry.variable(u"REGISTRY_PASSWORD"_s),
            registry.address() },
        60'000);
    QVERIFY2(loggedIn.code == 0, loggedIn.err.constData());
    CredentialPlaces places;
    places.home = m_folder.path();
    places.environment.insert(u"REGISTRY_AUTH_FILE"_s, file);
    const auto remote = client(Kind::Tls, std::make_shared<CredentialFiles>(places));
    Job job;
    const Result<void> there = remote->ping(job);
    QVERIFY2(there, qPrintable(problem(there)));
}

void TestRegistry::withoutItsCertificate()
{
    RegistryEndpoint endpoint;
    endpoint.registry = server(Kind::Tls).address();
    endpoint.isInsecure = true; // which lets plain http pass, not somebody else's certificate
    RegistryClient remote(endpoint, std::make_shared<RegistrySettings>(), rightLogin(Kind::Tls));
    Job job;
    const Result<void> there = remote.ping(job);
    QVERIFY(!there);
    QCOMPARE(there.error().code, ErrorCode::AuthRequired);
    QCOMPARE(there.error().cause, ErrorCause::ServerCertificate);
}

QTEST_GUILESS_MAIN(TestRegistry)
#include "tst_registry.moc"
