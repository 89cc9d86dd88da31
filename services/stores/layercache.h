// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Layer trees that were read, by DiffID (or by blob digest where no DiffID is known) and kind of fingerprints, kept up to a
// number of bytes; the least recently used goes first. Any thread; every call takes one mutex. Trees in use elsewhere stay alive by themselves.
#pragma once

#include "services/tree/layertree.h"
#include "services/types/digest.h"

#include <QtCore/QHash>
#include <QtCore/QMutex>

#include <list>

namespace varve {

class LayerCache {
public:
    explicit LayerCache(std::size_t capacityBytes);

    LayerTreePtr find(const Digest &key, FingerprintKind kind = FingerprintKind::Xxh3);
    void insert(const Digest &digest, const LayerTreePtr &tree); // replaces; trees without fingerprints are not kept
    void clear();
    std::size_t memoryBytes() const;

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
    mutable QMutex m_mutex;
    const std::size_t m_capacityBytes;
    std::size_t m_bytes = 0;
    std::list<Item> m_items; // most recently used first
    QHash<Key, std::list<Item>::iterator> m_byKey;
};

} // namespace varve
