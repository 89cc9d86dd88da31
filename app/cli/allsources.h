// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The sources that need no path: the engines and storages of this user, as the window finds them. Blocking.
// Errors: in each source, so that one which is away never hides the others; Unsupported when a name fits none of them.
#pragma once

#include "services/stores/imagestore.h"
#include "services/stores/storeoffer.h"

#include <optional>

namespace varve {

struct ListedSource {
    QString title;
    QString location;
    StoreKind kind = StoreKind::Engine;
    ImageStorePtr store; // null when it could not be opened
    Listing listing;
    std::optional<Error> error;
};

struct ListedSources {
    QList<ListedSource> sources;
    Warnings warnings; // of places where engines and storages are looked for
};

// `only`: a title, a part of one that fits no other, or an address; empty: all that open by themselves.
Result<ListedSources> listAllSources(const QString &only, Job &job);
// Which of the offers is meant. A pure function.
Result<QList<StoreOffer>> chooseOffers(const QList<StoreOffer> &offers, const QString &only);

} // namespace varve
