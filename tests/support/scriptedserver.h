// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A server on a unix socket whose every connection is played by a function: for the faults that no real server can be made
// to show. One thread takes connections and plays them one after another, or a thread plays each, until the server is
// destroyed.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QTemporaryDir>

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

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
        bool hasLeft(); // after a moment's look; also when the server stops. What the client sends meanwhile is lost

    private:
        int m_descriptor;
        const std::atomic<bool> &m_isStopping;
        QByteArray m_received;
    };
    // `number` counts the connections from 0.
    using Play = std::function<void(Peer &peer, int number)>;

    enum class Turns { OneByOne, AtOnce };

    // `path`: where it listens; empty: in a folder of its own. A socket that is there is replaced.
    explicit ScriptedServer(Play play, Turns turns = Turns::OneByOne, QString path = {});
    ~ScriptedServer(); // removes a socket that it was told to make
    ScriptedServer(const ScriptedServer &) = delete;
    ScriptedServer &operator=(const ScriptedServer &) = delete;

    QString path() const { return m_path.isEmpty() ? m_folder.filePath(QStringLiteral("s")) : m_path; }
    int connections() const { return m_connections; }

private:
    void serve();
    void play(int descriptor, int number);

    QTemporaryDir m_folder;
    Play m_play;
    const Turns m_turns;
    const QString m_path;
    int m_listener = -1;
    std::atomic<bool> m_isStopping { false };
    std::atomic<int> m_connections { 0 };
    std::vector<std::thread> m_plays; // of the thread that takes connections
    std::thread m_thread;
};

} // namespace varve::test
