// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the window does about pruning: opens the dialogs, knows what could be freed, lists sources anew when something went or came
// back. GUI thread.
#pragma once

#include "ui/pruneddialog.h"
#include "ui/prunedialog.h"
#include "ui/sourcemanager.h"

#include <QtCore/QObject>
#include <QtCore/QPointer>
#include <QtCore/QTimer>

class QMenu;

namespace varve {

class PruneActions : public QObject {
    Q_OBJECT

public:
    PruneActions(const UiServices &services, SourceManager &sources, JobList &jobs, QWidget *window);
    ~PruneActions() override;

    void fillFileMenu(QMenu *menu);
    void fillSourceMenu(QMenu *menu, SourceId source);
    PruneDialog *prune(
        const QString &place = {}); // the one that is open, or a new one; of the source at this location alone
    PrunedDialog *showPruned();
    bool canPrune() const; // some source can be pruned

    // What removing all unused images would free, and the dangling ones alone; -1: not known yet. Asked for in the background, some time
    // after the sources have changed.
    std::int64_t reclaimableBytes() const { return m_reclaimable; }
    std::int64_t danglingBytes() const { return m_dangling; }
    void measureSoon();

Q_SIGNALS:
    void measured();
    // By its digest, into a target; with its names afterwards.
    void pullRequested(const QString &reference, const QString &target, const varve::PrunedImage &image);

private:
    struct Bytes {
        std::int64_t reclaimable = 0;
        std::int64_t dangling = 0;
    };
    QList<PruneSession::Place> places() const;
    QList<RestoreTarget> targets() const;
    void listAgain(const QStringList &locations); // empty: all
    void measure();
    std::size_t stateOf() const;

    const UiServices m_services;
    SourceManager &m_sources;
    JobList &m_jobs;
    QWidget *const m_window;
    QPointer<PruneDialog> m_prune;
    QPointer<PrunedDialog> m_pruned;
    QTimer m_timer;
    RequestSlot<Bytes> m_measuring;
    std::optional<std::size_t> m_measured; // the state that was asked about last
    std::int64_t m_reclaimable = -1;
    std::int64_t m_dangling = -1;
};

} // namespace varve
