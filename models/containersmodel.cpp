// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/containersmodel.h"

#include "models/relativetime.h"
#include "models/roles.h"
#include "services/types/text.h"

#include <QtCore/QLocale>

#include <algorithm>
#include <iterator>

namespace varve {

namespace {

constexpr qsizetype kContainerIdLength = 12;

QVariant alignmentOf(int column)
{
    return QVariant((column == ContainersModel::Written ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

} // namespace

ContainersModel::ContainersModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_now(QDateTime::currentDateTimeUtc())
{
}

void ContainersModel::setContainers(QList<ContainerInfo> containers)
{
    std::stable_sort(containers.begin(), containers.end(), [](const ContainerInfo &a, const ContainerInfo &b) {
        return a.isRunning() != b.isRunning() ? a.isRunning() : a.created > b.created;
    });
    // What a container wrote is counted anew when it was started or stopped.
    QHash<QString, ContainerState> states;
    for (const ContainerInfo &now : std::as_const(containers))
        states.insert(now.id, now.state);
    QHash<QString, ContainerState> before;
    for (const ContainerInfo &known : std::as_const(m_containers))
        before.insert(known.id, known.state);
    m_written.removeIf([&](const auto &known) {
        const auto now = states.constFind(known.key());
        return now == states.constEnd() || *now != before.value(known.key());
    });
    const auto isSame = [](const ContainerInfo &a, const ContainerInfo &b) { return a.id == b.id; };
    if (std::equal(containers.cbegin(), containers.cend(), m_containers.cbegin(), m_containers.cend(), isSame)) {
        const bool isChanged = containers != m_containers;
        m_containers = std::move(containers);
        if (isChanged)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
        return;
    }
    Q_EMIT layoutAboutToBeChanged();
    const QList<ContainerInfo> old = std::exchange(m_containers, std::move(containers));
    QHash<QString, int> rows;
    for (int row = 0; row < rowCount(); ++row)
        rows.insert(m_containers.at(row).id, row);
    const QModelIndexList from = persistentIndexList();
    QModelIndexList to;
    to.reserve(from.size());
    for (const QModelIndex &place : from) {
        const auto row = rows.constFind(old.at(place.row()).id);
        to.append(row == rows.constEnd() ? QModelIndex() : index(*row, place.column()));
    }
    changePersistentIndexList(from, to);
    Q_EMIT layoutChanged();
}

void ContainersModel::setWrittenBytes(const ContainerInfo &container, std::int64_t bytes)
{
    for (int row = 0; row < rowCount(); ++row) {
        const ContainerInfo &now = m_containers.at(row);
        if (now.id != container.id || now.state != container.state)
            continue;
        m_written.insert(now.id, bytes);
        Q_EMIT dataChanged(index(row, Written), index(row, Written));
    }
}

QList<ContainerInfo> ContainersModel::withoutWrittenBytes() const
{
    QList<ContainerInfo> unknown;
    std::copy_if(m_containers.cbegin(), m_containers.cend(), std::back_inserter(unknown),
        [this](const ContainerInfo &container) { return !m_written.contains(container.id); });
    return unknown;
}

void ContainersModel::setNow(const QDateTime &now)
{
    m_now = now;
    if (!m_containers.isEmpty())
        Q_EMIT dataChanged(index(0, Created), index(rowCount() - 1, Created), { Qt::DisplayRole });
}

const ContainerInfo *ContainersModel::at(const QModelIndex &index) const
{
    return index.isValid() ? &m_containers.at(index.row()) : nullptr;
}

int ContainersModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_containers.size());
}

int ContainersModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant ContainersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return alignmentOf(section);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Container");
    case State:
        return tr("State");
    case Written:
        return tr("Written");
    case Command:
        return tr("Command");
    case Created:
        return tr("Created");
    case Id:
        return tr("Container ID");
    default:
        return {};
    }
}

QString ContainersModel::stateText(ContainerState state)
{
    switch (state) {
    case ContainerState::Created:
        return tr("created");
    case ContainerState::Running:
        return tr("running");
    case ContainerState::Paused:
        return tr("paused");
    case ContainerState::Restarting:
        return tr("restarting");
    case ContainerState::Removing:
        return tr("being removed");
    case ContainerState::Exited:
        return tr("stopped");
    case ContainerState::Dead:
        return tr("dead");
    case ContainerState::Unknown:
        break;
    }
    return tr("unknown");
}

// An ellipsis until the engine has counted.
QString ContainersModel::writtenText(const ContainerInfo &container) const
{
    const auto known = m_written.constFind(container.id);
    if (known == m_written.constEnd())
        return QStringLiteral("…");
    return *known >= 0 ? humanSize(*known) : QStringLiteral("-");
}

QString ContainersModel::text(const ContainerInfo &container, int column) const
{
    switch (column) {
    case Name:
        return visibleText(container.names.join(QLatin1String(", ")));
    case State:
        return container.isRunning() ? QStringLiteral("▶ ") + stateText(container.state) : stateText(container.state);
    case Written:
        return writtenText(container);
    case Command:
        return visibleText(container.command);
    case Created:
        return RelativeTime::text(container.created, m_now);
    case Id:
        return visibleText(container.id.left(kContainerIdLength));
    default:
        return {};
    }
}

QVariant ContainersModel::data(const QModelIndex &index, int role) const
{
    const ContainerInfo *container = at(index);
    if (!container)
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(*container, column);
    case Qt::ToolTipRole:
        if (column == Created)
            return RelativeTime::exact(container->created);
        if (column == State)
            return visibleText(container->status); // the engine's own words
        if (column == Written) {
            const std::int64_t bytes = m_written.value(container->id, -1);
            return bytes < 0 ? QString()
                             : tr("%1 bytes, as the engine counts them").arg(QLocale().toString(qint64 { bytes }));
        }
        return column == Id ? visibleText(container->id) : text(*container, column);
    case RawTextRole:
        return column == Id     ? container->id.toUtf8()
            : column == Name    ? container->names.join(u' ').toUtf8()
            : column == Written ? QByteArray::number(qint64 { m_written.value(container->id, -1) })
                                : text(*container, column).toUtf8();
    case QuietRole:
        return !container->isRunning();
    case FixedFontRole:
        return column == Id;
    case Qt::TextAlignmentRole:
        return alignmentOf(column);
    default:
        return {};
    }
}

} // namespace varve
