// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/filetreemodel.h"

#include "models/relativetime.h"
#include "services/types/text.h"

#include <QtCore/QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

namespace varve {

namespace {

QByteArray toByteArray(std::string_view text)
{
    return { text.data(), static_cast<qsizetype>(text.size()) };
}

QDateTime fromNanoseconds(std::int64_t ns)
{
    // Rounded down, also before the epoch.
    std::int64_t ms = ns / 1'000'000;
    if (ns % 1'000'000 < 0)
        --ms;
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
}

// The tree of the entry that a projection shows for a node; null for folders that no layer has an entry of.
const LayerTree *entryTree(const TreeProjection &projection, TreeProjection::Entry entry)
{
    if (entry.node == kNoLayerNode || entry.layer < 0)
        return nullptr;
    return projection.tree().layer(entry.layer).get();
}

} // namespace

FileTreeModel::FileTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
{
}

void FileTreeModel::setProjection(const TreeProjectionPtr &projection)
{
    if (projection == m_projection)
        return;
    const Kinship relation =
        projection && m_projection ? kinship(m_projection->tree(), projection->tree()) : Kinship::Other;
    if (relation == Kinship::Other) {
        beginResetModel();
        m_projection = projection;
        endResetModel();
        Q_EMIT projectionChanged(true);
        return;
    }
    Q_EMIT layoutAboutToBeChanged();
    // The old projection lives until its indexes have been moved.
    const TreeProjectionPtr before = std::exchange(m_projection, projection);
    moveIndexes(*before, *projection, relation);
    Q_EMIT layoutChanged();
    Q_EMIT projectionChanged(false);
}

FileTreeModel::Kinship FileTreeModel::kinship(const ImageTree &before, const ImageTree &after)
{
    if (&before == &after)
        return Kinship::SameIds;
    if (before.layerCount() != after.layerCount())
        return Kinship::Other;
    // Layers are the same when they share their columns: a layer that got its fingerprints is a new object over old columns.
    bool sameLayers = true;
    bool anyInCommon = false;
    bool anyBefore = false;
    for (int layer = 0; layer < before.layerCount(); ++layer) {
        const LayerTree *old = before.layer(layer).get();
        const LayerTree *now = after.layer(layer).get();
        anyBefore = anyBefore || old;
        if (old && now) {
            if (old->columns().attributes.data() != now->columns().attributes.data())
                return Kinship::Other;
            anyInCommon = true;
        } else if (old || now) {
            sameLayers = false;
        }
    }
    if (sameLayers && anyInCommon)
        return Kinship::SameIds;
    return anyInCommon || !anyBefore ? Kinship::SamePaths : Kinship::Other;
}

void FileTreeModel::moveIndexes(const TreeProjection &before, const TreeProjection &after, Kinship kinship)
{
    const QModelIndexList from = persistentIndexList();
    QModelIndexList to;
    to.reserve(from.size());
    for (const QModelIndex &old : from) {
        NodeId node { static_cast<std::uint32_t>(old.internalId()) };
        if (kinship == Kinship::SamePaths)
            node = after.tree().find(before.tree().path(node));
        const bool isShown = node != kNoNode && node != kRootNode && after.contains(node);
        to.append(isShown
                ? createIndex(static_cast<int>(after.rowOf(node)), old.column(), quintptr { varve::index(node) })
                : QModelIndex());
    }
    changePersistentIndexList(from, to);
}

NodeId FileTreeModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? NodeId { static_cast<std::uint32_t>(index.internalId()) } : kRootNode;
}

QModelIndex FileTreeModel::indexOf(NodeId node, int column) const
{
    if (!m_projection || node == kRootNode || varve::index(node) >= m_projection->tree().size()
        || !m_projection->contains(node))
        return {};
    return createIndex(static_cast<int>(m_projection->rowOf(node)), column, quintptr { varve::index(node) });
}

QModelIndex FileTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= kColumns || row >= rowCount(parent))
        return {};
    const NodeId node = m_projection->child(nodeOf(parent), static_cast<std::uint32_t>(row));
    return createIndex(row, column, quintptr { varve::index(node) });
}

QModelIndex FileTreeModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || !m_projection)
        return {};
    const NodeId parent = m_projection->tree().parent(nodeOf(child));
    if (parent == kRootNode || parent == kNoNode)
        return {};
    return createIndex(static_cast<int>(m_projection->rowOf(parent)), 0, quintptr { varve::index(parent) });
}

int FileTreeModel::rowCount(const QModelIndex &parent) const
{
    if (!m_projection || parent.column() > 0)
        return 0;
    return static_cast<int>(m_projection->rowCount(nodeOf(parent)));
}

int FileTreeModel::columnCount(const QModelIndex &) const
{
    return kColumns;
}

bool FileTreeModel::hasChildren(const QModelIndex &parent) const
{
    return rowCount(parent) > 0;
}

Qt::ItemFlags FileTreeModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::ItemFlags();
}

QVariant FileTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(section == Size ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case Change:
        return tr("Change");
    case Size:
        return tr("Size");
    case Mode:
        return tr("Mode");
    case Owner:
        return tr("Owner");
    case Modified:
        return tr("Modified");
    default:
        return {};
    }
}

void FileTreeModel::sort(int column, Qt::SortOrder order)
{
    if (column >= 0 && column < kColumns)
        Q_EMIT sortRequested(static_cast<TreeColumn>(column), order == Qt::DescendingOrder);
}

QVariant FileTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_projection)
        return {};
    const NodeId node = nodeOf(index);
    const TreeProjection &projection = *m_projection;
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return displayData(node, column);
    case Qt::AccessibleTextRole:
        // A letter says little to somebody who listens.
        return column == Change && projection.hasChange(node) ? QVariant(changeName(projection.change(node)))
                                                              : QVariant();
    case Qt::ToolTipRole:
        return toolTip(node);
    case Qt::TextAlignmentRole:
        return QVariant(column == Size ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
    case SortRole:
        return sortData(node, column);
    case RawTextRole:
        return toByteArray(projection.tree().name(node));
    case PathRole:
        return QByteArray::fromStdString(projection.tree().path(node));
    case NodeRole:
        return quint32 { varve::index(node) };
    case ChangeRole:
        return projection.hasChange(node) ? QVariant(static_cast<int>(projection.change(node))) : QVariant();
    case ChangesBelowRole:
        return !projection.hasChange(node) && projection.hasChangesBelow(node);
    case LetterRole:
        return projection.hasChange(node) ? changeLetter(projection.change(node)) : QString();
    case LayerIndexRole:
    case LayerColorIndexRole: {
        const TreeProjection::Entry entry = projection.entry(node);
        return entryTree(projection, entry) ? QVariant(entry.layer) : QVariant();
    }
    case LinkTargetRole: {
        const TreeProjection::Entry entry = projection.entry(node);
        const LayerTree *tree = entryTree(projection, entry);
        if (!tree || (tree->type(entry.node) != EntryType::Symlink && tree->type(entry.node) != EntryType::HardLink))
            return {};
        return toByteArray(tree->linkTarget(entry.node));
    }
    case IconNameRole:
        return column == Name ? QVariant(iconName(node)) : QVariant();
    case QuietRole:
        return column == Mode || column == Owner || column == Modified
            || (column == Change && !projection.hasChange(node));
    case FixedFontRole:
        return column == Mode || column == Owner || column == Change;
    default:
        return column == Size ? sizeData(node, role) : QVariant();
    }
}

QVariant FileTreeModel::sizeData(NodeId node, int role) const
{
    const std::int64_t bytes = m_projection->sizeBytes(node);
    const std::int64_t folderBytes = m_projection->sizeBytes(m_projection->tree().parent(node));
    switch (role) {
    case BytesRole:
        return qint64 { bytes };
    case MaxBytesRole:
        return qint64 { std::abs(folderBytes) };
    case BarFractionRole: {
        if (folderBytes == 0)
            return 0.0;
        // What was added and removed in one folder may cancel out, so a part can be more than the whole.
        const double fraction = std::abs(static_cast<double>(bytes) / static_cast<double>(folderBytes));
        return std::min(fraction, 1.0);
    }
    default:
        return {};
    }
}

QVariant FileTreeModel::displayData(NodeId node, int column) const
{
    const TreeProjection &projection = *m_projection;
    switch (column) {
    case Name:
        return visibleText(QByteArrayView(
            projection.tree().name(node).data(), static_cast<qsizetype>(projection.tree().name(node).size())));
    case Change:
        if (projection.hasChange(node))
            return changeLetter(projection.change(node));
        return projection.hasChangesBelow(node) ? QStringLiteral("·") : QString();
    case Size:
        return sizeText(node);
    default:
        break;
    }
    const TreeProjection::Entry entry = projection.entry(node);
    const LayerTree *tree = entryTree(projection, entry);
    if (!tree)
        return {};
    const Attributes &attributes = tree->attributes(entry.node);
    switch (column) {
    case Mode:
        return modeText(attributes.type, attributes.mode);
    case Owner:
        return ownerText(attributes.uid, attributes.gid);
    case Modified:
        return fromNanoseconds(tree->mtimeNs(entry.node)).toLocalTime().toString(u"yyyy-MM-dd HH:mm");
    default:
        return {};
    }
}

QVariant FileTreeModel::sortData(NodeId node, int column) const
{
    const TreeProjection &projection = *m_projection;
    const TreeProjection::Entry entry = projection.entry(node);
    const LayerTree *tree = entryTree(projection, entry);
    switch (column) {
    case Name:
        return toByteArray(projection.tree().name(node));
    case Change:
        return projection.hasChange(node) ? static_cast<int>(projection.change(node)) : std::numeric_limits<int>::max();
    case Size:
        return qint64 { projection.sizeBytes(node) };
    case Mode:
        return tree ? QVariant(int { tree->attributes(entry.node).mode }) : QVariant(-1);
    case Owner:
        return tree ? QVariant(qint64 { tree->attributes(entry.node).uid }) : QVariant(qint64 { -1 });
    case Modified:
        return tree ? QVariant(qint64 { tree->mtimeNs(entry.node) }) : QVariant(std::numeric_limits<qint64>::min());
    default:
        return {};
    }
}

QString FileTreeModel::sizeText(NodeId node) const
{
    const std::int64_t bytes = m_projection->sizeBytes(node);
    if (bytes != 0)
        return humanSize(bytes);
    // Links and devices have no size of their own; an empty file has one, and it is zero.
    const TreeProjection::Entry entry = m_projection->entry(node);
    const LayerTree *tree = entryTree(*m_projection, entry);
    return tree && tree->type(entry.node) == EntryType::File ? humanSize(0) : QString();
}

QString FileTreeModel::iconName(NodeId node) const
{
    const TreeProjection::Entry entry = m_projection->entry(node);
    const LayerTree *tree = entryTree(*m_projection, entry);
    switch (tree ? tree->type(entry.node) : EntryType::Directory) {
    case EntryType::Directory:
        return QStringLiteral("folder");
    case EntryType::Symlink:
        return QStringLiteral("symlink");
    case EntryType::HardLink:
        return QStringLiteral("hardlink");
    case EntryType::CharDevice:
    case EntryType::BlockDevice:
    case EntryType::Fifo:
        return QStringLiteral("device");
    case EntryType::File:
    case EntryType::Whiteout:
        break;
    }
    return QStringLiteral("file");
}

QString FileTreeModel::toolTip(NodeId node) const
{
    const TreeProjection &projection = *m_projection;
    const std::string path = projection.tree().path(node);
    QStringList lines { u'/'
        + shortened(visibleText(QByteArrayView(path.data(), static_cast<qsizetype>(path.size())))) };
    if (projection.hasChange(node))
        lines += changeName(projection.change(node));
    else if (projection.hasChangesBelow(node))
        lines += tr("Holds changes");
    const TreeProjection::Entry entry = projection.entry(node);
    const LayerTree *tree = entryTree(projection, entry);
    if (!tree) {
        lines += tr("No layer has an entry for this folder; it follows from the paths below it");
        return lines.join(u'\n');
    }
    const std::string_view target = tree->linkTarget(entry.node);
    const QString shownTarget =
        shortened(visibleText(QByteArrayView(target.data(), static_cast<qsizetype>(target.size()))));
    switch (tree->type(entry.node)) {
    case EntryType::Symlink:
        lines += tr("Symbolic link -> %1").arg(shownTarget);
        break;
    case EntryType::HardLink:
        lines += tr("Hard link to %1").arg(shownTarget);
        break;
    case EntryType::CharDevice:
        lines += tr("Character device %1").arg(shownTarget);
        break;
    case EntryType::BlockDevice:
        lines += tr("Block device %1").arg(shownTarget);
        break;
    case EntryType::Fifo:
        lines += tr("Named pipe");
        break;
    case EntryType::File:
    case EntryType::Directory:
    case EntryType::Whiteout:
        break;
    }
    const Attributes &attributes = tree->attributes(entry.node);
    lines += tr("%1 bytes").arg(QLocale().toString(qint64 { projection.sizeBytes(node) }));
    lines += tr("Mode %1, user %2, group %3")
                 .arg(QString::number(attributes.mode, 8).rightJustified(4, u'0'))
                 .arg(attributes.uid)
                 .arg(attributes.gid);
    lines += tr("Modified %1").arg(RelativeTime::exact(fromNanoseconds(tree->mtimeNs(entry.node))));
    return lines.join(u'\n');
}

QString FileTreeModel::changeLetter(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Added:
        return QStringLiteral("A");
    case ChangeKind::Modified:
    case ChangeKind::Replaced:
        return QStringLiteral("M");
    case ChangeKind::MetadataOnly:
        return QStringLiteral("m");
    case ChangeKind::Removed:
        return QStringLiteral("R");
    case ChangeKind::Same:
        break;
    }
    return {};
}

QString FileTreeModel::changeName(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Added:
        return tr("Added");
    case ChangeKind::Modified:
        return tr("Modified");
    case ChangeKind::MetadataOnly:
        return tr("Metadata only: same content, stored again");
    case ChangeKind::Removed:
        return tr("Removed");
    case ChangeKind::Replaced:
        return tr("Replaced by another type");
    case ChangeKind::Same:
        return tr("Unchanged");
    }
    return {};
}

QString FileTreeModel::modeText(EntryType type, std::uint16_t mode)
{
    static constexpr char kTypes[] = { '-', 'd', 'l', '-', 'c', 'b', 'p', '-' };
    QString text(10, u'-');
    text[0] = QLatin1Char(kTypes[static_cast<std::size_t>(type)]);
    static constexpr char kBits[] = "rwxrwxrwx";
    for (int bit = 0; bit < 9; ++bit) {
        if ((mode & (0400U >> bit)) != 0)
            text[1 + bit] = QLatin1Char(kBits[bit]);
    }
    // Capital letters where the special bit is set and the execute bit is not, as ls does.
    const auto special = [&](unsigned bit, int position, char letter) {
        if ((mode & bit) == 0)
            return;
        const QChar shown = QLatin1Char(letter);
        text[position] = text.at(position) == u'x' ? shown : shown.toUpper();
    };
    special(04000, 3, 's');
    special(02000, 6, 's');
    special(01000, 9, 't');
    return text;
}

QString FileTreeModel::ownerText(std::uint32_t uid, std::uint32_t gid)
{
    if (uid == 0 && gid == 0)
        return QStringLiteral("root");
    return QString::number(uid) + u':' + QString::number(gid);
}

} // namespace varve
