// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/credentialfiles.h"

#include "services/oci/json.h"
#include "services/registry/credentialhelper.h"
#include "services/registry/firstlogin.h"
#include "services/types/limits.h"
#include "services/types/reference.h"

#include <QtCore/QDir>
#include <QtCore/QFile>

#include <unistd.h>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

const QString kDockerHubServer = u"https://index.docker.io/v1/"_s; // its name since it was the only one

bool isDockerHub(const QString &host)
{
    return host == "docker.io"_L1 || host == "index.docker.io"_L1 || host == "registry-1.docker.io"_L1;
}

// "https://index.docker.io/v1/" -> "docker.io", "https://ghcr.io/v2/" -> "ghcr.io", "quay.io/owner" stays.
QString normalizedKey(QString key)
{
    const qsizetype scheme = key.indexOf("://"_L1);
    if (scheme >= 0)
        key.remove(0, scheme + 3);
    while (key.endsWith(u'/'))
        key.chop(1);
    const qsizetype slash = key.indexOf(u'/');
    QString host = (slash < 0 ? key : key.first(slash)).toLower();
    QString path = slash < 0 ? QString() : key.sliced(slash);
    if (scheme >= 0 || path == "/v1"_L1 || path == "/v2"_L1)
        path.clear(); // of an address, docker only minds the host
    if (isDockerHub(host))
        host = QLatin1String(Reference::kDockerHub);
    return host + path;
}

// The entry whose key is `name`, or the longest that begins it at a slash.
const Json *entryOf(const Json *map, const QString &name)
{
    if (!map || !map->is_object())
        return nullptr;
    const Json *best = nullptr;
    qsizetype longest = -1;
    for (const auto &[key, value] : map->items()) {
        const QString known = normalizedKey(QString::fromStdString(key));
        const bool isIt = name == known || (name.startsWith(known) && name[known.size()] == u'/');
        if (isIt && known.size() > longest && !known.isEmpty()) {
            best = &value;
            longest = known.size();
        }
    }
    return best;
}

Result<std::optional<Credentials>> credentialsIn(const Json &entry, const QString &file)
{
    Credentials credentials;
    credentials.user = stringMember(entry, "username");
    credentials.secret = stringMember(entry, "password");
    if (const QString both = stringMember(entry, "auth"); !both.isEmpty()) {
        const auto decoded = QByteArray::fromBase64Encoding(both.toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
        const qsizetype colon = decoded ? decoded.decoded.indexOf(':') : -1;
        if (colon < 0)
            return fail(ErrorCode::Corrupt, file, u"an `auth` that is no base64 of user:password"_s);
        credentials.user = QString::fromUtf8(decoded.decoded.first(colon));
        QByteArray password = decoded.decoded.sliced(colon + 1);
        while (password.endsWith('\0'))
            password.chop(1);
        credentials.secret = QString::fromUtf8(password);
    }
    if (const QString token = stringMember(entry, "identitytoken"); !token.isEmpty()) {
        credentials.secret = token;
        credentials.isIdentityToken = true;
    }
    if (credentials.secret.isEmpty())
        return std::nullopt; // docker leaves {} for what a helper keeps
    return credentials;
}

Result<std::optional<Json>> readConfig(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return std::nullopt;
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::AccessDenied, path, file.errorString());
    Result<Json> json = parseJson(file.read(static_cast<qint64>(limits::kConfigBytes) + 1), limits::kConfigBytes, path);
    if (!json && json.error().code == ErrorCode::LimitExceeded)
        return fail(std::move(json.error()));
    if (!json) // its own words may quote a key
        return fail(ErrorCode::Corrupt, path, u"it is no JSON"_s);
    return *std::move(json);
}

Result<std::optional<Credentials>> findIn(
    const Json &config, const QString &file, const QString &registry, const QString &name, const Job &job)
{
    const QString server = registry == QLatin1String(Reference::kDockerHub) ? kDockerHubServer : registry;
    if (const Json *helper = entryOf(member(config, "credHelpers"), name); helper && helper->is_string()) {
        auto found = askCredentialHelper(QString::fromStdString(helper->get_ref<const std::string &>()), server, job);
        if (!found || *found)
            return found;
    }
    std::optional<Error> problem;
    if (const QString store = stringMember(config, "credsStore"); !store.isEmpty()) {
        auto found = askCredentialHelper(store, server, job);
        if (found && *found)
            return found;
        if (!found)
            problem = found.error();
    }
    if (const Json *entry = entryOf(member(config, "auths"), name)) {
        auto found = credentialsIn(*entry, file);
        if (!found || *found)
            return found;
    }
    if (problem)
        return fail(*problem);
    return std::nullopt;
}

} // namespace

CredentialPlaces CredentialPlaces::ofUser()
{
    return { QProcessEnvironment::systemEnvironment(), QDir::homePath() };
}

CredentialFiles::CredentialFiles(CredentialPlaces places)
    : m_places(std::move(places))
{
}

QStringList CredentialFiles::files() const
{
    const auto value = [this](const QString &name, const QString &fallback) {
        const QString set = m_places.environment.value(name);
        return set.isEmpty() ? fallback : set;
    };
    QStringList files;
    if (const QString chosen = value(u"REGISTRY_AUTH_FILE"_s, {}); !chosen.isEmpty()) {
        files += chosen;
    } else {
        const QString runtime = value(u"XDG_RUNTIME_DIR"_s, u"/run/user/%1"_s.arg(getuid()));
        files += runtime + u"/containers/auth.json"_s;
        files += value(u"XDG_CONFIG_HOME"_s, m_places.home + u"/.config"_s) + u"/containers/auth.json"_s;
    }
    files += value(u"DOCKER_CONFIG"_s, m_places.home + u"/.docker"_s) + u"/config.json"_s;
    return files;
}

Result<std::optional<Credentials>> CredentialFiles::find(
    const QString &registry, const QString &repository, const Job &job)
{
    const QString host = normalizedKey(registry);
    const QString name = repository.isEmpty() ? host : host + u'/' + repository;
    return firstLogin(files(), [&](const QString &file) -> Result<std::optional<Credentials>> {
        const Result<std::optional<Json>> config = readConfig(file);
        if (!config)
            return fail(config.error());
        return *config ? findIn(**config, file, host, name, job) : std::nullopt;
    });
}

} // namespace varve
