// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The logins that somebody gave to this program: until it ends, or in a keychain. Any thread; nothing is waited for under the lock.
//
// Each is for one registry and is told for no other. A secret is held in memory and in the keychain, nowhere else; the settings
// (QSettings) say for which registries the keychain has one, and the user's name, so that they can be listed without unlocking it.
// What came out of the keychain stays in memory, so that nobody is asked twice.
// Errors: those of SecretStore; Corrupt (something else stands in the keychain), Unsupported (there is no keychain any more).
// Cost: a look into memory; the first time of each registry one into the keychain.
#pragma once

#include "services/registry/credentials.h"
#include "services/registry/secretstore.h"

#include <QtCore/QHash>
#include <QtCore/QMap>
#include <QtCore/QMutex>
#include <QtCore/QSet>

namespace varve {

struct KeptLogin {
    QString registry;
    QString user;
    bool isInKeychain = false; // else until the program ends

    bool operator==(const KeptLogin &) const = default;
};

class KeptCredentials final : public CredentialSource {
public:
    explicit KeptCredentials(SecretStorePtr keychain = nullptr); // null: there is none

    Result<std::optional<Credentials>> find(
        const QString &registry, const QString &repository, const Job &job) override;

    const SecretStorePtr &keychain() const { return m_keychain; }
    QList<KeptLogin> logins() const; // by registry
    // Until the program ends; wins over what the keychain has.
    void keep(const QString &registry, const Credentials &credentials);
    // In the keychain as well.
    Result<void> remember(const QString &registry, const Credentials &credentials, const Job &job);
    // Not told any more from now on; after the next start again where the keychain does not let go of it. Where there is no
    // keychain any more, nobody is told of it again.
    Result<void> forget(const QString &registry, const Job &job);

private:
    Result<std::optional<Credentials>> readKeychain(const QString &registry, const Job &job);

    const SecretStorePtr m_keychain;
    mutable QMutex m_mutex;
    QHash<QString, Credentials> m_logins; // in memory, by registry
    QMap<QString, QString> m_remembered; // users of what is in the keychain
    QSet<QString> m_forgotten; // not told, whatever the keychain has
    QSet<QString> m_heldBack; // what is in memory is not what the keychain has
};

} // namespace varve
