// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Which blobs the images of a Library need, and what their going would free: the same rules for removing, for garbage
// and for the check. A value and pure functions over it; readLibraryGraph() is the only one that reads.
//
// Cost: reading O(documents), each hashed; the functions O(blobs). Errors: those of LibraryFolder; Cancelled.
#pragma once

#include "services/stores/library/libraryfolder.h"
#include "services/stores/library/libraryindex.h"

#include <QtCore/QHash>
#include <QtCore/QSet>

namespace varve {

// An index or a manifest that is here, and what it names.
struct LibraryDocument {
    bool isIndex = false;
    Descriptor config; // digest null where there is none
    QList<Descriptor> blobs; // layers; of an index: manifests and indexes
};

struct LibraryGraph {
    QList<LibraryEntry> roots; // the index, as it stands
    QHash<Digest, LibraryDocument> documents;
    QHash<Digest, std::int64_t> diskBytes; // of every blob that is here
    // Documents that are here and cannot be read: what they need is not known, so nothing may be called garbage.
    Warnings damaged;
};

Result<LibraryGraph> readLibraryGraph(const LibraryFolder &folder, const LibraryIndex &index, const Job &job);
Result<LibraryGraph> readLibraryGraph(const QString &root, const Job &job);

// Everything that these documents lead to, here or not, themselves included; not through those in `without`.
QSet<Digest> blobsBelow(const LibraryGraph &graph, const QList<Digest> &from, const QSet<Digest> &without = {});
QList<Digest> rootDigests(const LibraryGraph &graph);
// The manifests of an index that hold an image and are here, through indexes in it; each once.
QList<Digest> platformsBelow(const LibraryGraph &graph, const Digest &root);

// What has to be done for images to go, by their own digests: those of roots, or of a platform below one. A root goes
// when it is named or when none of its platforms that are here is left; else the platform's document alone goes and the
// rest stays.
struct LibraryRemovalPlan {
    QSet<Digest> roots;
    QSet<Digest> documents; // of platforms
    QList<Digest> unknown; // none of the Library's images
};
LibraryRemovalPlan planRemoval(const LibraryGraph &graph, const QList<Digest> &images);
// On the disk, once what nothing else needs is gone; blobs that nothing needed before do not count.
std::int64_t bytesFreed(const LibraryGraph &graph, const QList<Digest> &images);

} // namespace varve
