// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a reading tells its observer, one thing at a time whatever thread it comes from. Any thread; the observer is called
// with a lock held.
#pragma once

#include "services/stores/imagereader.h"

#include <QtCore/QMutex>

namespace varve {

class ReadingEvents {
public:
    explicit ReadingEvents(ImageReadObserver &observer)
        : m_observer(observer)
    {
    }

    void read(const QList<int> &layers, const LayerTreePtr &tree, bool isFinal);
    void failed(const QList<int> &layers, const Error &error);
    void verified(const QList<int> &layers, const LayerProof &proof);

private:
    QMutex m_mutex;
    ImageReadObserver &m_observer;
};

} // namespace varve
