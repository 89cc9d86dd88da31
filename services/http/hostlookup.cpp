// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/http/hostlookup.h"

#include "services/jobs/detached.h"

#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <netdb.h>

namespace varve {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

using Endpoints = std::vector<tcp::endpoint>;

constexpr auto kSlice = std::chrono::milliseconds(50);

// Shared by who asks and who waits; whoever lets go last destroys it.
struct Question {
    std::string host;
    std::uint16_t port = 0;
    std::mutex mutex;
    std::condition_variable isAnswered;
    bool isDone = false;
    std::string problem;
    Endpoints found;
};

void ask(Question &question)
{
    addrinfo hints {};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo *list = nullptr;
    const int failed = getaddrinfo(question.host.c_str(), nullptr, &hints, &list);
    Endpoints found;
    for (const addrinfo *each = failed == 0 ? list : nullptr; each; each = each->ai_next) {
        tcp::endpoint endpoint;
        if (each->ai_addrlen > endpoint.capacity())
            continue;
        endpoint.resize(each->ai_addrlen);
        std::memcpy(endpoint.data(), each->ai_addr, each->ai_addrlen);
        endpoint.port(question.port);
        found.push_back(endpoint);
    }
    if (failed == 0)
        freeaddrinfo(list);
    const std::lock_guard lock(question.mutex);
    question.isDone = true;
    question.found = std::move(found);
    question.problem = failed == 0 ? std::string() : gai_strerror(failed);
    question.isAnswered.notify_one();
}

tl::unexpected<Error> failed(const std::string &host, const QString &why)
{
    return fail(ErrorCode::Network, {}, QStringLiteral("looking up %1: %2").arg(QString::fromStdString(host), why));
}

} // namespace

Result<Endpoints> lookUpHost(
    const std::string &host, std::uint16_t port, const Job &job, std::chrono::milliseconds within)
{
    boost::system::error_code noAddress;
    const asio::ip::address address = asio::ip::make_address(host, noAddress);
    if (!noAddress)
        return Endpoints { tcp::endpoint(address, port) };
    const auto question = std::make_shared<Question>();
    question->host = host;
    question->port = port;
    if (!runDetached([question] { ask(*question); }))
        return fail(ErrorCode::LimitExceeded, {}, QStringLiteral("there is no thread left to look up a host"));
    const auto deadline = std::chrono::steady_clock::now() + within;
    std::unique_lock lock(question->mutex);
    while (!question->isDone) {
        if (job.isCancelled())
            return job.cancelled();
        if (std::chrono::steady_clock::now() >= deadline)
            return failed(host, QStringLiteral("no answer for %1 s").arg(within.count() / 1000));
        question->isAnswered.wait_for(lock, kSlice);
    }
    if (question->found.empty()) {
        return failed(host,
            question->problem.empty() ? QStringLiteral("it has no address")
                                      : QString::fromStdString(question->problem));
    }
    return std::move(question->found);
}

} // namespace varve
