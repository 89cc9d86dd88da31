// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

#include "models/jsonmodel.h"

#include "services/types/limits.h"
#include "services/types/text.h"

#include <algorithm>

namespace varve {

namespace {

// A cell shows one line; whoever wants all of a long value copies it.
constexpr qsizetype kCellCharacters = 500;

} // namespace

JsonModel::JsonModel(QObject *parent)
    : QAbstractItemModel(parent)
{
}

void JsonModel::setTree(const JsonTreePtr &tree)
{
    beginResetModel();
    m_tree = tree;
    endResetModel();
}

bool JsonModel::isScalarDocument() const
{
    return m_tree && m_tree->isValid() && m_tree->type(0) != JsonType::Object && m_tree->type(0) != JsonType::Array;
}

JsonTree::Node JsonModel::nodeOf(const QModelIndex &index) const
{
    return static_cast<JsonTree::Node>(index.internalId());
}

QModelIndex JsonModel::indexOf(JsonTree::Node node, int column) const
{
    return createIndex(static_cast<int>(m_tree->row(node)), column, quintptr { node });
}

QModelIndex JsonModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= kColumns || row >= rowCount(parent))
        return {};
    // The document's own value has node 0, and is a row only when it stands alone (or is no JSON at all).
    if (hasError() || isScalarDocument())
        return createIndex(row, column, quintptr { 0 });
    const JsonTree::Node node = m_tree->child(parent.isValid() ? nodeOf(parent) : 0, static_cast<std::uint32_t>(row));
    return createIndex(row, column, quintptr { node });
}

QModelIndex JsonModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || nodeOf(child) == 0)
        return {};
    const JsonTree::Node parent = m_tree->parent(nodeOf(child));
    return parent == 0 ? QModelIndex() : indexOf(parent, 0);
}

int JsonModel::rowCount(const QModelIndex &parent) const
{
    if (!m_tree || parent.column() > 0)
        return 0;
    if (hasError() || isScalarDocument())
        return parent.isValid() ? 0 : 1;
    return static_cast<int>(m_tree->childCount(parent.isValid() ? nodeOf(parent) : 0));
}

int JsonModel::columnCount(const QModelIndex &) const
{
    return kColumns;
}

QVariant JsonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Key:
        return tr("Key");
    case Value:
        return tr("Value");
    default:
        return {};
    }
}

QVariant JsonModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_tree)
        return {};
    const int column = index.column();
    if (hasError())
        return errorData(column, role);
    const JsonTree::Node node = nodeOf(index);
    const JsonType type = m_tree->type(node);
    const bool isContainer = type == JsonType::Object || type == JsonType::Array;
    switch (role) {
    case Qt::DisplayRole:
        return column == Key ? keyText(node) : valueText(node);
    case Qt::ToolTipRole:
        if (column == Value && !isContainer)
            return shortened(visibleText(QByteArrayView(m_tree->value(node))));
        return visibleText(QByteArrayView(m_tree->path(node)));
    case RawTextRole:
        return column == Key ? keyBytes(node) : m_tree->value(node);
    case PathRole:
        return m_tree->path(node);
    case QuietRole:
        return column == Key ? !m_tree->hasKey(node) : isContainer || type == JsonType::Null;
    case FixedFontRole:
        return column == Value;
    case ErrorRole:
        return false;
    default:
        return {};
    }
}

QByteArray JsonModel::keyBytes(JsonTree::Node node) const
{
    if (m_tree->hasKey(node))
        return m_tree->key(node);
    return m_tree->parent(node) == JsonTree::kNone ? QByteArray() : QByteArray::number(m_tree->row(node));
}

QString JsonModel::keyText(JsonTree::Node node) const
{
    return shortened(visibleText(QByteArrayView(keyBytes(node))), kCellCharacters);
}

QString JsonModel::valueText(JsonTree::Node node) const
{
    switch (m_tree->type(node)) {
    case JsonType::Object:
        return m_tree->childCount(node) == 0 ? QStringLiteral("{}")
                                             : QStringLiteral("{ %1 }").arg(m_tree->childCount(node));
    case JsonType::Array:
        return m_tree->childCount(node) == 0 ? QStringLiteral("[]")
                                             : QStringLiteral("[ %1 ]").arg(m_tree->childCount(node));
    case JsonType::String: {
        const QByteArray value = m_tree->value(node);
        // Only the visible part is turned into text: a value may be megabytes long, and cells are asked for often.
        const QString text = visibleText(QByteArrayView(value).first(std::min(value.size(), 4 * kCellCharacters)));
        return shortened(text, kCellCharacters);
    }
    case JsonType::Number:
    case JsonType::Bool:
    case JsonType::Null:
        break;
    }
    const QByteArrayView slice = m_tree->slice(node);
    return shortened(visibleText(slice.first(std::min(slice.size(), kCellCharacters + 1))), kCellCharacters);
}

QString JsonModel::errorText() const
{
    const JsonTree::ParseError &error = m_tree->error();
    switch (error.problem) {
    case JsonTree::Problem::Empty:
        return tr("The document is empty");
    case JsonTree::Problem::TooLarge:
        return tr("The document is larger than %1 and is not shown as a tree")
            .arg(humanSize(static_cast<std::int64_t>(limits::kManifestBytes)));
    case JsonTree::Problem::TooDeep:
        return tr("The document is nested deeper than %1 levels (line %2, column %3)")
            .arg(limits::kJsonDepth)
            .arg(error.line)
            .arg(error.column);
    case JsonTree::Problem::Syntax:
        return tr("This is no JSON from line %1, column %2 on").arg(error.line).arg(error.column);
    case JsonTree::Problem::None:
        break;
    }
    return {};
}

QVariant JsonModel::errorData(int column, int role) const
{
    const QByteArray &bytes = m_tree->bytes();
    const QString start =
        shortened(visibleText(QByteArrayView(bytes).first(std::min(bytes.size(), 4 * kCellCharacters))));
    switch (role) {
    case Qt::DisplayRole:
        return column == Key ? errorText() : shortened(start, kCellCharacters);
    case Qt::ToolTipRole:
        return column == Key ? errorText() : start;
    case RawTextRole:
        return column == Key ? errorText().toUtf8() : bytes;
    case IconNameRole:
        return column == Key ? QVariant(QStringLiteral("error")) : QVariant();
    case ErrorRole:
        return column == Key;
    case FixedFontRole:
    case QuietRole:
        return column == Value;
    case PathRole:
        return QByteArray();
    default:
        return {};
    }
}

bool JsonModel::matches(JsonTree::Node node, const QString &text) const
{
    const auto holds = [&text](const QByteArray &bytes) {
        return QString::fromUtf8(bytes).contains(text, Qt::CaseInsensitive);
    };
    if (m_tree->hasKey(node) && holds(m_tree->key(node)))
        return true;
    const JsonType type = m_tree->type(node);
    return type != JsonType::Object && type != JsonType::Array && holds(m_tree->value(node));
}

QModelIndex JsonModel::find(const QString &text, const QModelIndex &from, Direction direction) const
{
    if (!m_tree || hasError() || text.isEmpty())
        return {};
    // Nodes stand in the order of the document; node 0 is a row only when it is all there is.
    const JsonTree::Node first = isScalarDocument() ? 0 : 1;
    const JsonTree::Node count = m_tree->size() - first;
    if (count == 0)
        return {};
    const bool isForward = direction == Direction::Forward;
    JsonTree::Node at = from.isValid() ? nodeOf(from) - first : (isForward ? count - 1 : 0);
    for (JsonTree::Node step = 0; step < count; ++step) {
        at = isForward ? (at + 1) % count : (at + count - 1) % count;
        if (matches(first + at, text))
            return indexOf(first + at, 0);
    }
    return {};
}

int JsonModel::matchCount(const QString &text, int limit) const
{
    if (!m_tree || hasError() || text.isEmpty())
        return 0;
    int found = 0;
    for (JsonTree::Node node = isScalarDocument() ? 0 : 1; node < m_tree->size() && found < limit; ++node)
        found += matches(node, text) ? 1 : 0;
    return found;
}

} // namespace varve
