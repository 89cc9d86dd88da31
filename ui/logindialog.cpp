// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/logindialog.h"

#include "services/registry/keptcredentials.h"
#include "services/registry/logincheck.h"
#include "services/types/text.h"
#include "ui/errortext.h"
#include "ui/format.h"
#include "ui/labels.h"
#include "ui/secretedit.h"
#include "ui/theme.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QPushButton>

namespace varve {

namespace {
constexpr int kWidth = 460;
constexpr int kMessageLines = 4;
} // namespace

LoginDialog::LoginDialog(const UiServices &services, const Reference &reference, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_reference(reference)
    , m_registry(plainLabel())
    , m_open(plainLabel())
    , m_user(new QLineEdit)
    , m_secret(new SecretEdit)
    , m_remember(new QCheckBox)
    , m_message(plainLabel())
    , m_cancel(new QPushButton)
    , m_accept(new QPushButton(tr("&Log in")))
{
    setObjectName(QStringLiteral("loginDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Log in"));
    setMinimumWidth(kWidth);
    m_registry->setObjectName(QStringLiteral("loginRegistry"));
    m_registry->setText(visibleText(reference.registry()));
    m_open->setObjectName(QStringLiteral("loginOpen"));
    m_open->setWordWrap(true);
    m_open->hide();
    setTone(m_open, Tone::Bad);
    m_user->setObjectName(QStringLiteral("loginUser"));
    m_secret->setObjectName(QStringLiteral("loginSecret"));
    m_remember->setObjectName(QStringLiteral("loginRemember"));
    m_remember->hide();
    m_message->setObjectName(QStringLiteral("loginMessage"));
    m_message->setWordWrap(true);
    m_message->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_message->setMinimumHeight(kMessageLines * m_message->fontMetrics().lineSpacing());
    m_message->setAccessibleName(tr("Result"));
    m_cancel->setObjectName(QStringLiteral("loginCancel"));
    m_cancel->setAutoDefault(false);
    m_accept->setObjectName(QStringLiteral("loginAccept"));
    m_accept->setDefault(true);
    m_accept->setProperty("primary", true);
    auto *note = quietLabel(tr("Logins of “docker login” and “podman login” are used as well; one that you give here "
                               "comes before them."));
    note->setWordWrap(true);

    auto *form = new QFormLayout;
    form->setSpacing(metrics::kGap);
    form->addRow(tr("Registry"), m_registry);
    form->addRow(tr("&User name"), m_user);
    form->addRow(tr("&Password or token"), m_secret);
    form->addRow(QString(), m_remember);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_accept);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    column->setSpacing(metrics::kMargin);
    column->addLayout(form);
    column->addWidget(m_open);
    column->addWidget(note);
    column->addWidget(m_message);
    column->addStretch(1);
    column->addLayout(buttons);

    connect(m_user, &QLineEdit::textChanged, this, &LoginDialog::update);
    connect(m_secret, &QLineEdit::textChanged, this, &LoginDialog::update);
    connect(m_accept, &QPushButton::clicked, this, &LoginDialog::logIn);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_trying.isActive())
            m_trying.job()->cancel(); // the answer says so
        else
            close();
    });
    update();
    m_user->setFocus();
    findPlace();
    findKeychain();
}

// Where the password will go: settings may have another place for the registry's name.
void LoginDialog::findPlace()
{
    const auto handle = m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(m_reference.registry()),
        [access = m_services.registries, logins = m_services.logins, reference = m_reference](
            const Job &) -> Result<Place> {
            const RegistryAccess now = access();
            const auto endpoint = loginEndpoint(*now.settings, reference);
            if (!endpoint)
                return fail(ErrorCode::AccessDenied, reference.registry(), {});
            Place place { *endpoint, {} };
            for (const KeptLogin &login : logins->logins()) {
                if (login.registry == endpoint->registry)
                    place.user = login.user;
            }
            return place;
        });
    m_finding.start(handle, [this](const Result<Place> &place) {
        if (!place)
            return tell(Says::Problem, tr("The settings of this machine block this registry."));
        m_endpoint = place->endpoint;
        const QString name = visibleText(m_reference.registry());
        const QString where = visibleText(m_endpoint->registry);
        m_registry->setText(where == name ? name : tr("%1 (for %2)").arg(where, name));
        m_open->setText(tr("This registry may be spoken to without TLS, as the settings allow: then everybody on the "
                           "network between can read the password."));
        m_open->setVisible(m_endpoint->isInsecure);
        if (m_user->text().isEmpty() && !place->user.isEmpty()) {
            m_user->setText(place->user);
            m_secret->setFocus();
        }
        update();
    });
}

void LoginDialog::findKeychain()
{
    const SecretStorePtr keychain = m_services.logins->keychain();
    if (!keychain)
        return;
    m_asking.start(m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(),
                       [keychain](const Job &job) { return keychain->title(job); }),
        [this](const Result<QString> &title) {
            if (!title)
                return; // none is here: there is nothing to tick
            m_keychain = *title;
            m_remember->setText(tr("&Remember in the keychain (%1)").arg(visibleText(m_keychain)));
            m_remember->show();
        });
}

void LoginDialog::logIn()
{
    if (!m_accept->isEnabled())
        return;
    const bool isRemembered = m_remember->isChecked() && !m_remember->isHidden();
    const Credentials credentials { m_user->text().trimmed(), m_secret->text(), false };
    tell(Says::Hint, tr("Asking %1 …").arg(visibleText(m_endpoint->registry)));
    const auto handle = m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(m_endpoint->registry),
        [access = m_services.registries, logins = m_services.logins, reference = m_reference, endpoint = *m_endpoint,
            credentials, isRemembered](const Job &job) -> Result<Kept> {
            const RegistryAccess now = access();
            const Result<void> accepted = checkLogin(endpoint, reference, now.settings, credentials, now.clock, job);
            if (!accepted)
                return fail(accepted.error());
            Kept kept;
            if (isRemembered) {
                const Result<void> remembered = logins->remember(endpoint.registry, credentials, job);
                if (!remembered && remembered.error().code == ErrorCode::Cancelled)
                    return fail(remembered.error());
                if (remembered)
                    return kept;
                kept.keychainProblem = remembered.error();
            }
            if (job.isCancelled())
                return job.cancelled();
            logins->keep(endpoint.registry, credentials);
            return kept;
        });
    m_trying.start(handle, [this](const Result<Kept> &kept) { takeKept(kept); });
    update();
}

void LoginDialog::takeKept(const Result<Kept> &kept)
{
    if (!kept) {
        const ErrorText text = loginErrorText(kept.error(), m_endpoint->registry);
        const bool isWrong = kept.error().code == ErrorCode::AuthRequired && kept.error().cause == ErrorCause::None;
        QStringList lines { text.what, text.advice };
        if (kept.error().code != ErrorCode::Cancelled)
            lines.append(text.detail);
        tell(kept.error().code == ErrorCode::Cancelled ? Says::Hint : Says::Problem, lines.join(u'\n').trimmed());
        update();
        (isWrong ? static_cast<QLineEdit *>(m_secret) : m_user)->setFocus();
        if (isWrong)
            m_secret->selectAll();
        return;
    }
    m_secret->clear();
    m_isDone = true;
    update();
    Q_EMIT loggedIn();
    if (!kept->keychainProblem)
        return accept();
    tell(Says::Problem,
        tr("You are logged in until Varve ends: %1 did not take the login.").arg(visibleText(m_keychain)) + u'\n'
            + shortened(visibleText(kept->keychainProblem->detail)));
}

void LoginDialog::update()
{
    const bool isTrying = m_trying.isActive();
    for (QWidget *field :
        { static_cast<QWidget *>(m_user), static_cast<QWidget *>(m_secret), static_cast<QWidget *>(m_remember) })
        field->setEnabled(!isTrying && !m_isDone);
    const bool isFilled = !m_user->text().trimmed().isEmpty() && !m_secret->text().isEmpty();
    m_accept->setEnabled(isFilled && m_endpoint && !isTrying && !m_isDone);
    m_cancel->setText(m_isDone ? tr("Close") : tr("Cancel"));
}

void LoginDialog::tell(Says kind, const QString &text)
{
    setTone(m_message, kind == Says::Problem ? Tone::Bad : Tone::Quiet);
    m_message->setText(breakable(text));
}

} // namespace varve
