// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// One layer tree in one file, as its columns lie in memory: a header with a checksum, then the columns, each at a multiple of
// eight bytes. Reading copies the file into memory, once, and proves the copy; the tree owns it. Written beside its place and
// renamed, without waiting for the disk: what a crash left half-written fails its checksum and is a file to be made anew.
//
// Functions of any thread. Errors: those of MappedFile, LimitExceeded (no memory); Corrupt (cut, changed, of another key, version
// or machine, or with a number in it that leads outside of the tree); what writing gives (AccessDenied, NoSpace ...). Cost:
// O(bytes) both ways.
#pragma once

#include "services/tree/layertree.h"
#include "services/types/digest.h"
#include "services/types/result.h"

namespace varve {

Result<void> writeTreeFile(const QString &path, const Digest &key, const LayerTree &tree);
Result<LayerTreePtr> readTreeFile(const QString &path, const Digest &key, FingerprintKind kind);

} // namespace varve
