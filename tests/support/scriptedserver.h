// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A server on a unix socket whose every connection is played by a function: for the faults that no real server can be made
// to show. One thread takes connections and plays them one after another, until the server is destroyed.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QTemporaryDir>

#include <atomic>
#include <functional>
#include <thread>

namespace varve::test {

class ScriptedServer {
public:
    class Peer {
    public:
        explicit Peer(int descriptor, const std::atomic<bool> &isStopping)
            : m_descriptor(descriptor)
            , m_isStopping(isStopping)
        {
        }
        // The next request up to its empty line, and the body that its Content-Length promises; empty: the client left.
        QByteArray request();
        bool send(const QByteArray &bytes); // false: the client left
        void hang(); // until the client leaves or the server stops

    private:
        int m_descriptor;
        const std::atomic<bool> &m_isStopping;
        QByteArray m_received;
    };
    // `number` counts the connections from 0.
    using Play = std::function<void(Peer &peer, int number)>;

    explicit ScriptedServer(Play play);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer &) = delete;
    ScriptedServer &operator=(const ScriptedServer &) = delete;

    QString path() const { return m_folder.filePath(QStringLiteral("s")); }
    int connections() const { return m_connections; }

private:
    void serve();

    QTemporaryDir m_folder;
    Play m_play;
    int m_listener = -1;
    std::atomic<bool> m_isStopping { false };
    std::atomic<int> m_connections { 0 };
    std::thread m_thread;
};

} // namespace varve::test
