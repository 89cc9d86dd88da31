// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/registry/keptcredentials.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QMutexLocker>
#include <QtCore/QSettings>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

const auto kRememberedKey = "registries/remembered"_L1;
const auto kRegistryKey = "registry"_L1;
const auto kUserKey = "user"_L1;

QMap<QString, QString> readRemembered(QSettings &settings)
{
    QMap<QString, QString> users;
    const int count = settings.beginReadArray(kRememberedKey);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        const QString registry = settings.value(kRegistryKey).toString();
        if (!registry.isEmpty())
            users.insert(registry, settings.value(kUserKey).toString());
    }
    settings.endArray();
    return users;
}

// One entry; another run of the program may have written others meanwhile. No user: not there any more.
void writeRemembered(const QString &registry, const std::optional<QString> &user)
{
    QSettings settings;
    QMap<QString, QString> users = readRemembered(settings);
    if (user)
        users.insert(registry, *user);
    else
        users.remove(registry);
    settings.remove(kRememberedKey);
    settings.beginWriteArray(kRememberedKey, static_cast<int>(users.size()));
    int at = 0;
    for (auto each = users.cbegin(); each != users.cend(); ++each) {
        settings.setArrayIndex(at++);
        settings.setValue(kRegistryKey, each.key());
        settings.setValue(kUserKey, each.value());
    }
    settings.endArray();
}

QByteArray packed(const Credentials &credentials)
{
    return QJsonDocument(QJsonObject { { u"user"_s, credentials.user }, { u"secret"_s, credentials.secret },
                             { u"isIdentityToken"_s, credentials.isIdentityToken } })
        .toJson(QJsonDocument::Compact);
}

std::optional<Credentials> unpacked(const QByteArray &bytes)
{
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    Credentials credentials { object[u"user"_s].toString(), object[u"secret"_s].toString(),
        object[u"isIdentityToken"_s].toBool() };
    return credentials.secret.isEmpty() ? std::nullopt : std::optional(credentials);
}

} // namespace

KeptCredentials::KeptCredentials(SecretStorePtr keychain)
    : m_keychain(std::move(keychain))
{
    QSettings settings;
    m_remembered = readRemembered(settings);
}

Result<std::optional<Credentials>> KeptCredentials::find(
    const QString &registry, const QString & /*repository*/, const Job &job)
{
    {
        const QMutexLocker lock(&m_mutex);
        if (const auto found = m_logins.constFind(registry); found != m_logins.constEnd())
            return *found;
        if (!m_keychain || !m_remembered.contains(registry) || m_forgotten.contains(registry))
            return std::nullopt;
    }
    return readKeychain(registry, job);
}

Result<std::optional<Credentials>> KeptCredentials::readKeychain(const QString &registry, const Job &job)
{
    const Result<std::optional<QByteArray>> bytes = m_keychain->read(registry, job);
    if (!bytes)
        return fail(bytes.error());
    if (!*bytes)
        return std::nullopt; // somebody has removed it there
    std::optional<Credentials> credentials = unpacked(**bytes);
    if (!credentials)
        return fail(ErrorCode::Corrupt, registry, u"what the keychain has for it is no login"_s);
    const QMutexLocker lock(&m_mutex);
    // It may have been forgotten or replaced while the keychain was asked.
    if (const auto newer = m_logins.constFind(registry); newer != m_logins.constEnd())
        return *newer;
    if (!m_remembered.contains(registry) || m_forgotten.contains(registry))
        return std::nullopt;
    m_logins.insert(registry, *credentials);
    return credentials;
}

QList<KeptLogin> KeptCredentials::logins() const
{
    const QMutexLocker lock(&m_mutex);
    QMap<QString, KeptLogin> logins;
    for (auto each = m_remembered.cbegin(); each != m_remembered.cend(); ++each)
        logins.insert(each.key(), { each.key(), each.value(), true });
    for (auto each = m_logins.cbegin(); each != m_logins.cend(); ++each)
        logins.insert(each.key(),
            { each.key(), each.value().user, m_remembered.contains(each.key()) && !m_heldBack.contains(each.key()) });
    return logins.values();
}

void KeptCredentials::keep(const QString &registry, const Credentials &credentials)
{
    const QMutexLocker lock(&m_mutex);
    m_forgotten.remove(registry);
    m_heldBack.insert(registry);
    m_logins.insert(registry, credentials);
}

Result<void> KeptCredentials::remember(const QString &registry, const Credentials &credentials, const Job &job)
{
    if (!m_keychain)
        return fail(ErrorCode::Unsupported, registry, u"there is no keychain"_s);
    Result<void> written = m_keychain->write(registry, packed(credentials), job);
    // One that nobody waited for may still get there: it has to be in the list, so that it can be forgotten.
    const bool isUncertain =
        !written && (written.error().code == ErrorCode::Cancelled || written.error().code == ErrorCode::Network);
    if (!written && !isUncertain)
        return written;
    {
        const QMutexLocker lock(&m_mutex);
        m_remembered.insert(registry, credentials.user);
        if (written) {
            m_forgotten.remove(registry);
            m_heldBack.remove(registry);
            m_logins.insert(registry, credentials);
        }
    }
    writeRemembered(registry, credentials.user);
    return written;
}

Result<void> KeptCredentials::forget(const QString &registry, const Job &job)
{
    {
        const QMutexLocker lock(&m_mutex);
        m_logins.remove(registry);
        m_forgotten.insert(registry);
        if (!m_remembered.contains(registry))
            return {};
    }
    if (m_keychain) {
        if (Result<void> erased = m_keychain->erase(registry, job); !erased)
            return erased;
    }
    {
        const QMutexLocker lock(&m_mutex);
        m_remembered.remove(registry);
    }
    writeRemembered(registry, std::nullopt);
    return {};
}

} // namespace varve
