// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A container engine, Docker or Podman, as a store of images. Owns the API. Any thread, several at once.
//
// Layers come out of the engine's records of their tars where it keeps such (EngineRecords), or of the blobs in containerd's content
// store (EngineBlobs), else out of the engine's export of the whole image (`/images/{id}/get`), read as it arrives and never written to disk; the engine prepares all of it before the first
// byte. Layers whose trees are known by DiffID are not asked for.
// Errors: those of EngineApi; Corrupt (answers that make no sense, an export that is cut).
// Cost: list() one request, of Podman two, inspect() two, streamLayers() the whole image's bytes.
#pragma once

#include "services/stores/engine/engineblobs.h"
#include "services/stores/engine/enginejson.h"
#include "services/stores/engine/enginerecords.h"
#include "services/stores/imagestore.h"

namespace varve {

class EngineStore final : public ImageStore {
public:
    // Connects, agrees on a version, and removes readers that were left behind.
    static Result<ImageStorePtr> connect(const Endpoint &endpoint, EngineBrand brand, const QString &title,
        const Job &job, const EngineOptions &options = {});

    StoreKind kind() const override { return StoreKind::Engine; }
    QString title() const override { return m_title; }
    QString location() const override { return m_api->endpoint().toString(); }
    StoreCapabilities capabilities() const override
    {
        return StoreCapabilities(StoreCapability::Containers) | StoreCapability::Changes | StoreCapability::Tag
            | StoreCapability::Remove | StoreCapability::Pull;
    }
    std::int64_t sizeOnDiskBytes() const override { return -1; } // the engine would have to measure
    const EngineInfo &info() const { return m_info; }

    Result<Listing> list(Job &job) override;
    Result<ImageDetails> inspect(const ImageId &id, Job &job) override;
    Result<LayerContent> openLayer(const ImageDetails &image, int layer, Job &job) override;
    Result<MappedRange> openBlob(const Digest &digest, Job &job) override;
    Result<void> streamLayers(
        const ImageDetails &image, const QList<int> &layers, const StreamedLayerSink &sink, Job &job) override;
    Result<QList<ContainerInfo>> containers(Job &job) override;
    Result<LayerTreePtr> containerLayer(const ContainerInfo &container, Job &job) override;
    Result<std::int64_t> containerBytes(const ContainerInfo &container, Job &job) override;
    Result<void> tag(const ImageId &id, const QString &name, Job &job) override;
    Result<void> untag(const ImageId &id, const QString &name, Job &job) override;
    Result<void> remove(const ImageId &id, Job &job) override;
    // Three requests each, and two for each further name.
    void removeEach(const QList<ShownImage> &images, const RemovalSink &told, Job &job) override;
    Result<PruneFacts> pruneFacts(Job &job) override;
    Result<std::int64_t> usedBytes(Job &job) override;
    Result<QList<CopiedImage>> copyToLibrary(
        const QList<ImageId> &images, const QString &root, const QString &scratch, Job &job) override;
    Result<QList<ImageId>> copyFromLibrary(
        const QString &root, const QList<CopiedImage> &images, const QString &scratch, Job &job) override;
    Result<void> pull(const PullRequest &request, const std::function<void(const PullStep &)> &told, Job &job) override;
    Result<void> watch(const std::function<void()> &changed, Job &job) override;
    ReaderReport readerReport() const override { return m_standing.report(); }

private:
    // As the brand lists them; remembers which of them are of several platforms.
    Result<EngineListing> listEngine(Job &job);
    Result<EngineListing> listImages(Job &job);
    Result<QHash<ImageId, ImageId>> buildParents(Job &job);
    struct Looked;
    Result<std::vector<Looked>> lookAtImages(PruneFacts &facts, const EngineListing &listing, Job &job);
    Result<void> addLayerParts(PruneFacts &facts, std::vector<Looked> &images, Job &job);
    void addOrigins(PruneFacts &facts, const EngineListing &listing, Job &job);
    Result<bool> isBuilding(Job &job);
    bool isHere() const; // the engine's folder is on this machine
    std::optional<ImageSummary> platformList(const ImageId &id);
    Result<void> refusePlatformList(const ImageId &id);
    // How many names the image has, when this is one of them.
    Result<qsizetype> namesIfSame(const ImageId &id, const QString &name, Job &job);
    Result<QByteArray> erase(const QString &nameOrId, Job &job); // what the engine says has gone
    Result<void> refuseIfUsed(const ImageId &id, Job &job);
    // `isBound`: only as long as it has these names and no other.
    Result<void> removeAsShown(const ShownImage &shown, bool isBound, Job &job);
    Result<QByteArray> exportTarget(const QList<ImageId> &images, Job &job);
    Result<void> load(const QString &path, const QString &subject, Job &job);
    Result<ImageId> loadedAs(const CopiedImage &image, Job &job);

    EngineStore(std::unique_ptr<EngineApi> api, EngineInfo info, QString title, const EngineOptions &options);
    bool hasFiles() const; // that layers can be read from
    std::shared_ptr<EngineRecords> recordsOf(const ImageDetails &image);
    std::shared_ptr<EngineBlobs> blobsOf(const ImageDetails &image);

    const std::unique_ptr<EngineApi> m_api;
    const EngineInfo m_info;
    const QString m_title;
    const EngineOptions m_options;
    ReaderStanding m_standing;
    QMutex m_mutex;
    QHash<ImageId, ImageSummary> m_platformLists; // of the last list
    std::weak_ptr<EngineRecords> m_records; // of the image that is read, for its other layers
    std::weak_ptr<EngineBlobs> m_blobs; // the same
};

} // namespace varve
