// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/registryform.h"

#include "services/types/text.h"
#include "ui/filefield.h"
#include "ui/format.h"
#include "ui/labels.h"
#include "ui/mirrorsedit.h"
#include "ui/theme.h"

#include <QtCore/QSet>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace varve {

namespace {

constexpr int kWidth = 560;

// %1: what was typed.
QString sentenceFor(RegistryNameProblem problem, const QString &text)
{
    const QString shown = measurable(visibleText(text), true);
    switch (problem) {
    case RegistryNameProblem::Empty:
        return {};
    case RegistryNameProblem::Scheme:
        return RegistryForm::tr("“%1”: leave out what stands before the host, “https://” for instance.").arg(shown);
    case RegistryNameProblem::Path:
        return RegistryForm::tr("“%1”: a registry is a host and perhaps a port, without anything behind it.")
            .arg(shown);
    case RegistryNameProblem::Tag:
        return RegistryForm::tr("“%1”: a mirror is a place for images, not one image with a tag or a digest.")
            .arg(shown);
    case RegistryNameProblem::NoRegistry:
        return RegistryForm::tr("“%1”: a registry has a dot or a port in its name, or is “localhost”. Else names of "
                                "images would mean Docker Hub.")
            .arg(shown);
    case RegistryNameProblem::Host:
        break;
    }
    return RegistryForm::tr("“%1” is no host, as in “registry.example.org:5000”.").arg(shown);
}

} // namespace

RegistryForm::RegistryForm(const OwnRegistry &registry, const QStringList &others, QWidget *parent)
    : QDialog(parent)
    , m_others(others)
    , m_name(new QLineEdit(registry.registry))
    , m_isInsecure(new QCheckBox(tr("Allow plain &http")))
    , m_authority(new QLineEdit(registry.tls.authority))
    , m_certificate(new QLineEdit(registry.tls.certificate))
    , m_key(new QLineEdit(registry.tls.key))
    , m_mirrors(new MirrorsEdit(registry.mirrors))
    , m_addMirror(new QPushButton(tr("Add a &mirror")))
    , m_warning(plainLabel())
    , m_message(plainLabel())
    , m_accept(new QPushButton(registry.registry.isEmpty() ? tr("&Add") : tr("&Save")))
{
    setObjectName(QStringLiteral("registryForm"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(registry.registry.isEmpty() ? tr("Add a registry") : tr("Change a registry"));
    setMinimumWidth(kWidth);
    m_name->setObjectName(QStringLiteral("registryName"));
    m_name->setPlaceholderText(QStringLiteral("registry.example.org:5000"));
    m_isInsecure->setObjectName(QStringLiteral("registryInsecure"));
    m_isInsecure->setChecked(registry.isInsecure);
    m_authority->setObjectName(QStringLiteral("registryAuthority"));
    m_certificate->setObjectName(QStringLiteral("registryCertificate"));
    m_key->setObjectName(QStringLiteral("registryKey"));
    m_addMirror->setObjectName(QStringLiteral("addMirror"));
    m_addMirror->setAutoDefault(false);
    m_warning->setObjectName(QStringLiteral("registryWarning"));
    m_warning->setText(tr("https is tried first. Without it everybody on the network between can read and change what "
                          "goes there, passwords too."));
    m_message->setObjectName(QStringLiteral("registryMessage"));
    m_message->setMinimumHeight(2 * m_message->fontMetrics().lineSpacing());
    m_message->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_message->setAccessibleName(tr("Result"));
    for (QLabel *label : { m_warning, m_message }) {
        label->setWordWrap(true);
        setTone(label, Tone::Bad);
    }
    m_accept->setObjectName(QStringLiteral("acceptRegistry"));
    m_accept->setDefault(true);
    m_accept->setProperty("primary", true);
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    QLabel *note = quietLabel(tr("Mirrors are asked in this order, and the registry itself last."));
    note->setWordWrap(true);

    auto *form = new QFormLayout;
    form->setVerticalSpacing(metrics::kGap);
    form->addRow(tr("&Registry"), m_name);
    form->addRow(QString(), m_isInsecure);
    form->addRow(QString(), m_warning);
    form->addRow(tr("A&uthority"), new FileField(m_authority, tr("Certificate of the authority")));
    form->addRow(tr("&Certificate"), new FileField(m_certificate, tr("Certificate of yours")));
    form->addRow(tr("&Key"), new FileField(m_key, tr("Key of your certificate")));
    auto *mirrors = new QVBoxLayout;
    mirrors->setSpacing(metrics::kSmall);
    mirrors->addWidget(m_mirrors);
    mirrors->addWidget(m_addMirror, 0, Qt::AlignLeft);
    mirrors->addWidget(note);
    form->addRow(tr("Mirrors"), mirrors);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_accept);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    column->setSpacing(metrics::kMargin);
    column->addLayout(form);
    column->addWidget(m_message);
    column->addStretch(1);
    column->addLayout(buttons);

    for (const QLineEdit *edit : { m_name, m_authority, m_certificate, m_key })
        connect(edit, &QLineEdit::textChanged, this, &RegistryForm::check);
    connect(m_isInsecure, &QCheckBox::toggled, this, &RegistryForm::check);
    connect(m_mirrors, &MirrorsEdit::changed, this, &RegistryForm::check);
    connect(m_addMirror, &QPushButton::clicked, this, [this] { m_mirrors->add({})->setFocus(); });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_accept, &QPushButton::clicked, this, [this] {
        Q_EMIT registryAccepted(this->registry());
        accept();
    });
    check();
    m_name->setFocus();
}

OwnRegistry RegistryForm::registry() const
{
    OwnRegistry registry;
    registry.registry = normalizedRegistry(m_name->text().trimmed());
    registry.isInsecure = m_isInsecure->isChecked();
    registry.tls = { m_authority->text().trimmed(), m_certificate->text().trimmed(), m_key->text().trimmed() };
    registry.mirrors = m_mirrors->mirrors();
    return registry;
}

QString RegistryForm::mistakeIn(const OwnRegistry &registry) const
{
    if (const auto problem = findRegistryProblem(m_name->text().trimmed()))
        return sentenceFor(*problem, m_name->text().trimmed());
    if (m_others.contains(registry.registry))
        return tr("“%1” is in the list already.").arg(visibleText(registry.registry));
    for (const QString &file : { registry.tls.authority, registry.tls.certificate, registry.tls.key }) {
        if (!file.isEmpty() && !file.startsWith(u'/'))
            return tr("“%1” is no whole path of a file: it has to begin with “/”.")
                .arg(measurable(visibleText(file), true));
    }
    if (registry.tls.certificate.isEmpty() != registry.tls.key.isEmpty())
        return tr("A certificate of yours and its key belong together.");
    QSet<QString> seen;
    for (const OwnRegistry::Mirror &mirror : registry.mirrors) {
        if (const auto problem = findMirrorProblem(mirror.location))
            return sentenceFor(*problem, mirror.location);
        if (normalizedRegistry(mirror.location) == registry.registry)
            return tr("“%1” is the registry itself, which is asked last anyway.").arg(visibleText(mirror.location));
        if (seen.contains(mirror.location))
            return tr("The mirror “%1” is there twice.").arg(visibleText(mirror.location));
        seen.insert(mirror.location);
    }
    return {};
}

void RegistryForm::check()
{
    const OwnRegistry registry = this->registry();
    const QString mistake = mistakeIn(registry);
    const bool saysSomething = registry.isInsecure || !registry.tls.isEmpty() || !registry.mirrors.isEmpty();
    m_message->setText(breakable(mistake));
    m_warning->setVisible(registry.isInsecure
        || std::any_of(registry.mirrors.cbegin(), registry.mirrors.cend(),
            [](const OwnRegistry::Mirror &mirror) { return mirror.isInsecure; }));
    m_addMirror->setEnabled(m_mirrors->hasRoom());
    m_accept->setEnabled(mistake.isEmpty() && !registry.registry.isEmpty() && saysSomething);
    m_accept->setToolTip(
        saysSomething ? QString() : tr("Say how the registry is reached: plain http, certificates or mirrors"));
}

} // namespace varve
