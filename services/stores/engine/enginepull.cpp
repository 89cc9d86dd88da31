// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/engine/enginepull.h"

#include "services/oci/fields.h"
#include "services/types/limits.h"

#include <array>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

// A registry that is slow, and layers that take long to unpack: the engine says nothing of those meanwhile.
constexpr auto kPullIdle = std::chrono::minutes(10);
const ApiVersion kPlatformSince { 1, 32 };
constexpr QLatin1String kPodmanBlob("Copying blob sha256:");

// The words are those of the engine and of the registry that it asked.
ErrorCode codeOf(const QString &message)
{
    static constexpr std::pair<QLatin1String, ErrorCode> kWords[] = {
        { QLatin1String("toomanyrequests"), ErrorCode::RateLimited },
        { QLatin1String("too many requests"), ErrorCode::RateLimited },
        { QLatin1String("no space left"), ErrorCode::NoSpace },
        { QLatin1String("no matching manifest"), ErrorCode::NotFound },
        { QLatin1String("manifest unknown"), ErrorCode::NotFound },
        { QLatin1String("not found"), ErrorCode::NotFound },
        { QLatin1String("may require"),
            ErrorCode::AuthRequired }, // "repository does not exist or may require 'docker login'"
        { QLatin1String("unauthorized"), ErrorCode::AuthRequired },
        { QLatin1String("authentication required"), ErrorCode::AuthRequired },
        { QLatin1String("no basic auth"), ErrorCode::AuthRequired },
        { QLatin1String("denied"), ErrorCode::AccessDenied },
        { QLatin1String("unsupported"), ErrorCode::Unsupported },
    };
    for (const auto &[words, code] : kWords) {
        if (message.contains(words, Qt::CaseInsensitive))
            return code;
    }
    return ErrorCode::Network;
}

QByteArray targetOf(const EngineApi &api, EngineBrand brand, const PullRequest &request)
{
    const Reference &reference = request.reference;
    if (brand == EngineBrand::Podman && request.allowsPlainHttp) {
        QByteArray path = "/images/pull?tlsVerify=false&reference=" + encoded(reference.toString());
        if (request.platform) {
            path += "&OS=" + encoded(request.platform->os) + "&Arch=" + encoded(request.platform->architecture);
            if (!request.platform->variant.isEmpty())
                path += "&Variant=" + encoded(request.platform->variant);
        }
        return api.versioned(path, EngineApi::Dialect::Libpod);
    }
    const QString which = reference.digest().isNull() ? reference.tag() : reference.digest().toString();
    QByteArray path = "/images/create?fromImage=" + encoded(reference.name()) + "&tag=" + encoded(which);
    if (request.platform)
        path += "&platform=" + encoded(request.platform->toString());
    return api.versioned(path);
}

} // namespace

Result<PullStep> parsePullLine(QByteArrayView line, const QString &subject)
{
    const Result<Json> json = parseJson(line, limits::kErrorBodyBytes, subject);
    if (!json)
        return fail(json.error());
    if (!json->is_object())
        return fail(ErrorCode::Corrupt, subject, u"the engine says something else than how the pull goes"_s);
    QString problem = stringMember(*json, "error");
    if (const Json *detail = member(*json, "errorDetail"); detail && problem.isEmpty())
        problem = stringMember(*detail, "message");
    if (!problem.isEmpty())
        return fail(codeOf(problem), subject, problem);
    PullStep step;
    step.layer = stringMember(*json, "id");
    step.status = stringMember(*json, "status");
    if (step.status.isEmpty()) { // Podman's own
        step.status = stringMember(*json, "stream").trimmed();
        const qsizetype digest = step.status.indexOf(kPodmanBlob);
        if (digest >= 0)
            step.layer = step.status.mid(digest + kPodmanBlob.size());
    }
    if (const Json *progress = member(*json, "progressDetail")) {
        step.doneBytes = integerMember(*progress, "current", -1);
        step.totalBytes = integerMember(*progress, "total", -1);
    }
    return step;
}

Result<void> readEngineLines(
    HttpExchange &exchange, const QString &subject, const std::function<void(const PullStep &)> &told, const Job &job)
{
    QByteArray rest;
    std::array<std::byte, 16 * 1024> buffer;
    for (;;) {
        const Result<std::size_t> count = exchange.read(buffer, job);
        if (!count)
            return fail(count.error());
        rest.append(reinterpret_cast<const char *>(buffer.data()), static_cast<qsizetype>(*count));
        if (*count == 0 && !rest.trimmed().isEmpty())
            rest.append('\n');
        qsizetype begin = 0;
        for (qsizetype end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', begin)) {
            const QByteArrayView line = QByteArrayView(rest).sliced(begin, end - begin).trimmed();
            begin = end + 1;
            if (line.isEmpty())
                continue;
            const Result<PullStep> step = parsePullLine(line, subject);
            if (!step)
                return fail(step.error());
            told(*step);
        }
        rest.remove(0, begin);
        if (static_cast<std::size_t>(rest.size()) > limits::kErrorBodyBytes)
            return fail(ErrorCode::LimitExceeded, subject, u"a line without an end"_s);
        if (*count == 0)
            return {};
    }
}

Result<void> pullByEngine(EngineApi &api, EngineBrand brand, const PullRequest &request,
    const std::function<void(const PullStep &)> &told, Job &job)
{
    const QString subject = request.reference.familiar();
    if (request.platform && api.version() < kPlatformSince && brand == EngineBrand::Docker) {
        return fail(
            ErrorCode::Unsupported, subject, u"the engine is too old to be told a platform: it takes its own"_s);
    }
    HttpRequest ask;
    ask.method = "POST";
    ask.target = targetOf(api, brand, request);
    ask.idle = kPullIdle;
    if (!request.authorization.isEmpty())
        ask.headers.emplaceBack("X-Registry-Auth", request.authorization);
    const Result<std::unique_ptr<HttpExchange>> exchange = api.open(ask, job);
    if (!exchange)
        return fail(exchange.error());
    return readEngineLines(**exchange, subject, told, job);
}

} // namespace varve
