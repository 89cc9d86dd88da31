// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Which source is meant when an image is asked for by its name alone. Blocking: where two sources know an image by digests of
// different kinds, both are asked about it.
// Errors: NotFound (no source has it), Conflict (several mean different images by the name; the detail is a whole sentence
// without its end, as selectImage() has it), Cancelled.
#pragma once

#include "app/cli/allsources.h"

namespace varve {

// The first of the sources that have it; all of these mean the same image.
Result<const ListedSource *> findNamedImage(
    const QList<ListedSource> &sources, const QString &name, const std::optional<Platform> &platform, Job &job);

// A config has one digest everywhere. A containerd store tells that of the manifest only: then the layers decide, with the
// time and the platform that the config has. False where it cannot be found out.
bool isSameImage(
    ImageStore &store, const ImageSummary &image, ImageStore &otherStore, const ImageSummary &other, Job &job);

} // namespace varve
