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

private:
    pid_t m_pid = -1;
    int m_errors = -1;
};

} // namespace varve
