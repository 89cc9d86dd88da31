// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/registryclient.h"

#include "services/oci/mediatypes.h"
#include "services/types/limits.h"
#include "services/types/readwhole.h"
#include "services/types/referenceproblem.h"

#include <QtCore/QCryptographicHash>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr const char *kAccept = "application/vnd.oci.image.index.v1+json, "
                                "application/vnd.docker.distribution.manifest.list.v2+json, "
                                "application/vnd.oci.image.manifest.v1+json, "
                                "application/vnd.docker.distribution.manifest.v2+json, "
                                "application/vnd.oci.artifact.manifest.v1+json";

Digest digestOfBytes(const QByteArray &bytes, Digest::Algorithm algorithm)
{
    const QByteArray hash = QCryptographicHash::hash(
        bytes, algorithm == Digest::Algorithm::Sha256 ? QCryptographicHash::Sha256 : QCryptographicHash::Sha512);
    return { algorithm,
        std::span(reinterpret_cast<const std::uint8_t *>(hash.constData()), static_cast<std::size_t>(hash.size())) };
}

// Without parameters: "application/json; charset=utf-8".
QString mediaTypeOf(const HttpHead &head)
{
    return QString::fromLatin1(head.header("Content-Type").split(';').constFirst().trimmed().toLower().left(200));
}

// What the registry says that the digest is; null: nothing that can be held against the bytes.
Result<Digest> claimedDigest(const HttpHead &head, const QString &subject)
{
    const QByteArray text = head.header("Docker-Content-Digest");
    if (text.isEmpty())
        return Digest();
    const Result<Digest> digest = Digest::parse(text);
    if (!digest && digest.error().code == ErrorCode::Unsupported)
        return Digest();
    if (!digest)
        return fail(ErrorCode::Corrupt, subject, u"Docker-Content-Digest is no digest"_s);
    return *digest;
}

Result<void> checkDigest(const QByteArray &bytes, const Digest &expected, const QString &subject)
{
    if (expected.isNull())
        return {};
    const Digest computed = digestOfBytes(bytes, expected.algorithm());
    if (computed == expected)
        return {};
    return fail(ErrorCode::Corrupt, subject,
        u"the bytes have the digest %1, not %2"_s.arg(computed.toString(), expected.toString()));
}

} // namespace

RegistryClient::RegistryClient(RegistryEndpoint endpoint, std::shared_ptr<const RegistrySettings> settings,
    CredentialSourcePtr credentials, RetryClock clock)
    : m_session(std::move(endpoint), std::move(settings), std::move(credentials), std::move(clock))
{
}

RegistryClient::~RegistryClient() = default;

QString RegistryClient::subjectOf(const QString &repository, const QString &name) const
{
    const QString whole = endpoint().registry + u'/' + repository;
    if (name.isEmpty())
        return whole;
    return whole + (name.contains(u':') ? u'@' : u':') + name;
}

Result<WebUrl> RegistryClient::addressOf(const QString &repository, const QByteArray &rest, const Job &job)
{
    // Nothing but a name may become part of an address.
    const auto problem = findReferenceProblem(u"registry.invalid/"_s + repository);
    if (problem || repository.contains(u':') || repository.contains(u'@'))
        return fail(ErrorCode::Corrupt, repository.left(300), u"no name of a repository"_s);
    return m_session.url("/v2/" + repository.toLatin1() + rest, job);
}

Result<std::unique_ptr<WebExchange>> RegistryClient::send(const QByteArray &method, const QString &repository,
    const QByteArray &rest, const HttpHeaders &headers, const Job &job)
{
    Result<WebUrl> url = addressOf(repository, rest, job);
    if (!url)
        return fail(std::move(url.error()));
    return m_session.send({ method, *url, repository, headers }, job);
}

Result<void> RegistryClient::ping(const Job &job)
{
    Result<WebUrl> url = m_session.url("/v2/", job);
    if (!url)
        return fail(std::move(url.error()));
    Result<std::unique_ptr<WebExchange>> exchange = m_session.send({ "GET", *url, {}, {} }, job);
    if (!exchange)
        return fail(std::move(exchange.error()));
    if (!(*exchange)->head().isSuccess())
        return fail(m_session.problemOf(**exchange, endpoint().registry, {}, job));
    return {};
}

Result<RemoteManifest> RegistryClient::manifest(const QString &repository, const QString &tag, const Job &job)
{
    if (!isReferenceTag(tag))
        return fail(ErrorCode::Corrupt, tag.left(200), u"no tag"_s);
    return fetchManifest(repository, tag, {}, job);
}

Result<RemoteManifest> RegistryClient::manifest(const QString &repository, const Digest &digest, const Job &job)
{
    return fetchManifest(repository, digest.toString(), digest, job);
}

Result<RemoteManifest> RegistryClient::fetchManifest(
    const QString &repository, const QString &name, const Digest &digest, const Job &job)
{
    const QString subject = subjectOf(repository, name);
    Result<std::unique_ptr<WebExchange>> exchange =
        send("GET", repository, "/manifests/" + name.toLatin1(), { { "Accept", kAccept } }, job);
    if (!exchange)
        return fail(std::move(exchange.error()));
    const HttpHead head = (*exchange)->head();
    if (head.status != 200)
        return fail(m_session.problemOf(**exchange, subject, repository, job));
    Result<QByteArray> bytes = (*exchange)->readAll(limits::kManifestBytes, job);
    if (!bytes)
        return fail(std::move(bytes.error()));
    const Result<Digest> claimed = claimedDigest(head, subject);
    if (!claimed)
        return fail(claimed.error());
    for (const Digest &expected : { digest, *claimed }) {
        if (const Result<void> right = checkDigest(*bytes, expected, subject); !right)
            return fail(right.error());
    }
    RemoteManifest manifest;
    manifest.mediaType = mediaTypeOf(head);
    if (isSchema1MediaType(manifest.mediaType))
        return fail(ErrorCode::Unsupported, subject, u"a manifest of schema version 1"_s);
    const Result<DocumentOutline> outline = documentOutline(*bytes, subject);
    if (!outline)
        return fail(outline.error());
    const Result<DocumentShape> shape = documentShape(*outline, manifest.mediaType, subject);
    if (!shape)
        return fail(shape.error());
    if (*shape == DocumentShape::Other)
        return fail(ErrorCode::Unsupported, subject, u"neither a manifest nor an index: "_s + manifest.mediaType);
    if (isGenericMediaType(manifest.mediaType) && !outline->mediaType.isEmpty())
        manifest.mediaType = outline->mediaType;
    manifest.shape = *shape;
    manifest.rate = RateLimit::of(head);
    const Digest &known = digest.isNull() ? *claimed : digest;
    manifest.digest = known.isNull() ? digestOfBytes(*bytes, Digest::Algorithm::Sha256) : known;
    manifest.bytes = *std::move(bytes);
    return manifest;
}

Result<RemoteManifestHead> RegistryClient::headOfManifest(const QString &repository, const QString &tag, const Job &job)
{
    if (!isReferenceTag(tag))
        return fail(ErrorCode::Corrupt, tag.left(200), u"no tag"_s);
    return fetchHead(repository, tag, job);
}

Result<RemoteManifestHead> RegistryClient::headOfManifest(
    const QString &repository, const Digest &digest, const Job &job)
{
    Result<RemoteManifestHead> head = fetchHead(repository, digest.toString(), job);
    if (head && !head->digest.isNull() && head->digest.algorithm() == digest.algorithm() && head->digest != digest)
        return fail(
            ErrorCode::Corrupt, subjectOf(repository, digest.toString()), u"it is said to have another digest"_s);
    return head;
}

Result<RemoteManifestHead> RegistryClient::fetchHead(const QString &repository, const QString &name, const Job &job)
{
    const QString subject = subjectOf(repository, name);
    Result<std::unique_ptr<WebExchange>> exchange =
        send("HEAD", repository, "/manifests/" + name.toLatin1(), { { "Accept", kAccept } }, job);
    if (!exchange)
        return fail(std::move(exchange.error()));
    const HttpHead &head = (*exchange)->head();
    if (head.status != 200)
        return fail(m_session.problemOf(**exchange, subject, repository, job));
    const Result<Digest> claimed = claimedDigest(head, subject);
    if (!claimed)
        return fail(claimed.error());
    bool isNumber = false;
    const qlonglong size = head.header("Content-Length").toLongLong(&isNumber);
    return RemoteManifestHead { mediaTypeOf(head), *claimed, isNumber && size > 0 ? size : -1, RateLimit::of(head) };
}

Result<std::unique_ptr<RegistryBlob>> RegistryClient::blob(
    const QString &repository, const Digest &digest, std::int64_t sizeBytes, std::int64_t offset, const Job &job)
{
    const QString subject = subjectOf(repository, digest.toString());
    const Result<WebUrl> url = addressOf(repository, "/blobs/" + digest.toString().toLatin1(), job);
    if (!url)
        return fail(url.error());
    const auto open = [this, repository, url = *url](
                          const HttpHeaders &headers, RegistryBlob::Tries tries, const Job &asking) {
        const RegistryRequest request { "GET", url, repository, headers };
        return tries == RegistryBlob::Tries::One ? m_session.sendOnce(request, asking)
                                                 : m_session.send(request, asking);
    };
    const auto refuse = [this, subject, repository](WebExchange &exchange, const Job &asking) {
        return m_session.problemOf(exchange, subject, repository, asking);
    };
    std::unique_ptr<RegistryBlob> blob(new RegistryBlob(open, refuse, m_session.clock(), subject, sizeBytes));
    if (Result<void> begun = blob->begin(offset, job); !begun)
        return fail(std::move(begun.error()));
    return blob;
}

Result<std::unique_ptr<RegistryBlob>> RegistryClient::foreignBlob(
    const QByteArray &address, const Digest &digest, std::int64_t sizeBytes, std::int64_t offset, const Job &job)
{
    const Result<WebUrl> url = WebUrl::parse(address);
    if (!url)
        return fail(url.error());
    const auto open = [this, url = *url](const HttpHeaders &headers, RegistryBlob::Tries, const Job &asking) {
        return m_session.sendAbroad(url, headers, asking);
    };
    const auto refuse = [shown = url->toShownText()](WebExchange &exchange, const Job &asking) {
        const HttpHead head = exchange.head();
        static_cast<void>(exchange.readAll(limits::kErrorBodyBytes, asking));
        return registryError(head, {}, shown, {});
    };
    std::unique_ptr<RegistryBlob> blob(new RegistryBlob(open, refuse, m_session.clock(), digest.toString(), sizeBytes));
    if (Result<void> begun = blob->begin(offset, job); !begun)
        return fail(std::move(begun.error()));
    return blob;
}

Result<QByteArray> RegistryClient::verifiedBlob(
    const QString &repository, const Descriptor &descriptor, std::size_t maxBytes, const Job &job)
{
    const QString subject = subjectOf(repository, descriptor.digest.toString());
    if (descriptor.sizeBytes > static_cast<std::int64_t>(maxBytes)) {
        return fail(ErrorCode::LimitExceeded, subject,
            u"%1 bytes, more than the %2 that are read"_s.arg(descriptor.sizeBytes).arg(maxBytes));
    }
    Result<std::unique_ptr<RegistryBlob>> source = blob(repository, descriptor.digest, descriptor.sizeBytes, 0, job);
    if (!source)
        return fail(std::move(source.error()));
    Result<QByteArray> bytes =
        readWhole([&](std::span<std::byte> into) { return (*source)->read(into, job); }, maxBytes, subject);
    if (!bytes)
        return bytes;
    if (const Result<void> right = checkDigest(*bytes, descriptor.digest, subject); !right)
        return fail(right.error());
    return bytes;
}

} // namespace varve
