// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What some bytes are, told from the bytes alone: whether they can be a layer, and if not, what to call them in an error.
// Pure functions over the first few KiB; O(length of what is passed).
#pragma once

#include <QtCore/QString>

#include <cstddef>
#include <span>

namespace varve {

inline constexpr std::size_t kSniffBytes = 4096;

// A tar header with a right checksum.
bool isTarHeader(std::span<const std::byte> head);
// A tar, a tar's end (512 zero bytes), nothing at all, or something compressed.
bool canBeLayer(std::span<const std::byte> head);
// "{" or "[" after white space.
bool looksLikeJson(std::span<const std::byte> head);

// "text", "an ELF program", "xz-compressed data (...)": completes a sentence that begins with "this is".
QString describeContent(std::span<const std::byte> head);

} // namespace varve
