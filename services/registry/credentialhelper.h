// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A credential helper of docker's: the program docker-credential-NAME, which is told a host and answers with a login. Blocking;
// any thread. No shell; the host goes through its input, so that nothing of it shows among the processes of the machine.
// Errors: Corrupt (a name that is none, an answer that is none), Unsupported (no such program), AccessDenied (what the helper
// says), LimitExceeded, Network (no answer in time), Cancelled within 100 ms. Nothing: the helper knows none.
// Source: docker-credential-helpers, "Development" in its README.
#pragma once

#include "services/registry/credentials.h"

#include <chrono>

namespace varve {

bool isHelperName(const QString &name); // [a-z0-9_-]+

Result<std::optional<Credentials>> askCredentialHelper(const QString &name, const QString &server, const Job &job,
    std::chrono::milliseconds within = std::chrono::seconds(90)); // it may have to ask somebody to unlock a keychain

} // namespace varve
