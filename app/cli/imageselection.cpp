// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "app/cli/imageselection.h"

#include "services/types/imagereference.h"
#include "services/types/text.h"

#include <QtCore/QHash>
#include <QtCore/QSet>

#include <algorithm>

namespace varve {

namespace {

using namespace Qt::StringLiterals;

using Images = QList<ImageSummary>;

constexpr qsizetype kShortestId = 4;
constexpr qsizetype kListedNames = 12;

QString describe(const ImageSummary &image, bool withPlatform)
{
    const Digest &digest = image.displayDigest();
    QString text = !image.names.isEmpty() ? image.names.constFirst()
        : digest.isNull()                 ? image.id.value
                                          : digest.shortHex();
    if (withPlatform && !image.platform.isEmpty())
        text += " ("_L1 + image.platform.toString() + u')';
    return visibleText(text);
}

QString enumerate(const Images &images, bool withPlatform)
{
    QStringList texts;
    QHash<QString, int> times;
    for (const ImageSummary &image : images) {
        texts.append(describe(image, withPlatform));
        ++times[texts.constLast()];
    }
    // Images that look alike so far are told apart by their IDs.
    for (int i = 0; i < texts.size(); ++i) {
        if (times.value(texts.at(i)) > 1 && !images.at(i).displayDigest().isNull() && !images.at(i).names.isEmpty())
            texts[i] += " = "_L1 + images.at(i).displayDigest().shortHex();
    }
    const qsizetype more = texts.size() - kListedNames;
    if (more > 0)
        texts = texts.first(kListedNames) << u"and %1 more"_s.arg(more);
    return texts.join(", "_L1);
}

template <typename Predicate>
Images filtered(const Images &images, Predicate predicate)
{
    Images result;
    std::copy_if(images.cbegin(), images.cend(), std::back_inserter(result), predicate);
    return result;
}

bool hasReference(const ImageSummary &image, const ImageReference &wanted)
{
    return std::any_of(image.names.cbegin(), image.names.cend(), [&wanted](const QString &name) {
        const ImageReference reference = ImageReference::fromStoredName(name);
        return reference.repository == wanted.repository && (wanted.tag.isEmpty() || reference.tag == wanted.tag);
    });
}

bool hasId(const ImageSummary &image, const QString &wanted)
{
    const QString hex = wanted.mid(wanted.indexOf(u':') + 1).toLower();
    if (hex.size() < kShortestId)
        return false;
    return image.configDigest.hex().startsWith(hex) || image.manifestDigest.hex().startsWith(hex)
        || image.id.value.mid(image.id.value.indexOf(u':') + 1).startsWith(hex);
}

// The first reading of `name` under which any image fits.
Images named(const Images &images, const QString &name)
{
    Images found = filtered(images, [&name](const ImageSummary &image) { return image.names.contains(name); });
    if (!found.isEmpty())
        return found;
    ImageReference reference = ImageReference::fromName(name);
    const bool hasTag = !reference.tag.isEmpty();
    if (!hasTag)
        reference.tag = u"latest"_s;
    found = filtered(images, [&reference](const ImageSummary &image) { return hasReference(image, reference); });
    if (found.isEmpty())
        found = filtered(images, [&name](const ImageSummary &image) { return hasId(image, name); });
    if (found.isEmpty() && !hasTag) {
        reference.tag.clear();
        found = filtered(images, [&reference](const ImageSummary &image) { return hasReference(image, reference); });
    }
    return found;
}

bool haveOneName(const Images &images)
{
    return std::all_of(images.cbegin(), images.cend(),
        [&images](const ImageSummary &image) { return image.names == images.constFirst().names; });
}

Images withoutDuplicates(const Images &images)
{
    QSet<ImageId> seen;
    return filtered(images, [&seen](const ImageSummary &image) {
        const qsizetype before = seen.size();
        seen.insert(image.id);
        return seen.size() > before;
    });
}

} // namespace

Result<ImageSummary> selectImage(const Listing &listing, const QString &name, const std::optional<Platform> &platform,
    const Platform &host, const QString &path)
{
    const QString source = visibleText(path);
    Images listed = listing.images;
    // What cannot be read is chosen like the others: another image in its place would be a guess.
    for (const UnreadableImage &image : listing.unreadable)
        listed.append(image.summary);
    const Images all =
        withoutDuplicates(filtered(listed, [](const ImageSummary &image) { return image.kind == ImageKind::Image; }));
    if (all.isEmpty())
        return fail(ErrorCode::Unsupported, path, u"there is no container image in it"_s);
    Images fitting = name.isEmpty() ? all : named(all, name);
    if (fitting.isEmpty())
        return fail(ErrorCode::NotFound, path,
            u"%1 holds no image \"%2\", only %3"_s.arg(source, visibleText(name), enumerate(all, false)));
    const bool isOneName = haveOneName(fitting);
    if (platform) {
        const Images before = fitting;
        fitting =
            filtered(fitting, [&platform](const ImageSummary &image) { return platform->accepts(image.platform); });
        if (fitting.isEmpty())
            return fail(ErrorCode::NotFound, path,
                u"%1 holds no image for %2, only %3"_s.arg(
                    source, visibleText(platform->toString()), enumerate(before, true)));
    } else if (fitting.size() > 1 && isOneName) {
        const Images native =
            filtered(fitting, [&host](const ImageSummary &image) { return host.accepts(image.platform); });
        if (native.isEmpty())
            return fail(ErrorCode::Conflict, path,
                u"%1 holds no image for this machine; say which one with --platform: %2"_s.arg(
                    source, enumerate(fitting, true)));
        fitting = native;
    }
    if (fitting.size() > 1) {
        return fail(ErrorCode::Conflict, path,
            u"%1 holds %2 images that fit; say which one with %3: %4"_s.arg(source, QString::number(fitting.size()),
                isOneName && !platform ? u"--platform or --image"_s : u"--image"_s, enumerate(fitting, isOneName)));
    }
    return fitting.constFirst();
}

} // namespace varve
