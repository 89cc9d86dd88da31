// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/layercache.h"

#include <QtCore/QMutexLocker>

namespace varve {

LayerCache::LayerCache(std::size_t capacityBytes)
    : m_capacityBytes(capacityBytes)
{
}

LayerTreePtr LayerCache::find(const Digest &key, FingerprintKind kind)
{
    const QMutexLocker lock(&m_mutex);
    const auto found = m_byKey.constFind({ key, kind });
    if (found == m_byKey.constEnd())
        return nullptr;
    m_items.splice(m_items.begin(), m_items, *found); // iterators stay valid
    return (*found)->tree;
}

void LayerCache::insert(const Digest &digest, const LayerTreePtr &tree)
{
    if (digest.isNull() || !tree || !tree->hasFingerprints())
        return;
    const Key key { digest, tree->fingerprintKind() };
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
    const QMutexLocker lock(&m_mutex);
    m_byKey.clear();
    m_items.clear();
    m_bytes = 0;
}

std::size_t LayerCache::memoryBytes() const
{
    const QMutexLocker lock(&m_mutex);
    return m_bytes;
}

} // namespace varve
