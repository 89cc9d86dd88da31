// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/credentialhelper.h"

#include "services/jobs/spawnactions.h"
#include "services/oci/json.h"
#include "services/types/limits.h"

#include <QtCore/QFile>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr int kStepMs = 50;

// The program with its input and output on one end of a pair of sockets. Ends it when it goes out of scope.
class HelperProcess {
public:
    HelperProcess() = default;
    ~HelperProcess()
    {
        closeNearEnd();
        if (m_pid > 0) {
            kill(-m_pid, SIGKILL); // with what it has started
            waitpid(m_pid, nullptr, 0);
        }
    }
    HelperProcess(const HelperProcess &) = delete;
    HelperProcess &operator=(const HelperProcess &) = delete;

    Result<void> start(const QString &program)
    {
        std::array<int, 2> pair { -1, -1 };
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0)
            return fail(errorFromErrno(errno, program, u"a pair of sockets"_s));
        m_near = pair[0];
        QByteArray name = QFile::encodeName(program);
        QByteArray get = "get";
        char *const words[] = { name.data(), get.data(), nullptr };
        SpawnActions actions;
        actions.put(pair[1], STDIN_FILENO);
        actions.put(pair[1], STDOUT_FILENO);
        actions.openNothing(STDERR_FILENO);
        const int failed = actions.spawn(m_pid, name.constData(), words);
        close(pair[1]);
        if (failed == 0)
            return {};
        m_pid = -1;
        if (failed == ENOENT)
            return fail(ErrorCode::Unsupported, program, u"there is no such program"_s);
        return fail(errorFromErrno(failed, program, u"starting it"_s));
    }

    void tell(const QByteArray &text) const
    {
        static_cast<void>(send(m_near, text.constData(), static_cast<std::size_t>(text.size()), MSG_NOSIGNAL));
        shutdown(m_near, SHUT_WR);
    }

    // All it says, until it closes its output.
    Result<QByteArray> listen(const Job &job, std::chrono::steady_clock::time_point deadline) const
    {
        QByteArray said;
        for (;;) {
            if (job.isCancelled())
                return job.cancelled();
            if (std::chrono::steady_clock::now() >= deadline)
                return fail(ErrorCode::Network, {}, u"no answer in time"_s);
            pollfd waiting { m_near, POLLIN, 0 };
            if (poll(&waiting, 1, kStepMs) <= 0)
                continue;
            std::array<char, 4096> piece;
            const ssize_t count = read(m_near, piece.data(), piece.size());
            if (count <= 0)
                return said;
            said.append(piece.data(), count);
            if (static_cast<std::size_t>(said.size()) > limits::kTokenBytes) {
                return fail(ErrorCode::LimitExceeded, {},
                    u"an answer of more than %1 bytes (kTokenBytes)"_s.arg(limits::kTokenBytes));
            }
        }
    }

    // 0: it ended well.
    Result<int> end(const Job &job, std::chrono::steady_clock::time_point deadline)
    {
        int status = 0;
        while (waitpid(m_pid, &status, WNOHANG) == 0) {
            if (job.isCancelled())
                return job.cancelled();
            if (std::chrono::steady_clock::now() >= deadline)
                return fail(ErrorCode::Network, {}, u"it does not end"_s);
            poll(nullptr, 0, 2);
        }
        m_pid = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    void closeNearEnd()
    {
        if (m_near >= 0)
            close(m_near);
        m_near = -1;
    }

    pid_t m_pid = -1;
    int m_near = -1;
};

Result<std::optional<Credentials>> readAnswer(const QString &program, const QByteArray &said)
{
    // The parser's error tells where, never what: the bytes are a secret.
    const Result<Json> json = parseJson(said, limits::kTokenBytes, program);
    if (!json || !json->is_object())
        return fail(ErrorCode::Corrupt, program, u"its answer is no JSON object"_s);
    Credentials credentials;
    credentials.user = stringMember(*json, "Username");
    credentials.secret = stringMember(*json, "Secret");
    if (credentials.secret.isEmpty())
        return std::nullopt;
    credentials.isIdentityToken = credentials.user == "<token>"_L1;
    return credentials;
}

} // namespace

bool isHelperName(const QString &name)
{
    return !name.isEmpty() && name.size() <= 64 && std::all_of(name.cbegin(), name.cend(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'_' || c == u'-';
    });
}

Result<std::optional<Credentials>> askCredentialHelper(
    const QString &name, const QString &server, const Job &job, std::chrono::milliseconds within)
{
    if (!isHelperName(name))
        return fail(ErrorCode::Corrupt, name.left(80), u"no name of a credential helper"_s);
    const QString program = u"docker-credential-"_s + name;
    const auto deadline = std::chrono::steady_clock::now() + within;
    const auto named = [&](Error error) {
        if (error.code != ErrorCode::Cancelled)
            error.subject = program;
        return fail(std::move(error));
    };
    HelperProcess process;
    if (Result<void> started = process.start(program); !started)
        return named(std::move(started.error()));
    process.tell(server.toUtf8());
    Result<QByteArray> said = process.listen(job, deadline);
    if (!said)
        return named(std::move(said.error()));
    Result<int> code = process.end(job, deadline);
    if (!code)
        return named(std::move(code.error()));
    if (*code == 0)
        return readAnswer(program, *said);
    if (said->contains("credentials not found"))
        return std::nullopt;
    const QString words = QString::fromUtf8(said->left(400)).simplified();
    return fail(ErrorCode::AccessDenied, program, words.isEmpty() ? u"it ended with %1"_s.arg(*code) : words);
}

} // namespace varve
