// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "ui/enginesettings.h"

#include <QtCore/QSettings>

namespace varve {

namespace {

const auto kOwnKey = QLatin1String("engines/own");
const auto kHiddenKey = QLatin1String("engines/hidden");
const auto kSeenKey = QLatin1String("engines/seenProblems");
const auto kReaderKey = QLatin1String("engines/usesReader");
const auto kReaderToldKey = QLatin1String("engines/readerTold");
const auto kNameKey = QLatin1String("name");
const auto kAddressKey = QLatin1String("address");
const auto kIsPodmanKey = QLatin1String("podman");
const auto kAuthorityKey = QLatin1String("authority");
const auto kCertificateKey = QLatin1String("certificate");
const auto kKeyKey = QLatin1String("key");
const auto kIdentityKey = QLatin1String("identity");

} // namespace

QList<EngineCandidate> EngineSettings::own()
{
    QSettings settings;
    QList<EngineCandidate> engines;
    const int count = settings.beginReadArray(kOwnKey);
    engines.reserve(count);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        Result<Endpoint> endpoint = Endpoint::parse(settings.value(kAddressKey).toString());
        if (!endpoint)
            continue;
        EngineCandidate engine;
        engine.endpoint = std::move(*endpoint);
        engine.endpoint.tls = { settings.value(kAuthorityKey).toString(), settings.value(kCertificateKey).toString(),
            settings.value(kKeyKey).toString() };
        engine.endpoint.identity = settings.value(kIdentityKey).toString();
        engine.brand = settings.value(kIsPodmanKey).toBool() ? EngineBrand::Podman : EngineBrand::Docker;
        engine.name = settings.value(kNameKey).toString();
        engine.isChosen = true; // whoever names an engine wants to see it
        engines.append(std::move(engine));
    }
    settings.endArray();
    return engines;
}

void EngineSettings::setOwn(const QList<EngineCandidate> &engines)
{
    QSettings settings;
    settings.remove(kOwnKey);
    settings.beginWriteArray(kOwnKey, static_cast<int>(engines.size()));
    for (int i = 0; i < engines.size(); ++i) {
        settings.setArrayIndex(i);
        const EngineCandidate &engine = engines.at(i);
        settings.setValue(kAddressKey, engine.endpoint.toString());
        settings.setValue(kNameKey, engine.name);
        settings.setValue(kIsPodmanKey, engine.brand == EngineBrand::Podman);
        settings.setValue(kAuthorityKey, engine.endpoint.tls.authority);
        settings.setValue(kCertificateKey, engine.endpoint.tls.certificate);
        settings.setValue(kKeyKey, engine.endpoint.tls.key);
        settings.setValue(kIdentityKey, engine.endpoint.identity);
    }
    settings.endArray();
}

QSet<QString> EngineSettings::hidden()
{
    const QStringList keys = QSettings().value(kHiddenKey).toStringList();
    return { keys.cbegin(), keys.cend() };
}

void EngineSettings::setHidden(const QString &key, bool isHidden)
{
    QStringList keys = QSettings().value(kHiddenKey).toStringList();
    keys.removeAll(key);
    if (isHidden)
        keys.append(key);
    QSettings().setValue(kHiddenKey, keys);
}

QSet<QString> EngineSettings::seenProblems()
{
    const QStringList problems = QSettings().value(kSeenKey).toStringList();
    return { problems.cbegin(), problems.cend() };
}

void EngineSettings::setSeenProblems(const QSet<QString> &problems)
{
    QSettings().setValue(kSeenKey, QStringList(problems.cbegin(), problems.cend()));
}

bool EngineSettings::usesReader()
{
    return QSettings().value(kReaderKey, true).toBool();
}

void EngineSettings::setUsesReader(bool uses)
{
    QSettings().setValue(kReaderKey, uses);
}

bool EngineSettings::isReaderTold()
{
    return QSettings().value(kReaderToldKey, false).toBool();
}

void EngineSettings::setReaderTold()
{
    QSettings().setValue(kReaderToldKey, true);
}

} // namespace varve
