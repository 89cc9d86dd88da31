// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/settingsdialog.h"

#include "services/stores/cache/layercache.h"
#include "ui/cachepage.h"
#include "ui/enginespage.h"
#include "ui/prunepage.h"
#include "ui/registriespage.h"
#include "ui/theme.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTabWidget>

namespace varve {

namespace {

constexpr QSize kSize { 800, 540 };
const char *const kPageProperty = "page";

} // namespace

SettingsDialog::SettingsDialog(const UiServices &services, StoreFinder &finder, QWidget *parent)
    : QDialog(parent)
    , m_tabs(new QTabWidget)
{
    setObjectName(QStringLiteral("settingsDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Settings"));
    resize(kSize);
    m_tabs->setDocumentMode(true);
    if (services.findStores) {
        auto *engines = new EnginesPage(services, finder);
        connect(engines, &EnginesPage::gone, this, &SettingsDialog::engineGone);
        connect(engines, &EnginesPage::wanted, this, &SettingsDialog::enginesWanted);
        connect(engines, &EnginesPage::readerChanged, this, &SettingsDialog::readerChanged);
        add(Page::Engines, engines, tr("&Engines"));
    }
    if (services.registries)
        add(Page::Registries, new RegistriesPage(services), tr("&Registries"));
    if (!services.prunedRoot.isEmpty())
        add(Page::Pruning, new PrunePage(services.prunedRoot), tr("&Pruning"));
    if (services.cache && services.cache->folder())
        add(Page::Cache, new CachePage(services), tr("Layer &cache"));

    auto *close = new QPushButton(tr("Close"));
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(metrics::kMargin, 0, metrics::kMargin, metrics::kMargin);
    buttons->addStretch(1);
    buttons->addWidget(close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_tabs, 1);
    column->addLayout(buttons);
}

void SettingsDialog::add(Page page, QWidget *widget, const QString &title)
{
    widget->layout()->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    widget->setProperty(kPageProperty, static_cast<int>(page));
    m_tabs->addTab(widget, title);
}

void SettingsDialog::showPage(Page page)
{
    for (int tab = 0; tab < m_tabs->count(); ++tab) {
        if (m_tabs->widget(tab)->property(kPageProperty).toInt() == static_cast<int>(page))
            m_tabs->setCurrentIndex(tab);
    }
}

} // namespace varve
