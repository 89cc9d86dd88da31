// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Follows one store that tells of its changes, on a thread of its own, and knows when to try again one that is gone. GUI
// thread; nothing here blocks. Many changes at once become one changed(); a pause before the next try grows with every
// failure, and is long from the start where trying again is not likely to help.
#pragma once

#include "services/jobs/workpool.h"
#include "services/stores/imagestore.h"
#include "ui/requestslot.h"
#include "ui/resultqueue.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QObject>
#include <QtCore/QTimer>

namespace varve {

class SourceWatch : public QObject {
    Q_OBJECT

public:
    explicit SourceWatch(WorkPool &pool);
    ~SourceWatch() override;

    void follow(const ImageStorePtr &store); // instead of the one before; nothing where the store does not tell
    void stop(); // following and waiting
    void tryLater(const Error &why); // stops following; tryAgain() comes after the pause
    // The store is there but tells nothing: it is followed again after the pause, and changed() comes then in any case.
    void followLater(const ImageStorePtr &store);

    static constexpr int kGatherMs = 150; // changes that come together
    static constexpr int kSteadyMs = 10'000; // followed for so long, the next pause is short again
    static int pauseMs(const Error &why, int failuresBefore);

Q_SIGNALS:
    void changed();
    void lost(const varve::Error &error); // Unsupported: see followLater()
    void tryAgain();

private:
    void pause(const Error &why);

    WorkPool &m_pool;
    ResultQueue<bool> m_changes;
    RequestSlot<bool> m_following;
    QTimer m_gather;
    QTimer m_pause;
    ImageStorePtr m_silent; // to be followed after the pause
    QElapsedTimer m_followedSince;
    int m_failures = 0;
};

} // namespace varve
