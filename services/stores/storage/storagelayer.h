// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One layer of a containers-storage folder, which is there unpacked: the tree from its tar-split file, or from the folder that
// it is unpacked to where there is none; the digest from both together. Any thread.
//
// A tar that was put together again and has the DiffID proves the tree. A layer without a tar-split file can be shown but not
// proved (Unsupported); of a vfs layer without one not even the tree can be had, as its folder holds all layers below as well.
// Errors: NotFound (also when it is removed while it is read), Unsupported, AccessDenied, and those of scanTarSplit(),
// digestTarSplit() and walkDiff(). Cost: the tree, see scanTarSplit(); the digest, all contents of the layer. Conflict: the tar-split file of the digest is not the one of the tree.
#pragma once

#include "services/stores/imagestore.h"
#include "services/stores/storage/storagefolder.h"

#include <optional>

namespace varve {

class StorageLayerReader final : public LayerReader {
public:
    StorageLayerReader(StorageFolderPtr folder, StorageLayer layer);

    FingerprintKind fingerprintKind() const override { return FingerprintKind::Crc64; }
    std::int64_t treeBytes() const override { return m_treeBytes; }
    std::int64_t contentBytes() const override { return std::max<std::int64_t>(m_layer.diffBytes, 0); }
    Result<LayerTreePtr> readTree(Job &job) override;
    Result<Digest> diffId(Job &job) override;

private:
    Result<LayerTreePtr> readUnpacked(Job &job);
    // What went wrong with a layer that is being removed means nothing.
    Error explain(const Error &error, Job &job) const;

    const StorageFolderPtr m_folder;
    const StorageLayer m_layer;
    std::int64_t m_treeBytes = 0;
    // What the tree was read from; nothing when it was not, or from the unpacked files.
    std::optional<FileIdentity> m_treeFrom;
    bool m_isTreeUnpacked = false;
};

} // namespace varve
