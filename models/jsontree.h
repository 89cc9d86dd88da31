// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Varve developers

// A JSON document cut into nodes, in its own order, with nothing lost: duplicate keys, big numbers and odd strings stay as
// they are in the bytes. Immutable; made on any thread, shared freely.
//
// Structure of arrays; a node is a slice of the bytes. parse() never fails: when the text is no JSON, or is deeper than
// limits::kJsonDepth or larger than limits::kManifestBytes, error() says where and why and there are no nodes.
// Cost: parse O(bytes), 32 bytes per node; accessors O(1), path O(depth), text of a node O(its length).
// Source: RFC 8259.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace varve {

class JsonTree;
using JsonTreePtr = std::shared_ptr<const JsonTree>;

enum class JsonType : std::uint8_t { Object, Array, String, Number, Bool, Null };

class JsonTree {
public:
    using Node = std::uint32_t; // 0 is the document's value
    static constexpr Node kNone = 0xffffffffU;

    enum class Problem : std::uint8_t { None, Empty, TooLarge, TooDeep, Syntax };
    struct ParseError {
        Problem problem = Problem::None;
        qsizetype offset = 0;
        int line = 1;
        int column = 1; // in bytes
    };

    static JsonTreePtr parse(const QByteArray &bytes);

    bool isValid() const { return m_error.problem == Problem::None; }
    const ParseError &error() const { return m_error; }
    const QByteArray &bytes() const { return m_bytes; }

    Node size() const { return static_cast<Node>(m_nodes.size()); } // in the order of the text
    JsonType type(Node node) const { return m_nodes[node].type; }
    Node parent(Node node) const { return m_nodes[node].parent; }
    std::uint32_t row(Node node) const { return m_nodes[node].row; }
    std::uint32_t childCount(Node node) const { return m_nodes[node].childCount; }
    Node child(Node node, std::uint32_t row) const { return m_children[m_nodes[node].firstChild + row]; }
    bool hasKey(Node node) const { return m_nodes[node].keyLength != 0; } // a member of an object
    QByteArray key(Node node) const; // decoded
    QByteArray value(Node node) const; // strings decoded, all else as in the text
    QByteArrayView slice(Node node) const; // the value as it stands in the text
    QByteArray path(Node node) const; // jq's notation: .config.Env[0]; "." for the document

private:
    friend class JsonTreeParser;
    struct Item {
        Node parent = kNone;
        std::uint32_t row = 0;
        std::uint32_t childCount = 0;
        std::uint32_t firstChild = 0; // into m_children
        std::uint32_t keyBegin = 0;
        std::uint32_t keyLength = 0; // with its quotes
        std::uint32_t begin = 0;
        std::uint32_t length = 0;
        JsonType type = JsonType::Null;
    };
    JsonTree() = default;
    QByteArray decoded(std::uint32_t begin, std::uint32_t length) const;

    QByteArray m_bytes;
    std::vector<Item> m_nodes;
    std::vector<Node> m_children;
    ParseError m_error;
};

} // namespace varve
