// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A server on a unix socket, or on a port of this machine, with TLS if need be, whose every connection is played by a function:
// for the faults that no real server can be made to show. One thread takes connections and plays them one after another, or a thread plays each, until the server is
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

class TestCertificate;

class ScriptedServer {
public:
    class Peer {
    public:
        // `tls`: an SSL of OpenSSL's whose handshake is done; null: the bytes go as they are.
        explicit Peer(int descriptor, const std::atomic<bool> &isStopping, void *tls = nullptr)
            : m_descriptor(descriptor)
            , m_isStopping(isStopping)
            , m_tls(tls)
        {
        }
        // The next request up to its empty line, and the body that its Content-Length promises; empty: the client left.
        QByteArray request();
        bool send(const QByteArray &bytes); // false: the client left
        void hang(); // until the client leaves or the server stops
        bool hasLeft(); // after a moment's look; also when the server stops. What the client sends meanwhile is lost

    private:
        bool canRead(); // within a moment
        qsizetype receive(char *into, std::size_t size);

        int m_descriptor;
        const std::atomic<bool> &m_isStopping;
        void *m_tls;
        QByteArray m_received;
    };
    // `number` counts the connections from 0.
    using Play = std::function<void(Peer &peer, int number)>;

    enum class Turns { OneByOne, AtOnce };

    // `path`: where it listens; empty: in a folder of its own. A socket that is there is replaced.
    explicit ScriptedServer(Play play, Turns turns = Turns::OneByOne, QString path = {});
    // On a port of `address` (127.0.0.x) that the kernel chooses. `certificate`: with TLS; it has to outlive the server.
    struct Port {
        QByteArray address = "127.0.0.1";
        const TestCertificate *certificate = nullptr;
    };
    ScriptedServer(Play play, const Port &port, Turns turns = Turns::AtOnce);
    ~ScriptedServer(); // removes a socket that it was told to make
    ScriptedServer(const ScriptedServer &) = delete;
    ScriptedServer &operator=(const ScriptedServer &) = delete;

    QString path() const { return m_path.isEmpty() ? m_folder.filePath(QStringLiteral("s")) : m_path; }
    int port() const { return m_port; }
    int connections() const { return m_connections; }

private:
    void serve();
    void play(int descriptor, int number);

    QTemporaryDir m_folder;
    Play m_play;
    const Turns m_turns;
    const QString m_path;
    const TestCertificate *m_certificate = nullptr;
    int m_port = 0;
    int m_listener = -1;
    std::atomic<bool> m_isStopping { false };
    std::atomic<int> m_connections { 0 };
    std::vector<std::thread> m_plays; // of the thread that takes connections
    std::thread m_thread;
};

} // namespace varve::test
