// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Removes from a Library what no image needs: blobs, parts of blobs that nobody went on with for a week, and files that
// a program which was killed has left. Never what the index leads to. Removes nothing at all while a document cannot be
// read, for what it needs is not known then.
//
// Blocking. Errors: those of LibraryFolder; Cancelled (what is gone is gone). Cost: that of readLibraryGraph().
#pragma once

#include "services/stores/library/librarygraph.h"
#include "services/stores/library/librarylock.h"

namespace varve {

struct LibraryGarbage {
    bool isCollected = false; // false: something is being brought in just now; it waits for the next time
    int blobs = 0;
    int otherFiles = 0;
    std::int64_t freedBytes = 0; // on the disk
    Warnings warnings; // why it stayed
};

Result<LibraryGarbage> collectLibraryGarbage(const LibraryFolder &folder, const Job &job);
// For who holds the Library's lock exclusively.
Result<LibraryGarbage> collectLibraryGarbage(const LibraryFolder &folder, const LibraryLock &exclusive, const Job &job);

// Parts that old are no attempt that goes on.
bool isOldPart(const LibraryFolder::OtherFile &part, const QDateTime &now);
// A file that is being written, or whose process was killed; left behind once nobody writes it any more.
bool isUnfinished(const LibraryFolder::OtherFile &stray);
bool isLeftBehind(const LibraryFolder::OtherFile &stray, const QDateTime &now);

} // namespace varve
