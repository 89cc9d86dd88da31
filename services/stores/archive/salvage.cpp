// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/archive/salvage.h"

#include "services/archive/digester.h"
#include "services/stores/archive/legacychains.h"
#include "services/stores/configreader.h"
#include "services/stores/files/contentsniffer.h"
#include "services/stores/layout/layoutreader.h"
#include "services/types/limits.h"

#include <QtCore/QHash>
#include <QtCore/QSet>

#include <algorithm>

namespace varve {

namespace {

constexpr QLatin1String kBlobFolder("blobs/sha256/");

// Everything in blobs/ that is a manifest, as if an index had named it.
Result<IndexDocument> findManifests(const FileSet &files, Job &job)
{
    IndexDocument index;
    for (const QString &name : files.names()) {
        if (job.isCancelled())
            return job.cancelled();
        const std::optional<Digest> digest =
            name.startsWith(kBlobFolder) ? Digest::fromSha256Hex(name.mid(kBlobFolder.size()).toUtf8()) : std::nullopt;
        if (!digest || files.sizeBytes(name) > static_cast<std::int64_t>(limits::kManifestBytes)
            || static_cast<std::size_t>(index.manifests.size()) >= limits::kDocumentsPerArchive)
            continue;
        Descriptor descriptor;
        descriptor.digest = *digest;
        const Result<QByteArray> bytes = verifiedDocument(files, name, descriptor, limits::kManifestBytes);
        const Result<DocumentShape> shape = bytes ? documentShape(*bytes, {}, name) : fail(bytes.error());
        if (shape && *shape == DocumentShape::Manifest)
            index.manifests.append(descriptor);
    }
    return index;
}

// The digest that a file's name promises: "<64 hex>.json" in the root, as Docker 1.10 to 24 names configs, or a blob.
std::optional<Digest> digestOfName(const QString &name)
{
    if (name.startsWith(kBlobFolder))
        return Digest::fromSha256Hex(name.mid(kBlobFolder.size()).toUtf8());
    return name.endsWith(QLatin1String(".json")) ? Digest::fromSha256Hex(name.chopped(5).toUtf8()) : std::nullopt;
}

struct FoundConfig {
    ImageSource image;
    QList<Digest> diffIds;
};

Result<QList<FoundConfig>> findConfigs(const FileSet &files, Job &job)
{
    QList<FoundConfig> found;
    for (const QString &name : files.names()) {
        if (job.isCancelled())
            return job.cancelled();
        const std::optional<Digest> digest = digestOfName(name);
        if (!digest || files.sizeBytes(name) > static_cast<std::int64_t>(limits::kConfigBytes)
            || static_cast<std::size_t>(found.size()) >= limits::kDocumentsPerArchive)
            continue;
        FoundConfig config;
        config.image.config.digest = *digest;
        config.image.configFile = name;
        config.image.summary.id = { digest->toString() };
        config.image.documents = { { QStringLiteral("config"), name, *digest } };
        const Result<QByteArray> bytes = verifiedDocument(files, name, config.image.config, limits::kConfigBytes);
        const Result<ConfigDocument> document = bytes ? parseConfig(*bytes, name) : fail(bytes.error());
        if (!document || document->diffIds.isEmpty())
            continue;
        config.diffIds = document->diffIds;
        found.append(config);
    }
    return found;
}

// Which file holds the layer of which DiffID.
Result<QHash<Digest, QString>> hashLayers(const FileSet &files, Job &job)
{
    QHash<Digest, QString> byDiffId;
    std::int64_t total = 0;
    QStringList direct;
    QStringList streamed;
    for (const QString &name : files.names()) {
        const bool isBlob = name.startsWith(kBlobFolder);
        if (!isBlob && !name.endsWith(QLatin1String(".tar")))
            continue;
        const Result<LayerContent> content = files.content(name);
        if (!content)
            continue; // cut off, or a link to what is lost
        if (isBlob && content->range.file) {
            const std::span<const std::byte> bytes = content->range.bytes();
            const auto head = bytes.first(std::min(bytes.size(), kSniffBytes));
            if (!canBeLayer(head))
                continue;
            if (sniffCompression(head) == Compression::None) { // then the blob's digest is the DiffID
                byDiffId.insert(digestOfName(name).value_or(Digest()), name);
                continue;
            }
        }
        (content->range.file ? direct : streamed).append(name);
        total += files.sizeBytes(name);
    }
    job.setProgress(0, total, Job::Unit::Bytes);
    for (const QString &name : direct) {
        job.setNote(name);
        const Result<LayerContent> content = files.content(name);
        const Result<LayerDigests> digests = content ? digestLayer(content->range, job) : fail(content.error());
        if (job.isCancelled())
            return job.cancelled();
        if (digests)
            byDiffId.insert(digests->diffId, name);
    }
    if (streamed.isEmpty())
        return byDiffId;
    const Result<QList<LayerDigests>> digests = files.digests(streamed, job);
    if (job.isCancelled())
        return job.cancelled();
    for (qsizetype i = 0; digests && i < streamed.size(); ++i)
        byDiffId.insert(digests->at(i).diffId, streamed[i]);
    return byDiffId;
}

Result<ImageSet> salvageByConfigs(const FileSet &files, Job &job)
{
    ImageSet set;
    set.kind = StoreKind::DockerArchive;
    Result<QList<FoundConfig>> configs = findConfigs(files, job);
    if (!configs)
        return fail(configs.error());
    if (configs->isEmpty())
        return set;
    const Result<QHash<Digest, QString>> layers = hashLayers(files, job);
    if (!layers)
        return fail(layers.error());
    ConfigReader reader(files);
    for (FoundConfig &found : *configs) {
        if (job.isCancelled())
            return job.cancelled();
        for (const Digest &diffId : std::as_const(found.diffIds)) {
            const QString lost = QStringLiteral("layer ") + diffId.toString();
            found.image.layers.append({ diffId.isNull() ? lost : layers->value(diffId, lost), {} });
        }
        summarise(files, found.image, reader, set.warnings);
        set.images.push_back(std::move(found.image));
    }
    return set;
}

// Layers that can be read and that no other layer calls its parent.
Result<QStringList> topLayers(const FileSet &files, LegacyChains &chains, Job &job)
{
    static constexpr QLatin1String kDocument("/json");
    QStringList ids;
    QSet<QString> parents;
    for (const QString &name : files.names()) {
        if (job.isCancelled())
            return job.cancelled();
        if (!name.endsWith(kDocument) || !Digest::fromSha256Hex(name.chopped(kDocument.size()).toUtf8())
            || static_cast<std::size_t>(ids.size()) >= limits::kDocumentsPerArchive)
            continue;
        const QString id = name.chopped(kDocument.size());
        const Result<QString> parent = chains.parentOf(id);
        if (!parent)
            continue;
        ids.append(id);
        parents.insert(*parent);
    }
    ids.removeIf([&](const QString &id) { return parents.contains(id); });
    return ids;
}

// Docker 1.10 to 24 gave every layer the document that older engines want. Its config stands behind the layers, so that
// these may be all that is left of an image.
Result<ImageSet> salvageByChains(const FileSet &files, Job &job)
{
    ImageSet set;
    set.kind = StoreKind::DockerArchive;
    LegacyChains chains(files);
    const Result<QStringList> tops = topLayers(files, chains, job);
    if (!tops)
        return fail(tops.error());
    ConfigReader reader(files);
    for (const QString &top : *tops) {
        const Result<QStringList> chain = chains.chainOf(top, LegacyChains::Gaps::AtBottom, job);
        if (!chain && chain.error().code == ErrorCode::Cancelled)
            return fail(chain.error());
        if (!chain) {
            set.warnings.append({ chain.error().code, chain.error().subject, {}, chain.error().detail });
            continue;
        }
        ImageSource image = legacyImage(*chain);
        const auto isThere = [&](const LayerSource &layer) { return files.contains(layer.fileName); };
        if (std::none_of(image.layers.cbegin(), image.layers.cend(), isThere))
            continue;
        image.damage.append({ ErrorCode::Corrupt, top, {},
            QStringLiteral("the archive is cut before the config of this image: its layers were put together by the "
                           "documents that they carry for old engines; more layers may have been above them") });
        summarise(files, image, reader, set.warnings);
        set.images.push_back(std::move(image));
    }
    return set;
}

} // namespace

Result<ImageSet> salvageImages(const FileSet &files, Job &job)
{
    const Result<IndexDocument> index = findManifests(files, job);
    if (!index)
        return fail(index.error());
    Result<ImageSet> set =
        index->manifests.isEmpty() ? salvageByConfigs(files, job) : readLayoutBelow(*index, files, job);
    if (set && set->images.empty())
        set = salvageByChains(files, job);
    if (set && !set->images.empty()) {
        const Warning lost { ErrorCode::Corrupt, QStringLiteral("manifest.json"), {},
            QStringLiteral("the table of contents is lost: images were found by their parts, without their names") };
        set->warnings.prepend(lost);
        for (ImageSource &image : set->images) {
            if (image.damage.isEmpty())
                image.damage.append(lost);
        }
    }
    return set;
}

} // namespace varve
