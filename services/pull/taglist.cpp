// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "services/pull/taglist.h"

#include "services/registry/hub.h"

#include <algorithm>

namespace varve {

namespace {

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

// The digits that begin at `at`, without leading zeros; moves behind them.
QStringView takeNumber(const QString &text, qsizetype &at)
{
    while (at < text.size() && text.at(at) == u'0')
        ++at;
    const qsizetype begin = at;
    while (at < text.size() && isDigit(text.at(at)))
        ++at;
    return QStringView(text).sliced(begin, at - begin);
}

// As people compare versions: below zero when `left` is the lower one.
int compareVersions(const QString &left, const QString &right)
{
    qsizetype i = 0;
    qsizetype k = 0;
    while (i < left.size() && k < right.size()) {
        if (isDigit(left.at(i)) && isDigit(right.at(k))) {
            const QStringView a = takeNumber(left, i);
            const QStringView b = takeNumber(right, k);
            const int order = a.size() != b.size() ? (a.size() < b.size() ? -1 : 1) : a.compare(b);
            if (order != 0)
                return order;
        } else if (left.at(i) != right.at(k)) {
            return left.at(i) < right.at(k) ? -1 : 1;
        } else {
            ++i;
            ++k;
        }
    }
    const qsizetype restOfLeft = left.size() - i;
    const qsizetype restOfRight = right.size() - k;
    return restOfLeft == restOfRight ? 0 : restOfLeft < restOfRight ? -1 : 1;
}

RemoteTag tagOf(const HubTag &known)
{
    RemoteTag tag { known.name, known.pushed, known.sizeBytes, {} };
    for (const HubImage &image : known.images) {
        if (!image.platform.isEmpty() && !image.platform.isUnknown())
            tag.platforms.append(image.platform.toString());
    }
    tag.platforms.removeDuplicates();
    return tag;
}

Result<TagList> listFromHub(const Reference &repository, const QByteArray &address, Job &job)
{
    Hub hub(address);
    TagList list;
    for (int page = 1; page <= TagList::kHubPages; ++page) {
        const Result<HubTags> tags = hub.tags(repository.repository(), page, job);
        if (!tags && page == 1)
            return fail(tags.error());
        if (!tags) {
            list.warnings.append(warningOf(tags.error()));
            list.hasMore = true;
            break;
        }
        for (const HubTag &tag : tags->tags)
            list.tags.append(tagOf(tag));
        list.hasMore = tags->hasMore;
        if (!tags->hasMore)
            break;
    }
    return list;
}

// Nobody has named another place, a mirror included, nor blocked it.
bool isAtDockerHubOnly(const Reference &repository, const RegistrySettings &settings)
{
    if (!repository.isOnDockerHub())
        return false;
    const QList<RegistryEndpoint> places = settings.endpointsFor(repository);
    return places.size() == 1 && places.constFirst().registry == repository.registry()
        && places.constFirst().repository == repository.repository();
}

} // namespace

bool isTagBefore(const QString &left, const QString &right)
{
    const QLatin1String latest("latest");
    if ((left == latest) != (right == latest))
        return left == latest;
    const int order = compareVersions(left, right);
    return order != 0 ? order > 0 : left < right;
}

Result<TagList> listTags(const Reference &repository, const RegistryAccess &access, Job &job)
{
    const Reference wanted = repository.withDefaultTag();
    if (!access.hubAddress.isEmpty() && isAtDockerHubOnly(wanted, *access.settings)) {
        Result<TagList> list = listFromHub(repository, access.hubAddress, job);
        if (list || job.isCancelled())
            return list;
    }
    RemoteRepository place(wanted, access);
    Result<RemoteTags> tags = place.tags(job);
    if (!tags)
        return fail(std::move(tags.error()));
    std::stable_sort(tags->tags.begin(), tags->tags.end(), isTagBefore);
    TagList list;
    list.tags.reserve(tags->tags.size());
    for (const QString &name : std::as_const(tags->tags))
        list.tags.append({ name, {}, -1, {} });
    list.warnings = std::move(tags->warnings);
    return list;
}

} // namespace varve
