// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/library/libraryindex.h"

#include "services/oci/json.h"
#include "services/types/imagereference.h"
#include "services/types/limits.h"
#include "services/types/reference.h"

#include <algorithm>

namespace varve {

namespace {

constexpr const char *kRefName = "org.opencontainers.image.ref.name";
constexpr const char *kContainerdName =
    "io.containerd.image.name"; // believed before the other, as when layouts are read
constexpr const char *kSource = "io.varve.source";
constexpr const char *kAdded = "io.varve.added";

QString annotationOf(const Json &item, const char *key)
{
    const Json *annotations = member(item, "annotations");
    return annotations ? stringMember(*annotations, key) : QString();
}

QString nameIn(const Json &item)
{
    const QString whole = annotationOf(item, kContainerdName);
    return whole.isEmpty() ? annotationOf(item, kRefName) : whole;
}

std::optional<Digest> digestIn(const Json &item)
{
    const Result<Digest> digest = Digest::parse(stringMember(item, "digest").toUtf8());
    return digest ? std::optional(*digest) : std::nullopt;
}

void annotate(Json &item, const char *key, const QString &value)
{
    if (value.isEmpty())
        return;
    Json &annotations = item["annotations"];
    if (!annotations.is_object())
        annotations = Json::object();
    annotations[key] = value.toStdString();
}

void takeName(Json &item)
{
    if (!member(item, "annotations") || !item["annotations"].is_object())
        return;
    item["annotations"].erase(kRefName);
    item["annotations"].erase(kContainerdName);
    if (item["annotations"].empty())
        item.erase("annotations");
}

void giveName(Json &item, const LibraryEntry &entry)
{
    if (!entry.name.isEmpty()) {
        takeName(item);
        annotate(item, kRefName, entry.name);
    }
    annotate(item, kSource, entry.source);
    if (entry.added.isValid())
        annotate(item, kAdded, entry.added.toUTC().toString(Qt::ISODate));
}

Json jsonOf(const LibraryEntry &entry)
{
    const Descriptor &descriptor = entry.descriptor;
    Json item { { "mediaType", descriptor.mediaType.toStdString() },
        { "digest", descriptor.digest.toString().toStdString() }, { "size", descriptor.sizeBytes } };
    if (!descriptor.artifactType.isEmpty())
        item["artifactType"] = descriptor.artifactType.toStdString();
    if (const Platform &platform = descriptor.platform; !platform.isEmpty()) {
        item["platform"] = { { "architecture", platform.architecture.toStdString() },
            { "os", platform.os.toStdString() } };
        if (!platform.variant.isEmpty())
            item["platform"]["variant"] = platform.variant.toStdString();
        if (!platform.osVersion.isEmpty())
            item["platform"]["os.version"] = platform.osVersion.toStdString();
    }
    for (const auto &[key, value] : descriptor.annotations)
        annotate(item, key.toUtf8().constData(), value);
    takeName(item);
    giveName(item, entry);
    return item;
}

} // namespace

bool LibraryEntry::operator==(const LibraryEntry &other) const
{
    return descriptor.digest == other.descriptor.digest && name == other.name && source == other.source
        && added == other.added;
}

struct LibraryIndex::Private {
    Json root { { "schemaVersion", 2 }, { "mediaType", "application/vnd.oci.image.index.v1+json" },
        { "manifests", Json::array() } };

    Json &items() { return root["manifests"]; }

    // Its name is wanted elsewhere. An image stays as long as one descriptor is left.
    void release(std::size_t at)
    {
        const std::optional<Digest> digest = digestIn(items()[at]);
        const auto isSame = [&](const Json &item) { return digestIn(item) == digest; };
        if (std::count_if(items().begin(), items().end(), isSame) > 1)
            items().erase(at);
        else
            takeName(items()[at]);
    }
};

LibraryIndex::LibraryIndex()
    : d(std::make_unique<Private>())
{
}

LibraryIndex::LibraryIndex(LibraryIndex &&) noexcept = default;
LibraryIndex &LibraryIndex::operator=(LibraryIndex &&) noexcept = default;
LibraryIndex::~LibraryIndex() = default;

Result<LibraryIndex> LibraryIndex::parse(QByteArrayView text, const QString &subject)
{
    Result<Json> json = parseJson(text, limits::kManifestBytes, subject);
    if (!json)
        return fail(json.error());
    if (!json->is_object())
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("the index is no object"));
    Json &items = (*json)["manifests"];
    if (items.is_null())
        items = Json::array();
    if (!items.is_array())
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("`manifests` of the index is not a list"));
    if (items.size() > limits::kImagesPerIndex)
        return fail(ErrorCode::LimitExceeded, subject,
            QStringLiteral("%1 manifests, more than %2 (kImagesPerIndex)")
                .arg(items.size())
                .arg(limits::kImagesPerIndex));
    LibraryIndex index;
    index.d->root = *std::move(json);
    return index;
}

Result<QByteArray> LibraryIndex::text() const
{
    QByteArray text = QByteArray::fromStdString(d->root.dump());
    if (static_cast<std::size_t>(text.size()) > limits::kManifestBytes)
        return fail(ErrorCode::LimitExceeded, QStringLiteral("index.json"),
            QStringLiteral("the index would have %1 bytes, more than the %2 that are read (kManifestBytes)")
                .arg(text.size())
                .arg(limits::kManifestBytes));
    return text;
}

Result<QByteArray> LibraryIndex::textForContainerd() const
{
    LibraryIndex copy;
    copy.d->root = d->root;
    for (Json &item : copy.d->items())
        annotate(item, kContainerdName, nameIn(item));
    return copy.text();
}

QList<LibraryEntry> LibraryIndex::entries() const
{
    QList<LibraryEntry> entries;
    entries.reserve(static_cast<qsizetype>(d->items().size()));
    // Descriptors are read as everywhere else, so that both readers see the same.
    Json one = Json::object();
    for (const Json &item : d->items()) {
        one["manifests"] = Json::array({ item });
        const Result<IndexDocument> index = parseIndex(QByteArray::fromStdString(one.dump()), {});
        if (!index || index->manifests.size() != 1)
            continue;
        entries.append({ index->manifests.constFirst(), nameIn(item), annotationOf(item, kSource),
            QDateTime::fromString(annotationOf(item, kAdded), Qt::ISODate) });
    }
    return entries;
}

bool LibraryIndex::has(const Digest &digest) const
{
    const Json &items = d->items();
    return std::any_of(items.begin(), items.end(), [&](const Json &item) { return digestIn(item) == digest; });
}

QStringList LibraryIndex::names(const Digest &digest) const
{
    QStringList names;
    for (const Json &item : d->items()) {
        if (const QString name = nameIn(item); !name.isEmpty() && digestIn(item) == digest && !names.contains(name))
            names.append(name);
    }
    return names;
}

QList<Digest> LibraryIndex::imagesNamed(const QString &name) const
{
    QList<Digest> images;
    for (const Json &item : d->items()) {
        const std::optional<Digest> digest = digestIn(item);
        if (digest && !name.isEmpty() && nameIn(item) == name && !images.contains(*digest))
            images.append(*digest);
    }
    return images;
}

void LibraryIndex::put(const LibraryEntry &entry)
{
    Json &items = d->items();
    const Digest &digest = entry.descriptor.digest;
    Json *same = nullptr; // has image and name already
    for (std::size_t i = items.size(); i-- > 0;) {
        if (entry.name.isEmpty() || nameIn(items[i]) != entry.name)
            continue;
        if (digestIn(items[i]) != digest)
            d->release(i); // erases only what stands at i: those before it stay where they are
    }
    for (Json &item : items) {
        const bool isSameImage = digestIn(item) == digest;
        const QString name = nameIn(item);
        if (isSameImage && name == entry.name) {
            same = &item;
            break;
        }
        // The descriptor of an image without a name is there to be given one.
        if (isSameImage && (name.isEmpty() || entry.name.isEmpty()) && !same)
            same = &item;
    }
    // A name keeps what is known of it when its image comes once more without one.
    if (same && entry.name.isEmpty() && !nameIn(*same).isEmpty())
        return;
    if (same)
        giveName(*same, entry);
    else
        items.push_back(jsonOf(entry));
}

bool LibraryIndex::untag(const Digest &digest, const QString &name)
{
    bool isFound = false;
    for (std::size_t i = d->items().size(); i-- > 0;) {
        if (!name.isEmpty() && nameIn(d->items()[i]) == name && digestIn(d->items()[i]) == digest) {
            d->release(i);
            isFound = true;
        }
    }
    return isFound;
}

int LibraryIndex::remove(const Digest &digest)
{
    Json &items = d->items();
    int count = 0;
    for (std::size_t i = items.size(); i-- > 0;) {
        if (digestIn(items[i]) == digest) {
            items.erase(i);
            ++count;
        }
    }
    return count;
}

void LibraryIndex::remove(const QSet<Digest> &digests)
{
    Json left = Json::array();
    for (Json &item : d->items()) {
        const std::optional<Digest> digest = digestIn(item);
        if (!digest || !digests.contains(*digest))
            left.push_back(std::move(item));
    }
    d->items() = std::move(left);
}

Result<QByteArray> indexForArchive(const QList<LibraryEntry> &entries)
{
    QList<LibraryEntry> sorted = entries;
    std::sort(sorted.begin(), sorted.end(), [](const LibraryEntry &a, const LibraryEntry &b) {
        return std::pair(a.name, a.descriptor.digest) < std::pair(b.name, b.descriptor.digest);
    });
    LibraryIndex index;
    for (LibraryEntry &entry : sorted) {
        entry.source.clear();
        entry.added = {};
        entry.descriptor.annotations.removeIf([](const auto &annotation) {
            return annotation.first == QLatin1String(kSource) || annotation.first == QLatin1String(kAdded);
        });
        index.put(entry);
    }
    return index.textForContainerd();
}

QString libraryName(const QString &storedName, const QString &home)
{
    const ImageReference stored = ImageReference::fromStoredName(storedName);
    const bool isBareTag = stored.repository.isEmpty() && !stored.tag.isEmpty();
    const Result<Reference> reference =
        Reference::parse(isBareTag && !home.isEmpty() ? home + u':' + stored.tag : storedName);
    if (!reference || (isBareTag && home.isEmpty()))
        return storedName;
    return reference->digest().isNull() ? reference->withDefaultTag().toString() : reference->toString();
}

} // namespace varve
