// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// For calls into the system that can neither be cancelled nor given a deadline: on a thread of their own, for which nobody
// waits, not even the end of the program. The work owns all that it touches, and calls nothing of Varve's but that. Any thread.
// Errors: false, no thread could be made and the work will not run.
#pragma once

#include <functional>

namespace varve {

bool runDetached(std::function<void()> work);

} // namespace varve
