// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/imagerow.h"

#include "services/types/imagereference.h"

#include <QtCore/QHash>

#include <algorithm>
#include <limits>
#include <vector>

namespace varve {

namespace {

const Digest &layerIdentity(const LayerInfo &layer)
{
    return layer.diffId.isNull() ? layer.blobDigest : layer.diffId;
}

// Which bytes of an image only that image uses, for all images of one source. Digests are looked up once and numbered: with
// thousands of images their hashing is what costs.
class Sharing {
public:
    explicit Sharing(const SourceImages &source);

    struct Bytes {
        std::int64_t unique = -1;
        std::int64_t shared = -1;
    };
    Bytes bytesOf(const SourceImage &image, qsizetype at) const; // of the source's image number `at`

private:
    struct Layer {
        int images = 0;
        std::int64_t blobBytes = -1; // as far as any image knows it
        qsizetype lastImage = -1; // the same (often empty) layer may stand in one image twice: that is one image still
    };
    bool add(const SourceImage &image, qsizetype at);

    // Nothing is known unless the layers of all images are: one that was not looked into could share anything.
    bool m_isKnown = true;
    QHash<Digest, std::uint32_t> m_numbers;
    std::vector<Layer> m_layers; // by number
    std::vector<std::uint32_t> m_numbersOfImages; // one after the other
    std::vector<std::size_t> m_begin; // of each image in m_numbersOfImages
};

bool isCounted(const SourceImage &image)
{
    return image.summary.kind == ImageKind::Image && image.summary.isLocal;
}

Sharing::Sharing(const SourceImages &source)
{
    m_begin.reserve(static_cast<std::size_t>(source.images.size()));
    m_numbers.reserve(4 * source.images.size()); // most layers of an image are its own or few
    for (qsizetype at = 0; at < source.images.size() && m_isKnown; ++at) {
        m_begin.push_back(m_numbersOfImages.size());
        m_isKnown = !isCounted(source.images.at(at)) || add(source.images.at(at), at);
    }
}

bool Sharing::add(const SourceImage &image, qsizetype at)
{
    if (image.layers.isEmpty() && image.summary.layerCount != 0)
        return false;
    for (const LayerInfo &info : image.layers) {
        const Digest &id = layerIdentity(info);
        if (id.isNull())
            return false;
        const auto next = static_cast<std::uint32_t>(m_layers.size());
        std::uint32_t &number = m_numbers[id];
        // Numbers start at 1, so that 0 is what the hash makes for a new digest.
        if (number == 0) {
            number = next + 1;
            m_layers.emplace_back();
        }
        m_numbersOfImages.push_back(number - 1);
        Layer &layer = m_layers[number - 1];
        if (layer.lastImage != at)
            ++layer.images;
        layer.lastImage = at;
        layer.blobBytes = std::max(layer.blobBytes, info.blobBytes);
    }
    return true;
}

Sharing::Bytes Sharing::bytesOf(const SourceImage &image, qsizetype at) const
{
    if (!m_isKnown || !isCounted(image) || image.layers.isEmpty())
        return {};
    // Of the same kind as the size beside it, or nothing: parts of another whole would add up to nonsense.
    const bool isUnpacked = image.summary.unpackedBytes >= 0;
    if (isUnpacked && image.unpackedLayerBytes.size() != image.layers.size())
        return {};
    Bytes bytes { 0, 0 };
    const std::size_t first = m_begin[static_cast<std::size_t>(at)];
    for (qsizetype i = 0; i < image.layers.size(); ++i) {
        const Layer &layer = m_layers[m_numbersOfImages[first + static_cast<std::size_t>(i)]];
        std::int64_t &sum = layer.images > 1 ? bytes.shared : bytes.unique;
        std::int64_t more = isUnpacked ? image.unpackedLayerBytes.at(i) : image.layers.at(i).blobBytes;
        if (more < 0)
            more = layer.blobBytes;
        if (more < 0)
            return {};
        if (__builtin_add_overflow(sum, more, &sum))
            return {}; // sizes of layers that are not here are what a document claims
    }
    return bytes;
}

QString imageKeyOf(const SourceImages &source, const ImageSummary &summary)
{
    const Digest &digest = summary.displayDigest();
    if (!digest.isNull() && !source.isRemote)
        return digest.toString();
    // Without a digest nothing says that images of two sources are the same; and one that is far away is none of those here.
    return QString::number(static_cast<int>(source.source)) + u'/' + summary.id.value;
}

void fillRow(ImageRow &row, const SourceImage &image, const QString &name)
{
    row.name = name;
    const ImageReference reference = ImageReference::fromStoredName(name);
    row.repository = reference.repository;
    row.tag = reference.tag;
    row.image = image;
    const ImageSummary &summary = image.summary;
    row.isUnpackedSize = summary.unpackedBytes >= 0;
    row.isListedSize = !row.isUnpackedSize && summary.listedBytes >= 0;
    row.sizeBytes = row.isUnpackedSize ? summary.unpackedBytes
        : row.isListedSize             ? summary.listedBytes
                                       : summary.blobBytes;
    row.repositoryKey = row.repository.toLower();
    row.createdMs =
        summary.created.isValid() ? summary.created.toMSecsSinceEpoch() : std::numeric_limits<std::int64_t>::min();
}

void finishRow(ImageRow &row)
{
    // The short form is what people see, the stored one what they paste; either is found.
    const QString text = row.repository + u':' + row.tag + u'\n' + row.name + u'\n' + row.sourceTitles + u'\n';
    row.searchText = text.toLower() + row.imageKey;
    const ImageSummary &summary = row.image.summary;
    if (!summary.configDigest.isNull() && !summary.manifestDigest.isNull()) // else the key is the manifest's digest
        row.searchText += u'\n' + summary.manifestDigest.toString();
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
    return key == other.key && isStale == other.isStale && origins == other.origins
        && sourceTitles == other.sourceTitles && sizeBytes == other.sizeBytes && isUnpackedSize == other.isUnpackedSize
        && isListedSize == other.isListedSize && uniqueBytes == other.uniqueBytes && sharedBytes == other.sharedBytes
        && createdMs == other.createdMs && image.containers == other.image.containers
        && image.runningContainers == other.image.runningContainers && image.labels == other.image.labels
        && mine.kind == theirs.kind && mine.platform == theirs.platform && mine.isLocal == theirs.isLocal
        && mine.repoDigests == theirs.repoDigests && mine.layerCount == theirs.layerCount
        && mine.artifactType == theirs.artifactType && mine.configDigest == theirs.configDigest
        && mine.manifestDigest == theirs.manifestDigest;
}

QString mergedImageName(const QString &name)
{
    if (name.isEmpty())
        return name;
    const ImageReference reference = ImageReference::fromStoredName(name);
    static constexpr QLatin1String kBuiltHere("localhost/");
    const QString repository = reference.repository.startsWith(kBuiltHere) ? reference.repository.mid(kBuiltHere.size())
                                                                           : reference.repository;
    return reference.digest.isEmpty() ? repository + u':' + reference.tag : repository + u'@' + reference.digest;
}

QList<ImageRow> makeImageRows(const QList<SourceImages> &sources)
{
    qsizetype expected = 0;
    for (const SourceImages &source : sources) {
        for (const SourceImage &image : source.images)
            expected += std::max<qsizetype>(1, image.summary.names.size());
    }
    QList<ImageRow> rows;
    rows.reserve(expected);
    QHash<QString, qsizetype> rowOfKey;
    rowOfKey.reserve(expected);
    for (const SourceImages &source : sources) {
        Sharing sharing(source);
        for (qsizetype at = 0; at < source.images.size(); ++at) {
            const SourceImage &image = source.images.at(at);
            const QString imageKey = imageKeyOf(source, image.summary);
            const ImageOrigin origin { source.source, image.summary.id };
            const QStringList &names = image.summary.names;
            const Sharing::Bytes bytes = sharing.bytesOf(image, at);
            for (qsizetype i = 0; i == 0 || i < names.size(); ++i) {
                const QString name = names.value(i);
                QString key = imageKey + u'\n' + mergedImageName(name);
                qsizetype known = rowOfKey.value(key, -1);
                // Two names in one place are two rows, however alike.
                if (known >= 0 && rows.at(known).name != name && rows.at(known).hasSource(source.source)) {
                    key = imageKey + u'\n' + name;
                    known = rowOfKey.value(key, -1);
                }
                if (known >= 0) {
                    ImageRow &row = rows[known];
                    row.isStale = row.isStale && source.isStale;
                    if (!row.hasSource(source.source)) {
                        if (image.containers >= 0) {
                            row.image.containers = std::max(row.image.containers, 0) + image.containers;
                            row.image.runningContainers += image.runningContainers;
                        }
                        row.origins.append(origin);
                        for (const QString &digest : image.summary.repoDigests) {
                            if (!row.image.summary.repoDigests.contains(digest))
                                row.image.summary.repoDigests.append(digest);
                        }
                        row.sourceTitles += QLatin1String(", ") + source.title;
                    }
                    continue;
                }
                rowOfKey.insert(key, rows.size());
                ImageRow &row = rows.emplaceBack();
                row.key = key;
                row.imageKey = imageKey;
                row.origins = { origin };
                row.sourceTitles = source.title;
                row.isStale = source.isStale;
                row.isRemote = source.isRemote;
                if (!source.isRemote) { // nothing of it is here
                    row.uniqueBytes = bytes.unique;
                    row.sharedBytes = bytes.shared;
                }
                fillRow(row, image, name);
            }
        }
    }
    for (ImageRow &row : rows)
        finishRow(row);
    return rows;
}

} // namespace varve
