// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Reads the table of contents of a `docker save` archive of any generation, to ImageSources:
// - since 25: manifest.json beside an OCI layout in the same files, which adds digests, media types and other platforms;
// - 1.10 to 24: manifest.json, <config>.json, <id>/layer.tar;
// - before 1.10: repositories, <id>/json linked by parent, <id>/layer.tar.
// Errors: those of the table of contents; Cancelled. Cost: O(images * layers).
// Source: Docker image spec v1, v1.1 and v1.2, and what the engines write.
#pragma once

#include "services/stores/imagesource.h"

namespace varve {

Result<ImageSet> readDockerArchive(const FileSet &files, Job &job); // by manifest.json
Result<ImageSet> readLegacyArchive(const FileSet &files, Job &job); // by repositories

} // namespace varve
