// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/tarsplit/tarsplitrecords.h"

#include "services/archive/tarsplit/base64.h"
#include "services/types/limits.h"

#include <algorithm>
#include <cstring>

#include <simdjson.h>

namespace varve {

namespace {

constexpr std::uint64_t kFileType = 1; // "type" of a line
constexpr std::uint64_t kRawType = 2;
constexpr std::size_t kChecksumBytes = 8;

// What stands in one line; views into it, or into the parser.
struct Line {
    std::uint64_t type = 0;
    std::optional<std::uint64_t> position;
    std::int64_t size = 0;
    std::string_view name;
    std::string_view rawName;
    std::string_view payload;
};

using Value = simdjson::ondemand::value;

// Base64 needs no escapes: what is between the quotes, where it stands.
bool plainText(Value value, std::string_view line, std::string_view &text)
{
    simdjson::ondemand::raw_json_string raw;
    bool isNull = false;
    if (!value.is_null().get(isNull) && isNull)
        return true;
    if (value.get_raw_json_string().get(raw))
        return false;
    const char *const begin = raw.raw();
    const auto left = static_cast<std::size_t>(line.data() + line.size() - begin);
    const void *const end = std::memchr(begin, '"', left);
    if (end == nullptr)
        return false;
    text = { begin, static_cast<std::size_t>(static_cast<const char *>(end) - begin) };
    return true;
}

bool readField(std::string_view key, Value value, std::string_view text, Line &line)
{
    if (key == "type")
        return !value.get_uint64().get(line.type);
    if (key == "payload")
        return plainText(value, text, line.payload);
    if (key == "position") {
        std::uint64_t position = 0;
        const bool isGood = !value.get_uint64().get(position);
        line.position = position;
        return isGood;
    }
    if (key == "size")
        return !value.get_int64().get(line.size);
    if (key == "name")
        return !value.get_string().get(line.name);
    if (key == "name_raw")
        return plainText(value, text, line.rawName);
    return true;
}

} // namespace

struct TarSplitRecords::Private {
    explicit Private(std::unique_ptr<Decoder> lines, QString name, const Job *work)
        : decoder(std::move(lines))
        , subject(std::move(name))
        , job(work)
        , buffer(limits::kBlockBytes + simdjson::SIMDJSON_PADDING)
    {
    }

    tl::unexpected<Error> corrupt(const QString &what) const
    {
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("line %1 of the tar-split file: ").arg(number) + what);
    }
    Result<std::optional<std::string_view>> nextLine();
    Result<void> fill();
    Result<Line> parse(std::string_view text);
    Result<void> use(const Line &line);

    std::unique_ptr<Decoder> decoder;
    QString subject;
    const Job *job;
    std::vector<char> buffer; // of which the last SIMDJSON_PADDING bytes stay unused
    std::size_t begin = 0; // of what has not been used yet
    std::size_t end = 0;
    std::size_t searched = 0; // no line ends before this
    bool isAtEnd = false; // the decoder has nothing more
    std::uint64_t number = 0; // of the line at hand, from 1
    simdjson::ondemand::parser parser { limits::kTarSplitLineBytes + simdjson::SIMDJSON_PADDING };
    std::vector<std::byte> payload;
    std::vector<std::byte> nameBytes;
    Record record;
    std::optional<Error> error;
};

// More of the file behind what is at hand. A line that fills the buffer makes it grow, up to the limit.
Result<void> TarSplitRecords::Private::fill()
{
    if (begin > 0) {
        std::memmove(buffer.data(), buffer.data() + begin, end - begin);
        end -= begin;
        searched -= begin;
        begin = 0;
    }
    std::size_t room = buffer.size() - simdjson::SIMDJSON_PADDING - end;
    if (room == 0) {
        if (end >= limits::kTarSplitLineBytes) {
            ++number;
            return fail(ErrorCode::LimitExceeded, subject,
                QStringLiteral("line %1 of the tar-split file has more than %2 bytes (kTarSplitLineBytes)")
                    .arg(number)
                    .arg(limits::kTarSplitLineBytes));
        }
        buffer.resize(std::min(2 * end, limits::kTarSplitLineBytes) + simdjson::SIMDJSON_PADDING);
        room = buffer.size() - simdjson::SIMDJSON_PADDING - end;
    }
    const Result<std::size_t> count = decoder->read(std::as_writable_bytes(std::span(buffer)).subspan(end, room));
    if (!count)
        return fail(count.error());
    isAtEnd = *count == 0;
    end += *count;
    return {};
}

Result<std::optional<std::string_view>> TarSplitRecords::Private::nextLine()
{
    for (;;) {
        const char *const from = buffer.data() + searched;
        const void *const newline = std::memchr(from, '\n', end - searched);
        if (newline != nullptr || (isAtEnd && begin < end)) {
            const std::size_t stop =
                newline != nullptr ? static_cast<std::size_t>(static_cast<const char *>(newline) - buffer.data()) : end;
            const std::string_view line(buffer.data() + begin, stop - begin);
            begin = newline != nullptr ? stop + 1 : end;
            searched = begin;
            return line;
        }
        searched = end;
        if (isAtEnd)
            return std::nullopt;
        if (job != nullptr && job->isCancelled())
            return job->cancelled();
        if (const Result<void> filled = fill(); !filled)
            return fail(filled.error());
    }
}

Result<Line> TarSplitRecords::Private::parse(std::string_view text)
{
    Line line;
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    const std::size_t capacity = text.size() + simdjson::SIMDJSON_PADDING;
    if (parser.iterate(text.data(), text.size(), capacity).get(document) || document.get_object().get(object))
        return corrupt(QStringLiteral("no JSON object"));
    for (auto each : object) {
        simdjson::ondemand::field field;
        std::string_view key;
        if (std::move(each).get(field) || field.unescaped_key().get(key))
            return corrupt(QStringLiteral("not JSON"));
        if (!readField(key, field.value(), text, line))
            return corrupt(
                QStringLiteral("\"%1\" is not what belongs there")
                    .arg(QString::fromUtf8(key.data(), static_cast<qsizetype>(std::min<std::size_t>(key.size(), 64)))));
    }
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
        return corrupt(QStringLiteral("more than one JSON value"));
    return line;
}

Result<void> TarSplitRecords::Private::use(const Line &line)
{
    // Written ascending from 0: lines that are missing or were moved would put contents under wrong names.
    if (line.position.value_or(number - 1) != number - 1)
        return corrupt(QStringLiteral("it is number %1 by its own account").arg(line.position.value_or(0)));
    if (!decodeBase64(line.payload, payload))
        return corrupt(QStringLiteral("the payload is not Base64"));
    record.bytes = {};
    record.checksum.reset();
    record.sizeBytes = 0;
    record.name.clear();
    if (line.type == kRawType) {
        record.kind = Record::Kind::Raw;
        record.bytes = payload;
        return {};
    }
    if (line.type != kFileType)
        return corrupt(QStringLiteral("an entry of unknown type %1").arg(line.type));
    record.kind = Record::Kind::File;
    if (line.size < 0)
        return corrupt(QStringLiteral("a size of %1").arg(line.size));
    record.sizeBytes = static_cast<std::uint64_t>(line.size);
    if (!line.rawName.empty()) {
        if (!decodeBase64(line.rawName, nameBytes))
            return corrupt(QStringLiteral("the name is not Base64"));
        record.name.assign(reinterpret_cast<const char *>(nameBytes.data()), nameBytes.size());
    } else {
        record.name.assign(line.name);
    }
    if (payload.empty())
        return {};
    if (payload.size() != kChecksumBytes)
        return corrupt(QStringLiteral("a checksum of %1 bytes").arg(payload.size()));
    std::uint64_t checksum = 0;
    for (const std::byte byte : payload)
        checksum = checksum << 8U | std::to_integer<std::uint64_t>(byte);
    record.checksum = checksum;
    return {};
}

TarSplitRecords::TarSplitRecords(std::unique_ptr<Private> data)
    : d(std::move(data))
{
}

TarSplitRecords::~TarSplitRecords() = default;

Result<std::unique_ptr<TarSplitRecords>> TarSplitRecords::open(
    std::unique_ptr<ByteSource> source, const QString &subject, const Job *job)
{
    Result<std::unique_ptr<Decoder>> decoder = Decoder::create(std::move(source), subject, job);
    if (!decoder)
        return fail(decoder.error());
    return std::unique_ptr<TarSplitRecords>(
        new TarSplitRecords(std::make_unique<Private>(*std::move(decoder), subject, job)));
}

Result<const TarSplitRecords::Record *> TarSplitRecords::next()
{
    if (d->error)
        return fail(*d->error);
    const auto giveUp = [this](const Error &error) {
        d->error = error;
        return fail(error);
    };
    for (;;) {
        const Result<std::optional<std::string_view>> text = d->nextLine();
        if (!text)
            return giveUp(text.error());
        if (!*text && d->decoder->trailingGarbage())
            return giveUp(d->corrupt(QStringLiteral("there are other bytes behind it")).value());
        if (!*text)
            return nullptr;
        if (text->value().empty())
            continue;
        if (++d->number > limits::kTarSplitLines) {
            return giveUp({ ErrorCode::LimitExceeded, d->subject,
                QStringLiteral("more than %1 lines in the tar-split file (kTarSplitLines)")
                    .arg(limits::kTarSplitLines) });
        }
        const Result<Line> line = d->parse(**text);
        const Result<void> used = line ? d->use(*line) : fail(line.error());
        if (!used)
            return giveUp(used.error());
        return &d->record;
    }
}

std::uint64_t TarSplitRecords::consumedBytes() const
{
    return d->decoder->consumedBytes();
}

} // namespace varve
