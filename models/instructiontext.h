// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A layer's instruction as a Dockerfile had it, from the `created_by` that builders record. Pure, O(length).
// "/bin/sh -c #(nop)  CMD [...]" -> "CMD [...]"; "/bin/sh -c apt-get update" -> "RUN apt-get update";
// "RUN /bin/sh -c make # buildkit" -> "RUN make"; line breaks become spaces, odd characters visible escapes.
#pragma once

#include <QtCore/QString>

namespace varve {

QString instructionText(const QString &createdBy);

} // namespace varve
