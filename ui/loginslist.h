// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The logins that people gave to this program: registry, user and where each is kept, with a button that forgets one. Never a
// password. GUI thread; forgetting happens on the pool, as a keychain may have to be unlocked.
#pragma once

#include "ui/labels.h"
#include "ui/requestslot.h"
#include "ui/services.h"

#include <QtWidgets/QWidget>

class QLabel;
class QPushButton;
class QStandardItemModel;

namespace varve {

class TreeView;

class LoginsList : public QWidget {
    Q_OBJECT

public:
    // `services.logins` is there.
    explicit LoginsList(const UiServices &services, QWidget *parent = nullptr);

    void fill();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void forget();
    void updateButtons();
    void tell(Tone tone, const QString &text);
    QString chosen() const; // a registry; empty: none

    const UiServices m_services;
    QStandardItemModel *m_model;
    TreeView *m_view;
    QLabel *m_message;
    QPushButton *m_forget;
    RequestSlot<bool> m_forgetting;
};

} // namespace varve
