// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Survives files that shrink under their mapping: reading a page beyond the end of the file raises SIGBUS, and this handler
// puts zeros there and remembers it. Owns a process-wide SIGBUS handler, installed at the first use and never removed;
// faults outside the guarded ranges go to the handler that was there before.
// Every function may be called from every thread. Cost: guard() O(slots) at worst, the others O(1).
#pragma once

#include <cstddef>

namespace varve::truncationguard {

inline constexpr int kNoSlot = -1;

// Guards a read-only mapping that starts at a page; kNoSlot when too many are guarded already.
int guard(const std::byte *begin, std::size_t length);
bool wasHit(int slot);
// Before munmap.
void release(int slot);

} // namespace varve::truncationguard
