// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/pull/pullprogress.h"

#include <QtCore/QMutexLocker>

namespace varve {

PullProgress::PullProgress(const PullPlan &plan)
    : m_count(static_cast<int>(plan.layers.size()))
    , m_cells(std::make_unique<Cell[]>(static_cast<std::size_t>(m_count)))
{
    for (int i = 0; i < m_count; ++i) {
        const PullLayer &layer = plan.layers[i];
        const bool isHere = layer.from == PullLayer::From::Target;
        Cell &cell = m_cells[static_cast<std::size_t>(i)];
        cell.total = layer.descriptor.sizeBytes;
        cell.done = isHere ? layer.descriptor.sizeBytes : layer.presentBytes;
        cell.state = isHere ? State::Done : State::Waiting;
    }
}

void PullProgress::setState(int layer, State state, const QString &note)
{
    {
        const QMutexLocker lock(&m_mutex);
        if (note.isEmpty())
            m_notes.remove(layer);
        else
            m_notes.insert(layer, note);
    }
    m_cells[static_cast<std::size_t>(layer)].state = state;
}

void PullProgress::setDone(int layer, std::int64_t bytes)
{
    m_cells[static_cast<std::size_t>(layer)].done.store(bytes, std::memory_order_relaxed);
}

QList<PullProgress::Layer> PullProgress::layers() const
{
    QList<Layer> all;
    all.reserve(m_count);
    const QMutexLocker lock(&m_mutex);
    for (int i = 0; i < m_count; ++i) {
        const Cell &cell = m_cells[static_cast<std::size_t>(i)];
        all.append({ cell.state, cell.done, cell.total, m_notes.value(i) });
    }
    return all;
}

} // namespace varve
