// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// How registries are reached on this machine: mirrors and other places, plain http, certificates. From the files that podman and
// docker have for it, and what is set here besides. A value once it is made: any thread.
//
// read() never fails: a file that cannot be read or makes no sense is a warning.
// Sources: containers-registries.conf(5), both versions; containers-certs.d(5); docker's /etc/docker/certs.d.
#pragma once

#include "services/http/endpoint.h"
#include "services/types/reference.h"
#include "services/types/warning.h"

#include <QtCore/QHash>
#include <QtCore/QProcessEnvironment>

namespace varve {

struct RegistryPlaces {
    QProcessEnvironment environment;
    QString home;
    QString root = QStringLiteral("/"); // where etc/ is

    static RegistryPlaces ofSystem();
};

// One place that has an image.
struct RegistryEndpoint {
    QString registry; // host[:port]; "docker.io" for Docker Hub
    QString repository;
    bool isInsecure = false; // somebody has decided that plain http will do
    bool isMirror = false;

    bool operator==(const RegistryEndpoint &) const = default;
};

class RegistrySettings {
public:
    // An entry of registries.conf.
    struct Mirror {
        enum class For : std::uint8_t { All, Digests, Tags };
        QString location;
        bool isInsecure = false;
        For use = For::All;
    };
    struct Rule {
        QString prefix; // "ghcr.io/owner", "*.example.org"
        QString location; // what stands there instead of the prefix
        bool isInsecure = false;
        bool isBlocked = false;
        QList<Mirror> mirrors;
    };

    static RegistrySettings read(const RegistryPlaces &places = RegistryPlaces::ofSystem());

    // Where to look for it, in this order; empty: blocked.
    QList<RegistryEndpoint> endpointsFor(const Reference &reference) const;
    // The registry as a whole is neither blocked nor replaced by another place; mirrors may be asked before it.
    bool isAskedItself(const QString &registry) const;
    // Plain http may be tried: somebody said so, or the registry is this machine and nothing leaves it.
    static bool allowsPlainHttp(const RegistryEndpoint &endpoint);
    // For host[:port]. The authority may be a folder of them, as certs.d has it.
    TlsFiles tlsFor(const QString &hostAndPort) const;

    // Before it is shared.
    void addRule(Rule rule);
    void setTls(const QString &hostAndPort, const TlsFiles &files) { m_tls.insert(hostAndPort, files); }

    const QList<Rule> &rules() const { return m_rules; }
    // The hosts that certs.d has something for, by name. Looks into its folders.
    struct Certificates {
        QString hostAndPort;
        TlsFiles files;
    };
    QList<Certificates> foundCertificates() const;
    const Warnings &warnings() const { return m_warnings; }

private:
    friend class RegistriesConf;
    const Rule *ruleFor(const QString &name) const;

    QList<Rule> m_rules; // one per prefix
    QStringList m_certificateFolders; // those that come first win
    QHash<QString, TlsFiles> m_tls;
    Warnings m_warnings;
};

} // namespace varve
