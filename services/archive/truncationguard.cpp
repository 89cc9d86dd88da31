// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/archive/truncationguard.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <mutex>

#include <sys/mman.h>
#include <unistd.h>

namespace varve::truncationguard {

namespace {

// `begin` is written last and cleared first: 0 is a free slot, 1 one that is being filled, so that the handler, which may
// interrupt anything, sees whole ranges only.
struct Slot {
    std::atomic<std::uintptr_t> begin { 0 };
    std::atomic<std::uintptr_t> end { 0 };
    std::atomic<bool> isHit { false };
};

constexpr std::uintptr_t kFree = 0;
constexpr std::uintptr_t kClaimed = 1;
constexpr std::size_t kSlots = 8192;

std::array<Slot, kSlots> slots;
std::atomic<std::size_t> slotsUsed { 0 }; // none at or above this index was ever used
struct sigaction previousAction;
std::uintptr_t pageMask = 0;

static_assert(std::atomic<std::uintptr_t>::is_always_lock_free, "the signal handler reads these");

bool putZeros(std::uintptr_t address)
{
    const std::size_t used = slotsUsed.load(std::memory_order_acquire);
    for (std::size_t i = 0; i < used; ++i) {
        Slot &slot = slots[i];
        const std::uintptr_t begin = slot.begin.load(std::memory_order_acquire);
        const std::uintptr_t end = slot.end.load(std::memory_order_acquire);
        if (begin <= kClaimed || address < begin || address >= end
            || slot.begin.load(std::memory_order_acquire) != begin)
            continue;
        // What follows the first missing page is missing too: one step for all of it, not one signal per page.
        const std::uintptr_t page = address & pageMask;
        void *const zeros = mmap(reinterpret_cast<void *>(page), end - page, PROT_READ,
            MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
        if (zeros == MAP_FAILED)
            return false;
        slot.isHit.store(true, std::memory_order_release);
        return true;
    }
    return false;
}

void passOn(int signalNumber, siginfo_t *info, void *context)
{
    if ((previousAction.sa_flags & SA_SIGINFO) != 0 && previousAction.sa_sigaction != nullptr) {
        previousAction.sa_sigaction(signalNumber, info, context);
        return;
    }
    if (previousAction.sa_handler != SIG_DFL && previousAction.sa_handler != SIG_IGN) {
        previousAction.sa_handler(signalNumber);
        return;
    }
    // The faulting instruction runs again after this and ends the process with the right signal.
    std::signal(signalNumber, SIG_DFL);
}

void onBusError(int signalNumber, siginfo_t *info, void *context)
{
    const int savedErrno = errno;
    const bool isOurs = putZeros(reinterpret_cast<std::uintptr_t>(info->si_addr));
    errno = savedErrno;
    if (!isOurs)
        passOn(signalNumber, info, context);
}

void install()
{
    pageMask = ~(static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE)) - 1);
    struct sigaction action { };
    action.sa_sigaction = onBusError;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, &previousAction);
}

} // namespace

int guard(const std::byte *begin, std::size_t length)
{
    static std::once_flag installed;
    std::call_once(installed, install);
    for (std::size_t i = 0; i < kSlots; ++i) {
        std::uintptr_t expected = kFree;
        if (!slots[i].begin.compare_exchange_strong(expected, kClaimed, std::memory_order_acq_rel))
            continue;
        const std::uintptr_t first = reinterpret_cast<std::uintptr_t>(begin);
        slots[i].isHit.store(false, std::memory_order_relaxed);
        slots[i].end.store(((first + length - 1) & pageMask) + ~pageMask + 1, std::memory_order_release);
        slots[i].begin.store(first, std::memory_order_release);
        std::size_t used = slotsUsed.load(std::memory_order_relaxed);
        while (used < i + 1 && !slotsUsed.compare_exchange_weak(used, i + 1, std::memory_order_acq_rel)) { }
        return static_cast<int>(i);
    }
    return kNoSlot;
}

bool wasHit(int slot)
{
    return slot != kNoSlot && slots[static_cast<std::size_t>(slot)].isHit.load(std::memory_order_acquire);
}

void release(int slot)
{
    if (slot != kNoSlot)
        slots[static_cast<std::size_t>(slot)].begin.store(kFree, std::memory_order_release);
}

} // namespace varve::truncationguard
