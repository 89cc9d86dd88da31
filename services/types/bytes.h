// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Bytes in Qt's clothes as a span over the same memory, which must outlive it. Pure; O(1).
#pragma once

#include <QtCore/QByteArray>

#include <cstddef>
#include <span>

namespace varve {

inline std::span<const std::byte> bytesOf(const QByteArray &bytes)
{
    return std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

} // namespace varve
