// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The containers that were made from one image, as a table. GUI thread; holds values. setContainers() keeps rows of containers
// that stay, so that selection and scroll position survive; those that run come first, then the newest.
// Cost: setContainers O(n log n), data O(1).
#pragma once

#include "services/types/containerinfo.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QDateTime>
#include <QtCore/QHash>

namespace varve {

class ContainersModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, State, Written, Command, Created, Id, kColumns };

    explicit ContainersModel(QObject *parent = nullptr);

    void setContainers(QList<ContainerInfo> containers);
    void setNow(const QDateTime &now);
    // How much a container wrote, by the engine's own count; -1 where it does not say. Kept while the container is listed and
    // in the same state; nothing happens when it is in another one than `container` by now.
    void setWrittenBytes(const ContainerInfo &container, std::int64_t bytes);
    std::int64_t writtenBytes(const QString &id) const { return m_written.value(id, -1); }
    QList<ContainerInfo> withoutWrittenBytes() const; // whose figure is not known yet, in the order of the rows
    const ContainerInfo *at(const QModelIndex &index) const; // nullptr for an invalid index

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    // Display, ToolTip, RawTextRole (whole id, names, bytes), alignment of numbers, QuietRole (it does not run), FixedFontRole.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    static QString stateText(ContainerState state); // translated

private:
    QString text(const ContainerInfo &container, int column) const;

    QString writtenText(const ContainerInfo &container) const;

    QList<ContainerInfo> m_containers;
    QHash<QString, std::int64_t> m_written; // by id
    QDateTime m_now;
};

} // namespace varve
