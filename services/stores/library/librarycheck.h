// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Is everything in a Library what it should be, and what can be done where it is not. Every blob is hashed, on all
// cores.
//
// Blocking; from the waiting pool, never from the computing one. Progress in bytes. Others may use the Library
// meanwhile; what they are just bringing shows as a leftover. checkLibrary() changes nothing and works where nothing
// can be written.
// Errors: those of LibraryFolder as far as the folder itself cannot be read; Cancelled. What is wrong inside is data.
// Cost: O(bytes of all blobs).
#pragma once

#include "services/jobs/workpool.h"
#include "services/stores/library/libraryfolder.h"

#include <QtCore/QStringList>

namespace varve {

struct LibraryProblem {
    enum class Kind : std::uint8_t {
        // Damage: something that images need is not as it should be.
        IndexLost, // there are blobs but no index
        IndexUnreadable,
        MarkerMissing, // no oci-layout: other tools refuse the folder
        BlobMissing,
        BlobWrongSize, // than a document promises
        BlobWrongDigest,
        BlobUnreadable, // a link, a FIFO, a folder; the disk fails
        DocumentUnreadable, // an index or a manifest that is none
        // Leftovers: nothing needs them.
        DamagedOrphan, // a blob that is wrong as well
        Orphan,
        OldPart, // or what else a process that was killed has left
        Stray, // a file that no Library has
    };
    // What repairLibrary() does about it.
    enum class Remedy : std::uint8_t {
        None, // nothing helps but to bring the images again; strays are not ours
        Drop,
        RebuildIndex, // from the documents; names are lost
        WriteMarker,
    };
    Kind kind = Kind::Stray;
    QString subject; // the digest, or the name of the file
    QString detail;
    std::int64_t diskBytes = 0;
    QStringList images; // that need it: their names, or digests where they have none
    Remedy remedy = Remedy::None;

    bool isDamage() const { return kind < Kind::DamagedOrphan; }
};

struct LibraryReport {
    QList<LibraryProblem> problems;
    int imageCount = 0;
    int blobCount = 0; // that were hashed
    std::int64_t blobBytes = 0;

    bool hasDamage() const;
    bool isClean() const; // nothing but strays
    int count(LibraryProblem::Kind kind) const;
    int count(LibraryProblem::Remedy remedy) const;
    // What dropping alone frees; images that lose a document on the way may free more.
    std::int64_t droppedBytes() const;
    QStringList damagedImages() const; // sorted, each once
};

Result<LibraryReport> checkLibrary(const QString &root, Job &job, WorkPool &pool);

struct LibraryRepair {
    LibraryReport found; // before
    bool isIndexRebuilt = false; // from the documents; names are lost, and the old index is kept beside it
    int droppedBlobs = 0; // wrong ones and orphans
    int droppedFiles = 0; // old parts
    std::int64_t freedBytes = 0;
    LibraryReport left; // what cannot be repaired: images whose blobs have to be brought again
};

// Waits for all that use the Library. Drops damaged blobs, orphans and old parts; makes a lost index anew. Never
// touches a blob that is right and needed, nor strays, which are not ours.
Result<LibraryRepair> repairLibrary(const QString &root, Job &job, WorkPool &pool);

} // namespace varve
