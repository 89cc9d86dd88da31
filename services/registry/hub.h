// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What Docker Hub knows beyond a registry: search, and what tags hold. Any thread; blocking; nothing of ours goes along.
//
// An API of a web site that has changed more than once: whatever is not as expected is Unsupported or NotFound, which means go
// on with what the registry itself lists. Errors besides: Network, RateLimited, Cancelled, LimitExceeded.
// Sources: Docker Hub's API, "Search V4" and "List repository tags".
#pragma once

#include "services/http/webclient.h"
#include "services/types/digest.h"
#include "services/types/platform.h"

#include <QtCore/QDateTime>
#include <QtCore/QStringList>

namespace varve {

struct HubRepository {
    QString name; // familiar: "nginx", "grafana/loki"
    QString description;
    QString publisher;
    std::int64_t stars = -1; // -1: not said
    std::int64_t pulls = -1;
    bool isOfficial = false;
};

struct HubSearch {
    QList<HubRepository> repositories;
    std::int64_t total = -1;
};

struct HubImage {
    Platform platform;
    Digest digest; // null: not said
    std::int64_t sizeBytes = -1; // compressed
};

struct HubTag {
    QString name;
    Digest digest; // of the index, or of the only manifest; null: not said
    QDateTime pushed;
    std::int64_t sizeBytes = -1;
    QList<HubImage> images;
};

struct HubTags {
    QList<HubTag> tags; // newest first
    std::int64_t total = -1;
    bool hasMore = false;
};

class Hub {
public:
    static constexpr int kPageSize = 100; // the most that it gives
    // Without an address nothing is asked, and everything Unsupported.
    explicit Hub(QByteArray address = "https://hub.docker.com");

    Result<HubSearch> search(const QString &words, int from, int count, const Job &job);
    // `repository` as in a Reference of docker.io: "library/nginx". Pages count from 1.
    Result<HubTags> tags(const QString &repository, int page, const Job &job);

private:
    Result<QByteArray> get(const QByteArray &target, const Job &job);

    WebClient m_web;
    const QByteArray m_address;
};

} // namespace varve
