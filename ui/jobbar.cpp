// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/jobbar.h"

#include <QtWidgets/QProgressBar>

#include <algorithm>

namespace varve {

namespace {
constexpr int kSteps = 1000;
}

void showProgress(QProgressBar *bar, const Job::Progress &progress)
{
    if (progress.total <= 0)
        return bar->setRange(0, 0);
    bar->setRange(0, kSteps);
    bar->setValue(static_cast<int>(kSteps * std::clamp(double(progress.done) / double(progress.total), 0.0, 1.0)));
}

} // namespace varve
