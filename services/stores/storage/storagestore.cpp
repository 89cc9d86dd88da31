// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/storage/storagestore.h"

#include "services/archive/digester.h"
#include "services/oci/mediatypes.h"
#include "services/stores/configreader.h"
#include "services/stores/storage/storagelayer.h"
#include "services/types/limits.h"

#include <QtCore/QFileInfo>
#include <QtCore/QMutexLocker>

#include <algorithm>
#include <chrono>
#include <thread>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr auto kLookEvery = std::chrono::milliseconds(300);
constexpr auto kWakeEvery = std::chrono::milliseconds(50); // to see a cancel
constexpr int kTriesWhileChanging = 3; // of a listing that meets images which are being removed
const auto kManifestName = "manifest"_L1;

// Podman's own figure: what the layers hold unpacked, and the documents.
std::int64_t sizeOf(const StorageImage &image, const QList<StorageLayer> &layers)
{
    std::int64_t sum = 0;
    for (const StorageLayer &layer : layers) {
        if (layer.diffBytes < 0 || __builtin_add_overflow(sum, layer.diffBytes, &sum))
            return -1;
    }
    for (const std::int64_t bytes : image.documents) {
        if (__builtin_add_overflow(sum, std::max<std::int64_t>(bytes, 0), &sum))
            return -1;
    }
    return sum;
}

std::int64_t unpackedBytesOf(const QList<StorageLayer> &layers)
{
    std::int64_t sum = 0;
    for (const StorageLayer &layer : layers) {
        if (layer.diffBytes < 0 || __builtin_add_overflow(sum, layer.diffBytes, &sum))
            return -1;
    }
    return sum;
}

} // namespace

// The documents and layers of the images in one folder, for what describes images.
class StorageStore::Files final : public FileSet {
public:
    Files(StorageFolder &folder, const Snapshots &snapshots)
        : m_folder(folder)
        , m_snapshots(snapshots)
    {
    }
    // Layers are asked for by their ids.
    std::int64_t sizeBytes(const QString &name) const override
    {
        for (const StorageSnapshotPtr &snapshot : m_snapshots) {
            if (const auto layer = snapshot->layers.constFind(name); layer != snapshot->layers.constEnd())
                return layer->blobBytes >= 0 ? layer->blobBytes : std::max<std::int64_t>(layer->diffBytes, 0);
        }
        const Result<MappedFilePtr> file = m_folder.map(name);
        return file ? static_cast<std::int64_t>((*file)->bytes().size()) : -1;
    }
    Result<QByteArray> document(const QString &name, std::size_t maxBytes) const override
    {
        return m_folder.document(name, maxBytes);
    }
    Result<LayerContent> content(const QString &name) const override
    {
        return fail(ErrorCode::Unsupported, name, u"a storage keeps layers unpacked"_s);
    }
    bool isFolder() const override { return true; }
    std::int64_t sizeOnDiskBytes() const override { return -1; }

private:
    StorageFolder &m_folder;
    const Snapshots &m_snapshots;
};

struct StorageStore::Found {
    std::size_t folder = 0;
    const StorageImage *image = nullptr; // in the snapshot
};

StorageStore::StorageStore(std::vector<StorageFolderPtr> folders, Warnings warnings)
    : m_folders(std::move(folders))
    , m_warnings(std::move(warnings))
{
}

Result<ImageStorePtr> StorageStore::open(const QString &path, const QString &driver, const QStringList &additional)
{
    Result<StorageFolderPtr> folder = StorageFolder::open(path, driver);
    if (!folder)
        return fail(folder.error());
    std::vector<StorageFolderPtr> folders { *std::move(folder) };
    folders.reserve(1 + static_cast<std::size_t>(additional.size()));
    Warnings warnings;
    for (const QString &each : additional) {
        Result<StorageFolderPtr> more = StorageFolder::open(each, folders.front()->driver());
        if (more)
            folders.push_back(*std::move(more));
        else
            warnings.append(warningOf(more.error()));
    }
    return ImageStorePtr(new StorageStore(std::move(folders), std::move(warnings)));
}

QString StorageStore::title() const
{
    const QString name = QFileInfo(location()).fileName();
    return name.isEmpty() ? location() : name;
}

Result<StorageStore::Snapshots> StorageStore::snapshots(Job &job) const
{
    Snapshots all;
    all.reserve(m_folders.size());
    for (const StorageFolderPtr &folder : m_folders) {
        Result<StorageSnapshotPtr> snapshot = folder->snapshot(job);
        if (snapshot)
            all.push_back(*std::move(snapshot));
        else if (all.empty() || snapshot.error().code == ErrorCode::Cancelled)
            return fail(snapshot.error());
        else
            all.push_back(std::make_shared<StorageSnapshot>());
    }
    return all;
}

Result<StorageStore::Found> StorageStore::find(const Snapshots &snapshots, const ImageId &id) const
{
    for (std::size_t i = 0; i < snapshots.size(); ++i) {
        if (const StorageImage *const image = snapshots[i]->image(id.value))
            return Found { i, image };
    }
    return fail(ErrorCode::NotFound, id.value, u"no such image in %1"_s.arg(location()));
}

std::optional<std::size_t> StorageStore::folderOf(const Snapshots &snapshots, const QString &layer) const
{
    for (std::size_t i = 0; i < snapshots.size(); ++i) {
        if (snapshots[i]->layers.contains(layer))
            return i;
    }
    return std::nullopt;
}

Result<QList<StorageLayer>> StorageStore::chainOf(const Snapshots &snapshots, const StorageImage &image) const
{
    QList<StorageLayer> chain;
    QSet<QString> seen;
    for (QString id = image.topLayer; !id.isEmpty();) {
        const std::optional<std::size_t> folder = folderOf(snapshots, id);
        if (!folder) {
            return fail(ErrorCode::NotFound, image.id,
                u"layer %1 is not in the storage: it was removed, or is in an additional one"_s.arg(id));
        }
        if (seen.contains(id))
            return fail(ErrorCode::Corrupt, image.id, u"layer %1 is its own ancestor"_s.arg(id));
        if (static_cast<std::size_t>(chain.size()) >= limits::kLayersPerImage) {
            return fail(ErrorCode::LimitExceeded, image.id,
                u"more than %1 layers (kLayersPerImage)"_s.arg(limits::kLayersPerImage));
        }
        seen.insert(id);
        chain.append(snapshots[*folder]->layers.value(id));
        id = chain.constLast().parent;
    }
    std::reverse(chain.begin(), chain.end());
    return chain;
}

// Podman files a manifest under each digest that it was asked for by, the one of its index among them. It does so for what was
// built or loaded here as well, whose layers never were compressed; of those no registry knows.
static QStringList repoDigestsOf(const StorageImage &image, const ManifestDocument &manifest)
{
    QStringList found;
    const auto isCompressed = [](const Descriptor &layer) {
        return layer.mediaType.endsWith("gzip"_L1) || layer.mediaType.endsWith("zstd"_L1);
    };
    if (std::none_of(manifest.layers.cbegin(), manifest.layers.cend(), isCompressed))
        return found;
    const QString prefix = kManifestName + u'-';
    for (const QString &document : image.documents.keys()) {
        if (!document.startsWith(prefix))
            continue;
        for (const QString &name : image.names) {
            if (const Result<Reference> reference = Reference::parse(name))
                found.append(reference->name() + u'@' + document.mid(prefix.size()));
        }
    }
    found.removeDuplicates();
    return found;
}

ImageSource StorageStore::sourceOf(const Snapshots &snapshots, std::size_t folder, const StorageImage &image) const
{
    StorageFolder &files = *m_folders[folder];
    ImageSource source;
    source.summary.id = { image.id };
    source.summary.names = image.names;
    source.summary.created = image.created;
    const QString manifestPath = files.documentPath(image.id, kManifestName);
    const Result<QByteArray> bytes = files.document(manifestPath, limits::kManifestBytes);
    QString configName = u"sha256:"_s + image.id;
    Result<DocumentShape> shape = fail(Error {});
    if (bytes) {
        const Digest digest =
            digestOf(std::as_bytes(std::span(bytes->constData(), static_cast<std::size_t>(bytes->size()))));
        source.summary.manifestDigest = digest;
        // It stands there once more under its digest, which is what it was asked for by.
        const bool isNamed = image.documents.contains(kManifestName + u'-' + digest.toString());
        source.documents.append({ kManifestName, manifestPath, isNamed ? digest : Digest() });
        shape = documentShape(*bytes, {}, manifestPath);
    }
    if (shape && *shape == DocumentShape::Index) {
        source.summary.kind = ImageKind::Artifact;
        source.summary.configDigest =
            Digest::fromSha256Hex(image.id.toLatin1()).value_or(Digest()); // podman's IMAGE ID
        source.summary.listedBytes = sizeOf(image, {});
        source.summary.artifactType = documentOutline(*bytes, manifestPath).value_or(DocumentOutline {}).mediaType;
        return source;
    }
    const Result<ManifestDocument> manifest = bytes ? parseManifest(*bytes, manifestPath) : fail(bytes.error());
    if (manifest) {
        source.summary.repoDigests = repoDigestsOf(image, *manifest);
        source.summary.kind = manifest->kind;
        source.summary.artifactType = manifest->kind == ImageKind::Image ? QString() : manifest->config.mediaType;
        source.annotations = manifest->annotations;
        source.config = manifest->config;
        configName = manifest->config.digest.toString();
    } else {
        source.damage.append(warningOf(manifest.error()));
        source.config.digest = Digest::fromSha256Hex(image.id.toLatin1()).value_or(Digest());
    }
    source.configFile = files.documentPath(image.id, configName);
    source.documents.prepend({ u"config"_s, source.configFile, source.config.digest });

    const Result<QList<StorageLayer>> layers = chainOf(snapshots, image);
    if (!layers) {
        source.damage.append(warningOf(layers.error()));
        return source;
    }
    source.layers.reserve(layers->size());
    const bool hasTypes = manifest && manifest->layers.size() == layers->size();
    for (qsizetype i = 0; i < layers->size(); ++i) {
        LayerSource layer { layers->at(i).id, {} };
        layer.descriptor.digest = layers->at(i).blobDigest;
        layer.descriptor.mediaType = hasTypes ? manifest->layers[i].mediaType : QString();
        source.layers.append(layer);
    }
    source.summary.listedBytes = sizeOf(image, *layers);
    source.summary.unpackedBytes = unpackedBytesOf(*layers);
    return source;
}

Result<Listing> StorageStore::list(Job &job)
{
    for (int tries = 1;; ++tries) {
        const Result<Snapshots> from = snapshots(job);
        if (!from)
            return fail(from.error());
        {
            const QMutexLocker lock(&m_mutex);
            if (m_listedFrom == *from)
                return m_listing;
        }
        Listing listing;
        listing.warnings = m_warnings;
        QSet<QString> seen;
        for (std::size_t i = 0; i < from->size(); ++i) {
            const StorageSnapshot &snapshot = *(*from)[i];
            listing.warnings += snapshot.warnings;
            const Files files(*m_folders[i], *from);
            ConfigReader configs(files);
            for (const StorageImage &image : snapshot.images) {
                if (job.isCancelled())
                    return job.cancelled();
                if (seen.contains(image.id))
                    continue;
                seen.insert(image.id);
                ImageSource source = sourceOf(*from, i, image);
                Warnings problems = source.damage;
                summarise(files, source, configs, problems);
                listing.images.append(source.summary);
                if (static_cast<std::size_t>(listing.warnings.size()) < limits::kWarningsKept)
                    listing.warnings += problems;
            }
        }
        // An image that is removed meanwhile loses its documents before the list is asked for again.
        if (!listing.warnings.isEmpty() && tries < kTriesWhileChanging) {
            const Result<Snapshots> now = snapshots(job);
            if (now && *now != *from)
                continue;
        }
        const QMutexLocker lock(&m_mutex);
        m_listedFrom = *from;
        m_listing = listing;
        return listing;
    }
}

Result<ImageDetails> StorageStore::inspect(const ImageId &id, Job &job)
{
    const Result<Snapshots> from = snapshots(job);
    if (!from)
        return fail(from.error());
    const Result<Found> found = find(*from, id);
    if (!found)
        return fail(found.error());
    const Files files(*m_folders[found->folder], *from);
    ImageDetails details = describe(files, sourceOf(*from, found->folder, *found->image), job);
    if (job.isCancelled())
        return job.cancelled();
    if (!details.damage.isEmpty()) {
        const Result<Snapshots> now = snapshots(job);
        if (now && !find(*now, id))
            return fail(ErrorCode::NotFound, id.value, u"the image was removed while it was read"_s);
    }
    const Result<QList<StorageLayer>> layers = chainOf(*from, *found->image);
    for (qsizetype i = 0; layers && i < std::min(layers->size(), details.layers.size()); ++i) {
        LayerInfo &layer = details.layers[i];
        const Digest &unpacked = layers->at(i).diffDigest;
        if (layer.diffId.isNull())
            layer.diffId = unpacked;
        if (!unpacked.isNull() && layer.diffId.algorithm() == unpacked.algorithm() && layer.diffId != unpacked) {
            details.warnings.append({ ErrorCode::Corrupt, layers->at(i).id, {},
                u"layer %1: the storage says that it has the DiffID %2"_s.arg(i + 1).arg(unpacked.toString()) });
        }
    }
    return details;
}

Result<LayerContent> StorageStore::openLayer(const ImageDetails &image, int layer, Job &job)
{
    const Result<Snapshots> from = snapshots(job);
    if (!from)
        return fail(from.error());
    const Result<Found> found = find(*from, image.summary.id);
    if (!found)
        return fail(found.error());
    const Result<QList<StorageLayer>> layers = chainOf(*from, *found->image);
    if (!layers)
        return fail(layers.error());
    if (layer < 0 || layer >= layers->size()) {
        return fail(ErrorCode::NotFound, image.summary.id.value, u"the image has no layer %1"_s.arg(layer + 1));
    }
    const StorageLayer &wanted = layers->at(layer);
    if (wanted.isIncomplete)
        return fail(
            ErrorCode::Conflict, wanted.id, u"the layer is not complete: it is being written, or was left behind"_s);
    const std::optional<std::size_t> folder = folderOf(*from, wanted.id);
    LayerContent content;
    content.reader = std::make_shared<StorageLayerReader>(m_folders[folder.value_or(0)], wanted);
    return content;
}

Result<QList<ContainerInfo>> StorageStore::containers(Job &job)
{
    Warnings warnings;
    return m_folders.front()->containers(warnings, job);
}

Result<void> StorageStore::watch(const std::function<void()> &changed, Job &job)
{
    Snapshots seen;
    FileIdentity containers {};
    for (;;) {
        Result<Snapshots> now = snapshots(job);
        if (!now)
            return fail(std::move(now.error()));
        const FileIdentity containersNow = m_folders.front()->containersIdentity();
        if (*now != seen || containersNow != containers)
            changed();
        seen = std::move(*now);
        containers = containersNow;
        for (auto waited = kLookEvery.zero(); waited < kLookEvery; waited += kWakeEvery) {
            if (job.isCancelled())
                return job.cancelled();
            std::this_thread::sleep_for(kWakeEvery);
        }
    }
}

} // namespace varve
