// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/faultyregistry.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtCore/QMutexLocker>

#include <algorithm>
#include <memory>

namespace varve::test {

namespace {

constexpr const char *kClaimedType = "application/vnd.oci.image.index.v1+json";

Digest sha256Of(const QByteArray &bytes)
{
    const QByteArray hash = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
    return { Digest::Algorithm::Sha256,
        std::span(reinterpret_cast<const std::uint8_t *>(hash.constData()), static_cast<std::size_t>(hash.size())) };
}

QByteArray lineOf(const FaultyRegistry::Answer &answer)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(answer.status) + " X\r\n";
    for (const auto &[name, value] : answer.headers)
        head += name + ": " + value + "\r\n";
    return head;
}

FaultyRegistry::Answer refusal(int status, const QByteArray &code, const HttpHeaders &headers = {})
{
    return { status, headers, R"({"errors":[{"code":")" + code + R"(","message":"as the test wants it"}]})" };
}

QByteArray httpDate(int secondsFromNow)
{
    return QLocale::c()
        .toString(
            QDateTime::currentDateTimeUtc().addSecs(secondsFromNow), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"))
        .toLatin1();
}

// "bytes=100-"
qsizetype firstByteOf(const FaultyRegistry::Request &request)
{
    const QByteArray range = request.header("Range");
    return range.startsWith("bytes=") ? range.mid(6, range.indexOf('-') - 6).toLongLong() : -1;
}

void setHeader(FaultyRegistry::Answer &answer, const QByteArray &name, const QByteArray &value)
{
    answer.headers.removeIf([&](const auto &header) { return header.first == name; });
    answer.headers.append({ name, value });
}

// What is answered whatever was asked for.
std::optional<FaultyRegistry::Answer> refusalOf(FaultyRegistry::Fault fault)
{
    using Fault = FaultyRegistry::Fault;
    using Answer = FaultyRegistry::Answer;
    switch (fault) {
    case Fault::Missing:
        return refusal(404, "MANIFEST_UNKNOWN");
    case Fault::TooManySeconds:
        return refusal(429, "TOOMANYREQUESTS", { { "Retry-After", "7" } });
    case Fault::TooManyDate:
        return refusal(429, "TOOMANYREQUESTS", { { "Retry-After", httpDate(30) } });
    case Fault::ServerError:
        return refusal(500, "UNKNOWN");
    case Fault::Unavailable:
        return Answer { 503, {}, "<html>busy</html>" };
    case Fault::Schema1:
        return Answer { 200, { { "Content-Type", "application/vnd.docker.distribution.manifest.v1+prettyjws" } },
            R"({"schemaVersion":1,"name":"a","tag":"b","fsLayers":[]})" };
    case Fault::Unauthorized:
        return refusal(401, "UNAUTHORIZED", { { "WWW-Authenticate", "Basic realm=\"x\"" } });
    case Fault::WebPage:
        return Answer { 200, { { "Content-Type", "text/html" } }, "<html><body>Sign in to the network</body></html>" };
    default:
        return std::nullopt;
    }
}

} // namespace

QByteArray FaultyRegistry::Request::header(const char *name) const
{
    for (const QByteArray &line : bytes.left(bytes.indexOf("\r\n\r\n")).split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && qstricmp(line.first(colon).constData(), name) == 0)
            return line.sliced(colon + 1).trimmed();
    }
    return {};
}

FaultyRegistry::FaultyRegistry(const ScriptedServer::Port &port)
    : m_isTls(port.certificate != nullptr)
    , m_host(port.address)
    , m_server([this](ScriptedServer::Peer &peer, int) { play(peer); }, port)
{
}

QByteArray FaultyRegistry::address() const
{
    return m_host + ':' + QByteArray::number(m_server.port());
}

QByteArray FaultyRegistry::url() const
{
    return (m_isTls ? "https://" : "http://") + address();
}

Digest FaultyRegistry::putManifest(
    const QByteArray &repository, const QByteArray &tag, const QByteArray &mediaType, const QByteArray &bytes)
{
    const Stored stored { mediaType, bytes, sha256Of(bytes) };
    const QMutexLocker lock(&m_mutex);
    for (const QByteArray &name : { tag, stored.digest.toString().toLatin1() })
        m_stored.insert("/v2/" + repository + "/manifests/" + name, stored);
    return stored.digest;
}

Digest FaultyRegistry::putBlob(const QByteArray &bytes)
{
    const Stored stored { "application/octet-stream", bytes, sha256Of(bytes) };
    const QMutexLocker lock(&m_mutex);
    m_stored.insert("/blobs/" + stored.digest.toString().toLatin1(), stored);
    return stored.digest;
}

void FaultyRegistry::answerWith(Handler handler)
{
    const QMutexLocker lock(&m_mutex);
    m_handlers.push_back(std::move(handler));
}

void FaultyRegistry::fail(Fault fault, const QByteArray &part, int times)
{
    auto left = std::make_shared<std::atomic<int>>(times);
    answerWith([this, fault, part, left](const Request &request) -> std::optional<Answer> {
        if (!request.target.contains(part) || *left == 0)
            return std::nullopt;
        std::optional<Answer> answer = faultOf(fault, request);
        if (answer && *left > 0)
            --*left;
        return answer;
    });
}

void FaultyRegistry::redirect(const QByteArray &part, const QByteArray &location, int status)
{
    answerWith([=](const Request &request) -> std::optional<Answer> {
        if (!request.target.contains(part))
            return std::nullopt;
        return Answer { status, { { "Location", location } }, "elsewhere" };
    });
}

void FaultyRegistry::demand(const QByteArray &challenge, const QByteArray &accepted)
{
    answerWith([=](const Request &request) -> std::optional<Answer> {
        if (!request.target.startsWith("/v2/") || request.header("Authorization") == accepted)
            return std::nullopt;
        return refusal(401, "UNAUTHORIZED", { { "WWW-Authenticate", challenge } });
    });
}

QList<FaultyRegistry::Request> FaultyRegistry::requests() const
{
    const QMutexLocker lock(&m_mutex);
    return m_requests;
}

QByteArray FaultyRegistry::received() const
{
    QByteArray all;
    for (const Request &request : requests())
        all += request.bytes;
    return all;
}

qsizetype FaultyRegistry::count(const QByteArray &part) const
{
    const QList<Request> all = requests();
    return std::count_if(all.begin(), all.end(), [&](const Request &request) { return request.target.contains(part); });
}

void FaultyRegistry::forgetRequests()
{
    const QMutexLocker lock(&m_mutex);
    m_requests.clear();
}

std::optional<FaultyRegistry::Answer> FaultyRegistry::stored(const Request &request)
{
    const QMutexLocker lock(&m_mutex);
    auto found = m_stored.constFind(request.target);
    const qsizetype blob = request.target.indexOf("/blobs/");
    if (found == m_stored.constEnd() && blob > 0)
        found = m_stored.constFind(request.target.sliced(blob));
    if (found == m_stored.constEnd())
        return std::nullopt;
    Answer answer;
    answer.headers = { { "Content-Type", found->mediaType },
        { "Docker-Content-Digest", found->digest.toString().toLatin1() } };
    answer.body = found->bytes;
    const qsizetype first = firstByteOf(request);
    if (first < 0)
        return answer;
    const QByteArray total = QByteArray::number(found->bytes.size());
    if (first >= found->bytes.size())
        return Answer { 416, { { "Content-Range", "bytes */" + total } } };
    answer.status = 206;
    answer.body = found->bytes.sliced(first);
    answer.headers.append({ "Content-Range",
        "bytes " + QByteArray::number(first) + '-' + QByteArray::number(found->bytes.size() - 1) + '/' + total });
    return answer;
}

// Nothing: this one does not concern the request.
std::optional<FaultyRegistry::Answer> FaultyRegistry::faultOf(Fault fault, const Request &request)
{
    if (std::optional<Answer> refused = refusalOf(fault))
        return refused;
    Answer answer = stored(request).value_or(refusal(404, "BLOB_UNKNOWN"));
    const bool isPart = answer.status == 206;
    switch (fault) {
    case Fault::Truncated:
    case Fault::Hung:
        answer.length = answer.body.size();
        answer.body.truncate(answer.body.size() / 2);
        answer.hangs = fault == Fault::Hung;
        return answer;
    case Fault::OverLong:
        answer.body += "more";
        return answer;
    case Fault::WrongBytes:
        answer.body[answer.body.size() / 2] = static_cast<char>(answer.body[answer.body.size() / 2] ^ 1);
        return answer;
    case Fault::WholeInsteadOfPart: {
        Request whole = request;
        whole.bytes.replace("\r\nRange:", "\r\nX-Range:");
        return isPart ? stored(whole) : std::nullopt;
    }
    case Fault::WrongPart: {
        const qint64 size = isPart ? firstByteOf(request) + answer.body.size() : 0;
        const QByteArray text = QByteArray::number(size);
        setHeader(answer, "Content-Range", "bytes 0-" + QByteArray::number(size - 1) + '/' + text);
        return isPart ? std::optional(answer) : std::nullopt;
    }
    case Fault::WrongTotal:
        setHeader(answer, "Content-Range", "bytes " + QByteArray::number(firstByteOf(request)) + "-999999/1000000");
        return isPart ? std::optional(answer) : std::nullopt;
    case Fault::Gzip:
        setHeader(answer, "Content-Encoding", "gzip");
        return answer;
    case Fault::Endless:
        answer.isEndless = true;
        return answer;
    case Fault::OtherMediaType:
        setHeader(answer, "Content-Type", kClaimedType);
        return answer;
    case Fault::BothShapes:
        answer.body.chop(1);
        answer.body += R"(,"manifests":[]})";
        answer.headers = { { "Content-Type", kClaimedType } };
        return answer;
    case Fault::UnknownAlgorithm:
        setHeader(answer, "Docker-Content-Digest", "md5:d41d8cd98f00b204e9800998ecf8427e");
        return answer;
    case Fault::WrongDigestHeader:
        setHeader(answer, "Docker-Content-Digest", sha256Of("other").toString().toLatin1());
        return answer;
    case Fault::NoDigestHeader:
        answer.headers.removeIf([](const auto &header) { return header.first == "Docker-Content-Digest"; });
        return answer;
    default:
        break;
    }
    return answer;
}

FaultyRegistry::Answer FaultyRegistry::answerTo(const Request &request)
{
    std::vector<Handler> handlers;
    {
        const QMutexLocker lock(&m_mutex);
        m_requests.append(request);
        handlers = m_handlers;
    }
    for (const Handler &handler : handlers) {
        if (std::optional<Answer> answer = handler(request))
            return *std::move(answer);
    }
    if (std::optional<Answer> answer = stored(request))
        return *std::move(answer);
    return request.target == "/v2/" ? Answer {} : refusal(404, "NAME_UNKNOWN");
}

void FaultyRegistry::play(ScriptedServer::Peer &peer)
{
    for (;;) {
        Request request;
        request.bytes = peer.request();
        if (request.bytes.isEmpty())
            return;
        const QByteArrayList words = request.bytes.left(request.bytes.indexOf("\r\n")).split(' ');
        request.method = words.value(0);
        request.target = words.value(1);
        const Answer answer = answerTo(request);
        if (answer.isEndless) {
            peer.send(lineOf(answer) + "\r\n");
            while (peer.send(answer.body + QByteArray(4096, ' '))) { }
            return;
        }
        const qint64 length = answer.length >= 0 ? answer.length : answer.body.size();
        QByteArray bytes = lineOf(answer) + "Content-Length: " + QByteArray::number(length) + "\r\n\r\n";
        if (request.method != "HEAD")
            bytes += answer.body;
        if (!peer.send(bytes))
            return;
        if (answer.hangs)
            peer.hang();
        if (answer.hangs || (length != answer.body.size() && request.method != "HEAD"))
            return;
    }
}

} // namespace varve::test
