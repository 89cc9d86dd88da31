// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/storeoffer.h"

#include "services/stores/engine/enginefinder.h"
#include "services/stores/engine/enginestore.h"
#include "services/stores/library/librarystore.h"
#include "services/stores/storage/storagefinder.h"

#include <QtCore/QFileInfo>
#include <QtCore/QSet>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

QString titleOf(const EngineCandidate &candidate, const EnginePlaces &places)
{
    const QString brand = candidate.brand == EngineBrand::Podman ? u"Podman"_s : u"Docker"_s;
    if (!candidate.name.isEmpty())
        return brand + u" · "_s + candidate.name;
    const Endpoint &endpoint = candidate.endpoint;
    if (endpoint.kind != Endpoint::Kind::Unix)
        return brand + u" · "_s + endpoint.host;
    const bool isOfUser = (!places.runtimeFolder.isEmpty() && endpoint.path.startsWith(places.runtimeFolder + u'/'))
        || endpoint.path.startsWith(places.home + u'/');
    return isOfUser ? brand + u" (user)"_s : brand;
}

// Everything that docker has to be told: a terminal need not have the variables that this program was started with.
QStringList tlsCommandOf(const Endpoint &endpoint)
{
    Endpoint place = endpoint;
    place.kind = Endpoint::Kind::Tcp; // docker's word for both
    QStringList words { u"docker"_s, u"--host"_s, place.toString(), u"--tlsverify"_s };
    // Without an authority those of the system count: docker would look for a file of its own.
    words += u"--tlscacert="_s + endpoint.tls.authority;
    if (!endpoint.tls.certificate.isEmpty())
        words += u"--tlscert="_s + endpoint.tls.certificate;
    if (!endpoint.tls.key.isEmpty())
        words += u"--tlskey="_s + endpoint.tls.key;
    return words;
}

QStringList commandOf(const EngineCandidate &candidate, const EnginePlaces &places)
{
    const bool isPodman = candidate.brand == EngineBrand::Podman;
    const QString program = isPodman ? u"podman"_s : u"docker"_s;
    // Podman's own storage is what its service at the usual place has.
    const bool isUsualPodman = isPodman && candidate.endpoint.kind == Endpoint::Kind::Unix && candidate.name.isEmpty()
        && candidate.endpoint.path == places.runtimeFolder + u"/podman/podman.sock"_s;
    // A context or connection, not a name of the user's here.
    const bool isNamed = !candidate.name.isEmpty() && !candidate.origin.isEmpty();
    if (candidate.endpoint.kind == Endpoint::Kind::Tls && !isNamed)
        return tlsCommandOf(
            candidate.endpoint); // podman's own program knows no TLS, and its engine speaks docker's API
    if (isUsualPodman
        || (candidate.isChosen && !candidate.origin.isEmpty() && candidate.endpoint.kind != Endpoint::Kind::Tls))
        return { program };
    if (isNamed)
        return { program, isPodman ? u"--connection"_s : u"--context"_s, candidate.name };
    QStringList words { program, isPodman ? u"--url"_s : u"--host"_s, candidate.endpoint.toString() };
    if (isPodman && !candidate.endpoint.identity.isEmpty())
        words << u"--identity"_s << candidate.endpoint.identity;
    return words;
}

Result<ImageStorePtr> openEngine(
    const EngineCandidate &candidate, const QString &title, const EngineOptions &options, const Job &job)
{
    if (candidate.skipsTlsVerification) {
        return fail(ErrorCode::Unsupported, candidate.endpoint.toString(),
            u"its context says that the certificate of the other side must not be checked; Varve does not connect then"_s);
    }
    return EngineStore::connect(candidate.endpoint, candidate.brand, title, job, options);
}

// The storages on disk, beside or without an engine that serves them.
void addStorages(const EnginePlaces &places, FoundStores &found)
{
    StoragePlaces where = StoragePlaces::ofThisUser();
    where.environment = places.environment;
    where.home = places.home;
    where.root = places.root;
    FoundStorages storages = findContainersStorages(where);
    found.warnings += storages.warnings;
    for (const StorageCandidate &candidate : std::as_const(storages.storages)) {
        if (candidate.problem)
            continue; // not there, or another user's
        StoreOffer offer;
        offer.kind = StoreKind::ContainersStorage;
        offer.key = u"containers-storage:"_s + candidate.path;
        offer.location = candidate.path;
        offer.title = candidate.isChosen ? u"Podman storage"_s : u"Podman storage · "_s + candidate.path;
        offer.origin = candidate.origin.isEmpty() ? candidate.path : candidate.origin;
        offer.open = [candidate](Job &) { return openStorage(candidate); };
        found.stores.append(std::move(offer));
    }
}

// As defaultLibraryPath(), for the places that are looked at.
QString libraryPath(const EnginePlaces &places)
{
    const QString data = places.environment.value(u"XDG_DATA_HOME"_s);
    return (data.startsWith(u'/') ? data : places.home + u"/.local/share"_s) + u"/varve/library"_s;
}

// Once there is one: before the first pull or import it would only be an empty row.
void addLibrary(const EnginePlaces &places, FoundStores &found)
{
    const QString path = libraryPath(places);
    if (!QFileInfo(path).isDir())
        return;
    StoreOffer offer;
    offer.kind = StoreKind::Library;
    offer.key = u"library:"_s + path;
    offer.location = path;
    offer.title = u"Library"_s;
    offer.origin = path;
    offer.open = [path](Job &) { return Result<ImageStorePtr>(std::make_shared<LibraryStore>(path)); };
    found.stores.append(std::move(offer));
}

} // namespace

FoundStores findStores(const EnginePlaces &places, const QList<EngineCandidate> &own, const EngineOptions &options)
{
    FoundEngines engines = findEngines(places);
    FoundStores found;
    addLibrary(places, found);
    found.warnings = std::move(engines.warnings);
    found.stores.reserve(own.size() + engines.engines.size() + 2);
    QSet<QString> titles;
    QSet<QString> keys;
    for (const EngineCandidate &candidate : own + engines.engines) {
        StoreOffer offer;
        offer.key = offer.location = candidate.endpoint.toString();
        if (keys.contains(offer.key))
            continue;
        keys.insert(offer.key);
        offer.title = titleOf(candidate, places);
        if (titles.contains(offer.title))
            offer.title += u" · "_s + offer.location;
        titles.insert(offer.title);
        offer.origin = candidate.origin;
        offer.command = commandOf(candidate, places);
        offer.opensByItself = candidate.isChosen || candidate.endpoint.kind == Endpoint::Kind::Unix;
        offer.open = [candidate, title = offer.title, options](
                         Job &job) { return openEngine(candidate, title, options, job); };
        found.stores.append(std::move(offer));
    }
    addStorages(places, found);
    return found;
}

} // namespace varve
