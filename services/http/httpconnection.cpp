// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/http/httpconnection.h"

#include "services/types/limits.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

namespace varve {

namespace {

namespace http = boost::beast::http;
using Parser = http::response_parser<http::buffer_body>;
using std::chrono::steady_clock;

bool isValidTarget(const QByteArray &target)
{
    return target.startsWith('/') && isHeaderText(target) && !target.contains(' ');
}

Result<QByteArray> requestText(const HttpRequest &request, const QByteArray &host)
{
    if (!isValidTarget(request.target) || !isHeaderText(request.method) || !isHeaderText(host))
        return fail(ErrorCode::Internal, QString::fromUtf8(request.target), QStringLiteral("no valid request"));
    QByteArray text = request.method + ' ' + request.target + " HTTP/1.1\r\nHost: " + host
        + "\r\nUser-Agent: varve/" VARVE_VERSION "\r\nAccept-Encoding: identity\r\n";
    for (const auto &[name, value] : request.headers) {
        if (!isHeaderText(name) || !isHeaderText(value))
            return fail(ErrorCode::Internal, QString::fromUtf8(name), QStringLiteral("no valid header"));
        text += name + ": " + value + "\r\n";
    }
    const qsizetype length = request.body.size() + static_cast<qsizetype>(request.content.size());
    if (length > 0 || (request.method != "GET" && request.method != "HEAD"))
        text += "Content-Length: " + QByteArray::number(length) + "\r\n";
    return text + "\r\n";
}

Error parseError(const boost::system::error_code &error)
{
    if (error == http::error::header_limit)
        return { ErrorCode::LimitExceeded, {}, QStringLiteral("the headers of the answer are too long") };
    if (error == http::error::partial_message || error == http::error::end_of_stream)
        return { ErrorCode::Network, {}, QStringLiteral("the connection was closed in the middle of the answer") };
    return { ErrorCode::Corrupt, {},
        QStringLiteral("the answer is no HTTP: ") + QString::fromStdString(error.message()) };
}

QByteArray bytesOf(boost::beast::string_view text)
{
    return { text.data(), static_cast<qsizetype>(text.size()) };
}

} // namespace

struct HttpConnection::Private {
    explicit Private(ByteStreamPtr bytes)
        : stream(std::move(bytes))
        , buffer(limits::kBlockBytes)
    {
    }

    ByteStreamPtr stream;
    std::vector<std::byte> buffer;
    std::size_t begin = 0; // what was received and not parsed yet
    std::size_t end = 0;
    std::optional<Parser> parser;
    std::chrono::milliseconds idle {};
    bool isBroken = false;
    bool hasAnswerBegun = false;
    steady_clock::time_point lastUse = steady_clock::now();

    // Lets the parser have what is there, and more of it until `isEnough`.
    template <typename Enough>
    Result<void> parseUntil(Enough isEnough, const Job &job)
    {
        while (!isEnough()) {
            boost::system::error_code error;
            if (begin < end) {
                const std::size_t used =
                    parser->put(boost::asio::const_buffer(buffer.data() + begin, end - begin), error);
                begin += used;
                if (error == http::error::need_buffer)
                    return {}; // the caller's buffer is full
                if (error && error != http::error::need_more)
                    return broken(parseError(error));
                if (used > 0)
                    continue;
            }
            if (Result<void> received = receive(job); !received)
                return received;
        }
        return {};
    }

    Result<void> receive(const Job &job)
    {
        if (begin == end)
            begin = end = 0;
        if (end == buffer.size()) {
            std::copy(buffer.begin() + static_cast<std::ptrdiff_t>(begin),
                buffer.begin() + static_cast<std::ptrdiff_t>(end), buffer.begin());
            end -= std::exchange(begin, 0);
        }
        if (end == buffer.size())
            return broken(parseError(make_error_code(http::error::header_limit)));
        const Result<std::size_t> count = stream->read(std::span(buffer).subspan(end), job, idle);
        if (!count)
            return broken(count.error());
        if (*count > 0) {
            hasAnswerBegun = true;
            end += *count;
            return {};
        }
        if (!hasAnswerBegun)
            return broken({ ErrorCode::Network, {}, QStringLiteral("the connection was closed without an answer") });
        boost::system::error_code error = make_error_code(http::error::partial_message);
        if (parser->got_some()) // else it may not be asked
            parser->put_eof(error);
        if (error)
            return broken(parseError(error));
        if (!parser->is_done())
            return broken(parseError(make_error_code(http::error::partial_message)));
        return {};
    }

    Result<void> sendContent(const HttpRequest &request, const Job &job)
    {
        std::span<const std::byte> rest = request.content;
        while (!rest.empty()) {
            const auto piece = rest.first(std::min(rest.size(), limits::kBlockBytes));
            if (Result<void> sent = stream->write(piece, job, request.idle); !sent)
                return sent;
            if (request.sent)
                request.sent(static_cast<std::int64_t>(piece.size()));
            rest = rest.subspan(piece.size());
        }
        return {};
    }

    tl::unexpected<Error> broken(Error error)
    {
        isBroken = true;
        return fail(std::move(error));
    }
};

HttpConnection::HttpConnection(ByteStreamPtr stream)
    : d(std::make_unique<Private>(std::move(stream)))
{
}

HttpConnection::~HttpConnection() = default;

Result<HttpHead> HttpConnection::exchange(const HttpRequest &request, const QByteArray &host, const Job &job)
{
    const Result<QByteArray> text = requestText(request, host);
    if (!text)
        return fail(text.error());
    d->idle = request.idle;
    d->hasAnswerBegun = false;
    d->parser.emplace();
    d->parser->header_limit(static_cast<std::uint32_t>(limits::kHttpHeaderBytes));
    d->parser->body_limit(std::numeric_limits<std::uint64_t>::max()); // the reader has limits of its own
    d->parser->skip(request.method == "HEAD");
    for (const QByteArray &part : { *text, request.body }) {
        if (Result<void> sent = d->stream->write(std::as_bytes(std::span(part.data(), part.size())), job, request.idle);
            !sent)
            return d->broken(std::move(sent.error()));
    }
    // Whoever refuses may answer and hang up before it has heard all: what it says is worth more than that it hung up.
    const Result<void> sent = d->sendContent(request, job);
    const Result<void> parsed = d->parseUntil([this] { return d->parser->is_header_done(); }, job);
    if (!sent)
        d->isBroken = true;
    if (!parsed)
        return fail(sent ? parsed.error() : sent.error());

    HttpHead head;
    const auto &message = d->parser->get();
    head.status = static_cast<int>(message.result_int());
    head.reason = bytesOf(message.reason());
    for (const auto &field : message)
        head.headers.append({ bytesOf(field.name_string()), bytesOf(field.value()) });
    d->lastUse = steady_clock::now();
    return head;
}

Result<std::size_t> HttpConnection::readBody(std::span<std::byte> into, const Job &job)
{
    if (isBodyDone())
        return std::size_t { 0 };
    auto &body = d->parser->get().body();
    body.data = into.data();
    body.size = into.size();
    body.more = true;
    // What is there is handed on at once: a stream of events must not wait until a buffer is full.
    const auto isEnough = [&] { return body.size < into.size() || d->parser->is_done(); };
    if (Result<void> parsed = d->parseUntil(isEnough, job); !parsed)
        return fail(std::move(parsed.error()));
    d->lastUse = steady_clock::now();
    return into.size() - body.size;
}

bool HttpConnection::isBodyDone() const
{
    return d->parser && d->parser->is_done();
}

bool HttpConnection::isReusable() const
{
    return !d->isBroken && isBodyDone() && d->parser->keep_alive() && d->begin == d->end;
}

bool HttpConnection::wasLostBeforeAnswer() const
{
    return d->isBroken && !d->hasAnswerBegun;
}

steady_clock::time_point HttpConnection::lastUse() const
{
    return d->lastUse;
}

} // namespace varve
