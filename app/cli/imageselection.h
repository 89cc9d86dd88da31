// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Which image of a listing is meant by --image and --platform. A pure function, O(images). Nothing is guessed: what fits
// several images is an error that lists them. Errors: NotFound and Conflict (usage: no image fits, several fit), Unsupported
// (there is no image at all in the listing). The detail is a whole sentence.
#pragma once

#include "services/types/imagesummary.h"

#include <optional>

namespace varve {

// `name`: a name as stored, with or without docker.io/ and :latest; a repository whose only tag is meant; an image ID or
// digest, with or without its algorithm, of at least four digits. Empty: the only image. Without a platform, that of `host`
// decides between images of one name. `path` names the source in errors. The answer may be one of listing.unreadable.
Result<ImageSummary> selectImage(const Listing &listing, const QString &name, const std::optional<Platform> &platform,
    const Platform &host, const QString &path);

} // namespace varve
