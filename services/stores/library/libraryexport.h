// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Writes images of a Library to one file for others: an OCI archive (a tar of the layout, with all names) or a
// docker-archive, which `docker load` of every generation takes (layers without compression).
//
// Blocking; progress in bytes. The file appears when it is whole and on the disk, instead of what had its name; a
// cancel or an error leaves nothing. The same images always give the same bytes. What is written has matched its
// digest, a layer its DiffID. `podman load` takes an OCI archive with one image of one name alone (others: podman pull
// oci-archive:FILE:NAME).
// Errors: NotFound (no such image, or none of the names is its own any more; a blob is missing), Corrupt, Unsupported (something that is no image, or an
// encrypted layer, in a docker-archive), NoSpace, AccessDenied, Conflict (the target is a folder or part of the
// Library), Cancelled.
// Cost: O(bytes); a compressed layer is inflated twice for a docker-archive, since a tar tells sizes first.
#pragma once

#include "services/types/imagesummary.h"
#include "services/types/result.h"

namespace varve {

class Job;

enum class LibraryExportFormat : std::uint8_t { OciArchive, DockerArchive };

struct LibraryExportOptions {
    // Implicit: mostly there is nothing else to say.
    LibraryExportOptions(LibraryExportFormat itsFormat, QStringList onlyNames = {})
        : format(itsFormat)
        , names(std::move(onlyNames))
    {
    }
    LibraryExportFormat format;
    QStringList names; // of all names of the images only these are written; empty: all
    bool isNamed = true; // else no name at all is written
};

// Images by the ids that the Library lists, or by the digest of an index: then with all its platforms that are here.
Result<void> exportFromLibrary(const QString &root, const QList<ImageId> &images, const LibraryExportOptions &options,
    const QString &target, Job &job);

} // namespace varve
