// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One layer out of a registry: streamed once, read into its tree and hashed on the way, kept nowhere.
//
// Any thread; readTree() by one at a time. Errors: those of RemoteRepository; Corrupt: the bytes that came are not what
// the digest promises, and then there is no tree. Cost: the download.
#pragma once

#include "services/pull/remoterepository.h"
#include "services/stores/imagestore.h"

#include <QtCore/QMutex>

namespace varve {

class RegistryLayer final : public LayerReader {
public:
    RegistryLayer(std::shared_ptr<RemoteRepository> repository, Descriptor descriptor);

    FingerprintKind fingerprintKind() const override { return FingerprintKind::Xxh3; }
    std::int64_t treeBytes() const override { return m_descriptor.sizeBytes; }
    std::int64_t contentBytes() const override { return 0; } // hashed on the way
    bool isDownload() const override { return true; }
    Result<LayerTreePtr> readTree(Job &job) override;
    Result<Digest> diffId(Job &job) override; // of what readTree() read; before it, Unsupported

private:
    Result<LayerTreePtr> readFrom(std::optional<std::size_t> &wrong, Job &job);

    const std::shared_ptr<RemoteRepository> m_repository;
    const Descriptor m_descriptor;
    QMutex m_mutex;
    Digest m_diffId;
};

} // namespace varve
