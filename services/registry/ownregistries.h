// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Registries as the user has set them up in this program, besides what the files of podman and docker say. Kept in QSettings, so
// that the window and the command line have the same; no secrets: certificates and keys are named by their files.
//
// What is set here comes on top of a rule of registries.conf with the same prefix: mirrors and certificates replace those found
// there, plain http is allowed where either says so, and a registry that is blocked stays so. Any thread; cost: a small file.
#pragma once

#include "services/registry/registrysettings.h"

#include <optional>

namespace varve {

struct OwnRegistry {
    struct Mirror {
        QString location; // host[:port][/prefix]
        bool isInsecure = false;

        bool operator==(const Mirror &) const = default;
    };
    QString registry; // host[:port]; "docker.io" for Docker Hub
    bool isInsecure = false;
    TlsFiles tls;
    QList<Mirror> mirrors; // in this order, before the registry itself

    bool operator==(const OwnRegistry &) const = default;
};

QList<OwnRegistry> ownRegistries(); // entries that make no sense are left out
void setOwnRegistries(const QList<OwnRegistry> &registries);
void applyOwnRegistries(const QList<OwnRegistry> &registries, RegistrySettings &settings);

// All of it: what the system's files say, and what the user has set here.
RegistrySettings registrySettingsOfUser(const RegistryPlaces &places = RegistryPlaces::ofSystem());

// What is wrong with a text that should be a registry.
enum class RegistryNameProblem : std::uint8_t {
    Empty,
    Scheme, // https://
    Path, // something behind the host, where only a host belongs
    Tag, // a mirror has places, not images
    NoRegistry, // no dot, no port, not localhost: a name would be one of Docker Hub's
    Host, // nothing that a host or a path of repositories has
};
// host[:port]. Nothing: it is one.
std::optional<RegistryNameProblem> findRegistryProblem(const QString &text);
// host[:port][/prefix]
std::optional<RegistryNameProblem> findMirrorProblem(const QString &text);
// As references have it: lower case, Docker Hub by its usual name.
QString normalizedRegistry(const QString &text);

} // namespace varve
