// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// The files of an image as a tree view shows them: a TreeProjection, answered from its arrays. internalId is the NodeId.
//
// GUI thread; owns nothing but a shared pointer. setProjection() keeps persistent indexes (selection, expansion, current) by
// NodeId while the image stays the same, by path when its tree was rebuilt with more layers read, and resets for another
// image. Rows that the new projection does not show lose their persistent indexes; a view that wants folders to open again
// when they come back keeps their NodeIds itself and expands them in projectionChanged() (a lookup in indexOf() is O(1)).
// Cost: index, parent, rowCount, data O(1) (PathRole and tooltips O(depth)); setProjection O(persistent indexes).
#pragma once

#include "models/roles.h"
#include "services/tree/treeprojection.h"

#include <QtCore/QAbstractItemModel>

namespace varve {

class FileTreeModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { Name, Change, Size, Mode, Owner, Modified, kColumns }; // as in TreeColumn

    explicit FileTreeModel(QObject *parent = nullptr);

    void setProjection(const TreeProjectionPtr &projection); // null: empty
    const TreeProjectionPtr &projection() const { return m_projection; }

    NodeId nodeOf(const QModelIndex &index) const; // the root for an invalid index
    QModelIndex indexOf(NodeId node, int column = Name) const; // invalid for the root and for nodes that are not shown

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    // Display, ToolTip, TextAlignment, SortRole, RawTextRole (name), PathRole, NodeRole, BytesRole, MaxBytesRole,
    // BarFractionRole (of the folder's size), ChangeRole, ChangesBelowRole, LetterRole, LayerIndexRole and
    // LayerColorIndexRole (the layer whose entry is shown), LinkTargetRole, IconNameRole, QuietRole, FixedFontRole.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    // Sorting makes another projection, on a worker: this only asks for it.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    static QString changeLetter(ChangeKind kind); // "A" "M" "m" "R"; a replaced path is modified
    static QString changeName(ChangeKind kind); // translated
    static QString modeText(EntryType type, std::uint16_t mode); // "drwxr-xr-x"
    static QString ownerText(std::uint32_t uid, std::uint32_t gid); // "root" or "1000:1000"

Q_SIGNALS:
    void sortRequested(varve::TreeColumn column, bool descending);
    void projectionChanged(bool isOtherImage); // after the new rows are in place

private:
    enum class Kinship : std::uint8_t { SameIds, SamePaths, Other };
    static Kinship kinship(const ImageTree &before, const ImageTree &after);
    void moveIndexes(const TreeProjection &before, const TreeProjection &after, Kinship kinship);
    QVariant displayData(NodeId node, int column) const;
    QVariant sortData(NodeId node, int column) const;
    QVariant sizeData(NodeId node, int role) const;
    QString sizeText(NodeId node) const;
    QString toolTip(NodeId node) const;
    QString iconName(NodeId node) const;

    TreeProjectionPtr m_projection;
};

} // namespace varve
