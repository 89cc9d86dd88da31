// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/loginslist.h"

#include "services/registry/keptcredentials.h"
#include "services/types/text.h"
#include "ui/format.h"
#include "ui/labels.h"
#include "ui/theme.h"
#include "ui/treeview.h"

#include <QtGui/QStandardItemModel>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QPushButton>

namespace varve {

namespace {
constexpr int kRegistryRole = Qt::UserRole + 100;
}

LoginsList::LoginsList(const UiServices &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_model(new QStandardItemModel(this))
    , m_view(new TreeView(QStringLiteral("logins")))
    , m_message(plainLabel())
    , m_forget(new QPushButton(tr("&Forget")))
{
    setObjectName(QStringLiteral("loginsList"));
    m_model->setHorizontalHeaderLabels({ tr("Logged in to"), tr("User"), tr("Kept") });
    m_view->setTableLook();
    m_view->setAccessibleName(tr("Logins"));
    m_view->setFrameShape(QFrame::StyledPanel);
    m_view->setModel(m_model);
    m_view->header()->setStretchLastSection(true);
    m_view->restoreColumns({ 150, 100, 120 });
    m_message->setObjectName(QStringLiteral("loginsMessage"));
    m_message->setWordWrap(true);
    m_forget->setObjectName(QStringLiteral("forgetLogin"));
    m_forget->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_forget);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGap);
    column->addWidget(m_view, 1);
    column->addWidget(m_message);
    column->addLayout(buttons);
    connect(m_forget, &QPushButton::clicked, this, &LoginsList::forget);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &LoginsList::updateButtons);
    fill();
}

void LoginsList::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    fill(); // somebody may have logged in meanwhile
}

void LoginsList::fill()
{
    const QString before = chosen();
    m_model->removeRows(0, m_model->rowCount());
    for (const KeptLogin &login : m_services.logins->logins()) {
        QList<QStandardItem *> row { new QStandardItem(visibleText(login.registry)),
            new QStandardItem(visibleText(login.user)),
            new QStandardItem(login.isInKeychain ? tr("in the keychain") : tr("until Varve ends")) };
        for (QStandardItem *item : row) {
            item->setEditable(false);
            item->setToolTip(item->text());
            item->setData(login.registry, kRegistryRole);
        }
        m_model->appendRow(row);
        if (login.registry == before)
            m_view->setCurrentIndex(row.constFirst()->index());
    }
    tell(Tone::Quiet,
        m_model->rowCount() > 0 ? QString() : tr("None so far: the window of a pull that needs a login asks for it."));
    updateButtons();
}

void LoginsList::tell(Tone tone, const QString &text)
{
    setTone(m_message, tone);
    m_message->setText(text);
    m_message->setVisible(!text.isEmpty());
}

QString LoginsList::chosen() const
{
    return m_view->currentIndex().data(kRegistryRole).toString();
}

void LoginsList::updateButtons()
{
    const bool isChosen = !chosen().isEmpty();
    m_forget->setEnabled(isChosen && !m_forgetting.isActive());
    m_forget->setToolTip(isChosen ? QString() : tr("Choose a login that is to be forgotten"));
}

void LoginsList::forget()
{
    const QString registry = chosen();
    if (registry.isEmpty())
        return;
    const auto handle = m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(registry),
        [logins = m_services.logins, registry](const Job &job) -> Result<bool> {
            const Result<void> forgotten = logins->forget(registry, job);
            if (!forgotten)
                return fail(forgotten.error());
            return true;
        });
    m_forgetting.start(handle, [this](const Result<bool> &forgotten) {
        fill();
        if (forgotten)
            return;
        tell(Tone::Bad,
            tr("The keychain did not let go of it. It is not used any more until Varve ends.") + u'\n'
                + shortened(visibleText(forgotten.error().detail)));
    });
    updateButtons();
}

} // namespace varve
