// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A registry in memory that does what no real one can be made to do. Each stands for one host: on an address of 127/8 and a port
// that the kernel chooses, plain or with TLS. Serves what was put into it, with ranges; answers of a test's own and faults come
// before. Keeps every request, byte for byte. Filled by one thread; requests are answered by others.
#pragma once

#include "services/http/httpmessage.h"
#include "services/types/digest.h"
#include "tests/support/scriptedserver.h"

#include <QtCore/QHash>
#include <QtCore/QMutex>

#include <optional>

namespace varve::test {

class FaultyRegistry {
public:
    struct Request {
        QByteArray bytes; // as they came
        QByteArray method;
        QByteArray target;
        QByteArray header(const char *name) const;
    };
    struct Answer {
        int status = 200;
        HttpHeaders headers;
        QByteArray body = {};
        qint64 length = -1; // the Content-Length that it claims; -1: that of the body
        bool hangs = false; // after the body, without an end
        bool isEndless = false; // the body over and over, without a length
    };
    enum class Fault {
        None,
        Missing, // 404
        TooManySeconds, // 429, Retry-After: 7
        TooManyDate, // 429, Retry-After: a date
        ServerError, // 500
        Unavailable, // 503
        Truncated, // half of what was promised
        OverLong, // more than the blob or manifest has
        WrongBytes, // as many, but others
        WholeInsteadOfPart, // 200 where 206 was asked for
        WrongPart, // 206 of another place
        WrongTotal, // 206 of something larger
        Gzip, // a Content-Encoding
        Hung, // half of it, then silence
        Endless,
        OtherMediaType, // the header says what the document does not
        BothShapes, // layers and manifests
        Schema1,
        UnknownAlgorithm, // Docker-Content-Digest by one that nobody knows
        WrongDigestHeader,
        NoDigestHeader,
        Unauthorized, // 401, whatever is sent
        WebPage, // 200, text/html
    };
    using Handler = std::function<std::optional<Answer>(const Request &)>;

    explicit FaultyRegistry(const ScriptedServer::Port &port = {});

    QByteArray address() const; // "127.0.0.1:12345"
    QByteArray url() const; // "http://127.0.0.1:12345"

    // ----- What is in it
    Digest putManifest(
        const QByteArray &repository, const QByteArray &tag, const QByteArray &mediaType, const QByteArray &bytes);
    Digest putBlob(const QByteArray &bytes);

    // ----- What it does instead. The first that has an answer wins.
    void answerWith(Handler handler);
    // For targets that hold `part`, as often as `times` (-1: always).
    void fail(Fault fault, const QByteArray &part, int times = -1);
    void redirect(const QByteArray &part, const QByteArray &location, int status = 307);
    // 401 with this challenge, unless the Authorization is `accepted`.
    void demand(const QByteArray &challenge, const QByteArray &accepted);

    // ----- What it saw
    QList<Request> requests() const;
    QByteArray received() const; // all bytes of all requests
    qsizetype count(const QByteArray &part) const; // requests whose target holds it
    void forgetRequests();

private:
    struct Stored {
        QByteArray mediaType;
        QByteArray bytes;
        Digest digest;
    };
    void play(ScriptedServer::Peer &peer);
    Answer answerTo(const Request &request);
    std::optional<Answer> stored(const Request &request);
    std::optional<Answer> faultOf(Fault fault, const Request &request);

    mutable QMutex m_mutex;
    QHash<QByteArray, Stored> m_stored; // by target
    std::vector<Handler> m_handlers;
    QList<Request> m_requests;
    bool m_isTls;
    QByteArray m_host;
    ScriptedServer m_server; // last: it may be asked at once
};

} // namespace varve::test
