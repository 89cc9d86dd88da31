// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The instruction of a history entry as its Dockerfile had it, for showing. Pure functions, O(length).
//
// Builders record how they ran an instruction, not how it was written: the classic builder puts a shell in front of
// everything ("/bin/sh -c #(nop)  CMD ..."), both put build arguments before it ("|2 A=1 B=2 /bin/sh -c ..."), BuildKit adds
// a comment at the end. None of it helps a reader, nor do all 64 digits of the hash by which the classic builder names what
// it copied. Other text stays as it is; reports keep the recorded form besides.
#pragma once

#include <QtCore/QString>

namespace varve {

// "RUN apt-get install curl", "COPY app /srv", "CMD [...]". The result is still untrusted text: show it by visibleText().
// Blanks and line breaks in a row become one blank; empty for an empty entry.
QString prettifyInstruction(const QString &createdBy);

} // namespace varve
