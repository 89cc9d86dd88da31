// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Which stored blobs were already proved, so that they are not hashed again: by file identity (device, inode, size,
// mtime, ctime), offset and length. Remembered on disk in the cache folder between runs; a file that cannot be read starts empty.
// Any thread; every call takes one mutex. At most 100,000 items, oldest out first.
#pragma once

#include "services/archive/layerscanner.h"

#include <QtCore/QHash>
#include <QtCore/QMutex>

#include <optional>

namespace varve {

class VerifiedBlobs {
public:
    // An empty path: memory only.
    explicit VerifiedBlobs(QString filePath = {});
    ~VerifiedBlobs(); // saves

    // For the file as it is now, whatever it was when it was opened.
    std::optional<LayerDigests> find(const MappedRange &range) const;
    // `file`: what it was before the digests were computed.
    void insert(const MappedRange &range, const FileIdentity &file, const LayerDigests &digests);
    void save();

private:
    struct Key {
        FileIdentity file;
        std::uint64_t offset = 0;
        std::uint64_t length = 0;
        bool operator==(const Key &) const = default;
        friend std::size_t qHash(const Key &key, std::size_t seed = 0) noexcept
        {
            return qHashMulti(
                seed, key.file.device, key.file.inode, key.file.sizeBytes, key.file.ctimeNs, key.offset, key.length);
        }
    };
    void load();

    const QString m_filePath;
    mutable QMutex m_mutex;
    QHash<Key, LayerDigests> m_digests;
    QList<Key> m_order; // oldest first
    bool m_isDirty = false;
};

} // namespace varve
