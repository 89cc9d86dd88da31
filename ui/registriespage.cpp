// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/registriespage.h"

#include "models/roles.h"
#include "services/types/text.h"
#include "ui/dialogs.h"
#include "ui/errortext.h"
#include "ui/labels.h"
#include "ui/loginslist.h"
#include "ui/notice.h"
#include "ui/registryform.h"
#include "ui/theme.h"
#include "ui/treeview.h"

#include <QtGui/QStandardItemModel>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace varve {

namespace {

constexpr qsizetype kSystemRows = 500; // nobody reads more

QString joined(const QStringList &parts)
{
    return parts.isEmpty() ? RegistriesPage::tr("as usual") : parts.join(QStringLiteral(" · "));
}

void append(QStringList &parts, bool isSo, const QString &text)
{
    if (isSo)
        parts.append(text);
}

void appendFiles(QStringList &parts, const TlsFiles &files)
{
    append(parts, !files.authority.isEmpty(), RegistriesPage::tr("own authority"));
    append(parts, !files.certificate.isEmpty(), RegistriesPage::tr("certificate of yours"));
}

QList<QStandardItem *> rowOf(const QStringList &texts)
{
    QList<QStandardItem *> row;
    for (const QString &text : texts) {
        auto *item = new QStandardItem(shortened(visibleText(text)));
        item->setEditable(false);
        item->setToolTip(item->text());
        row.append(item);
    }
    return row;
}

void prepare(TreeView *view, QStandardItemModel *model, const QString &name, const QList<int> &widths)
{
    view->setTableLook();
    view->setAccessibleName(name);
    view->setFrameShape(QFrame::StyledPanel);
    view->setModel(model);
    view->header()->setStretchLastSection(true);
    view->restoreColumns(widths);
}

} // namespace

RegistriesPage::RegistriesPage(const UiServices &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_model(new QStandardItemModel(this))
    , m_view(new TreeView(QStringLiteral("ownRegistries")))
    , m_systemModel(new QStandardItemModel(this))
    , m_systemView(new TreeView(QStringLiteral("systemRegistries")))
    , m_notice(new Notice)
    , m_edit(new QPushButton(tr("&Change …")))
    , m_remove(new QPushButton(tr("&Remove")))
{
    setObjectName(QStringLiteral("registriesPage"));
    QLabel *note = quietLabel(tr("Registries that need something else than https and a usual certificate. “varve pull” "
                                 "goes by this as well; docker and podman do not."));
    note->setWordWrap(true);
    auto *below = new QHBoxLayout;
    below->setSpacing(metrics::kMargin);
    if (m_services.logins)
        below->addWidget(new LoginsList(m_services), 1);
    below->addWidget(makeSystem(), 1);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(metrics::kMargin);
    column->addWidget(note);
    column->addWidget(makeOwn(), 3);
    column->addLayout(below, 4);
    fill();
    look();
}

QWidget *RegistriesPage::makeOwn()
{
    m_model->setHorizontalHeaderLabels({ tr("Registry"), tr("Connection"), tr("Mirrors") });
    prepare(m_view, m_model, tr("Registries that are set up here"), { 200, 220, 200 });
    auto *add = new QPushButton(tr("&Add …"));
    add->setObjectName(QStringLiteral("addRegistry"));
    m_edit->setObjectName(QStringLiteral("editRegistry"));
    m_remove->setObjectName(QStringLiteral("removeRegistry"));
    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : { add, m_edit, m_remove }) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    auto *own = new QWidget;
    auto *column = new QVBoxLayout(own);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGap);
    column->addWidget(m_view, 1);
    column->addLayout(buttons);
    connect(add, &QPushButton::clicked, this, [this] { edit(-1); });
    connect(m_edit, &QPushButton::clicked, this, [this] { edit(chosen()); });
    connect(m_remove, &QPushButton::clicked, this, [this] { remove(chosen()); });
    connect(m_view, &QAbstractItemView::doubleClicked, this, [this] { edit(chosen()); });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RegistriesPage::updateButtons);
    return own;
}

QWidget *RegistriesPage::makeSystem()
{
    m_systemModel->setHorizontalHeaderLabels({ tr("Set by files of this system"), tr("How") });
    prepare(m_systemView, m_systemModel, tr("Registries that files of this system set up"), { 170, 180 });
    m_systemView->setToolTip(tr("registries.conf and certs.d, of podman and docker"));
    m_notice->hide();
    auto *system = new QWidget;
    auto *column = new QVBoxLayout(system);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGap);
    column->addWidget(m_notice);
    column->addWidget(m_systemView, 1);
    connect(m_notice, &Notice::buttonClicked, this,
        [this] { showWarnings(window(), tr("Files about registries"), m_warnings); });
    return system;
}

void RegistriesPage::fill()
{
    const int before = chosen();
    m_model->removeRows(0, m_model->rowCount());
    for (const OwnRegistry &registry : ownRegistries()) {
        QStringList how;
        append(how, registry.isInsecure, tr("plain http allowed"));
        appendFiles(how, registry.tls);
        QStringList mirrors;
        for (const OwnRegistry::Mirror &mirror : registry.mirrors)
            mirrors.append(mirror.isInsecure ? tr("%1 (plain http)").arg(mirror.location) : mirror.location);
        m_model->appendRow(rowOf({ registry.registry, joined(how), mirrors.join(QStringLiteral(", ")) }));
    }
    m_view->setCurrentIndex(m_model->index(std::min(before, m_model->rowCount() - 1), 0));
    updateButtons();
}

void RegistriesPage::look()
{
    if (!m_services.systemRegistries)
        return;
    m_looking.start(m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(tr("Registries")),
                        [read = m_services.systemRegistries](const Job &) -> Result<System> {
                            const RegistrySettings settings = read();
                            return System { settings.rules(), settings.foundCertificates(), settings.warnings() };
                        }),
        [this](const Result<System> &system) {
            if (system)
                fillSystem(*system);
        });
}

void RegistriesPage::fillSystem(const System &system)
{
    m_warnings = system.warnings;
    if (!m_warnings.isEmpty()) {
        m_notice->present(Notice::Kind::Warning,
            m_warnings.size() == 1
                ? tr("%1: %2").arg(warningPlace(m_warnings.constFirst()), warningSentence(m_warnings.constFirst()))
                : tr("%n problem(s) in these files", nullptr, static_cast<int>(m_warnings.size())),
            tr("Show"));
    }
    for (const RegistrySettings::Rule &rule : system.rules.first(std::min(kSystemRows, system.rules.size()))) {
        QStringList how;
        append(how, rule.isBlocked, tr("blocked"));
        append(how, rule.isInsecure, tr("plain http allowed"));
        append(how, !rule.location.isEmpty() && rule.location != rule.prefix, tr("at %1").arg(rule.location));
        append(how, !rule.mirrors.isEmpty(), tr("%n mirror(s)", nullptr, static_cast<int>(rule.mirrors.size())));
        m_systemModel->appendRow(rowOf({ rule.prefix, joined(how) }));
    }
    for (const RegistrySettings::Certificates &each :
        system.certificates.first(std::min(kSystemRows, system.certificates.size()))) {
        QStringList how;
        appendFiles(how, each.files);
        m_systemModel->appendRow(rowOf({ each.hostAndPort, joined(how) }));
    }
}

int RegistriesPage::chosen() const
{
    return m_view->currentIndex().row(); // -1: nothing is
}

void RegistriesPage::updateButtons()
{
    const bool isChosen = chosen() >= 0;
    m_edit->setEnabled(isChosen);
    m_remove->setEnabled(isChosen);
}

void RegistriesPage::edit(int at)
{
    const QList<OwnRegistry> own = ownRegistries();
    const OwnRegistry before = own.value(at);
    QStringList others;
    for (const OwnRegistry &each : own) {
        if (each.registry != before.registry)
            others.append(each.registry);
    }
    auto *form = new RegistryForm(before, others, this);
    connect(form, &RegistryForm::registryAccepted, this, [this, name = before.registry](const OwnRegistry &registry) {
        QList<OwnRegistry> changed = ownRegistries();
        const auto same = std::find_if(changed.begin(), changed.end(),
            [&name](const OwnRegistry &each) { return !name.isEmpty() && each.registry == name; });
        if (same != changed.end())
            *same = registry;
        else
            changed.append(registry);
        setOwnRegistries(changed);
        fill();
    });
    form->open();
}

void RegistriesPage::remove(int at)
{
    QList<OwnRegistry> own = ownRegistries();
    if (at < 0 || at >= own.size())
        return;
    own.removeAt(at);
    setOwnRegistries(own);
    fill();
}

} // namespace varve
