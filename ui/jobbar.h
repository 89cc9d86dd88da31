// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// How far a job is, in a progress bar: in steps that no number of bytes overflows; busy where nobody knows the end. GUI thread.
#pragma once

#include "services/jobs/job.h"

class QProgressBar;

namespace varve {

void showProgress(QProgressBar *bar, const Job::Progress &progress);

} // namespace varve
