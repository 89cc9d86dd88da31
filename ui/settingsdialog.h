// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The settings, a page for each subject. What is changed counts at once. Non-modal, deleted when closed; GUI thread.
#pragma once

#include "ui/storefinder.h"

#include <QtWidgets/QDialog>

class QTabWidget;

namespace varve {

class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    enum class Page { Engines, Registries, Pruning, Cache };

    // A page without what it is about (no engines are looked for, no layers kept) is left out.
    SettingsDialog(const UiServices &services, StoreFinder &finder, QWidget *parent);
    void showPage(Page page);

Q_SIGNALS:
    void engineGone(const QString &key); // see EnginesPage
    void enginesWanted();
    void readerChanged();

private:
    void add(Page page, QWidget *widget, const QString &title);

    QTabWidget *m_tabs;
};

} // namespace varve
