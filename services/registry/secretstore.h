// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Where secrets outlive the program: a keychain of the desktop. Blocking, any thread, several at once; a call may last as long as
// somebody needs to unlock the keychain, and ends within 100 ms of a cancel.
// Errors: Unsupported (there is none here), AccessDenied (it is locked, or somebody said no), Network (no answer in time),
// Internal (its own words), Cancelled. None of them holds a secret.
#pragma once

#include "services/jobs/job.h"

#include <QtCore/QByteArray>

#include <memory>
#include <optional>

namespace varve {

class SecretStore {
public:
    virtual ~SecretStore() = default;

    // What people call it. Asks whether there is one, and touches no secret.
    virtual Result<QString> title(const Job &job) = 0;
    virtual Result<std::optional<QByteArray>> read(const QString &key, const Job &job) = 0; // nothing: it has none
    virtual Result<void> write(const QString &key, const QByteArray &secret, const Job &job) = 0;
    virtual Result<void> erase(const QString &key, const Job &job) = 0; // fine also where there is none
};

using SecretStorePtr = std::shared_ptr<SecretStore>;

} // namespace varve
