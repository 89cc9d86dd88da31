// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/http/webclient.h"

#include "services/http/webchannel.h"
#include "services/types/readwhole.h"

#include <QtCore/QMutexLocker>

#include <algorithm>

namespace varve {

namespace {

constexpr std::size_t kMostFree = 16; // for all hosts together
constexpr auto kFreeFor = std::chrono::seconds(30);

Error about(Error error, const WebUrl &url)
{
    if (error.subject.isEmpty())
        error.subject = url.toShownText();
    return error;
}

} // namespace

WebExchange::WebExchange(WebClient &client, std::unique_ptr<WebChannel> channel, HttpHead head, WebUrl url)
    : m_client(client)
    , m_channel(std::move(channel))
    , m_head(std::move(head))
    , m_url(std::move(url))
{
    letGo();
}

WebExchange::~WebExchange() = default;

void WebExchange::letGo()
{
    if (m_channel->isBodyDone())
        m_client.giveBack(std::move(m_channel));
}

Result<std::size_t> WebExchange::read(std::span<std::byte> into, const Job &job)
{
    if (!m_channel || into.empty())
        return std::size_t { 0 };
    Result<std::size_t> count = m_channel->readBody(into, job);
    if (!count) {
        m_channel.reset();
        return fail(about(std::move(count.error()), m_url));
    }
    letGo();
    return count;
}

Result<QByteArray> WebExchange::readAll(std::size_t maxBytes, const Job &job)
{
    Result<QByteArray> body =
        readWhole([&](std::span<std::byte> into) { return read(into, job); }, maxBytes, m_url.toShownText());
    if (!body)
        m_channel.reset(); // what is left of it must not be taken for another answer
    return body;
}

WebClient::WebClient() = default;

WebClient::~WebClient() = default;

Result<std::unique_ptr<WebExchange>> WebClient::open(const WebRequest &request, const Job &job)
{
    if (job.isCancelled())
        return job.cancelled();
    std::unique_ptr<WebChannel> channel = takeIdle(request);
    if (!channel)
        channel = std::make_unique<WebChannel>();
    Result<HttpHead> head = channel->exchange(request, job);
    if (!head)
        return fail(about(std::move(head.error()), request.url));
    return std::unique_ptr<WebExchange>(new WebExchange(*this, std::move(channel), std::move(*head), request.url));
}

Result<HttpResponse> WebClient::fetch(const WebRequest &request, std::size_t maxBytes, const Job &job)
{
    Result<std::unique_ptr<WebExchange>> exchange = open(request, job);
    if (!exchange)
        return fail(std::move(exchange.error()));
    Result<QByteArray> body = (*exchange)->readAll(maxBytes, job);
    if (!body)
        return fail(std::move(body.error()));
    return HttpResponse { (*exchange)->head(), std::move(*body) };
}

std::unique_ptr<WebChannel> WebClient::takeIdle(const WebRequest &request)
{
    const QMutexLocker lock(&m_mutex);
    const auto tooOld = std::chrono::steady_clock::now() - kFreeFor;
    std::erase_if(m_idle, [tooOld](const auto &channel) { return channel->lastUse() < tooOld; });
    const auto found =
        std::find_if(m_idle.rbegin(), m_idle.rend(), [&](const auto &channel) { return channel->fits(request); });
    if (found == m_idle.rend())
        return nullptr;
    std::unique_ptr<WebChannel> channel = std::move(*found);
    m_idle.erase(std::next(found).base());
    return channel;
}

void WebClient::giveBack(std::unique_ptr<WebChannel> channel)
{
    const QMutexLocker lock(&m_mutex);
    if (m_idle.size() >= kMostFree)
        m_idle.erase(m_idle.begin());
    m_idle.push_back(std::move(channel));
}

} // namespace varve
