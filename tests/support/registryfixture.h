// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Images in a FaultyRegistry, all in its repository "team/app", and who asks for them.
#pragma once

#include "services/pull/remoterepository.h"
#include "tests/support/faultyregistry.h"
#include "tests/support/imagebuilder.h"

namespace varve::test {

inline const QByteArray kManifestType = "application/vnd.oci.image.manifest.v1+json";
inline const QByteArray kIndexType = "application/vnd.oci.image.index.v1+json";

// Without an empty `tag` it can be had by digest alone.
inline Digest putImage(FaultyRegistry &registry, const ImageSpec &image, const QByteArray &tag)
{
    registry.putBlob(image.config());
    for (const LayerSpec &layer : image.layers)
        registry.putBlob(layer.blob);
    return registry.putManifest("team/app", tag, kManifestType, image.manifest());
}

inline QByteArray platformDescriptor(const ImageSpec &image)
{
    return descriptorOf(
        kManifestType, image.manifest(), R"("platform":{"os":"linux","architecture":")" + image.architecture + "\"}");
}

inline Digest putIndex(FaultyRegistry &registry, const QByteArray &tag, const QList<ImageSpec> &images)
{
    QByteArrayList descriptors;
    for (const ImageSpec &image : images) {
        putImage(registry, image, {});
        descriptors.append(platformDescriptor(image));
    }
    return registry.putManifest("team/app", tag, kIndexType, indexOf(descriptors));
}

// Waits for nothing between tries.
inline RegistryAccess quickAccess()
{
    RegistryAccess access { std::make_shared<RegistrySettings>(), nullptr };
    access.clock.sleep = [](std::chrono::milliseconds, const Job &job) { return !job.isCancelled(); };
    return access;
}

inline Reference referenceTo(const FaultyRegistry &registry, const QString &rest)
{
    return Reference::parse(QString::fromLatin1(registry.address()) + QStringLiteral("/team/app") + rest).value();
}

} // namespace varve::test
