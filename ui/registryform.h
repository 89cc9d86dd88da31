// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// How one registry is reached, as the user sets it up: plain http, certificates, mirrors. Checked while it is typed; mistakes are
// named below the lines. A dialog that holds its parent but not the window; GUI thread.
#pragma once

#include "services/registry/ownregistries.h"

#include <QtWidgets/QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace varve {

class MirrorsEdit;

class RegistryForm : public QDialog {
    Q_OBJECT

public:
    // `registry` is what is changed; no name: a new one. `others`: names that are taken.
    RegistryForm(const OwnRegistry &registry, const QStringList &others, QWidget *parent);

Q_SIGNALS:
    void registryAccepted(const varve::OwnRegistry &registry);

private:
    void check();
    OwnRegistry registry() const;
    QString mistakeIn(const OwnRegistry &registry) const; // empty: none

    const QStringList m_others;
    QLineEdit *m_name;
    QCheckBox *m_isInsecure;
    QLineEdit *m_authority;
    QLineEdit *m_certificate;
    QLineEdit *m_key;
    MirrorsEdit *m_mirrors;
    QPushButton *m_addMirror;
    QLabel *m_warning;
    QLabel *m_message;
    QPushButton *m_accept;
};

} // namespace varve
