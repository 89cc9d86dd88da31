// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// How far each layer of a pull is. Written by the threads that pull, read by whoever shows it; every member is safe to call
// from every thread. The layers are those of the plan, in its order.
#pragma once

#include "services/pull/pullplan.h"

#include <QtCore/QMutex>

#include <atomic>
#include <memory>

namespace varve {

class PullProgress {
public:
    enum class State : std::uint8_t {
        Waiting,
        Fetching, // from the registry
        Copying, // from another source
        Unpacking, // by the engine
        Done,
        Failed,
    };
    struct Layer {
        State state = State::Waiting;
        std::int64_t doneBytes = 0;
        std::int64_t totalBytes = 0;
        QString note; // an engine's own words, or what went wrong
    };

    explicit PullProgress(const PullPlan &plan);

    void setState(int layer, State state, const QString &note = {});
    void setDone(int layer, std::int64_t bytes);
    int layerCount() const { return m_count; }
    QList<Layer> layers() const;

private:
    struct Cell {
        std::atomic<State> state { State::Waiting };
        std::atomic<std::int64_t> done { 0 };
        std::atomic<std::int64_t> total { 0 };
    };
    const int m_count;
    const std::unique_ptr<Cell[]> m_cells;
    mutable QMutex m_mutex;
    QHash<int, QString> m_notes;
};

using PullProgressPtr = std::shared_ptr<PullProgress>;

} // namespace varve
