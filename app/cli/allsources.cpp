// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/allsources.h"

#include "services/stores/engine/enginefinder.h"
#include "services/types/text.h"

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

ListedSource ask(const StoreOffer &offer, Job &job)
{
    ListedSource source { offer.title, offer.location, offer.kind, nullptr, {}, std::nullopt };
    Result<ImageStorePtr> store = offer.open(job);
    if (!store) {
        source.error = store.error();
        return source;
    }
    source.store = std::move(*store);
    Result<Listing> listing = source.store->list(job);
    if (listing)
        source.listing = std::move(*listing);
    else
        source.error = listing.error();
    return source;
}

} // namespace

Result<QList<StoreOffer>> chooseOffers(const QList<StoreOffer> &offers, const QString &only)
{
    QList<StoreOffer> chosen;
    const auto take = [&](auto fits) {
        if (chosen.isEmpty())
            std::copy_if(offers.cbegin(), offers.cend(), std::back_inserter(chosen), fits);
    };
    if (only.isEmpty()) {
        take([](const StoreOffer &offer) { return offer.opensByItself; });
        return chosen;
    }
    take([&](const StoreOffer &offer) {
        return offer.key == only || offer.location == only || offer.title.compare(only, Qt::CaseInsensitive) == 0;
    });
    take([&](const StoreOffer &offer) { return offer.title.contains(only, Qt::CaseInsensitive); });
    if (chosen.size() == 1)
        return chosen;
    QStringList titles;
    for (const StoreOffer &offer : chosen.isEmpty() ? offers : chosen)
        titles.append(visibleText(offer.title));
    const QString known = titles.isEmpty() ? u"there is none"_s : titles.join(u", "_s);
    return fail(ErrorCode::Unsupported, only,
        chosen.isEmpty() ? u"no source is called \"%1\": %2"_s.arg(visibleText(only), known)
                         : u"\"%1\" fits several sources: %2"_s.arg(visibleText(only), known));
}

Result<ListedSources> listAllSources(const QString &only, Job &job)
{
    const FoundStores found = findStores(EnginePlaces::ofThisUser());
    const Result<QList<StoreOffer>> offers = chooseOffers(found.stores, only);
    if (!offers)
        return fail(offers.error());
    ListedSources listed { {}, found.warnings };
    listed.sources.reserve(offers->size());
    for (const StoreOffer &offer : *offers) {
        if (job.isCancelled())
            return job.cancelled();
        job.setNote(offer.title);
        listed.sources.append(ask(offer, job));
    }
    if (job.isCancelled())
        return job.cancelled();
    return listed;
}

} // namespace varve
