// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/instructiontext.h"

#include "services/types/instruction.h"
#include "services/types/text.h"

namespace varve {

QString instructionText(const QString &createdBy)
{
    return visibleText(prettifyInstruction(createdBy));
}

} // namespace varve
