// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/hub.h"

#include "services/oci/fields.h"
#include "services/registry/redirectpolicy.h"
#include "services/registry/registryerror.h"
#include "services/types/limits.h"
#include "services/types/reference.h"
#include "services/types/referenceproblem.h"

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr std::size_t kAnswerBytes = 8 * limits::kMiB;

tl::unexpected<Error> unexpectedAnswer(const char *what)
{
    return fail(ErrorCode::Unsupported, u"Docker Hub"_s, QLatin1String(what));
}

// The first of several names that one thing had over the years.
QString anyString(const Json &object, std::initializer_list<const char *> keys)
{
    for (const char *key : keys) {
        if (const QString text = stringMember(object, key); !text.isEmpty())
            return text;
    }
    return {};
}

std::int64_t anyNumber(const Json &object, std::initializer_list<const char *> keys)
{
    for (const char *key : keys) {
        if (const std::int64_t number = integerMember(object, key, -1); number >= 0)
            return number;
    }
    return -1;
}

HubRepository repositoryOf(const Json &item)
{
    HubRepository repository;
    repository.name = anyString(item, { "slug", "repo_name", "name" });
    if (repository.name.startsWith("library/"_L1))
        repository.name.remove(0, 8);
    repository.description = anyString(item, { "short_description", "description" });
    if (const Json *publisher = member(item, "publisher"))
        repository.publisher = stringMember(*publisher, "name");
    repository.stars = anyNumber(item, { "star_count" });
    repository.pulls = anyNumber(item, { "pull_count", "pulls" });
    const Json *official = member(item, "is_official");
    repository.isOfficial = stringMember(item, "badge") == "official"_L1 || (official && *official == true)
        || !repository.name.contains(u'/');
    return repository;
}

Digest digestIn(const Json &item)
{
    const Result<Digest> digest = Digest::parse(stringMember(item, "digest").toLatin1());
    return digest ? *digest : Digest();
}

HubTag tagOf(const Json &item)
{
    HubTag tag;
    tag.name = stringMember(item, "name");
    tag.digest = digestIn(item);
    tag.pushed = timeMember(item, "tag_last_pushed");
    if (!tag.pushed.isValid())
        tag.pushed = timeMember(item, "last_updated");
    tag.sizeBytes = integerMember(item, "full_size", -1);
    const Json *images = member(item, "images");
    if (!images || !images->is_array())
        return tag;
    tag.images.reserve(static_cast<qsizetype>(images->size()));
    for (const Json &each : *images) {
        HubImage image;
        image.platform = { stringMember(each, "os"), stringMember(each, "architecture"), stringMember(each, "variant"),
            stringMember(each, "os_version") };
        image.digest = digestIn(each);
        image.sizeBytes = integerMember(each, "size", -1);
        tag.images.append(image);
    }
    return tag;
}

const Json *resultsOf(const Json &json)
{
    const Json *results = member(json, "results");
    return results && results->is_array() ? results : nullptr;
}

} // namespace

Hub::Hub(QByteArray address)
    : m_address(address.endsWith('/') ? address.chopped(1) : std::move(address))
{
}

Result<QByteArray> Hub::get(const QByteArray &target, const Job &job)
{
    if (m_address.isEmpty())
        return unexpectedAnswer("it is not to be asked");
    const Result<WebUrl> url = WebUrl::parse(m_address + target);
    if (!url)
        return fail(url.error());
    WebRequest request;
    request.url = *url;
    request.headers = { { "Accept", "application/json" } };
    const auto exchange = openFollowing(
        m_web, request, [](const WebUrl &) { return TlsFiles(); }, job);
    if (!exchange)
        return fail(exchange.error());
    const HttpHead head = (*exchange)->head();
    Result<QByteArray> body = (*exchange)->readAll(kAnswerBytes, job);
    if (!body || head.status == 200)
        return body;
    Error error = registryError(head, *body, url->toShownText(), {});
    // Whatever it minds, somebody who asks a registry instead may be luckier.
    if (error.code == ErrorCode::Corrupt || error.code == ErrorCode::AuthRequired
        || error.code == ErrorCode::AccessDenied)
        error.code = ErrorCode::Unsupported;
    return fail(std::move(error));
}

Result<HubSearch> Hub::search(const QString &words, int from, int count, const Job &job)
{
    const Result<QByteArray> body = get("/api/search/v4?query=" + words.toUtf8().toPercentEncoding()
            + "&type=image&from=" + QByteArray::number(from) + "&size=" + QByteArray::number(count),
        job);
    if (!body)
        return fail(body.error());
    const Result<Json> json = parseJson(*body, kAnswerBytes, u"Docker Hub"_s);
    const Json *const results = json ? resultsOf(*json) : nullptr;
    if (!results)
        return unexpectedAnswer("an answer without results");
    HubSearch search;
    search.total = anyNumber(*json, { "total", "count" });
    for (const Json &item : *results) {
        HubRepository repository = repositoryOf(item);
        // A name that means another registry would have that one asked, whatever it is.
        const Result<Reference> reference = Reference::parse(repository.name);
        if (reference && reference->isOnDockerHub())
            search.repositories.append(std::move(repository));
    }
    return search;
}

Result<HubTags> Hub::tags(const QString &repository, int page, const Job &job)
{
    const qsizetype slash = repository.indexOf(u'/');
    if (slash < 0 || findReferenceProblem(repository) || repository.contains(u':') || repository.contains(u'@'))
        return fail(ErrorCode::NotFound, repository.left(300), u"no repository of Docker Hub"_s);
    const Result<QByteArray> body = get("/v2/namespaces/" + repository.first(slash).toLatin1() + "/repositories/"
            + repository.sliced(slash + 1).toLatin1().toPercentEncoding()
            + "/tags?page_size=" + QByteArray::number(kPageSize) + "&page=" + QByteArray::number(page),
        job);
    if (!body)
        return fail(body.error());
    const Result<Json> json = parseJson(*body, kAnswerBytes, u"Docker Hub"_s);
    const Json *const results = json ? resultsOf(*json) : nullptr;
    if (!results)
        return unexpectedAnswer("an answer without results");
    HubTags tags;
    tags.total = anyNumber(*json, { "count" });
    tags.hasMore = !stringMember(*json, "next").isEmpty();
    for (const Json &item : *results) {
        HubTag tag = tagOf(item);
        if (isReferenceTag(tag.name))
            tags.tags.append(std::move(tag));
    }
    return tags;
}

} // namespace varve
