// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The table of contents of a `docker save` archive: manifest.json and, before it, repositories.

#include "services/oci/fields.h"
#include "services/types/limits.h"

namespace varve {

Result<QList<DockerManifestItem>> parseDockerManifest(QByteArrayView bytes, const QString &subject)
{
    const Result<Json> json = parseJson(bytes, limits::kDockerManifestBytes, subject);
    if (!json)
        return fail(json.error());
    if (json->is_null()) // Go's empty list
        return QList<DockerManifestItem>();
    if (!json->is_array())
        return fail(
            ErrorCode::Corrupt, subject, QStringLiteral("not the manifest.json of an image archive: it is not a list"));
    QList<DockerManifestItem> items;
    for (const Json &object : *json) {
        if (!object.is_object())
            return fail(ErrorCode::Corrupt, subject, QStringLiteral("an image of the list is not an object"));
        DockerManifestItem item;
        item.config = stringMember(object, "Config");
        item.repoTags = stringListMember(object, "RepoTags");
        item.layers = stringListMember(object, "Layers");
        if (item.config.isEmpty() && item.layers.isEmpty())
            return fail(
                ErrorCode::Corrupt, subject, QStringLiteral("an image of the list has neither Config nor Layers"));
        if (const Json *layers = member(object, "Layers");
            layers && static_cast<std::size_t>(item.layers.size()) != layers->size())
            return fail(ErrorCode::Corrupt, subject, QStringLiteral("`Layers` is not a list of names"));
        if (static_cast<std::size_t>(item.layers.size()) > limits::kLayersPerImage) {
            return fail(ErrorCode::LimitExceeded, subject,
                QStringLiteral("%1 layers, more than %2 (kLayersPerImage)")
                    .arg(item.layers.size())
                    .arg(limits::kLayersPerImage));
        }
        if (const Json *sources = member(object, "LayerSources"); sources && sources->is_object()) {
            for (const auto &[diffId, value] : sources->items()) {
                if (Result<Descriptor> descriptor = parseDescriptor(value, subject))
                    item.layerSources.append({ QString::fromStdString(diffId), *std::move(descriptor) });
            }
        }
        items.append(item);
    }
    return items;
}

Result<QList<RepositoryTag>> parseRepositories(QByteArrayView bytes, const QString &subject)
{
    const Result<Json> json = parseJson(bytes, limits::kDockerManifestBytes, subject);
    if (!json)
        return fail(json.error());
    if (!json->is_object())
        return fail(ErrorCode::Corrupt, subject,
            QStringLiteral("not the repositories file of an image archive: it is not an object"));
    QList<RepositoryTag> tags;
    for (const auto &[repository, versions] : json->items()) {
        if (!versions.is_object())
            return fail(ErrorCode::Corrupt, subject, QStringLiteral("a repository without tags"));
        for (const auto &[tag, layer] : versions.items()) {
            if (layer.is_string())
                tags.append({ QString::fromStdString(repository) + u':' + QString::fromStdString(tag),
                    QString::fromStdString(layer.get_ref<const std::string &>()) });
        }
    }
    return tags;
}

} // namespace varve
