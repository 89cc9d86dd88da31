// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What a media type of an image format stands for. Pure functions, O(length).
// Sources: OCI image-spec 1.1 media-types.md; Docker image manifest v2 schema 2; what cosign, notation, BuildKit and Helm
// write.
#pragma once

#include "services/types/imagesummary.h"

#include <QtCore/QString>

namespace varve {

bool isIndexMediaType(const QString &mediaType);
bool isManifestMediaType(const QString &mediaType);
bool isSchema1MediaType(const QString &mediaType);
bool isImageConfigMediaType(const QString &mediaType);
bool isLayerMediaType(const QString &mediaType); // a tar, compressed or not, also of foreign layers
bool isForeignLayerMediaType(const QString &mediaType); // may be kept elsewhere: its blob need not be here
bool isEncryptedMediaType(const QString &mediaType);
// Says nothing about the content: what a transport puts where it knows no better.
bool isGenericMediaType(const QString &mediaType);

// The kind that one media type alone gives away; Image where it does not.
ImageKind kindOfMediaType(const QString &mediaType);

} // namespace varve
