// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The content of a docker-archive out of images of a Library: configs as they are, layers without compression, each
// once, and manifest.json. Blocking; sets and adds to the job's progress. Errors and cost: see libraryexport.h.
// Source: Docker image spec v1.2.
#pragma once

#include "services/archive/tarwriter.h"
#include "services/stores/library/librarygraph.h"

namespace varve {

Result<void> writeDockerArchive(const LibraryFolder &folder, const LibraryGraph &graph,
    const QList<LibraryEntry> &entries, TarWriter &tar, Job &job);

} // namespace varve
