// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Lists that a registry gives in pages: tags, and what refers to a manifest.

#include "services/oci/json.h"
#include "services/oci/mediatypes.h"
#include "services/registry/linkheader.h"
#include "services/registry/registryclient.h"
#include "services/types/limits.h"

#include <QtCore/QSet>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr int kTagsPerPage = 1000;
constexpr int kNotFound = 404;

// The pages of one list, as long as they lead on and stay with the registry: not where a redirect led on the way.
class Pages {
public:
    explicit Pages(WebUrl first)
        : m_url(std::move(first))
    {
        m_seen.insert(m_url.toBytes());
    }
    const WebUrl &url() const { return m_url; }

    // False: there is no other page. Why not, where it should have been one, becomes a warning.
    bool turn(const HttpHead &head, const QString &subject, Warnings &warnings)
    {
        const QByteArray link = nextLink(head.headers);
        if (link.isEmpty())
            return false;
        const auto stop = [&](ErrorCode code, const QString &why) {
            warnings.append({ code, subject, {}, why });
            return false;
        };
        const Result<WebUrl> next = m_url.resolved(link);
        if (!next)
            return stop(next.error().code, u"the next page has no address"_s);
        if (!next->isSameOrigin(m_url))
            return stop(ErrorCode::AccessDenied, u"the next page is somewhere else: "_s + next->origin());
        if (m_seen.contains(next->toBytes()))
            return stop(ErrorCode::Corrupt, u"the pages go round in a circle"_s);
        if (m_seen.size() >= limits::kPagesPerList)
            return stop(ErrorCode::LimitExceeded, u"more than %1 pages (kPagesPerList)"_s.arg(limits::kPagesPerList));
        m_seen.insert(next->toBytes());
        m_url = *next;
        return true;
    }

private:
    WebUrl m_url;
    QSet<QByteArray> m_seen;
};

bool isOfType(const Descriptor &descriptor, const QString &artifactType)
{
    return artifactType.isEmpty() || descriptor.artifactType == artifactType;
}

} // namespace

Result<RemoteTags> RegistryClient::tags(const QString &repository, const Job &job)
{
    const QString subject = subjectOf(repository, {});
    RemoteTags answer;
    const Result<WebUrl> first = addressOf(repository, "/tags/list?n=" + QByteArray::number(kTagsPerPage), job);
    if (!first)
        return fail(first.error());
    Pages pages(*first);
    for (;;) {
        const auto exchange = m_session.send({ "GET", pages.url(), repository, {} }, job);
        if (!exchange)
            return fail(exchange.error());
        const HttpHead head = (*exchange)->head();
        if (head.status != 200)
            return fail(m_session.problemOf(**exchange, subject, repository, job));
        const Result<QByteArray> bytes = (*exchange)->readAll(limits::kTagListBytes, job);
        if (!bytes)
            return fail(bytes.error());
        const Result<Json> json = parseJson(*bytes, limits::kTagListBytes, subject);
        if (!json)
            return fail(json.error());
        for (const QString &tag : stringListMember(*json, "tags")) {
            if (answer.tags.size() >= limits::kTagsPerRepository) {
                answer.warnings.append({ ErrorCode::LimitExceeded, subject, {},
                    u"more than %1 tags (kTagsPerRepository)"_s.arg(limits::kTagsPerRepository) });
                return answer;
            }
            if (isReferenceTag(tag))
                answer.tags.append(tag);
        }
        if (!pages.turn(head, subject, answer.warnings))
            return answer;
    }
}

Result<void> RegistryClient::referrersFromTag(
    RemoteReferrers &answer, const QString &repository, const Digest &digest, const Job &job)
{
    const QString tag = digest.algorithmName() + u'-' + digest.hex();
    const Result<RemoteManifest> manifest = fetchManifest(repository, tag.left(Reference::kTagLength), {}, job);
    answer.isFromTag = true;
    if (!manifest && manifest.error().code == ErrorCode::NotFound)
        return {};
    if (!manifest)
        return fail(manifest.error());
    if (manifest->shape != DocumentShape::Index)
        return fail(ErrorCode::Corrupt, subjectOf(repository, tag), u"no index under this tag"_s);
    Result<IndexDocument> index = parseIndex(manifest->bytes, subjectOf(repository, tag));
    if (!index)
        return fail(std::move(index.error()));
    answer.manifests = std::move(index->manifests);
    answer.warnings += index->warnings;
    return {};
}

Result<RemoteReferrers> RegistryClient::referrers(
    const QString &repository, const Digest &digest, const QString &artifactType, const Job &job)
{
    const QString subject = subjectOf(repository, digest.toString());
    RemoteReferrers answer;
    QByteArray rest = "/referrers/" + digest.toString().toLatin1();
    if (!artifactType.isEmpty())
        rest += "?artifactType=" + artifactType.toUtf8().toPercentEncoding();
    const HttpHeaders headers { { "Accept", "application/vnd.oci.image.index.v1+json" } };
    const Result<WebUrl> first = addressOf(repository, rest, job);
    if (!first)
        return fail(first.error());
    Pages pages(*first);
    for (;;) {
        const auto exchange = m_session.send({ "GET", pages.url(), repository, headers }, job);
        if (!exchange)
            return fail(exchange.error());
        const HttpHead head = (*exchange)->head();
        if (head.status == kNotFound) {
            if (Result<void> found = referrersFromTag(answer, repository, digest, job); !found)
                return fail(std::move(found.error()));
            break;
        }
        if (head.status != 200)
            return fail(m_session.problemOf(**exchange, subject, repository, job));
        const Result<QByteArray> bytes = (*exchange)->readAll(limits::kManifestBytes, job);
        if (!bytes)
            return fail(bytes.error());
        Result<IndexDocument> index = parseIndex(*bytes, subject);
        if (!index)
            return fail(std::move(index.error()));
        answer.manifests += index->manifests;
        answer.warnings += index->warnings;
        if (static_cast<std::size_t>(answer.manifests.size()) > limits::kImagesPerIndex)
            return fail(ErrorCode::LimitExceeded, subject, u"more than kImagesPerIndex referrers"_s);
        if (!pages.turn(head, subject, answer.warnings))
            break;
    }
    // Whether the registry says that it did so or not.
    answer.manifests.removeIf([&](const Descriptor &each) { return !isOfType(each, artifactType); });
    return answer;
}

} // namespace varve
