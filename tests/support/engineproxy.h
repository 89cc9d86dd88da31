// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// Stands between Varve and a real engine, on a unix socket of its own, notes what is asked, and goes wrong where a test wants it
// to: answers in the engine's place, cuts an answer short, or says nothing more. A thread per connection, until it is destroyed.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayList>
#include <QtCore/QMutex>
#include <QtCore/QString>
#include <QtCore/QTemporaryDir>

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

namespace varve::test {

class EngineProxy {
public:
    struct Fault {
        int status = 0; // answered without asking the engine; 0: it is asked
        qint64 passedBytes = -1; // of the engine's answer, before it ends; -1: all
        bool hangs = false; // ... with silence instead of a closed connection
        bool outlivesClient = false; // the engine answers also when nobody is there any more
    };
    // By "GET /v1.41/images/json"; called from several threads.
    using Judge = std::function<Fault(const QByteArray &request)>;

    explicit EngineProxy(QString engineSocket, Judge judge = {});
    ~EngineProxy();
    EngineProxy(const EngineProxy &) = delete;
    EngineProxy &operator=(const EngineProxy &) = delete;

    QString path() const { return m_folder.filePath(QStringLiteral("s")); }
    QString folder() const { return m_folder.path(); }
    QByteArrayList requests() const; // so far, in the order they came: "POST /v1.41/containers/create?name=x"
    qsizetype count(const QByteArray &part) const; // of the requests with this in them

private:
    void serve();
    void play(int client);
    // False: the connection is to be closed.
    bool answer(int client, const QByteArray &request);
    void forward(int client, const QByteArray &request, const Fault &fault);
    void hang(int client) const;

    const QString m_engineSocket;
    const Judge m_judge;
    QTemporaryDir m_folder;
    int m_listener = -1;
    std::atomic<bool> m_isStopping { false };
    mutable QMutex m_mutex;
    QByteArrayList m_requests;
    std::thread m_thread;
    std::vector<std::thread> m_connections;
};

} // namespace varve::test
