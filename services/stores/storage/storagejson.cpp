// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/storage/storagejson.h"

#include "services/oci/fields.h"
#include "services/oci/json.h"
#include "services/types/limits.h"

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kLongestId = 128; // they are 64 hex digits unless somebody gave his own

Digest digestMember(const Json &object, const char *key)
{
    return Digest::parse(stringMember(object, key).toLatin1()).value_or(Digest());
}

std::int64_t sizeMember(const Json &object, const char *key)
{
    const std::int64_t size = integerMember(object, key, -1);
    return size < 0 || static_cast<std::uint64_t>(size) > limits::kLayerBytes ? -1 : size;
}

StorageLayer layerOf(const Json &item)
{
    StorageLayer layer;
    layer.parent = stringMember(item, "parent");
    layer.diffDigest = digestMember(item, "diff-digest");
    layer.blobDigest = digestMember(item, "compressed-diff-digest");
    layer.diffBytes = sizeMember(item, "diff-size");
    layer.blobBytes = sizeMember(item, "compressed-size");
    const Json *const flags = member(item, "flags");
    const Json *const incomplete = flags != nullptr ? member(*flags, "incomplete") : nullptr;
    layer.isIncomplete = incomplete != nullptr && incomplete->is_boolean() && incomplete->get<bool>();
    return layer;
}

StorageImage imageOf(const Json &item)
{
    StorageImage image;
    image.names = stringListMember(item, "names");
    image.topLayer = stringMember(item, "layer");
    image.created = timeMember(item, "created");
    const Json *const sizes = member(item, "big-data-sizes");
    const QStringList documents = stringListMember(item, "big-data-names");
    for (const QString &name : documents) {
        const std::string key = name.toStdString();
        image.documents.insert(name, sizes != nullptr ? integerMember(*sizes, key.c_str(), -1) : -1);
    }
    return image;
}

// What runs is known to the engine alone; here is only what was made.
ContainerInfo containerOf(const Json &item)
{
    ContainerInfo container;
    container.names = stringListMember(item, "names");
    container.image.value = stringMember(item, "image");
    container.created = timeMember(item, "created");
    const QByteArray metadata = stringMember(item, "metadata").toUtf8();
    if (const Result<Json> more = parseJson(metadata, limits::kConfigBytes, container.id); more && more->is_object())
        container.imageName = stringMember(*more, "image-name");
    return container;
}

template <typename T>
Result<QList<T>> parseList(QByteArrayView bytes, const QString &subject, Warnings &warnings, T (*read)(const Json &))
{
    QList<T> list;
    if (bytes.trimmed().isEmpty())
        return list;
    const Result<Json> json = parseJson(bytes, limits::kStorageListBytes, subject);
    if (!json)
        return fail(json.error());
    if (json->is_null())
        return list;
    if (!json->is_array())
        return fail(ErrorCode::Corrupt, subject, u"not a list"_s);
    if (json->size() > limits::kStorageItems) {
        return fail(
            ErrorCode::LimitExceeded, subject, u"more than %1 items (kStorageItems)"_s.arg(limits::kStorageItems));
    }
    list.reserve(static_cast<qsizetype>(json->size()));
    for (const Json &item : *json) {
        T value = item.is_object() ? read(item) : T {};
        if (item.is_object())
            value.id = stringMember(item, "id");
        if (isStorageId(value.id))
            list.append(std::move(value));
        else if (static_cast<std::size_t>(warnings.size()) < limits::kWarningsKept)
            warnings.append(
                { ErrorCode::Corrupt, subject, {}, u"an item without a usable id: \"%1\""_s.arg(value.id) });
    }
    return list;
}

} // namespace

bool isStorageId(const QString &id)
{
    const auto isAllowed = [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'-'
            || c == u'_';
    };
    return !id.isEmpty() && id.size() <= kLongestId && std::all_of(id.cbegin(), id.cend(), isAllowed);
}

QString storageFileName(const QString &document)
{
    const auto isPlain = [](QChar c) { return c == u'.' || (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'z'); };
    if (std::all_of(document.cbegin(), document.cend(), isPlain))
        return document;
    return u'=' + QString::fromLatin1(document.toUtf8().toBase64());
}

Result<QList<StorageLayer>> parseStorageLayers(QByteArrayView bytes, const QString &subject, Warnings &warnings)
{
    return parseList(bytes, subject, warnings, layerOf);
}

Result<QList<StorageImage>> parseStorageImages(QByteArrayView bytes, const QString &subject, Warnings &warnings)
{
    return parseList(bytes, subject, warnings, imageOf);
}

Result<QList<ContainerInfo>> parseStorageContainers(QByteArrayView bytes, const QString &subject, Warnings &warnings)
{
    return parseList(bytes, subject, warnings, containerOf);
}

} // namespace varve
