// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/files/fileset.h"

namespace varve {

Result<QList<LayerDigests>> FileSet::digests(const QStringList &names, Job &) const
{
    return fail(
        ErrorCode::Unsupported, names.value(0), QStringLiteral("these files are read directly, not as a stream"));
}

} // namespace varve
