// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/sourcename.h"

#include "services/stores/engine/enginefinder.h"
#include "services/stores/engine/enginestore.h"

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

// What is behind the first colon that is no part of the path: a name may have colons of its own.
SourceName withImage(const QString &text)
{
    const qsizetype colon = text.indexOf(u':');
    return colon < 0 ? SourceName { text, {} } : SourceName { text.first(colon), text.sliced(colon + 1) };
}

} // namespace

Result<SourceName> SourceName::parse(const QString &text)
{
    const qsizetype colon = text.indexOf(u':');
    const QString transport = colon > 0 ? text.first(colon) : QString();
    const QString rest = text.sliced(colon + 1);
    if (transport == u"docker-daemon")
        return SourceName { {}, rest };
    if (transport == u"docker-archive" || transport == u"oci-archive" || transport == u"oci") {
        const SourceName name = withImage(rest);
        if (name.path.isEmpty())
            return fail(ErrorCode::Unsupported, text, u"there is no path behind the transport"_s);
        return name;
    }
    static const QStringList kOthers { u"docker"_s, u"dir"_s, u"containers-storage"_s, u"ostree"_s, u"sif"_s,
        u"tarball"_s };
    if (kOthers.contains(transport))
        return fail(ErrorCode::Unsupported, text, u"the transport %1: is not read yet"_s.arg(transport));
    return SourceName { text, {} };
}

Result<ImageStorePtr> SourceName::open(Job &job) const
{
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
