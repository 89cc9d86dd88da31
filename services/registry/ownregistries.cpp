// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/ownregistries.h"

#include <QtCore/QSettings>

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

const auto kOwnKey = "registries/own"_L1;
const auto kNameKey = "registry"_L1;
const auto kInsecureKey = "insecure"_L1;
const auto kAuthorityKey = "authority"_L1;
const auto kCertificateKey = "certificate"_L1;
const auto kKeyKey = "key"_L1;
const auto kMirrorsKey = "mirrors"_L1;
const auto kInsecureMirrorsKey = "insecureMirrors"_L1;

QList<OwnRegistry::Mirror> readMirrors(const QSettings &settings)
{
    QList<OwnRegistry::Mirror> mirrors;
    const QStringList insecure = settings.value(kInsecureMirrorsKey).toStringList();
    for (const QString &location : settings.value(kMirrorsKey).toStringList()) {
        if (!findMirrorProblem(location))
            mirrors.append({ location, insecure.contains(location) });
    }
    return mirrors;
}

} // namespace

QList<OwnRegistry> ownRegistries()
{
    QSettings settings;
    QList<OwnRegistry> registries;
    const int count = settings.beginReadArray(kOwnKey);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        OwnRegistry registry;
        registry.registry = settings.value(kNameKey).toString();
        if (findRegistryProblem(registry.registry))
            continue;
        registry.registry = normalizedRegistry(registry.registry);
        registry.isInsecure = settings.value(kInsecureKey).toBool();
        registry.tls = { settings.value(kAuthorityKey).toString(), settings.value(kCertificateKey).toString(),
            settings.value(kKeyKey).toString() };
        registry.mirrors = readMirrors(settings);
        registries.append(registry);
    }
    settings.endArray();
    return registries;
}

void setOwnRegistries(const QList<OwnRegistry> &registries)
{
    QSettings settings;
    settings.remove(kOwnKey);
    settings.beginWriteArray(kOwnKey, static_cast<int>(registries.size()));
    for (int i = 0; i < registries.size(); ++i) {
        settings.setArrayIndex(i);
        const OwnRegistry &registry = registries.at(i);
        settings.setValue(kNameKey, registry.registry);
        settings.setValue(kInsecureKey, registry.isInsecure);
        settings.setValue(kAuthorityKey, registry.tls.authority);
        settings.setValue(kCertificateKey, registry.tls.certificate);
        settings.setValue(kKeyKey, registry.tls.key);
        QStringList mirrors;
        QStringList insecure;
        for (const OwnRegistry::Mirror &mirror : registry.mirrors) {
            mirrors.append(mirror.location);
            if (mirror.isInsecure)
                insecure.append(mirror.location);
        }
        settings.setValue(kMirrorsKey, mirrors);
        settings.setValue(kInsecureMirrorsKey, insecure);
    }
    settings.endArray();
}

// What the files say of a registry that they have no rule of its own for, by one that covers it: "*.example.org".
static RegistrySettings::Rule coveringRule(const QString &registry, const RegistrySettings &settings)
{
    const QString below = u"/x/y"_s;
    RegistrySettings::Rule rule;
    const Result<Reference> any = Reference::parse(registry + below);
    if (!any)
        return rule;
    const QList<RegistryEndpoint> endpoints = settings.endpointsFor(*any);
    rule.isBlocked = endpoints.isEmpty();
    for (const RegistryEndpoint &endpoint : endpoints) {
        const QString place = (endpoint.registry + u'/' + endpoint.repository).chopped(below.size());
        if (endpoint.isMirror) {
            rule.mirrors.append({ place, endpoint.isInsecure, RegistrySettings::Mirror::For::All });
        } else {
            rule.location = place;
            rule.isInsecure = endpoint.isInsecure;
        }
    }
    return rule;
}

void applyOwnRegistries(const QList<OwnRegistry> &registries, RegistrySettings &settings)
{
    for (const OwnRegistry &own : registries) {
        if (!own.tls.isEmpty())
            settings.setTls(own.registry, own.tls);
        if (!own.isInsecure && own.mirrors.isEmpty())
            continue;
        const QList<RegistrySettings::Rule> rules = settings.rules();
        const auto known = std::find_if(
            rules.cbegin(), rules.cend(), [&own](const auto &rule) { return rule.prefix == own.registry; });
        RegistrySettings::Rule rule = known != rules.cend() ? *known : coveringRule(own.registry, settings);
        rule.prefix = own.registry;
        if (rule.location.isEmpty())
            rule.location = own.registry;
        rule.isInsecure = rule.isInsecure || own.isInsecure;
        if (!own.mirrors.isEmpty())
            rule.mirrors.clear();
        for (const OwnRegistry::Mirror &mirror : own.mirrors)
            rule.mirrors.append({ mirror.location, mirror.isInsecure, RegistrySettings::Mirror::For::All });
        settings.addRule(std::move(rule));
    }
}

RegistrySettings registrySettingsOfUser(const RegistryPlaces &places)
{
    RegistrySettings settings = RegistrySettings::read(places);
    applyOwnRegistries(ownRegistries(), settings);
    return settings;
}

std::optional<RegistryNameProblem> findMirrorProblem(const QString &text)
{
    if (text.isEmpty())
        return RegistryNameProblem::Empty;
    if (text.contains("://"_L1))
        return RegistryNameProblem::Scheme;
    const qsizetype slash = text.indexOf(u'/');
    const QString host = slash < 0 ? text : text.first(slash);
    // A name below it shows how all of them are understood.
    const Result<Reference> below = Reference::parse(text + u"/x/y"_s);
    if (below && (below->registry() == normalizedRegistry(host)))
        return std::nullopt;
    if (below)
        return RegistryNameProblem::NoRegistry;
    const bool isTagged = slash >= 0 && (text.indexOf(u':', slash) >= 0 || text.contains(u'@'));
    return isTagged ? RegistryNameProblem::Tag : RegistryNameProblem::Host;
}

std::optional<RegistryNameProblem> findRegistryProblem(const QString &text)
{
    const std::optional<RegistryNameProblem> problem = findMirrorProblem(text);
    const bool isPath = text.contains(u'/') && problem != RegistryNameProblem::Scheme;
    return isPath ? RegistryNameProblem::Path : problem;
}

QString normalizedRegistry(const QString &text)
{
    const QString host = text.toLower();
    return host == "index.docker.io"_L1 ? QString::fromLatin1(Reference::kDockerHub) : host;
}

} // namespace varve
