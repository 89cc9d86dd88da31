// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A std::vector whose resize() leaves plain numbers uninitialised: columns that are about to be written from end to end
// need not be zeroed before. Owns its memory; reading an element that was not written is a defect.
#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace varve {

template <typename T>
class UninitialisedAllocator : public std::allocator<T> {
public:
    template <typename U>
    struct rebind {
        using other = UninitialisedAllocator<U>;
    };
    UninitialisedAllocator() = default;
    template <typename U>
    UninitialisedAllocator(const UninitialisedAllocator<U> &) noexcept
    {
    }

    template <typename U>
    void construct(U *place) noexcept
    {
        ::new (static_cast<void *>(place)) U;
    }
    template <typename U, typename... Args>
    void construct(U *place, Args &&...args)
    {
        ::new (static_cast<void *>(place)) U(std::forward<Args>(args)...);
    }
};

template <typename T>
using RawVector = std::vector<T, UninitialisedAllocator<T>>;

} // namespace varve
