// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/engine/engineapi.h"

#include "services/oci/json.h"
#include "services/types/limits.h"

#include <QtCore/QMutexLocker>
#include <QtCore/QUrl>

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr ApiVersion kOldest { 1, 24 };
constexpr ApiVersion kNewest { 1, 51 }; // read and tried
constexpr qsizetype kMostMessageCharacters = 1000;
constexpr auto kPingIdle = std::chrono::seconds(10);

// Both programs have a command that joins its input and output to the engine's socket.
QStringList remoteCommand(const Endpoint &endpoint, EngineBrand brand)
{
    if (endpoint.kind != Endpoint::Kind::Ssh)
        return {};
    const QString program = brand == EngineBrand::Podman ? u"podman"_s : u"docker"_s;
    if (endpoint.path.isEmpty())
        return { program, u"system"_s, u"dial-stdio"_s };
    // The far shell reads these words once more: single quotes keep the path one word.
    QString quoted = endpoint.path;
    quoted.replace(u'\'', u"'\\''"_s);
    const QString option = brand == EngineBrand::Podman ? u"--url"_s : u"--host"_s;
    return { program, option, u"'unix://"_s + quoted + u'\'', u"system"_s, u"dial-stdio"_s };
}

ErrorCode codeOfStatus(int status)
{
    switch (status) {
    case 400:
    case 501:
        return ErrorCode::Unsupported;
    case 401:
    case 403:
        return ErrorCode::AccessDenied;
    case 404:
        return ErrorCode::NotFound;
    case 409:
        return ErrorCode::Conflict;
    case 429:
        return ErrorCode::RateLimited;
    default:
        return ErrorCode::Network;
    }
}

Error errorOfAnswer(const HttpHead &head, const QByteArray &body, const QString &subject)
{
    const QString said = engineMessage(body);
    const QString status = u"%1 %2"_s.arg(head.status).arg(QString::fromUtf8(head.reason));
    return { codeOfStatus(head.status), subject, said.isEmpty() ? status : said + u" ("_s + status + u')' };
}

bool isPodmanVersion(const Json &version)
{
    const Json *components = member(version, "Components");
    if (!components || !components->is_array())
        return false;
    return std::any_of(components->begin(), components->end(),
        [](const Json &component) { return stringMember(component, "Name") == u"Podman Engine"; });
}

} // namespace

ApiVersion ApiVersion::parse(QByteArrayView text)
{
    const qsizetype dot = text.indexOf('.');
    bool isMajor = false;
    bool isMinor = false;
    ApiVersion version;
    if (dot > 0) {
        version.major = text.first(dot).toByteArray().toInt(&isMajor);
        version.minor = text.sliced(dot + 1).toByteArray().toInt(&isMinor);
    }
    return isMajor && isMinor && version.major > 0 && version.minor >= 0 ? version : ApiVersion {};
}

QByteArray ApiVersion::toText() const
{
    return QByteArray::number(major) + '.' + QByteArray::number(minor);
}

QString engineMessage(QByteArrayView body)
{
    const auto json = parseJson(body, limits::kErrorBodyBytes, {});
    QString text = json ? stringMember(*json, "message") : QString();
    if (json && text.isEmpty())
        text = stringMember(*json, "cause");
    if (!json && !body.trimmed().startsWith('<')) // a web page says nothing that fits in a sentence
        text = QString::fromUtf8(body).simplified();
    return text.left(kMostMessageCharacters);
}

QByteArray encoded(const QString &text)
{
    return QUrl::toPercentEncoding(text);
}

EngineApi::EngineApi(const Endpoint &endpoint, EngineBrand brand)
    : m_client(endpoint, remoteCommand(endpoint, brand))
{
}

// Before API 1.40 there is no HEAD.
Result<HttpHead> EngineApi::ping(const Job &job)
{
    HttpRequest request;
    request.target = "/_ping";
    request.idle = kPingIdle; // an engine that is stopped takes connections and never answers
    request.method = "HEAD";
    Result<HttpResponse> response = m_client.fetch(request, limits::kErrorBodyBytes, job);
    if (!response)
        return fail(std::move(response.error()));
    if (response->head.isSuccess())
        return response->head;
    request.method = "GET";
    response = m_client.fetch(request, limits::kErrorBodyBytes, job);
    if (!response)
        return fail(std::move(response.error()));
    if (!response->head.isSuccess())
        return fail(errorOfAnswer(response->head, response->body, endpoint().toString()));
    return response->head;
}

void EngineApi::setVersions(ApiVersion docker, QByteArray libpod)
{
    const QMutexLocker lock(&m_mutex);
    m_version = docker;
    m_libpodVersion = std::move(libpod);
}

Result<EngineInfo> EngineApi::connect(const Job &job)
{
    const Result<HttpHead> pong = ping(job);
    if (!pong)
        return fail(pong.error());
    HttpRequest ask;
    ask.target = "/version"; // without a version it works in every one
    const Result<QByteArray> answer = fetch(ask, limits::kErrorBodyBytes, job);
    if (!answer)
        return fail(answer.error());
    const Result<Json> version = parseJson(*answer, limits::kErrorBodyBytes, endpoint().toString());
    if (!version)
        return fail(version.error());
    ApiVersion newest = ApiVersion::parse(stringMember(*version, "ApiVersion").toLatin1());
    if (newest.isNull())
        newest = ApiVersion::parse(pong->header("Api-Version"));
    const ApiVersion oldest = ApiVersion::parse(stringMember(*version, "MinAPIVersion").toLatin1());
    if (newest.isNull()) {
        return fail(ErrorCode::Unsupported, endpoint().toString(),
            u"something answers there, but it does not say which API it speaks: it is no container engine"_s);
    }
    if (newest < kOldest || oldest > kNewest) {
        return fail(ErrorCode::Unsupported, endpoint().toString(),
            u"the engine speaks API %1 to %2, Varve %3 to %4"_s.arg(QString::fromLatin1(oldest.toText()),
                QString::fromLatin1(newest.toText()), QString::fromLatin1(kOldest.toText()),
                QString::fromLatin1(kNewest.toText())));
    }

    EngineInfo info;
    info.apiVersion = std::min(newest, kNewest);
    info.serverVersion = stringMember(*version, "Version");
    const QByteArray libpod = pong->header("Libpod-API-Version");
    if (!libpod.isEmpty() || isPodmanVersion(*version))
        info.brand = EngineBrand::Podman;
    setVersions(info.apiVersion, libpod.isEmpty() ? info.serverVersion.toLatin1() : libpod);

    const Result<QByteArray> about = get("/info", limits::kManifestBytes, job);
    if (!about)
        return fail(about.error());
    const Result<Json> json = parseJson(*about, limits::kManifestBytes, endpoint().toString());
    if (!json)
        return fail(json.error());
    info.id = stringMember(*json, "ID");
    info.name = stringMember(*json, "Name");
    info.rootFolder = stringMember(*json, "DockerRootDir");
    info.storageDriver = stringMember(*json, "Driver");
    info.operatingSystem = stringMember(*json, "OSType");
    info.architecture = stringMember(*json, "Architecture");
    if (const Json *status = member(*json, "DriverStatus"); status && status->is_array()) {
        info.hasContainerdStore = std::any_of(status->begin(), status->end(), [](const Json &pair) {
            return pair.is_array() && pair.size() == 2 && pair[0].is_string() && pair[1].is_string()
                && pair[0] == "driver-type" && pair[1] == "io.containerd.snapshotter.v1";
        });
    }
    return info;
}

ApiVersion EngineApi::version() const
{
    const QMutexLocker lock(&m_mutex);
    return m_version;
}

QByteArray EngineApi::versioned(const QByteArray &path, Dialect dialect) const
{
    const QMutexLocker lock(&m_mutex);
    if (dialect == Dialect::Libpod)
        return "/v" + m_libpodVersion + "/libpod" + path;
    return m_version.isNull() ? path : "/v" + m_version.toText() + path;
}

Result<QByteArray> EngineApi::fetch(const HttpRequest &request, std::size_t maxBytes, const Job &job)
{
    Result<std::unique_ptr<HttpExchange>> exchange = open(request, job);
    if (!exchange)
        return fail(std::move(exchange.error()));
    return (*exchange)->readAll(maxBytes, job);
}

Result<QByteArray> EngineApi::get(const QByteArray &path, std::size_t maxBytes, const Job &job, Dialect dialect)
{
    HttpRequest request;
    request.target = versioned(path, dialect);
    return fetch(request, maxBytes, job);
}

Result<QByteArray> EngineApi::send(
    const QByteArray &method, const QByteArray &path, const QByteArray &body, const Job &job, Dialect dialect)
{
    HttpRequest request;
    request.method = method;
    request.target = versioned(path, dialect);
    request.body = body;
    if (!body.isEmpty())
        request.headers.emplaceBack("Content-Type", "application/json");
    return fetch(request, limits::kManifestBytes, job);
}

Result<HttpResponse> EngineApi::ask(
    const QByteArray &method, const QByteArray &path, const QByteArray &body, const Job &job)
{
    HttpRequest request;
    request.method = method;
    request.target = versioned(path);
    request.body = body;
    if (!body.isEmpty())
        request.headers.emplaceBack("Content-Type", "application/json");
    return m_client.fetch(request, limits::kManifestBytes, job);
}

Error EngineApi::errorOf(const HttpResponse &response) const
{
    return errorOfAnswer(response.head, response.body, endpoint().toString());
}

Result<std::unique_ptr<HttpExchange>> EngineApi::open(const HttpRequest &request, const Job &job)
{
    Result<std::unique_ptr<HttpExchange>> exchange = m_client.open(request, job);
    if (!exchange || (*exchange)->head().isSuccess())
        return exchange;
    const Result<QByteArray> body = (*exchange)->readAll(limits::kErrorBodyBytes, job);
    if (!body && body.error().code == ErrorCode::Cancelled)
        return fail(body.error());
    return fail(errorOfAnswer((*exchange)->head(), body.value_or(QByteArray()), endpoint().toString()));
}

} // namespace varve
