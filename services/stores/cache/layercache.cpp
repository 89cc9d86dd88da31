// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/cache/layercache.h"

#include "services/stores/cache/treefolder.h"

#include <QtCore/QMutexLocker>

namespace varve {

LayerCache::LayerCache(std::size_t capacityBytes, TreeFolder *folder)
    : m_capacityBytes(capacityBytes)
    , m_folder(folder)
{
}

LayerTreePtr LayerCache::find(const Digest &digest, FingerprintKind kind, Scope scope)
{
    const Key key { digest, kind, scope };
    if (LayerTreePtr tree = findInMemory(key); tree || m_folder == nullptr || scope != Scope::DiffId)
        return tree;
    LayerTreePtr tree = m_folder->find(digest, kind);
    if (tree)
        keepInMemory(key, tree);
    return tree;
}

void LayerCache::insert(const Digest &digest, const LayerTreePtr &tree, Scope scope)
{
    if (digest.isNull() || !tree || !tree->hasFingerprints())
        return;
    keepInMemory({ digest, tree->fingerprintKind(), scope }, tree);
    if (m_folder != nullptr && scope == Scope::DiffId)
        m_folder->insert(digest, *tree);
}

LayerTreePtr LayerCache::findInMemory(const Key &key)
{
    const QMutexLocker lock(&m_mutex);
    const auto found = m_byKey.constFind(key);
    if (found == m_byKey.constEnd())
        return nullptr;
    m_items.splice(m_items.begin(), m_items, *found); // iterators stay valid
    return (*found)->tree;
}

void LayerCache::keepInMemory(const Key &key, const LayerTreePtr &tree)
{
    const std::size_t bytes = tree->memoryBytes();
    const QMutexLocker lock(&m_mutex);
    if (const auto found = m_byKey.constFind(key); found != m_byKey.constEnd()) {
        m_bytes -= (*found)->bytes;
        m_items.erase(*found);
        m_byKey.remove(key);
    }
    if (bytes > m_capacityBytes)
        return;
    m_items.push_front({ key, tree, bytes });
    m_byKey.insert(key, m_items.begin());
    m_bytes += bytes;
    while (m_bytes > m_capacityBytes) {
        const Item &oldest = m_items.back();
        m_bytes -= oldest.bytes;
        m_byKey.remove(oldest.key);
        m_items.pop_back();
    }
}

void LayerCache::clear()
{
    {
        const QMutexLocker lock(&m_mutex);
        m_byKey.clear();
        m_items.clear();
        m_bytes = 0;
    }
    if (m_folder != nullptr)
        m_folder->clear();
}

std::size_t LayerCache::memoryBytes() const
{
    const QMutexLocker lock(&m_mutex);
    return m_bytes;
}

} // namespace varve
