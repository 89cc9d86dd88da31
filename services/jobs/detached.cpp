// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/jobs/detached.h"

#include <csignal>
#include <pthread.h>
#include <system_error>
#include <thread>

namespace varve {

bool runDetached(std::function<void()> work)
{
    // Signals are for the threads that know what to do about them; a new thread inherits what is blocked.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool isRunning = false;
    try {
        std::thread(std::move(work)).detach();
        isRunning = true;
    } catch (const std::system_error &) { // no more threads: the caller says so
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return isRunning;
}

} // namespace varve
