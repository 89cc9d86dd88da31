// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/http/httpclient.h"

#include "services/http/httpconnection.h"
#include "services/types/readwhole.h"

#include <QtCore/QMutexLocker>

#include <algorithm>

namespace varve {

namespace {

constexpr std::size_t kMostIdle = 8;
constexpr auto kIdleFor = std::chrono::seconds(30);

// Sent twice it does no more than sent once.
bool canRepeat(const HttpRequest &request)
{
    return request.method == "GET" || request.method == "HEAD";
}

QByteArray hostHeader(const Endpoint &endpoint)
{
    if (endpoint.kind == Endpoint::Kind::Unix || endpoint.kind == Endpoint::Kind::Ssh)
        return "localhost";
    const QString host = endpoint.host.contains(u':') ? u'[' + endpoint.host + u']' : endpoint.host;
    return host.toLatin1() + ':' + QByteArray::number(endpoint.port);
}

Error named(Error error, const Endpoint &endpoint)
{
    if (error.subject.isEmpty())
        error.subject = endpoint.toString();
    return error;
}

} // namespace

QByteArray HttpHead::header(const char *name) const
{
    for (const auto &[key, value] : headers) {
        if (qstricmp(key.constData(), name) == 0)
            return value;
    }
    return {};
}

bool isHeaderText(QByteArrayView text)
{
    return std::none_of(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

HttpExchange::HttpExchange(HttpClient &client, std::unique_ptr<HttpConnection> connection, HttpHead head)
    : m_client(client)
    , m_connection(std::move(connection))
    , m_head(std::move(head))
{
    if (m_connection->isBodyDone())
        m_client.giveBack(std::move(m_connection));
}

HttpExchange::~HttpExchange() = default;

Result<std::size_t> HttpExchange::read(std::span<std::byte> into, const Job &job)
{
    if (!m_connection)
        return std::size_t { 0 };
    Result<std::size_t> count = m_connection->readBody(into, job);
    if (!count) {
        m_connection.reset();
        return fail(named(std::move(count.error()), m_client.endpoint()));
    }
    if (m_connection->isBodyDone())
        m_client.giveBack(std::move(m_connection));
    return count;
}

Result<QByteArray> HttpExchange::readAll(std::size_t maxBytes, const Job &job)
{
    Result<QByteArray> body =
        readWhole([&](std::span<std::byte> into) { return read(into, job); }, maxBytes, m_client.endpoint().toString());
    if (!body)
        m_connection.reset(); // what is left of it must not be taken for another answer
    return body;
}

HttpClient::HttpClient(Endpoint endpoint, QStringList remoteCommand)
    : m_endpoint(std::move(endpoint))
    , m_remoteCommand(std::move(remoteCommand))
{
}

HttpClient::~HttpClient() = default;

Result<std::unique_ptr<HttpExchange>> HttpClient::open(const HttpRequest &request, const Job &job)
{
    for (;;) {
        std::unique_ptr<HttpConnection> connection = takeIdle();
        const bool isFresh = !connection;
        if (isFresh) {
            Result<ByteStreamPtr> stream = dial(m_endpoint, m_remoteCommand, job, m_connectWithin);
            if (!stream)
                return fail(std::move(stream.error()));
            connection = std::make_unique<HttpConnection>(std::move(*stream));
        }
        Result<HttpHead> head = connection->exchange(request, hostHeader(m_endpoint), job);
        if (head) {
            return std::unique_ptr<HttpExchange>(new HttpExchange(*this, std::move(connection), std::move(*head)));
        }
        const bool isWorthAnotherTry = !isFresh && canRepeat(request) && connection->wasLostBeforeAnswer()
            && head.error().code == ErrorCode::Network && !job.isCancelled();
        if (!isWorthAnotherTry)
            return fail(named(std::move(head.error()), m_endpoint));
    }
}

Result<HttpResponse> HttpClient::fetch(const HttpRequest &request, std::size_t maxBytes, const Job &job)
{
    Result<std::unique_ptr<HttpExchange>> exchange = open(request, job);
    if (!exchange)
        return fail(std::move(exchange.error()));
    Result<QByteArray> body = (*exchange)->readAll(maxBytes, job);
    if (!body)
        return fail(std::move(body.error()));
    return HttpResponse { (*exchange)->head(), std::move(*body) };
}

std::unique_ptr<HttpConnection> HttpClient::takeIdle()
{
    const QMutexLocker lock(&m_mutex);
    const auto tooOld = std::chrono::steady_clock::now() - kIdleFor;
    std::erase_if(m_idle, [tooOld](const auto &connection) { return connection->lastUse() < tooOld; });
    if (m_idle.empty())
        return nullptr;
    std::unique_ptr<HttpConnection> last = std::move(m_idle.back());
    m_idle.pop_back();
    return last;
}

void HttpClient::giveBack(std::unique_ptr<HttpConnection> connection)
{
    if (!connection->isReusable())
        return;
    const QMutexLocker lock(&m_mutex);
    if (m_idle.size() >= kMostIdle)
        m_idle.erase(m_idle.begin());
    m_idle.push_back(std::move(connection));
}

} // namespace varve
