// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A JSON document as a foldable tree with the columns Key and Value. The document's own value is not a row: its members are
// the first level (a document that is one scalar is one row). What is no JSON becomes one row that says why, with the text.
//
// GUI thread; owns a shared pointer to an immutable JsonTree (make big ones on a worker). Cost: O(1) per cell and per
// structural question; find() O(bytes) at worst.
#pragma once

#include "models/jsontree.h"
#include "models/roles.h"

#include <QtCore/QAbstractItemModel>

#include <limits>

namespace varve {

class JsonModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { Key, Value, kColumns };
    enum class Direction : std::uint8_t { Forward, Backward };

    explicit JsonModel(QObject *parent = nullptr);

    void setTree(const JsonTreePtr &tree); // a reset; null: empty
    void setBytes(const QByteArray &bytes) { setTree(JsonTree::parse(bytes)); }
    const JsonTreePtr &tree() const { return m_tree; }

    // The next row after (before) `from` whose key or scalar value holds `text`, in the order of the document, around its
    // end; case does not matter. Invalid when there is none, and for an empty text. An invalid `from`: from the start.
    QModelIndex find(const QString &text, const QModelIndex &from, Direction direction = Direction::Forward) const;
    int matchCount(const QString &text, int limit = std::numeric_limits<int>::max()) const; // stops at the limit

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    // Display, ToolTip, RawTextRole (key; value: decoded strings, containers as in the text), PathRole, QuietRole (brackets,
    // null), ErrorRole, FixedFontRole, IconNameRole.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    bool hasError() const { return m_tree && !m_tree->isValid(); }
    bool isScalarDocument() const;
    JsonTree::Node nodeOf(const QModelIndex &index) const;
    QModelIndex indexOf(JsonTree::Node node, int column) const;
    bool matches(JsonTree::Node node, const QString &text) const;
    QVariant errorData(int column, int role) const;
    QString errorText() const;
    QByteArray keyBytes(JsonTree::Node node) const; // of an array's element its number
    QString keyText(JsonTree::Node node) const;
    QString valueText(JsonTree::Node node) const;

    JsonTreePtr m_tree;
};

} // namespace varve
