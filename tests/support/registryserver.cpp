// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "tests/support/registryserver.h"

#include "tests/support/processrun.h"

#include <QtCore/QFile>

namespace varve::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int kScriptMs = 60'000;

QString registryScript()
{
    return qEnvironmentVariable("VARVE_SOURCE_DIR") + u"/tests/integration/servers/registry.sh"_s;
}

QString wordOf(RegistryServer::Kind kind)
{
    switch (kind) {
    case RegistryServer::Kind::Plain:
        return u"plain"_s;
    case RegistryServer::Kind::Tls:
        return u"tls"_s;
    case RegistryServer::Kind::Token:
        break;
    }
    return u"token"_s;
}

} // namespace

std::unique_ptr<RegistryServer> RegistryServer::start(Kind kind)
{
    std::unique_ptr<RegistryServer> server(new RegistryServer(kind));
    const ProcessOutcome outcome =
        runProcess(registryScript(), { u"start"_s, wordOf(kind), server->m_folder.filePath(u"r"_s) }, kScriptMs);
    if (outcome.code == ProcessOutcome::kSkipped)
        server->m_skipReason = outcome.lastWords();
    else if (outcome.code != 0)
        server->m_failure = QString::fromUtf8(outcome.err);
    QFile file(server->m_folder.filePath(u"r/env"_s));
    if (outcome.code != 0 || !file.open(QIODevice::ReadOnly))
        return server;
    for (const QByteArray &line : file.readAll().split('\n')) {
        const QString text = QString::fromUtf8(line);
        if (text.startsWith(u"export "_s))
            server->m_environment.insert(text.mid(7).section(u'=', 0, 0), text.section(u'=', 1));
    }
    return server;
}

RegistryServer::~RegistryServer()
{
    runProcess(registryScript(), { u"stop"_s, m_folder.filePath(u"r"_s) }, kScriptMs);
}

QStringList RegistryServer::access(const QString &prefix) const
{
    QStringList words;
    if (m_kind == Kind::Tls)
        words += { u"--"_s + prefix + u"cert-dir"_s, variable(u"REGISTRY_CA"_s) };
    else
        words += u"--"_s + prefix + u"tls-verify=false"_s;
    if (m_kind != Kind::Plain)
        words +=
            { u"--"_s + prefix + u"creds"_s, variable(u"REGISTRY_USER"_s) + u':' + variable(u"REGISTRY_PASSWORD"_s) };
    return words;
}

bool RegistryServer::push(const QString &source, const QString &name)
{
    const ProcessOutcome outcome = runProcess(u"skopeo"_s,
        QStringList { u"--insecure-policy"_s, u"copy"_s, u"--quiet"_s, u"--all"_s } + access(u"dest-"_s)
            + QStringList { source, u"docker://"_s + address() + u'/' + name },
        kScriptMs);
    m_failure = outcome.code == 0 ? QString() : QString::fromUtf8(outcome.err);
    return outcome.code == 0;
}

QByteArray RegistryServer::rawManifest(const QString &name)
{
    const ProcessOutcome outcome = runProcess(u"skopeo"_s,
        QStringList { u"inspect"_s, u"--raw"_s } + access({})
            + QStringList { u"docker://"_s + address() + u'/' + name },
        kScriptMs);
    m_failure = outcome.code == 0 ? QString() : QString::fromUtf8(outcome.err);
    return outcome.code == 0 ? outcome.out : QByteArray();
}

} // namespace varve::test
