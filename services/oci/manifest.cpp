// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Indexes and manifests.

#include "services/oci/fields.h"
#include "services/oci/mediatypes.h"
#include "services/types/limits.h"

#include <algorithm>

namespace varve {

namespace {

// Present, also when null: `"layers": null` and `"manifests": null` are how Go writes empty lists.
bool hasKey(const Json &object, const char *key)
{
    return object.is_object() && object.contains(key);
}

Result<Json> parseObject(QByteArrayView bytes, std::size_t maxBytes, const QString &subject)
{
    Result<Json> json = parseJson(bytes, maxBytes, subject);
    if (json && !json->is_object())
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("the document is not a JSON object"));
    return json;
}

Result<void> checkSchemaVersion(const Json &json, const QString &subject)
{
    if (integerMember(json, "schemaVersion", 2) == 1) {
        return fail(ErrorCode::Unsupported, subject,
            QStringLiteral(
                "a manifest of schema version 1, which registries gave up in 2017; pull or save the image again"));
    }
    return {};
}

Result<DocumentOutline> outlineOf(const Json &json, const QString &subject)
{
    if (const Result<void> version = checkSchemaVersion(json, subject); !version)
        return fail(version.error());
    const DocumentOutline outline { stringMember(json, "mediaType"), hasKey(json, "manifests"),
        hasKey(json, "layers") };
    if (outline.hasManifests && outline.hasLayers)
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("the document has both layers and manifests"));
    return outline;
}

Result<DocumentShape> shapeOf(const Json &json, const QString &subject)
{
    const Result<DocumentOutline> outline = outlineOf(json, subject);
    if (!outline)
        return fail(outline.error());
    return documentShape(*outline, {}, subject);
}

// What a manifest stands for. Layers come first: cosign keeps its signatures under an ordinary image config.
ImageKind kindOf(const ManifestDocument &manifest)
{
    for (const Descriptor &layer : manifest.layers) {
        if (const ImageKind kind = kindOfMediaType(layer.mediaType); kind != ImageKind::Image)
            return kind;
    }
    for (const QString &type : { manifest.artifactType, manifest.config.mediaType }) {
        if (const ImageKind kind = kindOfMediaType(type); kind != ImageKind::Image)
            return kind;
    }
    const QString &configType = manifest.config.mediaType;
    if (!isImageConfigMediaType(configType) && !isGenericMediaType(configType))
        return ImageKind::Artifact;
    const bool hasTar = std::any_of(manifest.layers.begin(), manifest.layers.end(), [](const Descriptor &layer) {
        return isLayerMediaType(layer.mediaType) || isGenericMediaType(layer.mediaType)
            || isEncryptedMediaType(layer.mediaType);
    });
    return hasTar || manifest.layers.isEmpty() ? ImageKind::Image : ImageKind::Artifact;
}

} // namespace

Result<DocumentOutline> documentOutline(QByteArrayView bytes, const QString &subject)
{
    const Result<Json> json = parseObject(bytes, limits::kManifestBytes, subject);
    if (!json)
        return fail(json.error());
    return outlineOf(*json, subject);
}

Result<DocumentShape> documentShape(
    const DocumentOutline &outline, const QString &claimedMediaType, const QString &subject)
{
    const QString &own = outline.mediaType;
    if (!isGenericMediaType(claimedMediaType) && !own.isEmpty() && own != claimedMediaType) {
        return fail(ErrorCode::Corrupt, subject,
            QStringLiteral("the document calls itself %1 but is named as %2")
                .arg(own.left(120), claimedMediaType.left(120)));
    }
    const QString mediaType = own.isEmpty() ? claimedMediaType : own;
    if (isIndexMediaType(mediaType) && outline.hasLayers)
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("an index by its media type, but it has layers"));
    if (isManifestMediaType(mediaType) && outline.hasManifests)
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("a manifest by its media type, but it has manifests"));
    if (outline.hasManifests || isIndexMediaType(mediaType))
        return DocumentShape::Index;
    if (outline.hasLayers || isManifestMediaType(mediaType))
        return DocumentShape::Manifest;
    return DocumentShape::Other;
}

Result<DocumentShape> documentShape(QByteArrayView bytes, const QString &claimedMediaType, const QString &subject)
{
    const Result<DocumentOutline> outline = documentOutline(bytes, subject);
    if (!outline)
        return fail(outline.error());
    return documentShape(*outline, claimedMediaType, subject);
}

Result<IndexDocument> parseIndex(QByteArrayView bytes, const QString &subject)
{
    const Result<Json> json = parseObject(bytes, limits::kManifestBytes, subject);
    if (!json)
        return fail(json.error());
    const Result<DocumentShape> shape = shapeOf(*json, subject);
    if (!shape)
        return fail(shape.error());
    if (*shape != DocumentShape::Index)
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("not an index: it has no list of manifests"));

    IndexDocument index;
    index.annotations = stringMapMember(*json, "annotations");
    const Json *manifests = member(*json, "manifests");
    index.manifestsAreNull = !manifests;
    if (!manifests)
        return index;
    if (!manifests->is_array())
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("`manifests` of the index is not a list"));
    if (manifests->size() > limits::kImagesPerIndex) {
        return fail(ErrorCode::LimitExceeded, subject,
            QStringLiteral("%1 manifests, more than %2 (kImagesPerIndex)")
                .arg(manifests->size())
                .arg(limits::kImagesPerIndex));
    }
    index.manifests.reserve(static_cast<qsizetype>(manifests->size()));
    for (const Json &item : *manifests) {
        Result<Descriptor> descriptor = parseDescriptor(item, subject);
        if (descriptor)
            index.manifests.append(*std::move(descriptor));
        else
            index.warnings.append({ descriptor.error().code, subject, {}, descriptor.error().detail });
    }
    return index;
}

Result<ManifestDocument> parseManifest(QByteArrayView bytes, const QString &subject)
{
    const Result<Json> json = parseObject(bytes, limits::kManifestBytes, subject);
    if (!json)
        return fail(json.error());
    const Result<DocumentShape> shape = shapeOf(*json, subject);
    if (!shape)
        return fail(shape.error());
    if (*shape == DocumentShape::Index)
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("not a manifest but an index of manifests"));

    ManifestDocument manifest;
    manifest.mediaType = stringMember(*json, "mediaType");
    manifest.artifactType = stringMember(*json, "artifactType");
    manifest.annotations = stringMapMember(*json, "annotations");
    if (const Json *config = member(*json, "config")) {
        Result<Descriptor> descriptor = parseDescriptor(*config, subject);
        if (!descriptor)
            return fail(descriptor.error());
        manifest.config = *std::move(descriptor);
    } else if (!hasKey(*json, "layers") && !hasKey(*json, "blobs")) {
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("not a manifest: it has neither config nor layers"));
    }
    // The artifact manifests of the OCI 1.1 drafts call their layers blobs.
    const Json *layers = member(*json, hasKey(*json, "layers") ? "layers" : "blobs");
    if (layers && !layers->is_array())
        return fail(ErrorCode::Corrupt, subject, QStringLiteral("`layers` of the manifest is not a list"));
    if (layers && layers->size() > limits::kLayersPerImage) {
        return fail(ErrorCode::LimitExceeded, subject,
            QStringLiteral("%1 layers, more than %2 (kLayersPerImage)")
                .arg(layers->size())
                .arg(limits::kLayersPerImage));
    }
    for (const Json &item : layers ? *layers : Json::array()) {
        Result<Descriptor> descriptor = parseDescriptor(item, subject);
        if (!descriptor) // a layer less would shift all above it
            return fail(descriptor.error());
        manifest.layers.append(*std::move(descriptor));
    }
    manifest.kind = kindOf(manifest);
    return manifest;
}

} // namespace varve
