// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/storefinder.h"

#include "ui/enginesettings.h"

#include <QtGui/QGuiApplication>

namespace varve {

StoreFinder::StoreFinder(const UiServices &services, QObject *parent)
    : QObject(parent)
    , m_services(services)
{
    if (!m_services.findStores)
        return;
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (QGuiApplication::applicationState() == Qt::ApplicationActive && !m_search.isActive())
            find();
    });
    m_timer.start(kEveryMs);
}

void StoreFinder::find()
{
    if (!m_services.findStores)
        return;
    const auto handle = m_services.pool.run(WorkPool::Kind::Io, std::make_shared<Job>(),
        [find = m_services.findStores, own = EngineSettings::own(),
            options = EngineOptions { true, EngineSettings::usesReader() }](
            Job &) -> Result<FoundStores> { return find(own, options); });
    m_search.start(handle, [this](Result<FoundStores> result) {
        if (!result)
            return;
        m_found = std::move(*result);
        Q_EMIT found();
    });
}

QList<StoreOffer> StoreFinder::offers() const
{
    const QSet<QString> hidden = EngineSettings::hidden();
    QList<StoreOffer> shown = m_found.stores;
    shown.removeIf([&hidden](const StoreOffer &offer) { return hidden.contains(offer.key); });
    return shown;
}

} // namespace varve
