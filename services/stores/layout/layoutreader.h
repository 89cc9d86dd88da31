// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Reads the table of contents of an OCI image layout: index.json, the indexes and manifests below it, to ImageSources.
//
// Every index and manifest is checked against its descriptor before it is believed; one that fails becomes a warning, the
// others stay. Several names of one manifest make one image with all of them. A document is read and hashed once however
// often it is named. Cost: O(descriptors + bytes of the documents).
// Errors: those of index.json itself; Cancelled. Source: OCI image-spec 1.1, image-layout.md and image-index.md.
#pragma once

#include "services/stores/imagesource.h"

namespace varve {

Result<ImageSet> readLayout(const FileSet &files, Job &job);
// The same for an index that is not a file of the layout.
Result<ImageSet> readLayoutBelow(const IndexDocument &index, const FileSet &files, Job &job);

} // namespace varve
