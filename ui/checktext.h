// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the window says of a check of the Library and of its repair: translated sentences. Pure functions.
#pragma once

#include "models/problemsmodel.h"
#include "services/stores/library/librarycheck.h"

namespace varve {

ProblemRow problemRow(const LibraryProblem &problem);
// "3 images, 12 blobs, 131MB"
QString checkedFigures(const LibraryReport &report);
QString foundSentence(const LibraryReport &report); // how many problems, and what is lost of images
QString remedySentence(const LibraryReport &report); // what repairing does; empty: nothing can be repaired
QString repairLabel(const LibraryReport &report); // for its button
QString repairedSentence(const LibraryRepair &repair);
bool canRepair(const LibraryReport &report);

} // namespace varve
