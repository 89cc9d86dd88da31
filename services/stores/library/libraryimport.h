// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Brings images from a file into a Library: docker-archives of every generation, OCI archives, each plain or compressed
// as a whole, OCI layouts.
//
// What is an OCI image there is copied blob by blob as it is, an index with the platforms that are whole. A
// docker-archive's image keeps its config, and with it its id, and its layers as they are stored, and gets a manifest
// of ours. Every blob is held against its digest while it is copied. A compressed archive is unpacked to a nameless
// file first, since layers may stand before the documents that tell what they are.
//
// Blocking; progress in bytes. One broken image becomes a warning and the others are brought. What was brought before
// an error or a cancel stays, and the next import finds it.
// Errors: those of opening the file and of LibrarySession; that of the first image when none could be brought;
// Unsupported when there is none at all; Cancelled.
// Cost: O(bytes), SHA-256 once for each blob; twice for compressed layers of docker-archives, which nothing names by a
// digest.
#pragma once

#include "services/types/imagesummary.h"
#include "services/types/result.h"

namespace varve {

class Job;

struct LibraryImportOptions {
    QList<ImageId> only; // as openStore() lists them; empty: all
    // The repository of images whose archive tells a tag alone; empty: "localhost/" and the name of the file.
    QString home;
    // All: from whoever has them. Free: those that no other image has; of what stands in the archive's index these very ones.
    enum class Names : std::uint8_t { All, Free, None };
    Names names = Names::All;
};

struct LibraryImport {
    struct Image {
        Digest digest; // of its manifest or index in the Library
        QStringList names;
    };
    QList<Image> images;
    Warnings warnings;
    int refusedCount = 0; // images that could not be brought; each has a warning
};

Result<LibraryImport> importIntoLibrary(
    const QString &root, const QString &path, const LibraryImportOptions &options, Job &job);

// "localhost/app" for "/home/me/App.oci.tar.gz". A pure function.
QString homeOfFile(const QString &path);

} // namespace varve
