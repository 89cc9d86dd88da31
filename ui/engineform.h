// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The address of one engine, as the user names it: checked while it is typed, tried on demand. A dialog that does not hold
// the window; GUI thread, trying happens on the pool and ends with the dialog.
#pragma once

#include "ui/requestslot.h"
#include "ui/services.h"

#include <QtWidgets/QDialog>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace varve {

class EngineForm : public QDialog {
    Q_OBJECT

public:
    // `engine` is what is changed; an address that is empty: a new one.
    EngineForm(const UiServices &services, const EngineCandidate &engine, bool isNew, QWidget *parent);

Q_SIGNALS:
    void engineAccepted(const varve::EngineCandidate &engine);

private:
    struct Tried {
        QString title;
        int images = 0;
    };
    void check();
    void tryIt();
    void pointAt(const Error &error);
    void tell(const QString &text, bool isProblem);
    EngineCandidate engine() const; // the address is valid

    const UiServices m_services;
    QFormLayout *m_form;
    QLineEdit *m_name;
    QLineEdit *m_address;
    QComboBox *m_brand;
    QLineEdit *m_authority;
    QLineEdit *m_certificate;
    QLineEdit *m_key;
    QLineEdit *m_identity;
    QList<QWidget *> m_tlsFields;
    QWidget *m_identityField;
    QLabel *m_message;
    QPushButton *m_try;
    QPushButton *m_accept;
    RequestSlot<Tried> m_trying;
};

} // namespace varve
