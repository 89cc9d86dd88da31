// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Who we are to a registry, and whom to ask for it: docker's and podman's files and helpers, a login window, a keychain.
#pragma once

#include "services/jobs/job.h"

#include <memory>
#include <optional>

namespace varve {

// Never part of an Error, a log or an argument of a program.
struct Credentials {
    QString user;
    QString secret; // a password, or an identity token
    bool isIdentityToken = false; // only good for getting access tokens with
};

class CredentialSource {
public:
    virtual ~CredentialSource() = default;
    // Any thread, several at once; may take as long as somebody needs to type a password. Nothing: there are none, go on
    // without. `registry` as a Reference has it ("docker.io"); `repository` may be empty.
    // Errors: what kept it from knowing.
    virtual Result<std::optional<Credentials>> find(
        const QString &registry, const QString &repository, const Job &job) = 0;
};

using CredentialSourcePtr = std::shared_ptr<CredentialSource>;

} // namespace varve
