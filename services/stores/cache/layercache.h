// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Layer trees that were read, by what they stand for and kind of fingerprints: in memory up to a number of bytes, the least
// recently used goes first. Those that stand for a DiffID are kept on disk as well where there is a folder for them. Any
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
    // What the digest is: they must not meet, for everybody can name any digest.
    enum class Scope : std::uint8_t {
        DiffId, // the tree was proved to be that of the DiffID, and may stand for it everywhere
        Blob, // ... of the blob, where no DiffID is known
        Unproved, // a store's own key for what it says of a layer; see LayerReader::unprovedKey()
    };

    // `folder` may be null, else it outlives the cache.
    explicit LayerCache(std::size_t capacityBytes, TreeFolder *folder = nullptr);

    LayerTreePtr find(const Digest &digest, FingerprintKind kind = FingerprintKind::Xxh3, Scope scope = Scope::DiffId);
    // Replaces in memory, not on disk; trees without fingerprints are not kept.
    void insert(const Digest &digest, const LayerTreePtr &tree, Scope scope = Scope::DiffId);
    void clear(); // on disk as well
    std::size_t memoryBytes() const;
    TreeFolder *folder() const { return m_folder; }

private:
    struct Key {
        Digest digest;
        FingerprintKind kind;
        Scope scope;
        bool operator==(const Key &) const = default;
        friend std::size_t qHash(const Key &key, std::size_t seed = 0) noexcept
        {
            return qHashMulti(seed, key.digest, static_cast<int>(key.kind), static_cast<int>(key.scope));
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
