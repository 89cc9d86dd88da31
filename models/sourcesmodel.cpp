// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/sourcesmodel.h"

#include "models/roles.h"
#include "services/types/text.h"

#include <algorithm>

namespace varve {

namespace {

// internalId of the first level; a source's is 1 + its group.
constexpr quintptr kTopLevel = 0;

QString sourceIconName(SourceKind kind)
{
    switch (kind) {
    case SourceKind::DockerArchive:
    case SourceKind::OciArchive:
        return QStringLiteral("archive");
    case SourceKind::OciLayout:
    case SourceKind::ContainersStorage:
        return QStringLiteral("layout");
    case SourceKind::Library:
        return QStringLiteral("library");
    case SourceKind::Engine:
        return QStringLiteral("engine");
    case SourceKind::Registry:
        return QStringLiteral("pull");
    }
    return {};
}

} // namespace

SourcesModel::SourcesModel(QObject *parent)
    : QAbstractItemModel(parent)
{
}

SourcesModel::Group SourcesModel::groupOf(const Source &source)
{
    switch (source.kind) {
    case SourceKind::Library:
    case SourceKind::Engine:
    case SourceKind::ContainersStorage:
        return Engines;
    case SourceKind::Registry:
        return Registries;
    case SourceKind::DockerArchive:
    case SourceKind::OciLayout:
    case SourceKind::OciArchive:
        break;
    }
    return Archives;
}

// Behind "All sources" and the headings before it that are shown.
int SourcesModel::topRowFor(Group group) const
{
    return 1 + static_cast<int>(std::count_if(kAllGroups.begin(), kAllGroups.end(), [this, group](Group other) {
        return other < group && !m_groups[other].isEmpty();
    }));
}

SourcesModel::Group SourcesModel::groupAtTopRow(int row) const
{
    return *std::find_if(kAllGroups.begin(), kAllGroups.end(),
        [this, row](Group group) { return !m_groups[group].isEmpty() && topRowFor(group) == row; });
}

void SourcesModel::setSources(const QList<Source> &sources)
{
    m_sources = sources;
    for (const Group group : kAllGroups) {
        QList<Source> wanted;
        for (const Source &source : sources) {
            if (groupOf(source) == group)
                wanted.append(source);
        }
        setGroup(group, wanted);
    }
    // The totals of "All sources" may have changed with any of them.
    Q_EMIT dataChanged(index(0, 0), index(0, 0));
}

void SourcesModel::setGroup(Group group, const QList<Source> &wanted)
{
    QList<Source> &shown = m_groups[group];
    if (shown.isEmpty() && wanted.isEmpty())
        return;
    if (shown.isEmpty() || wanted.isEmpty()) {
        // The heading comes and goes with its sources.
        if (wanted.isEmpty()) {
            const int row = topRowFor(group);
            beginRemoveRows({}, row, row);
            shown.clear();
            endRemoveRows();
        } else {
            const int row = topRowFor(group);
            beginInsertRows({}, row, row);
            shown = wanted;
            endInsertRows();
        }
        return;
    }
    const QModelIndex heading = index(topRowFor(group), 0);
    const auto find = [](const QList<Source> &list, SourceId id) {
        return std::find_if(list.cbegin(), list.cend(), [id](const Source &source) { return source.id == id; })
            - list.cbegin();
    };
    // Insert first and remove last: the heading is never without rows in between.
    for (int row = 0; row < wanted.size(); ++row) {
        const Source &source = wanted.at(row);
        const int old = static_cast<int>(find(shown, source.id));
        if (old == shown.size()) {
            beginInsertRows(heading, row, row);
            shown.insert(row, source);
            endInsertRows();
            continue;
        }
        if (old != row) {
            // Rows before `row` are in place already, so it can only move up.
            beginMoveRows(heading, old, old, heading, row);
            shown.move(old, row);
            endMoveRows();
        }
        if (shown.at(row) != source) {
            shown[row] = source;
            const QModelIndex changed = index(row, 0, heading);
            Q_EMIT dataChanged(changed, changed);
        }
    }
    if (shown.size() > wanted.size()) {
        beginRemoveRows(heading, static_cast<int>(wanted.size()), static_cast<int>(shown.size()) - 1);
        shown.resize(wanted.size());
        endRemoveRows();
    }
}

QModelIndex SourcesModel::indexOf(SourceId id) const
{
    if (id == kAllSources)
        return index(0, 0);
    for (const Group group : kAllGroups) {
        for (int row = 0; row < m_groups[group].size(); ++row) {
            if (m_groups[group].at(row).id == id)
                return createIndex(row, 0, quintptr { 1 } + group);
        }
    }
    return {};
}

SourceId SourcesModel::sourceAt(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == kTopLevel)
        return kAllSources;
    return m_groups[index.internalId() - 1].at(index.row()).id;
}

const Source *SourcesModel::source(SourceId id) const
{
    for (const Source &source : m_sources) {
        if (source.id == id)
            return &source;
    }
    return nullptr;
}

QModelIndex SourcesModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column != 0 || row >= rowCount(parent))
        return {};
    if (!parent.isValid())
        return createIndex(row, 0, kTopLevel);
    return createIndex(row, 0, quintptr { 1 } + groupAtTopRow(parent.row()));
}

QModelIndex SourcesModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == kTopLevel)
        return {};
    return createIndex(topRowFor(static_cast<Group>(child.internalId() - 1)), 0, kTopLevel);
}

int SourcesModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return topRowFor(kGroups);
    if (parent.internalId() != kTopLevel || parent.row() == 0)
        return 0;
    return static_cast<int>(m_groups[groupAtTopRow(parent.row())].size());
}

int SourcesModel::columnCount(const QModelIndex &) const
{
    return 1;
}

Qt::ItemFlags SourcesModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    if (index.internalId() != kTopLevel)
        return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    // The keyboard passes over headings, and a click on one changes nothing.
    return index.row() == 0 ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren
                            : Qt::ItemFlags(Qt::NoItemFlags);
}

QVariant SourcesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (index.internalId() != kTopLevel)
        return sourceData(m_groups[index.internalId() - 1].at(index.row()), role);
    if (index.row() == 0)
        return allData(role);
    switch (role) {
    case Qt::DisplayRole:
        return groupTitle(groupAtTopRow(index.row()));
    case HeadingRole:
    case QuietRole:
        return true;
    case SourceIdRole:
        return static_cast<int>(kAllSources);
    default:
        return {};
    }
}

QString SourcesModel::groupTitle(Group group)
{
    switch (group) {
    case Engines:
        return tr("Sources");
    case Archives:
        return tr("Archives");
    case Registries:
        return tr("Registries");
    case kGroups:
        break;
    }
    return {};
}

QVariant SourcesModel::allData(int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return tr("All sources");
    case Qt::ToolTipRole: {
        int images = 0;
        for (const Source &source : m_sources)
            images += source.isRemote() ? 0 : std::max(source.imageCount, 0);
        return imageCountText(images);
    }
    case IconNameRole:
        return QStringLiteral("image");
    case SourceIdRole:
        return static_cast<int>(kAllSources);
    default:
        return {};
    }
}

QVariant SourcesModel::sourceData(const Source &source, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        if (source.state == SourceState::Offline)
            return tr("%1 (offline)").arg(visibleText(source.title));
        if (source.state == SourceState::Offered)
            return tr("%1 (not connected)").arg(visibleText(source.title));
        return visibleText(source.title);
    case Qt::ToolTipRole:
        return sourceToolTip(source);
    case IconNameRole:
        return source.state == SourceState::Failed ? QStringLiteral("error") : sourceIconName(source.kind);
    case StateRole:
        return static_cast<int>(source.state);
    case ProgressRole:
        return source.state == SourceState::Reading ? QVariant(source.progress) : QVariant();
    case BytesRole:
        return source.sizeBytes >= 0 ? QVariant(qint64 { source.sizeBytes }) : QVariant();
    case ErrorRole:
        return source.state == SourceState::Failed;
    case HeadingRole:
        return false;
    case QuietRole:
        return source.state != SourceState::Ready;
    case SourceIdRole:
        return static_cast<int>(source.id);
    case RawTextRole:
        return source.location.toUtf8();
    default:
        return {};
    }
}

QString SourcesModel::imageCountText(int count)
{
    return count == 1 ? tr("1 image") : tr("%n images", nullptr, count);
}

QString SourcesModel::sourceToolTip(const Source &source)
{
    QStringList lines { visibleText(source.location.isEmpty() ? source.title : source.location) };
    switch (source.state) {
    case SourceState::Waiting:
        lines += tr("Waiting: other sources are read first");
        break;
    case SourceState::Reading:
        lines += tr("Reading");
        break;
    case SourceState::Offered:
        lines += tr("Not connected: choose it to connect");
        break;
    case SourceState::Failed:
        lines += source.errorText;
        break;
    case SourceState::Offline:
        lines += source.errorText;
        if (source.imageCount >= 0)
            lines += tr("What is shown is of before");
        break;
    case SourceState::Ready:
        if (source.imageCount >= 0)
            lines += imageCountText(source.imageCount);
        if (source.sizeBytes >= 0)
            lines += tr("%1 on disk").arg(humanSize(source.sizeBytes));
        if (source.warningCount == 1)
            lines += tr("1 warning");
        else if (source.warningCount > 1)
            lines += tr("%n warnings", nullptr, source.warningCount);
        break;
    }
    return lines.join(u'\n');
}

} // namespace varve
