// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// SourceManager: engines under other settings.

#include "ui/sourcemanager.h"

#include <algorithm>

namespace varve {

void SourceManager::renewEngines(const QList<StoreOffer> &offers)
{
    QList<SourceId> open;
    for (const auto &entry : m_entries) {
        if (!entry->offer || entry->offer->kind != StoreKind::Engine)
            continue;
        const auto offer = std::find_if(
            offers.cbegin(), offers.cend(), [&](const StoreOffer &each) { return each.key == entry->offer->key; });
        if (offer == offers.cend())
            continue;
        entry->offer = *offer;
        if (entry->source.state != SourceState::Offered)
            open += entry->source.id;
    }
    for (const SourceId id : std::as_const(open))
        reload(id);
}

} // namespace varve
