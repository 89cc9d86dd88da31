// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The tags of a repository, in the order that people look for them in. From Docker Hub's own API where that has the repository, for it
// knows dates and sizes; else, and when that answers nothing of use, from the registry, whose list has names alone.
// Docker Hub's API is left alone where the settings block docker.io, or have images of it looked for elsewhere as well.
//
// Blocking; any thread. Errors: those of RemoteRepository. Cost: Docker Hub a request per hundred tags, of which the newest
// kHubPages pages are asked for; a registry as many pages as it has, up to the limits of RegistryClient.
#pragma once

#include "services/pull/remoterepository.h"

#include <QtCore/QDateTime>

namespace varve {

struct RemoteTag {
    QString name;
    QDateTime pushed; // invalid: not known
    std::int64_t sizeBytes = -1; // compressed; -1: not known
    QStringList platforms; // "linux/amd64"; empty: not known

    bool operator==(const RemoteTag &) const = default;
};

struct TagList {
    static constexpr int kHubPages = 5;
    QList<RemoteTag> tags; // from Docker Hub the newest first; else "latest", then the highest version first
    bool hasMore = false; // older ones that were not asked for
    Warnings warnings;
};

// Of `repository` only registry and name count.
Result<TagList> listTags(const Reference &repository, const RegistryAccess &access, Job &job);

// Whether `left` stands before `right` in a list without dates: numbers as numbers, the higher version first. A pure function.
bool isTagBefore(const QString &left, const QString &right);

} // namespace varve
