// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Images for tests of models: values with just what a test needs.
#pragma once

#include "models/imagerow.h"

#include <QtCore/QCryptographicHash>

namespace varve {

// A digest that stands for a name: the same name, the same digest.
inline Digest digestOf(const QString &name)
{
    return *Digest::fromSha256Hex(QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex());
}

inline SourceImage testImage(const QString &content, const QStringList &names, std::int64_t bytes = -1)
{
    SourceImage image;
    image.summary.configDigest = digestOf(content);
    image.summary.id.value = image.summary.configDigest.toString();
    image.summary.names = names;
    image.summary.blobBytes = bytes;
    image.summary.platform = { QStringLiteral("linux"), QStringLiteral("amd64"), {}, {} };
    return image;
}

// A layer of so many bytes whose name stands for its content.
inline LayerInfo testLayer(const QString &content, std::int64_t bytes)
{
    LayerInfo layer;
    layer.diffId = digestOf(content);
    layer.blobBytes = bytes;
    return layer;
}

} // namespace varve
