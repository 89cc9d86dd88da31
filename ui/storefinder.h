// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Looks for engines now and then, on the pool, while the program is in front: one that is started later appears by itself.
// GUI thread. What the user hid is left out of offers().
#pragma once

#include "ui/requestslot.h"
#include "ui/services.h"

#include <QtCore/QObject>
#include <QtCore/QTimer>

namespace varve {

class StoreFinder : public QObject {
    Q_OBJECT

public:
    explicit StoreFinder(const UiServices &services, QObject *parent = nullptr);

    void find(); // returns at once; instead of a search that runs
    const QList<StoreOffer> &all() const { return m_found.stores; } // of the last search, hidden ones too
    QList<StoreOffer> offers() const;
    const Warnings &warnings() const { return m_found.warnings; }

Q_SIGNALS:
    void found();

private:
    static constexpr int kEveryMs = 10'000;

    const UiServices m_services;
    FoundStores m_found;
    RequestSlot<FoundStores> m_search;
    QTimer m_timer;
};

} // namespace varve
