// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/http/endpoint.h"

#include <QtCore/QUrl>

#include <algorithm>
#include <array>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

constexpr std::uint16_t kPlainPort = 2375; // registered for the Docker API
constexpr std::uint16_t kTlsPort = 2376;
constexpr std::size_t kSocketPathBytes = 107; // sun_path without its end

struct Scheme {
    const char *name;
    Endpoint::Kind kind;
};
constexpr std::array kSchemes {
    Scheme { "unix", Endpoint::Kind::Unix },
    Scheme { "tcp", Endpoint::Kind::Tcp },
    Scheme { "http", Endpoint::Kind::Tcp },
    Scheme { "https", Endpoint::Kind::Tls },
    Scheme { "ssh", Endpoint::Kind::Ssh },
};

// What ssh or a resolver could take for something else than a name.
bool isPlainWord(const QString &text)
{
    return !text.startsWith(u'-') && std::none_of(text.cbegin(), text.cend(), [](QChar c) {
        return c.isSpace() || c.category() == QChar::Other_Control || c == u'/' || c == u'@' || c == u'\'' || c == u'"';
    });
}

tl::unexpected<Error> wrong(const QString &url, const QString &why)
{
    return fail(ErrorCode::Corrupt, url, why);
}

Result<Endpoint> parseSocket(const QString &url, const QString &path)
{
    if (!path.startsWith(u'/'))
        return wrong(url, u"the path of a socket starts with a slash"_s);
    if (static_cast<std::size_t>(path.toUtf8().size()) > kSocketPathBytes)
        return wrong(url, u"the path of a socket has at most %1 bytes"_s.arg(kSocketPathBytes));
    if (path.contains(QChar::Null))
        return wrong(url, u"there is a NUL in the path"_s);
    return Endpoint::unixSocket(path);
}

} // namespace

Endpoint Endpoint::unixSocket(const QString &path)
{
    Endpoint endpoint;
    endpoint.path = path;
    return endpoint;
}

Result<Endpoint> Endpoint::parse(const QString &url)
{
    const qsizetype colon = url.indexOf(u"://"_s);
    if (colon < 0)
        return wrong(url, u"an address starts with unix://, tcp://, https:// or ssh://"_s);
    const QString name = url.first(colon).toLower();
    const auto scheme = std::find_if(
        kSchemes.begin(), kSchemes.end(), [&](const Scheme &each) { return name == QLatin1String(each.name); });
    if (scheme == kSchemes.end())
        return fail(ErrorCode::Unsupported, url, u"there is no way to connect by %1://"_s.arg(name));
    if (scheme->kind == Kind::Unix)
        return parseSocket(url, url.sliced(colon + 3));

    const QUrl parsed(url, QUrl::StrictMode);
    if (!parsed.isValid())
        return wrong(url, parsed.errorString());
    Endpoint endpoint;
    endpoint.kind = scheme->kind;
    endpoint.host = parsed.host();
    endpoint.user = parsed.userName();
    if (endpoint.host.isEmpty())
        return wrong(url, u"there is no host in it"_s);
    if (!parsed.password().isEmpty() || parsed.hasQuery() || parsed.hasFragment())
        return wrong(url, u"a password, a query or a fragment has no place in it"_s);
    if (!isPlainWord(endpoint.host) || !isPlainWord(endpoint.user))
        return wrong(url, u"the host or the user cannot be a name"_s);
    const QString path = parsed.path() == u"/" ? QString() : parsed.path();
    if (endpoint.kind == Kind::Ssh) {
        endpoint.path = path;
    } else if (!path.isEmpty() || !endpoint.user.isEmpty()) {
        return wrong(url, u"nothing stands before the host or behind the port"_s);
    }
    const int fallback = endpoint.kind == Kind::Ssh ? 0 : endpoint.kind == Kind::Tls ? kTlsPort : kPlainPort;
    endpoint.port = static_cast<std::uint16_t>(parsed.port(fallback));
    return endpoint;
}

QString Endpoint::toString() const
{
    if (kind == Kind::Unix)
        return u"unix://"_s + path;
    QString text = kind == Kind::Ssh ? u"ssh://"_s : kind == Kind::Tls ? u"https://"_s : u"tcp://"_s;
    if (!user.isEmpty())
        text += user + u'@';
    text += host.contains(u':') ? u'[' + host + u']' : host;
    if (port != 0)
        text += u':' + QString::number(port);
    return text + path;
}

bool Endpoint::isLoopback() const
{
    return kind == Kind::Unix || host == u"localhost" || host == u"::1" || host.startsWith(u"127.");
}

QStringList sshArguments(const Endpoint &endpoint, const QStringList &remoteCommand, int connectSeconds)
{
    QStringList words { u"-T"_s, u"-o"_s, u"ConnectTimeout=%1"_s.arg(connectSeconds), u"-o"_s,
        u"ServerAliveInterval=15"_s, u"-o"_s, u"ServerAliveCountMax=2"_s };
    if (!endpoint.identity.isEmpty())
        words += { u"-i"_s, endpoint.identity };
    if (!endpoint.user.isEmpty())
        words += { u"-l"_s, endpoint.user };
    if (endpoint.port != 0)
        words += { u"-p"_s, QString::number(endpoint.port) };
    words += { u"--"_s, endpoint.host };
    return words + remoteCommand;
}

} // namespace varve
