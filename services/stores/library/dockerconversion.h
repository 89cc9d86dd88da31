// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Makes an OCI image in a Library of an image out of a docker-archive: config and layers as they are, and a manifest.
// The same image always gives the same manifest. Before Docker 1.10 there was no config: one is made of the documents
// of the layers.
//
// Blocking; adds to the job's progress. Errors: Corrupt (config or layers are not what their names and DiffIDs say),
// NotFound (a layer is not in the archive), and those of LibrarySession. Cost: see libraryimport.h.
// Source: Docker image spec v1 and v1.2; OCI image-spec 1.1, manifest.md.
#pragma once

#include "services/stores/imagesource.h"
#include "services/stores/library/librarysession.h"

namespace varve {

// What conversion reads, for progress.
std::int64_t conversionBytes(const FileSet &files, const ImageSource &image);
// The descriptor of the manifest, which is in the Library by then.
Result<Descriptor> convertToLibrary(
    const FileSet &files, const ImageSource &image, const LibrarySession &session, Job &job);

} // namespace varve
