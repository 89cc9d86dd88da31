// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A real registry of its own for a test: started by tests/integration/servers/registry.sh in a temporary folder, stopped and
// removed by the destructor. Blocking; one thread.
#pragma once

#include <QtCore/QProcessEnvironment>
#include <QtCore/QTemporaryDir>

#include <memory>

namespace varve::test {

class RegistryServer {
public:
    enum class Kind { Plain, Tls, Token };

    static std::unique_ptr<RegistryServer> start(Kind kind);
    ~RegistryServer();
    RegistryServer(const RegistryServer &) = delete;
    RegistryServer &operator=(const RegistryServer &) = delete;

    // One of both is not empty when the registry is not there, or a command has failed.
    const QString &skipReason() const { return m_skipReason; }
    const QString &failure() const { return m_failure; }

    QString address() const { return variable(QStringLiteral("REGISTRY")); } // host:port
    QString variable(const QString &name) const { return m_environment.value(name); } // that the script wrote

    // Pushes `source` (in skopeo's words) as `name`, with all its platforms.
    bool push(const QString &source, const QString &name);
    // What `skopeo inspect --raw` says of `name`.
    QByteArray rawManifest(const QString &name);

private:
    explicit RegistryServer(Kind kind)
        : m_kind(kind)
    {
    }
    QStringList access(const QString &prefix) const;

    const Kind m_kind;
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    QString m_skipReason;
    QString m_failure;
};

} // namespace varve::test
