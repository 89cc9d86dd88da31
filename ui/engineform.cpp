// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/engineform.h"

#include "services/types/text.h"
#include "ui/chooser.h"
#include "ui/errortext.h"
#include "ui/filefield.h"
#include "ui/labels.h"
#include "ui/theme.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace varve {

namespace {

constexpr int kWidth = 520;

} // namespace

EngineForm::EngineForm(const UiServices &services, const EngineCandidate &engine, bool isNew, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_form(new QFormLayout)
    , m_name(new QLineEdit(engine.name))
    , m_address(new QLineEdit(isNew ? QString() : engine.endpoint.toString()))
    , m_brand(new Chooser)
    , m_authority(new QLineEdit(engine.endpoint.tls.authority))
    , m_certificate(new QLineEdit(engine.endpoint.tls.certificate))
    , m_key(new QLineEdit(engine.endpoint.tls.key))
    , m_identity(new QLineEdit(engine.endpoint.identity))
    , m_message(plainLabel({}))
    , m_try(new QPushButton(tr("&Test")))
    , m_accept(new QPushButton(isNew ? tr("&Add") : tr("&Save")))
{
    setObjectName(QStringLiteral("engineForm"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(isNew ? tr("Add an engine") : tr("Change an engine"));
    setMinimumWidth(kWidth);
    m_name->setObjectName(QStringLiteral("engineName"));
    m_name->setPlaceholderText(tr("as you want to see it in the list"));
    m_address->setObjectName(QStringLiteral("engineAddress"));
    m_address->setPlaceholderText(QStringLiteral("ssh://user@host"));
    m_address->setToolTip(
        tr("unix:///run/docker.sock, tcp://host:2375, https://host:2376, ssh://user@host[:port][/socket]"));
    m_brand->setObjectName(QStringLiteral("engineBrand"));
    m_authority->setObjectName(QStringLiteral("engineAuthority"));
    m_certificate->setObjectName(QStringLiteral("engineCertificate"));
    m_key->setObjectName(QStringLiteral("engineKey"));
    m_identity->setObjectName(QStringLiteral("engineIdentity"));
    m_message->setObjectName(QStringLiteral("engineMessage"));
    m_try->setObjectName(QStringLiteral("tryEngine"));
    m_accept->setObjectName(QStringLiteral("acceptEngine"));
    m_brand->addItem(QStringLiteral("Docker"), false);
    m_brand->addItem(QStringLiteral("Podman"), true);
    m_brand->setCurrentIndex(engine.brand == EngineBrand::Podman ? 1 : 0);
    m_message->setWordWrap(true);
    m_message->setMinimumHeight(3 * m_message->fontMetrics().lineSpacing());
    m_message->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_message->setAccessibleName(tr("Result"));

    m_form->addRow(tr("&Address"), m_address);
    m_form->addRow(tr("&Name"), m_name);
    m_form->addRow(tr("&Engine"), m_brand);
    m_tlsFields = { new FileField(m_authority, tr("Certificate of the authority")),
        new FileField(m_certificate, tr("Certificate of yours")), new FileField(m_key, tr("Key of your certificate")) };
    m_form->addRow(tr("A&uthority"), m_tlsFields.at(0));
    m_form->addRow(tr("&Certificate"), m_tlsFields.at(1));
    m_form->addRow(tr("&Key"), m_tlsFields.at(2));
    m_identityField = new FileField(m_identity, tr("Private key for ssh"));
    m_form->addRow(tr("Ssh &identity"), m_identityField);

    auto *cancel = new QPushButton(tr("Cancel"));
    m_accept->setDefault(true);
    m_accept->setProperty("primary", true);
    m_try->setAutoDefault(false);
    cancel->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_try);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_accept);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    column->setSpacing(metrics::kMargin);
    column->addLayout(m_form);
    column->addWidget(m_message);
    column->addStretch(1);
    column->addLayout(buttons);

    for (const QLineEdit *edit : { m_address, m_authority, m_certificate, m_key, m_identity })
        connect(edit, &QLineEdit::textChanged, this, &EngineForm::check);
    connect(m_brand, &QComboBox::currentIndexChanged, this, &EngineForm::check);
    connect(m_try, &QPushButton::clicked, this, &EngineForm::tryIt);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_accept, &QPushButton::clicked, this, [this] {
        Q_EMIT engineAccepted(this->engine());
        accept();
    });
    check();
    m_address->setFocus();
}

void EngineForm::check()
{
    m_trying.cancel();
    const QString text = m_address->text().trimmed();
    const Result<Endpoint> endpoint = Endpoint::parse(text);
    m_accept->setEnabled(endpoint.has_value());
    m_try->setEnabled(endpoint.has_value());
    const bool isTls = endpoint && endpoint->kind == Endpoint::Kind::Tls;
    const bool isSsh = endpoint && endpoint->kind == Endpoint::Kind::Ssh;
    for (QWidget *field : std::as_const(m_tlsFields)) {
        field->setVisible(isTls);
        m_form->labelForField(field)->setVisible(isTls);
    }
    m_identityField->setVisible(isSsh);
    m_form->labelForField(m_identityField)->setVisible(isSsh);
    if (endpoint && endpoint->isUnprotected())
        tell(tr("Everybody on the network between can read and change what goes there. Better use ssh:// or https://."),
            true);
    else if (!endpoint && !text.isEmpty())
        tell(endpoint.error().detail.left(1).toUpper() + endpoint.error().detail.mid(1), true);
    else
        tell({}, false);
}

EngineCandidate EngineForm::engine() const
{
    EngineCandidate engine;
    if (Result<Endpoint> endpoint = Endpoint::parse(m_address->text().trimmed()))
        engine.endpoint = std::move(*endpoint);
    if (engine.endpoint.kind == Endpoint::Kind::Tls)
        engine.endpoint.tls = { m_authority->text(), m_certificate->text(), m_key->text() };
    if (engine.endpoint.kind == Endpoint::Kind::Ssh)
        engine.endpoint.identity = m_identity->text();
    engine.name = m_name->text().trimmed();
    engine.brand = m_brand->currentData().toBool() ? EngineBrand::Podman : EngineBrand::Docker;
    engine.isChosen = true;
    return engine;
}

void EngineForm::tryIt()
{
    const bool hadFocus = m_try->hasFocus();
    tell(tr("Connecting …"), false);
    m_try->setEnabled(false);
    const EngineCandidate tried = engine();
    const auto handle = m_services.pool.run(
        WorkPool::Kind::Io, std::make_shared<Job>(), [find = m_services.findStores, tried](Job &job) -> Result<Tried> {
            const FoundStores found = find({ tried }, {});
            for (const StoreOffer &offer : found.stores) {
                if (offer.key != tried.endpoint.toString())
                    continue;
                const Result<OpenedSource> opened = openOffer(offer, job);
                if (!opened)
                    return fail(opened.error());
                return Tried { opened->store->title(), static_cast<int>(opened->listing.images.size()) };
            }
            return fail(ErrorCode::Internal, tried.endpoint.toString(), {});
        });
    m_trying.start(handle, [this, hadFocus, address = tried.endpoint.toString()](const Result<Tried> &result) {
        m_try->setEnabled(true);
        if (hadFocus)
            m_try->setFocus(Qt::OtherFocusReason);
        if (result)
            return tell(tr("It answers, and has %n image(s).", nullptr, result->images), false);
        pointAt(result.error());
        const ErrorText text = engineErrorText(result.error(), address);
        // What is listed is tried again by itself, what is tested here is not.
        const bool isAdvised = result.error().code != ErrorCode::Network || result.error().cause != ErrorCause::None;
        QStringList lines { text.what };
        if (isAdvised)
            lines.append(text.advice);
        lines.append(text.detail);
        tell(lines.join(u'\n').trimmed(), true);
    });
}

// The file that is to blame.
void EngineForm::pointAt(const Error &error)
{
    if (error.cause != ErrorCause::CertificateFile)
        return;
    for (QLineEdit *edit : { m_authority, m_certificate, m_key }) {
        if (edit->text() != error.subject)
            continue;
        edit->setFocus(Qt::OtherFocusReason);
        edit->selectAll();
        return;
    }
}

void EngineForm::tell(const QString &text, bool isProblem)
{
    QPalette palette = m_message->palette();
    palette.setColor(QPalette::WindowText, isProblem ? Theme::current().removed : Theme::current().text);
    m_message->setPalette(palette);
    m_message->setText(text);
}

} // namespace varve
