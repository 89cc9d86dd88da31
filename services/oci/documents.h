// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The JSON documents that image formats consist of, as values. Parsers are pure functions over untrusted bytes.
// Sources: OCI image-spec 1.1 (image-index.md, manifest.md, config.md, descriptor.md), Docker image manifest v2 schema 2,
// Docker image spec v1.2 (manifest.json of `docker save`).
// Errors: Corrupt, LimitExceeded, Unsupported (schema 1). A document whose claimed media type, `mediaType` and shape
// disagree, or which has both `layers` and `manifests`, is Corrupt.
#pragma once

#include "services/types/imagedetails.h"
#include "services/types/result.h"

namespace varve {

struct Descriptor {
    QString mediaType;
    Digest digest;
    std::int64_t sizeBytes = -1;
    Platform platform;
    QList<QPair<QString, QString>> annotations;
    QString artifactType;
    QByteArray data; // embedded content, decoded; empty when there is none

    QString annotation(const QString &key) const;
};

struct IndexDocument {
    QList<Descriptor> manifests;
    QList<QPair<QString, QString>> annotations;
    bool manifestsAreNull = false; // `"manifests": null`, as Docker 25 and later may write
    Warnings warnings; // descriptors that were left out
};

struct ManifestDocument {
    Descriptor config;
    QList<Descriptor> layers;
    QList<QPair<QString, QString>> annotations;
    QString mediaType;
    QString artifactType;
    ImageKind kind = ImageKind::Image; // told from config and layer media types
};

struct ConfigDocument {
    QDateTime created;
    Platform platform;
    ImageConfig config;
    QList<Digest> diffIds;
    QList<HistoryEntry> history; // layerIndex is set when history and diffIds pair
    bool historyPairs = true;
    Warnings warnings;
};

// One image in manifest.json of a docker-archive.
struct DockerManifestItem {
    QString config; // entry name of the config
    QStringList repoTags;
    QStringList layers; // entry names, bottom first
    QList<QPair<QString, Descriptor>> layerSources; // by DiffID text; since Docker 25
};

enum class DocumentShape { Index, Manifest, Other };
// What tells an index from a manifest: read once, then judged for each media type that somebody claims it to have.
struct DocumentOutline {
    QString mediaType; // its own; empty when it does not say
    bool hasManifests = false;
    bool hasLayers = false;
};
Result<DocumentOutline> documentOutline(QByteArrayView bytes, const QString &subject);
Result<DocumentShape> documentShape(
    const DocumentOutline &outline, const QString &claimedMediaType, const QString &subject);
// Tells an index from a manifest by `mediaType` and shape; claimedMediaType may be empty.
Result<DocumentShape> documentShape(QByteArrayView bytes, const QString &claimedMediaType, const QString &subject);

Result<IndexDocument> parseIndex(QByteArrayView bytes, const QString &subject);
Result<ManifestDocument> parseManifest(QByteArrayView bytes, const QString &subject);
Result<ConfigDocument> parseConfig(QByteArrayView bytes, const QString &subject);
Result<QList<DockerManifestItem>> parseDockerManifest(QByteArrayView bytes, const QString &subject);

// `repositories` of archives before Docker 1.10: name -> tag -> id of the top layer folder.
struct RepositoryTag {
    QString name; // "repo:tag"
    QString topLayer;
};
Result<QList<RepositoryTag>> parseRepositories(QByteArrayView bytes, const QString &subject);
// `<layer>/json` of those archives: one image per layer, chained by parent.
struct LegacyLayer {
    QString id;
    QString parent;
    ConfigDocument config; // config and a single history entry
};
Result<LegacyLayer> parseLegacyLayer(QByteArrayView bytes, const QString &subject);

} // namespace varve
