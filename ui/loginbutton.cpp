// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/loginbutton.h"

#include "services/types/text.h"
#include "ui/logindialog.h"
#include "ui/pullsession.h"

namespace varve {

namespace {

// Also where a login is not accepted, lacks a right, or would allow more pulls.
bool mayHelp(const Error &error)
{
    return error.cause == ErrorCause::None
        && (error.code == ErrorCode::AuthRequired || error.code == ErrorCode::AccessDenied
            || error.code == ErrorCode::RateLimited);
}

} // namespace

LoginButton::LoginButton(const UiServices &services, const PullSession &session,
    std::function<std::optional<Reference>()> wanted, QWidget *parent)
    : QPushButton(parent)
    , m_services(services)
    , m_session(session)
    , m_wanted(std::move(wanted))
{
    setObjectName(QStringLiteral("pullLogin"));
    setAutoDefault(false);
    hide();
    connect(&session, &PullSession::changed, this, &LoginButton::update);
    connect(this, &QPushButton::clicked, this, &LoginButton::open);
}

void LoginButton::update()
{
    const std::optional<Reference> wanted = m_wanted();
    const bool isOffered = m_services.logins && wanted && m_session.state() == PullSession::State::Failed
        && m_session.error() && mayHelp(*m_session.error());
    if (isOffered)
        setText(tr("Lo&g in to %1 …").arg(visibleText(wanted->registry())));
    setVisible(isOffered);
}

void LoginButton::open()
{
    const std::optional<Reference> wanted = m_wanted();
    if (!wanted || window()->findChild<LoginDialog *>())
        return;
    auto *dialog = new LoginDialog(m_services, *wanted, window());
    connect(dialog, &LoginDialog::loggedIn, this, &LoginButton::loggedIn);
    dialog->open();
}

} // namespace varve
