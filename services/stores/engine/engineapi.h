// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The API of one container engine: which engine it is, which version of the API both sides speak, and requests whose
// failures are Errors with the engine's own words. Owns the HTTP client. Any thread, several at once.
//
// Sources: Docker Engine API 1.24 to 1.51 (/_ping, /version, /info), Podman 4 and 5 (the same paths, and /libpod/).
// Errors: those of HttpClient; NotFound (404), AccessDenied (401, 403), Conflict (409), RateLimited (429), Unsupported (400, 501, or
// no version in common), Network (the engine failed: 5xx).
#pragma once

#include "services/http/httpclient.h"

#include <QtCore/QString>

#include <compare>

namespace varve {

// "1.41"; versions compare by number, not by text.
struct ApiVersion {
    int major = 0;
    int minor = 0;
    static ApiVersion parse(QByteArrayView text); // 0.0 for anything else
    QByteArray toText() const;
    bool isNull() const { return major == 0; }
    // clang-tidy 14 takes the zero that a defaulted comparison is made with for a pointer.
    auto operator<=>(const ApiVersion &) const = default; // NOLINT(modernize-use-nullptr)
};

enum class EngineBrand : std::uint8_t { Docker, Podman };

struct EngineInfo {
    EngineBrand brand = EngineBrand::Docker;
    QString serverVersion; // "26.1.5", "4.3.1"
    ApiVersion apiVersion; // that is spoken: the newest of both sides
    QString id; // the engine's own, stable over restarts; empty where it tells none
    QString name; // of its machine
    QString rootFolder; // DockerRootDir, GraphRoot
    QString storageDriver; // "overlay2", "io.containerd.snapshotter.v1" ...
    bool hasContainerdStore = false;
    QString operatingSystem; // of the images it runs: "linux"
    QString architecture; // as the engine's kernel calls it: "x86_64"
};

class EngineApi {
public:
    // `brand`: which program an ssh endpoint asks over there to reach the socket.
    explicit EngineApi(const Endpoint &endpoint, EngineBrand brand = EngineBrand::Docker);

    const Endpoint &endpoint() const { return m_client.endpoint(); }

    // Asks who is there and agrees on a version. To be called before everything else, and again after the engine was away.
    Result<EngineInfo> connect(const Job &job);

    // `path` is percent-encoded and starts behind the version: "/images/json?all=1". `libpod` speaks Podman's own API.
    enum class Dialect { Docker, Libpod };
    Result<QByteArray> get(
        const QByteArray &path, std::size_t maxBytes, const Job &job, Dialect dialect = Dialect::Docker);
    Result<QByteArray> send(const QByteArray &method, const QByteArray &path, const QByteArray &body, const Job &job,
        Dialect dialect = Dialect::Docker);
    // The same, whatever the status is; its failure as an Error.
    Result<HttpResponse> ask(const QByteArray &method, const QByteArray &path, const QByteArray &body, const Job &job);
    Error errorOf(const HttpResponse &response) const;
    // A body that is read as it comes; the exchange is a success already.
    Result<std::unique_ptr<HttpExchange>> open(const HttpRequest &request, const Job &job);

    ApiVersion version() const; // that is spoken; null before connect()
    // The path with the version in front, after connect().
    QByteArray versioned(const QByteArray &path, Dialect dialect = Dialect::Docker) const;

private:
    Result<HttpHead> ping(const Job &job);
    Result<QByteArray> fetch(const HttpRequest &request, std::size_t maxBytes, const Job &job);
    void setVersions(ApiVersion docker, QByteArray libpod);

    HttpClient m_client;
    mutable QMutex m_mutex;
    ApiVersion m_version;
    QByteArray m_libpodVersion;
};

// What the body of a failed request says: {"message": ...}, Podman's {"cause", "message", "response"}, or a line of text.
QString engineMessage(QByteArrayView body);
// A query or path component, percent-encoded.
QByteArray encoded(const QString &text);

} // namespace varve
