// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What registries do, rightly and wrongly, and what the client makes of it.

#include "services/registry/registryclient.h"
#include "services/types/limits.h"
#include "tests/support/faultyregistry.h"
#include "tests/support/testcertificate.h"

#include <QtTest/QTest>

#include <thread>

using namespace varve;
using namespace varve::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Answer = FaultyRegistry::Answer;
using Fault = FaultyRegistry::Fault;
using Request = FaultyRegistry::Request;

namespace {

const QByteArray kManifestType = "application/vnd.oci.image.manifest.v1+json";
const QByteArray kIndexType = "application/vnd.oci.image.index.v1+json";
const QByteArray kHex(64, 'a');

QByteArray manifestBytes(const QByteArray &extra = {})
{
    return R"({"schemaVersion":2,"mediaType":")" + kManifestType
        + R"(","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:)" + kHex
        + R"(","size":2},"layers":[])" + extra + "}";
}

QByteArray indexBytes(const QByteArrayList &manifests)
{
    return R"({"schemaVersion":2,"mediaType":")" + kIndexType + R"(","manifests":[)" + manifests.join(',') + "]}";
}

QByteArray descriptorBytes(const QByteArray &artifactType, char digit = 'b')
{
    return R"({"mediaType":")" + kManifestType + R"(","size":5,"artifactType":")" + artifactType
        + R"(","digest":"sha256:)" + QByteArray(64, digit) + "\"}";
}

// Does not wait, and remembers for how long it would have.
struct Waits {
    std::vector<std::chrono::milliseconds> all;
    std::chrono::steady_clock::time_point now = std::chrono::steady_clock::now();
    RetryClock clock()
    {
        RetryClock clock = RetryClock::ofSystem();
        clock.chance = [] { return 0.0; };
        clock.now = [this] { return now; };
        clock.sleep = [this](std::chrono::milliseconds time, const Job &job) {
            all.push_back(time);
            return !job.isCancelled();
        };
        return clock;
    }
};

class OneLogin final : public CredentialSource {
public:
    explicit OneLogin(Credentials credentials)
        : m_credentials(std::move(credentials))
    {
    }
    Result<std::optional<Credentials>> find(const QString &registry, const QString &, const Job &) override
    {
        asked.append(registry);
        return m_credentials;
    }
    QStringList asked;

private:
    const Credentials m_credentials;
};

class BrokenLogin final : public CredentialSource {
public:
    Result<std::optional<Credentials>> find(const QString &, const QString &, const Job &) override
    {
        return fail(ErrorCode::AccessDenied, u"docker-credential-x"_s, u"the keychain is locked"_s);
    }
};

const Credentials kLogin { u"hugo"_s, u"hunter2-secret"_s, false };
const QByteArray kBasic = "Basic " + QByteArray("hugo:hunter2-secret").toBase64();

RegistryEndpoint endpointOf(const FaultyRegistry &registry, bool isInsecure = false)
{
    return { QString::fromLatin1(registry.address()), {}, isInsecure, false };
}

std::shared_ptr<RegistrySettings> noSettings()
{
    return std::make_shared<RegistrySettings>();
}

QByteArray bearer(const QByteArray &realm)
{
    return "Bearer realm=\"" + realm + R"(",service="test",scope="repository:a/b:pull")";
}

Answer tokenAnswer(const QByteArray &token, const QByteArray &more = {})
{
    return { 200, { { "Content-Type", "application/json" } }, R"({"token":")" + token + '"' + more + '}' };
}

void serveTokens(FaultyRegistry &registry, const QByteArray &token, const QByteArray &more = {})
{
    registry.answerWith([=](const Request &request) -> std::optional<Answer> {
        if (!request.target.startsWith("/token"))
            return std::nullopt;
        return tokenAnswer(token, more);
    });
}

template <typename T>
QString problem(const Result<T> &result)
{
    return result ? QString() : errorCodeName(result.error().code) + u": "_s + result.error().detail;
}

Result<QByteArray> readAll(RegistryBlob &blob, std::size_t blockBytes = 1000)
{
    Job job;
    QByteArray all;
    std::vector<std::byte> block(blockBytes);
    for (;;) {
        const Result<std::size_t> count = blob.read(block, job);
        if (!count)
            return fail(count.error());
        if (*count == 0)
            return all;
        all.append(reinterpret_cast<const char *>(block.data()), static_cast<qsizetype>(*count));
    }
}

} // namespace

class TestRegistryClient : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void manifests_data();
    void manifests();
    void manifestByDigestMustHaveIt();
    void manifestWithoutDigestHeader();
    void indexes();
    void tooLargeManifest();
    void heads();
    void badNamesAreNeverSent_data();
    void badNamesAreNeverSent();
    void retries_data();
    void retries();
    void aRegistryThatNeverAnsweredIsNotWaitedFor();
    void blobs_data();
    void blobs();
    void blobGoesOnWhereItBrokeOff_data();
    void blobGoesOnWhereItBrokeOff();
    void blobGivesUp();
    void verifiedBlobs();
    void logins_data();
    void logins();
    void tokensAreKeptAndRenewedOnce();
    void noLoopOf401();
    void tokenAnswers_data();
    void tokenAnswers();
    void identityToken();
    void brokenHelperDoesNotKeepFromWhatIsPublic();
    void nothingLeaks_data();
    void nothingLeaks();
    void realms_data();
    void realms();
    void whereWeWereSentNobodyAsksForALogin();
    void redirectsFromTls();
    void tags_data();
    void tags();
    void referrers_data();
    void referrers();
    void foreignBlobsStayAway();
    void rateLimitsAreKept();
    void cancel_data();
    void cancel();
    void plainAndTls();
};

void TestRegistryClient::initTestCase()
{
    for (const char *name : { "http_proxy", "https_proxy", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "ALL_PROXY" })
        qunsetenv(name);
}

void TestRegistryClient::manifests_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<ErrorCode>("code"); // Internal: it is read
    const auto row = [](const char *name, Fault fault, ErrorCode code) { QTest::addRow("%s", name) << fault << code; };
    row("right", Fault::None, ErrorCode::Internal);
    row("no digest in the header", Fault::NoDigestHeader, ErrorCode::Internal);
    row("a digest of an unknown kind", Fault::UnknownAlgorithm, ErrorCode::Internal);
    row("another digest in the header", Fault::WrongDigestHeader, ErrorCode::Corrupt);
    row("missing", Fault::Missing, ErrorCode::NotFound);
    row("other bytes", Fault::WrongBytes, ErrorCode::Corrupt);
    row("more bytes", Fault::OverLong, ErrorCode::Corrupt);
    row("half of it", Fault::Truncated, ErrorCode::Network);
    row("another media type", Fault::OtherMediaType, ErrorCode::Corrupt);
    row("layers and manifests", Fault::BothShapes, ErrorCode::Corrupt);
    row("schema 1", Fault::Schema1, ErrorCode::Unsupported);
    row("gzip", Fault::Gzip, ErrorCode::Unsupported);
    row("a web page", Fault::WebPage, ErrorCode::Corrupt);
    row("without end", Fault::Endless, ErrorCode::LimitExceeded);
    row("not let in", Fault::Unauthorized, ErrorCode::AuthRequired);
    row("too many requests", Fault::TooManySeconds, ErrorCode::RateLimited);
    row("too many requests until", Fault::TooManyDate, ErrorCode::RateLimited);
    row("500", Fault::ServerError, ErrorCode::Network);
}

void TestRegistryClient::manifests()
{
    QFETCH(Fault, fault);
    QFETCH(ErrorCode, code);
    FaultyRegistry registry;
    const Digest digest = registry.putManifest("a/b", "1", kManifestType, manifestBytes());
    registry.fail(fault, "/manifests/");
    Waits waits;
    RegistryClient client(endpointOf(registry), noSettings(), nullptr, waits.clock());
    Job job;
    const Result<RemoteManifest> manifest = client.manifest(u"a/b"_s, u"1"_s, job);
    QVERIFY2(manifest.has_value() == (code == ErrorCode::Internal), qPrintable(problem(manifest)));
    if (!manifest) {
        QVERIFY2(manifest.error().code == code, qPrintable(problem(manifest)));
        QVERIFY(!manifest.error().subject.isEmpty());
        QVERIFY(!manifest.error().detail.isEmpty());
        return;
    }
    QCOMPARE(manifest->bytes, manifestBytes());
    QVERIFY(manifest->digest == digest);
    QCOMPARE(manifest->mediaType, QString::fromLatin1(kManifestType));
    QVERIFY(manifest->shape == DocumentShape::Manifest);
    const QByteArray accepted = registry.requests().constLast().header("Accept");
    for (const QByteArray &type :
        { kManifestType, kIndexType, QByteArray("application/vnd.docker.distribution.manifest.v2+json"),
            QByteArray("application/vnd.docker.distribution.manifest.list.v2+json") })
        QVERIFY(accepted.contains(type));
}

void TestRegistryClient::manifestByDigestMustHaveIt()
{
    FaultyRegistry registry;
    const Digest digest = registry.putManifest("a/b", "1", kManifestType, manifestBytes());
    RegistryClient client(endpointOf(registry), noSettings(), nullptr);
    Job job;
    QVERIFY(client.manifest(u"a/b"_s, digest, job));
    // Another manifest in its place, with a header that fits it.
    registry.answerWith([](const Request &request) -> std::optional<Answer> {
        if (!request.target.contains("/manifests/"))
            return std::nullopt;
        return Answer { 200, { { "Content-Type", kManifestType } }, manifestBytes(R"(,"annotations":{"x":"y"})") };
    });
    QCOMPARE(client.manifest(u"a/b"_s, digest, job).error().code, ErrorCode::Corrupt);
}

void TestRegistryClient::manifestWithoutDigestHeader()
{
    FaultyRegistry registry;
    const Digest digest = registry.putManifest("a/b", "1", "application/json; charset=utf-8", manifestBytes());
    registry.fail(Fault::NoDigestHeader, "/manifests/");
    RegistryClient client(endpointOf(registry), noSettings(), nullptr);
    Job job;
    const Result<RemoteManifest> manifest = client.manifest(u"a/b"_s, u"1"_s, job);
    QVERIFY2(manifest, qPrintable(problem(manifest)));
    QVERIFY(manifest->digest == digest);
    QCOMPARE(manifest->mediaType, QString::fromLatin1(kManifestType)); // what it says of itself
}

void TestRegistryClient::indexes()
{
    FaultyRegistry registry;
    // For no platform of ours, and one by a digest that nobody knows: the rest of an index stays usable.
    registry.putManifest("a/b", "1", kIndexType,
        indexBytes({ R"({"mediaType":")" + kManifestType + R"(","size":5,"digest":"sha256:)" + kHex
                + R"(","platform":{"os":"plan9","architecture":"mips"}})",
            R"({"mediaType":")" + kManifestType + R"(","size":5,"digest":"blake3:)" + kHex + "\"}" }));
    RegistryClient client(endpointOf(registry), noSettings(), nullptr);
    Job job;
    const Result<RemoteManifest> manifest = client.manifest(u"a/b"_s, u"1"_s, job);
    QVERIFY2(manifest, qPrintable(problem(manifest)));
    QVERIFY(manifest->shape == DocumentShape::Index);
    const Result<IndexDocument> index = parseIndex(manifest->bytes, {});
    QVERIFY(index);
    QCOMPARE(index->manifests.size(), 1);
    QCOMPARE(index->warnings.size(), 1);
    QCOMPARE(index->warnings.constFirst().code, ErrorCode::Unsupported);
}

void TestRegistryClient::tooLargeManifest()
{
    FaultyRegistry registry;
    const auto put = [&](const char *tag, std::size_t bytes) {
        const auto pad = static_cast<qsizetype>(bytes) - manifestBytes(R"(,"x":"")").size();
        registry.putManifest("a/b", tag, kManifestType, manifestBytes(R"(,"x":")" + QByteArray(pad, 'x') + '"'));
    };
    put("fits", limits::kManifestBytes);
    put("more", limits::kManifestBytes + 1);
    RegistryClient client(endpointOf(registry), noSettings(), nullptr);
    Job job;
    QVERIFY(client.manifest(u"a/b"_s, u"fits"_s, job));
    QCOMPARE(client.manifest(u"a/b"_s, u"more"_s, job).error().code, ErrorCode::LimitExceeded);
}

void TestRegistryClient::heads()
{
    FaultyRegistry registry;
    const Digest digest = registry.putManifest("a/b", "1", kManifestType, manifestBytes());
    RegistryClient client(endpointOf(registry), noSettings(), nullptr);
    Job job;
    const Result<RemoteManifestHead> head = client.headOfManifest(u"a/b"_s, u"1"_s, job);
    QVERIFY2(head, qPrintable(problem(head)));
    QVERIFY(head->digest == digest);
    QCOMPARE(head->sizeBytes, manifestBytes().size());
    QCOMPARE(registry.requests().constLast().method, "HEAD");
    registry.fail(Fault::WrongDigestHeader, "/manifests/sha256");
    QCOMPARE(client.headOfManifest(u"a/b"_s, digest, job).error().code, ErrorCode::Corrupt);
    registry.fail(Fault::NoDigestHeader, "/manifests/1");
    QVERIFY(client.headOfManifest(u"a/b"_s, u"1"_s, job)->digest.isNull());
    QCOMPARE(client.headOfManifest(u"a/b"_s, u"2"_s, job).error().code, ErrorCode::NotFound);
}

void TestRegistryClient::badNamesAreNeverSent_data()
{
    QTest::addColumn<QString>("repository");
    QTest::addColumn<QString>("tag");
    QTest::addRow("up") << u"a/../b"_s << u"1"_s;
    QTest::addRow("a query") << u"a?x=y"_s << u"1"_s;
    QTest::addRow("a tag in it") << u"a:b"_s << u"1"_s;
    QTest::addRow("a digest in it") << u"a@sha256:"_s + QString::fromLatin1(kHex) << u"1"_s;
    QTest::addRow("nothing") << u""_s << u"1"_s;
    QTest::addRow("a line") << u"a\r\nX: y"_s << u"1"_s;
    QTest::addRow("a tag with a slash") << u"a"_s << u"../x"_s;
    QTest::addRow("no tag") << u"a"_s << u""_s;
}

void TestRegistryClient::badNamesAreNeverSent()
{
    QFETCH(QString, repository);
    QFETCH(QString, tag);
    FaultyRegistry registry;
    RegistryClient client(endpointOf(registry), noSettings(), nullptr);
    Job job;
    QCOMPARE(client.manifest(repository, tag, job).error().code, ErrorCode::Corrupt);
    QVERIFY(registry.requests().isEmpty());
}

void TestRegistryClient::retries_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<int>("times");
    QTest::addColumn<QList<int>>("seconds"); // of each wait
    QTest::addColumn<bool>("isRead");
    const auto row = [](const char *name, Fault fault, int times, const QList<int> &seconds, bool isRead) {
        QTest::addRow("%s", name) << fault << times << seconds << isRead;
    };
    row("500 once", Fault::ServerError, 1, { 2 }, true);
    row("503 three times", Fault::Unavailable, 3, { 2, 4, 8 }, true);
    row("500 always", Fault::ServerError, -1, { 2, 4, 8, 16, 32 }, false);
    row("429 in seconds", Fault::TooManySeconds, 2, { 7, 7 }, true);
    row("429 by a date", Fault::TooManyDate, 1, { 30 }, true);
    row("404", Fault::Missing, 1, {}, false);
}

void TestRegistryClient::retries()
{
    QFETCH(Fault, fault);
    QFETCH(int, times);
    QFETCH(QList<int>, seconds);
    QFETCH(bool, isRead);
    FaultyRegistry registry;
    registry.putManifest("a/b", "1", kManifestType, manifestBytes());
    registry.fail(fault, "/manifests/", times);
    Waits waits;
    RegistryClient client(endpointOf(registry), noSettings(), nullptr, waits.clock());
    Job job;
    const Result<RemoteManifest> manifest = client.manifest(u"a/b"_s, u"1"_s, job);
    QVERIFY2(manifest.has_value() == isRead, qPrintable(problem(manifest)));
    QCOMPARE(waits.all.size(), static_cast<std::size_t>(seconds.size()));
    for (qsizetype i = 0; i < seconds.size(); ++i) {
        const auto milliseconds = waits.all[static_cast<std::size_t>(i)].count();
        QVERIFY2(milliseconds <= seconds[i] * 1000 && milliseconds > seconds[i] * 1000 - 2000,
            qPrintable(QString::number(milliseconds)));
    }
    QCOMPARE(registry.count("/manifests/"), seconds.size() + 1);
}

void TestRegistryClient::aRegistryThatNeverAnsweredIsNotWaitedFor()
{
    RegistryEndpoint endpoint;
    {
        const FaultyRegistry gone;
        endpoint = endpointOf(gone);
    }
    Waits waits;
    RegistryClient client(endpoint, noSettings(), nullptr, waits.clock());
    Job job;
    QCOMPARE(client.ping(job).error().code, ErrorCode::Network);
    QVERIFY(waits.all.empty());
}

void TestRegistryClient::blobs_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<qint64>("offset");
    QTest::addColumn<qint64>("size"); // of the descriptor
    QTest::addColumn<int>("start"); // -1: it does not begin
    QTest::addColumn<ErrorCode>("code"); // Internal: it comes whole
    constexpr int kAsAsked = 0;
    constexpr int kFromZero = 1;
    constexpr int kBehindEnd = 2;
    const auto row = [](const char *name, Fault fault, qint64 offset, qint64 size, int start,
                         ErrorCode code = ErrorCode::Internal) {
        QTest::addRow("%s", name) << fault << offset << size << start << code;
    };
    row("whole", Fault::None, 0, 10'000, kAsAsked);
    row("whole, of no known size", Fault::None, 0, -1, kAsAsked);
    row("a part", Fault::None, 4000, 10'000, kAsAsked);
    row("a part, of no known size", Fault::None, 4000, -1, kAsAsked);
    row("whole instead of a part", Fault::WholeInsteadOfPart, 4000, 10'000, kFromZero);
    row("behind the end", Fault::None, 10'000, 10'000, kBehindEnd);
    row("behind the end of another size", Fault::None, 10'000, 11'000, -1, ErrorCode::Corrupt);
    row("another part", Fault::WrongPart, 4000, 10'000, -1, ErrorCode::Corrupt);
    row("a part of something larger", Fault::WrongTotal, 4000, 10'000, -1, ErrorCode::Corrupt);
    row("longer than it should be", Fault::OverLong, 0, 10'000, -1, ErrorCode::Corrupt);
    row("shorter than it should be", Fault::None, 0, 10'001, -1, ErrorCode::Corrupt);
    row("without end", Fault::Endless, 0, 10'000, kAsAsked, ErrorCode::LimitExceeded);
    row("missing", Fault::Missing, 0, 10'000, -1, ErrorCode::NotFound);
    row("gzip", Fault::Gzip, 0, 10'000, -1, ErrorCode::Unsupported);
}

void TestRegistryClient::blobs()
{
    QFETCH(Fault, fault);
    QFETCH(qint64, offset);
    QFETCH(qint64, size);
    QFETCH(int, start);
    QFETCH(ErrorCode, code);
    QByteArray bytes(10'000, Qt::Uninitialized);
    for (qsizetype i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(i * 7 / 3);
    FaultyRegistry registry;
    const Digest digest = registry.putBlob(bytes);
    registry.fail(fault, "/blobs/");
    Waits waits;
    RegistryClient client(endpointOf(registry), noSettings(), nullptr, waits.clock());
    Job job;
    const auto blob = client.blob(u"a/b"_s, digest, size, offset, job);
    QVERIFY2(blob.has_value() == (start >= 0), qPrintable(problem(blob)));
    if (!blob) {
        QVERIFY2(blob.error().code == code, qPrintable(problem(blob)));
        return;
    }
    QCOMPARE(static_cast<int>((*blob)->start()), start);
    const qint64 from = (*blob)->offset();
    QCOMPARE(from, start == 1 ? 0 : offset);
    const Result<QByteArray> read = readAll(**blob);
    QVERIFY2(read.has_value() == (code == ErrorCode::Internal), qPrintable(problem(read)));
    if (!read) {
        QCOMPARE(read.error().code, code);
        return;
    }
    QVERIFY(*read == bytes.sliced(from));
    QCOMPARE((*blob)->sizeBytes(), 10'000);
}

void TestRegistryClient::blobGoesOnWhereItBrokeOff_data()
{
    QTest::addColumn<bool>("givesParts");
    QTest::addColumn<int>("times");
    QTest::addRow("once") << true << 1;
    QTest::addRow("eight times, with progress") << true << 8;
    QTest::addRow("from the beginning") << false << 2;
}

void TestRegistryClient::blobGoesOnWhereItBrokeOff()
{
    QFETCH(bool, givesParts);
    QFETCH(int, times);
    QByteArray bytes(100'000, Qt::Uninitialized);
    for (qsizetype i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(i * 11 / 3);
    FaultyRegistry registry;
    const Digest digest = registry.putBlob(bytes);
    if (givesParts) {
        registry.fail(Fault::Truncated, "/blobs/", times);
    } else {
        registry.answerWith(
            [bytes, left = std::make_shared<int>(times)](const Request &request) -> std::optional<Answer> {
                if (!request.target.contains("/blobs/"))
                    return std::nullopt;
                const bool isCut = (*left)-- > 0;
                return Answer { 200, {}, isCut ? bytes.first(30'000 * (3 - *left)) : bytes, bytes.size() };
            });
    }
    Waits waits;
    RegistryClient client(endpointOf(registry), noSettings(), nullptr, waits.clock());
    Job job;
    const auto blob = client.blob(u"a/b"_s, digest, bytes.size(), 0, job);
    QVERIFY2(blob, qPrintable(problem(blob)));
    const Result<QByteArray> read = readAll(**blob, 777);
    QVERIFY2(read, qPrintable(problem(read)));
    QVERIFY(*read == bytes);
    QCOMPARE(waits.all.size(), static_cast<std::size_t>(times));
    QCOMPARE(registry.count("/blobs/"), times + 1);
}

void TestRegistryClient::blobGivesUp()
{
    FaultyRegistry registry;
    const QByteArray bytes(1000, 'x');
    const Digest digest = registry.putBlob(bytes);
    registry.answerWith([](const Request &request) -> std::optional<Answer> {
        if (!request.target.contains("/blobs/"))
            return std::nullopt;
        return request.header("Range").isEmpty()
            ? Answer { 200, {}, QByteArray(500, 'x'), 1000 }
            : Answer { 206, { { "Content-Range", "bytes 500-999/1000" } }, {}, 500 };
    });
    Waits waits;
    RegistryClient client(endpointOf(registry), noSettings(), nullptr, waits.clock());
    Job job;
    const auto blob = client.blob(u"a/b"_s, digest, 1000, 0, job);
    QVERIFY(blob);
    const Result<QByteArray> read = readAll(**blob);
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::Network);
    QCOMPARE(waits.all.size(), std::size_t { RetryPolicy::kMostTries });
}

void TestRegistryClient::verifiedBlobs()
{
    FaultyRegistry registry;
    Descriptor descriptor;
    descriptor.digest = registry.putBlob("{\"config\":true}");
    descriptor.sizeBytes = 15;
    RegistryClient client(endpointOf(registry), noSettings(), nullptr);
    Job job;
    QCOMPARE(*client.verifiedBlob(u"a/b"_s, descriptor, 1000, job), "{\"config\":true}");
    QCOMPARE(client.verifiedBlob(u"a/b"_s, descriptor, 14, job).error().code, ErrorCode::LimitExceeded);
    descriptor.sizeBytes = -1;
    QVERIFY(client.verifiedBlob(u"a/b"_s, descriptor, 1000, job));
    QCOMPARE(client.verifiedBlob(u"a/b"_s, descriptor, 14, job).error().code, ErrorCode::LimitExceeded);
    registry.fail(Fault::WrongBytes, "/blobs/");
    QCOMPARE(client.verifiedBlob(u"a/b"_s, descriptor, 1000, job).error().code, ErrorCode::Corrupt);
}

void TestRegistryClient::logins_data()
{
    QTest::addColumn<QByteArray>("challenge"); // @ stands for the registry
    QTest::addColumn<QByteArray>("accepted");
    QTest::addColumn<bool>("hasLogin");
    QTest::addColumn<ErrorCode>("code"); // Internal: let in
    const auto row = [](const char *name, const QByteArray &challenge, const QByteArray &accepted, bool hasLogin,
                         ErrorCode code = ErrorCode::Internal) {
        QTest::addRow("%s", name) << challenge << accepted << hasLogin << code;
    };
    row("basic", "Basic realm=\"x\"", kBasic, true);
    row("basic, a wrong login", "Basic realm=\"x\"", "Basic other", true, ErrorCode::AuthRequired);
    row("basic, no login", "Basic realm=\"x\"", kBasic, false, ErrorCode::AuthRequired);
    row("bearer", bearer("@/token"), "Bearer tok", true);
    row("bearer, no login", bearer("@/token"), "Bearer tok", false);
    row("bearer, a token that does not help", bearer("@/token"), "Bearer other", true, ErrorCode::AuthRequired);
    row("both", "Basic realm=\"x\", " + bearer("@/token"), "Bearer tok", true);
    row("nothing that we know", "Negotiate", "Negotiate x", true, ErrorCode::Unsupported);
    row("no challenge", "", "x", true, ErrorCode::AuthRequired);
    row("no realm", "Bearer service=\"x\"", "Bearer tok", true, ErrorCode::Unsupported);
}

void TestRegistryClient::logins()
{
    QFETCH(QByteArray, challenge);
    QFETCH(QByteArray, accepted);
    QFETCH(bool, hasLogin);
    QFETCH(ErrorCode, code);
    FaultyRegistry registry;
    registry.putManifest("a/b", "1", kManifestType, manifestBytes());
    serveTokens(registry, "tok");
    registry.demand(challenge.replace("@", registry.url()), accepted);
    const auto login = hasLogin ? std::make_shared<OneLogin>(kLogin) : nullptr;
    Waits waits;
    RegistryClient client(endpointOf(registry), noSettings(), login, waits.clock());
    Job job;
    const Result<RemoteManifest> manifest = client.manifest(u"a/b"_s, u"1"_s, job);
    QVERIFY2(manifest.has_value() == (code == ErrorCode::Internal), qPrintable(problem(manifest)));
    QVERIFY(registry.count("/manifests/") <= 2);
    if (login && !login->asked.isEmpty())
        QCOMPARE(login->asked.constFirst(), QString::fromLatin1(registry.address()));
    if (!manifest) {
        QVERIFY2(manifest.error().code == code, qPrintable(problem(manifest)));
        QVERIFY(!manifest.error().detail.contains(u"hunter2"_s));
        return;
    }
    for (const Request &request : registry.requests()) {
        if (!request.target.startsWith("/token"))
            continue;
        QVERIFY(request.target.contains("service=test"));
        QVERIFY(request.target.contains("scope=repository%3Aa%2Fb%3Apull"));
        QCOMPARE(request.header("Authorization"), hasLogin ? kBasic : QByteArray());
        QVERIFY(!request.target.contains("hunter2"));
    }
}

void TestRegistryClient::tokensAreKeptAndRenewedOnce()
{
    FaultyRegistry registry;
    registry.putManifest("a/b", "1", kManifestType, manifestBytes());
    registry.putManifest("a/c", "1", kManifestType, manifestBytes());
    std::atomic<int> number = 0;
    registry.answerWith([&](const Request &request) -> std::optional<Answer> {
        if (request.target.startsWith("/token"))
            return tokenAnswer("tok" + QByteArray::number(++number), ",\"expires_in\":300");
        const QByteArray right = "Bearer tok" + QByteArray::number(number);
        if (request.header("Authorization") == right)
            return std::nullopt;
        return Answer { 401, { { "WWW-Authenticate", bearer(registry.url() + "/token") } } };
    });
    Waits waits;
    RegistryClient client(endpointOf(registry), noSettings(), nullptr, waits.clock());
    Job job;
    for (int i = 0; i < 3; ++i)
        QVERIFY(client.manifest(u"a/b"_s, u"1"_s, job));
    QCOMPARE(number, 1);
    waits.now += 280s;
    QVERIFY(client.manifest(u"a/b"_s, u"1"_s, job));
    QCOMPARE(number, 1);
    waits.now += 15s; // ended as far as the client knows: it does not send what is of no use
    registry.forgetRequests();
    QVERIFY(client.manifest(u"a/b"_s, u"1"_s, job));
    QCOMPARE(number, 2);
    QVERIFY(!registry.received().contains("tok1"));
    ++number; // withdrawn: the old one is sent, refused, and one new one is got
    registry.forgetRequests();
    QVERIFY(client.manifest(u"a/b"_s, u"1"_s, job));
    QCOMPARE(registry.count("/token"), 1);
    QCOMPARE(registry.count("/manifests/"), 2);
    // Leave for one repository is not leave for another.
    registry.forgetRequests();
    QVERIFY(client.manifest(u"a/c"_s, u"1"_s, job));
    QVERIFY(registry.requests().constFirst().header("Authorization").isEmpty());
}

void TestRegistryClient::noLoopOf401()
{
    FaultyRegistry registry;
    serveTokens(registry, "tok");
    registry.demand(bearer(registry.url() + "/token"), "never");
    Waits waits;
    RegistryClient client(endpointOf(registry), noSettings(), std::make_shared<OneLogin>(kLogin), waits.clock());
    Job job;
    for (int i = 1; i <= 3; ++i) {
        const auto manifest = client.manifest(u"a/b"_s, u"1"_s, job);
        QCOMPARE(manifest.error().code, ErrorCode::AuthRequired);
        QVERIFY(manifest.error().detail.contains(u"as the test wants it"_s));
        QCOMPARE(registry.count("/token"), i);
        QCOMPARE(registry.count("/manifests/"), 2 * i);
    }
    QVERIFY(waits.all.empty());
}

void TestRegistryClient::tokenAnswers_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<ErrorCode>("code"); // Internal: let in
    const auto row = [](const char *name, const QByteArray &body, ErrorCode code, int status = 200) {
        QTest::addRow("%s", name) << status << body << code;
    };
    row("token", R"({"token":"tok"})", ErrorCode::Internal);
    row("access_token", R"({"access_token":"tok"})", ErrorCode::Internal);
    row("expires_in of another kind", R"({"token":"tok","expires_in":"x"})", ErrorCode::Internal);
    row("no token", "{}", ErrorCode::Corrupt);
    row("no JSON", "<html>", ErrorCode::Corrupt);
    row("a list", "[]", ErrorCode::Corrupt);
    row("a token of two lines", R"({"token":"tok\r\nX-Evil: y"})", ErrorCode::Corrupt);
    row("65 KB", R"({"token":")" + QByteArray(65'000, 't') + R"(","x":")" + QByteArray(1000, 'x') + "\"}",
        ErrorCode::LimitExceeded);
    row("refused", R"({"details":"incorrect username or password"})", ErrorCode::AuthRequired, 401);
    row("forbidden", R"({"details":"no"})", ErrorCode::AuthRequired, 403);
    row("bad request", "{}", ErrorCode::AuthRequired, 400);
    row("missing", "", ErrorCode::NotFound, 404);
    row("busy", "", ErrorCode::Network, 503);
}

void TestRegistryClient::tokenAnswers()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(ErrorCode, code);
    FaultyRegistry registry;
    registry.putManifest("a/b", "1", kManifestType, manifestBytes());
    registry.answerWith([=](const Request &request) -> std::optional<Answer> {
        if (!request.target.startsWith("/token"))
            return std::nullopt;
        return Answer { status, {}, body };
    });
    registry.demand(bearer(registry.url() + "/token?a=b"), "Bearer tok");
    Waits waits;
    RegistryClient client(endpointOf(registry), noSettings(), std::make_shared<OneLogin>(kLogin), waits.clock());
    Job job;
    const auto manifest = client.manifest(u"a/b"_s, u"1"_s, job);
    QVERIFY2(manifest.has_value() == (code == ErrorCode::Internal), qPrintable(problem(manifest)));
    QCOMPARE(registry.count("/token?a=b&service=test&"), registry.count("/token"));
    if (!manifest)
        QVERIFY2(manifest.error().code == code, qPrintable(problem(manifest)));
}

void TestRegistryClient::identityToken()
{
    FaultyRegistry registry;
    registry.putManifest("a/b", "1", kManifestType, manifestBytes());
    serveTokens(registry, "tok");
    registry.demand(bearer(registry.url() + "/token"), "Bearer tok");
    RegistryClient client(endpointOf(registry), noSettings(),
        std::make_shared<OneLogin>(Credentials { u"<token>"_s, u"ref/resh"_s, true }));
    Job job;
    const auto manifest = client.manifest(u"a/b"_s, u"1"_s, job);
    QVERIFY2(manifest, qPrintable(problem(manifest)));
    for (const Request &request : registry.requests()) {
        if (!request.target.startsWith("/token"))
            continue;
        QCOMPARE(request.method, "POST");
        QCOMPARE(request.target, "/token");
        for (const char *part : { "grant_type=refresh_token", "refresh_token=ref%2Fresh", "service=test",
                 "client_id=", "scope=repository%3Aa%2Fb%3Apull" })
            QVERIFY2(request.bytes.contains(part), part);
        QVERIFY(request.header("Authorization").isEmpty());
    }
}

void TestRegistryClient::brokenHelperDoesNotKeepFromWhatIsPublic()
{
    FaultyRegistry registry;
    registry.putManifest("a/b", "1", kManifestType, manifestBytes());
    serveTokens(registry, "tok");
    registry.demand(bearer(registry.url() + "/token"), "Bearer tok");
    Job job;
    RegistryClient client(endpointOf(registry), noSettings(), std::make_shared<BrokenLogin>());
    QVERIFY(client.manifest(u"a/b"_s, u"1"_s, job));
    // Where a login is needed, it is said why there is none.
    FaultyRegistry strict;
    strict.demand("Basic realm=\"x\"", kBasic);
    RegistryClient other(endpointOf(strict), noSettings(), std::make_shared<BrokenLogin>());
    QCOMPARE(other.manifest(u"a/b"_s, u"1"_s, job).error().detail, u"the keychain is locked"_s);
}

void TestRegistryClient::nothingLeaks_data()
{
    // @ stands for the registry, & for another host, % for another port of the same.
    QTest::addColumn<QByteArray>("challenge");
    QTest::addColumn<QByteArray>("accepted");
    QTest::addColumn<QByteArrayList>("locations"); // of redirects from /blobs/
    QTest::addColumn<bool>("isRead");
    const auto row = [](const char *name, const QByteArray &challenge, const QByteArrayList &locations, bool isRead,
                         const QByteArray &accepted = "Bearer tok-secret") {
        QTest::addRow("%s", name) << challenge << accepted << locations << isRead;
    };
    const QByteArray basic = "Basic realm=\"x\"";
    const QByteArray own = bearer("@/token");
    row("basic, redirect to another host", basic, { "&/v2/blob" }, true, kBasic);
    row("basic, redirect to another port", basic, { "%/v2/blob" }, true, kBasic);
    row("token, redirect to another host", own, { "&/v2/blob" }, true);
    row("token, redirect to another port", own, { "%/v2/blob" }, true);
    row("token, redirect without a scheme", own, { "//&&/v2/blob" }, true);
    row("token, over the same host", own, { "@/v2/moved", "&/v2/blob" }, true);
    row("token, another host that asks for a login", own, { "&/v2/ask" }, false);
    row("token, another host that asks for a token", own, { "&/v2/asktoken" }, false);
    row("token, and on to a third", own, { "&/v2/on" }, true);
    row("token, the realm of another host", bearer("&/token"), {}, false);
    row("token, the realm of another port", bearer("%/token"), {}, true, "Bearer tok-other");
    row("token, a realm that redirects", bearer("@/tokenmoved"), {}, false);
    row("a page elsewhere", own, {}, true);
}

void TestRegistryClient::nothingLeaks()
{
    QFETCH(QByteArray, challenge);
    QFETCH(QByteArray, accepted);
    QFETCH(QByteArrayList, locations);
    QFETCH(bool, isRead);
    FaultyRegistry registry;
    FaultyRegistry other({ "127.0.0.2", nullptr });
    FaultyRegistry port;
    const QByteArray bytes(5000, 'x');
    const auto filled = [&](QByteArray text) {
        return text.replace("&&", other.address())
            .replace("@", registry.url())
            .replace("&", other.url())
            .replace("%", port.url());
    };
    const Digest digest = registry.putBlob(bytes);
    for (FaultyRegistry *each : { &other, &port }) {
        each->answerWith([each, &port, bytes](const Request &request) -> std::optional<Answer> {
            if (request.target == "/v2/blob")
                return Answer { 200, {}, bytes };
            if (request.target == "/v2/on")
                return Answer { 302, { { "Location", port.url() + "/v2/blob" } } };
            if (request.target == "/v2/ask")
                return Answer { 401, { { "WWW-Authenticate", "Basic realm=\"x\"" } } };
            if (request.target == "/v2/asktoken")
                return Answer { 401, { { "WWW-Authenticate", bearer(each->url() + "/token") } } };
            return std::nullopt;
        });
        serveTokens(*each, "tok-other");
    }
    registry.redirect("/tokenmoved", other.url() + "/token");
    serveTokens(registry, "tok-secret");
    registry.demand(filled(challenge), accepted);
    if (!locations.isEmpty())
        registry.redirect("/blobs/", filled(locations.value(0)));
    if (locations.size() > 1)
        registry.redirect("/v2/moved", filled(locations.value(1)));
    registry.answerWith([&other](const Request &request) -> std::optional<Answer> {
        if (!request.target.contains("/tags/list"))
            return std::nullopt;
        return Answer { 200, { { "Link", "<" + other.url() + "/v2/a/b/tags/list>; rel=\"next\"" } },
            R"({"tags":["x"]})" };
    });
    Waits waits;
    RegistryClient client(endpointOf(registry), noSettings(), std::make_shared<OneLogin>(kLogin), waits.clock());
    Job job;
    const auto blob = client.blob(u"a/b"_s, digest, bytes.size(), 0, job);
    QVERIFY2(blob.has_value() == isRead, qPrintable(problem(blob)));
    if (blob)
        QVERIFY(*readAll(**blob) == bytes);
    static_cast<void>(client.tags(u"a/b"_s, job));
    const QByteArray seen = other.received() + (challenge.contains('%') ? QByteArray() : port.received());
    for (const QByteArray &secret : { QByteArray("tok-secret"), QByteArray("hunter2"), kBasic.mid(6),
             QByteArray("Authorization"), QByteArray("hugo") })
        QVERIFY2(!seen.contains(secret), seen.constData());
    if (!isRead) {
        QVERIFY(!blob.error().detail.contains(u"hunter2"_s));
        QVERIFY(!blob.error().detail.contains(u"tok-secret"_s));
    }
}

void TestRegistryClient::realms_data()
{
    QTest::addColumn<QByteArray>("realm"); // @: the registry, &: another host, $: another host with TLS
    QTest::addColumn<bool>("isInsecure");
    QTest::addColumn<ErrorCode>("code"); // Internal: a token was got
    const auto row = [](const char *name, const QByteArray &realm, bool isInsecure, ErrorCode code) {
        QTest::addRow("%s", name) << realm << isInsecure << code;
    };
    row("its own", "@/token", false, ErrorCode::Internal);
    row("another host, TLS", "$/token", false, ErrorCode::Internal);
    row("another host, plain", "&/token", false, ErrorCode::AccessDenied);
    row("another host, plain, marked insecure", "&/token", true, ErrorCode::Internal);
    row("no address", "token", false, ErrorCode::Unsupported);
    row("a file", "file:///etc/passwd", true, ErrorCode::Unsupported);
    row("with a login in it", "https://u:p@127.0.0.1/", true, ErrorCode::Unsupported);
}

void TestRegistryClient::realms()
{
    QFETCH(QByteArray, realm);
    QFETCH(bool, isInsecure);
    QFETCH(ErrorCode, code);
    TestCertificate certificate;
    FaultyRegistry registry;
    FaultyRegistry other({ "127.0.0.2", nullptr });
    FaultyRegistry tls({ "127.0.0.3", &certificate });
    registry.putManifest("a/b", "1", kManifestType, manifestBytes());
    for (FaultyRegistry *each : { &registry, &other, &tls })
        serveTokens(*each, "tok");
    registry.demand(bearer(realm.replace("@/", registry.url() + '/').replace("&", other.url()).replace("$", tls.url())),
        "Bearer tok");
    const auto settings = noSettings();
    settings->setTls(QString::fromLatin1(tls.address()), { certificate.file(), {}, {} });
    Waits waits;
    RegistryClient client(
        endpointOf(registry, isInsecure), settings, std::make_shared<OneLogin>(kLogin), waits.clock());
    Job job;
    const auto manifest = client.manifest(u"a/b"_s, u"1"_s, job);
    QVERIFY2(manifest.has_value() == (code == ErrorCode::Internal), qPrintable(problem(manifest)));
    if (manifest)
        return;
    QVERIFY2(manifest.error().code == code, qPrintable(problem(manifest)));
    QVERIFY(other.requests().isEmpty());
}

void TestRegistryClient::whereWeWereSentNobodyAsksForALogin()
{
    // The realm itself is one that the registry might have named.
    TestCertificate certificate;
    FaultyRegistry registry;
    FaultyRegistry other({ "127.0.0.2", nullptr });
    FaultyRegistry realm({ "127.0.0.3", &certificate });
    serveTokens(realm, "tok");
    const Digest digest = registry.putBlob("hello");
    registry.redirect("/blobs/", other.url() + "/v2/blob");
    other.demand(bearer(realm.url() + "/token"), "Bearer tok");
    const auto settings = noSettings();
    settings->setTls(QString::fromLatin1(realm.address()), { certificate.file(), {}, {} });
    RegistryClient client(endpointOf(registry), settings, std::make_shared<OneLogin>(kLogin));
    Job job;
    QCOMPARE(client.blob(u"a/b"_s, digest, 5, 0, job).error().code, ErrorCode::AuthRequired);
    QVERIFY(realm.requests().isEmpty());
    QCOMPARE(other.requests().size(), 1);
}

void TestRegistryClient::redirectsFromTls()
{
    TestCertificate certificate;
    FaultyRegistry registry({ "127.0.0.1", &certificate });
    FaultyRegistry plain;
    const Digest digest = registry.putBlob("hello");
    const auto settings = noSettings();
    settings->setTls(QString::fromLatin1(registry.address()), { certificate.file(), {}, {} });
    registry.redirect("/blobs/", plain.url() + "/v2/blob");
    RegistryClient client(endpointOf(registry), settings, nullptr);
    Job job;
    const auto blob = client.blob(u"a/b"_s, digest, 5, 0, job);
    QVERIFY(!blob);
    QCOMPARE(blob.error().code, ErrorCode::AccessDenied);
    QVERIFY(plain.requests().isEmpty());
    // Round and round.
    FaultyRegistry loop;
    loop.redirect("/v2/", "/v2/again");
    RegistryClient other(endpointOf(loop), noSettings(), nullptr);
    QCOMPARE(other.ping(job).error().code, ErrorCode::LimitExceeded);
    QCOMPARE(loop.count("/v2/again"), RedirectPolicy::kMostRedirects);
}

void TestRegistryClient::tags_data()
{
    QTest::addColumn<QByteArrayList>("links"); // of page after page; @: the registry
    QTest::addColumn<int>("pages");
    QTest::addColumn<int>("warnings");
    const auto row = [](const char *name, const QByteArrayList &links, int pages, int warnings = 0) {
        QTest::addRow("%s", name) << links << pages << warnings;
    };
    row("one page", { "" }, 1);
    row("relative", { "</v2/a/b/tags/list?last=1>; rel=\"next\"", "" }, 2);
    row("in full", { "<@/v2/a/b/tags/list?last=1>; rel=next", "<?last=2>; rel=next", "" }, 3);
    row("a circle", { "<?last=1>; rel=next", "<?last=1>; rel=next" }, 2, 1);
    row("somewhere else", { "<http://127.0.0.2:1/v2/>; rel=next" }, 1, 1);
    row("nowhere", { "<ftp://x/>; rel=next" }, 1, 1);
}

void TestRegistryClient::tags()
{
    QFETCH(QByteArrayList, links);
    QFETCH(int, pages);
    FaultyRegistry registry;
    registry.fail(Fault::Missing, "/v2/none/");
    std::atomic<int> page = 0;
    registry.answerWith([&](const Request &request) -> std::optional<Answer> {
        if (!request.target.contains("/tags/list"))
            return std::nullopt;
        const int number = page++;
        QByteArray link = links.value(number);
        return Answer { 200, { { "Link", link.replace("@", registry.url()) } },
            R"({"name":"a/b","tags":["t)" + QByteArray::number(number) + R"(","no tag!"]})" };
    });
    RegistryClient client(endpointOf(registry), noSettings(), nullptr);
    Job job;
    const Result<RemoteTags> tags = client.tags(u"a/b"_s, job);
    QVERIFY2(tags, qPrintable(problem(tags)));
    QCOMPARE(tags->tags.size(), pages);
    QCOMPARE(tags->tags.constFirst(), u"t0"_s);
    QTEST(static_cast<int>(tags->warnings.size()), "warnings");
    QCOMPARE(client.tags(u"none/x"_s, job).error().code, ErrorCode::NotFound);
}

void TestRegistryClient::referrers_data()
{
    QTest::addColumn<QString>("where"); // "list", "pages", "tag", "none", "page"
    QTest::addColumn<QString>("type");
    QTest::addColumn<int>("count"); // -1: an error
    const auto row = [](const char *name, const char *where, const char *type, int count) {
        QTest::addRow("%s", name) << QString::fromLatin1(where) << QString::fromLatin1(type) << count;
    };
    row("all", "list", "", 2);
    row("of one type, not filtered over there", "list", "x/sbom", 1);
    row("over two pages", "pages", "", 3);
    row("from the tag", "tag", "", 2);
    row("from the tag, of one type", "tag", "x/sbom", 1);
    row("neither", "none", "", 0);
    row("a web page", "web", "", -1);
}

void TestRegistryClient::referrers()
{
    QFETCH(QString, where);
    QFETCH(QString, type);
    QFETCH(int, count);
    FaultyRegistry registry;
    const Digest digest = *Digest::parse("sha256:" + kHex);
    const QByteArray list = indexBytes({ descriptorBytes("x/sbom"), descriptorBytes("x/signature", 'c') });
    registry.answerWith([=](const Request &request) -> std::optional<Answer> {
        if (!request.target.contains("/referrers/sha256:" + kHex))
            return std::nullopt;
        const HttpHeaders headers { { "Content-Type", kIndexType } };
        if (where == u"list")
            return Answer { 200, headers, list };
        if (where == u"pages" && request.target.contains("p=2"))
            return Answer { 200, headers, indexBytes({ descriptorBytes("x/sbom", 'd') }) };
        if (where == u"pages")
            return Answer { 200, headers + HttpHeaders { { "Link", "<?p=2>; rel=next" } }, list };
        if (where == u"web")
            return Answer { 200, { { "Content-Type", "text/html" } }, "<html>" };
        return std::nullopt;
    });
    if (where == u"tag")
        registry.putManifest("a/b", "sha256-" + kHex, kIndexType, list);
    RegistryClient client(endpointOf(registry), noSettings(), nullptr);
    Job job;
    const Result<RemoteReferrers> found = client.referrers(u"a/b"_s, digest, type, job);
    QVERIFY2(found.has_value() == (count >= 0), qPrintable(problem(found)));
    if (!found)
        return;
    QCOMPARE(found->manifests.size(), count);
    QCOMPARE(found->isFromTag, where == u"tag" || where == u"none");
    if (!type.isEmpty())
        QVERIFY(registry.requests().constFirst().target.contains("artifactType=x%2Fsbom")
            || registry.count("artifactType=x%2Fsbom") == 1);
}

void TestRegistryClient::foreignBlobsStayAway()
{
    // A manifest may not send us to this machine; and what it names never gets a login.
    FaultyRegistry registry;
    FaultyRegistry other({ "127.0.0.2", nullptr });
    RegistryClient client(endpointOf(registry), noSettings(), std::make_shared<OneLogin>(kLogin));
    Job job;
    const Digest digest = *Digest::parse("sha256:" + kHex);
    const auto blob = client.foreignBlob(other.url() + "/layer", digest, 5, 0, job);
    QVERIFY(!blob);
    QCOMPARE(blob.error().code, ErrorCode::AccessDenied);
    QVERIFY(other.requests().isEmpty());
    QCOMPARE(client.foreignBlob("file:///etc/passwd", digest, 5, 0, job).error().code, ErrorCode::Unsupported);
}

void TestRegistryClient::rateLimitsAreKept()
{
    FaultyRegistry registry;
    registry.answerWith([](const Request &request) -> std::optional<Answer> {
        if (!request.target.contains("/manifests/"))
            return std::nullopt;
        return Answer { 200,
            { { "Content-Type", kManifestType }, { "ratelimit-limit", "100;w=21600" },
                { "ratelimit-remaining", "3;w=21600" } },
            manifestBytes() };
    });
    RegistryClient client(endpointOf(registry), noSettings(), nullptr);
    Job job;
    const RateLimit expected { 100, 3, 21600 };
    QVERIFY(client.manifest(u"a/b"_s, u"1"_s, job)->rate == expected);
    QVERIFY(client.headOfManifest(u"a/b"_s, u"1"_s, job)->rate == expected);
}

void TestRegistryClient::cancel_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addRow("a body that hangs") << Fault::Hung;
    QTest::addRow("a wait") << Fault::ServerError;
    QTest::addRow("a body without end") << Fault::Endless;
}

void TestRegistryClient::cancel()
{
    QFETCH(Fault, fault);
    FaultyRegistry registry;
    const Digest digest = registry.putBlob(QByteArray(10'000, 'x'));
    registry.fail(fault, "/blobs/");
    RegistryClient client(endpointOf(registry), noSettings(), nullptr);
    Job job;
    std::thread canceller([&] {
        std::this_thread::sleep_for(200ms);
        job.cancel();
    });
    const auto begun = std::chrono::steady_clock::now();
    auto blob = client.blob(u"a/b"_s, digest, -1, 0, job);
    Error error = blob ? Error {} : blob.error();
    std::vector<std::byte> block(1000);
    while (blob && error.code == ErrorCode::Internal) {
        if (const Result<std::size_t> count = (*blob)->read(block, job); !count)
            error = count.error();
    }
    canceller.join();
    QCOMPARE(error.code, ErrorCode::Cancelled);
    QVERIFY(std::chrono::steady_clock::now() - begun < 20s); // not the patience of any wait
}

void TestRegistryClient::plainAndTls()
{
    TestCertificate certificate;
    FaultyRegistry tls({ "127.0.0.1", &certificate });
    tls.putManifest("a/b", "1", kManifestType, manifestBytes());
    Job job;
    // Nobody has said that its certificate is good, and being marked insecure does not make it so.
    RegistryClient distrusting(endpointOf(tls, true), noSettings(), nullptr);
    QCOMPARE(distrusting.ping(job).error().cause, ErrorCause::ServerCertificate);
    const auto settings = noSettings();
    settings->setTls(QString::fromLatin1(tls.address()), { certificate.file(), {}, {} });
    RegistryClient client(endpointOf(tls), settings, nullptr);
    QVERIFY(client.ping(job));
    QVERIFY(client.manifest(u"a/b"_s, u"1"_s, job));
    QVERIFY(tls.requests().constLast().bytes.startsWith("GET /v2/a/b/manifests/1 "));
}

QTEST_GUILESS_MAIN(TestRegistryClient)
#include "tst_registryclient.moc"
