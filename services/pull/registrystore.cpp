// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/pull/registrystore.h"

#include "services/pull/pullplanner.h"
#include "services/stores/filestore.h"
#include "services/stores/layout/layoutreader.h"
#include "services/types/limits.h"

#include <QtCore/QMutexLocker>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

} // namespace

struct RegistryStore::Snapshot {
    RemoteManifest root;
    Fetched fetched;
    Warnings warnings;
    std::shared_ptr<FileStore> images;
};

RegistryStore::RegistryStore(const Reference &reference, const RegistryAccess &access, BlobNeighbours neighbours)
    : m_reference(reference.withDefaultTag())
    , m_repository(std::make_shared<RemoteRepository>(m_reference, access))
    , m_neighbours(std::move(neighbours))
{
}

RegistryStore::~RegistryStore() = default;

QString RegistryStore::locationOf(const Reference &reference)
{
    return u"docker://"_s + reference.withDefaultTag().toString();
}

RegistryStore::SnapshotPtr RegistryStore::current() const
{
    const QMutexLocker lock(&m_mutex);
    return m_snapshot;
}

void RegistryStore::Fetched::add(const Fetched &more)
{
    documents.insert(more.documents);
    blobs.insert(more.blobs);
}

Result<RegistryStore::SnapshotPtr> RegistryStore::publish(
    Says says, const RemoteManifest &root, Fetched fetched, const Warnings &warnings, Job &job)
{
    const QMutexLocker publishing(&m_publishing);
    const SnapshotPtr before = current();
    const bool isSame = before && before->root.digest == root.digest;
    if (isSame)
        fetched.add(before->fetched);
    Result<SnapshotPtr> snapshot = makeSnapshot(root, std::move(fetched), warnings, job);
    if (snapshot && (isSame || says == Says::WhatThereIs)) {
        const QMutexLocker lock(&m_mutex);
        m_snapshot = *snapshot;
    }
    return snapshot;
}

Result<Listing> RegistryStore::list(Job &job)
{
    const Result<RemoteImage> image = resolve(*m_repository, job);
    if (!image)
        return fail(image.error());
    Fetched fetched;
    if (const SnapshotPtr before = current(); before && before->root.digest == image->root.digest)
        fetched = before->fetched;
    fetched.documents.insert(image->root.digest, image->root.bytes);
    Result<void> taken;
    if (image->root.shape == DocumentShape::Manifest)
        taken = takeManifest(fetched, image->root, job);
    else if (const Result<PlatformChoice> choice = choosePlatform(*image, std::nullopt))
        taken = fetch(fetched, choice->digest, job); // none fits: all can be chosen, and none is looked at yet
    if (!taken)
        return fail(taken.error());
    const Result<SnapshotPtr> snapshot =
        publish(Says::WhatThereIs, image->root, std::move(fetched), image->warnings, job);
    if (!snapshot)
        return fail(snapshot.error());
    return (*snapshot)->images->list(job);
}

Result<void> RegistryStore::fetch(Fetched &fetched, const Digest &manifest, Job &job) const
{
    if (fetched.has(manifest))
        return {};
    const Result<RemoteManifest> document = m_repository->manifest(manifest, job);
    return document ? takeManifest(fetched, *document, job) : fail(document.error());
}

Result<void> RegistryStore::takeManifest(Fetched &fetched, const RemoteManifest &document, Job &job) const
{
    const Result<ManifestDocument> manifest = parseManifest(document.bytes, document.digest.toString());
    if (!manifest)
        return fail(manifest.error());
    const Descriptor &config = manifest->config;
    if (!config.digest.isNull() && !fetched.has(config.digest)) {
        const Result<QByteArray> bytes = m_repository->document(config, limits::kConfigBytes, job);
        if (!bytes)
            return fail(bytes.error());
        fetched.documents.insert(config.digest, *bytes);
    }
    fetched.documents.insert(document.digest, document.bytes);
    for (const Descriptor &layer : manifest->layers)
        fetched.blobs.insert(layer.digest, layer);
    return {};
}

Result<RegistryStore::SnapshotPtr> RegistryStore::makeSnapshot(
    const RemoteManifest &root, Fetched fetched, Warnings warnings, Job &job) const
{
    auto files = std::make_shared<RegistryFiles>(m_repository, m_neighbours);
    for (auto document = fetched.documents.cbegin(); document != fetched.documents.cend(); ++document)
        files->addDocument(document.key(), document.value());
    for (const Descriptor &blob : std::as_const(fetched.blobs))
        files->addBlob(blob);
    IndexDocument index;
    Descriptor descriptor;
    descriptor.mediaType = root.mediaType;
    descriptor.digest = root.digest;
    descriptor.sizeBytes = root.bytes.size();
    descriptor.annotations = { { u"io.containerd.image.name"_s, m_reference.toString() } };
    index.manifests = { descriptor };
    Result<ImageSet> images = readLayoutBelow(index, *files, job);
    if (!images)
        return fail(images.error());
    images->kind = StoreKind::Registry;
    images->warnings += warnings;
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->root = root;
    snapshot->fetched = std::move(fetched);
    snapshot->warnings = std::move(warnings);
    snapshot->images = std::make_shared<FileStore>(location(), files, *std::move(images));
    return SnapshotPtr(std::move(snapshot));
}

Result<ImageDetails> RegistryStore::inspect(const ImageId &id, Job &job)
{
    SnapshotPtr snapshot = current();
    if (!snapshot)
        return fail(ErrorCode::NotFound, id.value, u"nothing was listed yet"_s);
    const Result<Digest> manifest = Digest::parse(id.value.toUtf8());
    if (manifest && !snapshot->fetched.has(*manifest) && snapshot->images->has(id)) {
        Fetched fetched = snapshot->fetched;
        if (const Result<void> taken = fetch(fetched, *manifest, job); !taken)
            return fail(taken.error());
        const Result<SnapshotPtr> more =
            publish(Says::More, snapshot->root, std::move(fetched), snapshot->warnings, job);
        if (!more)
            return fail(more.error());
        snapshot = *more;
    }
    return snapshot->images->inspect(id, job);
}

Result<LayerContent> RegistryStore::openLayer(const ImageDetails &image, int layer, Job &job)
{
    const SnapshotPtr snapshot = current();
    return snapshot ? snapshot->images->openLayer(image, layer, job)
                    : fail(ErrorCode::NotFound, image.summary.id.value, u"nothing was listed yet"_s);
}

} // namespace varve
