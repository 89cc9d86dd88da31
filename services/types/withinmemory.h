// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Turns "out of memory" into an Error, where a library function works on something whose size a stranger has chosen: no
// exception leaves a library, and one huge layer must not end the program.
//
// Returns what `fn` returns, a Result<T>; LimitExceeded when an allocation failed on the way. What fn had allocated is free
// again by then, so that there is memory for the error. Free of threads and state.
#pragma once

#include "services/types/result.h"

#include <new>
#include <stdexcept>
#include <type_traits>

namespace varve {

template <typename Fn>
std::invoke_result_t<Fn> withinMemory(const QString &subject, Fn &&fn)
{
    try {
        return std::forward<Fn>(fn)();
    } catch (const std::bad_alloc &) {
        return fail(outOfMemoryError(subject));
    } catch (const std::length_error &) {
        return fail(outOfMemoryError(subject));
    }
}

} // namespace varve
