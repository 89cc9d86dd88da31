// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// What the cells of the images table say; the rows and their order are in imagesmodel.cpp.
#include "models/imagesmodel.h"

#include "models/relativetime.h"
#include "models/roles.h"
#include "services/types/text.h"

#include <QtCore/QLocale>

namespace varve {

namespace {

constexpr qsizetype kShortIdLength = 12;

QString knownSize(std::int64_t bytes)
{
    return bytes >= 0 ? humanSize(bytes) : QStringLiteral("-");
}

// Linux is what nearly all images are for; naming it in every row would hide the few others.
QString shortPlatform(const Platform &platform)
{
    const QString text = platform.toString();
    return text.startsWith(QLatin1String("linux/")) ? text.mid(6) : text;
}

} // namespace

QVariant ImagesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumns)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section);
    if (role == Qt::ToolTipRole)
        return headerToolTip(section);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Repository:
        return tr("Repository");
    case Tag:
        return tr("Tag");
    case Id:
        return tr("Image ID");
    case Created:
        return tr("Created");
    case Size:
        return tr("Size");
    case Unique:
        return tr("Unique");
    case Shared:
        return tr("Shared");
    case UsedBy:
        return tr("Used by");
    case PlatformColumn:
        return tr("Platform");
    case SourceColumn:
        return tr("Source");
    case Update:
        return tr("Newer?");
    default:
        return {};
    }
}

QVariant ImagesModel::alignment(int column)
{
    const bool isNumber = column == Size || column == Unique || column == Shared || column == UsedBy;
    return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

QVariant ImagesModel::headerToolTip(int column)
{
    switch (column) {
    case Size:
        return tr("Sum of the layers: unpacked once they were read, else as stored");
    case Unique:
        return tr("The part of the size in layers that no other image of the same source has");
    case Shared:
        return tr("The part of the size in layers that other images of the same source have as well");
    case UsedBy:
        return tr("Containers made from the image; ▶ counts those that run");
    case Update:
        return tr("Whether the registry has another image by this name now; asked for in the menu of an image");
    default:
        return {};
    }
}

QVariant ImagesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const ImageRow &row = this->row(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return displayData(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::TextAlignmentRole:
        return alignment(column);
    case SortRole:
        return sortData(row, column);
    case RawTextRole:
        return rawText(row, column);
    case BytesRole:
        return column == Size && row.sizeBytes >= 0 ? QVariant(qint64 { row.sizeBytes }) : QVariant();
    case MaxBytesRole:
        return column == Size ? QVariant(qint64 { m_maxBytes }) : QVariant();
    case BarFractionRole:
        if (column != Size || row.sizeBytes < 0 || m_maxBytes == 0)
            return {};
        return static_cast<double>(row.sizeBytes) / static_cast<double>(m_maxBytes);
    case QuietRole:
        return row.image.summary.kind != ImageKind::Image || !row.image.summary.isLocal || row.isStale
            || (column == Repository && row.repository.isEmpty())
            || (column == Update && m_updates.value(row.key).state != UpdateNote::State::Newer);
    case FixedFontRole:
        return column == Id;
    case ElideMiddleRole:
        return column == Repository || column == Id;
    case IconNameRole:
        if (column == Update && m_updates.value(row.key).state == UpdateNote::State::Newer)
            return QStringLiteral("pull");
        if (column != Repository)
            return {};
        return row.image.summary.kind == ImageKind::Image ? QStringLiteral("image") : QStringLiteral("file");
    case ImageKeyRole:
        return row.imageKey;
    default:
        return {};
    }
}

QString ImagesModel::kindName(const ImageSummary &image)
{
    switch (image.kind) {
    case ImageKind::Image:
        return tr("Image");
    case ImageKind::Attestation:
        return tr("Attestation");
    case ImageKind::Signature:
        return tr("Signature");
    case ImageKind::HelmChart:
        return tr("Helm chart");
    case ImageKind::Artifact:
        return image.isPlatformList() ? tr("Several platforms") : tr("Artifact");
    }
    return {};
}

QString ImagesModel::updateText(UpdateNote::State state)
{
    switch (state) {
    case UpdateNote::State::NotAsked:
        break;
    case UpdateNote::State::NotPulled:
        return tr("not pulled");
    case UpdateNote::State::Asking:
        return tr("asking …");
    case UpdateNote::State::Same:
        return tr("up to date");
    case UpdateNote::State::Unknown:
        return tr("not known");
    case UpdateNote::State::Gone:
        return tr("gone");
    case UpdateNote::State::Newer:
        return tr("newer");
    }
    return {};
}

QVariant ImagesModel::displayData(const ImageRow &row, int column) const
{
    const ImageSummary &summary = row.image.summary;
    const bool isImage = summary.kind == ImageKind::Image;
    switch (column) {
    case Repository:
        if (!row.name.isEmpty())
            return row.repository.isEmpty() ? tr("<none>") : visibleText(row.repository);
        return isImage ? tr("<dangling>") : u'<' + kindName(summary).toLower() + u'>';
    case Tag:
        return visibleText(row.tag);
    case Id:
        return summary.displayDigest().isNull() ? visibleText(summary.id.value.left(kShortIdLength))
                                                : summary.displayDigest().shortHex();
    case Created:
        return RelativeTime::text(summary.created, m_now);
    case Size:
        return knownSize(row.sizeBytes);
    case Unique:
        return knownSize(row.uniqueBytes);
    case Shared:
        return knownSize(row.sharedBytes);
    case UsedBy:
        if (row.image.containers < 0)
            return QStringLiteral("-");
        if (row.image.runningContainers == 0)
            return QString::number(row.image.containers);
        return QStringLiteral("%1 (%2▶)").arg(row.image.containers).arg(row.image.runningContainers);
    case PlatformColumn:
        if (summary.isPlatformList())
            return tr("Several", "platforms");
        return isImage ? visibleText(shortPlatform(summary.platform)) : kindName(summary);
    case SourceColumn:
        return visibleText(row.sourceTitles);
    case Update:
        return updateText(m_updates.value(row.key).state);
    default:
        return {};
    }
}

QVariant ImagesModel::sortData(const ImageRow &row, int column) const
{
    switch (column) {
    case Repository:
        return row.repositoryKey;
    case Tag:
        return row.tag;
    case Id:
        return row.imageKey;
    case Created:
        return qint64 { row.createdMs };
    case Size:
        return qint64 { row.sizeBytes };
    case Unique:
        return qint64 { row.uniqueBytes };
    case Shared:
        return qint64 { row.sharedBytes };
    case UsedBy:
        return row.image.containers;
    case PlatformColumn:
        return row.image.summary.platform.toString();
    case SourceColumn:
        return row.sourceTitles;
    case Update:
        return static_cast<int>(m_updates.value(row.key).state);
    default:
        return {};
    }
}

QVariant ImagesModel::rawText(const ImageRow &row, int column) const
{
    const ImageSummary &summary = row.image.summary;
    switch (column) {
    case Repository:
        return row.repository.toUtf8();
    case Tag:
        return row.tag.toUtf8();
    case Id:
        return (summary.displayDigest().isNull() ? summary.id.value : summary.displayDigest().toString()).toUtf8();
    case Created:
        return summary.created.toUTC().toString(Qt::ISODate).toUtf8();
    case Size:
        return row.sizeBytes >= 0 ? QByteArray::number(qint64 { row.sizeBytes }) : QByteArray();
    case PlatformColumn:
        return summary.platform.toString().toUtf8();
    case SourceColumn:
        return row.sourceTitles.toUtf8();
    default:
        return displayData(row, column).toString().toUtf8();
    }
}

QString ImagesModel::toolTip(const ImageRow &row, int column) const
{
    const ImageSummary &summary = row.image.summary;
    switch (column) {
    case Repository:
    case Tag: {
        QStringList lines;
        if (!row.name.isEmpty())
            lines += shortened(visibleText(row.name));
        else if (row.isDangling())
            lines += tr("Dangling: the image has no name");
        if (summary.kind != ImageKind::Image)
            lines += summary.artifactType.isEmpty()
                ? kindName(summary)
                : kindName(summary) + u' ' + shortened(visibleText(summary.artifactType));
        if (row.isRemote)
            lines += summary.isLocal ? tr("In the registry") : tr("In the registry: choose it to see what it is");
        else if (!summary.isLocal)
            lines += tr("Not local: it is listed here, but its content is elsewhere");
        return lines.join(u'\n');
    }
    case Id: {
        QStringList lines;
        if (!summary.configDigest.isNull())
            lines += tr("Image ID %1").arg(summary.configDigest.toString());
        if (!summary.manifestDigest.isNull())
            lines += tr("Manifest %1").arg(summary.manifestDigest.toString());
        return lines.join(u'\n');
    }
    case Created:
        return RelativeTime::exact(summary.created);
    case Size:
        if (row.sizeBytes < 0)
            return tr("The size is not known yet");
        return (row.isUnpackedSize ? tr("Unpacked size: %1 bytes")
                : row.isListedSize ? tr("Size as its source lists it: %1 bytes")
                                   : tr("Size of the layers as stored: %1 bytes"))
            .arg(QLocale().toString(qint64 { row.sizeBytes }));
    case Unique:
    case Shared: {
        const std::int64_t bytes = column == Unique ? row.uniqueBytes : row.sharedBytes;
        if (bytes < 0)
            return tr("Not known for this source");
        return (row.isUnpackedSize ? tr("%1 bytes unpacked")
                : row.isListedSize ? tr("%1 bytes, by the sizes that its source lists")
                                   : tr("%1 bytes as stored"))
            .arg(QLocale().toString(qint64 { bytes }));
    }
    case UsedBy:
        return row.image.containers < 0 ? tr("This source knows no containers") : QString();
    case PlatformColumn:
        return visibleText(summary.platform.toString());
    case SourceColumn:
        return shortened(visibleText(row.sourceTitles));
    case Update:
        return m_updates.value(row.key).explanation;
    default:
        return {};
    }
}

} // namespace varve
