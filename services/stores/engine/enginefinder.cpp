// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/stores/engine/enginefinder.h"

#include "services/oci/json.h"
#include "services/stores/engine/podmanconnections.h"
#include "services/types/limits.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <algorithm>
#include <optional>
#include <sys/stat.h>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

bool isSocket(const QString &path)
{
    struct stat status { };
    return stat(QFile::encodeName(path).constData(), &status) == 0 && S_ISSOCK(status.st_mode);
}

class Finder {
public:
    explicit Finder(const EnginePlaces &places)
        : m_places(places)
        , m_dockerFolder(value(u"DOCKER_CONFIG"_s, places.home + u"/.docker"_s))
    {
    }

    FoundEngines run()
    {
        const bool hasHost = addDockerHost();
        addContexts(!hasHost);
        addDockerSockets();
        addContainerHost();
        addPodmanConnections();
        addPodmanSockets();
        std::stable_partition(m_found.engines.begin(), m_found.engines.end(),
            [](const EngineCandidate &candidate) { return candidate.isChosen; });
        return std::move(m_found);
    }

private:
    QString value(const QString &name, const QString &fallback = {}) const
    {
        const QString set = m_places.environment.value(name);
        return set.isEmpty() ? fallback : set;
    }

    void warn(const Error &error) { m_found.warnings.append({ error.code, error.subject, {}, error.detail }); }

    void add(EngineCandidate candidate)
    {
        for (EngineCandidate &known : m_found.engines) {
            if (!isSamePlace(known.endpoint, candidate.endpoint))
                continue;
            known.isChosen = known.isChosen || candidate.isChosen;
            if (known.name.isEmpty())
                known.name = candidate.name;
            return;
        }
        m_found.engines.append(std::move(candidate));
    }

    // /var/run is a link to /run nearly everywhere.
    static bool isSamePlace(const Endpoint &a, const Endpoint &b)
    {
        if (a == b)
            return true;
        if (a.kind != Endpoint::Kind::Unix || b.kind != Endpoint::Kind::Unix)
            return false;
        const QString path = QFileInfo(a.path).canonicalFilePath();
        return !path.isEmpty() && path == QFileInfo(b.path).canonicalFilePath();
    }

    void addUrl(const QString &url, EngineCandidate candidate)
    {
        Result<Endpoint> endpoint = Endpoint::parse(url);
        if (!endpoint) {
            warn({ endpoint.error().code, candidate.origin, endpoint.error().detail + u": "_s + url });
            return;
        }
        const TlsFiles tls = candidate.endpoint.tls;
        const QString identity = candidate.endpoint.identity;
        candidate.endpoint = *std::move(endpoint);
        // "tcp" says nothing about TLS: certificates do.
        if (candidate.endpoint.kind == Endpoint::Kind::Tcp && !tls.isEmpty())
            candidate.endpoint.kind = Endpoint::Kind::Tls;
        if (candidate.endpoint.kind == Endpoint::Kind::Tls)
            candidate.endpoint.tls = tls;
        if (candidate.endpoint.kind == Endpoint::Kind::Ssh)
            candidate.endpoint.identity = identity;
        add(std::move(candidate));
    }

    static TlsFiles tlsFilesIn(const QString &folder)
    {
        const auto there = [&](const char *name) {
            const QString path = folder + u'/' + QLatin1String(name);
            return QFileInfo::exists(path) ? path : QString();
        };
        return { there("ca.pem"), there("cert.pem"), there("key.pem") };
    }

    bool addDockerHost()
    {
        const QString host = value(u"DOCKER_HOST"_s);
        if (host.isEmpty())
            return false;
        EngineCandidate candidate;
        candidate.origin = u"DOCKER_HOST"_s;
        candidate.isChosen = true;
        if (!value(u"DOCKER_TLS_VERIFY"_s).isEmpty()) {
            const QString folder = value(u"DOCKER_CERT_PATH"_s, m_dockerFolder);
            candidate.endpoint.tls = tlsFilesIn(folder);
            // As docker has it: who asks for TLS never gets a connection without it because a file is missing.
            candidate.endpoint.tls.authority = folder + u"/ca.pem"_s;
        }
        addUrl(host, candidate);
        return true;
    }

    std::optional<Json> readJson(const QString &path)
    {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) {
            if (file.exists())
                warn({ ErrorCode::AccessDenied, path, file.errorString() });
            return std::nullopt;
        }
        Result<Json> json =
            parseJson(file.read(static_cast<qint64>(limits::kConfigBytes) + 1), limits::kConfigBytes, path);
        if (!json) {
            warn(json.error());
            return std::nullopt;
        }
        return *std::move(json);
    }

    void addContexts(bool mayChoose)
    {
        QString current = value(u"DOCKER_CONTEXT"_s);
        if (const auto config = readJson(m_dockerFolder + u"/config.json"_s); config && current.isEmpty())
            current = stringMember(*config, "currentContext");
        const QString metaFolder = m_dockerFolder + u"/contexts/meta"_s;
        const QStringList folders = QDir(metaFolder).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        for (const QString &folder : folders) {
            const QString path = metaFolder + u'/' + folder + u"/meta.json"_s;
            const auto meta = readJson(path);
            if (!meta)
                continue;
            const Json *endpoints = member(*meta, "Endpoints");
            const Json *docker = endpoints ? member(*endpoints, "docker") : nullptr;
            if (!docker)
                continue;
            EngineCandidate candidate;
            candidate.name = stringMember(*meta, "Name");
            candidate.origin = path;
            candidate.isChosen = mayChoose && !candidate.name.isEmpty() && candidate.name == current;
            candidate.endpoint.tls = tlsFilesIn(m_dockerFolder + u"/contexts/tls/"_s + folder + u"/docker"_s);
            const Json *skips = member(*docker, "SkipTLSVerify");
            candidate.skipsTlsVerification = skips && skips->is_boolean() && skips->get<bool>();
            addUrl(stringMember(*docker, "Host"), candidate);
        }
        m_isDefaultChosen = mayChoose && (current.isEmpty() || current == u"default");
    }

    void addSocket(const QString &path, EngineBrand brand, bool isChosen = false)
    {
        if (!isSocket(path))
            return;
        EngineCandidate candidate;
        candidate.brand = brand;
        candidate.endpoint = Endpoint::unixSocket(path);
        candidate.origin = path;
        candidate.isChosen = isChosen;
        add(std::move(candidate));
    }

    void addDockerSockets()
    {
        addSocket(m_places.root + u"/var/run/docker.sock"_s, EngineBrand::Docker, m_isDefaultChosen);
        if (!m_places.runtimeFolder.isEmpty())
            addSocket(m_places.runtimeFolder + u"/docker.sock"_s, EngineBrand::Docker);
        addSocket(m_places.home + u"/.docker/run/docker.sock"_s, EngineBrand::Docker);
        addSocket(m_places.home + u"/.docker/desktop/docker.sock"_s, EngineBrand::Docker);
    }

    void addContainerHost()
    {
        const QString host = value(u"CONTAINER_HOST"_s);
        if (host.isEmpty())
            return;
        EngineCandidate candidate;
        candidate.brand = EngineBrand::Podman;
        candidate.origin = u"CONTAINER_HOST"_s;
        candidate.isChosen = true;
        addUrl(host, candidate);
    }

    void addPodmanConnections()
    {
        const QString folder = value(u"XDG_CONFIG_HOME"_s, m_places.home + u"/.config"_s) + u"/containers"_s;
        const PodmanConnections connections = readPodmanConnections(
            { m_places.root + u"/etc/containers/containers.conf"_s, folder + u"/containers.conf"_s },
            folder + u"/podman-connections.json"_s);
        m_found.warnings += connections.warnings;
        const bool mayChoose = value(u"CONTAINER_HOST"_s).isEmpty();
        for (const PodmanConnection &connection : connections.connections) {
            EngineCandidate candidate;
            candidate.brand = EngineBrand::Podman;
            candidate.name = connection.name;
            candidate.endpoint.identity = connection.identity;
            candidate.origin = connection.file;
            candidate.isChosen = mayChoose && connection.isDefault;
            addUrl(connection.uri, candidate);
        }
    }

    void addPodmanSockets()
    {
        if (!m_places.runtimeFolder.isEmpty())
            addSocket(m_places.runtimeFolder + u"/podman/podman.sock"_s, EngineBrand::Podman);
        addSocket(m_places.root + u"/run/podman/podman.sock"_s, EngineBrand::Podman);
    }

    const EnginePlaces &m_places;
    const QString m_dockerFolder;
    bool m_isDefaultChosen = false;
    FoundEngines m_found;
};

} // namespace

EnginePlaces EnginePlaces::ofThisUser()
{
    EnginePlaces places;
    places.environment = QProcessEnvironment::systemEnvironment();
    places.home = QDir::homePath();
    places.runtimeFolder = places.environment.value(u"XDG_RUNTIME_DIR"_s);
    return places;
}

FoundEngines findEngines(const EnginePlaces &places)
{
    return Finder(places).run();
}

} // namespace varve
