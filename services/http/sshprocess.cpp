// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/http/sshprocess.h"

#include "services/jobs/spawnactions.h"

#include <QtCore/QByteArray>
#include <QtCore/QFile>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

namespace varve {

namespace {

constexpr std::size_t kMostComplaintBytes = 2048;
constexpr int kComplaintMs = 300; // ssh writes its last words just before it goes
constexpr int kPatienceMs = 500; // between asking it to end and making it
constexpr int kStepMs = 10;
constexpr int kSshFailed = 255; // its own exit code; every other one is of the program over there
constexpr int kNoSuchProgram = 127; // what a shell answers

void closeIfOpen(int &descriptor)
{
    if (descriptor >= 0)
        close(descriptor);
    descriptor = -1;
}

} // namespace

Result<int> SshProcess::start(const QStringList &arguments)
{
    int pair[2] = { -1, -1 };
    int errors[2] = { -1, -1 };
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return fail(errorFromErrno(errno, {}, QStringLiteral("a pair of sockets for ssh")));
    if (pipe2(errors, O_CLOEXEC | O_NONBLOCK) != 0) {
        const int reason = errno;
        closeIfOpen(pair[0]);
        closeIfOpen(pair[1]);
        return fail(errorFromErrno(reason, {}, QStringLiteral("a pipe for ssh")));
    }
    std::vector<QByteArray> bytes { "ssh" };
    for (const QString &word : arguments)
        bytes.push_back(QFile::encodeName(word));
    std::vector<char *> words;
    words.reserve(bytes.size() + 1);
    for (QByteArray &word : bytes)
        words.push_back(word.data());
    words.push_back(nullptr);

    SpawnActions actions;
    actions.put(pair[1], STDIN_FILENO);
    actions.put(pair[1], STDOUT_FILENO);
    actions.put(errors[1], STDERR_FILENO);
    const int failed = actions.spawn(m_pid, "ssh", words.data());
    closeIfOpen(pair[1]);
    closeIfOpen(errors[1]);
    if (failed != 0) {
        m_pid = -1;
        closeIfOpen(pair[0]);
        closeIfOpen(errors[0]);
        if (failed == ENOENT)
            return fail({ ErrorCode::Unsupported, {}, QStringLiteral("there is no program ssh"), ErrorCause::NoSsh });
        return fail(errorFromErrno(failed, {}, QStringLiteral("starting ssh")));
    }
    m_errors = errors[0];
    m_exitCode = -1;
    return pair[0];
}

int SshProcess::exitCode()
{
    int status = 0;
    for (int waited = 0; m_pid > 0 && waited < kPatienceMs; waited += kStepMs) {
        const pid_t ended = waitpid(m_pid, &status, WNOHANG);
        if (ended != 0) {
            m_exitCode = ended == m_pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
            m_pid = -1;
            break;
        }
        poll(nullptr, 0, kStepMs);
    }
    return m_exitCode;
}

void SshProcess::stop()
{
    closeIfOpen(m_errors);
    if (m_pid <= 0)
        return;
    kill(m_pid, SIGTERM);
    for (int waited = 0; waitpid(m_pid, nullptr, WNOHANG) == 0; waited += kStepMs) {
        if (waited >= kPatienceMs) {
            kill(m_pid, SIGKILL);
            waitpid(m_pid, nullptr, 0);
            break;
        }
        poll(nullptr, 0, kStepMs);
    }
    m_pid = -1;
}

QString SshProcess::complaint()
{
    QByteArray said;
    pollfd waiting { m_errors, POLLIN, 0 };
    while (m_errors >= 0 && static_cast<std::size_t>(said.size()) < kMostComplaintBytes
        && poll(&waiting, 1, kComplaintMs) > 0) {
        char piece[512];
        const ssize_t count = ::read(m_errors, piece, sizeof piece);
        if (count <= 0)
            break;
        said.append(piece, count);
    }
    return QString::fromUtf8(said).simplified();
}

Error sshError(const QString &complaint, int exitCode)
{
    const auto says = [&](const char *words) { return complaint.contains(QLatin1String(words)); };
    const QString detail =
        complaint.isEmpty() ? QStringLiteral("ssh ended without a word") : QStringLiteral("ssh: ") + complaint;
    if (exitCode == kNoSuchProgram)
        return { ErrorCode::Unsupported, {}, detail, ErrorCause::NoRemoteProgram };
    // An ssh that was ended from outside, or has not ended yet, may have said why all the same.
    const bool isOfSsh = exitCode == kSshFailed || exitCode < 0;
    if (isOfSsh && says("Host key verification failed"))
        return { ErrorCode::AccessDenied, {}, detail, ErrorCause::HostKey };
    if (isOfSsh && (says("Permission denied (") || says("Too many authentication failures")))
        return { ErrorCode::AccessDenied, {}, detail, ErrorCause::Login };
    if (!isOfSsh && says("permission denied")) // the engine's socket, in docker's and podman's words
        return { ErrorCode::AccessDenied, {}, detail };
    return { ErrorCode::Network, {}, detail };
}

} // namespace varve
