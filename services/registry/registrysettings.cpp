// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/registrysettings.h"

#include "services/registry/registriesconf.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QMap>

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

// How much of `name` the prefix covers: whole parts only, and for "*.example.org" the host; -1: it does not.
qsizetype coveredBy(const QString &prefix, const QString &name)
{
    if (prefix.startsWith("*."_L1)) {
        const qsizetype slash = name.indexOf(u'/');
        const QStringView host = QStringView(name).first(slash < 0 ? name.size() : slash);
        return host.endsWith(QStringView(prefix).sliced(1)) ? host.size() : -1;
    }
    const bool isWhole = name.size() == prefix.size() || (name.size() > prefix.size() && name[prefix.size()] == u'/');
    return isWhole && name.startsWith(prefix) ? prefix.size() : -1;
}

RegistryEndpoint endpointAt(const QString &place)
{
    const qsizetype slash = place.indexOf(u'/');
    RegistryEndpoint endpoint;
    endpoint.registry = (slash < 0 ? place : place.first(slash)).toLower();
    endpoint.repository = slash < 0 ? QString() : place.sliced(slash + 1);
    if (endpoint.registry == "index.docker.io"_L1)
        endpoint.registry = QLatin1String(Reference::kDockerHub);
    return endpoint;
}

TlsFiles filesIn(const QString &path)
{
    const QDir folder(path);
    TlsFiles files;
    if (!folder.entryList({ u"*.crt"_s }, QDir::Files).isEmpty())
        files.authority = path;
    for (const QString &name : folder.entryList({ u"*.cert"_s }, QDir::Files, QDir::Name)) {
        const QString key = name.chopped(5) + u".key"_s;
        if (!folder.exists(key))
            continue;
        files.certificate = folder.filePath(name);
        files.key = folder.filePath(key);
        break;
    }
    return files;
}

bool isOfThisMachine(const QString &registry)
{
    const QString host = registry.startsWith(u'[') ? registry.section(u']', 0, 0) : registry.section(u':', 0, 0);
    return host == "localhost"_L1 || host == "[::1"_L1 || host.endsWith(".localhost"_L1)
        || (host.startsWith("127."_L1)
            && std::all_of(host.cbegin(), host.cend(), [](QChar c) { return c == u'.' || (c >= u'0' && c <= u'9'); }));
}

} // namespace

RegistryPlaces RegistryPlaces::ofSystem()
{
    RegistryPlaces places;
    places.environment = QProcessEnvironment::systemEnvironment();
    places.home = QDir::homePath();
    return places;
}

RegistrySettings RegistrySettings::read(const RegistryPlaces &places)
{
    RegistrySettings settings;
    RegistriesConf(settings, places).read();
    const QString etc = QDir(places.root).filePath(u"etc"_s);
    settings.m_certificateFolders = { places.home + u"/.config/containers/certs.d"_s, etc + u"/containers/certs.d"_s,
        places.home + u"/.config/docker/certs.d"_s, etc + u"/docker/certs.d"_s };
    return settings;
}

void RegistrySettings::addRule(Rule rule)
{
    m_rules.removeIf([&](const Rule &known) { return known.prefix == rule.prefix; });
    m_rules.append(std::move(rule));
}

const RegistrySettings::Rule *RegistrySettings::ruleFor(const QString &name) const
{
    const Rule *best = nullptr;
    for (const Rule &rule : m_rules) {
        // A longer prefix says more, and one with a star less than any without.
        const auto rank = [](const Rule &each) {
            return each.prefix.startsWith(u'*') ? qsizetype { 0 } : each.prefix.size();
        };
        const bool isIt = coveredBy(rule.prefix, name) >= 0;
        if (isIt
            && (!best || rank(rule) > rank(*best) || (rank(rule) == 0 && rule.prefix.size() > best->prefix.size())))
            best = &rule;
    }
    return best;
}

QList<RegistryEndpoint> RegistrySettings::endpointsFor(const Reference &reference) const
{
    const QString name = reference.name();
    const Rule *const rule = ruleFor(name);
    if (!rule)
        return { endpointAt(name) };
    if (rule->isBlocked)
        return {};
    const QString rest = name.sliced(coveredBy(rule->prefix, name));
    QList<RegistryEndpoint> endpoints;
    for (const Mirror &mirror : rule->mirrors) {
        const bool isByDigest = !reference.digest().isNull();
        if (mirror.use != Mirror::For::All && (mirror.use == Mirror::For::Digests) != isByDigest)
            continue;
        RegistryEndpoint endpoint = endpointAt(mirror.location + rest);
        endpoint.isInsecure = mirror.isInsecure;
        endpoint.isMirror = true;
        endpoints.append(endpoint);
    }
    RegistryEndpoint own = endpointAt(rule->location.isEmpty() ? name : rule->location + rest);
    own.isInsecure = rule->isInsecure;
    endpoints.append(own);
    return endpoints;
}

bool RegistrySettings::isAskedItself(const QString &registry) const
{
    const Rule *const rule = ruleFor(registry);
    return !rule || (!rule->isBlocked && (rule->location.isEmpty() || endpointAt(rule->location).registry == registry));
}

bool RegistrySettings::allowsPlainHttp(const RegistryEndpoint &endpoint)
{
    return endpoint.isInsecure || isOfThisMachine(endpoint.registry);
}

TlsFiles RegistrySettings::tlsFor(const QString &hostAndPort) const
{
    if (const auto set = m_tls.constFind(hostAndPort); set != m_tls.constEnd())
        return *set;
    if (hostAndPort.contains(u'/') || hostAndPort.startsWith(u'.'))
        return {};
    for (const QString &folder : m_certificateFolders) {
        for (const QString &name : { hostAndPort, hostAndPort + u":443"_s }) {
            const TlsFiles files = filesIn(folder + u'/' + name);
            if (!files.isEmpty())
                return files;
        }
    }
    return {};
}

QList<RegistrySettings::Certificates> RegistrySettings::foundCertificates() const
{
    QMap<QString, TlsFiles> found;
    for (const QString &folder : m_certificateFolders) {
        for (const QString &name : QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            const TlsFiles files = filesIn(folder + u'/' + name);
            if (!files.isEmpty() && !found.contains(name))
                found.insert(name, files);
        }
    }
    QList<Certificates> all;
    all.reserve(found.size());
    for (auto each = found.cbegin(); each != found.cend(); ++each)
        all.append({ each.key(), each.value() });
    return all;
}

} // namespace varve
