// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/oci/mediatypes.h"

#include <algorithm>
#include <array>

namespace varve {

namespace {

template <std::size_t N>
bool isOneOf(const QString &mediaType, const std::array<QLatin1String, N> &types)
{
    return std::any_of(types.begin(), types.end(), [&](QLatin1String type) { return mediaType == type; });
}

} // namespace

bool isIndexMediaType(const QString &mediaType)
{
    static constexpr std::array kTypes { QLatin1String("application/vnd.oci.image.index.v1+json"),
        QLatin1String("application/vnd.docker.distribution.manifest.list.v2+json") };
    return isOneOf(mediaType, kTypes);
}

bool isManifestMediaType(const QString &mediaType)
{
    static constexpr std::array kTypes { QLatin1String("application/vnd.oci.image.manifest.v1+json"),
        QLatin1String("application/vnd.docker.distribution.manifest.v2+json"),
        QLatin1String("application/vnd.oci.artifact.manifest.v1+json") };
    return isOneOf(mediaType, kTypes);
}

bool isSchema1MediaType(const QString &mediaType)
{
    static constexpr std::array kTypes { QLatin1String("application/vnd.docker.distribution.manifest.v1+json"),
        QLatin1String("application/vnd.docker.distribution.manifest.v1+prettyjws") };
    return isOneOf(mediaType, kTypes);
}

bool isImageConfigMediaType(const QString &mediaType)
{
    static constexpr std::array kTypes { QLatin1String("application/vnd.oci.image.config.v1+json"),
        QLatin1String("application/vnd.docker.container.image.v1+json") };
    return isOneOf(mediaType, kTypes);
}

bool isLayerMediaType(const QString &mediaType)
{
    return mediaType.startsWith(QLatin1String("application/vnd.oci.image.layer."))
        || mediaType.startsWith(QLatin1String("application/vnd.docker.image.rootfs."));
}

bool isForeignLayerMediaType(const QString &mediaType)
{
    return mediaType.startsWith(QLatin1String("application/vnd.oci.image.layer.nondistributable."))
        || mediaType.startsWith(QLatin1String("application/vnd.docker.image.rootfs.foreign."));
}

bool isEncryptedMediaType(const QString &mediaType)
{
    return mediaType.endsWith(QLatin1String("+encrypted"));
}

bool isGenericMediaType(const QString &mediaType)
{
    static constexpr std::array kTypes { QLatin1String("application/json"), QLatin1String("text/plain"),
        QLatin1String("application/octet-stream") };
    return mediaType.isEmpty() || isOneOf(mediaType, kTypes);
}

ImageKind kindOfMediaType(const QString &mediaType)
{
    if (mediaType == QLatin1String("application/vnd.dev.cosign.simplesigning.v1+json")
        || mediaType.startsWith(QLatin1String("application/vnd.cncf.notary."))
        || mediaType.startsWith(QLatin1String("application/vnd.dev.sigstore.bundle")))
        return ImageKind::Signature;
    if (mediaType.startsWith(QLatin1String("application/vnd.in-toto"))
        || mediaType == QLatin1String("application/vnd.dsse.envelope.v1+json")
        || mediaType.startsWith(QLatin1String("application/vnd.docker.attestation.manifest.")))
        return ImageKind::Attestation;
    if (mediaType.startsWith(QLatin1String("application/vnd.cncf.helm.")))
        return ImageKind::HelmChart;
    return ImageKind::Image;
}

} // namespace varve
