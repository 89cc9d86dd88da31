// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/jobs/spawnactions.h"

#include <csignal>

extern char **environ; // NOLINT(readability-redundant-declaration): not every libc declares it

namespace varve {

SpawnActions::SpawnActions()
{
    posix_spawn_file_actions_init(&m_actions);
    posix_spawnattr_init(&m_attributes);
    // A session of its own has no terminal: a program must not ask where nobody looks.
    posix_spawnattr_setflags(&m_attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigdefault(&m_attributes, &all);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&m_attributes, &none);
}

int SpawnActions::spawn(pid_t &pid, const char *program, char *const words[]) const
{
    return posix_spawnp(&pid, program, &m_actions, &m_attributes, words, environ);
}

} // namespace varve
