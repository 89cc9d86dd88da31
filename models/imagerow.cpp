// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/imagerow.h"

#include "services/types/imagereference.h"

#include <QtCore/QHash>
#include <QtCore/QSet>

#include <algorithm>
#include <limits>

namespace varve {

namespace {

const Digest &layerIdentity(const LayerInfo &layer)
{
    return layer.diffId.isNull() ? layer.blobDigest : layer.diffId;
}

// How many images of one source hold a layer. Empty unless the layers of all its images are known: an image that was not
// looked into could share anything.
QHash<Digest, int> layerUsers(const SourceImages &source)
{
    QHash<Digest, int> users;
    for (const SourceImage &image : source.images) {
        if (image.summary.kind != ImageKind::Image || !image.summary.isLocal)
            continue;
        if (image.layers.isEmpty() && image.summary.layerCount > 0)
            return {};
        QSet<Digest> seen; // the same (often empty) layer may stand in one image twice
        for (const LayerInfo &layer : image.layers) {
            const Digest &id = layerIdentity(layer);
            if (id.isNull() || layer.blobBytes < 0)
                return {};
            if (!seen.contains(id)) {
                seen.insert(id);
                ++users[id];
            }
        }
    }
    return users;
}

void setSharing(ImageRow &row, const QHash<Digest, int> &users)
{
    const SourceImage &image = row.image;
    if (image.summary.kind != ImageKind::Image || !image.summary.isLocal || image.layers.isEmpty() || users.isEmpty())
        return;
    row.uniqueBytes = 0;
    row.sharedBytes = 0;
    QSet<Digest> seen;
    for (const LayerInfo &layer : image.layers) {
        const Digest &id = layerIdentity(layer);
        if (seen.contains(id))
            continue;
        seen.insert(id);
        (users.value(id) > 1 ? row.sharedBytes : row.uniqueBytes) += layer.blobBytes;
    }
}

QString imageKeyOf(const SourceImages &source, const ImageSummary &summary)
{
    const Digest &digest = summary.displayDigest();
    if (!digest.isNull())
        return digest.toString();
    // Without a digest nothing says that images of two sources are the same.
    return QString::number(static_cast<int>(source.source)) + u'/' + summary.id.value;
}

ImageRow makeRow(const SourceImage &image, const QString &imageKey, const QString &name)
{
    ImageRow row;
    row.imageKey = imageKey;
    row.key = imageKey + u'\n' + name;
    row.name = name;
    const ImageReference reference = ImageReference::fromName(name);
    row.repository = reference.repository;
    row.tag = reference.tag;
    row.image = image;
    const ImageSummary &summary = image.summary;
    row.isUnpackedSize = summary.unpackedBytes >= 0;
    row.sizeBytes = row.isUnpackedSize ? summary.unpackedBytes : summary.blobBytes;
    row.repositoryKey = row.repository.toLower();
    row.createdMs
        = summary.created.isValid() ? summary.created.toMSecsSinceEpoch() : std::numeric_limits<std::int64_t>::min();
    return row;
}

void finishRow(ImageRow &row)
{
    const ImageSummary &summary = row.image.summary;
    // The short form is what people see, the stored one what they paste; either is found.
    QStringList parts { row.repository + u':' + row.tag, row.name, summary.configDigest.toString(),
        summary.manifestDigest.toString(), row.sourceTitles };
    parts.removeAll(QString());
    row.searchText = parts.join(u'\n').toLower();
}

} // namespace

bool ImageRow::hasSource(SourceId source) const
{
    return std::any_of(
        origins.cbegin(), origins.cend(), [source](const ImageOrigin &origin) { return origin.source == source; });
}

bool ImageRow::sameContent(const ImageRow &other) const
{
    const ImageSummary &mine = image.summary;
    const ImageSummary &theirs = other.image.summary;
    return key == other.key && origins == other.origins && sourceTitles == other.sourceTitles
        && sizeBytes == other.sizeBytes && isUnpackedSize == other.isUnpackedSize && uniqueBytes == other.uniqueBytes
        && sharedBytes == other.sharedBytes && createdMs == other.createdMs && image.containers == other.image.containers
        && image.runningContainers == other.image.runningContainers && image.labels == other.image.labels
        && mine.kind == theirs.kind && mine.platform == theirs.platform && mine.isLocal == theirs.isLocal
        && mine.layerCount == theirs.layerCount && mine.artifactType == theirs.artifactType
        && mine.configDigest == theirs.configDigest && mine.manifestDigest == theirs.manifestDigest;
}

QList<ImageRow> makeImageRows(const QList<SourceImages> &sources)
{
    QList<ImageRow> rows;
    QHash<QString, qsizetype> rowOfKey;
    for (const SourceImages &source : sources) {
        const QHash<Digest, int> users = layerUsers(source);
        for (const SourceImage &image : source.images) {
            const QString imageKey = imageKeyOf(source, image.summary);
            const QStringList names
                = image.summary.names.isEmpty() ? QStringList { QString() } : image.summary.names;
            for (const QString &name : names) {
                const QString key = imageKey + u'\n' + name;
                const ImageOrigin origin { source.source, image.summary.id };
                if (const auto known = rowOfKey.constFind(key); known != rowOfKey.cend()) {
                    ImageRow &row = rows[*known];
                    if (!row.hasSource(source.source)) {
                        row.origins.append(origin);
                        row.sourceTitles += QLatin1String(", ") + source.title;
                    }
                    continue;
                }
                ImageRow row = makeRow(image, imageKey, name);
                row.origins = { origin };
                row.sourceTitles = source.title;
                setSharing(row, users);
                rowOfKey.insert(key, rows.size());
                rows.append(std::move(row));
            }
        }
    }
    for (ImageRow &row : rows)
        finishRow(row);
    return rows;
}

} // namespace varve
