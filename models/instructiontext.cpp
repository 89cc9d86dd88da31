// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/instructiontext.h"

#include "services/types/text.h"

namespace varve {

QString instructionText(const QString &createdBy)
{
    // Builders break long commands over lines; a table row has one.
    QString text = createdBy.simplified();
    constexpr QLatin1String kBuildkit(" # buildkit");
    constexpr QLatin1String kNoOperation("/bin/sh -c #(nop) ");
    constexpr QLatin1String kShell("/bin/sh -c ");
    constexpr QLatin1String kRunShell("RUN /bin/sh -c ");
    if (text.endsWith(kBuildkit))
        text.chop(kBuildkit.size());
    if (text.startsWith(kNoOperation))
        text = text.mid(kNoOperation.size());
    else if (text.startsWith(kRunShell))
        text = QLatin1String("RUN ") + text.mid(kRunShell.size());
    else if (text.startsWith(kShell))
        text = QLatin1String("RUN ") + text.mid(kShell.size());
    else if (text.startsWith(u'|')) {
        // "|2 A=1 B=2 /bin/sh -c make": the classic builder puts build arguments before the shell.
        if (const auto shell = text.indexOf(kShell); shell >= 0)
            text = QLatin1String("RUN ") + text.mid(shell + kShell.size());
    }
    return visibleText(text);
}

} // namespace varve
