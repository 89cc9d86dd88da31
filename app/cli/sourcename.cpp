// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/sourcename.h"

#include "app/cli/registryaccess.h"
#include "services/pull/registrystore.h"
#include "services/stores/engine/enginefinder.h"
#include "services/stores/engine/enginestore.h"
#include "services/stores/library/librarystore.h"
#include "services/stores/storage/storagefinder.h"

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

// What is behind the first colon that is no part of the path: a name may have colons of its own.
SourceName withImage(const QString &text)
{
    const qsizetype colon = text.indexOf(u':');
    return colon < 0 ? SourceName { .path = text, .image = {} }
                     : SourceName { .path = text.first(colon), .image = text.sliced(colon + 1) };
}

// "[driver@root+runroot:options]name@id", as github.com/containers/image takes it apart in storage/storage_transport.go.
Result<SourceName> inStorage(const QString &rest, const QString &text)
{
    SourceName name { .path = {}, .image = rest, .kind = SourceName::Kind::Storage };
    if (rest.startsWith(u'[')) {
        const qsizetype end = rest.indexOf(u']');
        if (end < 0)
            return fail(ErrorCode::Unsupported, text, u"there is no ] behind the storage"_s);
        QString place = rest.sliced(1, end - 1);
        name.image = rest.sliced(end + 1);
        place = place.section(u':', 0, 0);
        place = place.section(u'+', 0, 0);
        if (const qsizetype at = place.indexOf(u'@'); at >= 0) {
            name.driver = place.first(at);
            place = place.sliced(at + 1);
        }
        if (!place.startsWith(u'/'))
            return fail(ErrorCode::Unsupported, text, u"the storage in [] is no absolute path"_s);
        name.path = place;
    }
    // A reference with the id that it had then: the id decides.
    constexpr qsizetype kIdDigits = 64;
    const QString id = name.image.section(u'@', -1);
    if (id.size() == kIdDigits && Digest::fromSha256Hex(id.toLatin1()))
        name.image = id;
    return name;
}

Result<SourceName> inRegistry(const QString &rest, const QString &text)
{
    constexpr QLatin1String kSlashes("//");
    const Result<Reference> reference = Reference::parse(rest.startsWith(kSlashes) ? rest.sliced(2) : QString());
    if (!reference)
        return fail(ErrorCode::Unsupported, text, u"behind docker:// there is no name of an image in a registry"_s);
    return SourceName {
        .path = {}, .image = reference->withDefaultTag().toString(), .kind = SourceName::Kind::Registry
    };
}

// What the Library has is read there.
Result<ImageStorePtr> openRegistry(const QString &name)
{
    const Result<Reference> reference = Reference::parse(name);
    if (!reference)
        return fail(reference.error());
    return ImageStorePtr(std::make_shared<RegistryStore>(
        *reference, registryAccess(), BlobNeighbours { std::make_shared<LibraryStore>(defaultLibraryPath()) }));
}

StorageCandidate storageAt(const QString &path, const QString &driver)
{
    StorageCandidate named;
    named.path = path;
    named.driver = driver;
    return named;
}

Result<ImageStorePtr> openUsualStorage()
{
    const FoundStorages found = findContainersStorages(StoragePlaces::ofThisUser());
    const StorageCandidate &chosen = found.storages.constFirst();
    if (chosen.problem && !found.warnings.isEmpty()) {
        const Warning &warning = found.warnings.constFirst();
        return fail(chosen.problem->code, chosen.problem->subject,
            chosen.problem->detail + u" ("_s + warning.subject + u": "_s + warning.detail + u')');
    }
    return openStorage(chosen);
}

} // namespace

Result<SourceName> SourceName::parse(const QString &text)
{
    const qsizetype colon = text.indexOf(u':');
    const QString transport = colon > 0 ? text.first(colon) : QString();
    const QString rest = text.sliced(colon + 1);
    if (transport == u"docker-daemon")
        return SourceName { .path = {}, .image = rest, .kind = Kind::DockerEngine };
    if (transport == u"containers-storage")
        return inStorage(rest, text);
    if (transport == u"docker-archive" || transport == u"oci-archive" || transport == u"oci") {
        const SourceName name = withImage(rest);
        if (name.path.isEmpty())
            return fail(ErrorCode::Unsupported, text, u"there is no path behind the transport"_s);
        return name;
    }
    if (transport == u"docker")
        return inRegistry(rest, text);
    static const QStringList kOthers { u"dir"_s, u"ostree"_s, u"sif"_s, u"tarball"_s };
    if (kOthers.contains(transport))
        return fail(ErrorCode::Unsupported, text, u"the transport %1: is not read yet"_s.arg(transport));
    return SourceName { .path = text, .image = {} };
}

Result<ImageStorePtr> SourceName::open(Job &job) const
{
    if (kind == Kind::Registry)
        return openRegistry(image);
    if (kind == Kind::Storage)
        return path.isEmpty() ? openUsualStorage() : openStorage(storageAt(path, driver));
    if (!isEngine())
        return openStore(path, job);
    const FoundEngines found = findEngines(EnginePlaces::ofThisUser());
    const auto engine = std::find_if(found.engines.cbegin(), found.engines.cend(),
        [](const EngineCandidate &candidate) { return candidate.brand == EngineBrand::Docker; });
    if (engine == found.engines.cend()) {
        const QString why = found.warnings.isEmpty()
            ? u"neither DOCKER_HOST, nor a context, nor a socket where it usually is"_s
            : found.warnings.constFirst().detail;
        return fail(ErrorCode::NotFound, u"docker-daemon:"_s, u"no Docker engine was found: "_s + why);
    }
    if (engine->skipsTlsVerification) {
        return fail(ErrorCode::Unsupported, engine->endpoint.toString(),
            u"its context asks not to verify the certificate, and Varve always does"_s);
    }
    return EngineStore::connect(engine->endpoint, engine->brand, engine->name, job);
}

} // namespace varve
