// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/registryblob.h"

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

struct ContentRange {
    std::int64_t first = -1;
    std::int64_t last = -1;
    std::int64_t total = -1; // "*": -1
};

std::int64_t decimal(QByteArrayView text)
{
    bool isNumber = false;
    const qlonglong number = text.toByteArray().toLongLong(&isNumber);
    return isNumber && number >= 0 && !text.startsWith('+') ? number : -1;
}

// "bytes 100-199/1000", "bytes */1000" (RFC 9110, 14.4)
std::optional<ContentRange> parseContentRange(const QByteArray &value)
{
    const QByteArrayView text = QByteArrayView(value).trimmed();
    const qsizetype slash = text.indexOf('/');
    if (!text.startsWith("bytes ") || slash < 0)
        return std::nullopt;
    ContentRange range;
    const QByteArrayView total = text.sliced(slash + 1);
    range.total = decimal(total);
    if (range.total < 0 && total != QByteArrayView("*"))
        return std::nullopt;
    const QByteArrayView part = text.sliced(6, slash - 6);
    if (part == QByteArrayView("*"))
        return range;
    const qsizetype dash = part.indexOf('-');
    if (dash < 0)
        return std::nullopt;
    range.first = decimal(part.first(dash));
    range.last = decimal(part.sliced(dash + 1));
    if (range.first < 0 || range.last < range.first)
        return std::nullopt;
    return range;
}

} // namespace

RegistryBlob::RegistryBlob(Opener open, Refusal refuse, const RetryClock &clock, QString subject, std::int64_t size)
    : m_open(std::move(open))
    , m_refuse(std::move(refuse))
    , m_subject(std::move(subject))
    , m_retry(clock)
    , m_clock(clock)
    , m_size(size)
{
}

RegistryBlob::~RegistryBlob() = default;

tl::unexpected<Error> RegistryBlob::corrupt(const QString &detail)
{
    m_exchange.reset();
    return fail(ErrorCode::Corrupt, m_subject, detail);
}

Result<std::int64_t> RegistryBlob::takePart(std::int64_t offset)
{
    const QByteArray header = m_exchange->head().header("Content-Range");
    const auto range = parseContentRange(header);
    if (!range || range->first != offset)
        return corrupt(u"asked for bytes from %1, got \"%2\""_s.arg(offset).arg(QString::fromLatin1(header.left(80))));
    const bool isRest = range->total < 0 || range->last + 1 == range->total;
    if (!isRest || (m_size >= 0 && range->last + 1 != m_size))
        return corrupt(
            u"asked for the rest of %1 bytes, got \"%2\""_s.arg(m_size).arg(QString::fromLatin1(header.left(80))));
    m_size = range->last + 1;
    return offset;
}

Result<std::int64_t> RegistryBlob::takeWhole()
{
    const std::int64_t length = decimal(m_exchange->head().header("Content-Length"));
    if (length >= 0 && m_size >= 0 && length != m_size)
        return corrupt(u"a blob of %1 bytes instead of %2"_s.arg(length).arg(m_size));
    if (length >= 0)
        m_size = length;
    return std::int64_t { 0 };
}

// Where the answer begins.
Result<std::int64_t> RegistryBlob::request(std::int64_t offset, Tries tries, const Job &job)
{
    HttpHeaders headers;
    if (offset > 0)
        headers.append({ "Range", "bytes=" + QByteArray::number(offset) + "-" });
    Result<std::unique_ptr<WebExchange>> exchange = m_open(headers, tries, job);
    m_refused.reset();
    if (!exchange)
        return fail(std::move(exchange.error()));
    m_exchange = *std::move(exchange);
    const int status = m_exchange->head().status;
    if (status == 206 && offset > 0)
        return takePart(offset);
    if (status == 200)
        return takeWhole();
    if (status == 416 && offset > 0) {
        const auto range = parseContentRange(m_exchange->head().header("Content-Range"));
        if (range && range->total >= 0 && m_size >= 0 && range->total != m_size)
            return corrupt(u"a blob of %1 bytes instead of %2"_s.arg(range->total).arg(m_size));
        if (range && range->total >= 0)
            m_size = range->total;
        m_exchange.reset();
        m_start = Start::BehindEnd;
        return offset;
    }
    if (status >= 200 && status < 300)
        return corrupt(u"HTTP %1 where a blob should be"_s.arg(status));
    m_refused = m_exchange->head();
    Error error = m_refuse(*m_exchange, job);
    m_exchange.reset();
    return fail(std::move(error));
}

Result<void> RegistryBlob::begin(std::int64_t offset, const Job &job)
{
    const Result<std::int64_t> from = request(offset, Tries::Several, job);
    if (!from)
        return fail(from.error());
    if (*from != offset)
        m_start = Start::FromZero;
    m_offset = *from;
    return {};
}

// Where it broke off.
Result<void> RegistryBlob::resume(Error problem, const Job &job)
{
    m_refused.reset();
    for (;;) {
        const auto wait = m_retry.next(m_refused ? &*m_refused : nullptr);
        if (!wait)
            return fail(std::move(problem));
        if (!m_clock.sleep(*wait, job))
            return job.cancelled();
        Result<std::int64_t> from = request(m_offset, Tries::One, job);
        if (from && !m_exchange)
            return corrupt(u"the blob ended at %1 all of a sudden"_s.arg(m_offset));
        if (from) {
            m_skip = m_offset - *from;
            return {};
        }
        problem = std::move(from.error());
        if (problem.code != ErrorCode::Network && problem.code != ErrorCode::RateLimited)
            return fail(std::move(problem));
    }
}

Result<std::size_t> RegistryBlob::read(std::span<std::byte> into, const Job &job)
{
    while (m_exchange && !into.empty()) {
        Result<std::size_t> count = m_exchange->read(into, job);
        if (!count) {
            m_exchange.reset();
            if (count.error().code != ErrorCode::Network)
                return count;
            if (Result<void> again = resume(std::move(count.error()), job); !again)
                return fail(std::move(again.error()));
            continue;
        }
        if (*count == 0) {
            m_exchange.reset();
            if (m_size >= 0 && m_offset != m_size)
                return corrupt(u"the blob ended after %1 of %2 bytes"_s.arg(m_offset).arg(m_size));
            break;
        }
        if (m_skip > 0) {
            const auto skipped = std::min<std::int64_t>(m_skip, static_cast<std::int64_t>(*count));
            m_skip -= skipped;
            std::copy(into.begin() + skipped, into.begin() + static_cast<std::ptrdiff_t>(*count), into.begin());
            *count -= static_cast<std::size_t>(skipped);
            if (*count == 0)
                continue;
        }
        m_offset += static_cast<std::int64_t>(*count);
        m_retry.progressed();
        if (m_size >= 0 && m_offset > m_size) {
            m_exchange.reset();
            return fail(ErrorCode::LimitExceeded, m_subject, u"more than the %1 bytes that the blob has"_s.arg(m_size));
        }
        return count;
    }
    return std::size_t { 0 };
}

} // namespace varve
