// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/engine/podmanlists.h"

#include "services/types/limits.h"

#include <QtCore/QSet>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr auto kIndexType = "application/vnd.oci.image.index.v1+json"_L1;

} // namespace

Result<EngineListing> listPodmanImages(EngineApi &api, Job &job)
{
    const QString location = api.endpoint().toString();
    const Result<QByteArray> own = api.get("/images/json", limits::kEngineListBytes, job, EngineApi::Dialect::Libpod);
    if (!own && own.error().code == ErrorCode::Cancelled)
        return fail(own.error());
    // Afterwards, so that what was pulled meanwhile is not taken for something that is only known there.
    const Result<QByteArray> common = api.get("/images/json", limits::kEngineListBytes, job);
    if (!common)
        return fail(common.error());
    Result<EngineListing> images = parseEngineImages(*common, false, location);
    Result<EngineListing> all = own ? parseEngineImages(*own, false, location) : fail(own.error());
    if (!images || !all)
        return images;
    QSet<QString> known;
    for (const EngineImage &image : std::as_const(images->images))
        known.insert(image.summary.id.value);
    // Podman 4 does not mark them, but only shows them here.
    for (EngineImage &image : all->images) {
        if (!image.isPlatformList.value_or(!known.contains(image.summary.id.value)))
            continue;
        image.summary.kind = ImageKind::Artifact;
        image.summary.artifactType = kIndexType;
    }
    return all;
}

Result<ImageDetails> inspectPodmanList(EngineApi &api, const ImageSummary &summary, Job &job)
{
    // Not by a name, which may mean something else by now.
    const Digest id = Digest::parse(summary.id.value.toLatin1()).value_or(Digest());
    if (id.isNull())
        return fail(ErrorCode::NotFound, summary.id.value, u"an image of several platforms without an id"_s);
    const Result<QByteArray> document =
        api.get("/manifests/" + id.hex().toLatin1() + "/json", limits::kManifestBytes, job, EngineApi::Dialect::Libpod);
    if (!document)
        return fail(document.error());
    ImageDetails details;
    details.summary = summary;
    details.summary.layerCount = 0;
    details.documents.append({ u"index"_s, *document });
    return details;
}

Result<QList<ContainerInfo>> listPodmanContainers(EngineApi &api, Job &job)
{
    const QString location = api.endpoint().toString();
    const Result<QByteArray> common = api.get("/containers/json?all=1", limits::kEngineListBytes, job);
    if (!common)
        return fail(common.error());
    Result<QList<ContainerInfo>> containers = parseEngineContainers(*common, location);
    // Without an answer there are those that everybody is told of.
    const Result<QByteArray> all =
        api.get("/containers/json?all=true&external=true", limits::kEngineListBytes, job, EngineApi::Dialect::Libpod);
    if (!all && all.error().code == ErrorCode::Cancelled)
        return fail(all.error());
    if (containers && all)
        (void)addForeignContainers(*containers, *all, location);
    return containers;
}

} // namespace varve
