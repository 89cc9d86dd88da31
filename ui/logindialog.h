// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Asks for the login to the registry of one image, tries it there, and keeps it: until the program ends, or in the keychain.
//
// A dialog that holds its parent but not the window; GUI thread. Trying and keeping happen on the pool and end with the dialog. The
// password is in the line, in the worker that tries it and where it is kept; texts and errors never hold it.
#pragma once

#include "services/registry/registrysettings.h"
#include "ui/requestslot.h"
#include "ui/services.h"

#include <QtWidgets/QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace varve {

class SecretEdit;

class LoginDialog : public QDialog {
    Q_OBJECT

public:
    // `services.logins` is there.
    LoginDialog(const UiServices &services, const Reference &reference, QWidget *parent);

Q_SIGNALS:
    void loggedIn(); // it is kept; also where the keychain did not take it

private:
    enum class Says { Nothing, Hint, Problem };
    struct Place {
        RegistryEndpoint endpoint;
        QString user; // whom a login is known of
    };
    struct Kept {
        std::optional<Error> keychainProblem;
    };
    void findPlace();
    void findKeychain();
    void logIn();
    void takeKept(const Result<Kept> &kept);
    void update();
    void tell(Says kind, const QString &text);

    const UiServices m_services;
    const Reference m_reference;
    std::optional<RegistryEndpoint> m_endpoint; // nothing: not known yet, or blocked
    QString m_keychain; // its title
    bool m_isDone = false;

    QLabel *m_registry;
    QLabel *m_open;
    QLineEdit *m_user;
    SecretEdit *m_secret;
    QCheckBox *m_remember;
    QLabel *m_message;
    QPushButton *m_cancel;
    QPushButton *m_accept;
    RequestSlot<Place> m_finding;
    RequestSlot<QString> m_asking;
    RequestSlot<Kept> m_trying;
};

} // namespace varve
