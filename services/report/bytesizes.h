// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Sizes as people write them in rules: "20MB", "1.5 GiB". Pure functions, O(length).
#pragma once

#include <QtCore/QString>

#include <optional>

namespace varve {

// How many bytes a unit stands for, without regard to case: B, kB, MB, GB, TB (powers of 1000), KiB, MiB, GiB, TiB (powers of
// 1024), and when `allowShort` K, M, G, T, Ki, Mi, Gi, Ti; nothing for other text. An empty unit is a byte.
std::optional<double> bytesOfUnit(QStringView unit, bool allowShort);

// Digits with at most one point in them, nothing else: no sign, no exponent.
std::optional<double> parsePlainNumber(QStringView text);

} // namespace varve
