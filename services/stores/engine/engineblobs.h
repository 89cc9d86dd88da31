// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The layers of one image in the content store of containerd, where Docker's containerd image store has them as they were pulled:
// compressed, by digest. Mapped where this user may read that folder, else streamed through a reader. Any thread.
//
// Which manifest the image is, is found out when the first layer is wanted that nobody knows yet: from the image's digest through
// indexes to the one whose layers are those that the engine tells of.
// Source: containerd, content store (io.containerd.content.v1.content/blobs/ALGORITHM/HEX); OCI image-spec 1.1.
// Errors: those of EngineFiles; Corrupt (a document that is not what its digest promises), NotFound (no manifest fits).
// Cost: a request per document; a layer is read, inflated and hashed once.
#pragma once

#include "services/oci/documents.h"
#include "services/stores/engine/enginefiles.h"

#include <atomic>

namespace varve {

class EngineBlobs : public std::enable_shared_from_this<EngineBlobs> {
public:
    // `api` and `standing` outlive it.
    EngineBlobs(
        EngineApi &api, EngineInfo info, const EngineOptions &options, ImageDetails image, ReaderStanding &standing);
    ~EngineBlobs();

    const ImageId &image() const { return m_image.summary.id; }
    // Asks the engine nothing yet.
    LayerContent layer(int layer, const Job &job);
    Result<std::unique_ptr<ByteSource>> openLayer(int layer, const Job &job);
    std::int64_t layerBytes(int layer, const Job &job); // as stored; 0 when that cannot be found out

private:
    struct Resolved {
        std::shared_ptr<EngineFiles> files;
        QList<Descriptor> layers; // bottom first
    };
    void resolveHere(const Job &job); // for who holds the mutex
    Result<Resolved> resolve(const EngineOptions &options, const Job &job);
    // Of the layers as they come through a reader.
    Result<Resolved> resolveThere(const Job &job);

    EngineApi &m_api;
    const EngineInfo m_info;
    const EngineOptions m_options;
    const ImageDetails m_image;
    ReaderStanding &m_standing;
    QMutex m_mutex;
    std::optional<Result<Resolved>> m_here; // what can be mapped
    std::optional<Result<Resolved>> m_there; // what takes a reader
};

// One layer of them that cannot be mapped. Layers are read bottom first, not the largest first: the one that is on screen first
// is the base, which is small in most images.
class EngineBlobReader final : public LayerReader {
public:
    EngineBlobReader(std::shared_ptr<EngineBlobs> blobs, int layer, QString name)
        : m_blobs(std::move(blobs))
        , m_layer(layer)
        , m_name(std::move(name))
    {
    }
    FingerprintKind fingerprintKind() const override { return FingerprintKind::Xxh3; }
    void prepare(Job &job) override; // reads the manifest
    std::int64_t treeBytes() const override { return m_bytes; }
    std::int64_t contentBytes() const override { return 0; } // hashed on the way
    bool mayBeStreamed() const override { return true; }
    Result<LayerTreePtr> readTree(Job &job) override;
    Result<Digest> diffId(Job &job) override; // of what readTree() read; before it, Unsupported

private:
    const std::shared_ptr<EngineBlobs> m_blobs;
    const int m_layer;
    const QString m_name;
    std::atomic<std::int64_t> m_bytes { 0 }; // not known before the manifest is read
    QMutex m_mutex;
    Digest m_diffId;
};

// Where the content store of an engine may be, the likeliest first.
QStringList contentStoreFolders(const EngineInfo &info);

} // namespace varve
