// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/readingevents.h"

#include <QtCore/QMutexLocker>

namespace varve {

void ReadingEvents::read(const QList<int> &layers, const LayerTreePtr &tree, bool isFinal)
{
    const QMutexLocker lock(&m_mutex);
    for (const int layer : layers)
        m_observer.layerRead(layer, tree, isFinal);
}

void ReadingEvents::failed(const QList<int> &layers, const Error &error)
{
    const QMutexLocker lock(&m_mutex);
    for (const int layer : layers)
        m_observer.layerFailed(layer, error);
}

void ReadingEvents::verified(const QList<int> &layers, const LayerProof &proof)
{
    const QMutexLocker lock(&m_mutex);
    for (const int layer : layers)
        m_observer.layerVerified(layer, proof);
}

} // namespace varve
