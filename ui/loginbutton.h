// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The button beside a pull that has failed for want of a login: shown while that is so, opens the login window for the image's
// registry. GUI thread.
#pragma once

#include "ui/services.h"

#include <QtWidgets/QPushButton>

namespace varve {

class PullSession;

class LoginButton : public QPushButton {
    Q_OBJECT

public:
    // `wanted`: what the session pulls. Must not outlive the session.
    LoginButton(const UiServices &services, const PullSession &session,
        std::function<std::optional<Reference>()> wanted, QWidget *parent = nullptr);

Q_SIGNALS:
    void loggedIn();

private:
    void update();
    void open();

    const UiServices m_services;
    const PullSession &m_session;
    const std::function<std::optional<Reference>()> m_wanted;
};

} // namespace varve
