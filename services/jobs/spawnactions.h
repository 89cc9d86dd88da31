// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// How a program of the user's is started: with nothing of ours but the descriptors that it is given, a session of its own and
// no shell. One thread; posix_spawn's errors.
#pragma once

#include <fcntl.h>
#include <spawn.h>

namespace varve {

class SpawnActions {
public:
    SpawnActions();
    ~SpawnActions()
    {
        posix_spawn_file_actions_destroy(&m_actions);
        posix_spawnattr_destroy(&m_attributes);
    }
    SpawnActions(const SpawnActions &) = delete;
    SpawnActions &operator=(const SpawnActions &) = delete;

    void put(int descriptor, int as) { posix_spawn_file_actions_adddup2(&m_actions, descriptor, as); }
    void openNothing(int as) { posix_spawn_file_actions_addopen(&m_actions, as, "/dev/null", O_RDWR, 0); }
    // `program` is looked for in PATH; `words` end with a null.
    int spawn(pid_t &pid, const char *program, char *const words[]) const;

private:
    posix_spawn_file_actions_t m_actions {};
    posix_spawnattr_t m_attributes {};
};

} // namespace varve
