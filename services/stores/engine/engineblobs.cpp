// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/engine/engineblobs.h"

#include "services/archive/digester.h"
#include "services/jobs/joblock.h"
#include "services/types/limits.h"

#include <QtCore/QDir>
#include <QtCore/QSet>

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr auto kContentStore = "io.containerd.content.v1.content/blobs/sha256";

// Looks for the manifest that an image's id stands for.
class ManifestSearch {
public:
    ManifestSearch(EngineFiles &files, const ImageDetails &image, const Job &job)
        : m_files(files)
        , m_image(image)
        , m_job(job)
    {
    }

    Result<ManifestDocument> run(const Digest &root, const QByteArray &bytes)
    {
        m_visited.insert(root);
        if (const Result<void> seen = judge(root, proved(root, bytes), {}, 0); !seen)
            return fail(seen.error());
        for (const Candidate &candidate : m_candidates) {
            if (m_candidates.size() == 1 || isOfImage(candidate.document))
                return candidate.document;
        }
        return fail(ErrorCode::NotFound, m_image.summary.id.value, u"no manifest has the layers of the image"_s);
    }

private:
    struct Candidate {
        ManifestDocument document;
    };

    Result<QByteArray> read(const Digest &digest)
    {
        if (digest.algorithm() != Digest::Algorithm::Sha256)
            return fail(ErrorCode::Unsupported, digest.toString(), u"containerd names its blobs by sha256"_s);
        const Result<QByteArray> bytes = m_files.readAll(digest.hex().toLatin1(), limits::kManifestBytes, m_job);
        return bytes ? proved(digest, *bytes) : fail(bytes.error());
    }

    static Result<QByteArray> proved(const Digest &digest, const QByteArray &bytes)
    {
        if (digestOf(std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size())))) != digest)
            return fail(ErrorCode::Corrupt, digest.toString(), u"the document is not what its digest promises"_s);
        return bytes;
    }

    Result<void> visit(const Digest &digest, const QString &mediaType, int depth)
    {
        if (depth > limits::kIndexDepth || m_visited.contains(digest))
            return {};
        m_visited.insert(digest);
        return judge(digest, read(digest), mediaType, depth);
    }

    Result<void> judge(const Digest &digest, const Result<QByteArray> &bytes, const QString &mediaType, int depth)
    {
        if (!bytes)
            return fail(bytes.error());
        const Result<DocumentShape> shape = documentShape(*bytes, mediaType, digest.toString());
        if (!shape)
            return fail(shape.error());
        if (*shape == DocumentShape::Index)
            return visitIndex(*bytes, digest, depth);
        Result<ManifestDocument> manifest = parseManifest(*bytes, digest.toString());
        if (!manifest)
            return fail(std::move(manifest.error()));
        if (manifest->kind == ImageKind::Image && manifest->layers.size() == m_image.layers.size())
            m_candidates.append({ *std::move(manifest) });
        return {};
    }

    // Of the other platforms nothing needs to be here, nor to be right.
    Result<void> visitIndex(const QByteArray &bytes, const Digest &digest, int depth)
    {
        const Result<IndexDocument> index = parseIndex(bytes, digest.toString());
        if (!index)
            return fail(index.error());
        for (const Descriptor &descriptor : index->manifests) {
            if (m_job.isCancelled())
                return m_job.cancelled();
            if (!mayBe(descriptor.platform))
                continue;
            const Result<void> visited = visit(descriptor.digest, descriptor.mediaType, depth + 1);
            if (!visited && visited.error().code == ErrorCode::Cancelled)
                return fail(visited.error());
        }
        return {};
    }

    bool mayBe(const Platform &platform) const
    {
        const Platform &own = m_image.summary.platform;
        return platform.isEmpty() || own.isEmpty()
            || (platform.os == own.os && platform.architecture == own.architecture);
    }

    bool isOfImage(const ManifestDocument &manifest)
    {
        const Result<QByteArray> bytes = read(manifest.config.digest);
        const Result<ConfigDocument> config =
            bytes ? parseConfig(*bytes, manifest.config.digest.toString()) : fail(bytes.error());
        return config && config->diffIds.size() == m_image.layers.size()
            && std::equal(config->diffIds.cbegin(), config->diffIds.cend(), m_image.layers.cbegin(),
                [](const Digest &diffId, const LayerInfo &layer) { return diffId == layer.diffId; });
    }

    EngineFiles &m_files;
    const ImageDetails &m_image;
    const Job &m_job;
    QSet<Digest> m_visited;
    QList<Candidate> m_candidates;
};

} // namespace

// dockerd's own containerd keeps its data below the engine's; one of the system beside it, by default.
QStringList contentStoreFolders(const EngineInfo &info)
{
    if (!info.rootFolder.startsWith(u'/'))
        return {};
    const QString store = QLatin1String(kContentStore);
    QStringList folders { info.rootFolder + u"/containerd/daemon/"_s + store,
        QDir::cleanPath(info.rootFolder + u"/../containerd/"_s + store), u"/var/lib/containerd/"_s + store };
    folders.removeDuplicates();
    return folders;
}

EngineBlobs::EngineBlobs(
    EngineApi &api, EngineInfo info, const EngineOptions &options, ImageDetails image, ReaderStanding &standing)
    : m_api(api)
    , m_info(std::move(info))
    , m_options(options)
    , m_image(std::move(image))
    , m_standing(standing)
{
}

EngineBlobs::~EngineBlobs() = default;

Result<EngineBlobs::Resolved> EngineBlobs::resolve(const EngineOptions &options, const Job &job)
{
    const Result<Digest> root = Digest::parse(image().value.toLatin1());
    if (!root)
        return fail(root.error());
    if (root->algorithm() != Digest::Algorithm::Sha256)
        return fail(ErrorCode::Unsupported, image().value, u"containerd names its blobs by sha256"_s);
    Result<EngineFiles::Found> found = EngineFiles::find(m_api, image(), contentStoreFolders(m_info),
        root->hex().toLatin1(), limits::kManifestBytes, options, m_standing, job);
    if (!found)
        return fail(std::move(found.error()));
    const Result<ManifestDocument> manifest = ManifestSearch(*found->files, m_image, job).run(*root, found->bytes);
    if (!manifest)
        return fail(manifest.error());
    return Resolved { std::move(found->files), manifest->layers };
}

void EngineBlobs::resolveHere(const Job &job)
{
    if (!m_here && m_options.readsFiles)
        m_here = resolve({ true, false }, job);
    if (m_here && !*m_here && m_here->error().code == ErrorCode::Cancelled)
        m_here.reset();
}

LayerContent EngineBlobs::layer(int layer, const Job &job)
{
    LayerContent content;
    {
        const JobLock lock(m_mutex, job);
        if (!lock.held())
            return content; // nobody reads it any more
        resolveHere(job);
        const Digest digest = m_here && *m_here ? (**m_here).layers.at(layer).digest : Digest();
        if (digest.algorithm() == Digest::Algorithm::Sha256 && !digest.isNull()) {
            if (const MappedFilePtr file = (**m_here).files->map(digest.hex().toLatin1()))
                content.range = { file, 0, file->bytes().size() };
        }
    }
    const QString name = m_image.layers.at(layer).diffId.toString();
    if (!content.range.file && m_options.usesReader)
        content.reader = std::make_shared<EngineBlobReader>(shared_from_this(), layer, name);
    return content;
}

Result<EngineBlobs::Resolved> EngineBlobs::resolveThere(const Job &job)
{
    const JobLock lock(m_mutex, job);
    if (!lock.held())
        return fail(lock.held().error());
    if (!m_there)
        m_there = resolve(m_options, job);
    const Result<Resolved> there = *m_there;
    if (!there && there.error().code == ErrorCode::Cancelled)
        m_there.reset();
    return there;
}

std::int64_t EngineBlobs::layerBytes(int layer, const Job &job)
{
    const Result<Resolved> there = resolveThere(job);
    constexpr auto kMost = static_cast<std::int64_t>(limits::kLayerBytes); // of which a sum is no matter
    return there ? std::clamp<std::int64_t>(there->layers.at(layer).sizeBytes, 0, kMost) : 0;
}

Result<std::unique_ptr<ByteSource>> EngineBlobs::openLayer(int layer, const Job &job)
{
    const Result<Resolved> there = resolveThere(job);
    if (!there)
        return fail(there.error());
    const Digest digest = there->layers.at(layer).digest;
    if (digest.isNull() || digest.algorithm() != Digest::Algorithm::Sha256)
        return fail(ErrorCode::Unsupported, digest.toString(), u"containerd names its blobs by sha256"_s);
    return there->files->open(digest.hex().toLatin1(), job); // which this object keeps
}

void EngineBlobReader::prepare(Job &job)
{
    m_bytes = m_blobs->layerBytes(m_layer, job);
}

Result<LayerTreePtr> EngineBlobReader::readTree(Job &job)
{
    Result<std::unique_ptr<ByteSource>> blob = m_blobs->openLayer(m_layer, job);
    if (!blob)
        return fail(std::move(blob.error()));
    Result<DigestedLayer> layer = scanAndDigest(std::move(*blob), m_name, job);
    if (!layer)
        return fail(std::move(layer.error()));
    const QMutexLocker lock(&m_mutex);
    m_diffId = layer->diffId;
    return std::move(layer->tree);
}

Result<Digest> EngineBlobReader::diffId(Job &)
{
    const QMutexLocker lock(&m_mutex);
    if (m_diffId.isNull())
        return fail(ErrorCode::Unsupported, m_name, u"the layer was not read"_s);
    return m_diffId;
}

} // namespace varve
