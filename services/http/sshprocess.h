// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The program ssh with its input and output on one end of a pair of sockets. Owns the process: stop() and the destructor end
// it. No shell is involved, and no terminal: what ssh wants to ask goes to the desktop's SSH_ASKPASS. One thread at a time.
// Errors: Unsupported (there is no ssh), LimitExceeded (no more files or processes).
#pragma once

#include "services/types/result.h"

#include <QtCore/QStringList>

#include <sys/types.h>

namespace varve {

class SshProcess {
public:
    SshProcess() = default;
    ~SshProcess() { stop(); }
    SshProcess(const SshProcess &) = delete;
    SshProcess &operator=(const SshProcess &) = delete;

    // The near end of the pair, the caller's to close.
    Result<int> start(const QStringList &arguments);
    void stop();
    // What ssh has said on its error stream so far, at most a few lines.
    QString complaint();
    // Once the near end is at its end. -1: it has not ended so far, or a signal ended it.
    int exitCode();

private:
    pid_t m_pid = -1;
    int m_errors = -1;
    int m_exitCode = -1;
};

// Why ssh, or the program that it ran over there, went away. A pure function.
Error sshError(const QString &complaint, int exitCode);

} // namespace varve
