// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/namedimage.h"

#include "app/cli/imageselection.h"
#include "services/types/text.h"

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

struct Match {
    const ListedSource *source = nullptr;
    ImageSummary image;
};

QList<Digest> diffIdsOf(const ImageDetails &details)
{
    QList<Digest> diffIds;
    diffIds.reserve(details.layers.size());
    for (const LayerInfo &layer : details.layers)
        diffIds.append(layer.diffId);
    return diffIds;
}

tl::unexpected<Error> severalImages(const QList<Match> &matches, const QString &name)
{
    QStringList who;
    for (const Match &match : matches) {
        const Digest &digest = match.image.displayDigest();
        who.append(u"%1 has %2"_s.arg(
            visibleText(match.source->title), digest.isNull() ? visibleText(match.image.id.value) : digest.shortHex()));
    }
    return fail(ErrorCode::Conflict, name,
        u"different images are called %1: %2; say which with --source, as in --source '%3'"_s.arg(
            visibleText(name), who.join(u", "_s), visibleText(matches.constFirst().source->title)));
}

tl::unexpected<Error> nowhere(const QList<ListedSource> &sources, const QString &name)
{
    QStringList asked;
    for (const ListedSource &source : sources)
        asked.append(source.error ? source.title + u" (cannot be asked)"_s : source.title);
    return fail(ErrorCode::NotFound, name,
        asked.isEmpty() ? u"there is no such file, and no engine or storage to look for an image of that name"_s
                        : u"there is no such file, nor an image of that name in "_s + asked.join(u", "_s));
}

} // namespace

bool isSameImage(
    ImageStore &store, const ImageSummary &image, ImageStore &otherStore, const ImageSummary &other, Job &job)
{
    if (!image.configDigest.isNull() && !other.configDigest.isNull())
        return image.configDigest == other.configDigest;
    if (!image.manifestDigest.isNull() && image.manifestDigest == other.manifestDigest)
        return true;
    const Result<ImageDetails> details = store.inspect(image.id, job);
    const Result<ImageDetails> otherDetails = otherStore.inspect(other.id, job);
    if (!details || !otherDetails)
        return false;
    const QList<Digest> diffIds = diffIdsOf(*details);
    const bool areKnown = !diffIds.isEmpty()
        && std::none_of(diffIds.cbegin(), diffIds.cend(), [](const Digest &digest) { return digest.isNull(); });
    return areKnown && diffIds == diffIdsOf(*otherDetails) && details->summary.created == otherDetails->summary.created
        && details->summary.platform == otherDetails->summary.platform;
}

Result<const ListedSource *> findNamedImage(
    const QList<ListedSource> &sources, const QString &name, const std::optional<Platform> &platform, Job &job)
{
    QList<Match> matches;
    for (const ListedSource &source : sources) {
        if (source.error || !source.store)
            continue;
        const Result<ImageSummary> image = selectImage(source.listing, name, platform, Platform::host(), source.title);
        if (image)
            matches.append({ &source, *image });
        else if (image.error().code == ErrorCode::Conflict)
            return fail(image.error());
    }
    if (matches.isEmpty())
        return nowhere(sources, name);
    const Match &first = matches.constFirst();
    const bool areSame = std::all_of(matches.cbegin() + 1, matches.cend(), [&](const Match &match) {
        return isSameImage(*first.source->store, first.image, *match.source->store, match.image, job);
    });
    if (job.isCancelled())
        return job.cancelled();
    if (!areSame)
        return severalImages(matches, name);
    return first.source;
}

} // namespace varve
