// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The tree of a layer from the folder that it is unpacked to, for overlay layers without a tar-split file. Whiteouts are
// character devices 0/0 or `.wh.` files, opaque folders have an extended attribute, owner and mode of rootless fuse-overlayfs
// layers another one.
//
// Walks through descriptors, follows no symlinks, opens only regular files and folders. Contents are read for their
// checksums (FingerprintKind::Crc64). What cannot be read is a warning, the rest stays. Owners are as on disk where nothing else says.
// Sources: Linux overlayfs.rst ("whiteouts and opaque directories", "metadata only copy up"), fuse-overlayfs
// (user.containers.override_stat: UID:GID:MODE[:TYPE]), containers/storage pkg/archive.
// Errors: LimitExceeded, Cancelled. Cost: O(entries) system calls, all contents are read.
#pragma once

#include "services/jobs/job.h"
#include "services/tree/layertree.h"
#include "services/types/result.h"

namespace varve {

// `directory` stays the caller's.
Result<LayerTreePtr> walkDiff(int directory, const QString &layerName, Job &job);

} // namespace varve
