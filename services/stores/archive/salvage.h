// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Finds the images of an archive whose table of contents is lost: engines write it last, so it is the first thing that a
// broken transfer takes away. Names are lost with it; manifests, configs and layers before the cut are whole.
//
// Since Docker 25 the manifests are files of their own, named by digest. In older archives the config tells the DiffIDs of
// its layers and nothing but hashing the layers says which they are: O(bytes of the archive), with progress. When not even
// a config is left, the documents of the layers tell their parents.
// Errors: Cancelled. No image at all is an empty set.
#pragma once

#include "services/stores/imagesource.h"

namespace varve {

Result<ImageSet> salvageImages(const FileSet &files, Job &job);

} // namespace varve
