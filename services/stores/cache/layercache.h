// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Layer trees that were read, by DiffID (or by blob digest where no DiffID is known) and kind of fingerprints: in memory up
// to a number of bytes, the least recently used goes first, and where there is a folder for them, on disk as well. Any
// thread; a mutex for what is in memory, none while files are read or written. Trees in use elsewhere stay alive by themselves.
#pragma once

#include "services/tree/layertree.h"
#include "services/types/digest.h"

#include <QtCore/QHash>
#include <QtCore/QMutex>

#include <list>

namespace varve {

class TreeFolder;

class LayerCache {
public:
    // `folder` may be null, else it outlives the cache.
    explicit LayerCache(std::size_t capacityBytes, TreeFolder *folder = nullptr);

    LayerTreePtr find(const Digest &digest, FingerprintKind kind = FingerprintKind::Xxh3);
    void insert(const Digest &digest, const LayerTreePtr &tree); // replaces; trees without fingerprints are not kept
    void clear(); // on disk as well
    std::size_t memoryBytes() const;
    TreeFolder *folder() const { return m_folder; }

private:
    struct Key {
        Digest digest;
        FingerprintKind kind;
        bool operator==(const Key &) const = default;
        friend std::size_t qHash(const Key &key, std::size_t seed = 0) noexcept
        {
            return qHashMulti(seed, key.digest, static_cast<int>(key.kind));
        }
    };
    struct Item {
        Key key;
        LayerTreePtr tree;
        std::size_t bytes;
    };
    LayerTreePtr findInMemory(const Key &key);
    void keepInMemory(const Key &key, const LayerTreePtr &tree);

    mutable QMutex m_mutex;
    const std::size_t m_capacityBytes;
    TreeFolder *const m_folder;
    std::size_t m_bytes = 0;
    std::list<Item> m_items; // most recently used first
    QHash<Key, std::list<Item>::iterator> m_byKey;
};

} // namespace varve
