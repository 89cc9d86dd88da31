// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// All that comes out of something that is read piece by piece, as long as it is no more than is allowed.
// Errors: those of `read`; LimitExceeded about `subject`. Cost: O(bytes), one copy.
#pragma once

#include "services/types/limits.h"
#include "services/types/result.h"

#include <QtCore/QByteArray>

#include <span>
#include <vector>

namespace varve {

// `read`: Result<std::size_t>(std::span<std::byte>), 0 at the end.
template <typename Read>
Result<QByteArray> readWhole(Read read, std::size_t maxBytes, const QString &subject)
{
    QByteArray whole;
    std::vector<std::byte> block(64 * limits::kKiB);
    for (;;) {
        const Result<std::size_t> count = read(std::span(block));
        if (!count)
            return fail(count.error());
        if (*count == 0)
            return whole;
        if (static_cast<std::size_t>(whole.size()) + *count > maxBytes)
            return fail(ErrorCode::LimitExceeded, subject, QStringLiteral("more than %1 bytes").arg(maxBytes));
        whole.append(reinterpret_cast<const char *>(block.data()), static_cast<qsizetype>(*count));
    }
}

} // namespace varve
