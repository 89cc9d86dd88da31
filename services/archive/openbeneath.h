// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Opens a file below a folder so that nothing in the path can lead out of it: no "..", no absolute path, no symlink at any
// place. By openat2 where the kernel has it (5.6), else folder by folder. Never blocks on a FIFO.
// Errors: Corrupt (the path tries to leave, or has a symlink), else what the system says. Cost: O(folders in the path).
#pragma once

#include "services/types/result.h"

#include <QtCore/QByteArray>

namespace varve {

enum class BeneathMethod { Best, ByComponent };

// A read-only descriptor that the caller closes.
Result<int> openFileBeneath(
    int directoryFd, const QByteArray &path, const QString &subject, BeneathMethod method = BeneathMethod::Best);

} // namespace varve
