// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The logins that `docker login` and `podman login` left: in their files, or with the helpers that these name. Reads the files
// each time, as a login may happen meanwhile. Any thread.
//
// In this order, and the first that knows something wins: $REGISTRY_AUTH_FILE, or else containers/auth.json below
// $XDG_RUNTIME_DIR and below $XDG_CONFIG_HOME; then config.json in $DOCKER_CONFIG. Within a file: credHelpers, credsStore, auths.
// Keys of `auths` may go down to a repository, and the longest one that fits wins.
// Errors: those of helpers; Corrupt, AccessDenied, LimitExceeded for a file. They name the file, never what is in it.
// Sources: docker's config.json; containers-auth.json(5).
#pragma once

#include "services/registry/credentials.h"

#include <QtCore/QProcessEnvironment>

namespace varve {

struct CredentialPlaces {
    QProcessEnvironment environment;
    QString home;

    static CredentialPlaces ofUser();
};

class CredentialFiles final : public CredentialSource {
public:
    explicit CredentialFiles(CredentialPlaces places = CredentialPlaces::ofUser());

    Result<std::optional<Credentials>> find(
        const QString &registry, const QString &repository, const Job &job) override;
    // The files it looks into, whether they are there or not.
    QStringList files() const;

private:
    const CredentialPlaces m_places;
};

} // namespace varve
