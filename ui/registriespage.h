// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The page of the settings about registries: those that are set up here, the logins, and what the files of this system say, to be
// read only. What is changed is kept in the settings at once and counts from the next question on. GUI thread; reads the system's
// files on the pool.
#pragma once

#include "services/registry/ownregistries.h"
#include "ui/requestslot.h"
#include "ui/services.h"

#include <QtWidgets/QWidget>

class QPushButton;
class QStandardItemModel;

namespace varve {

class Notice;
class TreeView;

class RegistriesPage : public QWidget {
    Q_OBJECT

public:
    explicit RegistriesPage(const UiServices &services, QWidget *parent = nullptr);

private:
    struct System {
        QList<RegistrySettings::Rule> rules;
        QList<RegistrySettings::Certificates> certificates;
        Warnings warnings;
    };
    QWidget *makeOwn();
    QWidget *makeSystem();
    void fill();
    void look(); // at the system's files
    void fillSystem(const System &system);
    void edit(int at); // into ownRegistries(); -1: a new one
    void remove(int at);
    int chosen() const;
    void updateButtons();

    const UiServices m_services;
    QStandardItemModel *m_model;
    TreeView *m_view;
    QStandardItemModel *m_systemModel;
    TreeView *m_systemView;
    Notice *m_notice;
    QPushButton *m_edit;
    QPushButton *m_remove;
    Warnings m_warnings;
    RequestSlot<System> m_looking;
};

} // namespace varve
