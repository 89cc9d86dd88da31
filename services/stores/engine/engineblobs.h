// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The layers of one image in the content store of containerd, where Docker's containerd image store has them as they were pulled:
// compressed, by digest. Mapped where this user may read that folder, else streamed through a reader. Any thread.
//
// Which manifest the image is, is found out first: from the image's digest through indexes to the one whose layers are those that
// the engine tells of.
// Source: containerd, content store (io.containerd.content.v1.content/blobs/ALGORITHM/HEX); OCI image-spec 1.1.
// Errors: those of EngineFiles; Corrupt (a document that is not what its digest promises), NotFound (no manifest fits).
// Cost: a request per document; a layer is read, inflated and hashed once.
#pragma once

#include "services/stores/engine/enginefiles.h"

namespace varve {

struct ManifestDocument;

class EngineBlobs : public std::enable_shared_from_this<EngineBlobs> {
public:
    // `api` and `standing` outlive it.
    static Result<std::shared_ptr<EngineBlobs>> open(EngineApi &api, const EngineInfo &info,
        const EngineOptions &options, const ImageDetails &image, ReaderStanding &standing, Job &job);
    ~EngineBlobs();

    const ImageId &image() const { return m_image; }
    LayerContent layer(int layer, const QString &name);
    Result<std::unique_ptr<ByteSource>> openLayer(int layer, Job &job);

private:
    EngineBlobs(ImageId image, std::shared_ptr<EngineFiles> files, const ManifestDocument &manifest);

    const ImageId m_image;
    const std::shared_ptr<EngineFiles> m_files;
    struct Blob {
        Digest digest;
        std::int64_t sizeBytes = 0;
    };
    std::vector<Blob> m_layers; // bottom first
};

// One layer of them that cannot be mapped.
class EngineBlobReader final : public LayerReader {
public:
    EngineBlobReader(std::shared_ptr<EngineBlobs> blobs, int layer, std::int64_t sizeBytes, QString name)
        : m_blobs(std::move(blobs))
        , m_layer(layer)
        , m_sizeBytes(sizeBytes)
        , m_name(std::move(name))
    {
    }
    FingerprintKind fingerprintKind() const override { return FingerprintKind::Xxh3; }
    std::int64_t treeBytes() const override { return m_sizeBytes; }
    std::int64_t contentBytes() const override { return 0; } // hashed on the way
    bool mayBeStreamed() const override { return true; }
    Result<LayerTreePtr> readTree(Job &job) override;
    Result<Digest> diffId(Job &job) override; // of what readTree() read; before it, Unsupported

private:
    const std::shared_ptr<EngineBlobs> m_blobs;
    const int m_layer;
    const std::int64_t m_sizeBytes; // as stored
    const QString m_name;
    QMutex m_mutex;
    Digest m_diffId;
};

// Where the content store of an engine may be, the likeliest first.
QStringList contentStoreFolders(const EngineInfo &info);

} // namespace varve
