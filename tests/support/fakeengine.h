// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A Docker engine that is none: it answers what a test says, for faults and numbers that no real engine can be made to show.
// Healthy until told otherwise: API 1.41, the images that it was given, no containers, events that never end. Any thread.
#pragma once

#include "tests/support/scriptedserver.h"

#include <QtCore/QMap>
#include <QtCore/QMutex>
#include <QtCore/QWaitCondition>

#include <memory>

namespace varve::test {

class FakeEngine {
public:
    // A path of the API without its version and query: "/images/json". `Answer` says everything that is sent, and hangs or
    // returns; false: the connection ends.
    using Answer = std::function<bool(ScriptedServer::Peer &peer, const QByteArray &path)>;

    explicit FakeEngine(QByteArray images = "[]");

    QString path() const { return m_folder.filePath(QStringLiteral("docker.sock")); }
    void setAnswer(const QByteArray &path, Answer answer); // instead of the one of health
    void setBody(const QByteArray &path, const QByteArray &body); // ... with 200 OK
    void setRest(Answer answer); // of every path that has no answer of its own
    void heal(); // all answers are those of health again, with the images given last
    void setImages(const QByteArray &images);
    void tellOfChange(); // an event, in every stream of them
    void dropEvents(); // their streams end
    int requests(const QByteArray &path) const;
    int requests() const; // of all paths
    QByteArray lastRequest(const QByteArray &path) const; // its head, as it came

    void stop(); // nobody listens, and the socket is gone
    void start();

    static QByteArray ok(const QByteArray &body);
    static Answer body(const QByteArray &bytes); // with 200 OK
    static Answer raw(const QByteArray &bytes); // and the connection ends
    static Answer silence(); // until the client leaves

    // The fields that engines send, of an image whose digests begin with the number.
    static QByteArray idOf(int number);
    static QByteArray image(int number);
    static QByteArray images(int count);
    static QByteArray inspect(int number);

private:
    bool answer(ScriptedServer::Peer &peer, const QByteArray &request);
    bool healthy(ScriptedServer::Peer &peer, const QByteArray &path);
    bool streamEvents(ScriptedServer::Peer &peer);

    QTemporaryDir m_folder;
    mutable QMutex m_mutex;
    QByteArray m_images;
    QMap<QByteArray, Answer> m_answers;
    Answer m_rest;
    QMap<QByteArray, int> m_requests;
    QMap<QByteArray, QByteArray> m_lastRequests;
    std::atomic<int> m_changes { 0 };
    std::atomic<int> m_drops { 0 };
    std::unique_ptr<ScriptedServer> m_server;
};

} // namespace varve::test
