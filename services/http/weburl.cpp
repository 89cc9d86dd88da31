// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/http/weburl.h"

#include <QtCore/QByteArrayList>

#include <algorithm>

namespace varve {

namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;
constexpr qsizetype kUrlBytes = 16 * 1024;
constexpr qsizetype kHostBytes = 253;

QByteArray withoutQuery(const QByteArray &text)
{
    const qsizetype query = text.indexOf('?');
    return query < 0 ? text : text.first(query);
}

tl::unexpected<Error> noUrl(const QByteArray &text, const char *why)
{
    return fail(ErrorCode::Corrupt, QString::fromUtf8(withoutQuery(text).left(300)), QLatin1String(why));
}

std::uint16_t defaultPort(bool isSecure)
{
    return isSecure ? kHttpsPort : kHttpPort;
}

bool isHostName(QByteArrayView host)
{
    return !host.empty() && host.size() <= kHostBytes && host.front() != '-' && host.front() != '.'
        && std::all_of(host.begin(), host.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
           });
}

bool isAddress(QByteArrayView host)
{
    return host.size() >= 2 && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == '.' || c == ':';
    });
}

Result<void> readAuthority(WebUrl &url, QByteArrayView authority, const QByteArray &whole)
{
    if (authority.contains('@'))
        return noUrl(whole, "a user has no place in an address");
    const bool isBracketed = authority.startsWith('[');
    const qsizetype end = isBracketed ? authority.indexOf(']') : authority.indexOf(':');
    if (isBracketed && end < 0)
        return noUrl(whole, "a bracket is not closed");
    const QByteArray host =
        (isBracketed ? authority.sliced(1, end - 1) : authority.first(end < 0 ? authority.size() : end))
            .toByteArray()
            .toLower();
    if (isBracketed ? !isAddress(host) : !isHostName(host))
        return noUrl(whole, "the host cannot be one");
    url.host = QString::fromLatin1(host);
    const QByteArrayView rest = end < 0 ? QByteArrayView() : authority.sliced(isBracketed ? end + 1 : end);
    url.port = defaultPort(url.isSecure);
    if (rest.empty())
        return {};
    bool isNumber = false;
    const uint port = rest.sliced(1).toByteArray().toUInt(&isNumber);
    if (rest.front() != ':' || !isNumber || port == 0 || port > 65535)
        return noUrl(whole, "the port cannot be one");
    url.port = static_cast<std::uint16_t>(port);
    return {};
}

QByteArray escapedTarget(QByteArrayView target)
{
    static constexpr QByteArrayView kNever("\"<>\\^`{|}");
    QByteArray escaped;
    escaped.reserve(target.size() + 1);
    if (!target.startsWith('/'))
        escaped += '/';
    for (const char c : target) {
        if (c > ' ' && c < '\x7f' && !kNever.contains(c))
            escaped += c;
        else
            escaped += '%' + QByteArray(1, c).toHex().toUpper();
    }
    return escaped;
}

// The folder of `base` and a relative path behind it; "." and ".." are done away with.
QByteArray joinedPath(const QByteArray &base, QByteArrayView relative)
{
    const qsizetype query = relative.indexOf('?');
    const QByteArrayView path = query < 0 ? relative : relative.first(query);
    QByteArrayList parts = withoutQuery(base).mid(1).split('/');
    parts.removeLast();
    for (const QByteArray &part : path.toByteArray().split('/')) {
        if (part == ".." && !parts.isEmpty())
            parts.removeLast();
        else if (part != "." && part != "..")
            parts.append(part);
    }
    return '/' + parts.join('/') + (query < 0 ? QByteArray() : relative.sliced(query).toByteArray());
}

} // namespace

Result<WebUrl> WebUrl::parse(const QByteArray &text)
{
    if (text.size() > kUrlBytes)
        return noUrl(text, "an address of more than 16 KiB");
    const qsizetype colon = text.indexOf("://");
    if (colon < 0)
        return noUrl(text, "an address starts with https:// or http://");
    const QByteArray scheme = text.first(colon).toLower();
    if (scheme != "https" && scheme != "http") {
        return fail(
            ErrorCode::Unsupported, QString::fromUtf8(text.left(300)), QStringLiteral("neither https nor http"));
    }
    WebUrl url;
    url.isSecure = scheme == "https";
    const QByteArrayView rest = QByteArrayView(text).sliced(colon + 3);
    const auto isEnd = [](char c) { return c == '/' || c == '?' || c == '#' || c == '\\'; };
    const qsizetype end = std::find_if(rest.begin(), rest.end(), isEnd) - rest.begin();
    if (Result<void> read = readAuthority(url, rest.first(end), text); !read)
        return fail(std::move(read.error()));
    QByteArrayView target = rest.sliced(end);
    if (const qsizetype fragment = target.indexOf('#'); fragment >= 0)
        target = target.first(fragment);
    url.target = escapedTarget(target);
    return url;
}

Result<WebUrl> WebUrl::ofHost(const QString &hostAndPort, bool isSecure, const QByteArray &target)
{
    WebUrl url;
    url.isSecure = isSecure;
    const QByteArray authority = hostAndPort.toUtf8();
    if (Result<void> read = readAuthority(url, authority, authority); !read)
        return fail(std::move(read.error()));
    url.target = escapedTarget(target);
    return url;
}

Result<WebUrl> WebUrl::resolved(const QByteArray &reference) const
{
    if (reference.startsWith("//"))
        return parse((isSecure ? "https:" : "http:") + reference);
    const qsizetype colon = reference.indexOf(':');
    const auto isBeforePath = [](char c) { return c == '/' || c == '?' || c == '#'; };
    const qsizetype path = std::find_if(reference.begin(), reference.end(), isBeforePath) - reference.begin();
    if (colon > 0 && colon < path) {
        if (reference.sliced(colon).startsWith("://"))
            return parse(reference);
        return fail(
            ErrorCode::Unsupported, QString::fromUtf8(reference.left(100)), QStringLiteral("neither https nor http"));
    }
    if (reference.size() > kUrlBytes)
        return noUrl(reference, "an address of more than 16 KiB");
    QByteArrayView bare(reference);
    if (const qsizetype fragment = bare.indexOf('#'); fragment >= 0)
        bare = bare.first(fragment);
    WebUrl url = *this;
    if (bare.startsWith('/'))
        url.target = escapedTarget(bare);
    else if (bare.startsWith('?'))
        url.target = escapedTarget(withoutQuery(target) + bare.toByteArray());
    else if (!bare.empty())
        url.target = escapedTarget(joinedPath(target, bare));
    return url;
}

QString WebUrl::hostAndPort() const
{
    const QString name = host.contains(u':') ? u'[' + host + u']' : host;
    return port == defaultPort(isSecure) ? name : name + u':' + QString::number(port);
}

QString WebUrl::origin() const
{
    return (isSecure ? QStringLiteral("https://") : QStringLiteral("http://")) + hostAndPort();
}

QByteArray WebUrl::toBytes() const
{
    return origin().toLatin1() + target;
}

QString WebUrl::toShownText() const
{
    return origin() + QString::fromLatin1(withoutQuery(target).left(500));
}

} // namespace varve
