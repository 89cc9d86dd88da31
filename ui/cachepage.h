// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The page of the settings about what is kept of layers on disk: how much that is, how much it may be, and throwing it
// away. GUI thread; looks at the folder on the pool.
#pragma once

#include "services/stores/cache/treefolder.h"
#include "ui/requestslot.h"
#include "ui/services.h"

#include <QtWidgets/QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace varve {

class CachePage : public QWidget {
    Q_OBJECT

public:
    // `services.cache` has a folder.
    explicit CachePage(const UiServices &services, QWidget *parent = nullptr);

private:
    // Not undone when the page is closed before it happened.
    void change(const std::function<void(LayerCache &)> &work);
    void look();
    void show(const TreeFolder::Usage &usage);

    const UiServices m_services;
    QLabel *m_usage;
    QComboBox *m_capacity;
    QPushButton *m_clear;
    RequestSlot<TreeFolder::Usage> m_looking;
};

} // namespace varve
