// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a Docker engine with the overlay2 driver keeps about the layers of one image: the records of their tars, from which a
// layer's tree comes without any of its content. Read from the engine's folder where this user may, else through a reader
// container that is given these files and no others. Any thread.
//
// The engine hands all records out in one archive, which takes it no longer than one of them. Whoever wants a record first
// reads on until it has come; what comes on the way is kept for the others, who make trees meanwhile.
// Source: the layer store of Docker (image/overlay2/layerdb/sha256/CHAIN-ID/tar-split.json.gz), OCI image-spec 1.1, config.md (chain
// ids). Errors: those of EngineReader; LimitExceeded. Cost: a container and one archive per image.
#pragma once

#include "services/stores/engine/enginereader.h"
#include "services/stores/engine/readerstanding.h"
#include "services/stores/imagestore.h"

#include <QtCore/QHash>

#include <optional>

namespace varve {

class RecordArchive;

struct EngineOptions {
    bool readsFiles = true; // of the engine's folder
    bool usesReader = true;
};

class EngineRecords {
public:
    // `api` and `standing` outlive it.
    EngineRecords(EngineApi &api, const EngineInfo &info, const EngineOptions &options, const ImageDetails &image,
        ReaderStanding &standing);
    ~EngineRecords();

    const ImageId &image() const { return m_image; }
    Digest keyOf(int layer) const;
    Result<std::unique_ptr<ByteSource>> openTarSplit(int layer, Job &job);

private:
    Result<QByteArray> fetch(int layer, Job &job);
    Result<void> begin(Job &job);
    QString fileOf(std::size_t layer) const; // on the engine's machine

    EngineApi &m_api;
    const ImageId m_image;
    const QString m_folder; // of the layer store, on the engine's machine
    const EngineOptions m_options;
    const bool m_isHere; // the engine runs on this machine
    ReaderStanding &m_standing;
    std::vector<Digest> m_chainIds; // by layer, bottom first
    QMutex m_mutex;
    std::unique_ptr<RecordArchive> m_archive; // that is being read
    QHash<int, QByteArray> m_fetched; // by layer, until somebody takes it
    std::optional<Error> m_failure; // of reader or archive: there is no second try
};

// One layer out of them.
class EngineLayerReader final : public LayerReader {
public:
    EngineLayerReader(std::shared_ptr<EngineRecords> records, int layer, QString name)
        : m_records(std::move(records))
        , m_layer(layer)
        , m_name(std::move(name))
    {
    }
    FingerprintKind fingerprintKind() const override { return FingerprintKind::Crc64; }
    std::int64_t treeBytes() const override { return 0; } // not known before it is there
    std::int64_t contentBytes() const override { return 0; }
    bool mayBeStreamed() const override { return true; }
    Digest unprovedKey() const override; // of the engine and the layer
    Result<LayerTreePtr> readTree(Job &job) override;
    Result<Digest> diffId(Job &job) override; // Unsupported: the content stays in the engine

private:
    const std::shared_ptr<EngineRecords> m_records;
    const int m_layer;
    const QString m_name;
};

} // namespace varve
