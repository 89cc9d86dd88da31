// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The page of the settings about the engines that were found and those that the user named: which of them are shown, adding, changing and removing. Keeps
// everything in EngineSettings at once and says what changed. GUI thread.
#pragma once

#include "ui/storefinder.h"

#include <QtWidgets/QWidget>

class QPushButton;
class QStandardItemModel;

namespace varve {

class TreeView;

class EnginesPage : public QWidget {
    Q_OBJECT

public:
    EnginesPage(const UiServices &services, StoreFinder &finder, QWidget *parent = nullptr);

Q_SIGNALS:
    void gone(const QString &key); // hidden, removed or changed: its source is to be closed
    void wanted(); // something new may be offered
    void readerChanged(); // engines are to be connected to anew

private:
    void fill();
    void edit(int ownAt); // -1: a new one
    void removeOwn(int ownAt);
    int chosenOwn() const; // into EngineSettings::own(); -1: none of the user's is chosen
    void updateButtons();

    const UiServices m_services;
    StoreFinder &m_finder;
    QStandardItemModel *m_model;
    TreeView *m_view;
    QPushButton *m_edit;
    QPushButton *m_remove;
    bool m_isFilling = false;
};

} // namespace varve
