// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/registryerror.h"

#include "services/oci/json.h"
#include "services/types/limits.h"

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kMessageLength = 400;

struct Said {
    QString code;
    QString message;
};

// Some services have one flat object instead of the list, with `message`, `details` or `error` in it.
Said saidIn(const QByteArray &body)
{
    const Result<Json> json = parseJson(body, limits::kErrorBodyBytes, {});
    if (!json)
        return {};
    const Json *errors = member(*json, "errors");
    if (errors && errors->is_array() && !errors->empty())
        return { stringMember(errors->front(), "code"), stringMember(errors->front(), "message") };
    for (const char *key : { "message", "details", "error_description", "error" }) {
        if (const QString text = stringMember(*json, key); !text.isEmpty())
            return { {}, text };
    }
    return {};
}

ErrorCode codeOfStatus(int status)
{
    switch (status) {
    case 401:
        return ErrorCode::AuthRequired;
    case 403:
        return ErrorCode::AccessDenied;
    case 404:
    case 410:
        return ErrorCode::NotFound;
    case 429:
        return ErrorCode::RateLimited;
    case 405:
    case 406:
    case 501:
        return ErrorCode::Unsupported;
    default:
        return status >= 500 || status == 408 ? ErrorCode::Network : ErrorCode::Corrupt;
    }
}

ErrorCode codeOf(int status, const QString &said)
{
    // A status that says little, beside a code that says more.
    if (said == "TOOMANYREQUESTS"_L1)
        return ErrorCode::RateLimited;
    if (status == 400 && said == "UNSUPPORTED"_L1)
        return ErrorCode::Unsupported;
    if (status == 400 && (said == "MANIFEST_UNKNOWN"_L1 || said == "NAME_UNKNOWN"_L1 || said == "BLOB_UNKNOWN"_L1))
        return ErrorCode::NotFound;
    if (status == 400 && said == "UNAUTHORIZED"_L1)
        return ErrorCode::AuthRequired;
    return codeOfStatus(status);
}

std::int64_t numberOf(QByteArrayView text)
{
    bool isNumber = false;
    const qlonglong number = text.trimmed().toByteArray().toLongLong(&isNumber);
    return isNumber && number >= 0 ? number : -1;
}

// "100;w=21600"
void readLimit(const QByteArray &value, std::int64_t &number, std::int64_t &window)
{
    const QByteArrayList parts = value.split(';');
    number = numberOf(parts.constFirst());
    for (const QByteArray &part : parts) {
        if (part.trimmed().startsWith("w="))
            window = numberOf(QByteArrayView(part).trimmed().sliced(2));
    }
}

} // namespace

Error registryError(const HttpHead &head, const QByteArray &body, const QString &subject, const QByteArray &secret)
{
    Said said = saidIn(body);
    if (!secret.isEmpty() && body.contains(secret))
        said.message.clear();
    QString detail = u"HTTP %1"_s.arg(head.status);
    for (const QString &part : { said.code, said.message }) {
        if (!part.isEmpty())
            detail += u": "_s + part.left(kMessageLength);
    }
    if (const QByteArray wait = head.header("Retry-After"); !wait.isEmpty())
        detail += u" (Retry-After: %1)"_s.arg(QString::fromLatin1(wait.left(40)));
    return { codeOf(head.status, said.code), subject, detail };
}

RateLimit RateLimit::of(const HttpHead &head)
{
    RateLimit rate;
    readLimit(head.header("RateLimit-Remaining"), rate.remaining, rate.windowSeconds);
    readLimit(head.header("RateLimit-Limit"), rate.limit, rate.windowSeconds);
    return rate;
}

} // namespace varve
