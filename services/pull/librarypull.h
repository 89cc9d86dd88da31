// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Brings what a plan says into the Library: layers four at a time, each resumed where an earlier attempt ended and held against
// its digest, documents behind them, the name last. Blocking, from the waiting pool.
//
// Interrupted at any point, by whatever, the Library is as before, and what had arrived is found by the next attempt. The first
// layer that fails ends the pull; those that were whole by then stay as well.
// Errors: those of RemoteRepository and of LibrarySession; the subject names the layer. Cancelled.
// Cost: the bytes of the plan, each hashed once; progress in bytes.
#pragma once

#include "services/jobs/workpool.h"
#include "services/pull/pullplanner.h"
#include "services/pull/pullprogress.h"

namespace varve {

// `job` is over when this returns: also a failure has cancelled it.
Result<void> pullIntoLibrary(RemoteRepository &repository, const PullPlan &plan, const PullSources &sources,
    PullProgress &progress, WorkPool &pool, Job &job);

} // namespace varve
