// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/pull/pullplanner.h"

#include "services/oci/mediatypes.h"
#include "services/stores/chainid.h"
#include "services/stores/library/libraryfolder.h"
#include "services/types/limits.h"

#include <QtCore/QSet>

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

Descriptor descriptorOf(const RemoteManifest &manifest)
{
    Descriptor descriptor;
    descriptor.mediaType = manifest.mediaType;
    descriptor.digest = manifest.digest;
    descriptor.sizeBytes = manifest.bytes.size();
    return descriptor;
}

// Goes through the documents of what was chosen.
class Planner {
public:
    Planner(RemoteRepository &repository, const RemoteImage &image, const PullSources &sources, Job &job)
        : m_repository(repository)
        , m_sources(sources)
        , m_job(job)
    {
        m_plan.image = image;
        m_plan.rate = image.root.rate;
        m_plan.warnings = image.warnings;
    }

    Result<PullPlan> run(const PullChoice &choice)
    {
        const RemoteManifest &root = m_plan.image.root;
        Result<void> taken;
        if (root.shape == DocumentShape::Manifest || choice.isEverything) {
            m_plan.target = root.digest;
            taken = take(root, 0);
        } else {
            const Result<PlatformChoice> chosen = choosePlatform(m_plan.image, choice.platform);
            if (!chosen)
                return fail(chosen.error());
            m_plan.platforms = { chosen->platform };
            m_plan.isPlatformChosen = choice.platform.has_value();
            const Result<RemoteManifest> manifest = m_repository.manifest(chosen->digest, m_job);
            if (!manifest)
                return fail(manifest.error());
            if (manifest->shape != DocumentShape::Manifest)
                return fail(ErrorCode::Unsupported, manifest->digest.toString(), u"an index inside an index"_s);
            m_plan.target = manifest->digest;
            if (manifest->rate.isKnown())
                m_plan.rate = manifest->rate;
            taken = take(*manifest, 0);
        }
        if (!taken)
            return fail(taken.error());
        if (const Result<void> looked = lookForLayers(); !looked)
            return fail(looked.error());
        return std::move(m_plan);
    }

private:
    Result<void> take(const RemoteManifest &document, int depth)
    {
        if (m_job.isCancelled())
            return m_job.cancelled();
        if (m_documents.contains(document.digest))
            return {};
        if (depth > limits::kIndexDepth)
            return fail(ErrorCode::LimitExceeded, document.digest.toString(),
                u"indexes inside indexes, more than %1 deep (kIndexDepth)"_s.arg(limits::kIndexDepth));
        m_documents.insert(document.digest);
        const Result<void> below =
            document.shape == DocumentShape::Index ? takeIndex(document, depth) : takeManifest(document);
        return below ? keep(descriptorOf(document), document.bytes) : below;
    }

    // They stay in memory until the pull is through.
    Result<void> keep(const Descriptor &descriptor, const QByteArray &bytes)
    {
        m_documentBytes += static_cast<std::size_t>(bytes.size());
        if (static_cast<std::size_t>(m_plan.documents.size()) >= limits::kDocumentsPerArchive
            || m_documentBytes > limits::kDocumentBytesPerArchive) {
            return fail(ErrorCode::LimitExceeded, m_plan.image.reference.toString(),
                u"more documents than anybody needs (kDocumentsPerArchive, kDocumentBytesPerArchive)"_s);
        }
        m_plan.documents.append({ descriptor, bytes });
        return {};
    }

    Result<void> takeIndex(const RemoteManifest &document, int depth)
    {
        const Result<IndexDocument> index = parseIndex(document.bytes, document.digest.toString());
        if (!index)
            return fail(index.error());
        if (document.digest != m_plan.image.root.digest) // whose own are those of the image
            m_plan.warnings += index->warnings;
        for (const Descriptor &descriptor : index->manifests) {
            if (m_documents.contains(descriptor.digest))
                continue;
            const Result<RemoteManifest> manifest = m_repository.manifest(descriptor.digest, m_job);
            if (!manifest)
                return fail(manifest.error());
            if (descriptor.sizeBytes >= 0 && descriptor.sizeBytes != manifest->bytes.size()) {
                return fail(ErrorCode::Corrupt, descriptor.digest.toString(),
                    u"%1 bytes where the index promises %2"_s.arg(manifest->bytes.size()).arg(descriptor.sizeBytes));
            }
            if (manifest->rate.isKnown())
                m_plan.rate = manifest->rate;
            if (!descriptor.platform.isEmpty() && !descriptor.platform.isUnknown())
                m_plan.platforms.append(descriptor.platform);
            if (const Result<void> taken = take(*manifest, depth + 1); !taken)
                return taken;
        }
        return {};
    }

    Result<void> takeManifest(const RemoteManifest &document)
    {
        const Result<ManifestDocument> manifest = parseManifest(document.bytes, document.digest.toString());
        if (!manifest)
            return fail(manifest.error());
        QStringList instructions;
        std::vector<Digest> chain;
        if (!manifest->config.digest.isNull() && manifest->config.sizeBytes < 0)
            return fail(ErrorCode::Corrupt, manifest->config.digest.toString(), u"a config of no size"_s);
        if (!manifest->config.digest.isNull() && !m_configs.contains(manifest->config.digest)) {
            m_configs.insert(manifest->config.digest);
            const Result<QByteArray> config = m_repository.document(manifest->config, limits::kConfigBytes, m_job);
            if (!config)
                return fail(config.error());
            const Result<ConfigDocument> parsed = parseConfig(*config, manifest->config.digest.toString());
            if (parsed && manifest->kind == ImageKind::Image && parsed->diffIds.size() == manifest->layers.size()) {
                instructions = instructionsOf(*parsed);
                chain = chainIds(parsed->diffIds);
            }
            if (const Result<void> kept = keep(manifest->config, *config); !kept)
                return kept;
        }
        for (qsizetype i = 0; i < manifest->layers.size(); ++i) {
            const Descriptor &layer = manifest->layers[i];
            if (layer.sizeBytes < 0 || layer.sizeBytes > static_cast<std::int64_t>(limits::kLayerBytes))
                return fail(ErrorCode::Corrupt, layer.digest.toString(), u"a layer of no size that can be"_s);
            if (m_blobs.contains(layer.digest))
                continue;
            m_blobs.insert(layer.digest);
            if (static_cast<std::size_t>(m_plan.layers.size()) >= limits::kLayersPerArchive)
                return fail(ErrorCode::LimitExceeded, document.digest.toString(),
                    u"more than %1 layers (kLayersPerArchive)"_s.arg(limits::kLayersPerArchive));
            m_plan.layers.append({ layer, instructions.value(i), PullLayer::From::Registry, {}, 0 });
            m_chains.append(i < static_cast<qsizetype>(chain.size()) ? chain[static_cast<std::size_t>(i)] : Digest());
        }
        return {};
    }

    // By layer; empty where history and layers do not pair.
    static QStringList instructionsOf(const ConfigDocument &config)
    {
        QStringList texts;
        if (!config.historyPairs)
            return texts;
        texts.resize(config.diffIds.size());
        for (const HistoryEntry &entry : config.history) {
            if (entry.layerIndex >= 0 && entry.layerIndex < texts.size())
                texts[entry.layerIndex] = entry.instruction;
        }
        return texts;
    }

    Result<void> lookForLayers()
    {
        if (m_sources.engine)
            return lookInEngine();
        LibraryFolderPtr library;
        if (!m_sources.root.isEmpty()) {
            Result<LibraryFolderPtr> folder = LibraryFolder::open(m_sources.root);
            if (folder)
                library = *std::move(folder);
            else if (folder.error().code != ErrorCode::NotFound)
                m_plan.warnings.append(warningOf(folder.error()));
        }
        for (PullLayer &layer : m_plan.layers) {
            if (m_job.isCancelled())
                return m_job.cancelled();
            if (library && library->hasBlob(layer.descriptor.digest, layer.descriptor.sizeBytes)) {
                layer.from = PullLayer::From::Target;
                continue;
            }
            if (lookInStores(layer))
                continue;
            if (library)
                layer.presentBytes = std::min(library->partBytes(layer.descriptor.digest), layer.descriptor.sizeBytes);
        }
        return {};
    }

    // An engine does not fetch again what it has fetched once: a layer counts by all that is below it as well. Of images
    // that never came from a registry it does not know by which blobs they would come.
    Result<void> lookInEngine()
    {
        const Result<Listing> listing = m_sources.engine->list(m_job);
        if (!listing) {
            if (listing.error().code == ErrorCode::Cancelled)
                return fail(listing.error());
            m_plan.warnings.append(warningOf(listing.error()));
            return {};
        }
        QSet<Digest> present;
        for (const ImageSummary &image : listing->images) {
            if (image.repoDigests.isEmpty() || !image.isLocal)
                continue;
            const Result<ImageDetails> details = m_sources.engine->inspect(image.id, m_job);
            if (!details && details.error().code == ErrorCode::Cancelled)
                return fail(details.error());
            if (!details)
                continue; // it may have gone meanwhile
            for (const Digest &chain : chainIds(details->layers))
                present.insert(chain);
        }
        for (qsizetype i = 0; i < m_plan.layers.size(); ++i) {
            if (!m_chains[i].isNull() && present.contains(m_chains[i]))
                m_plan.layers[i].from = PullLayer::From::Target;
        }
        return {};
    }

    bool lookInStores(PullLayer &layer)
    {
        for (const ImageStorePtr &store : m_sources.stores) {
            const Result<MappedRange> blob = store->openBlob(layer.descriptor.digest, m_job);
            if (!blob || static_cast<std::int64_t>(blob->length) != layer.descriptor.sizeBytes)
                continue;
            layer.from = PullLayer::From::Source;
            layer.source = store->title();
            return true;
        }
        return false;
    }

    RemoteRepository &m_repository;
    const PullSources &m_sources;
    Job &m_job;
    PullPlan m_plan;
    // Apart: whoever writes an index may give one digest to things of several kinds.
    QSet<Digest> m_documents;
    QSet<Digest> m_configs;
    QList<Digest> m_chains; // the chain ids of the plan's layers; null: not known
    QSet<Digest> m_blobs;
    std::size_t m_documentBytes = 0;
};

// What is not said of a processor is what it has by default.
Platform normalized(Platform platform)
{
    if (platform.architecture == u"aarch64")
        platform.architecture = u"arm64"_s;
    if (platform.architecture == u"x86_64")
        platform.architecture = u"amd64"_s;
    if (platform.architecture == u"arm64" && platform.variant == u"v8")
        platform.variant.clear();
    return platform;
}

// Of several that fit the nearest: the same variant before any, a plain one before others.
int distance(const Platform &wanted, const Platform &offered)
{
    if (offered.variant == wanted.variant)
        return 0;
    return offered.variant.isEmpty() ? 1 : 2;
}

} // namespace

Result<RemoteImage> resolve(RemoteRepository &repository, const Job &job)
{
    Result<RemoteManifest> root = repository.root(job);
    if (!root)
        return fail(std::move(root.error()));
    RemoteImage image { repository.reference(), *std::move(root), {}, {} };
    if (image.root.shape != DocumentShape::Index)
        return image;
    const Result<IndexDocument> index = parseIndex(image.root.bytes, repository.reference().toString());
    if (!index)
        return fail(index.error());
    image.warnings = index->warnings;
    for (const Descriptor &descriptor : index->manifests) {
        if (!descriptor.platform.isEmpty() && !descriptor.platform.isUnknown())
            image.platforms.append({ descriptor.platform, descriptor.digest });
    }
    return image;
}

Result<PullPlan> planPull(RemoteRepository &repository, const RemoteImage &image, const PullChoice &choice,
    const PullSources &sources, Job &job)
{
    return Planner(repository, image, sources, job).run(choice);
}

Result<PlatformChoice> choosePlatform(const RemoteImage &image, const std::optional<Platform> &wanted)
{
    const Platform platform = normalized(wanted.value_or(Platform::host()));
    const PlatformChoice *best = nullptr;
    for (const PlatformChoice &choice : image.platforms) {
        const Platform offered = normalized(choice.platform);
        if (!platform.accepts(offered))
            continue;
        if (!best || distance(platform, offered) < distance(platform, normalized(best->platform)))
            best = &choice;
    }
    if (best)
        return *best;
    QStringList names;
    for (const PlatformChoice &choice : image.platforms)
        names.append(choice.platform.toWholeString());
    names.removeDuplicates();
    return fail(ErrorCode::NotFound, image.reference.familiar(),
        names.isEmpty() ? u"it names no platform"_s
                        : u"not for %1, only for %2"_s.arg(platform.toWholeString(), names.join(u", "_s)));
}

} // namespace varve
