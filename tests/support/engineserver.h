// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A real container engine of its own for a test: started by the scripts in tests/integration/servers in a temporary folder,
// stopped and removed by the destructor. Blocking; one thread.
#pragma once

#include <QtCore/QProcessEnvironment>
#include <QtCore/QTemporaryDir>

#include <map>
#include <memory>

namespace varve::test {

class EngineServer {
public:
    enum class Kind { Docker20, Docker26, Docker26Containerd, Podman };

    static QString nameOf(Kind kind);
    // `tlsFolder`: what certificates.sh made; Docker then listens on a port as well.
    static std::unique_ptr<EngineServer> start(Kind kind, const QString &tlsFolder = {});
    ~EngineServer();
    EngineServer(const EngineServer &) = delete;
    EngineServer &operator=(const EngineServer &) = delete;

    // One of both is not empty when the engine is not there.
    // The engine ends, what it stored stays; and begins again.
    bool halt();
    bool resume();
    // It takes connections and answers nothing (SIGSTOP), and goes on.
    bool freeze() { return sendSignal(true); }
    bool thaw() { return sendSignal(false); }

    const QString &skipReason() const { return m_skipReason; }
    const QString &failure() const { return m_failure; }

    Kind kind() const { return m_kind; }
    QString socketPath() const;
    QString variable(const QString &name) const { return m_environment.value(name); } // that the script wrote
    // The engine's own command line, `docker` or `podman`, with these words. Empty output and a message in failure() when
    // it fails.
    QByteArray command(const QStringList &words);
    // All containers and images go, and what failed before is forgotten.
    void removeAll();

private:
    EngineServer(Kind kind, QString tlsFolder);
    void readEnvironment();
    QStringList startWords() const;
    bool sendSignal(bool isStop) const;

    const Kind m_kind;
    const QString m_tlsFolder;
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment = QProcessEnvironment::systemEnvironment();
    QString m_skipReason;
    QString m_failure;
};

// Engines that the tests of one program use one after the other: each is started once, which takes seconds, and empty whenever it is
// asked for.
class SharedEngines {
public:
    EngineServer &get(EngineServer::Kind kind);
    void stop() { m_servers.clear(); }

private:
    std::map<EngineServer::Kind, std::unique_ptr<EngineServer>> m_servers;
};

} // namespace varve::test
