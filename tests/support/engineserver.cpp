// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/engineserver.h"

#include "tests/support/processrun.h"

#include <QtCore/QFile>

#include <csignal>

namespace varve::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatienceMs = 5 * 60 * 1000; // the first start may fetch packages

QString scriptOf(EngineServer::Kind kind)
{
    const QString folder = qEnvironmentVariable("VARVE_SOURCE_DIR") + u"/tests/integration/servers/"_s;
    return folder + (kind == EngineServer::Kind::Podman ? u"podman.sh"_s : u"dockerd.sh"_s);
}

} // namespace

QString EngineServer::nameOf(Kind kind)
{
    switch (kind) {
    case Kind::Docker20:
        return u"system"_s;
    case Kind::Docker26:
        return u"26"_s;
    case Kind::Docker26Containerd:
        return u"26-containerd"_s;
    case Kind::Podman:
        return u"podman"_s;
    }
    return {};
}

EngineServer::EngineServer(Kind kind, QString tlsFolder)
    : m_kind(kind)
    , m_tlsFolder(std::move(tlsFolder))
{
}

std::unique_ptr<EngineServer> EngineServer::start(Kind kind, const QString &tlsFolder)
{
    std::unique_ptr<EngineServer> server(new EngineServer(kind, tlsFolder));
    const ProcessOutcome outcome = runProcess(scriptOf(kind), server->startWords(), kPatienceMs);
    if (outcome.code == ProcessOutcome::kSkipped)
        server->m_skipReason = outcome.lastWords();
    else if (outcome.code != 0)
        server->m_failure = QString::fromUtf8(outcome.err);
    else
        server->readEnvironment();
    return server;
}

QStringList EngineServer::startWords() const
{
    QStringList words { u"start"_s };
    if (m_kind != Kind::Podman)
        words += nameOf(m_kind);
    words += m_folder.filePath(u"e"_s);
    if (!m_tlsFolder.isEmpty())
        words += m_tlsFolder;
    return words;
}

bool EngineServer::halt()
{
    return runProcess(scriptOf(m_kind), { u"halt"_s, m_folder.filePath(u"e"_s) }, kPatienceMs).code == 0;
}

bool EngineServer::resume()
{
    return runProcess(scriptOf(m_kind), startWords(), kPatienceMs).code == 0;
}

bool EngineServer::sendSignal(bool isStop) const
{
    QFile file(m_folder.filePath(u"e/pid"_s));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const pid_t pid = file.readAll().trimmed().toInt();
    return pid > 1 && ::kill(pid, isStop ? SIGSTOP : SIGCONT) == 0;
}

EngineServer::~EngineServer()
{
    runProcess(scriptOf(m_kind), { u"stop"_s, m_folder.filePath(u"e"_s) }, kPatienceMs);
}

QString EngineServer::socketPath() const
{
    return m_folder.filePath(m_kind == Kind::Podman ? u"e/podman.sock"_s : u"e/docker.sock"_s);
}

QByteArray EngineServer::command(const QStringList &words)
{
    const QString program = m_kind == Kind::Podman ? u"podman"_s : m_environment.value(u"DOCKER_CLI"_s);
    const ProcessOutcome outcome = runProcess(program, words, kPatienceMs, m_environment);
    if (outcome.code != 0)
        m_failure = words.join(u' ') + u": "_s + QString::fromUtf8(outcome.err);
    return outcome.code == 0 ? outcome.out : QByteArray();
}

void EngineServer::removeAll()
{
    const auto listed = [this](const QStringList &words) {
        QStringList ids = QString::fromUtf8(command(words)).split(u'\n', Qt::SkipEmptyParts);
        ids.removeDuplicates();
        return ids;
    };
    m_failure.clear();
    if (const QStringList containers = listed({ u"ps"_s, u"-aq"_s }); !containers.isEmpty())
        command(QStringList { u"rm"_s, u"-f"_s } + containers);
    if (m_kind == Kind::Podman) {
        command({ u"rmi"_s, u"-af"_s });
    } else if (const QStringList images = listed({ u"images"_s, u"-q"_s, u"--no-trunc"_s }); !images.isEmpty()) {
        command(QStringList { u"rmi"_s, u"-f"_s } + images);
        m_failure.clear(); // some go with others
    }
    if (const QStringList left = listed({ u"images"_s, u"-aq"_s }); m_failure.isEmpty() && !left.isEmpty())
        m_failure = u"images that cannot be removed: "_s + left.join(u' ');
}

EngineServer &SharedEngines::get(EngineServer::Kind kind)
{
    std::unique_ptr<EngineServer> &server = m_servers[kind];
    if (!server)
        server = EngineServer::start(kind);
    else if (server->skipReason().isEmpty())
        server->removeAll();
    return *server;
}

// DIR/env is a list of `export NAME=VALUE`.
void EngineServer::readEnvironment()
{
    QFile file(m_folder.filePath(u"e/env"_s));
    if (!file.open(QIODevice::ReadOnly)) {
        m_failure = file.errorString();
        return;
    }
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    for (const QString &line : lines) {
        const qsizetype equals = line.indexOf(u'=');
        if (line.startsWith(u"export ") && equals > 0)
            m_environment.insert(line.sliced(7, equals - 7), line.sliced(equals + 1));
    }
    // The command line of podman would go through the service, and so lose what it knows by itself.
    m_environment.remove(u"CONTAINER_HOST"_s);
}

} // namespace varve::test
